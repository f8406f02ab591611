// SPDX-License-Identifier: MIT
#include "rules/belongings.hpp"

#include "rules/refusal.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace goldbox::rules {
namespace {

constexpr std::int32_t most_rows_at_once = 1000;

/// For things that the packs of today do not know: they can be handed around, and do nothing.
const ItemInfo unknown{};

} // namespace

const ItemInfo& Belongings::info(ItemId item) const
{
    const ItemInfo* found = sheets_.info(item);
    return found ? *found : unknown;
}

std::string Belongings::name(ItemId item) const
{
    const Item& row = *world_.items.find(item);
    const ItemInfo& of = info(item);
    if (!row.identified && !of.looks.empty()) return of.looks;
    return of.name.empty() ? row.definition.substr(row.definition.find(':') + 1) : of.name;
}

Had Belongings::had(ItemId item) const
{
    const Item* row = world_.items.find(item);
    if (!row || !sheets_.holder(item)) return Had::no;
    const bool in_use = !row->places.empty() || (info(item).worn.empty() && !row->inside);
    if (row->attunement == Attunement::attuned && in_use) return Had::attuned;
    return row->places.empty() ? Had::carried : Had::worn;
}

// What follows from having something ---------------------------------------------------------------------------------

std::vector<ItemId> Belongings::with_contents(ItemId item) const
{
    std::vector<ItemId> all = {item};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!info(all[i]).room) continue;
        world_.items.each([&](ItemId id, const Item& row) {
            if (row.inside == all[i]) all.push_back(id);
        });
    }
    return all;
}

void Belongings::change(ItemId item, const std::function<void()>& what)
{
    struct Before {
        ItemId item;
        CreatureId holder;
        Had had;
    };
    std::vector<Before> before;
    for (const ItemId id : with_contents(item)) before.push_back({id, sheets_.holder(id), had(id)});
    what();
    const auto enough = [](content::Having when, Had how) {
        return static_cast<int>(how) > static_cast<int>(when); // Had begins with no
    };
    for (const auto& [id, holder, was] : before) {
        const Had is = had(id);
        const CreatureId now = sheets_.holder(id);
        std::vector<EffectId> ending;
        for (const Active& active : sheets_.effects(holder)) {
            if (world_.effects.find(active.id)->item != id) continue;
            const ItemInfo& of = info(id);
            const bool stays = now == holder && active.info && std::ranges::any_of(of.gives, [&](const GiftInfo& gift) {
                                   return &sheets_.rules().effects[gift.effect] == active.info && enough(gift.when, is);
                               });
            if (!stays) ending.push_back(active.id);
        }
        for (const EffectId effect : ending) kernel_.end(effect, Why::ended);
        if (!now || !world_.items.find(id)) continue;
        for (const GiftInfo& gift : info(id).gives) {
            if (!enough(gift.when, is) || (now == holder && enough(gift.when, was))) continue;
            kernel_.begin({.effect = gift.effect, .owner = now, .source = now, .item = id});
        }
    }
}

Result<void> Belongings::can_part(ItemId item) const
{
    if (!info(item).cursed) return {};
    for (const Active& active : sheets_.effects(sheets_.holder(item))) {
        if (world_.effects.find(active.id)->item == item)
            return refused("rules.cursed", name(item) + " does not let go of its owner");
    }
    return {};
}

Result<void> Belongings::can_carry(CreatureId creature, std::int64_t more) const
{
    const auto& most = sheets_.rules().most_load;
    if (!most || more == 0 || sheets_.load(creature) + more <= sheets_.value(*most, {.self = creature})) return {};
    return refused("rules.too_heavy", "that is more than this creature can carry");
}

// More and fewer -----------------------------------------------------------------------------------------------------

Result<ItemId> Belongings::give(CreatureId to, Index item, std::int32_t count, bool identified)
{
    const Compiled& rules = sheets_.rules();
    const ItemInfo& of = rules.items[item];
    if (count < 1 || count > largest || (count - 1) / of.stack >= most_rows_at_once)
        return fail(Code::invalid, "rules.out_of_range", "at most 1,000 stacks at once");
    const std::int64_t each = rules.burden == content::Burden::weight ? of.weight : of.bulk;
    GOLDBOX_CHECK(can_carry(to, each * count));
    return add(to, of, count, identified);
}

