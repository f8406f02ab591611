#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/narrative/compiler.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace goldbox::narrative {

/// How much of what a story's source holds. Counted in the syntax tree of all files, as the author wrote it: what is in
/// comments does not count, nor does what the compiler adds.
struct Statistics {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
    std::uint64_t words = 0;     ///< between spaces in lines, choices, tags and strings, as the reference counts them
    std::uint64_t tag_words = 0; ///< of these, in tags
    std::uint64_t knots = 0;     ///< functions among them
    std::uint64_t functions = 0;
    std::uint64_t stitches = 0;
    std::uint64_t choices = 0;
    std::uint64_t gathers = 0;
    std::uint64_t labels = 0;  ///< of choices and gathers
    std::uint64_t diverts = 0; ///< tunnels, threads, and targets kept as values among them
    std::uint64_t tunnels = 0; ///< `-> a ->` and `->->`
    std::uint64_t threads = 0;
    std::uint64_t calls = 0; ///< of functions and externals
    std::uint64_t conditionals = 0;
    std::uint64_t sequences = 0;
    std::uint64_t variables = 0; ///< VAR
    std::uint64_t constants = 0;
    std::uint64_t lists = 0;
    std::uint64_t list_items = 0;
    std::uint64_t temporaries = 0;
    std::uint64_t externals = 0;
    std::uint64_t tags = 0;
    std::uint64_t notes = 0; ///< TODO
};

/// Counts the ink file `main` and what it INCLUDEs. What cannot be parsed is left out: whether all is well, `compile`
/// says. A main file that cannot be read gives zeros.
[[nodiscard]] Statistics statistics(const FileSource& files, std::string_view main, const CompileOptions& options = {});

struct StatisticsField {
    std::string_view name; ///< `list_items`
    std::uint64_t Statistics::* member;
};
/// Every member of Statistics by its name, in the order of its declaration.
[[nodiscard]] std::span<const StatisticsField> statistics_fields();

} // namespace goldbox::narrative
