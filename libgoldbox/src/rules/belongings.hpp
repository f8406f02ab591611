#pragma once
// SPDX-License-Identifier: MIT
// Who has what, and what follows from having it. Each function that can be refused checks everything before its first
// event. Whoever calls them has looked up what it names.

#include "rules/kernel.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace goldbox::rules {

/// How an item is had: not at all, then as content::Having counts.
enum class Had : std::uint8_t { no, carried, worn, attuned };

class Belongings {
public:
    Belongings(const World& world, Sheets& sheets, Kernel& kernel) : world_(world), sheets_(sheets), kernel_(kernel) {}

    [[nodiscard]] Had had(ItemId item) const;
    [[nodiscard]] std::string name(ItemId item) const; ///< as it looks

    /// Puts it to what lies there already, as far as stacks go; the last that it is in.
    Result<ItemId> give(CreatureId to, Index item, std::int32_t count, bool identified = true);
    Result<void> remove(ItemId item, std::int32_t count);
    /// Of a definition (or, when that is `none`, of all that have a tag): all of them or nothing; whether there were
    /// enough.
    bool take(CreatureId from, Index item, const TagSet& tags, std::int32_t count);
    [[nodiscard]] std::int64_t count(CreatureId of, Index item) const;
    /// To somebody, into a container of anybody's, or (neither) to the ground.
    Result<ItemId> move(ItemId item, std::int32_t count, CreatureId holder, ItemId inside);

    Result<ItemId> wear(ItemId item, std::vector<std::string> places);
    Result<void> put_off(ItemId item);
    Result<void> attune(ItemId item);
    Result<void> end_attunement(ItemId item);
    void identify(CreatureId of);

    [[nodiscard]] Result<void> can_use(ItemId item, const UseInfo& use) const;
    /// What that costs.
    void spend_use(ItemId item, const UseInfo& use);
    void charge(ItemId item, std::int32_t add);
    /// What comes back to things with a rest, and what was begun with them.
    void rest(CreatureId owner, content::Regain when);
    /// In the smallest coin; gives change.
    Result<void> pay(CreatureId from, CreatureId to, std::int64_t amount);
    [[nodiscard]] std::int64_t money(CreatureId of) const;

    /// What somebody brings along who has just come.
    void bring(CreatureId creature, const CreatureInfo& info);

private:
    struct Coin {
        Index item = 0;
        std::int64_t worth = 0;
        std::int64_t count = 0;
    };

    [[nodiscard]] const ItemInfo& info(ItemId item) const;
    [[nodiscard]] Result<void> can_part(ItemId item) const;
    [[nodiscard]] Result<void> can_carry(CreatureId creature, std::int64_t more) const;
    [[nodiscard]] Result<void> fits_inside(ItemId container, ItemId item, std::int32_t count) const;
    [[nodiscard]] Result<void> free_places(CreatureId creature, const std::vector<std::string>& places,
                                           ItemId but) const;
    [[nodiscard]] std::vector<ItemId> with_contents(ItemId item) const;
    [[nodiscard]] std::int32_t most_charges(ItemId item) const;
    [[nodiscard]] std::vector<Coin> coins(CreatureId of) const;
    /// However much somebody carries.
    ItemId add(CreatureId to, const ItemInfo& of, std::int32_t count, bool identified);
    void give_coins(CreatureId to, std::int64_t amount);
    ItemId split(ItemId item, std::int32_t count);
    void set_count(ItemId item, std::int32_t count);
    void count_down(ItemId item, std::int32_t by);
    /// Does something to an item and all that lies in it, and lets gifts begin and end as that makes them.
    void change(ItemId item, const std::function<void()>& what);

    const World& world_;
    Sheets& sheets_;
    Kernel& kernel_;
};

} // namespace goldbox::rules
