// SPDX-License-Identifier: MIT
#include <goldbox/rules/journal.hpp>

#include <goldbox/base/assert.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace goldbox::rules {
namespace {

tl::unexpected<Error> bad(std::string message)
{
    return fail(Code::corrupt, "rules.bad_event", "this event does not fit the world: " + std::move(message));
}

Change put_drawn(World& world, DrawnWas was);

/// Writes one event's facts.
class Pen {
public:
    Pen(World& world, Journal& journal) : world_(world), journal_(journal) {}

    Result<void> write(const CreatureAppeared& fact)
    {
        if (fact.creature != world_.creatures.next_id()) return bad("a creature that is not the next");
        Creature creature{.definition = fact.definition, .name = fact.name, .side = fact.side, .numbers = fact.numbers};
        creature.vitals.hit_points = fact.hit_points;
        journal_.emplace_back(CreatureWas{{world_.creatures.add(fact.creature, std::move(creature))}});
        return {};
    }

    Result<void> write(const CreatureLeft& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        journal_.emplace_back(CreatureWas{{world_.creatures.remove(fact.creature)}});
        return {};
    }

    Result<void> write(const NumberChanged& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        journal_.emplace_back(put_back(world_, NumberWas{fact.creature, fact.stat, fact.number}));
        return {};
    }

    Result<void> write(const CounterChanged& fact)
    {
        return tally(fact.creature, Tally::counters, fact.counter, fact.count);
    }
    Result<void> write(const SpellPrepared& fact)
    {
        return tally(fact.creature, Tally::spells, fact.spell, fact.copies);
    }
    Result<void> write(const ResourceSpent& fact)
    {
        return tally(fact.creature, Tally::spent, fact.resource, fact.spent);
    }

    Result<void> write(const SpellCast&) { return {}; }
    Result<void> write(const Rested&) { return {}; }

    Result<void> write(const ItemAppeared& fact)
    {
        if (fact.item != world_.items.next_id()) return bad("an item that is not the next");
        const Item& what = fact.what;
        if (what.holder && !world_.creatures.find(what.holder)) return no_creature();
        if (what.count < 1 || (what.inside && (what.holder || !world_.items.find(what.inside))))
            return bad("an item that is nowhere");
        journal_.emplace_back(ItemWas{world_.items.add(fact.item, what)});
        return {};
    }

    Result<void> write(const ItemCounted& fact)
    {
        if (!world_.items.find(fact.item)) return no_item();
        if (fact.count == 0) {
            bool empty = true;
            world_.items.each([&](ItemId, const Item& item) { empty = empty && item.inside != fact.item; });
            if (!empty) return bad("what lies in an item that is gone");
            journal_.emplace_back(ItemWas{world_.items.remove(fact.item)});
            return {};
        }
        return edit(fact.item, [&](Item& item) { item.count = fact.count; });
    }

    Result<void> write(const ItemMoved& fact)
    {
        if (fact.holder && !world_.creatures.find(fact.holder)) return no_creature();
        std::size_t steps = 0; // nothing lies in itself
        for (ItemId at = fact.inside; at; ++steps) {
            const Item* container = world_.items.find(at);
            if (!container || at == fact.item || fact.holder || steps > world_.items.slots().size())
                return bad("an item that is nowhere");
            at = container->inside;
        }
        return edit(fact.item, [&](Item& item) {
            item.holder = fact.holder;
            item.inside = fact.inside;
            item.places.clear();
        });
    }

    Result<void> write(const ItemWorn& fact)
    {
        return edit(fact.item, [&](Item& item) { item.places = fact.places; });
    }
    Result<void> write(const ItemCharged& fact)
    {
        return edit(fact.item, [&](Item& item) { item.charges = fact.charges; });
    }
    Result<void> write(const ItemAttuned& fact)
    {
        return edit(fact.item, [&](Item& item) { item.attunement = fact.attunement; });
    }
    Result<void> write(const ItemIdentified& fact)
    {
        return edit(fact.item, [](Item& item) { item.identified = true; });
    }

