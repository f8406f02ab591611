// SPDX-License-Identifier: MIT
#include "formats.hpp"

#include "pattern_tree.hpp"
#include "uri.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace goldbox::json {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_beyond_ascii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

bool contains(std::string_view characters, char c)
{
    return characters.find(c) != std::string_view::npos;
}

/// Takes parts off the beginning of a text.
class Cutter {
public:
    explicit Cutter(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

    bool take(std::string_view any_of)
    {
        if (rest_.empty() || !contains(any_of, rest_[0])) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Exactly so many digits, as a number.
    std::optional<int> number(std::size_t digits)
    {
        if (rest_.size() < digits || !std::ranges::all_of(rest_.substr(0, digits), is_digit)) return std::nullopt;
        int value = 0;
        for (; digits > 0; --digits) {
            value = value * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    /// As many digits as there are.
    std::size_t digits()
    {
        const std::size_t before = rest_.size();
        while (!rest_.empty() && is_digit(rest_[0])) rest_.remove_prefix(1);
        return before - rest_.size();
    }

private:
    std::string_view rest_;
};

// RFC 3339 ------------------------------------------------------------------------------------------------------------

bool take_date(Cutter& text)
{
    constexpr std::array<int, 13> lengths = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const auto year = text.number(4);
    if (!year || !text.take("-")) return false;
    const auto month = text.number(2);
    if (!month || *month < 1 || *month > 12 || !text.take("-")) return false;
    const auto day = text.number(2);
    if (!day) return false;
    const bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
    return *day >= 1 && *day <= lengths[static_cast<std::size_t>(*month)] + (*month == 2 && leap ? 1 : 0);
}

/// Minutes from UTC: `Z`, `+01:30`.
std::optional<int> take_offset(Cutter& text)
{
    if (text.take("Zz")) return 0;
    const bool west = text.rest().starts_with('-');
    if (!text.take("+-")) return std::nullopt;
    const auto hours = text.number(2);
    if (!hours || *hours > 23 || !text.take(":")) return std::nullopt;
    const auto minutes = text.number(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

bool take_time(Cutter& text)
{
    const auto hour = text.number(2);
    if (!hour || *hour > 23 || !text.take(":")) return false;
    const auto minute = text.number(2);
    if (!minute || *minute > 59 || !text.take(":")) return false;
    const auto second = text.number(2);
    if (!second || *second > 60) return false;
    if (text.take(".") && text.digits() == 0) return false;
    const auto offset = take_offset(text);
    if (!offset) return false;
    constexpr int day = 24 * 60;
    const bool last_minute_of_day = ((*hour * 60 + *minute - *offset) % day + day) % day == day - 1;
    return *second < 60 || last_minute_of_day; // leap seconds come at midnight UTC
}

bool is_date(std::string_view value)
{
    Cutter text(value);
    return take_date(text) && text.done();
}

bool is_time(std::string_view value)
{
    Cutter text(value);
    return take_time(text) && text.done();
}

bool is_date_time(std::string_view value)
{
    Cutter text(value);
    return take_date(text) && text.take("Tt") && take_time(text) && text.done();
}

/// A run of `12Y3M`: units in this order, none left out between two.
bool take_units(Cutter& text, std::string_view units)
{
    bool any = false;
    while (!text.done() && is_digit(text.rest()[0])) {
        text.digits();
        if (text.done()) return false;
        const std::size_t unit = units.find(text.rest()[0]);
        if (unit == std::string_view::npos || (any && unit != 0)) return false;
        text.take(units);
        units.remove_prefix(unit + 1);
        any = true;
    }
    return any;
}

bool is_duration(std::string_view value)
{
    Cutter text(value);
    if (!text.take("P")) return false;
    if (text.rest().ends_with('W')) return text.digits() > 0 && text.take("W") && text.done();
    if (!text.rest().starts_with('T') && !take_units(text, "YMD")) return false;
    if (text.take("T") && !take_units(text, "HMS")) return false;
    return text.done();
}

// Hosts ---------------------------------------------------------------------------------------------------------------

bool is_ipv4(std::string_view value)
{
    Cutter text(value);
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0 && !text.take(".")) return false;
        const std::string_view rest = text.rest();
        const std::size_t count = text.digits();
        if (count == 0 || count > 3 || (count > 1 && rest[0] == '0')) return false;
        if (Cutter(rest).number(count).value_or(256) > 255) return false;
    }
    return text.done();
}

bool is_ipv6(std::string_view text)
{
    int groups = 0;
    bool gap = false;
    if (text.starts_with("::")) {
        gap = true;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(':'), text.size());
        const std::string_view group = text.substr(0, end);
        if (contains(group, '.')) {
            if (end != text.size() || !is_ipv4(group)) return false;
            groups += 2;
            break;
        }
        if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex)) return false;
        ++groups;
        text.remove_prefix(end);
        if (text.empty()) break;
        if (text == ":") return false;
        if (text.starts_with("::")) {
            if (gap) return false;
            gap = true;
            text.remove_prefix(1);
        }
        text.remove_prefix(1);
    }
    return gap ? groups < 8 : groups == 8;
}

bool is_label(std::string_view label)
{
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
    return !label.empty() && label.size() <= 63 && !label.starts_with('-') && !label.ends_with('-') &&
           std::ranges::all_of(label, allowed);
}

bool is_hostname(std::string_view host)
{
    if (host.size() > 253) return false;
    for (;;) {
        const std::size_t dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

// Mail (RFC 5321) -----------------------------------------------------------------------------------------------------

bool is_mailbox(std::string_view name, bool international)
{
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
        name = name.substr(1, name.size() - 2);
        for (std::size_t i = 0; i < name.size(); ++i) {
            if (name[i] == '"' || name[i] < 0x20) {
                if (!(international && is_beyond_ascii(name[i]))) return false;
            }
            if (name[i] != '\\') continue;
            ++i; // what is escaped may be anything
            if (i == name.size()) return false;
        }
        return true;
    }
    const auto allowed = [&](char c) {
        return is_letter(c) || is_digit(c) || contains("!#$%&'*+-/=?^_`{|}~.", c) ||
               (international && is_beyond_ascii(c));
    };
    return !name.empty() && name.front() != '.' && name.back() != '.' && name.find("..") == std::string_view::npos &&
           std::ranges::all_of(name, allowed);
}

bool is_mail_host(std::string_view host, bool international)
{
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        return host.starts_with("IPv6:") ? is_ipv6(host.substr(5)) : is_ipv4(host);
    }
    if (!international) return is_hostname(host);
    return !host.empty() && !std::ranges::any_of(host, [](char c) { return contains(" @()<>[]\\,;:\"", c); });
}

bool is_address(std::string_view text, bool international)
{
    const std::size_t at = text.rfind('@');
    return at != std::string_view::npos && is_mailbox(text.substr(0, at), international) &&
           is_mail_host(text.substr(at + 1), international);
}

bool is_email(std::string_view text)
{
    return is_address(text, false);
}

bool is_idn_email(std::string_view text)
{
    return is_address(text, true);
}

// URIs ----------------------------------------------------------------------------------------------------------------

/// Unreserved, the sub-delimiters, `also`, whole %-escapes, and beyond ASCII in IRIs.
bool has_only(std::string_view text, std::string_view also, bool international)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
            i += 2;
        } else if (!is_letter(c) && !is_digit(c) && !contains("-._~!$&'()*+,;=", c) && !contains(also, c) &&
                   !(international && is_beyond_ascii(c))) {
            return false;
        }
    }
    return true;
}

