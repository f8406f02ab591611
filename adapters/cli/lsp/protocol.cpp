// SPDX-License-Identifier: MIT
#include "lsp/protocol.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace goldbox::cli::lsp {
namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

bool stays_in_uri(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::optional<std::uint32_t> count_at(const json::Value& value, std::string_view name)
{
    const json::Value* found = value.find(name);
    if (!found || !found->is(json::Kind::integer)) return std::nullopt;
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(found->integer(), 0, most));
}

} // namespace

const json::Value* find(const json::Value& value, std::string_view path)
{
    const json::Value* found = &value;
    while (found && !path.empty()) {
        const std::string_view name = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        found = found->find(name);
    }
    return found;
}

std::optional<std::string> string_at(const json::Value& value, std::string_view path)
{
    const json::Value* found = find(value, path);
    if (!found || !found->is(json::Kind::string)) return std::nullopt;
    return std::string(found->string());
}

bool is_true(const json::Value& value, std::string_view path)
{
    const json::Value* found = find(value, path);
    return found && found->is(json::Kind::boolean) && found->boolean();
}

std::optional<Position> position_at(const json::Value& value, std::string_view path)
{
    const json::Value* found = find(value, path);
    if (!found) return std::nullopt;
    const auto line = count_at(*found, "line");
    const auto character = count_at(*found, "character");
    if (!line || !character) return std::nullopt;
    return Position{*line, *character};
}

std::optional<Range> range_at(const json::Value& value, std::string_view path)
{
    const json::Value* found = find(value, path);
    if (!found) return std::nullopt;
    const auto start = position_at(*found, "start");
    const auto end = position_at(*found, "end");
    if (!start || !end) return std::nullopt;
    return Range{*start, *end};
}

void write(json::Writer& writer, const Position& position)
{
    writer.begin_object().member("line", position.line).member("character", position.character).end_object();
}

void write(json::Writer& writer, const Range& range)
{
    writer.begin_object().key("start");
    write(writer, range.start);
    writer.key("end");
    write(writer, range.end);
    writer.end_object();
}

std::optional<std::string> path_of(std::string_view uri)
{
    constexpr std::string_view scheme = "file://";
    if (!uri.starts_with(scheme)) return std::nullopt;
    uri.remove_prefix(scheme.size());
    const std::size_t slash = uri.find('/'); // what stands before it is a host's name
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string path = decoded(uri.substr(slash));
    if (path.find('\0') != std::string::npos) return std::nullopt;
    std::string normal = std::filesystem::path(path).lexically_normal().generic_string();
    while (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
    return normal;
}

std::string uri_of(std::string_view path)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file://";
    for (const char c : path) {
        if (stays_in_uri(c)) {
            uri += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        uri += '%';
        uri += digits[byte >> 4];
        uri += digits[byte & 15];
    }
    return uri;
}

std::string folder_of(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    return std::string(slash == 0 ? path.substr(0, 1) : path.substr(0, slash));
}

} // namespace goldbox::cli::lsp
