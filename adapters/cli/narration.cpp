// SPDX-License-Identifier: MIT
#include "narration.hpp"

#include "input.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <utility>
#include <vector>

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

/// Says what the rules decided, as a table would; of an attack only what came of it.
class Verdict {
public:
    Verdict(const game::View& view, const Known& known) : view_(view), known_(known), round_(known.round) {}

    /// Lines for what happened; empty for what nobody needs to hear.
    std::vector<std::string> say(const rules::Event& event)
    {
        std::vector<std::string> lines;
        if (packs(event)) return lines;
        const auto* const check = std::get_if<rules::CheckMade>(&event);
        const bool attack = check && check->stream == rules::Stream::attack && check->target;
        // an action whose attack follows is told with it
        if (!acted_.empty() && !is_small(event)) {
            if (!attack) lines.push_back(acted_ + whom_);
            if (!attack || check->creature != actor_) with_.clear();
            acted_.clear();
        }
        std::string said = attack ? blow(*check) : std::visit(*this, event);
        if (said.empty()) return lines;
        tell_outfit(lines);
        lines.push_back(std::move(said));
        if (const auto* const came = std::get_if<rules::CreatureAppeared>(&event))
            outfit_ = Outfit{.who = came->creature, .said = std::exchange(lines.back(), {})};
        std::erase(lines, "");
        return lines;
    }
    /// What was still to be told.
    std::vector<std::string> finish()
    {
        std::vector<std::string> lines;
        tell_outfit(lines);
        if (!acted_.empty()) lines.push_back(std::exchange(acted_, {}) + whom_);
        return lines;
    }

    std::string operator()(const rules::CreatureAppeared& event) const
    {
        const bool beside = view_.fight && event.side == content::party_side;
        return called(event.creature) + (beside ? " stands by you" : " sets out");
    }
    std::string operator()(const rules::ActionTaken& event)
    {
        actor_ = event.creature;
        with_ = named("actions", event.action);
        if (const std::string thing = name_of_item(event.creature, event.item); !thing.empty()) with_ = thing;
        acted_ = fmt::format("{}: {}", called(event.creature), with_);
        whom_ = at(event.creature, event.targets);
        return {};
    }
    std::string operator()(const rules::SpellCast& event)
    {
        actor_ = event.creature;
        with_ = named("spells", event.spell);
        acted_ = fmt::format("{} casts {}", called(event.creature), with_);
        whom_ = at(event.creature, event.targets);
        return {};
    }
    std::string operator()(const rules::CheckMade& event) const
    {
        if (event.check.ends_with(":initiative")) return {};
        return fmt::format("{}, {}: rolled {}{}{} against {}, {}", called(event.creature), check_name(event.check),
                           event.natural, event.bonus < 0 ? " - " : " + ", std::abs(event.bonus), event.difficulty,
                           rules::succeeded(event.degree) ? "success" : "failure");
    }
    std::string operator()(const rules::DamageTaken& event) const
    {
        const std::int32_t taken = event.lost + event.absorbed;
        if (!of_party(event.creature)) {
            return taken > 0 ? fmt::format("{} takes {} damage", called(event.creature), taken)
                             : fmt::format("{} takes no harm", called(event.creature));
        }
        return fmt::format("{} loses {} hit points, {} left", called(event.creature), taken, event.hit_points);
    }
    std::string operator()(const rules::Healed& event) const
    {
        if (event.gained == 0 || !event.source) return {}; // as it came into the world
        if (!of_party(event.creature)) return called(event.creature) + " looks better";
        return fmt::format("{} gets {} hit points back, {} now", called(event.creature), event.gained,
                           event.hit_points);
    }
    std::string operator()(const rules::LifeChanged& event) const
    {
        static constexpr std::array<std::string_view, 4> words = {"is back", "is dying", "is stable", "is dead"};
        return fmt::format("{} {}", called(event.creature), words[static_cast<std::size_t>(event.life)]);
    }
    std::string operator()(const rules::EffectBegan& event) const
    {
        if (event.what.ends == rules::Effect::never || event.what.item) return {};
        return fmt::format("{}: {}", called(event.what.owner), named("effects", event.what.definition));
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
        const std::string name = named("items", event.definition);
        return event.count == 0 ? "- " + name : fmt::format("{}: {} now", name, event.count);
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
        return fmt::format("{}, {}: {}", called(event.creature), named("spells", event.spell),
                           event.copies == 0   ? "not ready any more"
                           : event.copies == 1 ? std::string("ready")
                                               : fmt::format("{} copies", event.copies));
    }
    std::string operator()(const rules::OutcomeChanged& event) const
    {
        return fmt::format("{} sees to it: {}", called(event.creature),
                           rules::succeeded(event.degree) ? "success" : "failure");
    }
    std::string operator()(const rules::Reflected& event) const
    {
        return fmt::format("{} throws it back at {}", called(event.creature), called(event.target));
    }
    std::string operator()(const rules::NumberChanged& event) const
    {
        if (!of_party(event.creature)) return {};
        return fmt::format("{}: {} {}", called(event.creature), spoken(event.stat), event.number.value_or(0));
    }
    std::string operator()(const rules::Rested& event) const
    {
        return fmt::format("{} has {}", called(event.creature), event.is_long ? "slept" : "rested");
    }
    std::string operator()(const rules::TurnBegan& event)
    {
        if (event.round == round_) return {};
        round_ = event.round;
        return fmt::format("Round {}", event.round);
    }
    std::string operator()(const rules::CreatureMoved& event) const
    {
        if (event.path.empty()) return {}; // of others one is told where they are seen
        const rules::Position& to = event.path.back();
        return fmt::format("{} goes to {},{}", called(event.creature), to.x, to.y);
    }
    std::string operator()(const rules::CreaturePlaced& event) const
    {
        if (!event.place || !view_.fight || round_ == 0) return {};
        return fmt::format("{} is at {},{} now", called(event.creature), event.place->x, event.place->y);
    }
    std::string operator()(const rules::DoorMoved& event) const
    {
        return fmt::format("{} {} a door", called(event.creature), event.door.open ? "opens" : "closes");
    }
    std::string operator()(const rules::TrapSprung& event) const { return called(event.creature) + " sets off a trap"; }
    std::string operator()(const rules::CreatureQuit& event) const
    {
        return called(event.creature) + (event.how == rules::Quit::fled ? " flees" : " surrenders");
    }
    template <class Other>
    std::string operator()(const Other&) const
    {
        return {};
    }

