// SPDX-License-Identifier: MIT
#include "game/rulings.hpp"

#include "game/cells.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/content/kinds.hpp>
#include <goldbox/grid/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
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

/// Who of the party would do what was ordered.
class Doer {
public:
    Doer(const rules::World& world, const rules::Judge& judge) : world_(world), judge_(judge) {}

    Result<CreatureId> operator()(const Wear& wear) const { return holder(wear.item); }
    Result<CreatureId> operator()(const PutOff& off) const { return holder(off.item); }
    Result<CreatureId> operator()(const Attune& attune) const { return holder(attune.item); }
    Result<CreatureId> operator()(const Use& use) const { return holder(use.item); }
    Result<CreatureId> operator()(const HandOver& over) const { return holder(over.item); }
    Result<CreatureId> operator()(const Pay& pay) const { return member(pay.from); }
    Result<CreatureId> operator()(const Prepare& prepare) const { return member(prepare.creature); }
    Result<CreatureId> operator()(const Cast& cast) const { return member(cast.creature); }
    template <class Other>
    Result<CreatureId> operator()(const Other&) const
    {
        return CreatureId{};
    }

    [[nodiscard]] Result<CreatureId> member(CreatureId id) const
    {
        if (of_party(world_, id)) return id;
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

private:
    const rules::World& world_;
    const rules::Judge& judge_;
};

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
        GOLDBOX_CHECK(Doer(world_, judge_).member(id));
        return {};
    }
    [[nodiscard]] Result<CreatureId> holder(ItemId item) const { return Doer(world_, judge_).holder(item); }
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

