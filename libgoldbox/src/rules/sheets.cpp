// SPDX-License-Identifier: MIT
#include "rules/sheets.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

namespace goldbox::rules {
namespace {

constexpr std::int64_t whole = 1024; ///< factors are fractions of this

/// A number times fractions, exact until it is cut towards zero. In ascending order of the factors, so that it is the
/// same for any order in which they came, even where it is too large to stay exact.
std::int64_t multiplied(std::int64_t number, std::vector<std::int64_t> factors)
{
    std::ranges::sort(factors);
    std::int64_t below = 1;
    for (const std::int64_t factor : factors) {
        std::int64_t above_next = 0, below_next = 0;
        const std::int64_t shared = std::gcd(factor, whole);
        while (__builtin_mul_overflow(number, factor / shared, &above_next) ||
               __builtin_mul_overflow(below, whole / shared, &below_next)) {
            number /= 2;
            below = std::max<std::int64_t>(below / 2, 1);
        }
        const std::int64_t common = std::max<std::int64_t>(std::gcd(above_next, below_next), 1);
        number = above_next / common;
        below = below_next / common;
    }
    return number / below;
}

/// The modifiers of one stat, one after the other in the order of phases.
class Phases {
public:
    explicit Phases(std::int64_t base) : value_(base) {}

    void take(const StatMod& mod, std::int64_t number)
    {
        number = std::clamp(number, -largest, largest);
        if (mod.op != op_ || (mod.op == content::ModifierOp::add && mod.tag != tag_)) end_run();
        op_ = mod.op;
        tag_ = mod.tag;
        switch (mod.op) {
        case content::ModifierOp::base:
        case content::ModifierOp::at_least: best_ = any_ ? std::max(best_, number) : number; break;
        case content::ModifierOp::at_most: best_ = any_ ? std::min(best_, number) : number; break;
        case content::ModifierOp::set: take_set(mod.priority, number); break;
        case content::ModifierOp::add: add(number); break;
        case content::ModifierOp::multiply: factors_.push_back(std::clamp<std::int64_t>(number, 0, 64 * whole)); break;
        }
        any_ = true;
    }

    [[nodiscard]] std::int64_t finish()
    {
        end_run();
        return std::clamp(value_, -largest, largest);
    }

private:
    void take_set(std::int32_t priority, std::int64_t number)
    {
        if (any_ && std::pair(priority, number) < std::pair(priority_, best_)) return;
        priority_ = priority;
        best_ = number;
    }

    void add(std::int64_t number)
    {
        if (tag_ == 0) {
            sum_ += number;
        } else {
            bonus_ = std::max(bonus_, number);
            penalty_ = std::min(penalty_, number);
        }
    }

    void end_run()
    {
        if (!any_) return;
        using enum content::ModifierOp;
        if (op_ == base || op_ == set) value_ = best_;
        if (op_ == add_) value_ += std::exchange(sum_, 0) + std::exchange(bonus_, 0) + std::exchange(penalty_, 0);
        if (op_ == multiply) value_ = multiplied(value_, std::exchange(factors_, {}));
        if (op_ == at_least) value_ = std::max(value_, best_);
        if (op_ == at_most) value_ = std::min(value_, best_);
        value_ = std::clamp(value_, -largest, largest);
        any_ = false;
    }

