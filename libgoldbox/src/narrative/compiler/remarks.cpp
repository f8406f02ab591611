// SPDX-License-Identifier: MIT
#include "narrative/compiler/remarks.hpp"

#include <algorithm>
#include <array>

namespace goldbox::narrative::ink {

namespace {

constexpr auto kinds = std::to_array<RemarkKind>({
    {"ink.ambiguous_list_item", Extent::word, "write `list.item`"},
    {"ink.ambiguous_not", Extent::line, "write `not (a ? b)`"},
    {"ink.argument_count", Extent::word, "give as many as it is declared with"},
    {"ink.argument_type", Extent::word, "pass `-> name`, or a number without a fraction"},
    {"ink.bad_arrows", Extent::line, "write `->` to divert, `-> name ->` for a tunnel, `->->` to return"},
    {"ink.bad_braces", Extent::line, "look for a missing `}` or `|`"},
    {"ink.bad_conditional", Extent::line, "write what happens when it is true"},
    {"ink.bad_divert_target", Extent::line, "compare it or pass it to TURNS_SINCE"},
    {"ink.bad_expression", Extent::line, "complete the expression"},
    {"ink.bad_initial_value", Extent::line, "use a number, text, list item, constant or divert target"},
    {"ink.bad_list", Extent::line, "write `LIST name = item, (item), item = 5`"},
    {"ink.bad_sequence", Extent::line,
     "write `{a|b}`, `{&a|b}`, `{!a|b}`, `{~a|b}`, or one element a line behind a dash"},
    {"ink.blank_choice", Extent::line, "write `* ->` for a fallback"},
    {"ink.constant_assigned", Extent::line, "declare it by VAR"},
    {"ink.constant_redefined", Extent::line, "keep one value"},
    {"ink.divert_in_string", Extent::line, "end the string before it"},
    {"ink.divert_to_function", Extent::word, "call it: `~ f()`"},
    {"ink.duplicate_external", Extent::line, "rename one of them"},
    {"ink.duplicate_flow", Extent::line, "rename one of them"},
    {"ink.duplicate_label", Extent::line, "rename one of them"},
    {"ink.duplicate_list_item", Extent::word, "rename one of them"},
    {"ink.duplicate_parameter", Extent::line, "rename one of them"},
    {"ink.duplicate_variable", Extent::line, "rename one of them"},
    {"ink.else_without_dash", Extent::line, "write `- else:`"},
    {"ink.empty_branch", Extent::line, "fill the branch or remove it"},
    {"ink.empty_choice", Extent::line, "write `* ->` for a fallback"},
    {"ink.empty_comment", Extent::mark, "put something inside the comment"},
    {"ink.empty_divert", Extent::line, "name a target"},
    {"ink.empty_flow", Extent::line, "write one, at least `-> DONE`"},
    {"ink.expected_end_of_line", Extent::line, "remove the rest; often a quote or brace too many"},
    {"ink.external_name_clash", Extent::line, "rename one of them"},
    {"ink.file_not_found", Extent::line, "name it relative to the main file's folder, and inside that folder"},
    {"ink.function_flow", Extent::line, "make it a knot, or leave only computing and printing in it"},
    {"ink.function_in_knot", Extent::line, "declare it with `==`"},
    {"ink.function_not_called", Extent::word, "write `{f()}`"},
    {"ink.gather_in_block", Extent::line, "begin a branch with one dash"},
    {"ink.include_cycle", Extent::line, "remove one INCLUDE"},
    {"ink.include_ignored", Extent::line, "move it above the first knot"},
    {"ink.included_twice", Extent::line, "remove one INCLUDE"},
    {"ink.loose_end", Extent::line, "add `-> DONE`, a divert or a choice"},
    {"ink.misplaced_else", Extent::line, "put one `- else:` at the end"},
    {"ink.misplaced_increment", Extent::line, "use a `~` line of its own"},
    {"ink.missing_condition", Extent::line, "write the condition and a `:`"},
    {"ink.missing_name", Extent::line, "write the name"},
    {"ink.missing_parameters", Extent::line, "write at least `()`"},
    {"ink.missing_target", Extent::line, "name a knot"},
    {"ink.missing_value", Extent::line, "write `=` and a value"},
    {"ink.name_clash", Extent::line, "rename it"},
    {"ink.name_too_long", Extent::word, "shorten the name"},
    {"ink.nested_choice", Extent::line, "divert at its end, or write `* {condition} choice`"},
    {"ink.not_a_function", Extent::word, "declare it as a function, or divert"},
    {"ink.not_utf8", Extent::line, "save it as UTF-8"},
    {"ink.number_range", Extent::word, "use a smaller number"},
    {"ink.parameter_not_target", Extent::line, "declare it as `-> name`"},
    {"ink.reference_argument", Extent::word, "pass a variable's name"},
    {"ink.repeated_list_item", Extent::line, "remove one of them"},
    {"ink.reserved_name", Extent::line, "rename it"},
    {"ink.rest_ignored", Extent::line, "remove the stray `}`, `|` or `]`, or write `\\` before it"},
    {"ink.return_outside_function", Extent::line, "declare the knot as a function"},
    {"ink.return_without_tilde", Extent::line, "write `~ return`"},
    {"ink.stray_tilde", Extent::line, "use braces for logic within text"},
    {"ink.tag_in_string", Extent::line, "write `\\#`"},
    {"ink.todo", Extent::line, ""},
    {"ink.too_complex", Extent::line, "close the braces and quotes before it; keep strings within strings shallow"},
    {"ink.too_deep", Extent::line, "divide the text or the expression"},
    {"ink.too_large", Extent::line, "split the story; shorten names"},
    {"ink.too_many_branches", Extent::line, "use a block with several conditions"},
    {"ink.too_many_parameters", Extent::line, "pass a list instead"},
    {"ink.too_many_problems", Extent::line, "mend the first ones and compile again"},
    {"ink.unclosed_brace", Extent::line, "write the missing `}`"},
    {"ink.unclosed_bracket", Extent::line, "write the missing `]`"},
    {"ink.unclosed_comment", Extent::mark, "write the missing `*/`"},
    {"ink.unclosed_parenthesis", Extent::line, "write the missing `)`"},
    {"ink.unclosed_string", Extent::line, "write the missing `\"`"},
    {"ink.unknown_divert", Extent::word, "correct the name, or write what it names"},
    {"ink.unknown_function", Extent::word, "correct the name, write the function, or declare it EXTERNAL"},
    {"ink.unknown_list_item", Extent::word, "correct the name, or add the item to its LIST"},
    {"ink.unknown_variable", Extent::word, "correct the name, or declare it by VAR, LIST or `~ temp`"},
    {"ink.unreachable", Extent::line, "remove it, or put it before the divert"},
    {"ink.useless_logic", Extent::line, "assign something or call a function"},
});

} // namespace

std::span<const RemarkKind> remark_kinds()
{
    return kinds;
}

const RemarkKind* remark_kind(std::string_view code)
{
    const auto* found = std::ranges::lower_bound(kinds, code, {}, &RemarkKind::code);
    return found != kinds.end() && found->code == code ? found : nullptr;
}

} // namespace goldbox::narrative::ink
