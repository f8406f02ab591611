// SPDX-License-Identifier: MIT
#include "narration.hpp"

#include "input.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace goldbox::cli {
namespace {

std::string list_of(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += i == 0 ? "" : i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    return text;
}

std::string counted(std::string_view thing, std::int32_t count)
{
    return count == 1 ? std::string(thing) : fmt::format("{} ({})", thing, count);
}

std::string told(const Screen& screen, game::StoryStatus status, std::span<const game::StoryLine> lines,
                 std::span<const narrative::Problem> problems)
{
    std::string text = screen.story(lines);
    for (const narrative::Problem& problem : problems) {
        text += screen.notice(fmt::format("[{}: {}]", name(problem.severity), problem.message));
    }
    if (status == game::StoryStatus::ended) text += screen.ending(lines);
    if (status == game::StoryStatus::failed) {
        text += screen.notice("The story broke off by a mistake in it. `undo` goes back to before it.");
    }
    return text;
}

std::string title_of(const game::StoryView& story)
{
    return story.name.empty() ? "The story" : story.name;
}

std::string members_of(const game::StoryView& story, const game::View& view)
{
    std::vector<std::string> names;
    for (const game::SeatId member : story.members) names.push_back(name_of(view, member));
    return names.empty() ? "everybody" : list_of(names);
}

std::string label_of(const game::StoryView& story, const game::View& view)
{
    return title_of(story) + ", for " + members_of(story, view);
}

/// Whether the viewer follows several stories, so that each needs its name.
bool has_several(const game::View& view)
{
    return std::ranges::count_if(view.stories, &game::StoryView::member) > 1;
}

/// Collects what events have to say: the story's own text, and the remarks beside it.
class Telling {
public:
    Telling(const Screen& screen, const game::View& view) : screen_(screen), view_(view) {}

    void operator()(const game::StoryAdvanced& event)
    {
        story_ += told(screen_, event.status, event.lines, event.problems);
    }
    void operator()(const game::SeatJoined& event)
    {
        if (event.seat != view_.you) remark(name_of(view_, event.seat) + " sits down at the table.");
    }
    void operator()(const game::SeatLeft& event) { remark(name_of(view_, event.seat) + " gets up from the table."); }
    void operator()(const game::SeatsVacated&) { remark("Everybody has left the table."); }
    void operator()(const game::Said& event)
    {
        std::string who = name_of(view_, event.seat);
        for (const game::SeatId listener : event.to) {
            who += (listener == event.to.front() ? ", to " : ", ") + name_of(view_, listener);
        }
        remark(who + ": " + event.text.content);
    }
    void operator()(const game::VoteCast& event) { vote_ = name_of(view_, event.seat) + " has voted."; }
    void operator()(const game::ChoiceMade& event)
    {
        vote_.clear(); // it decided
        if (!event.by)
            before_ += screen_.notice("The table chose: " + event.text);
        else if (event.by != view_.you)
            before_ += screen_.notice(name_of(view_, event.by) + " chose: " + event.text);
    }
    void operator()(const game::CheckRolled& event)
    {
        remark(fmt::format("[{}: rolled {} against {}, {}]", event.skill, event.natural, event.difficulty,
                           event.success ? "success" : "failure"));
    }
    void operator()(const game::BelongingChanged& event)
    {
        remark(fmt::format("[{} {}]", event.change > 0 ? "+" : "-", counted(event.thing, std::abs(event.change))));
    }
    void operator()(const game::RequestOpened& event)
    {
        if (event.kind == "timer") remark(fmt::format("The vote stays open for {} seconds.", event.seconds));
    }
    void operator()(const game::Rewound&) { before_ += screen_.notice("Taken back."); }
    void operator()(const game::PacksUsed&) { remark("The author changed what is played."); }
    void operator()(const game::StoryBegun& event)
    {
        const auto story = std::ranges::find(view_.stories, event.story, &game::StoryView::id);
        if (story == view_.stories.end() || story->members.empty()) return;
        before_ += screen_.notice(title_of(*story) + " begins for " + members_of(*story, view_) + ".");
    }
    void operator()(const game::RequestClosed&) {}

    [[nodiscard]] std::string text() const
    {
        const std::string remarks = remarks_ + (remarks_.empty() || vote_.empty() ? "" : "\n") + vote_;
        return before_ + story_ + (remarks.empty() ? std::string() : screen_.notice(remarks));
    }

private:
    void remark(std::string_view text)
    {
        if (!remarks_.empty()) remarks_ += '\n';
        remarks_ += text;
    }

    const Screen& screen_;
    const game::View& view_;
    std::string before_, story_, remarks_, vote_;
};

} // namespace

std::string name_of(const game::View& view, game::SeatId seat)
{
    const auto found = std::ranges::find(view.seats, seat, &game::SeatView::id);
    return found == view.seats.end() ? "Somebody" : found->name;
}

std::string narrate(const Screen& screen, std::span<const game::Projection> events, const game::View& view)
{
    Telling telling(screen, view);
    for (const game::Projection& projection : events) std::visit(telling, projection.event);
    return telling.text();
}

std::string choices(const Screen& screen, const game::View& view)
{
    std::string text;
    std::size_t first = 1; // choices of several stories are numbered through
    for (const game::StoryView& story : view.stories) {
        std::vector<std::string> texts;
        for (const Offer& offer : offers_of(story)) texts.push_back(offer.text);
        if (texts.empty()) continue;
        if (has_several(view)) text += screen.label(label_of(story, view));
        text += screen.choices(texts, first);
        first += texts.size();
    }
    return text;
}

std::string scene(const Screen& screen, const game::View& view)
{
    std::string text;
    for (const game::StoryView& story : view.stories) {
        if (!story.member) continue;
        if (has_several(view)) text += screen.label(label_of(story, view));
        text += told(screen, story.status, story.lines, story.problems);
    }
    return text + choices(screen, view);
}

bool has_ended(const game::View& view)
{
    return !view.stories.empty() &&
           std::ranges::all_of(
               view.stories, [](auto status) { return status == game::StoryStatus::ended; }, &game::StoryView::status);
}

std::string players(const Screen& screen, const game::View& view)
{
    std::vector<Screen::Row> rows;
    for (const game::SeatView& seat : view.seats) {
        std::vector<std::string> remarks;
        if (seat.id == view.you) remarks.emplace_back("you");
        if (seat.host) remarks.emplace_back("host of the table");
        if (!seat.present) remarks.emplace_back("away");
        rows.push_back({seat.name, list_of(remarks)});
    }
    return rows.empty() ? screen.notice("Nobody is at the table.") : screen.table(rows);
}

std::string belongings(const Screen& screen, const game::View& view)
{
    std::vector<std::string> things;
    for (const auto& [thing, count] : view.belongings) things.push_back(counted(thing, count));
    return screen.notice(things.empty() ? "You carry nothing." : "You carry: " + list_of(things) + ".");
}

Status status_of(const std::string& game, const game::View& view)
{
    Status status{.game = game, .round = 0, .belongings = view.belongings.size(), .waiting_for = {}};
    for (const game::StoryView& story : view.stories) {
        if (!story.member) continue;
        status.round = story.round;
        if (story.decision == game::Decision::vote && !story.voted.empty()) {
            std::vector<std::string> names;
            for (game::SeatId seat : story.voted) names.push_back(name_of(view, seat));
            status.waiting_for = "voted: " + list_of(names);
        }
    }
    return status;
}

} // namespace goldbox::cli