    [[nodiscard]] std::string called(rules::CreatureId creature) const
    {
        const auto found = std::ranges::find(view_.party, creature, &game::CreatureView::id);
        if (found != view_.party.end()) return found->name;
        const auto known = known_.creatures.find(creature);
        return known == known_.creatures.end() ? "Somebody" : known->second;
    }

private:
    /// Happens beside what somebody does, and says nothing.
    /// Somebody who comes, until something else is told: with what, in one line.
    struct Outfit {
        rules::CreatureId who;
        std::string said;
        std::vector<std::string> things = {};
        std::size_t spells = 0;
    };

    void tell_outfit(std::vector<std::string>& lines)
    {
        if (!outfit_) return;
        if (outfit_->spells > 0) outfit_->things.push_back(fmt::format("{} spells", outfit_->spells));
        std::string& line = lines.emplace_back(std::move(outfit_->said));
        if (!outfit_->things.empty()) line += " with " + list_of(outfit_->things);
        outfit_.reset();
    }

    const game::ItemView* item_of(rules::CreatureId who, rules::ItemId item) const
    {
        const auto creature = std::ranges::find(view_.party, who, &game::CreatureView::id);
        if (creature == view_.party.end()) return nullptr;
        const auto found = std::ranges::find(creature->items, item, &game::ItemView::id);
        return found == creature->items.end() ? nullptr : &*found;
    }

