// SPDX-License-Identifier: MIT
#include "walk_input.hpp"

#include "words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace goldbox::cli {
namespace {

using game::DoorOption;
using rules::Position;

Result<Meaning> order(game::Order what)
{
    return Meaning(Undertake{std::move(what)});
}

/// Which way a door lies; a door on an edge stands to one side of the party's own cell.
std::string_view side_of(const DoorOption& door, const Position& place)
{
    if (door.part == 1) return door.at.y == place.y ? "north" : "south";
    if (door.part == 2) return door.at.x == place.x ? "west" : "east";
    if (door.at.x == place.x) return door.at.y < place.y ? "north" : "south";
    return door.at.x < place.x ? "west" : "east";
}

/// `4,7`, `north`, `ne 3`
Result<Meaning> go(std::string_view to, const Situation& situation)
{
    const Position& place = situation.walk->place;
    if (const auto at = coordinates(to)) return order(game::GoTo{{place.level, at->x, at->y}});
    if (const auto off = offset(to)) return order(game::GoTo{{place.level, place.x + off->x, place.y + off->y}});
    return fail(Code::refused, "play.no_such_place", "say where: `go to 4,7`, `north`, `ne 3`");
}

/// `open`, `open door`, `close north`, `open door west`; of several the first that it would do something to.
Result<Meaning> use_door(bool open, std::string_view which, const Situation& situation)
{
    if (lower(split(which).word) == "door") which = split(which).rest;
    const std::string wanted = lower(which);
    const std::vector<DoorOption> doors = situation.can_walk ? situation.can_walk->doors : std::vector<DoorOption>();
    const DoorOption* best = nullptr;
    for (const DoorOption& door : doors) {
        const std::string_view side = side_of(door, situation.walk->place);
        if (door.open != open || (!wanted.empty() && wanted != side && wanted != side.substr(0, 1))) continue;
        if (!best || (!best->refused.empty() && door.refused.empty())) best = &door;
    }
    if (best) return order(game::UseDoor{best->at, best->part, open});
    return fail(Code::refused, "play.no_such_deed",
                open ? std::string("there is no door beside you to open, and no such chest within reach")
                     : std::string("there is no door beside you to close"));
}

bool has_door_to_open(const Situation& situation)
{
    return situation.can_walk && std::ranges::any_of(situation.can_walk->doors, &DoorOption::open);
}

std::string called(const std::string& name, std::string_view otherwise)
{
    return name.empty() ? std::string(otherwise) : name;
}

/// Something beside the party that has a lock.
struct Lock {
    Position at;
    std::uint8_t part = 0;
    std::string called; ///< `door north`, or a chest's name
};

std::vector<Lock> locks(const Situation& situation)
{
    std::vector<Lock> locks;
    if (!situation.can_walk) return locks;
    for (const DoorOption& door : situation.can_walk->doors) {
        if (door.lock)
            locks.push_back({door.at, door.part, fmt::format("door {}", side_of(door, situation.walk->place))});
    }
    for (const game::ChestOption& chest : situation.can_walk->chests) {
        if (chest.lock) locks.push_back({chest.at, 0, called(chest.name, "chest")});
    }
    return locks;
}

/// `pick`, `pick lock`, `pick door north`, `force strongbox`, `break open the strongbox`
Result<Meaning> try_lock(bool force, std::string_view which, const Situation& situation)
{
    for (const std::string_view word : {"open", "the", "lock", "of", "the"}) {
        if (lower(split(which).word) == word) which = split(which).rest;
    }
    const std::string wanted = lower(which);
    for (const Lock& lock : locks(situation)) {
        if (wanted.empty() || lower(lock.called).find(wanted) != std::string::npos)
            return order(game::TryLock{lock.at, lock.part, force});
    }
    return fail(Code::refused, "play.no_such_deed",
                wanted.empty() ? std::string("there is no lock within reach that one could try")
                               : fmt::format("there is no lock within reach to try at \"{}\"", which));
}

/// The chest or the trap that is meant; of several the first that nothing speaks against.
template <class Thing>
const Thing* meant(const std::vector<Thing>& things, std::string_view which, std::string_view kind)
{
    if (lower(split(which).word) == "the") which = split(which).rest;
    const std::string wanted = lower(which);
    const Thing* best = nullptr;
    for (const Thing& thing : things) {
        if (!wanted.empty() && wanted != kind && lower(thing.name).find(wanted) == std::string::npos) continue;
        if (!best || (!best->refused.empty() && thing.refused.empty())) best = &thing;
    }
    return best;
}

/// `open chest`, `open strongbox`; nothing: no chest is meant.
std::optional<Result<Meaning>> open_chest(std::string_view which, const Situation& situation)
{
    if (!situation.can_walk) return std::nullopt;
    const game::ChestOption* const chest = meant(situation.can_walk->chests, which, "chest");
    if (chest) return order(game::OpenChest{chest->at});
    if (lower(which) != "chest") return std::nullopt;
    return fail(Code::refused, "play.no_such_deed", "there is no chest within reach to open");
}

Result<Meaning> disarm(std::string_view which, const Situation& situation)
{
    const game::TrapOption* const trap = situation.can_walk ? meant(situation.can_walk->traps, which, "trap") : nullptr;
    if (trap) return order(game::Disarm{trap->at});
    return fail(Code::refused, "play.no_such_deed", "you know of no trap within reach");
}

/// `talk`, `talk to the miller`
Result<Meaning> talk(std::string_view whom, const Situation& situation)
{
    for (const std::string_view word : {"to", "with"}) {
        if (lower(split(whom).word) == word) whom = split(whom).rest;
    }
    const game::PersonOption* const person =
        situation.can_walk ? meant(situation.can_walk->people, whom, "person") : nullptr;
    if (person) return order(game::TalkTo{person->at});
    return fail(Code::refused, "play.no_such_deed",
                whom.empty() ? std::string("there is nobody within reach to talk to")
                             : fmt::format("nobody called \"{}\" is within reach", whom));
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::ranges::find(words, word) != words.end();
}

} // namespace

