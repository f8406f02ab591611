#pragma once
// SPDX-License-Identifier: MIT
// Kinds of entries that need no rules: tables to roll on, texts to show.

#include <goldbox/content/loot.hpp>
#include <goldbox/json/fields.hpp>

#include <string>
#include <vector>

namespace goldbox::content {

/// What one or several totals of a table's dice mean.
struct TableRow {
    int from = 0;
    int to = 0; ///< 0: the same as `from`
    std::string text;
    std::vector<Loot> loot;
    std::string table; ///< to roll on next; empty: none
    bool operator==(const TableRow&) const = default;
};

/// A table to roll on. Its rows cover every total of its dice, once each, in order.
struct RandomTable {
    std::string name;
    std::string dice; ///< `1d100`
    std::vector<TableRow> rows;
    bool operator==(const RandomTable&) const = default;
};

void check(json::Reading& reading, const RandomTable& table);

/// A text that people read: what a place looks like, what a letter says.
struct TextEntry {
    std::string title;
    std::string text;
    bool operator==(const TextEntry&) const = default;
};

} // namespace goldbox::content

template <>
struct goldbox::json::Fields<goldbox::content::TableRow> {
    using T = goldbox::content::TableRow;
    static constexpr std::string_view name = "table_row";
    static constexpr std::string_view doc = "What one or several totals mean.";
    static constexpr auto table = std::make_tuple(
        field("from", &T::from, {.doc = "the lowest total", .min = 0, .max = 1'000'000, .required = true}),
        field("to", &T::to, {.doc = "the highest; when absent, from", .min = 0, .max = 1'000'000}),
        field("text", &T::text, {.doc = "what it means", .max = 4000}),
        field("loot", &T::loot, {.doc = "what is found", .max = 100}),
        field("table", &T::table, {.doc = "table to roll on next", .max = 200, .refers = "tables"}));
};

template <>
struct goldbox::json::Fields<goldbox::content::RandomTable> {
    using T = goldbox::content::RandomTable;
    static constexpr std::string_view name = "table";
    static constexpr std::string_view doc = "A table to roll on. Its rows cover every total of its dice, in order.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "what people call it", .max = 200}),
        field("dice", &T::dice, {.doc = "what is rolled: 1d100", .min = 1, .max = 200, .required = true}),
        field("rows", &T::rows, {.doc = "by ascending totals", .min = 1, .max = 10'000, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::content::TextEntry> {
    using T = goldbox::content::TextEntry;
    static constexpr std::string_view name = "text";
    static constexpr std::string_view doc = "A text that people read.";
    static constexpr auto table = std::make_tuple(
        field("title", &T::title, {.doc = "what stands over it", .max = 200}),
        field("text", &T::text, {.doc = "UTF-8", .unit = "bytes", .min = 1, .max = 20'000, .required = true}));
};
