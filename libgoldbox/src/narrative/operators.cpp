// SPDX-License-Identifier: MIT
#include "operators.hpp"

#include "fault.hpp"
#include "number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace goldbox::narrative {

namespace {

/// Types in the order in which one gives way to the next.
enum class Type : std::uint8_t { boolean, integer, real, list, text, target, pointer, other };

Type type_of(const Datum& value)
{
    switch (value.tag()) {
    case Tag::boolean: return Type::boolean;
    case Tag::integer: return Type::integer;
    case Tag::real: return Type::real;
    case Tag::list:
    case Tag::set: return Type::list;
    case Tag::text:
    case Tag::string: return Type::text;
    case Tag::target: return Type::target;
    case Tag::pointer: return Type::pointer;
    default: return Type::other;
    }
}

std::string_view name(Type type)
{
    constexpr std::string_view names[] = {"Bool",   "Int",          "Float",           "List",
                                          "String", "DivertTarget", "VariablePointer", "no value"};
    return names[static_cast<std::size_t>(type)];
}

[[noreturn]] void cannot(Native function, Type type)
{
    fault("Cannot perform operation " + std::string(name(function)) + " on " + std::string(name(type)));
}

void check_operand(Native function, const Datum& value)
{
    if (value.is(Tag::nothing)) {
        fault("Attempting to perform " + std::string(name(function)) +
              " on a void value. Did you forget to 'return' a value from a function you called here?");
    }
    if (type_of(value) >= Type::pointer) cannot(function, type_of(value));
}

float as_real(const Datum& value)
{
    if (value.is(Tag::real)) return value.real();
    return value.is(Tag::boolean) ? (value.boolean() ? 1.0f : 0.0f) : static_cast<float>(value.integer());
}

std::int32_t as_integer(const Datum& value)
{
    return value.is(Tag::boolean) ? (value.boolean() ? 1 : 0) : value.integer();
}

} // namespace

Datum Operators::binary(Native function, const Datum& left, const Datum& right)
{
    if (left.is(Tag::integer) && right.is(Tag::integer)) return on_integers(function, left.integer(), right.integer());
    check_operand(function, left);
    check_operand(function, right);
    if (left.is_list() || right.is_list()) return with_a_list(function, left, right);
    const Type type = std::max(type_of(left), type_of(right));
    switch (type) {
    case Type::boolean:
    case Type::integer: return on_integers(function, as_integer(left), as_integer(right));
    case Type::real: return on_reals(function, as_real(left), as_real(right));
    case Type::text: return on_texts(function, left, right);
    default: break;
    }
    for (const Datum* operand : {&left, &right}) {
        if (operand->is(Tag::target)) continue;
        std::string value;
        append_text(value, *operand);
        fault("Can't cast " + value + " from " + std::string(name(type_of(*operand))) + " to DivertTarget");
    }
    if (function != Native::equal && function != Native::not_equal) cannot(function, type);
    const std::uint32_t left_container = program_.container_at({left.id(), left.detail()});
    const bool same = left.identical(right) ||
                      (left_container != none && left_container == program_.container_at({right.id(), right.detail()}));
    return Datum::boolean(same == (function == Native::equal));
}

Datum Operators::unary(Native function, const Datum& operand)
{
    check_operand(function, operand);
    switch (type_of(operand)) {
    case Type::boolean:
    case Type::integer: {
        const std::int32_t x = as_integer(operand);
        switch (function) {
        case Native::negate: return Datum::integer(wrapped(0u - static_cast<std::uint32_t>(x)));
        case Native::logical_not: return Datum::boolean(x == 0);
        case Native::floor:
        case Native::ceiling:
        case Native::to_int: return Datum::integer(x);
        case Native::to_float: return Datum::real(static_cast<float>(x));
        default: cannot(function, Type::integer);
        }
    }
    case Type::real: {
        const float x = operand.real();
        switch (function) {
        case Native::negate: return Datum::real(-x);
        case Native::logical_not: return Datum::boolean(x == 0);
        case Native::floor: return Datum::real(std::floor(x));
        case Native::ceiling: return Datum::real(std::ceil(x));
        case Native::to_int: return Datum::integer(truncated(x));
        case Native::to_float: return operand;
        default: cannot(function, Type::real);
        }
    }
    case Type::list: {
        const ListData& list = lists_.of(operand);
        const std::uint32_t highest =
            function == Native::list_max || function == Native::list_value ? lists_.highest(list) : none;
        switch (function) {
        case Native::logical_not: return Datum::integer(list.items.empty() ? 1 : 0);
        case Native::list_count: return Datum::integer(static_cast<std::int32_t>(list.items.size()));
        case Native::list_value: return Datum::integer(highest == none ? 0 : lists_.value(highest));
        case Native::list_max: return highest == none ? lists_.empty() : lists_.single(highest);
        case Native::list_min: return list.items.empty() ? lists_.empty() : lists_.single(lists_.lowest(list));
        case Native::list_all: return lists_.all(list);
        case Native::list_invert: return lists_.inverse(list);
        default: cannot(function, Type::list);
        }
    }
    default: cannot(function, type_of(operand));
    }
}