    Result<void> write(const ActionTaken&) { return {}; }
    Result<void> write(const TextTold&) { return {}; }
    Result<void> write(const OutcomeChanged&) { return {}; }
    Result<void> write(const Reflected&) { return {}; }

    Result<void> write(const Suspended& fact)
    {
        if (world_.pending) return bad("two things that wait");
        journal_.emplace_back(PendingWas{std::exchange(world_.pending, fact.pending)});
        return {};
    }

    Result<void> write(const Resumed&)
    {
        if (!world_.pending) return bad("nothing waits");
        journal_.emplace_back(PendingWas{std::exchange(world_.pending, std::nullopt)});
        return {};
    }

    Result<void> write(const CheckMade& fact) { return draw(fact.creature, fact.stream, fact.draws); }
    Result<void> write(const AmountRolled& fact) { return draw(fact.creature, fact.stream, fact.draws); }

    Result<void> write(const DamageTaken& fact)
    {
        return edit(fact.creature, [&](Vitals& vitals) {
            vitals.temporary_hit_points -= fact.absorbed;
            vitals.hit_points = fact.hit_points;
        });
    }
    Result<void> write(const Healed& fact)
    {
        return edit(fact.creature, [&](Vitals& vitals) { vitals.hit_points = fact.hit_points; });
    }
    Result<void> write(const TemporaryHitPoints& fact)
    {
        return edit(fact.creature, [&](Vitals& vitals) { vitals.temporary_hit_points = fact.hit_points; });
    }
    Result<void> write(const HitPointsCapped& fact)
    {
        return edit(fact.creature, [&](Vitals& vitals) { vitals.hit_points = fact.hit_points; });
    }
    Result<void> write(const LifeChanged& fact)
    {
        return edit(fact.creature, [&](Vitals& vitals) {
            vitals.life = fact.life;
            vitals.successes = fact.successes;
            vitals.failures = fact.failures;
        });
    }

    Result<void> write(const EffectBegan& fact)
    {
        if (fact.effect != world_.effects.next_id()) return bad("an effect that is not the next");
        if (!world_.creatures.find(fact.what.owner)) return no_creature();
        if (fact.what.parent && !world_.effects.find(fact.what.parent)) return bad("an effect of no parent");
        journal_.emplace_back(EffectWas{world_.effects.add(fact.effect, fact.what)});
        return {};
    }

    Result<void> write(const EffectRefused&) { return {}; }

    Result<void> write(const EffectRefreshed& fact)
    {
        const Effect* effect = world_.effects.find(fact.effect);
        if (!effect) return bad("no such effect");
        Effect changed = *effect;
        changed.ends = fact.ends;
        changed.anchor = fact.anchor;
        changed.edge = fact.edge;
        changed.level = fact.level;
        changed.values = fact.values;
        journal_.emplace_back(EffectWas{world_.effects.set(fact.effect, std::move(changed))});
        return {};
    }

    Result<void> write(const EffectEnded& fact)
    {
        if (!world_.effects.find(fact.effect)) return bad("no such effect ended");
        journal_.emplace_back(EffectWas{world_.effects.remove(fact.effect)});
        return {};
    }

    Result<void> write(const TimePassed& fact)
    {
        if (fact.time < world_.time) return bad("time runs backwards");
        journal_.emplace_back(TimeWas{std::exchange(world_.time, fact.time)});
        return {};
    }

    Result<void> write(const EncounterBegan& fact)
    {
        if (world_.encounter) return bad("an encounter within an encounter");
        const auto is_there = [&](CreatureId id) { return world_.creatures.find(id) != nullptr; };
        if (!std::ranges::all_of(fact.order, is_there)) return no_creature();
        journal_.emplace_back(
            EncounterWas{std::exchange(world_.encounter, Encounter{.order = fact.order, .fight = fact.fight})});
        return {};
    }

    Result<void> write(const TurnBegan& fact)
    {
        auto& encounter = world_.encounter;
        if (!encounter || encounter->acting || fact.turn >= encounter->order.size() ||
            encounter->order[fact.turn] != fact.creature) {
            return bad("a turn of nobody");
        }
        if (!encounter->waiting.empty()) {
            Encounter changed = *encounter;
            if (fact.round != changed.round) changed.waiting.clear();
            std::erase(changed.waiting, fact.creature);
            journal_.emplace_back(EncounterWas{std::exchange(encounter, std::move(changed))});
        }
        turn({fact.round, fact.turn, true});
        return {};
    }

