#pragma once
// SPDX-License-Identifier: MIT
// Each provider's arithmetic, brought to one form (see Usage).

#include <goldbox/json/value.hpp>
#include <goldbox/llm/provider.hpp>
#include <goldbox/llm/response.hpp>

namespace goldbox::llm {

[[nodiscard]] Usage chat_usage(const json::Value& usage, bool reasoning_beside_output);
[[nodiscard]] Usage responses_usage(const json::Value& usage);
[[nodiscard]] Usage gemini_usage(const json::Value& usage);
/// Anthropic tells in pieces; what a later piece names replaces what an earlier one said.
void merge_anthropic_usage(Usage& usage, const json::Value& piece);

} // namespace goldbox::llm
