// SPDX-License-Identifier: MIT
#include <goldbox/rules/arena.hpp>

#include "rules/compiled.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/rules/judge.hpp>

#include <algorithm>
#include <charconv>

namespace goldbox::rules {
namespace {

constexpr std::int32_t most_fighters = 50; ///< of one side
constexpr std::int32_t open_width = 24, open_height = 16;
constexpr std::uint64_t most_commands = 100'000;

tl::unexpected<Error> bad_squads(const std::string& what)
{
    return fail(Code::invalid, "rules.bad_squads", what + ": squads are written like fighter:3*2,cleric:3");
}

std::optional<std::int32_t> count_in(std::string_view digits)
{
    std::int32_t value = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (wrong != std::errc() || end != digits.data() + digits.size() || value < 1 || value > 1000) return std::nullopt;
    return value;
}

tl::unexpected<Error> no_creature(const Ruleset& rules, std::string_view name)
{
    std::vector<std::string_view> known;
    for (const CreatureInfo& info : rules.compiled().creatures)
        known.push_back(std::string_view(info.id).substr(info.id.find(':') + 1));
    std::string message = "there is no creature \"" + printable(name.substr(0, 60)) + '"';
    if (const auto near = nearest(name, known); !near.empty())
        message += " (did you mean \"" + std::string(near) + "\"?)";
    return fail(Code::not_found, "rules.no_such", std::move(message));
}

/// `fighter:3*2`
Result<Squad> read_squad(const Ruleset& rules, std::string_view text)
{
    Squad squad;
    if (const std::size_t star = text.find('*'); star != std::string_view::npos) {
        const auto count = count_in(text.substr(star + 1));
        if (!count) return bad_squads("\"" + printable(text.substr(0, 60)) + "\" has no number behind *");
        squad.count = *count;
        text = text.substr(0, star);
    }
    squad.creature = rules.full_id("creatures", text);
    if (squad.creature.empty()) {
        const std::size_t colon = text.rfind(':');
        const auto level = colon == std::string_view::npos ? std::nullopt : count_in(text.substr(colon + 1));
        squad.creature = rules.full_id("creatures", text.substr(0, colon));
        squad.level = level;
        if (!squad.creature.empty() && !level)
            return bad_squads("\"" + printable(text.substr(0, 60)) + "\" has no level from 1 behind its colon");
    }
    if (squad.creature.empty()) return no_creature(rules, text);
    return squad;
}

/// Counts what events tell.
class Scorer {
public:
    explicit Scorer(ArenaFight& fight) : fight_(fight) {}

    void see(const std::vector<Event>& events)
    {
        fight_.events += events.size();
        for (const Event& event : events) std::visit([&](const auto& fact) { count(fact); }, event);
    }
    [[nodiscard]] const std::string& winner() const { return winner_; }

private:
    template <class Other>
    void count(const Other&)
    {
    }
    void count(const CreatureAppeared& fact) { kinds_[fact.creature] = fact.definition; }
    void count(const TurnBegan& fact) { fight_.rounds = fact.round; }
    void count(const EncounterEnded& fact) { winner_ = fact.winner; }
    void count(const CheckMade& fact)
    {
        hitting_ = {};
        if (fact.stream != Stream::attack) return;
        Blows& blows = fight_.blows[kinds_[fact.creature]];
        ++blows.attacks;
        if (!succeeded(fact.degree)) return;
        ++blows.hits;
        if (fact.degree == Degree::critical_success) ++blows.criticals;
        hitting_ = fact.creature;
    }
    void count(const DamageTaken& fact)
    {
        if (!hitting_ || fact.source != hitting_) return;
        for (const DamagePart& part : fact.parts) fight_.blows[kinds_[fact.source]].damage += part.dealt;
    }