    Result<void> write(const TurnPutOff& fact)
    {
        const auto& encounter = world_.encounter;
        if (!encounter || !encounter->acting || !std::ranges::is_permutation(fact.order, encounter->order) ||
            encounter->order[encounter->turn] != fact.creature) {
            return bad("a turn of nobody");
        }
        Encounter changed = *encounter;
        changed.order = fact.order;
        changed.acting = false;
        changed.waiting.push_back(fact.creature);
        journal_.emplace_back(EncounterWas{std::exchange(world_.encounter, std::move(changed))});
        return {};
    }

    Result<void> write(const TurnEnded&)
    {
        if (!world_.encounter || !world_.encounter->acting) return bad("no turn to end");
        turn({world_.encounter->round, world_.encounter->turn, false});
        return {};
    }

    Result<void> write(const EncounterEnded&)
    {
        if (!world_.encounter) return bad("no encounter to end");
        journal_.emplace_back(EncounterWas{std::exchange(world_.encounter, std::nullopt)});
        return {};
    }

    Result<void> write(const FieldOpened& fact)
    {
        if (world_.field) return bad("a battlefield on a battlefield");
        journal_.emplace_back(FieldWas{std::exchange(world_.field, fact.field)});
        return {};
    }

    Result<void> write(const FieldClosed&)
    {
        if (!world_.field) return bad("no battlefield");
        std::vector<CreatureId> standing;
        world_.creatures.each([&](CreatureId id, const Creature& creature) {
            if (creature.place) standing.push_back(id);
        });
        for (const CreatureId id : standing) {
            stand(id, std::nullopt);
            if (world_.creatures.find(id)->facing != 0) (void)stance(id, [](StanceWas& now) { now.facing = 0; });
        }
        journal_.emplace_back(FieldWas{std::exchange(world_.field, std::nullopt)});
        return {};
    }

    Result<void> write(const CreaturePlaced& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        if (!world_.field) return bad("no battlefield");
        stand(fact.creature, fact.place);
        return {};
    }

    Result<void> write(const CreatureMoved& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        if (!world_.field || fact.path.empty()) return bad("steps on no battlefield");
        stand(fact.creature, fact.path.back());
        return {};
    }

    Result<void> write(const DoorMoved& fact)
    {
        if (!world_.field) return bad("no battlefield");
        Battlefield changed = *world_.field;
        const auto same = [&](const DoorState& door) { return door.at == fact.door.at && door.part == fact.door.part; };
        const auto found = std::ranges::find_if(changed.doors, same);
        if (found == changed.doors.end())
            changed.doors.push_back(fact.door);
        else
            found->open = fact.door.open;
        journal_.emplace_back(FieldWas{std::exchange(world_.field, std::move(changed))});
        return {};
    }

    Result<void> write(const TrapSprung& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        if (!world_.field) return bad("no battlefield");
        Battlefield changed = *world_.field;
        const auto found = std::ranges::lower_bound(changed.things, fact.object, {}, &ThingState::object);
        if (found == changed.things.end() || found->object != fact.object)
            changed.things.insert(found, {fact.object, Thing::sprung});
        else
            found->now = Thing::sprung;
        journal_.emplace_back(FieldWas{std::exchange(world_.field, std::move(changed))});
        return {};
    }

    Result<void> write(const CreatureTurned& fact)
    {
        return stance(fact.creature, [&](StanceWas& now) { now.facing = fact.facing; });
    }

    Result<void> write(const SideChanged& fact)
    {
        return stance(fact.creature, [&](StanceWas& now) {
            if (now.own_side.empty()) now.own_side = now.side;
            now.side = fact.side;
            if (now.own_side == now.side) now.own_side.clear();
        });
    }

    Result<void> write(const Thwarted&) { return {}; }

