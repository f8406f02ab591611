#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace goldbox {

/// What kind of no this is. The kinds are stable and few: each maps to one JSON-RPC code, HTTP status, exit status and
/// C ABI value (docs/errors.md has the table).
enum class Code : std::uint8_t {
    invalid,     ///< the input is malformed: a story, a pack, JSON, a command that means nothing
    refused,     ///< well-formed, but a rule says no
    not_found,   ///< what was named does not exist, or the asker may not know that it does
    conflict,    ///< somebody was faster, or the same id came with other content
    expired,     ///< the answer to this was kept long enough and is gone; it is not done again
    limit,       ///< larger, deeper or longer than what is allowed
    unsupported, ///< made by a newer version, or for something that this build leaves out
    usage,       ///< the program was called wrongly
    unavailable, ///< the world failed: disk, network, another process
    corrupt,     ///< stored data does not agree with itself
    internal,    ///< our fault
};

std::string_view name(Code code);

/// A place in a text. Lines and columns count from 1, columns in bytes; 0 means unknown.
struct Where {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    bool operator==(const Where&) const = default;
};

/// `file:line:column`, leaving out what is unknown; empty when nothing is known.
std::string to_string(const Where& where);

struct Error {
    Code code = Code::internal;
    std::string reason;  ///< stable dotted name for programs and translators: `game.not_seated`
    std::string message; ///< for people: what went wrong and what to do about it
    Where where = {};
    std::shared_ptr<const Error> cause = nullptr;

    /// This error as the reason of a further one.
    [[nodiscard]] Error because_of(Error inner) const;
};

/// `where: message`, then the chain of causes, one a line.
std::string to_string(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

using tl::unexpected;

/// An error as a value to return: `return fail(Code::refused, "game.not_seated", "...")`.
inline tl::unexpected<Error> fail(Code code, std::string reason, std::string message, Where where = {})
{
    return tl::unexpected<Error>(Error{code, std::move(reason), std::move(message), std::move(where)});
}

enum class Severity : std::uint8_t { error, warning, author };

std::string_view name(Severity severity);

/// One remark about a file somebody wrote. Files are checked to their end: all remarks come at once.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string code; ///< stable dotted name: `ink.unknown_divert`
    std::string message;
    Where where;
    std::uint32_t end_line = 0;   ///< where the text that it is about ends: the place after its last byte, counted as
    std::uint32_t end_column = 0; ///< in `where`; 0 when that is unknown
    std::string remedy = {};      ///< what to do about it, where that can be said
};

/// `file:line:column: error: message [code]`
std::string to_string(const Diagnostic& diagnostic);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

} // namespace goldbox
