// SPDX-License-Identifier: MIT
// What stories can ask of the game and do in it.

#include "game/core.hpp"

#include <goldbox/base/random.hpp>

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

using Function = Result<Value> (*)(Core& core, StoryId story, const ExternalCall& call);

struct BuiltIn {
    std::string_view name;
    ExternalKind kind;
    std::size_t arguments;
    Function run;
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

Result<Value> has(Core& core, StoryId, const ExternalCall& call)
{
    return Value(count_of(core.state, narrative::to_string(call.arguments[0])) > 0);
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
    const auto difficulty = integer(call.arguments[1]);
    if (!difficulty) return bad_argument(call, "the difficulty is a whole number");
    const auto natural = static_cast<std::int32_t>(ExternalContext{call, core.state, story}.draw(20)) + 1;
    return Value(natural >= *difficulty);
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

Result<Value> give(Core& core, StoryId, const ExternalCall& call)
{
    return change_belonging(core, call, 1);
}

Result<Value> take(Core& core, StoryId, const ExternalCall& call)
{
    return change_belonging(core, call, -1);
}

constexpr std::array built_ins = {
    BuiltIn{"has", ExternalKind::query, 1, has},     BuiltIn{"players", ExternalKind::query, 0, players},
    BuiltIn{"check", ExternalKind::check, 2, check}, BuiltIn{"give", ExternalKind::action, 1, give},
    BuiltIn{"take", ExternalKind::action, 1, take},
};

const BuiltIn* find_built_in(std::string_view name)
{
    auto found = std::ranges::find(built_ins, name, &BuiltIn::name);
    return found == built_ins.end() ? nullptr : &*found;
}

/// FNV-1a: a place in a story as a number, the same on every platform.
std::uint64_t number_of(std::string_view text)
{
    std::uint64_t number = 0xcbf29ce484222325;
    for (char c : text) number = (number ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return number;
}

} // namespace

std::uint32_t ExternalContext::draw(std::uint32_t bound) const
{
    // Story, place, turn and visits name the call; the same call draws the same number, so that looking ahead over a
    // line's end and coming back changes nothing, and neither does taking a choice back and taking it again.
    const std::uint64_t place = number_of(call.site) ^ (std::uint64_t{story.index} << 48);
    const std::uint32_t time = call.turn * 0x9E3779B9u + call.visits;
    return draw_below({state.seed, static_cast<std::uint32_t>(Stream::check), place, time}, bound);
}

std::optional<ExternalKind> Core::external_kind(std::string_view name) const
{
    auto own = std::ranges::find(options.externals, name, &External::name);
    if (own != options.externals.end()) return own->kind;
    if (const BuiltIn* built_in = find_built_in(name)) return built_in->kind;
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
