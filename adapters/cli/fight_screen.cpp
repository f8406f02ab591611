// SPDX-License-Identifier: MIT
#include "fight_screen.hpp"

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
constexpr int axis = 4;                                          ///< columns of the numbers beside the picture
constexpr std::int32_t most_rows = 30;

bool of_party(const FighterView& fighter)
{
    return fighter.side == content::party_side;
}

/// What is shown of a side of the battlefield: where it begins, and how many cells.
struct Span {
    std::int32_t first = 0;
    std::int32_t count = 0;
};

Span around(std::int32_t middle, std::int32_t length, std::int32_t room)
{
    if (length <= room) return {0, length};
    return {std::clamp(middle - room / 2, 0, length - room), room};
}

/// The nearest of the colours that terminals have, for what a letter stands for.
int color_of(char letter)
{
    switch (letter) {
    case '#':
    case '|':
    case '-': return 240;
    case '+':
    case '/': return 94;
    case '=': return 110;
    case '%': return 89;
    case ':':
    case '_': return 245;
    case 'n': return 137;
    case '1': return 101;
    case '2': return 67;
    case '3': return 25;
    case '4': return 95;
    case '5': return 16;
    case ' ': return 232;
    default: return 236;
    }
}

/// One letter a cell; of maps with walls on edges, the letters of their form in docs/maps.md.
class Picture {
public:
    Picture(const FightView& fight, const std::map<rules::CreatureId, char>& letters, std::int32_t level)
        : fight_(fight), level_(static_cast<std::size_t>(level))
    {
        rows_ = fight.levels[static_cast<std::size_t>(level)].rows;
        edges_ = static_cast<std::int32_t>(rows_.size()) > fight.height;
        for (const FighterView& fighter : fight.fighters) {
            if (fighter.place && fighter.place->level == level) draw(fighter, letters.at(fighter.id));
        }
    }

    [[nodiscard]] bool edges() const { return edges_; }

    [[nodiscard]] std::string row(std::int32_t y, Span columns, bool color) const
    {
        const std::int32_t line = edges_ ? 2 * y + 1 : y;
        std::string text;
        int last = -1;
        for (std::int32_t x = columns.first; x < columns.first + columns.count; ++x) {
            const char ground = at(ground_rows(), line, x), shown = at(rows_, line, x);
            if (!color) {
                text += shown;
                continue;
            }
            if (const int paint = color_of(ground); paint != last) text += fmt::format("\x1b[48;5;{}m", last = paint);
            text += shown == ground ? fmt::format("{}", shown) : fmt::format("\x1b[1;97m{}\x1b[22;39m", shown);
        }
        return color ? text + "\x1b[0m" : text;
    }

private:
    [[nodiscard]] const std::vector<std::string>& ground_rows() const { return fight_.levels[level_].rows; }

    [[nodiscard]] char at(const std::vector<std::string>& rows, std::int32_t line, std::int32_t x) const
    {
        const auto column = static_cast<std::size_t>(edges_ ? 2 * x + 1 : x);
        const auto row = static_cast<std::size_t>(line);
        return row < rows.size() && column < rows[row].size() ? rows[row][column] : ' ';
    }

    void draw(const FighterView& fighter, char letter)
    {
        for (std::int32_t i = 0; i < fighter.size * fighter.size; ++i) {
            const std::int32_t x = fighter.place->x + i % fighter.size, y = fighter.place->y + i / fighter.size;
            const auto row = static_cast<std::size_t>(edges_ ? 2 * y + 1 : y);
            const auto column = static_cast<std::size_t>(edges_ ? 2 * x + 1 : x);
            if (row >= rows_.size() || column >= rows_[row].size()) continue;
            if (!fighter.there)
                rows_[row][column] = '?';
            else if (fighter.life == rules::Life::alive)
                rows_[row][column] = letter;
            else if (rows_[row][column] == '.')
                rows_[row][column] = ',';
        }
    }

    const FightView& fight_;
    std::size_t level_;
    std::vector<std::string> rows_;
    bool edges_ = false;
};

const FighterView* fighter_of(const FightView& fight, rules::CreatureId id)
{
    const auto found = std::ranges::find(fight.fighters, id, &FighterView::id);
    return found == fight.fighters.end() ? nullptr : &*found;
}

/// Whom the picture is about: whose turn it is, or the first of the party.
const FighterView* middle_of(const FightView& fight)
{
    if (const FighterView* const turn = fighter_of(fight, fight.turn); turn && turn->place) return turn;
    const auto found =
        std::ranges::find_if(fight.fighters, [](const FighterView& each) { return each.place && of_party(each); });
    return found == fight.fighters.end() ? nullptr : &*found;
}

std::string numbers_above(Span columns)
{
    std::string tens(axis, ' '), ones(axis, ' ');
    for (std::int32_t x = columns.first; x < columns.first + columns.count; ++x) {
        tens += x % 10 == 0 && x > 0 ? std::to_string(x / 10 % 10)[0] : ' ';
        ones += std::to_string(x % 10);
    }
    while (tens.ends_with(' ')) tens.pop_back();
    return tens + '\n' + ones + '\n';
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
        const Picture picture(fight, letters, at.level);
        const Span columns = around(at.x, fight.width, screen.width() - axis - 2);
        const Span rows = around(at.y, fight.height, most_rows);
        text += '\n' + numbers_above(columns);
        for (std::int32_t y = rows.first; y < rows.first + rows.count; ++y)
            text += fmt::format("{:>3} {}\n", y, picture.row(y, columns, screen.color()));
    }
    text += '\n';
    for (const FighterView& fighter : fight.fighters) text += row_of(view, fighter, letters.at(fighter.id));
    if (const std::string left = left_in_turn(fight); !left.empty()) text += screen.notice(left);
    return text;
}

} // namespace goldbox::cli