    /// Whether it is of what somebody sets out with.
    bool packs(const rules::Event& event)
    {
        if (!outfit_) return false;
        if (const auto* const moved = std::get_if<rules::ItemMoved>(&event)) {
            const game::ItemView* const item =
                moved->holder == outfit_->who ? item_of(outfit_->who, moved->item) : nullptr;
            if (item) outfit_->things.push_back(counted(item->name, item->count));
            return item != nullptr;
        }
        if (const auto* const worn = std::get_if<rules::ItemWorn>(&event))
            return item_of(outfit_->who, worn->item) != nullptr;
        const auto* const spell = std::get_if<rules::SpellPrepared>(&event);
        if (!spell || spell->creature != outfit_->who) return false;
        ++outfit_->spells;
        return true;
    }

    static bool is_small(const rules::Event& event)
    {
        return std::holds_alternative<rules::ResourceSpent>(event) ||
               std::holds_alternative<rules::CounterChanged>(event) ||
               std::holds_alternative<rules::AmountRolled>(event) || std::holds_alternative<rules::ItemCharged>(event);
    }

    std::string blow(const rules::CheckMade& check)
    {
        const bool critical = check.degree == rules::Degree::critical_success;
        const std::string with = check.creature == actor_ && !with_.empty() ? " with " + with_ : std::string();
        return fmt::format("{} attacks {}{}: {} against {}, {}", called(check.creature), called(check.target), with,
                           check.total, check.difficulty,
                           critical                         ? "a critical hit"
                           : rules::succeeded(check.degree) ? "a hit"
                                                            : "a miss");
    }

    [[nodiscard]] bool of_party(rules::CreatureId creature) const
    {
        return std::ranges::find(view_.party, creature, &game::CreatureView::id) != view_.party.end();
    }
    [[nodiscard]] std::string named(std::string_view kind, const std::string& id) const
    {
        std::string name = known_.entry ? known_.entry(kind, id) : std::string();
        return name.empty() ? spoken(id) : name;
    }
    [[nodiscard]] std::string check_name(const std::string& id) const
    {
        std::string name = named("checks", id);
        if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
        return name;
    }
    [[nodiscard]] std::string name_of_item(rules::CreatureId creature, rules::ItemId item) const
    {
        if (!item) return {};
        const auto owner = std::ranges::find(view_.party, creature, &game::CreatureView::id);
        if (owner == view_.party.end()) return {};
        const auto found = std::ranges::find(owner->items, item, &game::ItemView::id);
        return found == owner->items.end() ? std::string() : found->name;
    }
    [[nodiscard]] std::string at(rules::CreatureId creature, const std::vector<rules::CreatureId>& targets) const
    {
        std::vector<std::string> names;
        for (const rules::CreatureId target : targets) {
            if (target != creature) names.push_back(called(target));
        }
        return names.empty() ? std::string() : ", at " + list_of(names);
    }

    const game::View& view_;
    const Known& known_;
    rules::CreatureId actor_; ///< who did something last
    std::optional<Outfit> outfit_;
    std::string acted_, whom_, with_; ///< what, until its attack is told or something else is; with what
    std::uint32_t round_;             ///< that was told
};

