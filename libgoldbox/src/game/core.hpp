#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/game.hpp>

#include "game/journal.hpp"
#include "game/rulings.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::game {

/// What a story calls in the game: the built-in externals and those of the program.
class Binding final : public narrative::Externals {
public:
    Binding(Core& core, StoryId story) : core_(core), story_(story) {}
    [[nodiscard]] std::optional<narrative::ExternalKind> kind(std::string_view name) const override;
    [[nodiscard]] Result<narrative::Value> call(const narrative::ExternalCall& call) override;

private:
    Core& core_;
    StoryId story_;
};

/// A story at work: made from the state when it is needed, dropped whenever the state moved without it.
struct Live {
    std::unique_ptr<Binding> binding;
    narrative::Session session;
};

class Core {
public:
    std::shared_ptr<const content::Pack> pack;
    std::map<Hash, std::shared_ptr<const content::Pack>> known_packs; ///< for UsePacks
    GameOptions options;
    State state;

    Result<Batch> prepare(const Command& command);
    void commit(const Batch& batch);
    void discard(const Batch& batch);
    Result<void> audit(const Command& command, const std::vector<Event>& recorded);
    [[nodiscard]] Hash state_hash();

    [[nodiscard]] Result<void> validate(const Command& command) const;

    /// Compiles the rules of the packs, where they have some. `game.bad_rules`.
    Result<void> use_rules();
    /// Those of packs, compiled once; null when they have none. `game.bad_rules`.
    [[nodiscard]] Result<std::shared_ptr<const rules::Ruleset>> rules_of(const content::Pack& packs) const;
    /// Null: the packs have no rules.
    [[nodiscard]] Rulings* rulings() const { return rulings_.get(); }
    /// What a check of a story comes to.
    [[nodiscard]] std::optional<CheckRolled> rolled(StoryId story, const narrative::ExternalCall& call) const;
    /// Something that was begun cannot be finished, and all of the command has to be taken back.
    void give_up(Error error) { given_up_ = std::move(error); }

    const Event& emit(Event event);
    [[nodiscard]] std::optional<narrative::ExternalKind> external_kind(std::string_view name) const;
    [[nodiscard]] Result<narrative::Value> call_external(StoryId story, const narrative::ExternalCall& call);

    std::map<std::uint64_t, std::string> texts;

private:
    struct Open {
        Seq first = 0;
        Journal journal;
        std::vector<std::uint64_t> texts;
        std::shared_ptr<const content::Pack> pack; ///< before it
    };

    // Resolving: one function an order. What they are given has passed `validate`.
    void resolve(const Join& join);
    void resolve(const Leave& leave);
    void resolve(const Begin& begin);
    void resolve(const Choose& choose);
    void resolve(const Say& say);
    void resolve(const Undo& undo);
    void resolve(const Expire& expire);
    void resolve(const Vacate& vacate);
    void resolve(const UsePacks& use);
    void resolve(const Answer& answer);
    /// What one of the party does.
    template <class Deed>
    void resolve(const Deed& deed)
    {
        undertake(deed);
    }
    void undertake(const Order& order);

    Text admit(Text text);
    void close_timers(StoryId story);
    void open_timer(StoryId story);
    void open_timers();
    void count_all_votes();
    /// Counts the votes of a story and takes the choice that won, if one did.
    void count_votes(StoryId story, bool time_is_up);
    void take(StoryId story, std::uint32_t choice, SeatId by);
    /// Runs ink to the next choice and emits what it told.
    void advance(StoryId story, std::optional<std::uint32_t> choice);
    Result<Live*> live(StoryId story);
    void emit_checks(StoryId story, const std::vector<narrative::ExternalAnswer>& answers);
    const narrative::ExternalAnswer* recorded_answer(const narrative::ExternalCall& call) const;

    std::map<StoryId, Live> live_;
    std::unique_ptr<Rulings> rulings_;
    mutable std::map<Hash, std::shared_ptr<const rules::Ruleset>> rulesets_; ///< of packs that were looked at here
    std::optional<Error> given_up_;
    std::deque<Open> open_;
    Batch* batch_ = nullptr; ///< the one being resolved
    SeatId actor_;
    std::vector<narrative::ExternalAnswer> recorded_; ///< of an audit
    std::array<std::optional<Hash>, parts> hashes_;
};

} // namespace goldbox::game