    static constexpr content::ModifierOp add_ = content::ModifierOp::add;
    std::int64_t value_;
    content::ModifierOp op_ = content::ModifierOp::base;
    Tag tag_ = 0;
    bool any_ = false; ///< whether there were any of this op and tag yet
    std::int64_t best_ = 0;
    std::int32_t priority_ = 0; ///< of the best to set
    std::int64_t sum_ = 0, bonus_ = 0, penalty_ = 0;
    std::vector<std::int64_t> factors_;
};

} // namespace

Sheets::Sheets(const World& world, std::shared_ptr<const Compiled> rules)
    : world_(world),
      rules_(std::move(rules)),
      has_turn_resources_(std::ranges::any_of(
          rules_->resources, [](const ResourceInfo& info) { return info.regains == content::Regain::turn; }))
{
}

bool Sheets::regains_with_turn(const Creature& creature) const
{
    return std::ranges::any_of(creature.spent, [&](const auto& spent) {
        const Index resource = find(rules_->resources, spent.first);
        return resource != none && rules_->resources[resource].regains == content::Regain::turn;
    });
}

// Keeping up with the world ------------------------------------------------------------------------------------------

void Sheets::forget()
{
    built_ = false;
    found_items_ = false;
    item_infos_.clear();
    sheets_.clear();
    links_.clear();
    ticking_.clear();
    dying_.clear();
    due_.clear();
}

void Sheets::build()
{
    built_ = true;
    world_.creatures.each([&](CreatureId id, const Creature& creature) {
        open_sheet(id, creature);
        if (creature.vitals.life == Life::dying) dying_.push_back(id);
    });
    world_.effects.each([&](EffectId id, const Effect& effect) { add(id, effect); });
}

void Sheets::open_sheet(CreatureId id, const Creature& creature)
{
    if (sheets_.size() <= id.index) sheets_.resize(id.index + 1);
    Sheet& sheet = sheets_[id.index] = Sheet{};
    sheet.generation = id.generation;
    const Index found = find(rules_->creatures, creature.definition);
    sheet.info = found == none ? nullptr : &rules_->creatures[found];
    for (const auto& [name, number] : creature.numbers) {
        if (const Index stat = find(rules_->stats, name); stat != none) sheet.own.emplace_back(stat, number);
    }
    if (sheet.info) {
        for (const auto& [stat, number] : sheet.info->numbers) {
            if (!creature.numbers.contains(rules_->stats[stat].id)) sheet.own.emplace_back(stat, number);
        }
    }
    std::ranges::sort(sheet.own);
    sheet.values.resize(rules_->stats.size());
    sheet.known.resize(rules_->stats.size());
    sheet.most.resize(rules_->resources.size());
}

void Sheets::touch(CreatureId creature)
{
    Sheet& found = sheet(creature);
    found.fresh = false;
    ++found.stamp;
}

void Sheets::add(EffectId id, const Effect& effect)
{
    const std::size_t most = std::max(id.index, effect.parent.index) + std::size_t{1};
    if (links_.size() < most) links_.resize(most);
    const Index found = find(rules_->effects, effect.definition);
    const EffectInfo* const info = found == none ? nullptr : &rules_->effects[found];
    Link& link = links_[id.index]; // its children may be there already: a place is used again
    link.id = id;
    link.parent = effect.parent;
    link.owner = effect.owner;
    link.info = info;
    if (effect.parent) {
        auto& siblings = links_[effect.parent.index].children;
        siblings.insert(std::ranges::upper_bound(siblings, id), id);
    }
    Sheet& owner = sheet(effect.owner);
    if (&owner != &nobody_) {
        owner.effects.insert(std::ranges::upper_bound(owner.effects, id, {}, &Active::id),
                             Active{id, effect.source, info});
        touch(effect.owner);
    }
    if (info && info->ticks()) ticking_.push_back(id);
    schedule(id, effect);
}

void Sheets::schedule(EffectId id, const Effect& effect)
{
    if (effect.ends == Effect::never) return;
    due_.push_back({effect.ends, id});
    std::ranges::push_heap(due_, std::ranges::greater());
    Sheet& anchor = sheet(effect.anchor);
    if (&anchor != &nobody_) anchor.anchored.push_back({effect.ends, id, effect.edge});
}

void Sheets::remove(EffectId id)
{
    Link link = std::exchange(links_[id.index], {});
    Sheet& owner = sheet(link.owner);
    std::erase_if(owner.effects, [&](const Active& active) { return active.id == id; });
    touch(link.owner);
    if (link.info && link.info->ticks()) std::erase(ticking_, id);
    if (link.parent) std::erase(links_[link.parent.index].children, id);
}

void Sheets::see(const Event& event)
{
    if (built_) std::visit([&](const auto& fact) { saw(fact); }, event);
}

void Sheets::saw(const CreatureAppeared& fact)
{
    open_sheet(fact.creature, *world_.creatures.find(fact.creature));
}

void Sheets::saw(const CreatureLeft& fact)
{
    sheets_[fact.creature.index] = Sheet{};
    found_items_ = false;
    std::erase(dying_, fact.creature);
}

void Sheets::saw(const LifeChanged& fact)
{
    std::erase(dying_, fact.creature);
    if (fact.life == Life::dying) dying_.push_back(fact.creature);
}

void Sheets::saw(const NumberChanged& fact)
{
    Sheet& changed = sheet(fact.creature);
    auto effects = std::move(changed.effects);
    auto anchored = std::move(changed.anchored);
    open_sheet(fact.creature, *world_.creatures.find(fact.creature));
    changed.effects = std::move(effects);
    changed.anchored = std::move(anchored);
    found_items_ = false;
}

void Sheets::saw(const EffectBegan& fact)
{
    add(fact.effect, fact.what);
}

void Sheets::saw(const EffectRefreshed& fact)
{
    touch(links_[fact.effect.index].owner);
    schedule(fact.effect, *world_.effects.find(fact.effect));
}

void Sheets::saw(const EffectEnded& fact)
{
    remove(fact.effect);
}

// Things -------------------------------------------------------------------------------------------------------------

const ItemInfo* Sheets::info(ItemId item) const
{
    const Item* row = world_.items.find(item);
    if (!row) return nullptr;
    if (item_infos_.size() <= item.index) item_infos_.resize(item.index + std::size_t{1});
    auto& [generation, info] = item_infos_[item.index];
    if (generation != item.generation) {
        const Index found = find(rules_->items, row->definition);
        info = found == none ? nullptr : &rules_->items[found];
        generation = item.generation;
    }
    return info;
}

/// What one row adds to the load of whoever has the thing in which it lies; nothing when a container takes the weight.
std::int64_t Sheets::load_within(ItemId id, const Item& row, ItemId thing) const
{
    for (ItemId at = id; at != thing;) {
        const Item* const up = world_.items.find(at);
        at = up ? up->inside : ItemId{};
        const ItemInfo* const container = info(at);
        if (!at || (container && container->room && container->room->weightless)) return 0;
    }
    const ItemInfo* const of = info(id);
    if (!of) return 0;
    return std::int64_t{rules_->burden == content::Burden::weight ? of->weight : of->bulk} * row.count;
}

ItemId Sheets::outermost(ItemId item) const
{
    for (const Item* row = world_.items.find(item); row && row->inside; row = world_.items.find(item))
        item = row->inside;
    return item;
}

CreatureId Sheets::holder(ItemId item) const
{
    const Item* const row = world_.items.find(outermost(item));
    return row ? row->holder : CreatureId{};
}

std::int64_t Sheets::load_of(ItemId item) const
{
    std::int64_t all = 0;
    world_.items.each([&](ItemId id, const Item& row) { all += load_within(id, row, item); });
    return all;
}

/// Items change hands seldom: who has what is then found anew.
void Sheets::find_items()
{
    found_items_ = true;
    std::vector<std::int64_t> loads(sheets_.size());
    for (Sheet& sheet : sheets_) sheet.items.clear();
    world_.items.each([&](ItemId id, const Item& row) {
        const ItemId top = outermost(id);
        const CreatureId who = world_.items.find(top)->holder;
        Sheet& owner = sheet(who);
        if (&owner == &nobody_) return;
        owner.items.push_back(id);
        loads[who.index] += load_within(id, row, top);
    });
    for (std::size_t i = 0; i < sheets_.size(); ++i) {
        if (sheets_[i].load == loads[i]) continue;
        sheets_[i].load = loads[i];
        ++sheets_[i].stamp;
    }
}

std::span<const ItemId> Sheets::items(CreatureId creature)
{
    ensure();
    if (!found_items_) find_items();
    return sheet(creature).items;
}

std::int64_t Sheets::load(CreatureId creature)
{
    ensure();
    if (!found_items_) find_items();
    return sheet(creature).load;
}

std::int32_t Sheets::most(CreatureId creature, Index resource)
{
    const Formula& formula = rules_->resources[resource].most;
    const auto work_out = [&] {
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(value(formula, {.self = creature}), 0, largest));
    };
    if (formula.is_constant() || !formula.is_steady()) return work_out();
    Sheet& found = fresh_sheet(creature);
    if (&found == &nobody_) return work_out();
    if (found.most[resource].second != found.stamp) {
        const std::int32_t most = work_out();
        found.most[resource] = {most, found.stamp};
    }
    return found.most[resource].first;
}

