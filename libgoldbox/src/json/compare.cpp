// SPDX-License-Identifier: MIT
#include "compare.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

namespace goldbox::json {
namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr std::size_t small = 8; ///< up to here comparing each with each is quicker than anything clever

__extension__ using Wide = unsigned __int128;

std::strong_ordering ordering(auto left, auto right)
{
    return left < right   ? std::strong_ordering::less
           : right < left ? std::strong_ordering::greater
                          : std::strong_ordering::equal;
}

std::strong_ordering compare(std::int64_t integer, double number)
{
    if (number >= two_to_63) return std::strong_ordering::less;
    if (number < -two_to_63) return std::strong_ordering::greater;
    const double whole = std::trunc(number);
    const std::strong_ordering order = ordering(integer, static_cast<std::int64_t>(whole));
    return order != 0 ? order : ordering(whole, number);
}

/// The members of an object by name, each name once.
std::vector<const Member*> sorted_members(std::span<const Member> members)
{
    std::vector<const Member*> sorted;
    sorted.reserve(members.size());
    for (const Member& member : members) sorted.push_back(&member);
    // later ones first, so that of equal names the last is kept
    std::ranges::sort(sorted, [](const Member* a, const Member* b) {
        const int order = a->name.compare(b->name);
        return order != 0 ? order < 0 : a > b;
    });
    const auto repeated = std::ranges::unique(sorted, {}, &Member::name);
    sorted.erase(repeated.begin(), repeated.end());
    return sorted;
}

bool equal_members(std::span<const Member> left, std::span<const Member> right, Work& work)
{
    const auto a = sorted_members(left);
    const auto b = sorted_members(right);
    return std::ranges::equal(
        a, b, [&](const Member* x, const Member* y) { return x->name == y->name && equal(x->value, y->value, work); });
}

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t more)
{
    hash = (hash ^ more) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29);
}

std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t hash = text.size();
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return mix(hash, 4);
}

std::uint64_t hash_of_number(const Value& value)
{
    if (value.is(Kind::integer)) return mix(static_cast<std::uint64_t>(value.integer()), 2);
    const double number = value.number();
    const bool fits = number >= -two_to_63 && number < two_to_63 && std::trunc(number) == number;
    if (fits) return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(number)), 2);
    return mix(std::bit_cast<std::uint64_t>(number), 3);
}

Decimal shortest(std::uint64_t digits, int exponent)
{
    if (digits == 0) return {};
    while (digits % 10 == 0) {
        digits /= 10;
        ++exponent;
    }
    return {digits, exponent};
}

/// Ten to the power, modulo: by squaring.
std::uint64_t power_of_ten(int exponent, std::uint64_t modulus)
{
    Wide result = 1 % modulus;
    Wide base = 10 % modulus;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 != 0) result = result * base % modulus;
        base = base * base % modulus;
    }
    return static_cast<std::uint64_t>(result);
}

} // namespace

bool is_whole(const Value& value)
{
    if (value.is(Kind::integer)) return true;
    return value.is(Kind::number) && std::trunc(value.number()) == value.number();
}

std::strong_ordering compare(const Value& left, const Value& right)
{
    if (left.is(Kind::integer)) {
        if (right.is(Kind::integer)) return ordering(left.integer(), right.integer());
        return compare(left.integer(), right.number());
    }
    if (right.is(Kind::integer)) return 0 <=> compare(right.integer(), left.number());
    return ordering(left.number(), right.number());
}

bool equal(const Value& left, const Value& right, Work& work)
{
    if (is_number(left) && is_number(right)) return compare(left, right) == 0;
    if (left.kind() != right.kind()) return false;
    switch (left.kind()) {
    case Kind::boolean: return left.boolean() == right.boolean();
    case Kind::string: return work.spend(left.string().size() / 32) && left.string() == right.string();
    case Kind::array:
        return left.array().size() == right.array().size() && work.spend(left.array().size()) &&
               std::ranges::equal(left.array(), right.array(),
                                  [&](const Value& a, const Value& b) { return equal(a, b, work); });
    case Kind::object:
        return work.spend(4 * (left.object().size() + right.object().size())) &&
               equal_members(left.object(), right.object(), work);
    default: return true;
    }
}

