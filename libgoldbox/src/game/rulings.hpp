#pragma once
// SPDX-License-Identifier: MIT
// The rules at the table: the judge of a game's world, whose events become the game's, and what stories ask of it.

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
    [[nodiscard]] const rules::Ruleset& ruleset() const { return *rules_; }

    /// Who travels together, by ascending id.
    [[nodiscard]] std::vector<rules::CreatureId> party() const;
    [[nodiscard]] std::vector<rules::CreatureId> living() const;
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
    /// What the party might do, whether it is accepted or not.
    [[nodiscard]] std::vector<Deed> deeds() const;

    /// Brings those in who set out.
    Result<void> set_out(const content::Manifest& manifest);

    [[nodiscard]] CreatureView view(rules::CreatureId creature) const;
    [[nodiscard]] PendingView view(const rules::Pending& pending, const content::Pack& pack) const;

    static constexpr std::string_view party_side = "party";

private:
    class Scribe final : public rules::Recorder {
    public:
        explicit Scribe(Emit emit) : emit_(std::move(emit)) {}
        const rules::Event& record(rules::Event event) override { return emit_(std::move(event)); }

    private:
        Emit emit_;
    };

    [[nodiscard]] std::vector<Deed> deeds_of(rules::CreatureId creature) const;

    const State& state_;
    std::shared_ptr<const rules::Ruleset> rules_;
    Scribe scribe_;
    rules::Judge judge_;
};

} // namespace goldbox::game