std::int32_t Sheets::left(CreatureId creature, Index resource)
{
    const Creature* row = world_.creatures.find(creature);
    if (!row) return 0;
    const auto found = row->spent.find(rules_->resources[resource].id);
    return std::max(most(creature, resource) - (found == row->spent.end() ? 0 : found->second), 0);
}

std::int32_t Sheets::level_of(CreatureId creature, Index effect)
{
    const EffectInfo* const wanted = &rules_->effects[effect];
    std::int32_t level = 0;
    for (const Active& active : effects(creature)) {
        if (active.info == wanted) level = std::max(level, world_.effects.find(active.id)->level);
    }
    return level;
}

// What lies on somebody ----------------------------------------------------------------------------------------------

/// Of one key one effect holds, the strongest, unless they stack; of those that count by source, one of each source.
void Sheets::put_to_sleep(Sheet& sheet)
{
    using enum content::Stacking;
    for (Active& active : sheet.effects) {
        active.asleep = false;
        if (!active.info || active.info->stacking == stack) continue;
        active.asleep = std::ranges::any_of(sheet.effects, [&](const Active& other) {
            if (other.id == active.id || !other.info || other.info->key != active.info->key) return false;
            const Effect &mine = *world_.effects.find(active.id), &its = *world_.effects.find(other.id);
            if (active.info->stacking == by_source && active.source != other.source) return false;
            return its.level > mine.level || (its.level == mine.level && other.id < active.id);
        });
    }
}

