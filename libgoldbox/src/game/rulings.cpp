// SPDX-License-Identifier: MIT
#include "game/rulings.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/content/kinds.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <variant>

namespace goldbox::game {

using rules::Creature;
using rules::CreatureId;
using rules::ItemId;

namespace {

bool of_party(const rules::World& world, CreatureId id)
{
    const Creature* const creature = world.creatures.find(id);
    return creature && creature->side == Rulings::party_side;
}

/// Has a judge do what was ordered, when it is the party's to do.
class Steward {
public:
    Steward(const rules::World& world, rules::Judge& judge) : world_(world), judge_(judge) {}

    Result<void> operator()(const Wear& wear)
    {
        GOLDBOX_CHECK(has(wear.item));
        GOLDBOX_CHECK(judge_.wear(wear.item, wear.places));
        return {};
    }
    Result<void> operator()(const PutOff& off)
    {
        GOLDBOX_CHECK(has(off.item));
        return judge_.put_off(off.item);
    }
    Result<void> operator()(const Attune& attune)
    {
        GOLDBOX_CHECK(has(attune.item));
        return attune.ends ? judge_.end_attunement(attune.item) : judge_.attune(attune.item);
    }
    Result<void> operator()(const Use& use)
    {
        GOLDBOX_TRY(const CreatureId who, holder(use.item));
        return judge_.use({.creature = who, .item = use.item, .action = use.action, .targets = use.targets});
    }
    Result<void> operator()(const HandOver& over)
    {
        GOLDBOX_CHECK(has(over.item));
        if (over.to) GOLDBOX_CHECK(is(over.to));
        if (over.inside) GOLDBOX_CHECK(has(over.inside));
        const rules::Move move{.item = over.item, .to = over.to, .inside = over.inside, .count = over.count};
        GOLDBOX_CHECK(judge_.move(move));
        return {};
    }
    Result<void> operator()(const Pay& pay)
    {
        GOLDBOX_CHECK(is(pay.from));
        if (pay.to) GOLDBOX_CHECK(is(pay.to));
        return judge_.pay(pay.from, pay.to, pay.amount);
    }
    Result<void> operator()(const Prepare& prepare)
    {
        GOLDBOX_CHECK(is(prepare.creature));
        return judge_.prepare(prepare.creature, prepare.spell, prepare.copies);
    }
    Result<void> operator()(const Cast& cast)
    {
        GOLDBOX_CHECK(is(cast.creature));
        return judge_.cast(
            {.creature = cast.creature, .spell = cast.spell, .level = cast.level, .targets = cast.targets});
    }
    Result<void> operator()(const Rest& rest)
    {
        std::vector<CreatureId> resting;
        world_.creatures.each([&](CreatureId id, const Creature&) {
            if (of_party(world_, id)) resting.push_back(id);
        });
        GOLDBOX_CHECK(judge_.take_rest(rest.name, resting));
        return {};
    }
    Result<void> operator()(const Answer& answer) { return judge_.answer(answer.choice); }
    template <class Other>
    Result<void> operator()(const Other&)
    {
        return {};
    }

private:
    [[nodiscard]] Result<void> is(CreatureId id) const
    {
        if (of_party(world_, id)) return {};
        return fail(Code::refused, "game.not_of_the_party", "that is nobody of the party");
    }
    [[nodiscard]] Result<CreatureId> holder(ItemId item) const
    {
        CreatureId found;
        world_.creatures.each([&](CreatureId id, const Creature&) {
            if (of_party(world_, id) && std::ranges::binary_search(judge_.items(id), item)) found = id;
        });
        if (found) return found;
        return fail(Code::refused, "game.not_of_the_party", "nobody of the party has that");
    }
    [[nodiscard]] Result<void> has(ItemId item) const
    {
        GOLDBOX_CHECK(holder(item));
        return {};
    }

    const rules::World& world_;
    rules::Judge& judge_;
};

/// A copy of the world in which orders are tried.
class Trial {
public:
    Trial(const State& state, std::shared_ptr<const rules::Ruleset> ruleset)
        : world_(state.world), recording_(world_), judge_(world_, std::move(ruleset), recording_, state.seed)
    {
    }