std::vector<Offer> walk_offers(const Situation& situation)
{
    std::vector<Offer> offers;
    if (!situation.can_walk || !situation.walk) return offers;
    const auto add = [&](std::string text, game::Order what) {
        Offer& offer = offers.emplace_back();
        offer.text = std::move(text);
        offer.order = std::move(what);
    };
    for (const DoorOption& door : situation.can_walk->doors) {
        if (!door.refused.empty()) continue;
        add(fmt::format("{} door {}", door.open ? "open" : "close", side_of(door, situation.walk->place)),
            game::UseDoor{door.at, door.part, door.open});
    }
    for (const game::ChestOption& chest : situation.can_walk->chests) {
        if (chest.refused.empty()) add(fmt::format("open {}", called(chest.name, "chest")), game::OpenChest{chest.at});
    }
    for (const Lock& lock : locks(situation)) {
        add(fmt::format("pick the lock of {}", lock.called), game::TryLock{lock.at, lock.part, false});
        add(fmt::format("force {}", lock.called), game::TryLock{lock.at, lock.part, true});
    }
    for (const game::TrapOption& trap : situation.can_walk->traps) {
        if (trap.refused.empty()) add(fmt::format("disarm {}", called(trap.name, "trap")), game::Disarm{trap.at});
    }
    for (const game::PersonOption& person : situation.can_walk->people) {
        if (person.refused.empty())
            add(fmt::format("talk to {}", called(person.name, "person")), game::TalkTo{person.at});
    }
    if (situation.can_walk->stairs) add("take the stairs", game::UseStairs{});
    if (situation.can_walk->search) add("search", game::Search{});
    if (situation.can_walk->leave) add("leave the map", game::LeaveMap{});
    return offers;
}

std::string other_ways(const Situation& situation)
{
    if (!situation.can_walk) return {};
    return situation.can_walk->walks.empty() ? std::string() : "Also: go to X,Y or a direction, such as: north, ne 3";
}

std::optional<Result<Meaning>> understand_walk(std::string_view line, const Situation& situation)
{
    if (!situation.walk || line.empty()) return std::nullopt;
    const auto [first, rest] = split(line);
    const std::string word = lower(first), all = lower(line);
    if (is_one_of(all, {"map", "m"})) return Meaning(Look{});
    if (is_one_of(all, {"search"})) return order(game::Search{});
    if (is_one_of(all, {"stairs", "take stairs", "take the stairs", "climb", "up", "down", ">", "<"}))
        return order(game::UseStairs{});
    if (is_one_of(all, {"out", "go out", "leave map", "leave the map"})) return order(game::LeaveMap{});
    if (is_direction(word) || coordinates(line)) return go(line, situation);
    if (word == "pick" || word == "force" || word == "break" || word == "bash")
        return try_lock(word != "pick", rest, situation);
    if (word == "talk") return talk(rest, situation);
    if (word == "disarm") return disarm(rest, situation);
    if (word == "open" && (!rest.empty() || !has_door_to_open(situation))) {
        if (auto opened = open_chest(rest, situation)) return opened;
    }
    if (word == "open" || word == "close") return use_door(word == "open", rest, situation);
    if (word == "go" || word == "walk") return go(lower(split(rest).word) == "to" ? split(rest).rest : rest, situation);
    return std::nullopt;
}

} // namespace goldbox::cli
