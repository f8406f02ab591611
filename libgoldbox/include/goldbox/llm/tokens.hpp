#pragma once
// SPDX-License-Identifier: MIT
// How many tokens a text is. A provider that can tell is asked (`Client::count_tokens`); else it is estimated here.

#include <goldbox/llm/codec.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace goldbox::llm {

/// An estimate without a tokenizer, from words, digits, signs and scripts. Against the two vocabularies of the test
/// data it lies between 0.6 and 1.7 times the truth (docs/llm.md has the table), so reserve with a margin.
[[nodiscard]] std::int64_t estimate_tokens(std::string_view text);
/// Of a whole prompt: messages, tools, schema; pictures and recordings count as a flat 1,000 each.
[[nodiscard]] std::int64_t estimate_tokens(const Request& request);

/// The request that asks a provider to count (Anthropic, Google); nothing where it cannot. Errors are those of
/// `encode`.
[[nodiscard]] Result<std::optional<HttpRequest>> encode_token_count(const Provider& provider, const Request& request);
/// The count in its reply; none where it holds none.
[[nodiscard]] std::optional<std::int64_t> decode_token_count(std::string_view body);

struct TokenCount {
    std::int64_t tokens = 0;
    bool estimated = false;
};

} // namespace goldbox::llm
