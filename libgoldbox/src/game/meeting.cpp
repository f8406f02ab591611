// SPDX-License-Identifier: MIT
#include "game/meeting.hpp"

#include "game/cells.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <map>
#include <ranges>
#include <span>
#include <utility>

namespace goldbox::game {
namespace {

/// The cell of one of several who share a rectangle: spread over it by rows.
rules::Position spread(const content::MapObject& object, std::size_t index, std::size_t count)
{
    const auto width = static_cast<std::size_t>(std::max(object.width, 1));
    const std::size_t cells = width * static_cast<std::size_t>(std::max(object.height, 1));
    const std::size_t at = (2 * index + 1) * cells / (2 * count);
    return {object.spot.level, object.spot.cell.x + static_cast<std::int32_t>(at % width),
            object.spot.cell.y + static_cast<std::int32_t>(at / width)};
}

/// In a column of open ground, from the middle to both sides.
rules::Position line_up(std::int32_t x, std::int32_t height, std::size_t index)
{
    const auto off = static_cast<std::int32_t>((index + 1) / 2) * (index % 2 == 0 ? 1 : -1);
    return {0, x, std::clamp(height / 2 + off, 0, height - 1)};
}

std::string full_name(const content::Pack& pack, std::string_view name)
{
    if (name.find(':') != std::string_view::npos) return std::string(name);
    std::string own = pack.manifest().id + ':' + std::string(name);
    if (pack.entry("encounters", own)) return own;
    for (const content::Manifest& each : pack.packs() | std::views::reverse) {
        std::string id = each.id + ':' + std::string(name);
        if (pack.entry("encounters", id)) return id;
    }
    return own;
}

} // namespace

Result<Meeting> Meeting::find(const content::Pack& pack, std::string_view name)
{
    Meeting meeting;
    meeting.id_ = full_name(pack, name);
    const json::Value* const entry = pack.entry("encounters", meeting.id_);
    if (!entry) {
        std::vector<std::string_view> known;
        for (const json::Member& each : pack.entries("encounters"))
            known.push_back(std::string_view(each.name).substr(each.name.find(':') + 1));
        std::string message = "there is no encounter \"" + printable(name.substr(0, 80)) + '"';
        if (const auto near = nearest(name, known); !near.empty())
            message += " (did you mean \"" + std::string(near) + "\"?)";
        return fail(Code::not_found, "game.no_such_encounter", std::move(message));
    }
    json::Reading reading([](std::span<const json::Step>) { return Where{}; });
    json::read_value(reading, *entry, meeting.encounter_);
    if (reading.diagnostics().empty()) content::check(reading, meeting.encounter_);
    if (!reading.diagnostics().empty())
        return fail(Code::invalid, "game.bad_encounter",
                    "the encounter " + meeting.id_ + ": " + reading.diagnostics().front().message);
    meeting.map_file_ = content::map_file(pack, meeting.id_, meeting.encounter_);
    meeting.map_ = content::map_of(pack, meeting.id_, meeting.encounter_);
    if (!meeting.encounter_.map.empty() && !meeting.map_)
        return fail(Code::invalid, "game.bad_encounter", "the encounter " + meeting.id_ + " has no map");
    return meeting;
}

std::string Meeting::name() const
{
    if (!encounter_.name.empty()) return encounter_.name;
    std::string name = id_.substr(id_.find(':') + 1);
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string Meeting::name_of(const content::EncounterGroup& group, const rules::Ruleset& rules) const
{
    return group.name.empty() ? rules.name("creatures", group.creature) : group.name;
}

/// Several of one name are numbered, so that one can say whom one means.
Result<std::vector<Brought>> Meeting::bring(rules::Judge& judge, const rules::Ruleset& rules) const
{
    std::map<std::string, std::int32_t> count, numbered;
    for (const content::EncounterGroup& group : encounter_.groups) count[name_of(group, rules)] += group.count;
    std::vector<Brought> brought;
    for (std::uint32_t group = 0; group < encounter_.groups.size(); ++group) {
        const content::EncounterGroup& of = encounter_.groups[group];
        for (std::int32_t i = 0; i < of.count; ++i) {
            std::string name = name_of(of, rules);
            if (count[name] > 1) name += ' ' + std::to_string(++numbered[name]);
            GOLDBOX_TRY(const rules::CreatureId creature,
                        judge.appear({.definition = of.creature, .name = std::move(name), .side = of.side}));
            brought.push_back({creature, group});
        }
    }
    return brought;
}

rules::Position Meeting::place(const Brought& brought, std::size_t of_group) const
{
    const content::EncounterGroup& group = encounter_.groups[brought.group];
    if (of_group < group.places.size()) {
        const auto& [x, y, level] = group.places[of_group];
        return {level, x, y};
    }
    const content::MapObject* const object = map_ ? content::object_named(*map_, group.at) : nullptr;
    if (object) return spread(*object, of_group, static_cast<std::size_t>(group.count));
    const std::int32_t quarter = encounter_.width / 4;
    const bool beside = group.side == content::party_side;
    return line_up(beside ? quarter : encounter_.width - 1 - quarter, encounter_.height, of_group);
}

namespace {

/// What a mark says of a door; nothing: it is none, or stands as drawn.
std::optional<bool> open_now(Mark mark)
{
    if (mark == Mark::opened) return true;
    if (mark == Mark::closed) return false;
    return std::nullopt;
}

std::optional<rules::Thing> thing_now(Mark mark)
{
    switch (mark) {
    case Mark::found:
    case Mark::noticed: return rules::Thing::found;
    case Mark::disarmed:
    case Mark::sprung: return rules::Thing::gone;
    default: return std::nullopt;
    }
}

/// The battlefield as the party has left it when it walked there.
void remember(rules::Battlefield& field, const content::Map& map, const std::vector<Marked>& marks)
{
    for (const auto& [id, mark] : marks) {
        const content::MapObject* const object = map.object(id);
        if (!object) continue; // of packs that have it no more
        if (const auto open = open_now(mark))
            field.doors.push_back({position_of(object->spot), static_cast<std::uint8_t>(object->part), *open});
        else if (const auto now = thing_now(mark))
            field.things.push_back({id, *now});
    }
}

} // namespace

rules::Fight Meeting::fight(const std::vector<rules::CreatureId>& party, const std::vector<Brought>& brought,
                            const std::map<std::string, MapMemory>& maps) const
{
    rules::Fight fight;
    fight.field.map = map_file_;
    const auto known = maps.find(map_file_);
    if (map_ && known != maps.end()) remember(fight.field, *map_, known->second.marks);
    if (!map_) {
        fight.field.width = encounter_.width;
        fight.field.height = encounter_.height;
        fight.field.dark = encounter_.dark;
    }
    const content::MapObject* const start = map_ ? content::start_of(*map_, encounter_) : nullptr;
    for (std::size_t i = 0; i < party.size(); ++i) {
        const rules::Position place =
            start ? spread(*start, i, party.size()) : line_up(encounter_.width / 4, encounter_.height, i);
        fight.fighters.push_back({party[i], place, encounter_.surprised});
    }
    std::vector<std::size_t> placed(encounter_.groups.size());
    for (const Brought& each : brought) {
        const content::EncounterGroup& group = encounter_.groups[each.group];
        fight.fighters.push_back({each.creature, place(each, placed[each.group]++), group.surprised});
    }
    return fight;
}

content::Ending ending_of(const rules::EncounterEnded& over, const content::Encounter& encounter)
{
    using content::Ending;
    using rules::Outcome;
    const bool won = over.winner == content::party_side;
    switch (over.outcome) {
    case Outcome::victory: return won ? Ending::won : Ending::lost;
    case Outcome::flight: return won ? encounter.flight : Ending::fled;
    case Outcome::surrender: return won ? encounter.surrender : encounter.surrendered;
    case Outcome::draw:
    case Outcome::undecided: break;
    }
    return encounter.draw;
}

std::vector<Marked> left_behind(const rules::Battlefield& field, const content::Map& map,
                                const std::vector<Marked>& known)
{
    std::vector<Marked> marks;
    const auto mark = [&](const content::MapObject& object, Mark now) {
        if (std::ranges::find(known, Marked{object.id, now}) == known.end()) marks.push_back({object.id, now});
    };
    for (const content::MapObject& object : map.objects) {
        for (const rules::DoorState& door : field.doors) {
            const bool same =
                door.at == position_of(object.spot) && door.part == static_cast<std::uint8_t>(object.part);
            if (same && content::is_door(object)) mark(object, door.open ? Mark::opened : Mark::closed);
        }
        const bool sprung =
            std::ranges::find(field.things, rules::ThingState{object.id, rules::Thing::sprung}) != field.things.end();
        if (sprung) mark(object, Mark::sprung);
    }
    std::ranges::sort(marks, {}, &Marked::object);
    return marks;
}

} // namespace goldbox::game
