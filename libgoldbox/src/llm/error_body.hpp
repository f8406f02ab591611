#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/value.hpp>
#include <goldbox/llm/failure.hpp>

#include <string>
#include <string_view>

namespace goldbox::llm {

/// What an error object of any provider means: a body, or an event in the middle of a stream (`status` 0).
[[nodiscard]] Failure classify_error(const json::Value& body, int status);

/// A text as it may stand in a message: printable, of bounded length, without what looks like a key.
[[nodiscard]] std::string presentable(std::string_view text);

/// A failure that a stream or body caused, not a provider's own words.
[[nodiscard]] Failure make_failure(FailureKind kind, std::string message, int status = 0);

} // namespace goldbox::llm
