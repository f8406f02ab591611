// SPDX-License-Identifier: MIT
#include "presenter.hpp"

#include "fight_input.hpp"
#include "fight_screen.hpp"
#include "screen.hpp"
#include "walk_input.hpp"
#include "walk_screen.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/game/fields.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace goldbox::cli {
namespace {

/// Whether the viewer's scene is another one now, so that what can be chosen must be shown anew.
bool changes_the_scene(const game::Projection& projection, const game::View& view)
{
    const auto* advanced = std::get_if<game::StoryAdvanced>(&projection.event);
    if (!advanced) return false;
    const auto story = std::ranges::find(view.stories, advanced->story, &game::StoryView::id);
    return story != view.stories.end() && story->member;
}

bool ends_a_story(const game::Projection& projection)
{
    const auto* advanced = std::get_if<game::StoryAdvanced>(&projection.event);
    return advanced && advanced->status == game::StoryStatus::ended;
}

/// Whether the picture of a fight is another one now.
bool changes_the_fight(const game::Projection& projection)
{
    return std::holds_alternative<game::Undertaken>(projection.event) ||
           std::holds_alternative<game::FightBegan>(projection.event) ||
           std::holds_alternative<game::Rewound>(projection.event) ||
           std::holds_alternative<game::Judged>(projection.event);
}

/// Whether the map that the party walks on looks otherwise now, or is shown for the first time.
bool changes_the_walk(const game::Projection& projection)
{
    return std::holds_alternative<game::Undertaken>(projection.event) ||
           std::holds_alternative<game::MapEntered>(projection.event) ||
           std::holds_alternative<game::Rewound>(projection.event) ||
           std::holds_alternative<game::FightEnded>(projection.event);
}

bool asks(const game::Projection& projection)
{
    const auto* judged = std::get_if<game::Judged>(&projection.event);
    return judged && std::holds_alternative<rules::Suspended>(judged->what);
}

bool goes_back(const game::Projection& projection)
{
    return std::holds_alternative<game::Rewound>(projection.event);
}

class TextPresenter final : public Presenter {
public:
    TextPresenter(Output& out, std::string game, bool typed, FindName named)
        : out_(out), game_(std::move(game)), typed_(typed)
    {
        known_.entry = std::move(named);
    }

    void opening(const Opening& opening) override
    {
        const Screen screen = this->screen();
        std::string text = screen.heading(opening.title, opening.resumed ? "" : opening.description);
        if (opening.resumed) {
            text +=
                screen.notice(opening.ended ? fmt::format("\"{}\" has ended. This was its last scene.", opening.game)
                                            : fmt::format("\"{}\" goes on where you left it.", opening.game));
        }
        if (opening.pack_changed) {
            text += screen.notice("The adventure's files changed since this game began. It goes on with the adventure "
                                  "as it was; `goldbox play --new` begins a game with the changed one.");
        }
        if (typed_) {
            text += screen.notice("Type the number of a choice, or `help`. Everything you do is saved at once: leave "
                                  "with `quit` whenever you like.");
        }
        out_.write(text);
    }

    void scene(const game::View& view, const Situation& situation) override
    {
        out_.write((begun_ ? told(view) : cli::scene(screen(), view)) + fight(view, situation) + walk(view, situation));
        begun_ = true;
        known_.see(view);
        known_.round = view.fight ? view.fight->round : 0;
    }

    void input(std::string_view prompt, std::string_view line) override { out_.write(screen().echo(prompt, line)); }

    void outcome(const host::Outcome& outcome, const game::View& view, const Situation& situation) override
    {
        const Screen screen = this->screen();
        begun_ = true;
        known_.see(view);
        std::string text = narrate(screen, outcome.events, view, known_);
        known_.round = view.fight ? view.fight->round : 0;
        const auto calls_for_choices = [&](const auto& each) {
            return changes_the_scene(each, view) || (view.pending && asks(each));
        };
        if (std::ranges::any_of(outcome.events, goes_back))
            text += told(view);
        else if (std::ranges::any_of(outcome.events, calls_for_choices))
            text += choices(screen, view);
        if (std::ranges::any_of(outcome.events, changes_the_fight)) text += fight(view, situation);
        if (std::ranges::any_of(outcome.events, changes_the_walk)) text += walk(view, situation);
        if (typed_ && has_ended(view) && std::ranges::any_of(outcome.events, ends_a_story)) {
            text += screen.notice("`undo` takes the last choice back, `quit` leaves; `goldbox play --new` begins "
                                  "another game.");
        }
        out_.write(text);
    }

    void refused(const Error& error) override { out_.write(screen().refusal(to_string(error))); }

