// SPDX-License-Identifier: MIT
#include "narrative/compile_text.hpp"

#include <algorithm>

using namespace goldbox;
using goldbox::tests::compile_source;

namespace {

std::string repeat(std::string_view text, std::size_t times)
{
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

bool reports(const narrative::Compilation& compilation, std::string_view code)
{
    return std::ranges::any_of(compilation.diagnostics, [&](const Diagnostic& found) { return found.code == code; });
}

} // namespace

TEST_CASE("nesting beyond the limit is an error wherever it comes from", "[narrative][limits]")
{
    constexpr std::size_t many = 200'000;
    for (const std::string_view opening : {"{", "(", "- ", "* ", "not ", "f(", "{\"", "{x:", "!", "-", "{&", "{a|"}) {
        INFO(opening);
        const std::string prefix = opening.front() == '{' || opening == "- " || opening == "* " ? "" : "~ x = ";
        const auto compiled = compile_source(prefix + repeat(opening, many));
        CHECK_FALSE(compiled.tree);
        CHECK(has_errors(compiled.diagnostics));
    }
    CHECK(reports(compile_source(repeat("{", many)), "ink.too_deep"));
    CHECK(reports(compile_source("{" + repeat("1+", many) + "1}"), "ink.too_deep"));
    // Gathers without choices between them lie inside one another.
    CHECK(reports(compile_source(repeat("- \n", many)), "ink.too_deep"));
}

TEST_CASE("nesting up to the limit compiles", "[narrative][limits]")
{
    constexpr std::size_t levels = 90;
    CHECK(compile_source(repeat("{true:", levels) + "x" + repeat("}", levels)).tree);
    CHECK(compile_source(repeat("{\n- true:\n", levels) + "x\n" + repeat("}\n", levels)).tree);
    CHECK(compile_source("{" + repeat("(", levels) + "1" + repeat(")", levels) + "}").tree);
}

TEST_CASE("a text that could be read in endless ways is given up", "[narrative][limits]")
{
    CHECK(reports(compile_source(repeat("{\"a", 60) + "1" + repeat("\"}", 60)), "ink.too_complex"));
    CHECK(reports(compile_source(repeat("{\n- true:\n", 150)), "ink.too_complex"));
}

TEST_CASE("a file that is wrong everywhere is cut short", "[narrative][limits]")
{
    const auto compiled = compile_source(repeat("-> nowhere\n", 5000));
    CHECK(compiled.diagnostics.size() < 1100);
    CHECK(reports(compiled, "ink.too_many_problems"));
}

TEST_CASE("a source beyond the limit is refused unread", "[narrative][limits]")
{
    CHECK(reports(compile_source(repeat("text\n", 1000), {.max_source_bytes = 1000}), "ink.too_large"));
}