/// Collects what events have to say: the story's own text, and the remarks beside it.
class Telling {
public:
    Telling(const Screen& screen, const game::View& view, const Known& known)
        : screen_(screen), view_(view), verdict_(view, known)
    {
    }

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
            return remark(fmt::format("[{}: rolled {} against {}, {}]", spoken(event.skill), event.natural,
                                      event.difficulty, outcome));
        const std::int32_t bonus = event.total - event.natural;
        remark(fmt::format("[{}, {}: rolled {} {} {} against {}, {}]", verdict_.called(event.creature),
                           spoken(event.skill), event.natural, bonus < 0 ? "-" : "+", std::abs(bonus), event.difficulty,
                           outcome));
    }
    void operator()(const game::BelongingChanged& event)
    {
        remark(fmt::format("[{} {}]", event.change > 0 ? "+" : "-", counted(event.thing, std::abs(event.change))));
    }
    void operator()(const game::Undertaken&) {}
    void operator()(const game::Judged& event) { judged(verdict_.say(event.what)); }
    void operator()(const game::FightBegan& event)
    {
        finish();
        remark(event.text.empty() ? event.name + ": a fight." : event.text);
    }
    void operator()(const game::FightEnded& event)
    {
        finish();
        static constexpr std::array<std::string_view, 3> words = {"The fight is won.", "The fight is lost.",
                                                                  "You have got away."};
        remark(words[static_cast<std::size_t>(event.ending)]);
        before_ +=
            std::exchange(story_, {}) + screen_.notice(std::exchange(remarks_, {})); // the story goes on after it
    }
    void operator()(const game::FieldSeen& event)
    {
        finish();
        for (const game::Sighting& each : event.sightings) {
            if (each.gone || !view_.fight) continue;
            const std::string name = verdict_.called(each.creature);
            if (each.there)
                remark(fmt::format("[{} is at {},{}]", name, each.place.x, each.place.y));
            else
                remark(fmt::format("[{} is out of sight]", name));
        }
    }
    void operator()(const game::MapEntered&) {}
    void operator()(const game::PartyWalked&) {}
    void operator()(const game::MapSeen&) {}
    void operator()(const game::WalkPaused&) {}
    void operator()(const game::PersonMoved&) {}
    void operator()(const game::MapMarked& event)
    {
        using game::Mark;
        const std::string name = event.name.empty() ? "something" : event.name;
        switch (event.mark) {
        case Mark::opened: return remark("The door is open.");
        case Mark::closed: return remark("The door is closed.");
        case Mark::found: return remark(fmt::format("There is a door in the wall at {},{}.", event.at.x, event.at.y));
        case Mark::noticed: return remark(fmt::format("A trap: {}, at {},{}.", name, event.at.x, event.at.y));
        case Mark::disarmed: return remark(fmt::format("The trap is harmless: {}.", name));
        case Mark::sprung: return remark(fmt::format("A trap goes off: {}!", name));
        case Mark::emptied:
            return remark(fmt::format("It is open: {}.{}{}", name, event.text.empty() ? "" : " ", event.text));
        case Mark::done:
        case Mark::came:
        case Mark::went: return;
        }
    }
    void operator()(const game::PartySearched& event)
    {
        if (event.found == 0) remark("You find nothing here.");
    }
    void operator()(const game::QuickChanged& event)
    {
        remark(verdict_.called(event.creature) +
               (event.on ? " fights by its own mind." : " waits for your word again."));
    }
    void operator()(const game::CreatureAssigned& event)
    {
        remark(fmt::format("{} is played by {} now.", verdict_.called(event.creature),
                           event.to ? name_of(view_, event.to) : "the host of the table"));
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

    [[nodiscard]] std::string text()
    {
        finish();
        const std::string remarks = remarks_ + (remarks_.empty() || vote_.empty() ? "" : "\n") + vote_;
        return before_ + story_ + (remarks.empty() ? std::string() : screen_.notice(remarks));
    }

private:
    /// What was done and not told yet.
    void finish() { judged(verdict_.finish()); }
    void judged(const std::vector<std::string>& lines)
    {
        for (const std::string& line : lines) remark('[' + line + ']');
    }
    void remark(std::string_view text)
    {
        if (!remarks_.empty()) remarks_ += '\n';
        remarks_ += text;
    }

    const Screen& screen_;
    const game::View& view_;
    Verdict verdict_;
    std::string before_, story_, remarks_, vote_;
};

} // namespace

std::string name_of(const game::View& view, game::SeatId seat)
{
    const auto found = std::ranges::find(view.seats, seat, &game::SeatView::id);
    return found == view.seats.end() ? "Somebody" : found->name;
}

void Known::see(const game::View& view)
{
    if (!view.fight) return;
    for (const game::FighterView& fighter : view.fight->fighters) creatures[fighter.id] = fighter.name;
}

std::string narrate(const Screen& screen, std::span<const game::Projection> events, const game::View& view,
                    const Known& known)
{
    Telling telling(screen, view, known);
    for (const game::Projection& projection : events) std::visit(telling, projection.event);
    return telling.text();
}

std::string choices(const Screen& screen, const game::View& view)
{
    std::string text;
    if (view.fight && !view.pending) return text;
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
