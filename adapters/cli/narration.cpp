// SPDX-License-Identifier: MIT
#include "narration.hpp"

#include "input.hpp"

#include <algorithm>
#include <array>
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

/// `potion of healing` of `srd51:potion_of_healing`.
std::string spoken(std::string_view id)
{
    std::string words(id.substr(id.find(':') + 1));
    std::ranges::replace(words, '_', ' ');
    std::ranges::replace(words, '.', ' ');
    return words;
}

std::string called(const game::View& view, rules::CreatureId creature)
{
    const auto found = std::ranges::find(view.party, creature, &game::CreatureView::id);
    return found == view.party.end() ? "Somebody" : found->name;
}

/// What the rules decided, as a table would say it; empty for what nobody needs to hear.
class Verdict {
public:
    explicit Verdict(const game::View& view) : view_(view) {}

    std::string operator()(const rules::CreatureAppeared& event) const
    {
        return called(view_, event.creature) + " sets out";
    }
    std::string operator()(const rules::ActionTaken& event) const
    {
        return fmt::format("{}: {}", called(view_, event.creature), spoken(event.action));
    }
    std::string operator()(const rules::SpellCast& event) const
    {
        return fmt::format("{} casts {}", called(view_, event.creature), spoken(event.spell));
    }
    std::string operator()(const rules::CheckMade& event) const
    {
        return fmt::format("{}, {}: rolled {}{}{} against {}, {}", called(view_, event.creature), spoken(event.check),
                           event.natural, event.bonus < 0 ? " - " : " + ", std::abs(event.bonus), event.difficulty,
                           rules::succeeded(event.degree) ? "success" : "failure");
    }
    std::string operator()(const rules::DamageTaken& event) const
    {
        return fmt::format("{} loses {} hit points, {} left", called(view_, event.creature),
                           event.lost + event.absorbed, event.hit_points);
    }
    std::string operator()(const rules::Healed& event) const
    {
        if (event.gained == 0 || !event.source) return {}; // as it came into the world
        return fmt::format("{} gets {} hit points back, {} now", called(view_, event.creature), event.gained,
                           event.hit_points);
    }
    std::string operator()(const rules::LifeChanged& event) const
    {
        static constexpr std::array<std::string_view, 4> words = {"is back", "is dying", "is stable", "is dead"};
        return fmt::format("{} {}", called(view_, event.creature), words[static_cast<std::size_t>(event.life)]);
    }
    std::string operator()(const rules::EffectBegan& event) const
    {
        if (event.what.ends == rules::Effect::never || event.what.item) return {};
        return fmt::format("{}: {}", called(view_, event.what.owner), spoken(event.what.definition));
    }
    std::string operator()(const rules::ItemMoved& event) const
    {
        for (const game::CreatureView& creature : view_.party) {
            const auto found = std::ranges::find(creature.items, event.item, &game::ItemView::id);
            if (found != creature.items.end() && creature.id == event.holder)
                return fmt::format("{} has {}", creature.name, counted(found->name, found->count));
        }
        return {};
    }
    std::string operator()(const rules::ItemCounted& event) const
    {
        return event.count == 0 ? "- " + spoken(event.definition)
                                : fmt::format("{}: {} now", spoken(event.definition), event.count);
    }
    std::string operator()(const rules::ItemWorn& event) const
    {
        for (const game::CreatureView& creature : view_.party) {
            const auto found = std::ranges::find(creature.items, event.item, &game::ItemView::id);
            if (found != creature.items.end())
                return fmt::format("{} {} {}", creature.name, event.places.empty() ? "puts away" : "takes up",
                                   found->name);
        }
        return {};
    }
    std::string operator()(const rules::ItemAttuned& event) const
    {
        static constexpr std::array<std::string_view, 3> words = {
            "is attuned no more to", "begins to attune, with the next rest, to", "is attuned to"};
        for (const game::CreatureView& creature : view_.party) {
            const auto found = std::ranges::find(creature.items, event.item, &game::ItemView::id);
            if (found != creature.items.end())
                return fmt::format("{} {} {}", creature.name, words[static_cast<std::size_t>(event.attunement)],
                                   found->name);
        }
        return {};
    }
    std::string operator()(const rules::SpellPrepared& event) const
    {
        return fmt::format("{}, {}: {}", called(view_, event.creature), spoken(event.spell),
                           event.copies == 0   ? "not ready any more"
                           : event.copies == 1 ? std::string("ready")
                                               : fmt::format("{} copies", event.copies));
    }
    std::string operator()(const rules::OutcomeChanged& event) const
    {
        return fmt::format("{} sees to it: {}", called(view_, event.creature),
                           rules::succeeded(event.degree) ? "success" : "failure");
    }
    std::string operator()(const rules::Reflected& event) const
    {
        return fmt::format("{} throws it back at {}", called(view_, event.creature), called(view_, event.target));
    }
    std::string operator()(const rules::NumberChanged& event) const
    {
        return fmt::format("{}: {} {}", called(view_, event.creature), spoken(event.stat), event.number.value_or(0));
    }
    std::string operator()(const rules::Rested& event) const
    {
        return fmt::format("{} has {}", called(view_, event.creature), event.is_long ? "slept" : "rested");
    }
    template <class Other>
    std::string operator()(const Other&) const
    {
        return {};
    }

private:
    const game::View& view_;
};

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
        const std::string outcome = event.success ? "success" : "failure";
        if (!event.creature)
            return remark(
                fmt::format("[{}: rolled {} against {}, {}]", event.skill, event.natural, event.difficulty, outcome));
        const std::int32_t bonus = event.total - event.natural;
        remark(fmt::format("[{}, {}: rolled {} {} {} against {}, {}]", called(view_, event.creature), event.skill,
                           event.natural, bonus < 0 ? "-" : "+", std::abs(bonus), event.difficulty, outcome));
    }
    void operator()(const game::BelongingChanged& event)
    {
        remark(fmt::format("[{} {}]", event.change > 0 ? "+" : "-", counted(event.thing, std::abs(event.change))));
    }
    void operator()(const game::Undertaken&) {}
    void operator()(const game::Judged& event)
    {
        if (const std::string said = std::visit(Verdict(view_), event.what); !said.empty()) remark('[' + said + ']');
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
    if (view.pending) {
        if (!view.pending->text.empty()) text += screen.notice(view.pending->text);
        std::vector<std::string> texts;
        for (const Offer& offer : offers_of(view)) texts.push_back(offer.text);
        return text + screen.choices(texts, 1);
    }
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
    std::string text;
    if (!things.empty() || view.party.empty())
        text = screen.notice(things.empty() ? "You carry nothing." : "You carry: " + list_of(things) + ".");
    std::vector<Screen::Row> rows;
    bool worn = false;
    for (const game::CreatureView& creature : view.party) {
        worn = worn || std::ranges::any_of(creature.items, &game::ItemView::worn);
        std::vector<std::string> has;
        for (const game::ItemView& item : creature.items)
            has.push_back(counted(item.name, item.count) + (item.worn ? "*" : ""));
        rows.push_back({creature.name, has.empty() ? "nothing" : list_of(has)});
    }
    if (rows.empty()) return text;
    return text + screen.table(rows) + (worn ? screen.notice("* in hand or worn") : std::string());
}