bool is_authority(std::string_view authority, bool international)
{
    if (const std::size_t at = authority.find('@'); at != std::string_view::npos) {
        if (!has_only(authority.substr(0, at), ":", international)) return false;
        authority.remove_prefix(at + 1);
    }
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) return false;
        const std::string_view address = authority.substr(1, end - 1);
        const bool future = address.starts_with('v') && contains(address, '.') && has_only(address, ":", false);
        if (!future && !is_ipv6(address)) return false;
        port = authority.substr(end + 1);
    } else {
        const std::size_t colon = std::min(authority.find(':'), authority.size());
        if (!has_only(authority.substr(0, colon), "", international)) return false;
        port = authority.substr(colon);
    }
    return port.empty() || (port[0] == ':' && std::ranges::all_of(port.substr(1), is_digit));
}

bool is_reference(std::string_view text, bool international)
{
    const UriParts parts = split_uri(text);
    if (parts.authority && !is_authority(*parts.authority, international)) return false;
    if (!has_only(parts.path, ":@/", international)) return false;
    if (!parts.scheme && !parts.authority) {
        const std::string_view first = parts.path.substr(0, parts.path.find('/'));
        if (contains(first, ':')) return false;
    }
    return has_only(parts.query.value_or(""), ":@/?", international) &&
           has_only(parts.fragment.value_or(""), ":@/?", international);
}

