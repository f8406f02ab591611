#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::cli::lsp {

/// Takes messages out of a stream of bytes: headers, an empty line, and as many bytes as Content-Length says. What is
/// not that ends the stream: after a wrong header nobody knows where the next message begins.
class MessageReader {
public:
    static constexpr std::size_t largest_header = 8u << 10;
    static constexpr std::size_t largest_body = 64u << 20;

    void feed(std::string_view bytes);

    /// The next message that is whole; nothing when more bytes are needed. `lsp.bad_header`, `lsp.too_large`: the
    /// stream is of no use any more.
    [[nodiscard]] Result<std::optional<std::string>> next();

private:
    [[nodiscard]] Result<void> read_header(std::string_view header);

    std::string buffer_;
    std::size_t used_ = 0; ///< of the buffer, by messages that were taken
    std::optional<std::size_t> body_;
};

/// A message with its header.
[[nodiscard]] std::string framed(std::string_view body);

} // namespace goldbox::cli::lsp
