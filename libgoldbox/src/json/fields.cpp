// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <goldbox/json/fields.hpp>
#include <goldbox/json/schema.hpp>

#include <algorithm>

namespace goldbox::json {
namespace {

constexpr std::size_t most_diagnostics = 100;
constexpr std::int64_t unbounded_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t unbounded_max = std::numeric_limits<std::int64_t>::max();

} // namespace

void Reading::wrong(std::string reason, std::string message)
{
    if (diagnostics_.size() >= most_diagnostics) return;
    diagnostics_.push_back({Severity::error, std::move(reason), std::move(message), places_(path_)});
}

void Reading::missing(std::string_view name)
{
    wrong("json.missing_member", "\"" + std::string(name) + "\" is missing here");
}

void Reading::unknown(std::string_view name, const std::vector<std::string_view>& known)
{
    std::string message = "unknown name \"" + printable(name.substr(0, 80)) + "\"";
    if (std::string_view near = nearest(name, known); !near.empty()) {
        message += " (did you mean \"" + std::string(near) + "\"?)";
    } else if (!known.empty()) {
        message += "; known are";
        for (std::string_view each : known) message += (each == known.front() ? " " : ", ") + std::string(each);
    }
    wrong("json.unknown_name", std::move(message));
}

bool Reading::expect(const Value& value, Kind kind)
{
    if (value.is(kind)) return true;
    wrong("json.wrong_kind",
          "this should be " + std::string(name_of_kind(kind)) + " but is " + std::string(name_of_kind(value.kind())));
    return false;
}

void Reading::bound(std::int64_t number, const About& about, std::string_view what)
{
    if (number >= about.min && number <= about.max) return;
    std::string message = std::string(what) + " is " + std::to_string(number) + "; ";
    if (about.min == unbounded_min)
        message += "at most " + std::to_string(about.max);
    else if (about.max == unbounded_max)
        message += "at least " + std::to_string(about.min);
    else
        message += std::to_string(about.min) + " to " + std::to_string(about.max);
    message += " is allowed";
    if (!about.unit.empty()) message += " (" + std::string(about.unit) + ")";
    wrong("json.out_of_range", std::move(message));
}

Error as_error(const std::vector<Diagnostic>& diagnostics)
{
    GOLDBOX_ASSERT(!diagnostics.empty(), "an error needs a diagnostic");
    const Diagnostic& first = diagnostics.front();
    Error error{Code::invalid, first.code, first.message, first.where};
    for (std::size_t i = 1; i < diagnostics.size(); ++i) error.message += "\n" + to_string(diagnostics[i]);
    return error;
}

void SchemaWriter::describe(Writer& writer, const About& about)
{
    if (about.doc.empty()) return;
    std::string text(about.doc);
    if (!about.unit.empty()) text += " (" + std::string(about.unit) + ")";
    if (!about.refers.empty()) text += "; id of one of the " + std::string(about.refers);
    if (!about.refers_by_name.empty()) text += "; by id of one of the " + std::string(about.refers_by_name);
    writer.member("description", text);
}

void SchemaWriter::bounds(Writer& writer, const About& about, std::string_view least, std::string_view most)
{
    if (about.min != unbounded_min) writer.member(least, about.min);
    if (about.max != unbounded_max) writer.member(most, about.max);
}

} // namespace goldbox::json
