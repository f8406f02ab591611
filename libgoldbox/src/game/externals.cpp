// SPDX-License-Identifier: MIT
// What stories can ask of the game and do in it.

#include "game/core.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace goldbox::game {
namespace {

using narrative::ExternalCall;
using narrative::ExternalKind;
using narrative::Value;

constexpr std::int32_t most_belongings = 1'000'000;
constexpr std::size_t longest_thing = 100;
constexpr std::int64_t most_number = 1'000'000'000;

using Function = Result<Value> (*)(Core& core, StoryId story, const ExternalCall& call);

struct BuiltIn {
    std::string_view name;
    ExternalKind kind;
    std::size_t arguments;
    Function run;
    bool needs_rules = false; ///< without them the story's own stand-in answers
};

tl::unexpected<Error> bad_argument(const ExternalCall& call, std::string message)
{
    return fail(Code::invalid, "game.bad_external_argument", std::string(call.name) + "(): " + std::move(message));
}

std::optional<std::int32_t> integer(const Value& value)
{
    if (auto* number = std::get_if<std::int32_t>(&value)) return *number;
    if (auto* boolean = std::get_if<bool>(&value)) return *boolean;
    return std::nullopt;
}

std::int32_t count_of(const State& state, const std::string& thing)
{
    auto found = state.belongings.find(thing);
    return found == state.belongings.end() ? 0 : found->second;
}

/// The item that a story means; empty: it is nothing that the rules know.
std::string item_named(const Core& core, const std::string& thing)
{
    if (!core.rulings()) return {};
    std::string id = thing;
    std::ranges::replace(id, ' ', '_');
    return core.rulings()->ruleset().full_id("items", id);
}

Result<Value> has(Core& core, StoryId, const ExternalCall& call)
{
    return Value(core.has_thing(narrative::to_string(call.arguments[0])));
}

Result<Value> players(Core& core, StoryId story, const ExternalCall&)
{
    std::int32_t count = 0;
    const StorySession& row = *core.state.stories.find(story);
    core.state.seats.each([&](SeatId id, const Seat& seat) { count += seat.present && is_member(row, id); });
    return Value(std::max(count, 1));
}

Result<Value> check(Core& core, StoryId story, const ExternalCall& call)
{
    if (!integer(call.arguments[1])) return bad_argument(call, "the difficulty is a whole number");
    const auto rolled = core.rolled(story, call);
    if (!rolled) return bad_argument(call, "the rules know no check " + narrative::to_string(call.arguments[0]));
    return Value(rolled->success);
}

/// What the rules refuse, ink hears as false; what they cannot bring to an end is taken back with all of the command.
template <class T>
Result<Value> told(Core& core, const Result<T>& done)
{
    if (done) return Value(true);
    if (done.error().code != Code::refused) core.give_up(done.error());
    return Value(false);
}

Result<Value> change_belonging(Core& core, const ExternalCall& call, std::int32_t change)
{
    const std::string thing = narrative::to_string(call.arguments[0]);
    if (thing.empty() || thing.size() > longest_thing) return bad_argument(call, "a thing is named by 1 to 100 bytes");
    const std::int32_t count = count_of(core.state, thing) + change;
    if (count < 0 || count > most_belongings) return Value(false);
    core.emit(BelongingChanged{thing, change, count});
    return Value(true);
}

/// To the first of the party who can carry it.
Result<Value> give(Core& core, StoryId, const ExternalCall& call)
{
    const std::string item = item_named(core, narrative::to_string(call.arguments[0]));
    if (item.empty()) return change_belonging(core, call, 1);
    Result<rules::ItemId> given = fail(Code::refused, "rules.nobody_left", "nobody is there");
    for (const rules::CreatureId id : core.rulings()->living()) {
        given = core.rulings()->judge().give(id, item);
        if (given || given.error().code != Code::refused) break;
    }
    return told(core, given);
}

Result<Value> take(Core& core, StoryId, const ExternalCall& call)
{
    const std::string item = item_named(core, narrative::to_string(call.arguments[0]));
    if (item.empty() || core.rulings()->count(item) == 0) return change_belonging(core, call, -1);
    Result<void> taken = fail(Code::refused, "rules.too_few", "nobody has it");
    for (const rules::CreatureId id : core.rulings()->party()) {
        taken = core.rulings()->judge().take(id, item);
        if (taken || taken.error().code != Code::refused) break;
    }
    return told(core, taken);
}

/// The party as a number: `size`, `alive`, `money`, `time` (game seconds), or the best of a stat.
Result<Value> party(Core& core, StoryId, const ExternalCall& call)
{
    const std::string what = narrative::to_string(call.arguments[0]);
    if (!core.rulings()) return Value(std::int32_t{what == "size" || what == "alive"});
    Rulings& rulings = *core.rulings();
    const auto number = [](std::int64_t value) {
        return Value(static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -most_number, most_number)));
    };
    if (what == "size") return number(static_cast<std::int64_t>(rulings.party().size()));
    if (what == "alive") return number(static_cast<std::int64_t>(rulings.living().size()));
    if (what == "time") return number(core.state.world.time);
    std::int64_t sum = 0, best = -most_number;
    const std::string stat = rulings.ruleset().full_id("stats", what);
    if (stat.empty() && what != "money") return bad_argument(call, "the rules know no stat " + what);
    for (const rules::CreatureId id : rulings.living()) {
        sum += rulings.judge().money(id);
        if (!stat.empty()) best = std::max<std::int64_t>(best, rulings.judge().stat(id, stat).value_or(0));
    }
    if (rulings.living().empty()) best = 0;
    return number(stat.empty() ? sum : best);
}