ItemId Belongings::add(CreatureId to, const ItemInfo& of, std::int32_t count, bool identified)
{
    const bool known = identified || of.looks.empty();
    ItemId last;
    if (of.stack > 1) {
        const auto mine = sheets_.items(to);
        for (const ItemId id : std::vector<ItemId>(mine.begin(), mine.end())) {
            const Item& row = *world_.items.find(id);
            const std::int32_t room = of.stack - row.count;
            if (row.definition != of.id || row.inside || !row.places.empty() || row.identified != known || room <= 0)
                continue;
            const std::int32_t more = std::min(room, count);
            set_count(id, row.count + more);
            last = id;
            count -= more;
            if (count == 0) return last;
        }
    }
    while (count > 0) {
        const std::int32_t here = std::min(of.stack, count);
        last = world_.items.next_id();
        const auto charges = of.charges ? static_cast<std::int32_t>(of.charges->constant()) : 0;
        kernel_.emit(
            ItemAppeared{last, Item{.definition = of.id, .count = here, .charges = charges, .identified = known}});
        change(last, [&] { kernel_.emit(ItemMoved{.item = last, .holder = to}); });
        count -= here;
    }
    return last;
}

void Belongings::set_count(ItemId item, std::int32_t count)
{
    kernel_.emit(ItemCounted{item, world_.items.find(item)->definition, count});
}

void Belongings::count_down(ItemId item, std::int32_t by)
{
    const std::int32_t left = world_.items.find(item)->count - by;
    if (left > 0) return set_count(item, left);
    const std::vector<ItemId> all = with_contents(item);
    change(item, [&] {
        for (const ItemId id : all | std::views::reverse) set_count(id, 0);
    });
}

Result<void> Belongings::remove(ItemId item, std::int32_t count)
{
    const Item& row = *world_.items.find(item);
    if (count < 1 || count > row.count) return fail(Code::invalid, "rules.out_of_range", "there are not so many");
    GOLDBOX_CHECK(can_part(item));
    count_down(item, count);
    return {};
}

bool Belongings::take(CreatureId from, Index item, const TagSet& tags, std::int32_t count)
{
    std::vector<std::pair<ItemId, std::int32_t>> wanted;
    std::int64_t missing = count;
    for (const ItemId id : sheets_.items(from)) {
        const ItemInfo& of = info(id);
        const bool fits = item != none ? &of == &sheets_.rules().items[item] : (of.tags & tags).any();
        if (!fits || missing <= 0 || !can_part(id)) continue;
        const auto here = static_cast<std::int32_t>(std::min<std::int64_t>(world_.items.find(id)->count, missing));
        wanted.emplace_back(id, here);
        missing -= here;
    }
    if (missing > 0) return false;
    for (const auto& [id, here] : wanted) count_down(id, here);
    return true;
}

std::int64_t Belongings::count(CreatureId of, Index item) const
{
    std::int64_t all = 0;
    for (const ItemId id : sheets_.items(of)) {
        if (&info(id) == &sheets_.rules().items[item]) all += world_.items.find(id)->count;
    }
    return all;
}

/// Some of a stack, as a thing of its own in the same place.
ItemId Belongings::split(ItemId item, std::int32_t count)
{
    Item part = *world_.items.find(item);
    if (count == part.count) return item;
    set_count(item, part.count - count);
    part.count = count;
    part.places.clear();
    const ItemId id = world_.items.next_id();
    kernel_.emit(ItemAppeared{id, std::move(part)});
    return id;
}

Result<void> Belongings::fits_inside(ItemId container, ItemId item, std::int32_t count) const
{
    const auto& room = info(container).room;
    if (!room) return refused("rules.no_container", "nothing can be put into " + name(container));
    for (ItemId at = container; at; at = world_.items.find(at)->inside) {
        if (at == item) return refused("rules.no_container", "a thing cannot be put into itself");
    }
    std::int32_t things = 0;
    std::int64_t weight = 0;
    world_.items.each([&](ItemId id, const Item& row) {
        if (row.inside != container || id == item) return;
        ++things;
        weight += sheets_.load_of(id);
    });
    weight += sheets_.load_of(item) / world_.items.find(item)->count * count;
    if ((room->items == 0 || things < room->items) && (room->weight == 0 || weight <= room->weight)) return {};
    return refused("rules.full", "there is no room for that in " + name(container));
}

Result<ItemId> Belongings::move(ItemId item, std::int32_t count, CreatureId holder, ItemId inside)
{
    const Item& row = *world_.items.find(item);
    if (count < 1 || count > row.count) return fail(Code::invalid, "rules.out_of_range", "there are not so many");
    GOLDBOX_CHECK(can_part(item));
    if (inside) GOLDBOX_CHECK(fits_inside(inside, item, count));
    const CreatureId from = sheets_.holder(item), to = inside ? sheets_.holder(inside) : holder;
    if (to && to != from) GOLDBOX_CHECK(can_carry(to, sheets_.load_of(item) / row.count * count));
    const ItemId moved = split(item, count);
    change(moved, [&] {
        if (to != from) {
            for (const ItemId id : with_contents(moved)) {
                if (world_.items.find(id)->attunement != Attunement::none)
                    kernel_.emit(ItemAttuned{id, Attunement::none});
            }
        }
        kernel_.emit(ItemMoved{moved, inside ? CreatureId{} : holder, inside});
    });
    return moved;
}

