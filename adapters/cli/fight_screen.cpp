// SPDX-License-Identifier: MIT
#include "fight_screen.hpp"

#include "ground_screen.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace goldbox::cli {
namespace {

using game::FighterView;
using game::FightView;
using game::View;

constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view smalls = "abcdefghijklmopqrstuvwxyz"; // n is a table on maps

bool of_party(const FighterView& fighter)
{
    return fighter.side == content::party_side;
}

const FighterView* fighter_of(const FightView& fight, rules::CreatureId id)
{
    const auto found = std::ranges::find(fight.fighters, id, &FighterView::id);
    return found == fight.fighters.end() ? nullptr : &*found;
}

/// The ground with who stands on it: one letter a cell.
std::vector<std::string> occupied(const FightView& fight, const std::map<rules::CreatureId, char>& letters,
                                  std::int32_t level)
{
    std::vector<std::string> rows = fight.levels[static_cast<std::size_t>(level)].rows;
    const auto draw = [&](const FighterView& fighter) {
        if (!fighter.place || fighter.place->level != level) return;
        for (std::int32_t i = 0; i < fighter.size * fighter.size; ++i) {
            const rules::Position at{level, fighter.place->x + i % fighter.size, fighter.place->y + i / fighter.size};
            const auto place = letter_of(rows, fight.height, at);
            if (!place) continue;
            char& letter = rows[place->row][place->column];
            if (!fighter.there)
                letter = '?';
            else if (fighter.life == rules::Life::alive)
                letter = letters.at(fighter.id);
            else if (letter == '.')
                letter = ',';
        }
    };
    for (const FighterView& fighter : fight.fighters) draw(fighter);
    if (const FighterView* const turn = fighter_of(fight, fight.turn)) draw(*turn); // over what it rides
    return rows;
}

/// Whom the picture is about: whose turn it is, or the first of the party.
const FighterView* middle_of(const FightView& fight)
{
    if (const FighterView* const turn = fighter_of(fight, fight.turn); turn && turn->place) return turn;
    const auto found =
        std::ranges::find_if(fight.fighters, [](const FighterView& each) { return each.place && of_party(each); });
    return found == fight.fighters.end() ? nullptr : &*found;
}

std::string row_of(const View& view, const FighterView& fighter, char letter)
{
    std::string how = condition_of(fighter);
    const auto own = std::ranges::find(view.party, fighter.id, &game::CreatureView::id);
    if (own != view.party.end() && fighter.life == rules::Life::alive) {
        how = fmt::format("{} of {} hit points", own->hit_points, own->most_hit_points);
        if (own->temporary_hit_points > 0) how += fmt::format(", {} temporary", own->temporary_hit_points);
    }
    if (fighter.place) how += fmt::format(", at {},{}", fighter.place->x, fighter.place->y);
    for (const std::string& effect : fighter.effects) how += ", " + effect;
    if (fighter.quick) how += ", quick";
    return fmt::format("{} {} {}: {}\n", fighter.id == view.fight->turn ? '*' : ' ', letter, fighter.name, how);
}

std::string left_in_turn(const FightView& fight)
{
    std::string text;
    for (const rules::Budget& budget : fight.budgets) {
        std::string name = budget.name;
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        text += fmt::format("{}{} {}", text.empty() ? "Left: " : ", ", name, budget.left);
    }
    return text;
}

} // namespace

std::map<rules::CreatureId, char> letters_of(const FightView& fight)
{
    std::vector<const FighterView*> all;
    for (const FighterView& fighter : fight.fighters) all.push_back(&fighter);
    std::ranges::sort(all, {}, [](const FighterView* fighter) { return fighter->id; });
    std::map<rules::CreatureId, char> letters;
    std::size_t own = 0, others = 0;
    for (const FighterView* const fighter : all) {
        const std::string_view from = of_party(*fighter) ? capitals : smalls;
        letters[fighter->id] = from[(of_party(*fighter) ? own++ : others++) % from.size()];
    }
    return letters;
}

std::string condition_of(const FighterView& fighter)
{
    if (!fighter.there && !fighter.quit) return "seen last";
    if (fighter.quit) return *fighter.quit == rules::Quit::fled ? "fled" : "surrendered";
    if (fighter.life == rules::Life::dead) return "dead";
    if (fighter.life != rules::Life::alive) return fighter.life == rules::Life::dying ? "dying" : "down";
    if (fighter.percent > 75) return "unhurt";
    if (fighter.percent > 50) return "scratched";
    return fighter.percent > 25 ? "hurt" : "badly hurt";
}

std::string battlefield(const Screen& screen, const View& view)
{
    const FightView& fight = *view.fight;
    const auto letters = letters_of(fight);
    const FighterView* const middle = middle_of(fight);
    const rules::Position at = middle ? *middle->place : rules::Position{};
    const FighterView* const turn = fighter_of(fight, fight.turn);
    std::string text =
        screen.label(fmt::format("{}, round {}{}", fight.name, fight.round, turn ? ": " + turn->name + "'s turn" : ""));
    if (static_cast<std::size_t>(at.level) < fight.levels.size()) {
        text += ground_picture(screen, {.ground = fight.levels[static_cast<std::size_t>(at.level)].rows,
                                        .shown = occupied(fight, letters, at.level),
                                        .width = fight.width,
                                        .height = fight.height,
                                        .middle = at});
    }
    text += '\n';
    for (const FighterView& fighter : fight.fighters) text += row_of(view, fighter, letters.at(fighter.id));
    if (const std::string left = left_in_turn(fight); !left.empty()) text += screen.notice(left);
    return text;
}

} // namespace goldbox::cli