std::vector<CreatureId> Rulings::standing() const
{
    std::vector<CreatureId> standing = party();
    std::erase_if(standing,
                  [&](CreatureId id) { return state_.world.creatures.find(id)->vitals.life != rules::Life::alive; });
    return standing;
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

Result<CreatureId> Rulings::doer(const Order& order) const
{
    return std::visit(Doer(state_.world, judge_), order);
}

Result<void> Rulings::rehearse(const Meeting& meeting) const
{
    rules::World world = state_.world;
    rules::Recording recording(world);
    rules::Judge judge(world, rules_, recording, state_.seed);
    GOLDBOX_TRY(const auto brought, meeting.bring(judge, *rules_));
    return judge.begin_fight(meeting.fight(living(), brought, state_.maps));
}

std::vector<Deed> Rulings::deeds(const std::vector<CreatureId>& creatures, bool all) const
{
    std::vector<Deed> deeds;
    for (const CreatureId id : creatures) std::ranges::move(deeds_of(id), std::back_inserter(deeds));
    if (all && !living().empty()) {
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
    view.player = player_of(state_, id);
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

// Fights --------------------------------------------------------------------------------------------------------------

namespace {

/// In quarters, rounded up: how somebody looks to others.
std::int32_t roughly(std::int32_t percent)
{
    return (percent + 24) / 25 * 25;
}

} // namespace

FighterView Rulings::fighter(CreatureId id) const
{
    const Creature& creature = *state_.world.creatures.find(id);
    const bool own = creature.side == party_side;
    const std::int32_t most = std::max(judge_.most_hit_points(id), 1);
    const auto percent = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(std::int64_t{100} * creature.vitals.hit_points / most, 0, 100));
    FighterView view{.id = id,
                     .name = judge_.name(id),
                     .side = creature.side,
                     .place = creature.place,
                     .size = judge_.size(id),
                     .life = creature.vitals.life,
                     .percent = own ? percent : roughly(percent)};
    for (const rules::Quitter& quitter : state_.world.encounter->quit) {
        if (quitter.creature == id) view.quit = quitter.how;
    }
    state_.world.effects.each([&](rules::EffectId, const rules::Effect& effect) {
        if (effect.owner == id && !effect.item && effect.ends != rules::Effect::never)
            view.effects.push_back(rules_->name("effects", effect.definition));
    });
    view.quick = std::ranges::find(state_.fight->quick, id) != state_.fight->quick.end();
    return view;
}

/// With the traps that everybody knows of.
const std::vector<LevelView>& Rulings::ground(const content::Pack& pack) const
{
    if (drawn_ && drawn_->of == *state_.world.field) return drawn_->levels;
    const grid::Grid& ground = *judge_.ground();
    const content::Map* const map = pack.map(state_.world.field->map);
    drawn_ = Drawn{.of = *state_.world.field};
    std::set<grid::Spot> traps;
    for (const auto& [id, now] : state_.world.field->things) {
        const content::MapObject* const object = map ? map->object(id) : nullptr;
        if (object && object->kind == content::ObjectKind::trap && now != rules::Thing::gone)
            traps.insert(object->spot);
    }
    for (std::int32_t level = 0; level < ground.levels(); ++level) {
        LevelView& drawn = drawn_->levels.emplace_back();
        if (map) drawn.name = map->levels[static_cast<std::size_t>(level)];
        const auto over = [&](grid::Cell cell) { return traps.contains({level, cell}) ? '^' : '\0'; };
        drawn.rows = lines_of(grid::draw_text(ground, level, over));
        drawn_->edges = drawn_->edges || static_cast<std::int32_t>(drawn.rows.size()) > ground.height();
    }
    return drawn_->levels;
}

std::vector<FighterView> Rulings::fighters(SeatId viewer) const
{
    std::vector<FighterView> known;
    const auto sight = state_.sights.find(viewer);
    const auto sighting = [&](CreatureId id) -> const Sighting* {
        if (sight == state_.sights.end()) return nullptr;
        const auto& all = sight->second.sightings;
        const auto at = std::ranges::lower_bound(all, id, {}, &Sighting::creature);
        return at != all.end() && at->creature == id ? &*at : nullptr;
    };
    for (const CreatureId id : state_.world.encounter->order) {
        if (!state_.world.creatures.find(id)) continue;
        const Sighting* const seen = sighting(id);
        if (perceives(state_, viewer, id)) {
            known.push_back(fighter(id));
        } else if (seen) {
            FighterView& last = known.emplace_back(FighterView{.id = id, .name = judge_.name(id)});
            last.side = state_.world.creatures.find(id)->side;
            last.there = false;
            if (seen->gone)
                last.quit = rules::Quit::fled;
            else
                last.place = seen->place;
        }
    }
    return known;
}

FightView Rulings::view(const Fight& fight, SeatId viewer, const content::Pack& pack) const
{
    FightView view{.name = fight.name,
                   .text = fight.text,
                   .width = fight.width,
                   .height = fight.height,
                   .round = state_.world.encounter->round,
                   .fighters = fighters(viewer)};
    if (state_.world.field) view.map = state_.world.field->map;
    for (const FighterView& fighter : view.fighters) {
        if (fighter.there) view.order.push_back(fighter.id);
    }
    const CreatureId decider = judge_.decider();
    if (std::ranges::find(view.order, decider) != view.order.end()) view.turn = decider;
    if (of_party(state_.world, decider)) {
        view.budgets = judge_.budgets(decider);
        const bool quick = std::ranges::find(fight.quick, decider) != fight.quick.end();
        view.yours = player_of(state_, decider) == viewer && !quick;
    }
    if (!judge_.ground()) return view;
    view.levels = ground(pack);
    const auto sight = state_.sights.find(viewer);
    const grid::BitGrid nothing(fight.width, fight.height);
    for (std::int32_t level = 0; std::cmp_less(level, view.levels.size()); ++level) {
        const bool known = sight != state_.sights.end() && level < sight->second.fog.levels();
        mask(view.levels[static_cast<std::size_t>(level)], known ? sight->second.fog.known(level) : nothing);
    }
    return view;
}

void Rulings::add_changes(FightChanges& changes, SeatId viewer, Seq since, const content::Pack& pack) const
{
    changes.fighters = fighters(viewer);
    const auto sight = state_.sights.find(viewer);
    if (sight == state_.sights.end() || !judge_.ground()) return;
    const std::vector<LevelView>& levels = ground(pack);
    for (const grid::KnownRun& run : sight->second.fog.changed_since(since).known) {
        if (std::cmp_greater_equal(run.start.level, levels.size())) continue;
        const auto& rows = levels[static_cast<std::size_t>(run.start.level)].rows;
        FightChanges::Row& row =
            changes.rows.emplace_back(FightChanges::Row{{run.start.level, run.start.cell.x, run.start.cell.y}, {}});
        for (std::int32_t x = run.start.cell.x; x < run.start.cell.x + run.length; ++x) {
            const auto line = static_cast<std::size_t>(drawn_->edges ? 2 * run.start.cell.y + 1 : run.start.cell.y);
            const auto column = static_cast<std::size_t>(drawn_->edges ? 2 * x + 1 : x);
            row.letters += line < rows.size() && column < rows[line].size() ? rows[line][column] : ' ';
        }
    }
}

CanManeuver Rulings::maneuvers(CreatureId creature) const
{
    rules::Options options = judge_.options(creature);
    CanManeuver can{.creature = creature,
                    .deeds = std::move(options.deeds),
                    .doors = std::move(options.doors),
                    .end_turn = options.can_end_turn,
                    .next = std::move(options.next),
                    .delays = std::move(options.delays),
                    .flee = options.can_flee,
                    .surrender = options.can_surrender};
    for (const auto& [to, feet] : options.walks) can.walks.push_back({to, feet});
    for (const rules::Refused& refused : options.refused) can.refused.push_back({refused.name, refused.why.message});
    return can;
}

} // namespace goldbox::game
