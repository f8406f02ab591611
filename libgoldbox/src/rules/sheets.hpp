#pragma once
// SPDX-License-Identifier: MIT
// What can be worked out of a world and is not in it: the value of every stat, what lies on whom, what ends next. Kept
// beside the world and dropped where an event touched it; no part of the game's value, so nothing here is ever saved.

#include "rules/compiled.hpp"

#include <goldbox/rules/event.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace goldbox::rules {

/// Out of whose eyes a formula is read.
struct Viewpoint {
    CreatureId self;
    CreatureId target = {};
    CreatureId source = {};
    const Effect* effect = nullptr; ///< null: the row under `effect_id`, which is not looked at before it is read
    EffectId effect_id = {};
    std::span<const std::int64_t> values = {};
    const ItemInfo* item = nullptr; ///< null: the one whose gift the effect is
    ItemId item_row = {};
};

/// An effect on a creature, with what it is.
struct Active {
    EffectId id;
    CreatureId source;
    const EffectInfo* info = nullptr; ///< null: the packs of today know no such effect; it lasts and does nothing
    bool asleep = false;              ///< a stronger one of its key holds
};

template <class Mod>
struct ActiveMod {
    const Mod* mod = nullptr;
    EffectId effect;
};

class Sheets {
public:
    Sheets(const World& world, std::shared_ptr<const Compiled> rules);
    using OfField = std::function<std::int64_t(Now, CreatureId)>;
    /// Whom to ask what depends on where everybody stands.
    void ask(OfField of_field) { of_field_ = std::move(of_field); }

    [[nodiscard]] const Compiled& rules() const { return *rules_; }

    /// The value of a stat, with everything that modifies it.
    [[nodiscard]] std::int32_t stat(CreatureId creature, Index stat);
    /// The value of a formula that rolls no dice; one that has none (a division by zero) counts as 0.
    [[nodiscard]] std::int64_t value(const Formula& formula, const Viewpoint& from);
    [[nodiscard]] bool holds(const std::optional<Formula>& when, const Viewpoint& from)
    {
        return !when || value(*when, from) != 0;
    }
    /// The numbers that a formula reads.
    [[nodiscard]] std::span<const std::int64_t> numbers(const Formula& formula, const Viewpoint& from,
                                                        std::array<std::int64_t, Formula::most_references>& room);

    [[nodiscard]] std::span<const Active> effects(CreatureId creature); ///< by ascending id
    [[nodiscard]] std::span<const ActiveMod<RollMod>> rolls(CreatureId creature);
    [[nodiscard]] std::span<const ActiveMod<DefenseMod>> defenses(CreatureId creature);
    [[nodiscard]] TagSet immune(CreatureId creature);
    [[nodiscard]] const TagSet& tags(CreatureId creature) { return fresh_sheet(creature).tags; }
    /// Everything that it has, also in containers, by ascending id.
    [[nodiscard]] std::span<const ItemId> items(CreatureId creature);
    [[nodiscard]] std::int64_t load(CreatureId creature);
    /// What is left of a resource.
    [[nodiscard]] std::int32_t left(CreatureId creature, Index resource);
    [[nodiscard]] std::int32_t most(CreatureId creature, Index resource);
    /// Of the strongest effect of that definition; 0: none.
    [[nodiscard]] std::int32_t level_of(CreatureId creature, Index effect);
    /// Null: the packs of today know no such item.
    [[nodiscard]] const ItemInfo* info(ItemId item) const;
    /// Who has an item, be it in a container.
    [[nodiscard]] CreatureId holder(ItemId item) const;
    /// What an item and all that lies in it weighs, or takes of room.
    [[nodiscard]] std::int64_t load_of(ItemId item) const;
    [[nodiscard]] const CreatureInfo* info(CreatureId creature);
    [[nodiscard]] const EffectInfo* info(EffectId effect);
    [[nodiscard]] bool has(CreatureId creature, Index effect);
    /// Whether any effect on it has a hook for that moment.
    [[nodiscard]] bool listens(CreatureId creature, content::Moment moment);
    /// Moments for which it has actions of its own, or by what lies on it.
    [[nodiscard]] Moments answers(CreatureId creature);
    /// Creatures on whom something happens each round.
    [[nodiscard]] std::vector<CreatureId> ticking();

    /// The effects that end with it.
    [[nodiscard]] std::span<const EffectId> children(EffectId effect);
    /// Effects whose time is up at or before a time, by time and then by id. They are not told again, but where they
    /// are `put_off`.
    [[nodiscard]] std::vector<EffectId> take_due(std::int64_t time);
    void put_off(EffectId effect);
    /// The first of those, and when; it stays until it has ended.
    [[nodiscard]] std::optional<std::pair<std::int64_t, EffectId>> next_due(std::int64_t time);
    /// Effects that end at such an edge of a creature's turns, by a time; by ascending id. They are not told again.
    [[nodiscard]] std::vector<EffectId> take_anchored(CreatureId creature, content::Edge edge, std::int64_t time);

