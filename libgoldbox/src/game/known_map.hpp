#pragma once
// SPDX-License-Identifier: MIT
// A map as those know it who walk on it: with its doors as they stand, and walls where nobody has found one.

#include <goldbox/content/map.hpp>
#include <goldbox/game/state.hpp>
#include <goldbox/game/view.hpp>
#include <goldbox/grid/path.hpp>
#include <goldbox/grid/sight.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace goldbox::game {

class KnownMap {
public:
    /// The map outlives it.
    KnownMap(const content::Map& map, std::vector<Marked> marks);

    [[nodiscard]] const content::Map& map() const { return map_; }
    [[nodiscard]] const std::vector<Marked>& marks() const { return marks_; }
    [[nodiscard]] std::optional<Mark> mark(const content::MapObject& object) const;

    /// The cells to go over, without the first; nothing: there is no way over what is known.
    [[nodiscard]] std::optional<std::vector<rules::Position>>
    way(const rules::Position& from, const rules::Position& to, const std::vector<Cells>& known) const;
    /// All places to which there is one.
    [[nodiscard]] std::vector<Cells> reach(const rules::Position& from, const std::vector<Cells>& known) const;

    struct Door {
        const content::MapObject* object = nullptr;
        bool open = false;
    };
    /// On the cells beside a place, and on its edges.
    [[nodiscard]] std::vector<Door> doors(const rules::Position& place) const;
    /// Of a door or a chest: whether it takes a key, or a try of its lock.
    [[nodiscard]] bool is_locked(const content::MapObject& object) const;
    /// Chests that nobody has emptied and traps that were found, where the party stands or one step from there.
    [[nodiscard]] std::vector<const content::MapObject*> chests(const rules::Position& place) const;
    [[nodiscard]] std::vector<const content::MapObject*> traps(const rules::Position& place) const;
    /// Secret doors and traps that nobody has found, within two cells, on cells that are known.
    [[nodiscard]] std::vector<const content::MapObject*> hidden(const rules::Position& place,
                                                                const std::vector<Cells>& known) const;
    /// Those who are there and have been seen; of them, those within reach of a place.
    [[nodiscard]] std::vector<const content::MapObject*> people(const std::vector<Cells>& known) const;
    [[nodiscard]] std::vector<const content::MapObject*> people(const rules::Position& place,
                                                                const std::vector<Cells>& known) const;
    /// Null: there are none.
    [[nodiscard]] const content::MapObject* stairs(const rules::Position& place) const;
    /// From the edge of the map, and from where parties arrive.
    [[nodiscard]] bool is_way_out(const rules::Position& place) const;

    /// What is seen from these places and was not known.
    [[nodiscard]] std::vector<Cells> look(std::span<const rules::Position> eyes, const std::vector<Cells>& known) const;
    /// Letters as docs/maps.md has them, and blanks.
    [[nodiscard]] std::vector<LevelView> draw(const std::vector<Cells>& known) const;

private:
    /// Of a person: whether it is there.
    [[nodiscard]] bool is_there(const content::MapObject& object) const;
    [[nodiscard]] bool is_hidden_door(const content::MapObject& object) const;
    [[nodiscard]] std::vector<grid::BitGrid> bits(const std::vector<Cells>& cells) const;
    /// Where nobody goes: cells that nobody has seen, and traps that were found.
    [[nodiscard]] std::vector<grid::BitGrid> shunned(const std::vector<Cells>& known) const;
    [[nodiscard]] bool is_within_reach(const content::MapObject& object, const rules::Position& place) const;
    [[nodiscard]] const grid::Lighting& lighting(std::int32_t level) const;
    [[nodiscard]] LevelView drawn(std::int32_t level) const;

    const content::Map& map_;
    std::vector<Marked> marks_;
    grid::Grid grid_;
    grid::Ground ground_;
    mutable std::map<std::int32_t, grid::Lighting> lights_; ///< of dark maps, by level
    mutable std::vector<LevelView> drawn_;                  ///< as it would be if all of it were known
};

/// Whether a place lies within an object.
[[nodiscard]] bool covers(const content::MapObject& object, const rules::Position& place);

} // namespace goldbox::game