    Result<void> operator()(const Order& order)
    {
        Result<void> done = std::visit(Steward(world_, judge_), order);
        recording_.discard();
        judge_.forget();
        return done;
    }

private:
    rules::World world_;
    rules::Recording recording_;
    rules::Judge judge_;
};

} // namespace

Rulings::Rulings(const State& state, std::shared_ptr<const rules::Ruleset> rules, Emit emit)
    : state_(state),
      rules_(std::move(rules)),
      scribe_(std::move(emit)),
      judge_(state.world, rules_, scribe_, state.seed)
{
}

std::vector<CreatureId> Rulings::party() const
{
    std::vector<CreatureId> party;
    state_.world.creatures.each([&](CreatureId id, const Creature& creature) {
        if (creature.side == party_side) party.push_back(id);
    });
    return party;
}

std::vector<CreatureId> Rulings::living() const
{
    std::vector<CreatureId> living = party();
    std::erase_if(living,
                  [&](CreatureId id) { return state_.world.creatures.find(id)->vitals.life == rules::Life::dead; });
    return living;
}

std::vector<CreatureId> Rulings::named(std::string_view who) const
{
    std::vector<CreatureId> living = this->living();
    if (who == "leader" && living.size() > 1) living.resize(1);
    if (who != "all" && who != "leader") std::erase_if(living, [&](CreatureId id) { return judge_.name(id) != who; });
    return living;
}

std::string Rulings::check_named(std::string_view name) const
{
    for (const std::string_view before : {"", "skill.", "save.", "ability."}) {
        std::string id = rules_->full_id("checks", std::string(before) + std::string(name));
        if (!id.empty()) return id;
    }
    return {};
}

std::optional<rules::CheckMade> Rulings::best(const std::string& check, std::int32_t difficulty, const Draw& from) const
{
    std::optional<rules::CheckMade> best;
    for (const CreatureId id : living()) {
        const auto made = judge_.weigh({.check = check, .creature = id, .difficulty = difficulty}, from);
        // the same dice for all: a total says nothing where one has to stay under
        const auto rank = [](const rules::CheckMade& roll) { return std::pair(roll.degree, roll.total); };
        if (made && (!best || rank(*made) > rank(*best))) best = *made;
    }
    return best;
}

std::int64_t Rulings::count(const std::string& item) const
{
    std::int64_t all = 0;
    for (const CreatureId id : party()) all += judge_.count(id, item).value_or(0);
    return all;
}

Result<void> Rulings::would(const Order& order) const
{
    return Trial(state_, rules_)(order);
}

Result<void> Rulings::undertake(const Order& order)
{
    return std::visit(Steward(state_.world, judge_), order);
}

std::vector<Deed> Rulings::deeds_of(CreatureId id) const
{
    std::vector<Deed> deeds;
    const auto add = [&](std::string name, Order what) { deeds.push_back({id, std::move(name), std::move(what), {}}); };
    const std::vector<CreatureId> all = party();
    const auto next = std::ranges::find_if(all, [&](CreatureId other) { return other != id; });
    for (const ItemId item : judge_.items(id)) {
        const rules::Item& row = *state_.world.items.find(item);
        const std::string name = judge_.name(item);
        const auto ways = judge_.ways(item);
        for (const auto& way : ways) {
            std::string places;
            for (const std::string& place : way) places += (places.empty() ? " (" : ", ") + place;
            std::ranges::replace(places, '_', ' ');
            if (row.places.empty()) add(ways.size() == 1 ? name : name + places + ')', Wear{item, way});
        }
        if (!row.places.empty()) add(name, PutOff{item});
        if (judge_.can_be_attuned(item)) add(name, Attune{item, row.attunement == rules::Attunement::attuned});
        for (const std::string& use : judge_.uses(item))
            add(name + ": " + rules_->name("actions", use), Use{.item = item, .action = use});
        if (next != all.end()) add(name, HandOver{.item = item, .to = *next});
    }
    const auto& ready = state_.world.creatures.find(id)->spells;
    for (const auto& [spell, copies] : ready) add(rules_->name("spells", spell), Cast{id, spell});
    if (ready.empty()) return deeds;
    for (const std::string& spell : rules_->ids("spells")) {
        const auto copies = ready.find(spell);
        add(rules_->name("spells", spell), Prepare{id, spell, copies == ready.end() ? 1 : 0});
    }
    return deeds;
}

std::vector<Deed> Rulings::deeds() const
{
    std::vector<Deed> deeds;
    const std::vector<CreatureId> living = this->living();
    for (const CreatureId id : living) std::ranges::move(deeds_of(id), std::back_inserter(deeds));
    if (!living.empty()) {
        for (const std::string& rest : rules_->rests()) deeds.push_back({{}, rest, Rest{rest}, {}});
    }
    Trial trial(state_, rules_);
    for (Deed& deed : deeds) {
        if (const auto would = trial(deed.what); !would) deed.refused = would.error().message;
    }
    return deeds;
}

Result<void> Rulings::set_out(const content::Manifest& manifest)
{
    if (!party().empty()) return {};
    for (const std::string& id : manifest.party) {
        GOLDBOX_CHECK(
            judge_.appear({.definition = content::full_id(manifest.id, id), .side = std::string(party_side)}));
    }
    return {};
}

CreatureView Rulings::view(CreatureId id) const
{
    const Creature& creature = *state_.world.creatures.find(id);
    CreatureView view{.id = id,
                      .name = judge_.name(id),
                      .hit_points = creature.vitals.hit_points,
                      .most_hit_points = judge_.most_hit_points(id),
                      .temporary_hit_points = creature.vitals.temporary_hit_points,
                      .life = creature.vitals.life};
    state_.world.effects.each([&](rules::EffectId, const rules::Effect& effect) {
        // gifts of things and callings go without saying
        if (effect.owner == id && !effect.item && effect.ends != rules::Effect::never)
            view.effects.push_back(rules_->name("effects", effect.definition));
    });
    for (const rules::ItemId item : judge_.items(id)) {
        const rules::Item& row = *state_.world.items.find(item);
        view.items.push_back({.id = item,
                              .name = judge_.name(item),
                              .count = row.count,
                              .worn = !row.places.empty(),
                              .attuned = row.attunement == rules::Attunement::attuned});
    }
    for (const auto& [spell, copies] : creature.spells) {
        const auto used = creature.spent.find("copies/" + spell);
        const std::int32_t left = copies - (used == creature.spent.end() ? 0 : used->second);
        view.spells.push_back({spell, rules_->name("spells", spell), left});
    }
    return view;
}

PendingView Rulings::view(const rules::Pending& pending, const content::Pack& pack) const
{
    const json::Value* entry = pack.entry("texts", pending.text);
    const json::Value* text = entry ? entry->find("text") : nullptr;
    return {.decider = pending.decider,
            .text = text && text->is(json::Kind::string) ? std::string(text->string()) : std::string(),
            .choices = pending.choices};
}

} // namespace goldbox::game