void Sheets::add_answers(Sheet& sheet, const std::vector<Index>& actions) const
{
    if (rules_->answered == 0) return;
    for (const Index action : actions) {
        if (const auto& answers = rules_->actions[action].answers) sheet.answers |= bit(answers->on);
    }
}

void Sheets::refresh(Sheet& sheet)
{
    sheet.fresh = true;
    sheet.modifiers.clear();
    sheet.rolls.clear();
    sheet.defenses.clear();
    sheet.immune.reset();
    sheet.moments = 0;
    sheet.answers = 0;
    sheet.tags = sheet.info ? sheet.info->tags : TagSet();
    const EffectInfo& common = rules_->everybody;
    for (const StatMod& mod : common.modifiers) sheet.modifiers.push_back({&mod, {}});
    for (const RollMod& mod : common.rolls) sheet.rolls.push_back({&mod, {}});
    for (const DefenseMod& mod : common.defenses) sheet.defenses.push_back({&mod, {}});
    sheet.immune |= common.immune;
    put_to_sleep(sheet);
    for (const Active& active : sheet.effects) {
        if (!active.info || active.asleep) continue;
        for (const StatMod& mod : active.info->modifiers) sheet.modifiers.push_back({&mod, active.id});
        for (const RollMod& mod : active.info->rolls) sheet.rolls.push_back({&mod, active.id});
        for (const DefenseMod& mod : active.info->defenses) sheet.defenses.push_back({&mod, active.id});
        sheet.immune |= active.info->immune;
        sheet.tags |= active.info->tags;
        sheet.moments |= active.info->moments;
        add_answers(sheet, active.info->actions);
    }
    if (sheet.info) add_answers(sheet, sheet.info->actions);
    const auto order = [](const ActiveMod<StatMod>& a) { return std::tuple(a.mod->stat, a.mod->op, a.mod->tag); };
    std::ranges::sort(sheet.modifiers, {}, order);
}

std::span<const Active> Sheets::effects(CreatureId creature)
{
    return fresh_sheet(creature).effects;
}
std::span<const ActiveMod<RollMod>> Sheets::rolls(CreatureId creature)
{
    return fresh_sheet(creature).rolls;
}
std::span<const ActiveMod<DefenseMod>> Sheets::defenses(CreatureId creature)
{
    return fresh_sheet(creature).defenses;
}
TagSet Sheets::immune(CreatureId creature)
{
    return fresh_sheet(creature).immune;
}
const CreatureInfo* Sheets::info(CreatureId creature)
{
    return sheet(creature).info;
}
const EffectInfo* Sheets::info(EffectId effect)
{
    ensure();
    return effect.index < links_.size() && links_[effect.index].id == effect ? links_[effect.index].info : nullptr;
}

bool Sheets::has(CreatureId creature, Index effect)
{
    const EffectInfo* const wanted = &rules_->effects[effect];
    return std::ranges::any_of(sheet(creature).effects, [&](const Active& active) { return active.info == wanted; });
}

bool Sheets::listens(CreatureId creature, content::Moment moment)
{
    return (fresh_sheet(creature).moments & bit(moment)) != 0;
}

Moments Sheets::answers(CreatureId creature)
{
    return fresh_sheet(creature).answers;
}

