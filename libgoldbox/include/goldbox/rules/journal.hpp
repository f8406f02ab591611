#pragma once
// SPDX-License-Identifier: MIT
// Writing events into a world, and taking them back to the last bit.

#include <goldbox/base/result.hpp>
#include <goldbox/rules/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::rules {

// Writes, holding what stood there before ----------------------------------------------------------------------------

struct CreatureWas {
    std::vector<Table<Creature>::Before> before; ///< one: rows are large, and this is the rarest of changes
    bool operator==(const CreatureWas&) const = default;
};
struct NumberWas {
    CreatureId creature;
    std::string stat;
    std::optional<std::int32_t> before;
    bool operator==(const NumberWas&) const = default;
};
/// What is counted on a creature by name.
enum class Tally : std::uint8_t { counters, spent, spells };

struct TallyWas {
    CreatureId creature;
    Tally tally = Tally::counters;
    std::string name;
    std::int32_t before = 0;
    bool operator==(const TallyWas&) const = default;
};
struct ItemWas {
    Table<Item>::Before before;
    bool operator==(const ItemWas&) const = default;
};
/// Where somebody looks, and with whom it stands.
struct StanceWas {
    CreatureId creature;
    std::uint8_t facing = 0;
    std::string side;
    std::string own_side;
    bool operator==(const StanceWas&) const = default;
};
struct PendingWas {
    std::optional<Pending> before;
    bool operator==(const PendingWas&) const = default;
};
struct VitalsWere {
    CreatureId creature;
    Vitals before;
    bool operator==(const VitalsWere&) const = default;
};
struct DrawnWas {
    CreatureId creature; ///< nobody: the world's own
    Stream stream = Stream::check;
    std::uint32_t before = 0;
    bool operator==(const DrawnWas&) const = default;
};
struct EffectWas {
    Table<Effect>::Before before;
    bool operator==(const EffectWas&) const = default;
};
struct TimeWas {
    std::int64_t before = 0;
    bool operator==(const TimeWas&) const = default;
};
struct TurnWas {
    std::uint32_t round = 0;
    std::uint32_t turn = 0;
    bool acting = false;
    bool operator==(const TurnWas&) const = default;
};
struct EncounterWas {
    std::optional<Encounter> before;
    bool operator==(const EncounterWas&) const = default;
};

struct PlaceWas {
    CreatureId creature;
    std::optional<Position> before;
    bool operator==(const PlaceWas&) const = default;
};
struct FieldWas {
    std::optional<Battlefield> before;
    bool operator==(const FieldWas&) const = default;
};

using Change = std::variant<CreatureWas, NumberWas, VitalsWere, DrawnWas, EffectWas, TimeWas, TurnWas, EncounterWas,
                            TallyWas, PendingWas, ItemWas, PlaceWas, FieldWas, StanceWas>;

/// What a number of events wrote, newest last.
using Journal = std::vector<Change>;

/// Writes one event, and notes how to take it back. Cannot fail for an event that a judge made in the same world;
/// `rules.bad_event` for one that does not fit (a damaged or forged log), and the world is then of no further use.
[[nodiscard]] Result<void> apply(World& world, const Event& event, Journal& journal);

/// Puts a change back; returns the change that would undo that.
Change put_back(World& world, Change change);

/// Takes back everything in the journal, newest first; the world is then bit-identical to before.
void unwind(World& world, Journal& journal);

/// Where a judge's events go. Whoever takes them applies them at once, for the judge looks at the world after each.
class Recorder {
public:
    virtual ~Recorder() = default;
    /// The event, where it is kept until the next one.
    virtual const Event& record(Event event) = 0;
};

/// Applies events and keeps them with the way back: for worlds that no game holds.
class Recording final : public Recorder {
public:
    explicit Recording(World& world) : world_(world) {}
    const Event& record(Event event) override;
    /// Takes all of it back.
    void discard();
    /// What was recorded since the last call; from now on there is no way back before it.
    std::vector<Event> take();
    /// The same for who does not want the events.
    void clear();
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

private:
    World& world_;
    std::vector<Event> events_;
    Journal journal_;
};

} // namespace goldbox::rules