    Result<void> write(const OrderChanged& fact)
    {
        if (!world_.encounter || fact.turn >= fact.order.size()) return bad("no order to change");
        const auto is_there = [&](CreatureId id) { return world_.creatures.find(id) != nullptr; };
        if (!std::ranges::all_of(fact.order, is_there)) return no_creature();
        Encounter changed = *world_.encounter;
        changed.order = fact.order;
        changed.turn = fact.turn;
        journal_.emplace_back(EncounterWas{std::exchange(world_.encounter, std::move(changed))});
        return {};
    }

    Result<void> write(const CreatureQuit& fact)
    {
        if (!world_.creatures.find(fact.creature)) return no_creature();
        if (!world_.encounter) return bad("no encounter to leave");
        Encounter changed = *world_.encounter;
        changed.quit.push_back({fact.creature, fact.how});
        journal_.emplace_back(EncounterWas{std::exchange(world_.encounter, std::move(changed))});
        return {};
    }

private:
    void stand(CreatureId id, std::optional<Position> place)
    {
        journal_.emplace_back(put_back(world_, PlaceWas{id, place}));
    }

    template <class Body>
    Result<void> stance(CreatureId id, Body&& body)
    {
        const Creature* const row = world_.creatures.find(id);
        if (!row) return no_creature();
        StanceWas now{id, row->facing, row->side, row->own_side};
        body(now);
        journal_.emplace_back(put_back(world_, std::move(now)));
        return {};
    }

    static tl::unexpected<Error> no_creature() { return bad("no such creature"); }
    static tl::unexpected<Error> no_item() { return bad("no such item"); }

    Result<void> tally(CreatureId creature, Tally which, const std::string& name, std::int32_t count)
    {
        if (!world_.creatures.find(creature)) return no_creature();
        journal_.emplace_back(put_back(world_, TallyWas{creature, which, name, count}));
        return {};
    }

    template <class Body>
    Result<void> edit(ItemId id, Body&& body)
    {
        const Item* item = world_.items.find(id);
        if (!item) return no_item();
        Item changed = *item;
        body(changed);
        journal_.emplace_back(ItemWas{world_.items.set(id, std::move(changed))});
        return {};
    }

    void turn(TurnWas now) { journal_.emplace_back(put_back(world_, now)); }

    Result<void> draw(CreatureId id, Stream stream, std::uint32_t draws)
    {
        if (draws == 0) return {};
        if (id && !world_.creatures.find(id)) return no_creature();
        const Drawn& drawn = id ? world_.creatures.find(id)->drawn : world_.drawn;
        journal_.emplace_back(put_drawn(world_, DrawnWas{id, stream, drawn.of(stream) + draws}));
        return {};
    }

    template <class Body>
    Result<void> edit(CreatureId id, Body&& body)
    {
        const Creature* creature = world_.creatures.find(id);
        if (!creature) return no_creature();
        journal_.emplace_back(VitalsWere{id, creature->vitals});
        world_.creatures.edit(id, [&](Creature& row) { body(row.vitals); });
        return {};
    }

    World& world_;
    Journal& journal_;
};

template <class... Fs>
struct Overload : Fs... {
    using Fs::operator()...;
};

// A change comes from the same world's past, or from a damaged snapshot: then it changes nothing.

Change put_number(World& world, NumberWas& was)
{
    if (!world.creatures.find(was.creature)) return std::move(was);
    world.creatures.edit(was.creature, [&](Creature& creature) {
        const auto found = creature.numbers.find(was.stat);
        std::optional<std::int32_t> replaced;
        if (found != creature.numbers.end()) replaced = found->second;
        if (was.before)
            creature.numbers[was.stat] = *was.before;
        else if (replaced)
            creature.numbers.erase(found);
        was.before = replaced;
    });
    return std::move(was);
}

Change put_tally(World& world, TallyWas& was)
{
    if (!world.creatures.find(was.creature)) return std::move(was);
    world.creatures.edit(was.creature, [&](Creature& creature) {
        auto& tally = was.tally == Tally::counters ? creature.counters
                      : was.tally == Tally::spent  ? creature.spent
                                                   : creature.spells;
        const auto found = tally.find(was.name);
        const std::int32_t replaced = found == tally.end() ? 0 : found->second;
        if (was.before != 0)
            tally[was.name] = was.before;
        else if (replaced != 0)
            tally.erase(found);
        was.before = replaced;
    });
    return std::move(was);
}

Change put_drawn(World& world, DrawnWas was)
{
    if (!was.creature) return std::swap(world.drawn.of(was.stream), was.before), was;
    if (!world.creatures.find(was.creature)) return was;
    world.creatures.edit(was.creature,
                         [&](Creature& creature) { std::swap(creature.drawn.of(was.stream), was.before); });
    return was;
}

} // namespace