Datum Operators::on_integers(Native function, std::int32_t x, std::int32_t y) const
{
    const auto a = static_cast<std::uint32_t>(x), b = static_cast<std::uint32_t>(y);
    switch (function) {
    case Native::add: return Datum::integer(wrapped(a + b));
    case Native::subtract: return Datum::integer(wrapped(a - b));
    case Native::multiply: return Datum::integer(wrapped(a * b));
    case Native::divide:
        if (y == 0) fault("Attempted to divide by zero.");
        return Datum::integer(y == -1 ? wrapped(0u - a) : x / y);
    case Native::modulo:
        if (y == 0) fault("Attempted to divide by zero.");
        return Datum::integer(y == -1 ? 0 : x % y);
    case Native::equal: return Datum::boolean(x == y);
    case Native::not_equal: return Datum::boolean(x != y);
    case Native::greater: return Datum::boolean(x > y);
    case Native::less: return Datum::boolean(x < y);
    case Native::greater_or_equal: return Datum::boolean(x >= y);
    case Native::less_or_equal: return Datum::boolean(x <= y);
    case Native::logical_and: return Datum::boolean(x != 0 && y != 0);
    case Native::logical_or: return Datum::boolean(x != 0 || y != 0);
    case Native::min: return Datum::integer(std::min(x, y));
    case Native::max: return Datum::integer(std::max(x, y));
    case Native::pow: return Datum::real(power(x, y));
    default: cannot(function, Type::integer);
    }
}

Datum Operators::on_reals(Native function, float x, float y) const
{
    switch (function) {
    case Native::add: return Datum::real(x + y);
    case Native::subtract: return Datum::real(x - y);
    case Native::multiply: return Datum::real(x * y);
    case Native::divide: return Datum::real(x / y);
    case Native::modulo: return Datum::real(std::fmod(x, y));
    case Native::equal: return Datum::boolean(x == y);
    case Native::not_equal: return Datum::boolean(x != y);
    case Native::greater: return Datum::boolean(x > y);
    case Native::less: return Datum::boolean(x < y);
    case Native::greater_or_equal: return Datum::boolean(x >= y);
    case Native::less_or_equal: return Datum::boolean(x <= y);
    case Native::logical_and: return Datum::boolean(x != 0 && y != 0);
    case Native::logical_or: return Datum::boolean(x != 0 || y != 0);
    case Native::min: return Datum::real(std::min(x, y));
    case Native::max: return Datum::real(std::max(x, y));
    case Native::pow: return Datum::real(power(x, y));
    default: cannot(function, Type::real);
    }
}

Datum Operators::on_texts(Native function, const Datum& left, const Datum& right)
{
    auto read = [&](const Datum& operand, std::string& converted) {
        if (operand.is_text()) return text(operand);
        converted.clear();
        append_text(converted, operand);
        return std::string_view(converted);
    };
    const std::string_view x = read(left, left_text_), y = read(right, right_text_);
    switch (function) {
    case Native::add: {
        if (x.size() + y.size() > largest_text_) {
            throw CallFault{{.code = Code::limit,
                             .reason = "ink.limit_memory",
                             .message = "a text of the story grew beyond what a session may use"}};
        }
        HeapString* joined = heap_.string();
        joined->text.append(x).append(y);
        return heap_.filled(joined);
    }
    case Native::equal: return Datum::boolean(x == y);
    case Native::not_equal: return Datum::boolean(x != y);
    case Native::has: return Datum::boolean(x.find(y) != std::string_view::npos);
    case Native::hasnt: return Datum::boolean(x.find(y) == std::string_view::npos);
    default: cannot(function, Type::text);
    }
}

