#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/hash.hpp>
#include <goldbox/base/id.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/base/table.hpp>
#include <goldbox/content/definitions.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::rules {

struct Creature;
struct Effect;
struct Item;
using CreatureId = Id<Creature>;
using EffectId = Id<Effect>;
using ItemId = Id<Item>;

/// What random numbers are drawn for: streams of base's Draw, beside those of game. Values are part of the saved
/// format.
enum class Stream : std::uint32_t {
    attack = 3,
    save = 4,
    check = 5,
    initiative = 6,
    damage = 7, ///< and healing, and every other amount
    hit_points = 8,
};

/// How many draws were made of each stream.
struct Drawn {
    std::uint32_t attack = 0;
    std::uint32_t save = 0;
    std::uint32_t check = 0;
    std::uint32_t initiative = 0;
    std::uint32_t damage = 0;
    std::uint32_t hit_points = 0;

    [[nodiscard]] std::uint32_t& of(Stream stream);
    [[nodiscard]] std::uint32_t of(Stream stream) const;
    bool operator==(const Drawn&) const = default;
};

enum class Life : std::uint8_t { alive, dying, stable, dead };

/// What changes in every fight.
struct Vitals {
    std::int32_t hit_points = 0;
    std::int32_t temporary_hit_points = 0;
    Life life = Life::alive;
    std::uint8_t successes = 0; ///< against death
    std::uint8_t failures = 0;
    bool operator==(const Vitals&) const = default;
};

/// A cell of a battlefield; of somebody who takes up several, the north-west one.
struct Position {
    std::int32_t level = 0;
    std::int32_t x = 0;
    std::int32_t y = 0;
    bool operator==(const Position&) const = default;
};

/// Somebody in the world. Its stats are not here: they are worked out from its numbers and from what lies on it.
struct Creature {
    std::string definition;                       ///< id of its stat block
    std::string name;                             ///< its own, where it has one
    std::string side;                             ///< who it stands with: creatures of another side are enemies
    std::string own_side;                         ///< while it stands with others: where it belongs
    std::map<std::string, std::int32_t> numbers;  ///< its own, by id of the stat; before those of its stat block
    std::map<std::string, std::int32_t> counters; ///< that programs keep; never 0
    std::map<std::string, std::int32_t> spent;    ///< of resources, and of memorised copies of spells; never 0
    std::map<std::string, std::int32_t> spells;   ///< prepared, or how many copies are memorised; never 0
    std::optional<Position> place;                ///< on the battlefield
    std::uint8_t facing = 0; ///< where it looks: 1 to 8 from north around by east; 0: it does not matter
    Vitals vitals;
    Drawn drawn;
    bool operator==(const Creature&) const = default;
};

/// Something that lasts, on its owner. What it does stands in its definition; here is what differs between two of them.
struct Effect {
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    std::string definition; ///< id
    CreatureId owner;       ///< on whom it lies
    CreatureId source;      ///< who made it; nobody: the world
    EffectId parent;        ///< ends with it
    ItemId item;            ///< whose gift it is
    std::int64_t began = 0; ///< game second
    std::int64_t ends = never;
    /// In an encounter: it ends at the first such edge of this creature's turns at or after `ends`. Nobody: with time.
    CreatureId anchor;
    content::Edge edge = content::Edge::start;
    content::TimeUnit until = content::TimeUnit::forever; ///< `rest`, `long_rest`: ends with one
    std::int32_t level = 0;                               ///< how strong: spell level, level of exhaustion
    std::vector<std::int32_t> values;                     ///< of the definition's `values`, in the order of their names
    std::optional<Position> place;                        ///< of a zone: where it was aimed at
    std::optional<Position> from;                         ///< of a zone: where its owner stood
    bool operator==(const Effect&) const = default;
};

/// How far somebody got with attuning to an item.
enum class Attunement : std::uint8_t { none, begun, attuned };

/// A thing, or several that lie together. It is somebody's, or in another thing, or nobody's.
struct Item {
    std::string definition; ///< id
    std::int32_t count = 1;
    CreatureId holder;               ///< who has it; nobody when it lies in another thing, or about
    ItemId inside;                   ///< the container
    std::vector<std::string> places; ///< where it is worn; none: it is carried
    std::int32_t charges = 0;
    Attunement attunement = Attunement::none;
    bool identified = true;
    bool operator==(const Item&) const = default;
};

/// Why somebody fights no more who could.
enum class Quit : std::uint8_t { fled, surrendered };