bool is_uri(std::string_view text)
{
    return split_uri(text).scheme && is_reference(text, false);
}

bool is_uri_reference(std::string_view text)
{
    return is_reference(text, false);
}

bool is_iri(std::string_view text)
{
    return split_uri(text).scheme && is_reference(text, true);
}

bool is_iri_reference(std::string_view text)
{
    return is_reference(text, true);
}

/// One name of an expression in a template, with its modifier: `list*`, `name:3`.
bool is_template_variable(std::string_view text)
{
    if (text.ends_with('*')) {
        text.remove_suffix(1);
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view length = text.substr(colon + 1);
        if (length.empty() || length.size() > 4 || length[0] == '0' || !std::ranges::all_of(length, is_digit))
            return false;
        text = text.substr(0, colon);
    }
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    return has_only(text, "", false) && std::ranges::none_of(text, [](char c) { return contains("-~!$&'()*+,;=", c); });
}

bool is_template_expression(std::string_view text)
{
    if (!text.empty() && contains("+#./;?&=,!@|", text[0])) text.remove_prefix(1);
    for (;;) {
        const std::size_t comma = text.find(',');
        if (!is_template_variable(text.substr(0, comma))) return false;
        if (comma == std::string_view::npos) return true;
        text.remove_prefix(comma + 1);
    }
}

bool is_uri_template(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
        const auto forbidden = [](char c) { return contains(" \"<>\\^`|", c) || (c >= 0 && c < 0x20) || c == 0x7F; };
        if (std::ranges::any_of(text.substr(0, brace), forbidden)) return false;
        text.remove_prefix(brace);
        if (text.empty()) break;
        const std::size_t end = text.find('}');
        if (text[0] == '}' || end == std::string_view::npos || !is_template_expression(text.substr(1, end - 1)))
            return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

// The rest ------------------------------------------------------------------------------------------------------------

bool is_uuid(std::string_view text)
{
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool is_json_pointer(std::string_view text)
{
    return pointer_steps(text).has_value();
}

bool is_relative_json_pointer(std::string_view value)
{
    Cutter text(value);
    const std::size_t digits = text.digits();
    if (digits == 0 || (digits > 1 && value[0] == '0')) return false;
    return text.rest() == "#" || is_json_pointer(text.rest());
}

bool is_regex(std::string_view text)
{
    const auto tree = parse_pattern(text);
    return tree.has_value() || tree.error().code != Code::invalid;
}

constexpr std::array<std::pair<std::string_view, FormatCheck>, 18> formats{
    {{"date-time", is_date_time},
     {"date", is_date},
     {"time", is_time},
     {"duration", is_duration},
     {"email", is_email},
     {"idn-email", is_idn_email},
     {"hostname", is_hostname},
     {"ipv4", is_ipv4},
     {"ipv6", is_ipv6},
     {"uri", is_uri},
     {"uri-reference", is_uri_reference},
     {"iri", is_iri},
     {"iri-reference", is_iri_reference},
     {"uri-template", is_uri_template},
     {"uuid", is_uuid},
     {"json-pointer", is_json_pointer},
     {"relative-json-pointer", is_relative_json_pointer},
     {"regex", is_regex}}};

} // namespace

FormatCheck format_named(std::string_view name)
{
    const auto* found = std::ranges::find(formats, name, &std::pair<std::string_view, FormatCheck>::first);
    return found == formats.end() ? nullptr : found->second;
}

} // namespace goldbox::json
