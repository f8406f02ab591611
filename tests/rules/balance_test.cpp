// SPDX-License-Identifier: MIT
// What docs/balance.md says of known matchups is still so: some runs of each row are fought again. They are the first
// of those that the figures come from, so that a row that is true holds whatever chance does.
#include <goldbox/rules/arena.hpp>

#include "support/chances.hpp"
#include "support/shipped.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

struct Row {
    std::string pack, a, b;
    double won = 0; ///< percent
    double rounds = 0;
};

std::vector<Row> rows_of_the_page()
{
    std::ifstream page(std::string(GOLDBOX_SOURCE_DIR) + "/docs/balance.md");
    std::vector<Row> rows;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| srd51 |") && !line.starts_with("| classic |")) continue;
        std::vector<std::string> cells;
        std::istringstream parts(line.substr(1));
        for (std::string cell; std::getline(parts, cell, '|');) {
            std::erase_if(cell, [](char letter) { return letter == ' ' || letter == '`'; });
            cells.push_back(cell);
        }
        REQUIRE(cells.size() == 9);
        rows.push_back({cells[0], cells[1], cells[2], std::stod(cells[3]), std::stod(cells[5])});
    }
    return rows;
}

/// Fights the first runs of a row. @return how unlikely its share of victories makes what came, and says the rest.
Finding fight_again(const Row& row, int runs)
{
    Arena arena{.rules = shipped(row.pack).rules, .seed = 1};
    arena.a = must(read_squads(*arena.rules, row.a));
    arena.b = must(read_squads(*arena.rules, row.b));
    std::int64_t won = 0, rounds = 0;
    for (int run = 0; run < runs; ++run) {
        const ArenaFight fight = must(fight_in(arena, static_cast<std::uint64_t>(run)));
        won += fight.winner == 1 ? 1 : 0;
        rounds += fight.rounds;
    }
    INFO(row.a << " against " << row.b);
    CHECK(static_cast<double>(rounds) / runs > row.rounds * 0.6 - 0.5);
    CHECK(static_cast<double>(rounds) / runs < row.rounds * 1.6 + 0.5);
    // a share of nearly all or nothing is known to a thousandth
    const long double share = std::clamp(static_cast<long double>(row.won) / 100, 0.001L, 0.999L);
    return count_of(row.a + " against " + row.b + ": won", runs, share, won);
}

void fight_all_again(std::size_t each, int runs)
{
    const std::vector<Row> rows = rows_of_the_page();
    CHECK(rows.size() >= 30);
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < rows.size(); i += each) findings.push_back(fight_again(rows[i], runs));
    check_chances(findings, std::to_string(findings.size()) + " matchups, " + std::to_string(runs) + " fights each");
}

} // namespace

TEST_CASE("what docs/balance.md says of some matchups is so", "[rules][arena]")
{
    fight_all_again(5, 25);
}

TEST_CASE("what docs/balance.md says of all matchups is so", "[rules][arena][.long]")
{
    fight_all_again(1, 200);
}
