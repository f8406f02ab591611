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
                fmt::format("there is no door beside you to {}", open ? "open" : "close"));
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
    if (word == "open" || word == "close") return use_door(word == "open", rest, situation);
    if (word == "go" || word == "walk") return go(lower(split(rest).word) == "to" ? split(rest).rest : rest, situation);
    return std::nullopt;
}

} // namespace goldbox::cli