/// Experience points, the same for each who lives.
Result<Value> award(Core& core, StoryId, const ExternalCall& call)
{
    const auto points = integer(call.arguments[0]);
    if (!points || *points < 0) return bad_argument(call, "points are a whole number from 0");
    if (!core.rulings()) return Value(true);
    const auto living = core.rulings()->living();
    Result<void> given;
    for (const rules::CreatureId id : living) {
        if (given) given = core.rulings()->judge().award(id, *points / static_cast<std::int32_t>(living.size()));
    }
    return told(core, given);
}

/// True when nothing disturbed it.
Result<Value> rest(Core& core, StoryId, const ExternalCall& call)
{
    if (!core.rulings()) return Value(true);
    const auto rested =
        core.rulings()->judge().take_rest(narrative::to_string(call.arguments[0]), core.rulings()->living());
    if (!rested && rested.error().code == Code::not_found)
        return bad_argument(call, "the rules know no rest " + narrative::to_string(call.arguments[0]));
    return rested ? Result<Value>(Value(*rested)) : told(core, rested);
}

/// Dice for one creature, from its own stream of damage.
Result<Value> harm(Core& core, const ExternalCall& call, bool heals)
{
    if (!core.rulings()) return Value(true);
    Rulings& rulings = *core.rulings();
    const std::string dice = narrative::to_string(call.arguments[1]);
    const std::string type =
        heals ? std::string() : rulings.ruleset().full_id("damage_types", narrative::to_string(call.arguments[2]));
    if (!heals && type.empty())
        return bad_argument(call, "the rules know no damage of the type " + narrative::to_string(call.arguments[2]));
    const auto targets = rulings.named(narrative::to_string(call.arguments[0]));
    if (targets.empty()) return Value(false);
    std::vector<rules::Harm> harms;
    for (const rules::CreatureId id : targets) {
        auto amount = rulings.judge().roll(id, dice);
        if (!amount) return bad_argument(call, '"' + printable(dice) + "\": " + amount.error().message);
        harms.push_back({.target = id, .amounts = {{type, *amount}}});
    }
    if (!heals) return told(core, rulings.judge().damage(harms));
    Result<void> done;
    for (const rules::Harm& each : harms) {
        if (done && !core.state.world.pending)
            done = rulings.judge().heal(each.target, each.target, each.amounts.front().amount);
    }
    return told(core, done);
}

Result<Value> damage(Core& core, StoryId, const ExternalCall& call)
{
    return harm(core, call, false);
}

Result<Value> heal(Core& core, StoryId, const ExternalCall& call)
{
    return harm(core, call, true);
}

/// The path of a place in the story that was passed on.
std::optional<std::string> place_in_story(const Value& value)
{
    if (const auto* target = std::get_if<narrative::DivertTarget>(&value)) return target->path;
    return std::nullopt;
}

/// Begins when its line is told, and the story goes on where its end leads to.
Result<Value> fight(Core& core, StoryId story, const ExternalCall& call)
{
    Wanted wanted{.story = story, .encounter = narrative::to_string(call.arguments[0])};
    std::size_t at = 1;
    for (std::string* path : {&wanted.won, &wanted.lost, &wanted.fled}) {
        const auto place = place_in_story(call.arguments[at++]);
        if (!place) return bad_argument(call, "where the story goes on is said with -> won, -> lost, -> fled");
        *path = *place;
    }
    if (auto can = core.want_fight(std::move(wanted)); !can) return bad_argument(call, can.error().message);
    return call.arguments[1];
}

/// The party stands on the map when its line is told, and the story goes on by what happens there.
Result<Value> explore(Core& core, StoryId story, const ExternalCall& call)
{
    MapEntered entering{.story = story};
    std::size_t at = 2;
    for (std::string* path : {&entering.left, &entering.lost}) {
        const auto place = place_in_story(call.arguments[at++]);
        if (!place) return bad_argument(call, "where the story goes on is said with -> left, -> lost");
        *path = *place;
    }
    const auto can = core.want_walk(narrative::to_string(call.arguments[0]), narrative::to_string(call.arguments[1]),
                                    std::move(entering));
    if (!can) return bad_argument(call, can.error().message);
    return call.arguments[2];
}

/// Somebody drawn on a map is there, or not any more.
Result<Value> present(Core& core, StoryId, const ExternalCall& call)
{
    const auto there = integer(call.arguments[2]);
    if (!there) return bad_argument(call, "whether somebody is there is true or false");
    const auto moved =
        core.move_person(narrative::to_string(call.arguments[0]), narrative::to_string(call.arguments[1]), *there != 0);
    if (!moved) return bad_argument(call, moved.error().message);
    return Value(true);
}