    void time_is_up(const game::View& view, const Situation& situation, bool decided) override
    {
        if (decided)
            out_.write(screen().notice("Time is up.") + told(view) + fight(view, situation) + walk(view, situation));
        else
            out_.write(screen().notice("Time is up, and too few have voted: the vote stays open."));
    }

    void help() override
    {
        std::vector<Screen::Row> rows = {{"1, 2, ...", "takes a choice; its first words do it too"}};
        for (const CommandWord& command : command_words()) {
            rows.push_back({std::string(command.form), std::string(command.meaning)});
        }
        rows.push_back(
            {"on maps",
             "# wall, + door, / open door, = window, : bars, n low wall, % curtain; 1 hard going, 2 shallow "
             "water, 3 deep water, 4 earth, 5 nothing; > stairs, & chest, P people, ^ trap, * light, @ you"});
        out_.write(screen().table(rows));
    }

    void belongings(const game::View& view) override { out_.write(cli::belongings(screen(), view)); }
    void players(const game::View& view) override { out_.write(cli::players(screen(), view)); }
    void party(const game::View& view) override { out_.write(cli::party(screen(), view)); }
    void deeds(const Situation& situation) override
    {
        if (situation.fight)
            out_.write(maneuvers(situation));
        else
            out_.write(cli::deeds(screen(), situation));
    }
    void advice(const rules::Advice& advice) override
    {
        std::string text = "It would " + intent(advice.command) + '.';
        if (!advice.why.empty()) text += " It thinks: " + advice.why;
        out_.write(screen().notice(text));
    }

    void status(const game::View& view) override
    {
        if (typed_) out_.write(screen().status(status_of(game_, view)));
    }

    void farewell() override
    {
        if (typed_) out_.write(screen().notice(fmt::format("\"{}\" is saved. Until next time.", game_)) + "\n");
    }

    void position(const host::Host::Position& position) override
    {
        out_.line(fmt::format("\nstate {} seq {}", position.state_hash.hex(), position.seq));
    }

private:
    /// Made anew each time: a window changes its width while a person reads.
    [[nodiscard]] Screen screen() const { return Screen(out_.width(), out_.color()); }

    /// A fight that is on, with what the speaker can do. A script sees no pictures before its own turn.
    [[nodiscard]] std::string fight(const game::View& view, const Situation& situation) const
    {
        if (!view.fight) return {};
        return battlefield(screen(), view) + (view.pending ? std::string() : maneuvers(situation));
    }

    /// What the stories told last. In a fight or on a map that is behind one, and the picture is what one looks at.
    [[nodiscard]] std::string told(const game::View& view) const
    {
        return view.fight || view.walk ? choices(screen(), view) : cli::scene(screen(), view);
    }

    /// The map that the party walks on, with what the speaker can do there. Numbers go on behind those of stories.
    [[nodiscard]] std::string walk(const game::View& view, const Situation& situation) const
    {
        if (!view.walk) return {};
        const std::size_t first = offers_of(view).size();
        std::vector<std::string> texts;
        for (std::size_t i = first; i < situation.offers.size(); ++i) texts.push_back(situation.offers[i].text);
        std::string text = map_walked(screen(), view);
        if (!texts.empty()) text += screen().choices(texts, first + 1);
        const std::string others = other_ways(situation);
        return others.empty() ? text : text + screen().notice(others);
    }

    /// `walk to 4,7`; of what has a name, that.
    [[nodiscard]] std::string intent(const rules::Command& command) const
    {
        const auto named = [&](std::string_view kind, const std::string& id) {
            const std::string name = known_.entry ? known_.entry(kind, id) : std::string();
            return "do this: " + (name.empty() ? id : name);
        };
        if (const auto* walk = std::get_if<rules::Walk>(&command))
            return fmt::format("walk to {},{}", walk->to.x, walk->to.y);
        if (const auto* act = std::get_if<rules::Act>(&command)) return named("actions", act->action);
        if (const auto* use = std::get_if<rules::Use>(&command)) return named("actions", use->action);
        if (const auto* cast = std::get_if<rules::Cast>(&command)) return named("spells", cast->spell);
        std::string type(json::type_of(command));
        std::ranges::replace(type, '_', ' ');
        return type;
    }

    [[nodiscard]] std::string maneuvers(const Situation& situation) const
    {
        std::vector<std::string> texts;
        for (const Offer& offer : situation.offers) texts.push_back(offer.text);
        const std::string others = other_maneuvers(situation);
        return screen().choices(texts) + (others.empty() ? std::string() : screen().notice(others));
    }

    Output& out_;
    std::string game_;
    bool typed_;
    bool begun_ = false; ///< something has been told
    Known known_;
};

/// One object a line: what went in, and what came of it.
class JsonPresenter final : public Presenter {
public:
    explicit JsonPresenter(Output& out) : out_(out) {}

