#pragma once
// SPDX-License-Identifier: MIT
// The rules at the table: the judge of a game's world, whose events become the game's, and what stories ask of it.

#include "game/meeting.hpp"

#include <goldbox/game/state.hpp>
#include <goldbox/game/view.hpp>
#include <goldbox/rules/judge.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::game {

class Rulings {
public:
    /// Hands an event to the game, which keeps it until the next one.
    using Emit = std::function<const rules::Event&(rules::Event)>;

    /// The state outlives it.
    Rulings(const State& state, std::shared_ptr<const rules::Ruleset> rules, Emit emit);

    [[nodiscard]] rules::Judge& judge() { return judge_; }
    [[nodiscard]] const rules::Judge& judge() const { return judge_; }
    [[nodiscard]] const rules::Ruleset& ruleset() const { return *rules_; }

    /// Who travels together, by ascending id.
    [[nodiscard]] std::vector<rules::CreatureId> party() const;
    [[nodiscard]] std::vector<rules::CreatureId> living() const;
    /// Of these, those who can do something.
    [[nodiscard]] std::vector<rules::CreatureId> standing() const;
    /// Those that a story means: `all`, `leader`, or somebody's name.
    [[nodiscard]] std::vector<rules::CreatureId> named(std::string_view who) const;
    /// The check that a story calls `stealth`: of that id, or a skill's, a save's or an ability's.
    [[nodiscard]] std::string check_named(std::string_view name) const;
    /// The roll of whoever in the party comes off best.
    [[nodiscard]] std::optional<rules::CheckMade> best(const std::string& check, std::int32_t difficulty,
                                                       const Draw& from) const;
    /// How many of an item the party has.
    [[nodiscard]] std::int64_t count(const std::string& item) const;

    /// Whether the rules would take something that one of the party does, or an answer; nothing happens.
    [[nodiscard]] Result<void> would(const Order& order) const;
    Result<void> undertake(const Order& order);
    /// Who would do it; nobody: all. `game.not_of_the_party`.
    [[nodiscard]] Result<rules::CreatureId> doer(const Order& order) const;
    /// What these might do, whether it is accepted or not; `all`: with what all do together.
    [[nodiscard]] std::vector<Deed> deeds(const std::vector<rules::CreatureId>& creatures, bool all) const;

    /// Whether a fight could begin; nothing happens.
    [[nodiscard]] Result<void> rehearse(const Meeting& meeting) const;
    /// The fight that is on, as a seat may see it.
    [[nodiscard]] FightView view(const Fight& fight, SeatId viewer, const content::Pack& pack) const;
    /// What the seat saw of it since it had seen so many events.
    void add_changes(FightChanges& changes, SeatId viewer, Seq since, const content::Pack& pack) const;
    /// What somebody may do with its turn.
    [[nodiscard]] CanManeuver maneuvers(rules::CreatureId creature) const;

    /// Brings those in who set out.
    Result<void> set_out(const content::Manifest& manifest);

    [[nodiscard]] CreatureView view(rules::CreatureId creature) const;
    [[nodiscard]] PendingView view(const rules::Pending& pending, const content::Pack& pack) const;

    static constexpr std::string_view party_side = content::party_side;

private:
    class Scribe final : public rules::Recorder {
    public:
        explicit Scribe(Emit emit) : emit_(std::move(emit)) {}
        const rules::Event& record(rules::Event event) override { return emit_(std::move(event)); }

    private:
        Emit emit_;
    };

    [[nodiscard]] std::vector<Deed> deeds_of(rules::CreatureId creature) const;
    [[nodiscard]] FighterView fighter(rules::CreatureId creature) const;
    /// Those whom a seat knows, in the order of their turns.
    [[nodiscard]] std::vector<FighterView> fighters(SeatId viewer) const;
    /// The letters of the battlefield as it stands.
    [[nodiscard]] const std::vector<LevelView>& ground(const content::Pack& pack) const;

    /// A battlefield that was drawn, and what it was drawn of.
    struct Drawn {
        rules::Battlefield of;
        std::vector<LevelView> levels;
        bool edges = false; ///< letters of edges stand between those of cells
    };

    const State& state_;
    std::shared_ptr<const rules::Ruleset> rules_;
    Scribe scribe_;
    rules::Judge judge_;
    mutable std::optional<Drawn> drawn_;
};

} // namespace goldbox::game
