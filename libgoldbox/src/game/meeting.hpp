#pragma once
// SPDX-License-Identifier: MIT
// An encounter of a pack, made ready to be fought: who comes, and where everybody stands.

#include <goldbox/content/encounters.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/game/state.hpp>
#include <goldbox/rules/judge.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace goldbox::game {

class Meeting {
public:
    /// By its id, or its name within any pack of the stack, the highest first. `game.no_such_encounter`,
    /// `game.bad_encounter`.
    [[nodiscard]] static Result<Meeting> find(const content::Pack& pack, std::string_view name);

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const content::Encounter& encounter() const { return encounter_; }
    /// What it is called by people.
    [[nodiscard]] std::string name() const;

    // of the battlefield
    [[nodiscard]] std::int32_t width() const { return map_ ? map_->grid.width() : encounter_.width; }
    [[nodiscard]] std::int32_t height() const { return map_ ? map_->grid.height() : encounter_.height; }
    [[nodiscard]] std::int32_t levels() const { return map_ ? map_->grid.levels() : 1; }

    /// Has those come into the world who are met.
    [[nodiscard]] Result<std::vector<Brought>> bring(rules::Judge& judge, const rules::Ruleset& rules) const;
    /// Where everybody stands, on a map as it is remembered.
    [[nodiscard]] rules::Fight fight(const std::vector<rules::CreatureId>& party, const std::vector<Brought>& brought,
                                     const std::map<std::string, MapMemory>& maps) const;

private:
    [[nodiscard]] rules::Position place(const Brought& brought, std::size_t of_group) const;
    [[nodiscard]] std::string name_of(const content::EncounterGroup& group, const rules::Ruleset& rules) const;

    std::string id_;
    content::Encounter encounter_;
    std::string map_file_;
    const content::Map* map_ = nullptr; ///< lives as long as the pack
};

/// What is otherwise on a map after a fight there; by object.
[[nodiscard]] std::vector<Marked> left_behind(const rules::Battlefield& field, const content::Map& map,
                                              const std::vector<Marked>& known);

/// What came of a fight, for its story.
[[nodiscard]] content::Ending ending_of(const rules::EncounterEnded& over, const content::Encounter& encounter);

} // namespace goldbox::game
