// SPDX-License-Identifier: MIT
#include <goldbox/base/text.hpp>
#include <goldbox/json/writer.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace goldbox::json {
namespace {

/// Bytes of a string that stand for themselves: printable ASCII without quote and backslash.
std::size_t plain_prefix(std::string_view text)
{
    std::size_t n = 0;
    while (n < text.size() && text[n] >= 0x20 && text[n] < 0x7F && text[n] != '"' && text[n] != '\\') ++n;
    return n;
}

void append_escaped(std::string& out, char32_t c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (c < 0x20 || c == 0x7F) {
        out += "\\u00";
        out += digits[c >> 4];
        out += digits[c & 15];
    } else {
        append_utf8(out, c);
    }
}

void append_number(std::string& out, double number)
{
    GOLDBOX_ASSERT(std::isfinite(number), "JSON has no infinity and no NaN");
    std::array<char, 32> digits;
    auto [end, bad] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

} // namespace

void append_quoted(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        std::size_t plain = plain_prefix(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        CodePoint point = decode_utf8(text);
        append_escaped(out, point.value);
        text.remove_prefix(point.bytes);
    }
    out += '"';
}

void Writer::separate()
{
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_element_.back()) out_ += ',';
    has_element_.back() = true;
}

Writer& Writer::begin(char bracket)
{
    separate();
    out_ += bracket;
    has_element_.push_back(false);
    return *this;
}

Writer& Writer::end(char bracket)
{
    GOLDBOX_ASSERT(has_element_.size() > 1 && !after_key_, "JSON brackets do not match");
    has_element_.pop_back();
    out_ += bracket;
    return *this;
}

Writer& Writer::begin_object()
{
    return begin('{');
}

Writer& Writer::end_object()
{
    return end('}');
}

Writer& Writer::begin_array()
{
    return begin('[');
}

Writer& Writer::end_array()
{
    return end(']');
}

Writer& Writer::key(std::string_view name)
{
    GOLDBOX_ASSERT(!after_key_, "a JSON key needs a value");
    separate();
    append_quoted(out_, name);
    out_ += ':';
    after_key_ = true;
    return *this;
}

Writer& Writer::null()
{
    return raw("null");
}

Writer& Writer::value(bool boolean)
{
    return raw(boolean ? "true" : "false");
}

Writer& Writer::value(std::int64_t integer)
{
    std::array<char, 24> digits;
    auto [end, bad] = std::to_chars(digits.data(), digits.data() + digits.size(), integer);
    return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Writer& Writer::value(std::uint64_t integer)
{
    GOLDBOX_ASSERT(integer <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}, "an integer beyond 2^63-1");
    return value(static_cast<std::int64_t>(integer));
}

Writer& Writer::value(double number)
{
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(std::string_view text)
{
    separate();
    append_quoted(out_, text);
    return *this;
}

Writer& Writer::value(const Value& content)
{
    switch (content.kind()) {
    case Kind::null: return null();
    case Kind::boolean: return value(content.boolean());
    case Kind::integer: return value(content.integer());
    case Kind::number: return value(content.number());
    case Kind::string: return value(content.string());
    case Kind::array:
        begin_array();
        for (const Value& element : content.array()) value(element);
        return end_array();
    case Kind::object: break;
    }
    begin_object();
    for (const Member& each : content.object()) member(each.name, each.value);
    return end_object();
}

Writer& Writer::raw(std::string_view json)
{
    separate();
    out_ += json;
    return *this;
}

std::string write(const Value& value)
{
    std::string text;
    Writer(text).value(value);
    return text;
}

} // namespace goldbox::json