// Wearing ------------------------------------------------------------------------------------------------------------

Result<void> Belongings::free_places(CreatureId creature, const std::vector<std::string>& places, ItemId but) const
{
    for (const std::string& place : places) {
        const auto room = sheets_.rules().places.find(place);
        std::int32_t taken = 0;
        std::string by;
        for (const ItemId id : sheets_.items(creature)) {
            if (id == but ||
                std::ranges::find(world_.items.find(id)->places, place) == world_.items.find(id)->places.end())
                continue;
            ++taken;
            by += (by.empty() ? "" : ", ") + name(id);
        }
        if (room == sheets_.rules().places.end() || taken >= room->second)
            return refused("rules.no_place", place + " is taken by " + by);
    }
    return {};
}

Result<ItemId> Belongings::wear(ItemId item, std::vector<std::string> places)
{
    const CreatureId holder = sheets_.holder(item);
    const ItemInfo& of = info(item);
    std::ranges::sort(places);
    if (places.empty() && of.worn.size() == 1) places = of.worn.front();
    if (!holder || std::ranges::find(of.worn, places) == of.worn.end())
        return refused("rules.not_worn", name(item) + " is not worn like this");
    if (!world_.items.find(item)->places.empty()) GOLDBOX_CHECK(can_part(item));
    GOLDBOX_CHECK(free_places(holder, places, item));
    const ItemId worn = split(item, 1);
    change(worn, [&] {
        if (world_.items.find(worn)->inside) kernel_.emit(ItemMoved{.item = worn, .holder = holder});
        kernel_.emit(ItemWorn{worn, std::move(places)});
    });
    return worn;
}

Result<void> Belongings::put_off(ItemId item)
{
    if (world_.items.find(item)->places.empty()) return refused("rules.not_worn", name(item) + " is not worn");
    GOLDBOX_CHECK(can_part(item));
    change(item, [&] { kernel_.emit(ItemWorn{.item = item, .places = {}}); });
    return {};
}

Result<void> Belongings::attune(ItemId item)
{
    const Compiled& rules = sheets_.rules();
    const CreatureId holder = sheets_.holder(item);
    const ItemInfo& of = info(item);
    if (!holder || !of.attunement) return refused("rules.no_attunement", name(item) + " is not a thing to attune to");
    if (world_.items.find(item)->attunement != Attunement::none)
        return refused("rules.attuned", "that is done already");
    if (of.attunes_to && sheets_.value(*of.attunes_to, {.self = holder}) == 0)
        return refused("rules.no_attunement", name(item) + " does not answer to this creature");
    std::int64_t attuned = 0;
    for (const ItemId id : sheets_.items(holder))
        attuned += world_.items.find(id)->attunement != Attunement::none ? 1 : 0;
    if (rules.most_attuned && attuned >= sheets_.value(*rules.most_attuned, {.self = holder}))
        return refused("rules.too_attuned", "this creature is attuned to as many things as it can be");
    const bool at_once = rules.attunes_with == content::Regain::never;
    change(item, [&] { kernel_.emit(ItemAttuned{item, at_once ? Attunement::attuned : Attunement::begun}); });
    return {};
}

Result<void> Belongings::end_attunement(ItemId item)
{
    if (world_.items.find(item)->attunement == Attunement::none)
        return refused("rules.no_attunement", "nobody is attuned to " + name(item));
    GOLDBOX_CHECK(can_part(item));
    change(item, [&] { kernel_.emit(ItemAttuned{item, Attunement::none}); });
    return {};
}

void Belongings::identify(CreatureId of)
{
    const auto mine = sheets_.items(of);
    for (const ItemId id : std::vector<ItemId>(mine.begin(), mine.end())) {
        if (!world_.items.find(id)->identified) kernel_.emit(ItemIdentified{id});
    }
}

// Using --------------------------------------------------------------------------------------------------------------

std::int32_t Belongings::most_charges(ItemId item) const
{
    const auto& charges = info(item).charges;
    return charges ? static_cast<std::int32_t>(std::clamp<std::int64_t>(charges->constant(), 0, largest)) : 0;
}

Result<void> Belongings::can_use(ItemId item, const UseInfo& use) const
{
    if (static_cast<int>(had(item)) <= static_cast<int>(use.when)) {
        static constexpr std::array how = {"carried", "worn", "attuned to"};
        return refused("rules.not_able", name(item) + " has to be " + how[static_cast<std::size_t>(use.when)]);
    }
    if (world_.items.find(item)->charges < use.charges)
        return refused("rules.spent", name(item) + " has not enough charges");
    return {};
}