    /// After an event was applied.
    void see(const Event& event);
    /// The world was changed without `see`: everything is worked out anew.
    void forget();

private:
    struct Due {
        std::int64_t time = 0;
        EffectId effect;
        auto operator<=>(const Due&) const = default;
    };

    /// Waits for an edge of somebody's turns; out of date when the effect is not, or ends otherwise now.
    struct Anchored {
        std::int64_t time = 0;
        EffectId effect;
        content::Edge edge = content::Edge::start;
    };

    struct Sheet {
        std::uint32_t generation = 0; ///< of the creature; 0: nobody
        const CreatureInfo* info = nullptr;
        std::vector<std::pair<Index, std::int32_t>> own; ///< numbers, by ascending stat
        std::vector<Active> effects;
        std::vector<Anchored> anchored;
        std::vector<ItemId> items;
        bool fresh = false;                        ///< whether what follows is of today
        std::vector<ActiveMod<StatMod>> modifiers; ///< by stat, op, tag
        std::vector<ActiveMod<RollMod>> rolls;
        std::vector<ActiveMod<DefenseMod>> defenses;
        TagSet immune;
        TagSet tags;
        std::int64_t load = 0;
        Moments moments = 0;
        Moments answers = 0;
        std::vector<std::int32_t> values; ///< by stat
        std::vector<std::uint32_t> known; ///< by stat: the stamp of when it was worked out
        /// By resource, where that is steady: the most of it, and the stamp of when it was worked out.
        std::vector<std::pair<std::int32_t, std::uint32_t>> most;
        std::uint32_t stamp = 1;
    };

    /// Where an effect hangs, for when it has ended.
    struct Link {
        EffectId id;
        EffectId parent;
        CreatureId owner;
        const EffectInfo* info = nullptr;
        std::vector<EffectId> children;
    };

    void ensure()
    {
        if (!built_) build();
    }
    void build();
    Sheet& sheet(CreatureId creature)
    {
        ensure();
        const bool there = creature.index < sheets_.size() && sheets_[creature.index].generation == creature.generation;
        return creature && there ? sheets_[creature.index] : nobody_;
    }
    Sheet& fresh_sheet(CreatureId creature)
    {
        Sheet& found = sheet(creature);
        if (!found_items_) find_items(); // a load may be part of a stat
        if (!found.fresh && &found != &nobody_) refresh(found);
        return found;
    }
    void open_sheet(CreatureId id, const Creature& creature);
    void refresh(Sheet& sheet);
    void add_answers(Sheet& sheet, const std::vector<Index>& actions) const;
    void put_to_sleep(Sheet& sheet);
    void touch(CreatureId creature);
    void add(EffectId id, const Effect& effect);
    void remove(EffectId id);
    void schedule(EffectId id, const Effect& effect);

    [[nodiscard]] std::int32_t work_out(Sheet& sheet, CreatureId creature, Index stat);
    [[nodiscard]] std::int64_t read(const Reference& reference, const Viewpoint& from);
    [[nodiscard]] std::int64_t read_now(Now what, CreatureId creature);
    [[nodiscard]] bool is_beside_another(ItemId id, const Item& item);
    [[nodiscard]] std::int64_t read_item(const Reference& reference, const Viewpoint& from);
    void find_items();
    [[nodiscard]] ItemId outermost(ItemId item) const;
    [[nodiscard]] std::int64_t load_within(ItemId id, const Item& row, ItemId thing) const;
    template <class Fact>
    void saw(const Fact&)
    {
    }
    void saw(const CreatureAppeared& fact);
    void saw(const CreatureLeft& fact);
    void saw(const LifeChanged& fact);
    void saw(const NumberChanged& fact);
    void saw(const EffectBegan& fact);
    void saw(const EffectRefreshed& fact);
    void saw(const EffectEnded& fact);
    void saw(const ItemAppeared&) { found_items_ = false; }
    void saw(const ItemMoved&) { found_items_ = false; }
    void saw(const ItemCounted&) { found_items_ = false; }
    [[nodiscard]] const Effect* effect_of(const Viewpoint& from) const
    {
        return from.effect ? from.effect : world_.effects.find(from.effect_id);
    }

    [[nodiscard]] bool regains_with_turn(const Creature& creature) const;

    const World& world_;
    std::shared_ptr<const Compiled> rules_;
    OfField of_field_;
    bool has_turn_resources_;
    bool built_ = false;
    bool found_items_ = false;
    std::vector<Sheet> sheets_;     ///< by index of the creature
    std::vector<Link> links_;       ///< by index of the effect
    std::vector<EffectId> ticking_; ///< effects with a hook for turns
    std::vector<CreatureId> dying_;
    std::vector<Due> due_; ///< a heap, soonest first; what is out of date in it is skipped
    Sheet nobody_;
    /// By index of the item: which one it was looked up for, and what that is.
    mutable std::vector<std::pair<std::uint32_t, const ItemInfo*>> item_infos_;
};

} // namespace goldbox::rules
