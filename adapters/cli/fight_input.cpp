// SPDX-License-Identifier: MIT
#include "fight_input.hpp"

#include "fight_screen.hpp"
#include "words.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <utility>

namespace goldbox::cli {
namespace {

using game::CanManeuver;
using game::FighterView;
using rules::CreatureId;
using rules::Deed;
using rules::Position;

tl::unexpected<Error> no(std::string reason, std::string message)
{
    return fail(Code::refused, std::move(reason), std::move(message));
}

Result<Meaning> maneuver(rules::Command what)
{
    return Meaning(Undertake{game::Maneuver{std::move(what)}});
}

const FighterView* fighter(const Situation& situation, CreatureId id)
{
    const auto& all = situation.fight->fighters;
    const auto found = std::ranges::find(all, id, &FighterView::id);
    return found == all.end() ? nullptr : &*found;
}

bool is_foe(const Situation& situation, CreatureId id)
{
    const FighterView* const found = fighter(situation, id);
    return found && found->side != content::party_side;
}

std::string called(const Situation& situation, CreatureId id)
{
    const FighterView* const found = fighter(situation, id);
    return found ? found->name : "somebody";
}

/// `Longsword` of `Weapon, hand to hand: Longsword`.
std::string_view short_name(const Deed& deed)
{
    const std::size_t colon = deed.item ? deed.name.rfind(": ") : std::string::npos;
    return colon == std::string::npos ? std::string_view(deed.name) : std::string_view(deed.name).substr(colon + 2);
}

rules::Command command_of(CreatureId creature, const Deed& deed, std::vector<CreatureId> targets,
                          std::optional<Position> place)
{
    switch (deed.kind) {
    case Deed::Kind::act: return rules::Act{creature, deed.id, std::move(targets), place};
    case Deed::Kind::use: return rules::Use{creature, deed.item, deed.id, std::move(targets), place};
    case Deed::Kind::cast: break;
    }
    return rules::Cast{creature, deed.id, deed.level, std::move(targets), place};
}

/// Spells are offered once.
bool at_own_level(const Deed& deed)
{
    return deed.kind != Deed::Kind::cast || deed.own_level;
}

bool at_nobody(const Deed& deed)
{
    return deed.most_targets == 0 && !deed.has_place;
}

std::string told(const Deed& deed)
{
    std::string name(short_name(deed));
    if (deed.kind == Deed::Kind::cast) name = "cast " + name;
    if (deed.kind == Deed::Kind::cast && !deed.own_level) name += fmt::format(" level {}", deed.level);
    return deed.kind == Deed::Kind::use && !deed.attack ? "use " + name : name;
}

std::string told(const Situation& situation, const Deed& deed, CreatureId target)
{
    if (deed.attack && deed.kind != Deed::Kind::cast)
        return fmt::format("attack {} with {}", called(situation, target), short_name(deed));
    return fmt::format("{} at {}", told(deed), called(situation, target));
}

// Whom
// -----------------------------------------------------------------------------------------------------------------

/// By name, by its beginning, or by the letter in the picture; of several the one that may be meant, else the first.
std::optional<CreatureId> named(std::string_view text, const Situation& situation,
                                const std::vector<CreatureId>& wanted)
{
    const std::string name = plain(text);
    if (name.empty()) return std::nullopt;
    const auto letters = letters_of(*situation.fight);
    std::optional<CreatureId> best;
    int best_rank = 0;
    for (const FighterView& each : situation.fight->fighters) {
        const std::string own = plain(each.name);
        const bool letter = text.size() == 1 && letters.at(each.id) == text.front();
        int rank = letter || own == name ? 4 : own.starts_with(name) ? 2 : 0;
        if (rank > 0 && std::ranges::find(wanted, each.id) != wanted.end()) ++rank;
        if (rank > best_rank) {
            best = each.id;
            best_rank = rank;
        }
    }
    return best;
}

Result<std::vector<CreatureId>> all_named(std::string_view list, const Situation& situation, const Deed& deed)
{
    std::vector<CreatureId> ids;
    if (plain(list) == "all") return deed.targets;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view name = trim(list.substr(0, comma));
        const auto found = named(name, situation, deed.targets);
        if (!found)
            return no("play.no_such_target",
                      fmt::format("nobody here is called \"{}\"", printable(name.substr(0, 60))));
        ids.push_back(*found);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return ids;
}

// Where
// ----------------------------------------------------------------------------------------------------------------

/// Where whoever has the turn stands.
Position here(const Situation& situation)
{
    const FighterView* const own = fighter(situation, situation.can->creature);
    return own && own->place ? *own->place : Position{};
}

/// `4,7`, or `north`, `ne 3`, or who stands there.
std::optional<Position> place(std::string_view text, const Situation& situation)
{
    const Position from = here(situation);
    if (text.find(',') != std::string_view::npos) {
        const auto at = coordinates(text);
        return at ? std::optional(Position{from.level, at->x, at->y}) : std::nullopt;
    }
    if (is_direction(split(text).word)) {
        const auto off = offset(text);
        return off ? std::optional(Position{from.level, from.x + off->x, from.y + off->y}) : std::nullopt;
    }
    if (const auto who = named(text, situation, {})) return fighter(situation, *who)->place;
    return std::nullopt;
}

Result<Meaning> walk(std::string_view to, const Situation& situation)
{
    if (lower(split(to).word) == "to") to = split(to).rest;
    const auto at = place(to, situation);
    if (!at) return no("play.no_such_place", "say where: `walk 4,7`, `walk north`, `walk ne 3`");
    return maneuver(rules::Walk{situation.can->creature, *at});
}

Result<Meaning> move_door(bool open, std::string_view which, const Situation& situation)
{
    if (lower(split(which).word) == "door") which = split(which).rest;
    if (lower(split(which).word) == "at") which = split(which).rest;
    const rules::CreatureId who = situation.can->creature;
    const auto& doors = situation.can->doors;
    if (which.empty()) {
        const auto door = std::ranges::find(doors, open, &rules::DoorState::open);
        if (door != doors.end()) return maneuver(rules::MoveDoor{who, door->at, door->part, open});
    } else if (const auto at = place(which, situation)) {
        const auto there = [&](const rules::DoorState& door) { return door.open == open && door.at == *at; };
        const auto door = std::ranges::find_if(doors, there);
        // where it is none of them, the rules know why: it is locked, or too far away, or no door
        return maneuver(rules::MoveDoor{who, *at, door == doors.end() ? std::uint8_t{0} : door->part, open});
    }
    return no("play.no_such_deed", fmt::format("there is no door beside you to {}", open ? "open" : "close"));
}

// What
// -----------------------------------------------------------------------------------------------------------------

/// What stands before and behind ` at `, ` on ` or ` with `, whichever comes last; names may have such words in them.
struct Aimed {
    std::string_view what, at;
};
std::vector<Aimed> ways_to_read(std::string_view text)
{
    std::vector<Aimed> ways = {{text, {}}};
    for (const std::string_view word : {" at ", " on ", " to "}) {
        const std::string small = lower(text);
        for (std::size_t at = small.find(word); at != std::string::npos; at = small.find(word, at + 1))
            ways.push_back({trim(text.substr(0, at)), trim(text.substr(at + word.size()))});
    }
    // without a word between: `shove goblin 2`
    for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1))
        ways.push_back({text.substr(0, at), trim(text.substr(at + 1))});
    return ways;
}