std::vector<CreatureId> Sheets::ticking()
{
    ensure();
    std::vector<CreatureId> owners;
    owners.reserve(ticking_.size());
    for (const EffectId id : ticking_) owners.push_back(links_[id.index].owner);
    if (has_turn_resources_) {
        world_.creatures.each([&](CreatureId id, const Creature& creature) {
            if (regains_with_turn(creature)) owners.push_back(id);
        });
    }
    if (rules_->dying.save != none || rules_->dying.bleeds > 0) std::ranges::copy(dying_, std::back_inserter(owners));
    std::ranges::sort(owners);
    owners.erase(std::ranges::unique(owners).begin(), owners.end());
    return owners;
}

std::span<const EffectId> Sheets::children(EffectId effect)
{
    ensure();
    return effect.index < links_.size() ? std::span<const EffectId>(links_[effect.index].children)
                                        : std::span<const EffectId>();
}

std::vector<EffectId> Sheets::take_due(std::int64_t time)
{
    ensure();
    std::vector<EffectId> ids;
    while (!due_.empty() && due_.front().time <= time) {
        const Due next = due_.front();
        std::ranges::pop_heap(due_, std::ranges::greater());
        due_.pop_back();
        const Effect* effect = world_.effects.find(next.effect);
        if (effect && effect->ends == next.time && (ids.empty() || ids.back() != next.effect))
            ids.push_back(next.effect);
    }
    return ids;
}

std::optional<std::pair<std::int64_t, EffectId>> Sheets::next_due(std::int64_t time)
{
    ensure();
    while (!due_.empty() && due_.front().time <= time) {
        const Due next = due_.front();
        const Effect* effect = world_.effects.find(next.effect);
        if (effect && effect->ends == next.time) return std::pair(next.time, next.effect);
        std::ranges::pop_heap(due_, std::ranges::greater());
        due_.pop_back();
    }
    return std::nullopt;
}

void Sheets::put_off(EffectId effect)
{
    due_.push_back({world_.effects.find(effect)->ends, effect});
    std::ranges::push_heap(due_, std::ranges::greater());
}

std::vector<EffectId> Sheets::take_anchored(CreatureId creature, content::Edge edge, std::int64_t time)
{
    std::vector<EffectId> ids;
    std::erase_if(sheet(creature).anchored, [&](const Anchored& waiting) {
        if (waiting.time > time || waiting.edge != edge) return false;
        const Effect* effect = world_.effects.find(waiting.effect);
        const bool meant = effect && effect->anchor == creature && effect->ends == waiting.time && effect->edge == edge;
        if (meant) ids.push_back(waiting.effect);
        return true;
    });
    std::ranges::sort(ids); // not in the order in which they came to wait
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

// Numbers ------------------------------------------------------------------------------------------------------------

std::int32_t Sheets::stat(CreatureId creature, Index stat)
{
    Sheet& found = fresh_sheet(creature);
    if (&found == &nobody_) return rules_->stats[stat].otherwise;
    if (found.known[stat] != found.stamp) {
        found.values[stat] = work_out(found, creature, stat);
        found.known[stat] = found.stamp;
    }
    return found.values[stat];
}

std::int32_t Sheets::work_out(Sheet& sheet, CreatureId creature, Index stat)
{
    const StatInfo& info = rules_->stats[stat];
    std::int64_t base = info.otherwise;
    const auto own = std::ranges::lower_bound(sheet.own, stat, {}, &std::pair<Index, std::int32_t>::first);
    if (own != sheet.own.end() && own->first == stat)
        base = own->second;
    else if (info.base)
        base = value(*info.base, {.self = creature});
    Phases phases(base);
    const auto of_stat = [](const ActiveMod<StatMod>& active) { return active.mod->stat; };
    for (const auto& [mod, id] : std::ranges::equal_range(sheet.modifiers, stat, {}, of_stat)) {
        const Viewpoint from{.self = creature, .effect_id = id};
        if (holds(mod->when, from)) phases.take(*mod, value(mod->value, from));
    }
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(phases.finish(), info.least, info.most));
}

std::int64_t Sheets::read_now(Now what, CreatureId id)
{
    const Creature* creature = world_.creatures.find(id);
    if (!creature) return 0;
    const Vitals& vitals = creature->vitals;
    switch (what) {
    case Now::hit_points: return vitals.hit_points;
    case Now::temporary_hit_points: return vitals.temporary_hit_points;
    case Now::wounds: return std::int64_t{stat(id, rules_->hit_points)} - vitals.hit_points;
    case Now::dying: return vitals.life == Life::dying;
    case Now::dead: return vitals.life == Life::dead;
    case Now::watched:
    case Now::foes:
    case Now::beset: return of_field_ ? of_field_(what, id) : 0;
    }
    return 0;
}

