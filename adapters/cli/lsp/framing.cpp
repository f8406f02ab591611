// SPDX-License-Identifier: MIT
#include "lsp/framing.hpp"

#include "words.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <charconv>

namespace goldbox::cli::lsp {
namespace {

tl::unexpected<Error> bad_header(std::string message)
{
    return fail(Code::invalid, "lsp.bad_header", std::move(message));
}

} // namespace

void MessageReader::feed(std::string_view bytes)
{
    if (used_ > 0) buffer_.erase(0, std::exchange(used_, 0));
    buffer_ += bytes;
}

Result<std::optional<std::string>> MessageReader::next()
{
    if (!body_) {
        constexpr std::string_view end = "\r\n\r\n";
        const std::string_view rest = std::string_view(buffer_).substr(used_);
        const std::size_t header = rest.substr(0, largest_header).find(end);
        if (header == std::string_view::npos) {
            if (rest.size() >= largest_header) return bad_header("the header of a message does not end");
            return std::optional<std::string>();
        }
        GOLDBOX_CHECK(read_header(rest.substr(0, header)));
        used_ += header + end.size();
    }
    if (buffer_.size() - used_ < *body_) return std::optional<std::string>();
    std::string body = buffer_.substr(used_, *body_);
    used_ += *body_;
    body_.reset();
    return std::optional(std::move(body));
}

Result<void> MessageReader::read_header(std::string_view header)
{
    while (!header.empty()) {
        const std::string_view line = header.substr(0, header.find("\r\n"));
        header.remove_prefix(std::min(header.size(), line.size() + 2));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return bad_header("a header is `Name: value`, not `" + printable(line) + '`');
        if (lower(trim(line.substr(0, colon))) != "content-length") continue;
        const std::string_view digits = trim(line.substr(colon + 1));
        std::size_t length = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (problem != std::errc() || end != digits.data() + digits.size() || digits.empty()) {
            return bad_header("Content-Length is a number, not `" + printable(digits) + '`');
        }
        if (length > largest_body) {
            return fail(Code::limit, "lsp.too_large",
                        "a message has at most " + std::to_string(largest_body) + " bytes");
        }
        body_ = length;
    }
    if (!body_) return bad_header("a message without Content-Length");
    return {};
}

std::string framed(std::string_view body)
{
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

} // namespace goldbox::cli::lsp
