// SPDX-License-Identifier: MIT
#include "table.hpp"

#include "fight_input.hpp"
#include "narration.hpp"
#include "system.hpp"
#include "walk_input.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/game/translate.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace goldbox::cli {
namespace {

constexpr std::string_view first_seat = "local";

/// Whether the game goes on after this error: it said no, and nothing broke.
bool is_refusal(const Error& error)
{
    switch (error.code) {
    case Code::invalid:
    case Code::refused:
    case Code::not_found:
    case Code::conflict:
    case Code::limit: return !error.reason.starts_with("store.");
    default: return false;
    }
}

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

tl::unexpected<Error> not_at_this_keyboard(const std::string& player)
{
    return fail(Code::refused, "play.not_here", player + " does not play at this keyboard");
}

/// Those who share this keyboard sit at `local`, `local:2`, `local:3`: keys stand in the log for ever, so no name is in
/// them.
std::string key_of(int number)
{
    return number == 1 ? std::string(first_seat) : fmt::format("{}:{}", first_seat, number);
}

std::vector<std::uint32_t> rounds_of(const game::View& view)
{
    std::vector<std::uint32_t> rounds;
    for (const game::StoryView& story : view.stories) rounds.push_back(story.round);
    return rounds;
}

bool sits(const game::View& view)
{
    const auto you = std::ranges::find(view.seats, view.you, &game::SeatView::id);
    return view.you && you != view.seats.end() && you->present;
}

} // namespace

Result<game::View> TableSession::view()
{
    GOLDBOX_TRY(game::View seen, host_.view(game_, seat_));
    if (!language_.empty()) game::translate(seen, *pack_, language_);
    return seen;
}

Result<void> TableSession::submit(const std::string& seat, game::Order order)
{
    GOLDBOX_TRY(host::Outcome outcome,
                host_.submit(game_, {.id = random_id(), .seat = seat, .expected_seq = {}, .what = std::move(order)}));
    GOLDBOX_TRY(const game::View seen, view());
    if (!language_.empty()) game::translate(outcome.events, seen, *pack_, language_);
    GOLDBOX_TRY(const Situation now, situation());
    presenter_.outcome(outcome, seen, now);
    return {};
}

Result<void> TableSession::sit_down(const std::string& name)
{
    GOLDBOX_TRY(const game::View seen, view());
    if (sits(seen)) return {};
    return submit(seat_, game::Join{.name = {.content = name}});
}

Result<void> TableSession::begin_if_new(game::Begin terms)
{
    terms_ = std::move(terms);
    GOLDBOX_TRY(const game::View seen, view());
    GOLDBOX_TRY(const game::Options options, host_.options(game_, seat_));
    const bool may_begin = std::ranges::any_of(
        options.verbs, [](const game::Option& option) { return std::holds_alternative<game::CanBegin>(option); });
    if (!seen.stories.empty() || !may_begin) return show();
    return submit(seat_, terms_);
}

Result<void> TableSession::show()
{
    GOLDBOX_TRY(const game::View seen, view());
    GOLDBOX_TRY(const Situation now, situation());
    presenter_.scene(seen, now);
    return {};
}

Result<Situation> TableSession::situation()
{
    GOLDBOX_TRY(const game::View seen, view());
    GOLDBOX_TRY(const game::Options options, host_.options(game_, seat_));
    Situation situation;
    situation.offers = offers_of(seen);
    situation.party = seen.party;
    for (const game::SeatView& seat : seen.seats) {
        if (seat.present) situation.players.push_back(seat.name);
    }
    for (const game::Option& option : options.verbs) {
        if (const auto* begin = std::get_if<game::CanBegin>(&option)) situation.stories = begin->stories;
        if (const auto* can = std::get_if<game::CanUndertake>(&option)) situation.deeds = can->deeds;
        if (const auto* can = std::get_if<game::CanManeuver>(&option)) situation.can = *can;
        if (const auto* can = std::get_if<game::CanWalk>(&option)) situation.can_walk = *can;
        if (std::holds_alternative<game::CanGoOn>(option)) situation.goes_on = true;
    }
    situation.fight = seen.fight;
    situation.walk = seen.walk;
    situation.speaker = name_of(seen, seen.you);
    if (situation.fight && !seen.pending) situation.offers = fight_offers(situation);
    if (situation.walk) std::ranges::move(walk_offers(situation), std::back_inserter(situation.offers));
    return situation;
}

Result<std::vector<game::SeatId>> TableSession::seats_of(const std::vector<std::string>& players)
{
    GOLDBOX_TRY(const game::View seen, view());
    std::vector<game::SeatId> seats;
    for (const std::string& player : players) {
        const auto seat = std::ranges::find_if(
            seen.seats, [&](const game::SeatView& other) { return other.present && other.name == player; });
        if (seat == seen.seats.end()) {
            return fail(Code::refused, "play.not_here", "nobody at the table is called " + player);
        }
        seats.push_back(seat->id);
    }
    return seats;
}