bool means(const Deed& deed, std::string_view what)
{
    const std::string name = plain(what);
    return !name.empty() && (plain(deed.name) == name || plain(short_name(deed)) == name);
}

Result<Meaning> aimed(const Deed& deed, std::string_view at, const Situation& situation)
{
    const CreatureId creature = situation.can->creature;
    if (deed.has_place) {
        const auto where = place(at, situation);
        if (!where) return no("play.no_such_place", fmt::format("say where: `{} at 5,3`", told(deed)));
        return maneuver(command_of(creature, deed, {}, where));
    }
    if (deed.most_targets == 0) return maneuver(command_of(creature, deed, {}, {}));
    if (at.empty() && deed.targets.size() != 1)
        return no("play.no_such_target",
                  fmt::format("say at whom: `{} at {}`", told(deed), called(situation, deed.targets.front())));
    if (at.empty()) return maneuver(command_of(creature, deed, deed.targets, {}));
    GOLDBOX_TRY(std::vector<CreatureId> targets, all_named(at, situation, deed));
    return maneuver(command_of(creature, deed, std::move(targets), {}));
}

/// The level behind `level`, taken out of the text.
std::int32_t take_level(std::string& text)
{
    constexpr std::string_view word = " level ";
    const std::size_t at = lower(text).rfind(word);
    if (at == std::string::npos) return 0;
    const std::size_t end = std::min(text.find(' ', at + word.size()), text.size());
    const auto level = number(std::string_view(text).substr(at + word.size(), end - at - word.size()));
    if (!level || *level > 20) return 0;
    text.erase(at, end - at);
    return static_cast<std::int32_t>(*level);
}

