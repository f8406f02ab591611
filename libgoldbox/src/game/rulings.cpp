// SPDX-License-Identifier: MIT
#include "game/rulings.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/content/kinds.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace goldbox::game {

using rules::Creature;
using rules::CreatureId;

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
        view.items.push_back({.id = item, .name = judge_.name(item), .count = row.count, .worn = !row.places.empty()});
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