Result<std::string> TableSession::seat_of(const std::string& player)
{
    for (int number = 1;; ++number) {
        std::string seat = key_of(number);
        GOLDBOX_TRY(const game::View seen, host_.view(game_, seat));
        if (!seen.you) return std::string();
        if (same_name(name_of(seen, seen.you), player)) return seat;
    }
}

Result<TableSession::Next> TableSession::sit_down_beside(const std::string& player)
{
    GOLDBOX_TRY(const Situation now, situation());
    const auto taken = [&](const std::string& other) { return same_name(other, player); };
    if (std::ranges::any_of(now.players, taken)) {
        return fail(Code::refused, "play.name_taken", player + " sits at the table already");
    }
    GOLDBOX_TRY(std::string seat, seat_of(player)); // back to the seat of before
    for (int number = 2; seat.empty(); ++number) {
        GOLDBOX_TRY(const game::View seen, host_.view(game_, key_of(number)));
        if (!seen.you) seat = key_of(number);
    }
    GOLDBOX_TRY(const game::View speaker, host_.view(game_, seat_));
    if (!sits(speaker)) speak_as(seat, seat == first_seat ? std::string() : player);
    GOLDBOX_CHECK(submit(seat, game::Join{.name = {.content = player}}));
    if (!sits(speaker)) GOLDBOX_CHECK(show());
    return Next::go_on;
}

Result<void> TableSession::pass_keyboard()
{
    GOLDBOX_TRY(const game::View now, host_.view(game_, seat_));
    if (sits(now)) return {};
    for (int number = 1;; ++number) {
        const std::string seat = key_of(number);
        GOLDBOX_TRY(const game::View seen, host_.view(game_, seat));
        if (sits(seen)) speak_as(seat, number == 1 ? std::string() : name_of(seen, seen.you));
        if (sits(seen) || !seen.you) return {};
    }
}

void TableSession::speak_as(std::string seat, std::string speaker)
{
    seat_ = std::move(seat);
    speaker_ = std::move(speaker);
}

std::string TableSession::prompt()
{
    return speaker_.empty() ? "> " : speaker_ + "> ";
}

Result<bool> TableSession::keep_time()
{
    GOLDBOX_TRY(const game::View before, view());
    GOLDBOX_TRY(const std::size_t done, host_.run_due(game_));
    if (done == 0) return false;
    GOLDBOX_TRY(const game::View seen, view());
    const bool decided = rounds_of(seen) != rounds_of(before);
    if (!decided && std::exchange(extended_, rounds_of(seen)) == rounds_of(seen)) return false; // that is said once
    GOLDBOX_TRY(const Situation now, situation());
    presenter_.time_is_up(seen, now, decided);
    return true;
}

Meanwhile TableSession::meanwhile(const game::View& seen)
{
    const auto has_deadline = [](const game::StoryView& story) {
        return story.status == game::StoryStatus::waiting && story.deadline_seconds > 0;
    };
    if (std::ranges::none_of(seen.stories, has_deadline)) return {};
    return [this]() -> Result<bool> {
        GOLDBOX_TRY(const bool spoke, keep_time());
        if (!spoke) return false;
        GOLDBOX_TRY(const game::View now, view());
        presenter_.status(now);
        return true;
    };
}

Result<TableSession::Next> TableSession::obey_as(const As& as)
{
    GOLDBOX_TRY(const std::string seat, seat_of(as.name));
    if (seat.empty()) return not_at_this_keyboard(as.name);
    const std::string speaker = seat == first_seat ? std::string() : as.name;
    const std::string seat_before = seat_;
    const std::string speaker_before = speaker_;
    speak_as(seat, speaker);
    if (as.line.empty()) return Next::go_on;
    Result<Next> next = fail(Code::refused, "play.not_understood", "only one player can speak in one line");
    if (auto inner = situation().and_then([&](const Situation& now) { return understand(as.line, now); }); !inner)
        next = unexpected(inner.error());
    else if (!std::holds_alternative<As>(*inner))
        next = obey(*inner);
    speak_as(seat_before, speaker_before);
    GOLDBOX_CHECK(pass_keyboard());
    return next;
}

