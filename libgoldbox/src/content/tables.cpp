// SPDX-License-Identifier: MIT
#include <goldbox/content/tables.hpp>

#include <goldbox/dice/statistics.hpp>

#include <charconv>
#include <cstdint>
#include <optional>

namespace goldbox::content {
namespace {

constexpr std::uint64_t work_for_a_table = 1'000'000;

std::optional<std::int64_t> integer(const std::optional<std::string>& text)
{
    std::int64_t number = 0;
    if (!text) return std::nullopt;
    const auto [end, bad] = std::from_chars(text->data(), text->data() + text->size(), number);
    return bad == std::errc() && end == text->data() + text->size() ? std::optional(number) : std::nullopt;
}

/// The totals that the table's dice can give; nothing, and a remark, when they cannot be rolled on a table.
std::optional<std::pair<std::int64_t, std::int64_t>> totals(json::Reading& reading, const std::string& dice)
{
    std::optional<std::pair<std::int64_t, std::int64_t>> range;
    reading.inside("dice", [&] {
        dice::Options options;
        options.limits.work = work_for_a_table;
        const auto expression = dice::Expression::compile(dice, options);
        if (!expression) return reading.wrong("content.bad_dice", "these are no dice: " + expression.error().message);
        const auto statistics = dice::statistics(*expression);
        const auto least = statistics ? integer(statistics->min) : std::nullopt;
        const auto most = statistics ? integer(statistics->max) : std::nullopt;
        if (least && most) range = {*least, *most};
        if (!range) reading.wrong("content.bad_dice", "the lowest and highest total of these dice are not known");
    });
    return range;
}

} // namespace

void check(json::Reading& reading, const std::vector<Loot>& loot)
{
    reading.inside("loot", [&] {
        for (std::size_t i = 0; i < loot.size(); ++i) {
            const auto dice = dice::Expression::compile(loot[i].count);
            if (dice) continue;
            reading.inside(i, [&] {
                reading.inside(
                    "count", [&] { reading.wrong("content.bad_dice", "these are no dice: " + dice.error().message); });
            });
        }
    });
}

void check(json::Reading& reading, const RandomTable& table)
{
    const auto range = totals(reading, table.dice);
    if (!range) return;
    std::int64_t next = range->first;
    reading.inside("rows", [&] {
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const TableRow& row = table.rows[i];
            const int to = row.to == 0 ? row.from : row.to;
            reading.inside(i, [&] {
                check(reading, row.loot);
                if (row.from != next) {
                    reading.wrong("content.bad_rows", "this row begins at " + std::to_string(row.from) +
                                                          "; after what stands before it " + std::to_string(next) +
                                                          " comes next");
                } else if (to < row.from || to > range->second) {
                    reading.wrong("content.bad_rows", "this row ends at " + std::to_string(to) + "; the dice give " +
                                                          std::to_string(range->first) + " to " +
                                                          std::to_string(range->second));
                }
            });
            next = std::int64_t{to} + 1;
        }
        if (next <= range->second) {
            reading.wrong("content.bad_rows", "the rows end at " + std::to_string(next - 1) + "; the dice give up to " +
                                                  std::to_string(range->second));
        }
    });
}

} // namespace goldbox::content