std::string party(const Screen& screen, const game::View& view)
{
    std::vector<Screen::Row> rows;
    for (const game::CreatureView& creature : view.party) {
        std::vector<std::string> how = {
            fmt::format("{} of {} hit points", creature.hit_points, creature.most_hit_points)};
        if (creature.temporary_hit_points > 0)
            how.push_back(fmt::format("{} temporary", creature.temporary_hit_points));
        if (creature.life == rules::Life::dying) how.emplace_back("dying");
        if (creature.life == rules::Life::stable) how.emplace_back("stable");
        if (creature.life == rules::Life::dead) how.emplace_back("dead");
        how.insert(how.end(), creature.effects.begin(), creature.effects.end());
        rows.push_back({creature.name, list_of(how)});
    }
    return rows.empty() ? screen.notice("Nobody travels with you.") : screen.table(rows);
}

std::string deeds(const Screen& screen, const Situation& situation)
{
    std::vector<Screen::Row> rows, refused;
    for (const game::Deed& deed : situation.deeds) {
        auto& where = deed.refused.empty() ? rows : refused;
        where.push_back({line_of(deed, situation.party), deed.refused});
    }
    rows.insert(rows.end(), refused.begin(), refused.end());
    return rows.empty() ? screen.notice("There is nothing to do with what you have.") : screen.table(rows);
}

/// How many different things the party has.
static std::size_t things_of(const game::View& view)
{
    std::size_t things = view.belongings.size();
    for (const game::CreatureView& creature : view.party) things += creature.items.size();
    return things;
}

Status status_of(const std::string& game, const game::View& view)
{
    Status status{.game = game, .round = 0, .belongings = things_of(view), .waiting_for = {}};
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