Result<TableSession::Next> TableSession::obey(const Meaning& meaning)
{
    const auto order = [&](const std::string& seat, game::Order what) -> Result<Next> {
        return submit(seat, std::move(what)).map([] { return Next::go_on; });
    };
    const auto show_view = [&](auto show) -> Result<Next> {
        return view().map([&](const game::View& seen) {
            show(seen);
            return Next::go_on;
        });
    };
    const auto get_up = [&](const GetUp& meant) -> Result<Next> {
        std::string seat = seat_;
        if (!meant.name.empty()) {
            GOLDBOX_TRY(seat, seat_of(meant.name));
        }
        if (seat.empty()) return not_at_this_keyboard(meant.name);
        GOLDBOX_CHECK(submit(seat, game::Leave{}));
        GOLDBOX_CHECK(pass_keyboard());
        return Next::go_on;
    };
    const auto say = [&](const Speak& speak) -> Result<Next> {
        game::Say what{.text = {.content = speak.text}, .to = {}};
        if (!speak.to.empty()) {
            GOLDBOX_TRY(what.to, seats_of({speak.to}));
        }
        return order(seat_, std::move(what));
    };
    const auto begin = [&](const BeginStory& meant) -> Result<Next> {
        game::Begin what = terms_;
        what.story = meant.story;
        GOLDBOX_TRY(what.members, seats_of(meant.players));
        return order(seat_, std::move(what));
    };
    const auto hand = [&](const Hand& meant) -> Result<Next> {
        game::Assign what{.creature = meant.creature, .to = {}};
        if (!meant.to.empty()) {
            GOLDBOX_TRY(const auto seats, seats_of({meant.to}));
            what.to = seats.front();
        }
        return order(seat_, what);
    };
    return std::visit(
        Overloaded{
            [](const Nothing&) -> Result<Next> { return Next::go_on; },
            [](const Quit&) -> Result<Next> { return Next::stop; },
            [&](const ShowHelp&) -> Result<Next> { return presenter_.help(), Next::go_on; },
            [&](const Look&) { return show().map([] { return Next::go_on; }); },
            [&](const ShowBelongings&) { return show_view([&](const auto& seen) { presenter_.belongings(seen); }); },
            [&](const ShowPlayers&) { return show_view([&](const auto& seen) { presenter_.players(seen); }); },
            [&](const ShowDeeds&) {
                return situation().map([&](const Situation& now) {
                    presenter_.deeds(now);
                    return Next::go_on;
                });
            },
            [&](const Undertake& meant) { return order(seat_, meant.order); },
            [&](const ShowParty&) { return show_view([&](const auto& seen) { presenter_.party(seen); }); },
            [&](const ShowWhy&) -> Result<Next> {
                GOLDBOX_TRY(const rules::Advice advice, host_.advise(game_, seat_));
                presenter_.advice(advice);
                return Next::go_on;
            },
            hand,
            [&](const Pick& pick) {
                if (pick.offer.order) return order(seat_, *pick.offer.order);
                if (pick.offer.answers) return order(seat_, game::Answer{pick.offer.choice});
                return order(seat_, game::Choose{pick.offer.story, pick.offer.choice, pick.offer.round});
            },
            [&](const TakeBack& back) { return order(seat_, game::Undo{back.choices, back.fight}); },
            say,
            [&](const SitDown& meant) { return sit_down_beside(meant.name); },
            get_up,
            [&](const As& as) { return obey_as(as); },
            begin,
        },
        meaning);
}

Result<TableSession::Next> TableSession::obey(std::string_view line)
{
    GOLDBOX_TRY(const Situation now, situation());
    GOLDBOX_TRY(const Meaning meaning, understand(line, now));
    return obey(meaning);
}

Result<void> TableSession::run(LineSource& lines, bool strict)
{
    while (true) {
        GOLDBOX_CHECK(keep_time());
        if (before_input_) GOLDBOX_CHECK(before_input_());
        GOLDBOX_TRY(const game::View seen, view());
        presenter_.status(seen);
        GOLDBOX_TRY(const std::optional<std::string> line, lines.next(prompt(), meanwhile(seen)));
        if (!line) return {};
        if (!lines.typed()) presenter_.input(prompt(), *line);
        GOLDBOX_CHECK(keep_time());
        if (before_input_) GOLDBOX_CHECK(before_input_());
        const Result<Next> next = obey(*line);
        if (next && *next == Next::stop) return {};
        if (next) continue;
        if (!is_refusal(next.error())) return unexpected(next.error());
        presenter_.refused(next.error());
        if (strict) return unexpected(next.error());
    }
}

std::vector<std::string> TableSession::completions()
{
    std::vector<std::string> words;
    for (const CommandWord& command : command_words()) words.emplace_back(command.word);
    if (const auto now = situation()) {
        for (const Offer& offer : now->offers) words.push_back(offer.text);
        if (now->fight) std::ranges::move(fight_completions(*now), std::back_inserter(words));
        for (const game::Deed& deed : now->deeds) words.push_back(line_of(deed, now->party));
    }
    return words;
}

} // namespace goldbox::cli