std::uint32_t& Drawn::of(Stream stream)
{
    switch (stream) {
    case Stream::attack: return attack;
    case Stream::save: return save;
    case Stream::check: return check;
    case Stream::initiative: return initiative;
    case Stream::damage: return damage;
    case Stream::hit_points: break;
    }
    return hit_points;
}

std::uint32_t Drawn::of(Stream stream) const
{
    return Drawn(*this).of(stream);
}

Result<void> apply(World& world, const Event& event, Journal& journal)
{
    return std::visit([&](const auto& fact) { return Pen(world, journal).write(fact); }, event);
}

Change put_back(World& world, Change change)
{
    return std::visit(
        Overload{
            [&](CreatureWas& was) -> Change {
                for (auto& before : was.before) before = world.creatures.put(std::move(before));
                return std::move(was);
            },
            [&](NumberWas& was) -> Change { return put_number(world, was); },
            [&](VitalsWere& was) -> Change {
                if (!world.creatures.find(was.creature)) return was;
                world.creatures.edit(was.creature, [&](Creature& row) { std::swap(row.vitals, was.before); });
                return was;
            },
            [&](DrawnWas& was) -> Change { return put_drawn(world, was); },
            [&](EffectWas& was) -> Change { return EffectWas{world.effects.put(std::move(was.before))}; },
            [&](ItemWas& was) -> Change { return ItemWas{world.items.put(std::move(was.before))}; },
            [&](TimeWas& was) -> Change { return TimeWas{std::exchange(world.time, was.before)}; },
            [&](TurnWas& was) -> Change {
                if (!world.encounter) return was;
                Encounter& encounter = *world.encounter;
                const TurnWas replaced{encounter.round, encounter.turn, encounter.acting};
                encounter.round = was.round;
                encounter.turn = was.turn;
                encounter.acting = was.acting;
                return replaced;
            },
            [&](TallyWas& was) -> Change { return put_tally(world, was); },
            [&](PendingWas& was) -> Change {
                std::swap(world.pending, was.before);
                return std::move(was);
            },
            [&](PlaceWas& was) -> Change {
                if (!world.creatures.find(was.creature)) return was;
                world.creatures.edit(was.creature, [&](Creature& row) { std::swap(row.place, was.before); });
                return was;
            },
            [&](StanceWas& was) -> Change {
                if (!world.creatures.find(was.creature)) return std::move(was);
                world.creatures.edit(was.creature, [&](Creature& row) {
                    std::swap(row.facing, was.facing);
                    std::swap(row.side, was.side);
                    std::swap(row.own_side, was.own_side);
                });
                return std::move(was);
            },
            [&](FieldWas& was) -> Change {
                std::swap(world.field, was.before);
                return std::move(was);
            },
            [&](EncounterWas& was) -> Change {
                std::swap(world.encounter, was.before);
                return std::move(was);
            },
        },
        change);
}

void unwind(World& world, Journal& journal)
{
    for (Change& change : journal | std::views::reverse) put_back(world, std::move(change));
    journal.clear();
}

const Event& Recording::record(Event event)
{
    const Result<void> applied = apply(world_, event, journal_);
    GOLDBOX_ASSERT(applied.has_value(), "the judge made an event that does not fit");
    return events_.emplace_back(std::move(event));
}

void Recording::discard()
{
    unwind(world_, journal_);
    events_.clear();
}

void Recording::clear()
{
    journal_.clear();
    events_.clear();
}

std::vector<Event> Recording::take()
{
    journal_.clear();
    return std::exchange(events_, {});
}

} // namespace goldbox::rules
