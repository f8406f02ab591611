#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/writer.hpp>
#include <goldbox/llm/failure.hpp>

#include <string>
#include <vector>

namespace goldbox::cli {

/// The members `usage` and `warnings`.
void write_rest(json::Writer& out, const llm::Usage& usage, const std::vector<llm::Warning>& warnings);

/// An answer of a language model as `goldbox llm` prints it.
[[nodiscard]] std::string response_json(const llm::Response& response);
/// `{"error":{"status","retryable","kind","message","retry_after_ms","code","partial_text"}}`
[[nodiscard]] std::string failure_json(const llm::Failure& failure);

} // namespace goldbox::cli