/// A deed of that kind by its name; nothing: there is none.
std::optional<Result<Meaning>> deed(std::string_view line, std::optional<Deed::Kind> kind, const Situation& situation)
{
    std::string text(line);
    const std::int32_t level = kind == Deed::Kind::cast ? take_level(text) : 0;
    for (const Aimed& way : ways_to_read(text)) {
        for (const Deed& each : situation.can->deeds) {
            if (kind && each.kind != *kind) continue;
            if (level > 0 ? each.level != level : !each.own_level && each.kind == Deed::Kind::cast) continue;
            if (means(each, way.what)) return aimed(each, way.at, situation);
        }
        for (const game::Refusal& refused : situation.can->refused) {
            const std::string own = plain(refused.name), what = plain(way.what);
            if (!what.empty() && (own == what || own.ends_with(' ' + what)))
                return no("play.no_such_deed", refused.name + ": " + refused.why);
        }
    }
    return std::nullopt;
}

/// `attack goblin 2 with mace`; without a name whoever is in reach, without a weapon the first.
Result<Meaning> attack(std::string_view text, const Situation& situation)
{
    std::string_view with;
    if (const std::size_t at = lower(text).rfind(" with "); at != std::string::npos) {
        with = trim(text.substr(at + 6));
        text = trim(text.substr(0, at));
    }
    const Deed* far = nullptr;
    for (const Deed& each : situation.can->deeds) {
        if (!each.attack || each.targets.empty() || each.kind == Deed::Kind::cast) continue;
        if (!with.empty() && !plain(short_name(each)).starts_with(plain(with))) continue;
        if (text.empty()) {
            const auto foe = std::ranges::find_if(each.targets, [&](CreatureId id) { return is_foe(situation, id); });
            if (foe == each.targets.end()) continue;
            return maneuver(command_of(situation.can->creature, each, {*foe}, {}));
        }
        if (!far) far = &each;
        const auto target = named(text, situation, each.targets);
        if (!target) return all_named(text, situation, each).map([](const auto&) { return Meaning(Nothing{}); });
        if (std::ranges::find(each.targets, *target) != each.targets.end())
            return maneuver(command_of(situation.can->creature, each, {*target}, {}));
    }
    if (far) // the rules say why not
        return maneuver(command_of(situation.can->creature, *far, {*named(text, situation, far->targets)}, {}));
    return no("play.no_such_deed",
              "nobody is in reach of a blow, or nothing is left to strike with; `walk` nearer, or `end`");
}

std::optional<Result<Meaning>> quick(bool on, std::string_view whom, const Situation& situation)
{
    if (whom.empty() || plain(whom) == "all") {
        const CreatureId one = whom.empty() && on && situation.can ? situation.can->creature : CreatureId{};
        return Meaning(Undertake{game::Quick{one, on}});
    }
    const auto who = named(whom, situation, {});
    if (!who) return no("play.no_such_target", "nobody here is called so");
    return Meaning(Undertake{game::Quick{*who, on}});
}

Result<Meaning> end_turn(std::string_view next, const Situation& situation)
{
    rules::EndTurn end{situation.can->creature, {}};
    if (lower(split(next).word) == "to") next = split(next).rest;
    if (const auto who = named(next, situation, situation.can->next)) end.next = *who;
    return maneuver(end);
}

Result<Meaning> delay(std::string_view behind, const Situation& situation)
{
    if (lower(split(behind).word) == "behind") behind = split(behind).rest;
    const auto who = named(behind, situation, situation.can->delays);
    if (!who)
        return no("play.no_such_target", "a turn is put off with \"delay behind NAME\", somebody who is yet to come");
    return maneuver(rules::Delay{situation.can->creature, *who});
}