Datum Operators::with_a_list(Native function, const Datum& left, const Datum& right)
{
    if (left.is_list() && right.is_list()) return on_lists(function, lists_.of(left), lists_.of(right));
    if ((function == Native::add || function == Native::subtract) && left.is_list() && right.is(Tag::integer)) {
        const auto by = static_cast<std::uint32_t>(right.integer());
        return lists_.shifted(lists_.of(left), function == Native::add ? by : 0u - by);
    }
    if (function == Native::logical_and || function == Native::logical_or) {
        const bool x = truthy(left), y = truthy(right); // both, since either may be a mistake
        return Datum::boolean(function == Native::logical_and ? x && y : x || y);
    }
    fault("Can not call use " + std::string(name(function)) + " operation on " + std::string(name(type_of(left))) +
          " and " + std::string(name(type_of(right))));
}

Datum Operators::on_lists(Native function, const ListData& x, const ListData& y)
{
    auto low = [&](const ListData& list) { return lists_.value(lists_.lowest(list)); };
    auto high = [&](const ListData& list) { return lists_.value(lists_.highest(list)); };
    const bool some_x = !x.items.empty(), some_y = !y.items.empty();
    switch (function) {
    case Native::add: return lists_.with(x, y);
    case Native::subtract: return lists_.without(x, y);
    case Native::intersect: return lists_.intersection(x, y);
    case Native::has: return Datum::boolean(lists_.contains(x, y));
    case Native::hasnt: return Datum::boolean(!lists_.contains(x, y));
    case Native::equal: return Datum::boolean(lists_.equal(x, y));
    case Native::not_equal: return Datum::boolean(!lists_.equal(x, y));
    case Native::greater: return Datum::boolean(some_x && (!some_y || low(x) > high(y)));
    case Native::greater_or_equal:
        return Datum::boolean(some_x && (!some_y || (low(x) >= low(y) && high(x) >= high(y))));
    case Native::less: return Datum::boolean(some_y && (!some_x || high(x) < low(y)));
    case Native::less_or_equal: return Datum::boolean(some_y && (!some_x || (high(x) <= high(y) && low(x) <= low(y))));
    case Native::logical_and: return Datum::boolean(some_x && some_y);
    case Native::logical_or: return Datum::boolean(some_x || some_y);
    default: cannot(function, Type::list);
    }
}

bool Operators::truthy(const Datum& value)
{
    switch (value.tag()) {
    case Tag::boolean: return value.boolean();
    case Tag::integer: return value.integer() != 0;
    case Tag::real: return value.real() != 0;
    case Tag::text:
    case Tag::string: return !text(value).empty();
    case Tag::list:
    case Tag::set: return !lists_.of(value).items.empty();
    case Tag::target:
        fault("Shouldn't use a divert target (to " + program_.path(Location{value.id(), value.detail()}) +
              ") as a conditional value. Did you intend a function call 'likeThis()' or a read count check 'likeThis'? "
              "(no arrows)");
    case Tag::pointer: fault("Shouldn't be checking the truthiness of a variable pointer");
    default: return false;
    }
}

void Operators::append_text(std::string& out, const Datum& value) const
{
    switch (value.tag()) {
    case Tag::boolean: out += value.boolean() ? "true" : "false"; break;
    case Tag::integer: {
        char digits[12];
        const auto end = std::to_chars(digits, digits + sizeof digits, value.integer()).ptr;
        out.append(digits, static_cast<std::size_t>(end - digits));
        break;
    }
    case Tag::real: append_float(out, value.real()); break;
    case Tag::text:
    case Tag::string: out += text(value); break;
    case Tag::label: (out += "# ") += value.string()->text; break;
    case Tag::list:
    case Tag::set: lists_.append_text(out, lists_.of(value)); break;
    case Tag::target:
        out += "DivertTargetValue(";
        program_.append_path(out, Location{value.id(), value.detail()});
        out += ')';
        break;
    case Tag::pointer: ((out += "VariablePointerValue(") += program_.names[value.id()]) += ')'; break;
    default: break;
    }
}

} // namespace goldbox::narrative