constexpr std::array built_ins = {
    BuiltIn{"has", ExternalKind::query, 1, has},          BuiltIn{"players", ExternalKind::query, 0, players},
    BuiltIn{"check", ExternalKind::check, 2, check},      BuiltIn{"give", ExternalKind::action, 1, give},
    BuiltIn{"take", ExternalKind::action, 1, take},       BuiltIn{"party", ExternalKind::query, 1, party},
    BuiltIn{"award", ExternalKind::action, 1, award},     BuiltIn{"rest", ExternalKind::action, 1, rest},
    BuiltIn{"damage", ExternalKind::action, 3, damage},   BuiltIn{"heal", ExternalKind::action, 2, heal},
    BuiltIn{"fight", ExternalKind::wait, 4, fight, true}, BuiltIn{"explore", ExternalKind::wait, 4, explore},
    BuiltIn{"present", ExternalKind::action, 3, present},
};

const BuiltIn* find_built_in(std::string_view name)
{
    auto found = std::ranges::find(built_ins, name, &BuiltIn::name);
    return found == built_ins.end() ? nullptr : &*found;
}

} // namespace

bool Core::has_thing(const std::string& thing) const
{
    const std::string item = item_named(*this, thing);
    return (!item.empty() && rulings_->count(item) > 0) || count_of(state, thing) > 0;
}

std::uint64_t number_of(std::string_view text)
{
    std::uint64_t number = 0xcbf29ce484222325;
    for (char c : text) number = (number ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return number;
}

/// Story, place, turn and visits name the call; the same call draws the same number, so that looking ahead over a
/// line's end and coming back changes nothing, and neither does taking a choice back and taking it again.
static Draw draw_of(const ExternalCall& call, const State& state, StoryId story)
{
    return {.seed = state.seed,
            .stream = static_cast<std::uint32_t>(Stream::check),
            .entity = number_of(call.site) ^ (std::uint64_t{story.index} << 48),
            .counter = call.turn * 0x9E3779B9u + call.visits};
}

std::uint32_t ExternalContext::draw(std::uint32_t bound) const
{
    return draw_below(draw_of(call, state, story), bound);
}

std::optional<CheckRolled> Core::rolled(StoryId story, const ExternalCall& call) const
{
    const auto difficulty = integer(call.arguments[1]).value_or(0);
    CheckRolled rolled{.story = story, .skill = narrative::to_string(call.arguments[0]), .difficulty = difficulty};
    if (rulings_ && !rulings_->living().empty()) {
        const std::string check = rulings_->check_named(rolled.skill);
        const auto made = check.empty() ? std::nullopt : rulings_->best(check, difficulty, draw_of(call, state, story));
        if (!made) return std::nullopt;
        rolled.natural = made->natural;
        rolled.total = made->total;
        rolled.creature = made->creature;
        rolled.success = rules::succeeded(made->degree);
        return rolled;
    }
    rolled.natural = static_cast<std::int32_t>(ExternalContext{call, state, story}.draw(20)) + 1;
    rolled.success = rolled.natural >= difficulty;
    return rolled;
}

std::optional<ExternalKind> Core::external_kind(std::string_view name) const
{
    auto own = std::ranges::find(options.externals, name, &External::name);
    if (own != options.externals.end()) return own->kind;
    if (const BuiltIn* built_in = find_built_in(name)) {
        if (built_in->needs_rules && !rulings_) return std::nullopt;
        return built_in->kind;
    }
    auto recorded = std::ranges::find(recorded_, name, &narrative::ExternalAnswer::name);
    if (recorded != recorded_.end()) return recorded->kind;
    return std::nullopt;
}

const narrative::ExternalAnswer* Core::recorded_answer(const ExternalCall& call) const
{
    auto same = [&](const narrative::ExternalAnswer& answer) {
        return answer.name == call.name && answer.site == call.site && answer.turn == call.turn &&
               answer.visits == call.visits && std::ranges::equal(answer.arguments, call.arguments);
    };
    auto found = std::ranges::find_if(recorded_, same);
    return found == recorded_.end() ? nullptr : &*found;
}

Result<Value> Core::call_external(StoryId story, const ExternalCall& call)
{
    auto own = std::ranges::find(options.externals, call.name, &External::name);
    if (own != options.externals.end()) return own->run(ExternalContext{call, state, story});
    if (const BuiltIn* built_in = find_built_in(call.name)) {
        if (call.arguments.size() != built_in->arguments) {
            return bad_argument(call, "wants " + std::to_string(built_in->arguments) + " arguments, not " +
                                          std::to_string(call.arguments.size()));
        }
        return built_in->run(*this, story, call);
    }
    if (const narrative::ExternalAnswer* recorded = recorded_answer(call)) return recorded->answer;
    return fail(Code::not_found, "game.no_such_external", "nothing answers to " + std::string(call.name) + "()");
}

std::optional<ExternalKind> Binding::kind(std::string_view name) const
{
    return core_.external_kind(name);
}

Result<Value> Binding::call(const ExternalCall& call)
{
    return core_.call_external(story_, call);
}

} // namespace goldbox::game