/// Whether it is worn in one place while another thing with a tag of its own is worn in another: the second of two
/// weapons. The one with the lower id is the first.
bool Sheets::is_beside_another(ItemId id, const Item& item)
{
    if (item.places.size() != 1) return false;
    const ItemInfo* const mine = info(id);
    return std::ranges::any_of(items(holder(id)), [&](ItemId other) {
        const Item& row = *world_.items.find(other);
        const ItemInfo* const its = info(other);
        return other < id && row.places.size() == 1 && mine && its && row.places != item.places &&
               std::ranges::any_of(
                   its->uses,
                   [&](const UseInfo& use) {
                       return std::ranges::find(mine->uses, use.action, &UseInfo::action) != mine->uses.end();
                   });
    });
}

std::int64_t Sheets::read_item(const Reference& reference, const Viewpoint& from)
{
    const Effect* const effect = from.item ? nullptr : effect_of(from);
    const ItemId id = effect ? effect->item : from.item_row;
    const Item* const row = world_.items.find(id);
    const ItemInfo* const item = from.item ? from.item : info(id);
    if (!item) return 0;
    if (reference.what == What::tag) return item->tags.test(reference.index);
    if (reference.what == What::stat) {
        const auto found =
            std::ranges::lower_bound(item->numbers, reference.index, {}, &std::pair<Index, std::int32_t>::first);
        return found != item->numbers.end() && found->first == reference.index ? found->second : 0;
    }
    switch (static_cast<OfItem>(reference.index)) {
    case OfItem::charges: return row ? row->charges : 0;
    case OfItem::count: return row ? row->count : 0;
    case OfItem::two_handed: return row && row->places.size() > 1;
    case OfItem::beside: return row && is_beside_another(id, *row);
    case OfItem::proficient: break;
    }
    return item->proficiency.none() || (item->proficiency & tags(from.self)).any();
}

std::int64_t Sheets::read(const Reference& reference, const Viewpoint& from)
{
    CreatureId creature = from.self;
    switch (reference.whose) {
    case Whose::self: break;
    case Whose::target: creature = from.target; break;
    case Whose::source: creature = from.source; break;
    case Whose::effect: {
        const Effect* const effect = effect_of(from);
        if (!effect) return 0;
        if (reference.index == 0) return effect->level;
        const std::size_t at = reference.index - 1u;
        return at < effect->values.size() ? effect->values[at] : 0;
    }
    case Whose::value: return reference.index < from.values.size() ? from.values[reference.index] : 0;
    case Whose::item: return read_item(reference, from);
    }
    switch (reference.what) {
    case What::stat: return stat(creature, reference.index);
    case What::now: return read_now(static_cast<Now>(reference.index), creature);
    case What::has: return has(creature, reference.index);
    case What::counter: {
        const Creature* row = world_.creatures.find(creature);
        if (!row) return 0;
        const auto found = row->counters.find(rules_->counters[reference.index]);
        return found == row->counters.end() ? 0 : found->second;
    }
    case What::level_of: return level_of(creature, reference.index);
    case What::resource: return left(creature, reference.index);
    case What::load: return load(creature);
    case What::tag: break;
    }
    return tags(creature).test(reference.index);
}

std::span<const std::int64_t> Sheets::numbers(const Formula& formula, const Viewpoint& from,
                                              std::array<std::int64_t, Formula::most_references>& room)
{
    std::size_t count = 0;
    for (const Reference& reference : formula.references()) room[count++] = read(reference, from);
    return {room.data(), count};
}

std::int64_t Sheets::value(const Formula& formula, const Viewpoint& from)
{
    if (formula.is_constant()) return formula.constant();
    if (const Reference* const only = formula.only_reference())
        return std::clamp(read(*only, from), -largest * whole, largest * whole);
    std::array<std::int64_t, Formula::most_references> room;
    const auto total = formula.expression().total({}, numbers(formula, from, room));
    return total ? std::clamp(total->cut(), -largest * whole, largest * whole) : 0;
}

} // namespace goldbox::rules
