#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::json {

/// Appends JSON to a string, minified; commas come by themselves. The calls must nest (asserted).
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);

    Writer& null();
    Writer& value(bool boolean);
    Writer& value(std::int64_t integer);
    template <std::integral T>
        requires(!std::same_as<T, bool> && !std::same_as<T, std::int64_t> && sizeof(T) < 8)
    Writer& value(T integer)
    {
        return value(static_cast<std::int64_t>(integer));
    }
    /// Up to 2^63-1; more is a programmer's error, since `read` takes no larger integer.
    Writer& value(std::uint64_t integer);
    /// Shortest digits that read back as the same double, always with a fraction or an exponent. Finite only (asserted;
    /// the reader lets no other in).
    Writer& value(double number);
    Writer& value(std::string_view text); ///< ill-formed UTF-8 becomes U+FFFD
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(const std::string& text) { return value(std::string_view(text)); }
    Writer& value(const Value& value);
    /// Text that is JSON already.
    Writer& raw(std::string_view json);

    template <class T>
    Writer& member(std::string_view name, const T& content)
    {
        return key(name).value(content);
    }

private:
    void separate();
    Writer& begin(char bracket);
    Writer& end(char bracket);

    std::string& out_;
    std::vector<bool> has_element_{false}; ///< one a level that is open, and one outside
    bool after_key_ = false;
};

void append_quoted(std::string& out, std::string_view text);

[[nodiscard]] std::string write(const Value& value);

} // namespace goldbox::json