    ArenaFight& fight_;
    std::map<CreatureId, std::string> kinds_;
    CreatureId hitting_; ///< whose hit what follows comes from
    std::string winner_;
};

/// Of another level than its stat block says: hit points follow in proportion.
Result<void> grow(Judge& judge, const Compiled& rules, Arrival& arrival, std::int32_t level)
{
    const auto stat =
        std::ranges::find_if(rules.stats, [](const StatInfo& info) { return info.id.ends_with(":level"); });
    if (stat == rules.stats.end()) return fail(Code::refused, "rules.no_such", "this ruleset has no levels");
    GOLDBOX_TRY(const CreatureId own, judge.appear(arrival));
    GOLDBOX_TRY(const std::int32_t before, judge.stat(own, stat->id));
    const std::int64_t hit_points = judge.most_hit_points(own);
    GOLDBOX_CHECK(judge.leave(own));
    arrival.numbers[stat->id] = level;
    arrival.numbers[rules.stats[rules.hit_points].id] =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(hit_points * level / std::max(before, 1), 1, 1'000'000));
    return {};
}

Result<std::vector<CreatureId>> appear(Judge& judge, const Compiled& rules, const std::vector<Squad>& squads,
                                       const std::string& side)
{
    std::vector<CreatureId> all;
    for (const Squad& squad : squads) {
        for (std::int32_t i = 0; i < squad.count; ++i) {
            Arrival arrival{.definition = squad.creature, .side = side};
            if (squad.level) GOLDBOX_CHECK(grow(judge, rules, arrival, *squad.level));
            GOLDBOX_TRY(all.emplace_back(), judge.appear(arrival));
        }
    }
    return all;
}

/// Where both sides begin on a map: at its places to arrive, or one there and the others in the first zone.
Result<std::pair<Position, Position>> places_on(const content::Map& map)
{
    std::vector<Position> places;
    for (const auto kind :
         {content::ObjectKind::start, content::ObjectKind::encounter_zone, content::ObjectKind::person}) {
        for (const content::MapObject& object : map.objects) {
            if (object.kind == kind)
                places.push_back(
                    {object.spot.level, object.spot.cell.x + object.width / 2, object.spot.cell.y + object.height / 2});
        }
    }
    if (places.size() < 2)
        return fail(Code::refused, "rules.no_place",
                    "this map has no places for two sides: a start, and a zone or another start");
    return std::pair(places[0], places[1]);
}

/// In two rows that face each other, or around the places of the map.
Result<Fight> line_up(const Arena& arena, const std::vector<CreatureId>& a, const std::vector<CreatureId>& b)
{
    Fight fight{.field = {.map = arena.map, .width = open_width, .height = open_height}};
    std::pair<Position, Position> at;
    const bool open = arena.map.empty();
    if (open) {
        at = {{0, 5, open_height / 2}, {0, open_width - 6, open_height / 2}};
    } else {
        fight.field.width = fight.field.height = 0;
        const auto& maps = arena.rules->compiled().maps;
        const auto map = maps.find(arena.map);
        if (map == maps.end()) return fail(Code::not_found, "rules.no_such", "there is no such map");
        GOLDBOX_TRY(at, places_on(*map->second));
    }
    const auto row = [&](const std::vector<CreatureId>& side, const Position& middle) {
        for (std::size_t i = 0; i < side.size(); ++i) {
            Position place = middle;
            const auto off = static_cast<std::int32_t>(i + 1) / 2;
            if (open) place.y = std::clamp(middle.y + (i % 2 == 0 ? off : -off) * 2, 0, open_height - 1);
            fight.fighters.push_back({side[i], place});
        }
    };
    row(a, at.first);
    row(b, at.second);
    return fight;
}

std::int32_t fallen(const World& world, const std::vector<CreatureId>& side)
{
    return static_cast<std::int32_t>(std::ranges::count_if(side, [&](CreatureId id) {
        const Creature* creature = world.creatures.find(id);
        return creature == nullptr || creature->vitals.hit_points <= 0;
    }));
}

} // namespace

Result<std::vector<Squad>> read_squads(const Ruleset& rules, std::string_view text)
{
    std::vector<Squad> squads;
    std::int64_t count = 0;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        GOLDBOX_TRY(squads.emplace_back(), read_squad(rules, text.substr(0, comma)));
        count += squads.back().count;
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    if (squads.empty()) return bad_squads("there is nobody");
    if (count > most_fighters) return bad_squads("there are more than 50 on one side");
    return squads;
}

Result<ArenaFight> fight_in(const Arena& arena, std::uint64_t run)
{
    ArenaFight fight;
    World world{.seed = arena.seed + run};
    Recording recording(world);
    Judge judge(world, arena.rules, recording);
    Scorer scorer(fight);
    const Compiled& rules = arena.rules->compiled();
    GOLDBOX_TRY(const auto a, appear(judge, rules, arena.a, "a"));
    GOLDBOX_TRY(const auto b, appear(judge, rules, arena.b, "b"));
    GOLDBOX_TRY(const Fight begin, line_up(arena, a, b));
    GOLDBOX_CHECK(judge.begin_fight(begin));
    scorer.see(recording.take());
    for (std::uint64_t commands = 0; world.encounter; ++commands) {
        if (commands == most_commands) return fail(Code::limit, "rules.budget", "this fight does not end");
        GOLDBOX_TRY(const Advice advice, judge.advise(judge.decider()));
        GOLDBOX_CHECK(judge.submit(advice.command));
        scorer.see(recording.take());
    }
    fight.winner = scorer.winner() == "a" ? 1 : scorer.winner() == "b" ? 2 : 0;
    fight.fallen_a = fallen(world, a);
    fight.fallen_b = fallen(world, b);
    fight.hash = hash_of(world);
    return fight;
}

} // namespace goldbox::rules
