#pragma once
// SPDX-License-Identifier: MIT
// The protocol's small things: JSON in and out, file names.

#include "lsp/document.hpp"

#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>
#include <goldbox/json/writer.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace goldbox::cli::lsp {

/// Why a request is answered with an error, by the numbers of JSON-RPC and of the protocol.
enum class Failure : int {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    not_initialized = -32002,
    request_failed = -32803,
};

/// The value at a path of names, `general/positionEncodings`; null when there is none.
[[nodiscard]] const json::Value* find(const json::Value& value, std::string_view path);
[[nodiscard]] std::optional<std::string> string_at(const json::Value& value, std::string_view path);
[[nodiscard]] bool is_true(const json::Value& value, std::string_view path);
[[nodiscard]] std::optional<Position> position_at(const json::Value& value, std::string_view path);
[[nodiscard]] std::optional<Range> range_at(const json::Value& value, std::string_view path);

void write(json::Writer& writer, const Position& position);
void write(json::Writer& writer, const Range& range);

/// The path of a `file:` URI, without `.` and `..`; nothing for other kinds.
[[nodiscard]] std::optional<std::string> path_of(std::string_view uri);
[[nodiscard]] std::string uri_of(std::string_view path);

/// `a/b` of `a/b/c.ink`.
[[nodiscard]] std::string folder_of(std::string_view path);

} // namespace goldbox::cli::lsp
