// SPDX-License-Identifier: MIT
#include <goldbox/rules/world.hpp>

#include <goldbox/base/try.hpp>
#include <goldbox/rules/fields.hpp>

#include <algorithm>

namespace goldbox::rules {
namespace {

void write_clock(json::Writer& writer, const World& world)
{
    writer.begin_object().member("seed", world.seed).member("time", world.time).key("drawn");
    json::write_value(writer, world.drawn);
    if (world.encounter) {
        writer.key("encounter");
        json::write_value(writer, *world.encounter);
    }
    if (world.field) {
        writer.key("field");
        json::write_value(writer, *world.field);
    }
    if (world.pending) {
        writer.key("pending");
        json::write_value(writer, *world.pending);
    }
    writer.end_object();
}

template <class Row>
bool has_ids(const Table<Row>& table)
{
    return std::ranges::all_of(table.slots(), [](const auto& slot) { return !slot.row || slot.generation != 0; });
}

} // namespace

bool is_sound(const World& world)
{
    // a place lies on the map of its battlefield, which is the pack's to say: the rules look again
    bool sound = has_ids(world.creatures) && has_ids(world.effects) && has_ids(world.items) && world.time >= 0;
    world.effects.each([&](EffectId, const Effect& effect) {
        sound = sound && world.creatures.find(effect.owner) && effect.level >= -1'000'000 && effect.level <= 1'000'000;
        std::size_t steps = 0;
        for (EffectId parent = effect.parent; sound && parent; ++steps) {
            const Effect* next = world.effects.find(parent);
            sound = next && steps <= world.effects.slots().size();
            if (next) parent = next->parent;
        }
    });
    world.items.each([&](ItemId, const Item& item) {
        sound = sound && item.count > 0 && (!item.holder || world.creatures.find(item.holder)) &&
                !(item.holder && item.inside) && (item.places.empty() || item.holder);
        std::size_t steps = 0;
        for (ItemId inside = item.inside; sound && inside; ++steps) {
            const Item* next = world.items.find(inside);
            sound = next && steps <= world.items.slots().size();
            if (next) inside = next->inside;
        }
    });
    if (!world.encounter) return sound;
    const Encounter& encounter = *world.encounter;
    const bool in_order = encounter.turn < encounter.order.size() && (!encounter.acting || encounter.round > 0);
    return sound && in_order;
}

Hash hash_of(const World& world)
{
    Hasher hasher;
    std::string text;
    json::Writer clock(text);
    write_clock(clock, world);
    hasher.add_sized(text);
    text.clear();
    json::Writer creatures(text);
    json::write_value(creatures, world.creatures.slots());
    hasher.add_sized(text);
    text.clear();
    json::Writer effects(text);
    json::write_value(effects, world.effects.slots());
    hasher.add_sized(text);
    text.clear();
    json::Writer items(text);
    json::write_value(items, world.items.slots());
    return hasher.add_sized(text).finish();
}

std::string to_json(const World& world)
{
    return json::to_json(world);
}

/// The parts of a world as its JSON has them.
struct Clock {
    std::uint64_t seed = 0;
    std::int64_t time = 0;
    Drawn drawn;
    std::optional<Encounter> encounter;
    std::optional<Battlefield> field;
    std::optional<Pending> pending;
};
struct Parts {
    Clock clock;
    std::vector<Table<Creature>::Slot> creatures;
    std::vector<Table<Effect>::Slot> effects;
    std::vector<Table<Item>::Slot> items;
};

} // namespace goldbox::rules

template <>
struct goldbox::json::Fields<goldbox::rules::Clock> {
    using T = goldbox::rules::Clock;
    static constexpr std::string_view name = "clock";
    static constexpr std::string_view doc = "Time and turns.";
    static constexpr auto table = std::make_tuple(
        field("seed", &T::seed, {.doc = "of random numbers", .required = true}),
        field("time", &T::time, {.doc = "game second", .min = 0, .required = true}),
        field("drawn", &T::drawn, {.doc = "random numbers of nobody"}),
        field("encounter", &T::encounter, {.doc = "absent: none"}), field("field", &T::field, {.doc = "absent: none"}),
        field("pending", &T::pending, {.doc = "absent: nothing waits"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Parts> {
    using T = goldbox::rules::Parts;
    static constexpr std::string_view name = "world";
    static constexpr std::string_view doc = "Everything that rules know of a game.";
    static constexpr auto table =
        std::make_tuple(field("clock", &T::clock, {.doc = "time and turns", .required = true}),
                        field("creatures", &T::creatures, {.doc = "by index", .required = true}),
                        field("effects", &T::effects, {.doc = "by index", .required = true}),
                        field("items", &T::items, {.doc = "by index", .required = true}));
};

namespace goldbox::json {

void Codec<rules::World>::write(Writer& writer, const rules::World& world)
{
    writer.begin_object().key("clock");
    rules::write_clock(writer, world);
    writer.key("creatures");
    write_value(writer, world.creatures.slots());
    writer.key("effects");
    write_value(writer, world.effects.slots());
    writer.key("items");
    write_value(writer, world.items.slots());
    writer.end_object();
}

void Codec<rules::World>::read(Reading& reading, const Value& json, rules::World& world)
{
    rules::Parts parts;
    read_value(reading, json, parts);
    world.seed = parts.clock.seed;
    world.time = parts.clock.time;
    world.drawn = parts.clock.drawn;
    world.encounter = std::move(parts.clock.encounter);
    world.field = std::move(parts.clock.field);
    world.pending = std::move(parts.clock.pending);
    world.creatures.assign(std::move(parts.creatures));
    world.effects.assign(std::move(parts.effects));
    world.items.assign(std::move(parts.items));
}

} // namespace goldbox::json

namespace goldbox::rules {

Result<World> world_from_json(std::string_view text)
{
    GOLDBOX_TRY(World world, json::from_json<World>(text, {.file = "world"}));
    if (!is_sound(world)) return fail(Code::corrupt, "rules.bad_world", "this world contradicts itself");
    return world;
}

} // namespace goldbox::rules