std::uint64_t hash_of(const Value& value, Work& work)
{
    switch (value.kind()) {
    case Kind::null: return 0;
    case Kind::boolean: return mix(value.boolean() ? 1 : 0, 1);
    case Kind::integer:
    case Kind::number: return hash_of_number(value);
    case Kind::string: return work.spend(value.string().size() / 8 + 1) ? hash_of(value.string()) : 0;
    default: break;
    }
    std::uint64_t hash = static_cast<std::uint64_t>(value.kind());
    if (value.is(Kind::array)) {
        if (!work.spend(value.array().size() + 1)) return 0;
        for (const Value& element : value.array()) hash = mix(hash, hash_of(element, work));
        return hash;
    }
    if (!work.spend(4 * value.object().size() + 1)) return 0;
    for (const Member* member : sorted_members(value.object())) {
        hash = mix(hash, hash_of(member->name));
        hash = mix(hash, hash_of(member->value, work));
    }
    return hash;
}

std::optional<EqualPair> find_equal(std::span<const Value> elements, Work& work)
{
    auto compare_all = [&](std::span<const std::size_t> some) -> std::optional<EqualPair> {
        for (std::size_t second = 1; second < some.size(); ++second) {
            for (std::size_t first = 0; first < second; ++first) {
                if (!work.spend(1)) return std::nullopt;
                if (equal(elements[some[first]], elements[some[second]], work))
                    return EqualPair{some[first], some[second]};
            }
        }
        return std::nullopt;
    };
    if (elements.size() <= small) {
        constexpr std::array<std::size_t, small> all{0, 1, 2, 3, 4, 5, 6, 7};
        return compare_all(std::span(all).first(elements.size()));
    }
    struct Hashed {
        std::uint64_t hash;
        std::size_t index;
        auto operator<=>(const Hashed&) const = default;
    };
    if (!work.spend(8 * elements.size())) return std::nullopt;
    std::vector<Hashed> hashed;
    hashed.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) hashed.push_back({hash_of(elements[i], work), i});
    std::ranges::sort(hashed);
    std::vector<std::size_t> alike;
    for (std::size_t i = 0; i < hashed.size() && !work.spent();) {
        alike.clear();
        const std::uint64_t hash = hashed[i].hash;
        for (; i < hashed.size() && hashed[i].hash == hash; ++i) alike.push_back(hashed[i].index);
        if (auto pair = compare_all(alike)) return pair;
    }
    return std::nullopt;
}

Decimal decimal_of(const Value& number)
{
    if (number.is(Kind::integer)) {
        const std::int64_t integer = number.integer();
        const auto magnitude = static_cast<std::uint64_t>(integer);
        return shortest(integer < 0 ? 0 - magnitude : magnitude, 0);
    }
    std::array<char, 40> text;
    const double magnitude = std::abs(number.number());
    const auto written =
        std::to_chars(text.data(), text.data() + text.size(), magnitude, std::chars_format::scientific);
    std::uint64_t digits = 0;
    int exponent = 0;
    const char* at = text.data();
    for (bool after_point = false; at != written.ptr && *at != 'e'; ++at) {
        if (*at == '.') {
            after_point = true;
            continue;
        }
        digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
        if (after_point) --exponent;
    }
    int power = 0;
    if (at != written.ptr) std::from_chars(at[1] == '+' ? at + 2 : at + 1, written.ptr, power);
    return shortest(digits, exponent + power);
}

bool is_multiple(const Decimal& number, const Decimal& divisor)
{
    if (number.digits == 0) return true;
    if (number.exponent >= divisor.exponent) {
        const std::uint64_t scale = power_of_ten(number.exponent - divisor.exponent, divisor.digits);
        return static_cast<Wide>(number.digits % divisor.digits) * scale % divisor.digits == 0;
    }
    // a multiple would have to end in zeros that the digits, being as few as can be, do not have
    return false;
}

} // namespace goldbox::json
