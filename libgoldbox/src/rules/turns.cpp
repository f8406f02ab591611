// SPDX-License-Identifier: MIT
// In which order turns come.
#include "rules/kernel.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace goldbox::rules {
namespace {

/// A roll with all who share it.
struct Group {
    std::string by; ///< what they share; empty: nothing
    std::int32_t total = 0;
    std::int32_t bonus = 0;
    std::vector<CreatureId> members; ///< by ascending id; the first of them rolls
};

} // namespace

/// A total order: by total, then bonus, then the lowest id of who shares the roll; within a group by id.
std::vector<CreatureId> Kernel::initiative(std::vector<CreatureId> creatures)
{
    const content::Turns turns = rules_.battle ? rules_.battle->turns : content::Turns{};
    std::erase_if(creatures, [&](CreatureId id) { return !world_.creatures.find(id); });
    std::ranges::sort(creatures);
    // the dead roll nothing; they stay, for who may rise again
    const auto dead = std::ranges::stable_partition(
        creatures, [&](CreatureId id) { return world_.creatures.find(id)->vitals.life != Life::dead; });
    const std::vector<CreatureId> last(dead.begin(), dead.end());
    creatures.erase(dead.begin(), dead.end());
    std::vector<Group> groups;
    for (const CreatureId id : creatures) {
        const Creature& row = *world_.creatures.find(id);
        std::string by;
        if (turns.by == content::TurnsBy::side) by = row.side;
        if (turns.by == content::TurnsBy::kind) by = row.side + '/' + row.definition;
        const auto found = std::ranges::find(groups, by, &Group::by);
        if (turns.by != content::TurnsBy::creature && found != groups.end())
            found->members.push_back(id);
        else
            groups.push_back({.by = std::move(by), .members = {id}});
    }
    for (Group& group : groups) {
        const CheckMade rolled = check({.check = rules_.initiative, .creature = group.members.front()});
        group.total = rolled.total;
        group.bonus = rolled.bonus;
    }
    const bool lowest = turns.first == content::TurnsFirst::lowest;
    std::ranges::stable_sort(groups, [&](const Group& a, const Group& b) {
        if (a.total != b.total) return lowest ? a.total < b.total : a.total > b.total;
        return lowest ? a.bonus < b.bonus : a.bonus > b.bonus;
    });
    std::vector<CreatureId> order;
    for (const Group& group : groups) order.insert(order.end(), group.members.begin(), group.members.end());
    order.insert(order.end(), last.begin(), last.end());
    return order;
}

} // namespace goldbox::rules