void Belongings::spend_use(ItemId item, const UseInfo& use)
{
    const Item& row = *world_.items.find(item);
    if (use.charges > 0) kernel_.emit(ItemCharged{item, row.charges - use.charges});
    if (use.uses_up) count_down(item, 1);
}

void Belongings::charge(ItemId item, std::int32_t add)
{
    const Item* row = world_.items.find(item);
    if (!row) return;
    const auto after = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(std::int64_t{row->charges} + add, 0, std::max(most_charges(item), row->charges)));
    if (after != row->charges) kernel_.emit(ItemCharged{item, after});
}

void Belongings::rest(CreatureId owner, content::Regain when)
{
    const auto mine = sheets_.items(owner);
    for (const ItemId id : std::vector<ItemId>(mine.begin(), mine.end())) {
        const ItemInfo& of = info(id);
        const Item& row = *world_.items.find(id);
        const std::int32_t most = most_charges(id);
        if (of.recharges == when && row.charges < most) {
            const auto back = of.recharge_amount ? kernel_.amount(*of.recharge_amount, {.self = owner}) : most;
            charge(id, back);
        }
        if (row.attunement == Attunement::begun && sheets_.rules().attunes_with == when)
            change(id, [&] { kernel_.emit(ItemAttuned{id, Attunement::attuned}); });
    }
}

// Money --------------------------------------------------------------------------------------------------------------

/// Every kind of coin that the packs know, the most precious first.
std::vector<Belongings::Coin> Belongings::coins(CreatureId of) const
{
    const Compiled& rules = sheets_.rules();
    const Tag coin = rules.tag("coin");
    std::vector<Coin> all;
    for (std::size_t i = 0; coin != 0 && i < rules.items.size(); ++i) {
        const ItemInfo& item = rules.items[i];
        if (item.price <= 0 || !item.tags.test(coin)) continue;
        all.push_back({static_cast<Index>(i), item.price, count(of, static_cast<Index>(i))});
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &Coin::worth);
    return all;
}

std::int64_t Belongings::money(CreatureId of) const
{
    std::int64_t all = 0;
    for (const Coin& coin : coins(of)) all += coin.worth * coin.count;
    return all;
}

void Belongings::give_coins(CreatureId to, std::int64_t amount)
{
    for (const Coin& coin : coins(to)) {
        const auto pieces = static_cast<std::int32_t>(std::min(amount / coin.worth, largest));
        if (pieces == 0) continue;
        add(to, sheets_.rules().items[coin.item], pieces, true); // a full purse is no reason to lose money
        amount -= pieces * coin.worth;
    }
}

Result<void> Belongings::pay(CreatureId from, CreatureId to, std::int64_t amount)
{
    std::vector<Coin> purse = coins(from);
    if (money(from) < amount) return refused("rules.too_poor", "that is more money than this creature has");
    std::int64_t missing = amount;
    std::vector<std::pair<Index, std::int64_t>> paid;
    for (Coin& coin : purse) {
        const std::int64_t pieces = std::min(coin.count, missing / coin.worth);
        coin.count -= pieces;
        missing -= pieces * coin.worth;
        if (pieces > 0) paid.emplace_back(coin.item, pieces);
    }
    std::int64_t change = 0;
    if (missing > 0) { // one that is worth more, and change for it: there is one, for the purse was full enough
        const auto broken =
            std::ranges::find_if(purse.rbegin(), purse.rend(), [](const Coin& coin) { return coin.count > 0; });
        change = broken->worth - missing;
        paid.emplace_back(broken->item, 1);
        if (purse.back().worth != 1 && change % purse.back().worth != 0)
            return refused("rules.no_change", "there are no coins that make up this price");
    }
    for (const auto& [item, pieces] : paid) take(from, item, {}, static_cast<std::int32_t>(pieces));
    give_coins(from, change);
    if (to) give_coins(to, amount);
    return {};
}

void Belongings::bring(CreatureId creature, const CreatureInfo& info)
{
    for (const auto& [spell, copies] : info.spells)
        kernel_.emit(SpellPrepared{creature, sheets_.rules().spells[spell].id, copies});
    for (const BelongingInfo& belonging : info.items) {
        const Result<ItemId> item = give(creature, belonging.item, belonging.count);
        // what is too heavy, or finds no place, was a mistake of the pack's: it stays behind, or is carried
        if (item && !belonging.worn.empty()) static_cast<void>(wear(*item, belonging.worn));
    }
}

} // namespace goldbox::rules