    void opening(const Opening& opening) override
    {
        print([&](json::Writer& writer) {
            writer.member("game", opening.game).member("title", opening.title).member("resumed", opening.resumed);
            writer.member("pack_changed", opening.pack_changed);
        });
    }
    void scene(const game::View& view, const Situation&) override
    {
        print([&](json::Writer& writer) { write_stories(writer, view); });
    }
    void input(std::string_view, std::string_view line) override { input_ = line; }
    void outcome(const host::Outcome& outcome, const game::View&, const Situation&) override
    {
        print([&](json::Writer& writer) { writer.key("answer").raw(outcome.answer); });
    }
    void refused(const Error& error) override
    {
        std::string text = error_json(error); // {"error":{...}}
        text.pop_back();
        text.erase(0, sizeof R"({"error":)" - 1);
        print([&](json::Writer& writer) { writer.key("error").raw(text); });
    }
    void time_is_up(const game::View& view, const Situation&, bool decided) override
    {
        print([&](json::Writer& writer) {
            write_stories(writer.member("time_is_up", true).member("decided", decided), view);
        });
    }
    void help() override
    {
        print([](json::Writer& writer) {
            writer.key("commands").begin_array();
            for (const CommandWord& command : command_words()) writer.value(command.form);
            writer.end_array();
        });
    }
    void belongings(const game::View& view) override
    {
        print([&](json::Writer& writer) {
            writer.key("belongings").begin_object();
            for (const auto& [thing, count] : view.belongings) writer.member(thing, count);
            writer.end_object();
        });
    }
    void party(const game::View& view) override
    {
        print([&](json::Writer& writer) {
            writer.key("party");
            json::write_value(writer, view.party);
        });
    }
    void deeds(const Situation& situation) override
    {
        print([&](json::Writer& writer) {
            writer.key("deeds");
            json::write_value(writer, situation.deeds);
            if (!situation.can) return;
            writer.key("maneuvers");
            json::write_value(writer, *situation.can);
        });
    }
    void advice(const rules::Advice& advice) override
    {
        print([&](json::Writer& writer) {
            writer.key("advice");
            json::write_value(writer, advice.command);
            writer.member("score", advice.score).member("why", advice.why);
        });
    }
    void players(const game::View& view) override
    {
        print([&](json::Writer& writer) {
            writer.key("players").begin_array();
            for (const game::SeatView& seat : view.seats) {
                writer.begin_object().member("name", seat.name).member("present", seat.present);
                writer.member("host", seat.host).end_object();
            }
            writer.end_array();
        });
    }
    void status(const game::View&) override {}
    void farewell() override {}
    void position(const host::Host::Position& position) override
    {
        print([&](json::Writer& writer) {
            writer.member("state", position.state_hash.hex()).member("seq", position.seq);
        });
    }

private:
    static void write_stories(json::Writer& writer, const game::View& view)
    {
        writer.key("stories").begin_array();
        for (const game::StoryView& story : view.stories) {
            writer.begin_object().member("name", story.name).member("status", status_name(story.status));
            writer.member("round", story.round).key("lines").begin_array();
            for (const game::StoryLine& line : story.lines) writer.value(line.text);
            writer.end_array().key("choices").begin_array();
            for (const game::StoryChoice& choice : story.choices) writer.value(choice.text);
            writer.end_array().end_object();
        }
        writer.end_array();
        if (view.fight) {
            writer.key("fight");
            json::write_value(writer, *view.fight);
        }
        if (view.walk) {
            writer.key("walk");
            json::write_value(writer, *view.walk);
        }
    }

    static std::string_view status_name(game::StoryStatus status)
    {
        switch (status) {
        case game::StoryStatus::waiting: return "waiting";
        case game::StoryStatus::ended: return "ended";
        case game::StoryStatus::failed: return "failed";
        case game::StoryStatus::held: return "held";
        }
        return "failed";
    }

    template <class Members>
    void print(Members&& members)
    {
        std::string text;
        json::Writer writer(text);
        writer.begin_object();
        if (input_) writer.member("input", *std::exchange(input_, std::nullopt));
        members(writer);
        writer.end_object();
        out_.line(text);
    }

    Output& out_;
    std::optional<std::string> input_;
};

} // namespace

std::unique_ptr<Presenter> make_presenter(Context& context, const std::string& game, bool typed, FindName named)
{
    if (context.json()) return std::make_unique<JsonPresenter>(context.out);
    return std::make_unique<TextPresenter>(context.out, game, typed, std::move(named));
}

} // namespace goldbox::cli