struct Quitter {
    CreatureId creature;
    Quit how = Quit::fled;
    bool operator==(const Quitter&) const = default;
};

/// Turns, one after the other.
struct Encounter {
    std::vector<CreatureId> order;
    std::uint32_t round = 0; ///< from 1
    std::uint32_t turn = 0;  ///< index into the order
    bool acting = false;     ///< whether that turn has begun and not ended
    bool fight = false;      ///< on the battlefield: it ends when one side is left
    std::vector<Quitter> quit;
    std::vector<CreatureId> waiting; ///< who put a turn off that has begun: it goes on later in this round
    bool operator==(const Encounter&) const = default;
};

/// A door that stands otherwise than its map says, or did. It is not locked any more.
struct DoorState {
    Position at;
    std::uint8_t part = 0; ///< grid::Part
    bool open = false;
    bool operator==(const DoorState&) const = default;
};

/// What became of a thing of a map.
enum class Thing : std::uint8_t {
    found,  ///< everybody knows of it: a secret door, a trap
    sprung, ///< a trap that befell somebody in this fight; it stays one until that is over
    gone,   ///< a trap that is none any more
};

struct ThingState {
    std::int32_t object = 0; ///< id in the map
    Thing now = Thing::found;
    bool operator==(const ThingState&) const = default;
};

/// Where a fight is. The shape of a map is the pack's; here is what makes it this one.
struct Battlefield {
    std::string map;        ///< file of the pack; empty: open ground
    std::int32_t width = 0; ///< cells, of open ground
    std::int32_t height = 0;
    bool dark = false; ///< open ground without light
    std::vector<DoorState> doors;
    std::vector<ThingState> things; ///< by object
    bool operator==(const Battlefield&) const = default;
};

/// Somebody after the other, in a program.
struct Loop {
    std::vector<CreatureId> over;
    std::uint32_t at = 0;
    CreatureId before; ///< the target before the loop
    bool operator==(const Loop&) const = default;
};

/// A program that was begun.
struct Frame {
    std::string program;     ///< `actions/srd51:bite`, `effects/srd51:burning/0`
    std::uint32_t at = 0;    ///< the next instruction
    std::uint32_t depth = 0; ///< how many hooks set it off, one in the other
    std::uint32_t cause = 0; ///< of a hook: which frame set it off, from 1; 0: none that still runs
    CreatureId self;
    CreatureId target;
    CreatureId source;
    EffectId effect;           ///< the one it stands in
    std::vector<Effect> ended; ///< that one, when it is over already
    ItemId item;               ///< that is used
    std::string thing;         ///< its definition, which stays when it is used up
    std::vector<CreatureId> targets;
    std::vector<std::int64_t> values;
    std::vector<Loop> loops;
    bool critical = false;         ///< whether damage is that of a critical hit
    std::optional<Position> place; ///< that was aimed at
    std::vector<Position> path;    ///< still to be walked
    bool operator==(const Frame&) const = default;
};

/// A decision that the rules wait for, in the middle of whatever runs.
struct Pending {
    CreatureId decider;
    std::string text;                   ///< of the question: id of one of the texts
    std::vector<std::string> choices;   ///< none: it was stopped, and nothing is asked
    std::vector<std::uint32_t> offered; ///< which of the question's choices those are
    std::vector<Frame> frames;          ///< what goes on then, outermost first
    bool operator==(const Pending&) const = default;
};

/// Everything that rules know of a game: a value of integers and names. Only `apply` changes it.
struct World {
    std::uint64_t seed = 0;
    std::int64_t time = 0; ///< game seconds; in an encounter, when its round began
    std::optional<Encounter> encounter;
    std::optional<Battlefield> field;
    Drawn drawn; ///< for nobody's rolls
    Table<Creature> creatures;
    Table<Effect> effects;
    Table<Item> items;
    std::optional<Pending> pending;
    bool operator==(const World&) const = default;
};

/// Whether a world that was read can be judged: whatever is named is there, and nothing is its own parent or container.
[[nodiscard]] bool is_sound(const World& world);

/// Hash over the canonical JSON of each table.
[[nodiscard]] Hash hash_of(const World& world);

[[nodiscard]] std::string to_json(const World& world);
/// `rules.bad_world` for one that contradicts itself, and the errors of JSON.
[[nodiscard]] Result<World> world_from_json(std::string_view json);

} // namespace goldbox::rules
