#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/game/command.hpp>
#include <goldbox/game/event.hpp>
#include <goldbox/game/state.hpp>
#include <goldbox/game/view.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/rules/fight.hpp>
#include <goldbox/rules/ruleset.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::game {

/// What an external of the program knows when it runs.
struct ExternalContext {
    const narrative::ExternalCall& call;
    const State& state;
    StoryId story = {};

    /// For checks: a random number, 0..bound-1, the same whenever the same call is evaluated.
    [[nodiscard]] std::uint32_t draw(std::uint32_t bound) const;
};

/// A function that a program offers to stories beside the built-in ones (share/goldbox.ink lists them).
///
/// A query must be pure. A check must derive what it draws from the call alone, as `context.draw` does. An action runs
/// once, when the line before it is final. Answers are recorded, so a log folds and audits without the program.
struct External {
    std::string name = {};
    narrative::ExternalKind kind = narrative::ExternalKind::query;
    std::function<Result<narrative::Value>(const ExternalContext&)> run;
};

struct GameOptions {
    std::uint64_t seed = 0; ///< 0..2^63-1; of a new game
    std::vector<External> externals = {};
    narrative::Limits limits = {}; ///< for each step of a story
    /// Compiled rules of the pack, which many games of it may share; null: they are compiled for this game.
    std::shared_ptr<const rules::Ruleset> ruleset = nullptr;
};

/// What became of a command that was accepted.
struct Batch {
    Seq first = 0;        ///< seq of the first event
    Hash packs = {};      ///< what judged it: of UsePacks, those before
    Command command = {}; ///< as the log keeps it: texts by id and hash
    std::vector<Event> events = {};
    std::vector<std::vector<Onlooker>> audiences = {}; ///< of each event: who may see it
    std::vector<Text> texts = {};                      ///< with content and salt: to be kept beside the log

    [[nodiscard]] Seq last() const { return first + events.size() - 1; }
};

class Core; // src/game/core.hpp
class Rulings;

/// One game: the judge that every command stands before. A program creates it, submits commands, and shows views.
/// Used by one thread at a time; different games are independent.
class Game {
public:
    /// A new game of a pack, with nobody at the table.
    [[nodiscard]] static Result<Game> create(std::shared_ptr<const content::Pack> pack, GameOptions options = {});
    /// A game that goes on from a state. `game.other_packs` when it plays others by now.
    [[nodiscard]] static Result<Game> resume(std::shared_ptr<const content::Pack> pack, State state,
                                             GameOptions options = {});
    ~Game();
    Game(Game&&) noexcept;
    Game& operator=(Game&&) noexcept;

    /// Resolves a command, or says why not. The state then shows the result but it is not final: `commit` makes it so,
    /// `discard` leaves the state bit-identical to before. Several batches may be open; they are committed in order and
    /// discarded newest first. A refusal changes nothing. Refusals are `game.*`, listed in docs/errors.md.
    [[nodiscard]] Result<Batch> prepare(const Command& command);
    void commit(const Batch& batch);
    void discard(const Batch& batch);
    /// Prepares and commits, for programs that keep no log.
    [[nodiscard]] Result<Batch> submit(const Command& command);
    /// Whether `submit` would take it; if not, why.
    [[nodiscard]] Result<void> accepts(const Command& command) const;

    /// Packs that UsePacks may name from now on.
    void offer(std::shared_ptr<const content::Pack> packs);

    /// What a seat may see and do, by the door's name for it. Somebody who has not joined sees an empty table, somebody
    /// who got up no more than the own seat.
    [[nodiscard]] View view(std::string_view seat) const;
    [[nodiscard]] Options options(std::string_view seat) const;
    /// What a seat that has seen its events up to that one has seen of the fight since; all of it when it is another.
    [[nodiscard]] FightChanges changed_since(std::string_view seat, Seq seq) const;
    /// The events of a batch as a seat may see them.
    [[nodiscard]] std::vector<Projection> project(const Batch& batch, std::string_view seat) const;

    /// Runs a recorded command again and compares: `game.audit_differs` names the first difference. Answers of
    /// externals that this program does not offer are taken from the record.
    [[nodiscard]] Result<void> audit(const Command& command, const std::vector<Event>& recorded);

    [[nodiscard]] const State& state() const;
    [[nodiscard]] Hash state_hash() const;
    [[nodiscard]] const content::Pack& pack() const; ///< what it plays now

    /// Content of personal texts, for views: kept beside the state. An erased text shows as `(erased)`.
    void keep_text(std::uint64_t id, std::string content);
    void erase_text(std::uint64_t id);
    /// An event as a seat may see it, with the content of its text. `now`: the state after the event.
    [[nodiscard]] Event as_seen(const State& now, const Event& event, const Onlooker& viewer) const;

    /// What the creature would do by its own mind whom this seat plays and whose turn it is, with all that it thought
    /// of. `game.not_yours`, `game.no_fight`.
    [[nodiscard]] Result<rules::Advice> advise(std::string_view seat) const;

private:
    explicit Game(std::unique_ptr<Core> core);
    void add_party(Options& options, const Rulings& rulings, std::string_view seat, SeatId viewer) const;
    [[nodiscard]] std::optional<WalkView> view_walk(SeatId viewer) const;
    void add_walk(Options& options, std::string_view seat) const;
    void add_fight(Options& options, const Rulings& rulings, SeatId viewer) const;
    std::unique_ptr<Core> core_;
};

} // namespace goldbox::game
