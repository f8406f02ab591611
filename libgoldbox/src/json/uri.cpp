// SPDX-License-Identifier: MIT
#include "uri.hpp"

#include <cstddef>

namespace goldbox::json {
namespace {

bool is_scheme(std::string_view text)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || !letter(text[0])) return false;
    for (const char c : text) {
        if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return false;
    }
    return true;
}

/// Cuts what comes before the first of `ends` off.
std::string_view cut(std::string_view& text, std::string_view ends)
{
    const std::string_view before = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(before.size());
    return before;
}

/// RFC 3986, 5.2.4, in one pass: the segments that stay, with the slashes before them.
std::string without_dots(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        const bool slash = path[0] == '/';
        if (slash) path.remove_prefix(1);
        const std::string_view segment = cut(path, "/");
        if (segment == ".." || segment == ".") {
            if (segment == "..") out.erase(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
            if (path.empty() && slash) out += '/';
            continue;
        }
        if (slash) out += '/';
        out += segment;
    }
    return out;
}

std::string merged_path(const UriParts& base, std::string_view path)
{
    if (base.authority && base.path.empty()) return "/" + std::string(path);
    const std::size_t slash = base.path.rfind('/');
    return std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + std::string(path);
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape =
            text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<std::string> unescaped(std::string_view token)
{
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            out += token[i];
            continue;
        }
        if (i + 1 == token.size() || (token[i + 1] != '0' && token[i + 1] != '1')) return std::nullopt;
        out += token[++i] == '0' ? '~' : '/';
    }
    return out;
}

std::optional<std::size_t> as_index(std::string_view text)
{
    if (text.empty() || text.size() > 10 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::size_t index = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        index = index * 10 + static_cast<std::size_t>(c - '0');
    }
    return index;
}

} // namespace

UriParts split_uri(std::string_view uri)
{
    UriParts parts;
    if (const std::size_t hash = uri.find('#'); hash != std::string_view::npos) {
        parts.fragment = uri.substr(hash + 1);
        uri = uri.substr(0, hash);
    }
    if (const std::size_t mark = uri.find('?'); mark != std::string_view::npos) {
        parts.query = uri.substr(mark + 1);
        uri = uri.substr(0, mark);
    }
    if (const std::size_t colon = uri.find_first_of(":/"); colon != std::string_view::npos && uri[colon] == ':') {
        if (is_scheme(uri.substr(0, colon))) {
            parts.scheme = uri.substr(0, colon);
            uri.remove_prefix(colon + 1);
        }
    }
    if (uri.starts_with("//")) {
        uri.remove_prefix(2);
        parts.authority = cut(uri, "/");
    }
    parts.path = uri;
    return parts;
}

std::string resolve_uri(std::string_view base_uri, std::string_view reference)
{
    UriParts to = split_uri(reference);
    std::string path;
    if (to.scheme) {
        path = to.authority || to.path.starts_with('/') ? without_dots(to.path) : std::string(to.path);
    } else {
        const UriParts base = split_uri(base_uri);
        to.scheme = base.scheme;
        if (to.authority) {
            path = without_dots(to.path);
        } else {
            to.authority = base.authority;
            if (to.path.empty()) {
                path = base.path;
                if (!to.query) to.query = base.query;
            } else {
                path = without_dots(to.path.starts_with('/') ? std::string(to.path) : merged_path(base, to.path));
            }
        }
    }
    std::string uri;
    if (to.scheme) uri.append(*to.scheme).append(":");
    if (to.authority) uri.append("//").append(*to.authority);
    uri += path;
    if (to.query) uri.append("?").append(*to.query);
    if (to.fragment) uri.append("#").append(*to.fragment);
    return uri;
}

Address split_address(std::string_view uri)
{
    const std::size_t hash = uri.find('#');
    if (hash == std::string_view::npos) return {std::string(uri), {}};
    return {std::string(uri.substr(0, hash)), percent_decoded(uri.substr(hash + 1))};
}

void append_pointer(std::string& pointer, std::string_view name)
{
    pointer += '/';
    for (const char c : name) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
}

void append_pointer(std::string& pointer, std::size_t index)
{
    pointer += '/';
    pointer += std::to_string(index);
}

std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer)
{
    std::vector<std::string> steps;
    while (!pointer.empty()) {
        if (pointer[0] != '/') return std::nullopt;
        pointer.remove_prefix(1);
        auto step = unescaped(cut(pointer, "/"));
        if (!step) return std::nullopt;
        steps.push_back(*std::move(step));
    }
    return steps;
}

const Value* step_into(const Value& value, std::string_view step)
{
    if (value.is(Kind::object)) return value.find(step);
    if (!value.is(Kind::array)) return nullptr;
    const auto index = as_index(step);
    return index && *index < value.array().size() ? &value.array()[*index] : nullptr;
}

std::vector<Where> places_of(std::span<const std::string> pointers, const Value& root, std::string_view text,
                             const ReadOptions& read)
{
    std::vector<std::vector<std::string>> names; // what the steps point into
    std::vector<std::vector<Step>> paths;
    for (const std::string& pointer : pointers) {
        names.push_back(pointer_steps(pointer).value_or(std::vector<std::string>()));
        std::vector<Step>& path = paths.emplace_back();
        const Value* value = &root;
        for (const std::string& name : names.back()) {
            const Value* next = step_into(*value, name);
            if (!next) break;
            path.push_back(value->is(Kind::array) ? Step(*as_index(name)) : Step(std::string_view(name)));
            value = next;
        }
    }
    const std::vector<std::span<const Step>> spans(paths.begin(), paths.end());
    return locate_all(text, spans, read);
}

} // namespace goldbox::json
