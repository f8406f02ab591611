#pragma once
// SPDX-License-Identifier: MIT
// What one seat knows of a map: which cells it has seen, and where it last saw whom.

#include <goldbox/base/result.hpp>
#include <goldbox/grid/bits.hpp>
#include <goldbox/grid/cell.hpp>
#include <goldbox/grid/sight.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::grid {

/// Cells of a row that became known together.
struct KnownRun {
    std::uint64_t seq = 0;
    Spot start;
    std::int32_t length = 0;
    bool operator==(const KnownRun&) const = default;
};

/// Where somebody was seen last.
struct Sighting {
    std::uint32_t who = 0;
    Spot spot;
    std::uint64_t seq = 0; ///< of the last change
    bool gone = false;     ///< that place was looked at since, and nobody was there
    bool operator==(const Sighting&) const = default;
};

/// What was learned since some seq.
struct FogChanges {
    std::vector<KnownRun> known;
    std::vector<Sighting> sightings;
    bool operator==(const FogChanges&) const = default;
};

/// Fog of war of one seat, a value: it is the list of what was learned, in order, so that what changed since a seq is
/// its end. Seqs are those of the game's events and never go down; one below the last counts as the last.
class Fog {
public:
    /// Nothing is known. `grid.size` as Grid::create.
    static Result<Fog> create(std::int32_t width, std::int32_t height, std::int32_t levels = 1);

    [[nodiscard]] std::int32_t levels() const { return static_cast<std::int32_t>(known_.size()); }
    [[nodiscard]] bool knows(Spot spot) const
    {
        return static_cast<std::uint32_t>(spot.level) < known_.size() &&
               known_[static_cast<std::size_t>(spot.level)].test(spot.cell);
    }
    /// The level must exist.
    [[nodiscard]] const BitGrid& known(std::int32_t level) const { return known_[static_cast<std::size_t>(level)]; }
    /// Of the last change; 0: none yet.
    [[nodiscard]] std::uint64_t seq() const { return seq_; }

    /// All that a look shows is known from now on. @return how many cells are new.
    std::size_t reveal(const Sight& sight, std::uint64_t seq);
    /// The same of any cells, of those inside: a map that was found, a level that is common knowledge.
    std::size_t reveal(std::int32_t level, const BitGrid& cells, std::uint64_t seq);

    /// Somebody was seen there.
    void note(std::uint32_t who, Spot spot, std::uint64_t seq);
    /// Nobody was there any more: the place is kept, and marked.
    void lose(std::uint32_t who, std::uint64_t seq);
    /// Where somebody was seen last and may still be.
    [[nodiscard]] std::optional<Spot> last_known(std::uint32_t who) const;
    [[nodiscard]] std::span<const Sighting> sightings() const { return sightings_; } ///< by who

    [[nodiscard]] FogChanges changed_since(std::uint64_t seq) const;
    /// Brings a copy up to date: of changes since its own seq, or since an earlier one.
    void apply(const FogChanges& changes);

    /// A few bytes a run: each number as its difference to the one before.
    [[nodiscard]] std::string encode() const;
    /// `grid.fog` for what `encode` does not write; `grid.size`.
    static Result<Fog> decode(std::string_view bytes);

    bool operator==(const Fog&) const = default;

private:
    void learn(Spot start, std::int32_t length, std::uint64_t seq);
    void reveal_rows(std::int32_t level, const BitGrid& cells, std::int32_t first, std::int32_t last,
                     std::uint64_t seq);
    void advance(std::uint64_t seq) { seq_ = seq > seq_ ? seq : seq_; }

    std::uint64_t seq_ = 0;
    std::vector<BitGrid> known_; ///< by level; follows from the runs
    std::vector<KnownRun> runs_;
    std::vector<Sighting> sightings_;
};

} // namespace goldbox::grid