/// What one has a turn for.
std::optional<Result<Meaning>> with_turn(std::string_view line, const Situation& situation)
{
    const auto [first, rest] = split(line);
    const std::string word = lower(first);
    const CreatureId creature = situation.can->creature;
    if (word == "." || (word == "end" && (rest.empty() || lower(rest) == "turn"))) return end_turn({}, situation);
    if (word == "end" && lower(split(rest).word) == "to") return end_turn(rest, situation);
    if (word == "delay") return delay(rest, situation);
    if (word == "flee" && rest.empty()) return maneuver(rules::Flee{creature});
    if (word == "surrender" && rest.empty()) return maneuver(rules::Surrender{creature});
    if (word == "why" && rest.empty()) return Meaning(ShowWhy{});
    if (word == "walk" || word == "move") return walk(rest, situation);
    if (word == "go" && lower(rest) != "on") return walk(rest, situation);
    if (is_direction(word)) return walk(line, situation);
    if (word == "open" || word == "close") return move_door(word == "open", rest, situation);
    if (word == "attack" || word == "a" || word == "hit") return attack(rest, situation);
    if (word == "cast") {
        if (auto cast = deed(rest, Deed::Kind::cast, situation)) return cast;
        return no("play.no_such_deed", fmt::format("{} has no spell \"{}\" ready", called(situation, creature),
                                                   printable(rest.substr(0, 60))));
    }
    if (word == "use") {
        if (auto use = deed(rest, Deed::Kind::use, situation)) return use;
    }
    return deed(line, std::nullopt, situation);
}

} // namespace

std::vector<Offer> fight_offers(const Situation& situation)
{
    std::vector<Offer> offers;
    const auto add = [&](std::string text, game::Order order) {
        Offer& offer = offers.emplace_back();
        offer.text = std::move(text);
        offer.order = std::move(order);
    };
    if (situation.goes_on) add("go on", game::GoOn{});
    if (!situation.can || !situation.fight) return offers;
    const CanManeuver& can = *situation.can;
    for (const Deed& deed : can.deeds) {
        if (!deed.attack || deed.has_place) continue;
        for (const CreatureId target : deed.targets) {
            if (!is_foe(situation, target) || !at_own_level(deed)) continue;
            add(told(situation, deed, target), game::Maneuver{command_of(can.creature, deed, {target}, {})});
        }
    }
    for (const Deed& deed : can.deeds) {
        if (at_nobody(deed) && at_own_level(deed))
            add(told(deed), game::Maneuver{command_of(can.creature, deed, {}, {})});
    }
    for (const rules::DoorState& door : can.doors) {
        add(fmt::format("{} door at {},{}", door.open ? "open" : "close", door.at.x, door.at.y),
            game::Maneuver{rules::MoveDoor{can.creature, door.at, door.part, door.open}});
    }
    if (can.flee) add("flee", game::Maneuver{rules::Flee{can.creature}});
    if (can.end_turn) add("end turn", game::Maneuver{rules::EndTurn{can.creature, {}}});
    return offers;
}

std::string other_maneuvers(const Situation& situation)
{
    if (!situation.can) return {};
    std::string text;
    const auto add = [&](std::string_view word) { text += fmt::format("{}{}", text.empty() ? "Also: " : ", ", word); };
    if (!situation.can->walks.empty()) add("walk X,Y or a direction");
    for (const Deed& deed : situation.can->deeds) {
        const bool offered = at_nobody(deed) || (deed.attack && !deed.has_place);
        if (!offered && at_own_level(deed)) add(told(deed) + (deed.has_place ? " at X,Y" : " at ..."));
    }
    if (!situation.can->delays.empty()) add("delay behind ...");
    if (situation.can->surrender) add("surrender");
    add("quick");
    add("why");
    return text;
}

std::vector<std::string> fight_completions(const Situation& situation)
{
    std::vector<std::string> words = {"go on", "quick", "quick all", "manual all", "why"};
    if (!situation.can || !situation.fight) return words;
    for (const std::string_view word : {"walk", "end", "flee", "surrender"}) words.emplace_back(word);
    for (const Deed& deed : situation.can->deeds) {
        if (deed.targets.empty()) words.push_back(told(deed) + (deed.has_place ? " at" : ""));
        for (const CreatureId target : deed.targets) words.push_back(told(situation, deed, target));
    }
    for (const CreatureId other : situation.can->delays)
        words.push_back(fmt::format("delay behind {}", called(situation, other)));
    return words;
}

std::optional<Result<Meaning>> understand_fight(std::string_view line, const Situation& situation)
{
    if (!situation.fight) return std::nullopt;
    if (line.empty()) {
        if (situation.goes_on) return Meaning(Undertake{game::GoOn{}});
        return std::nullopt;
    }
    const auto [first, rest] = split(line);
    const std::string word = lower(first);
    if (word == "go" && lower(rest) == "on") return Meaning(Undertake{game::GoOn{}});
    if (word == "quick" || word == "manual") return quick(word == "quick", rest, situation);
    if ((word == "map" || word == "m") && rest.empty()) return Meaning(Look{});
    if (situation.can) return with_turn(line, situation);
    return std::nullopt;
}

} // namespace goldbox::cli
