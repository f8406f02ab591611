// SPDX-License-Identifier: MIT
#include "narrative/compiler/reporter.hpp"

#include <algorithm>
#include <tuple>

namespace goldbox::narrative::ink {

void Reporter::add(Severity severity, std::string_view code, Place place, std::string message)
{
    if (severity == Severity::error) ++errors_;
    if (full()) return;
    const bool said = std::ranges::any_of(entries_, [&](const Entry& entry) {
        return entry.place == place && entry.diagnostic.code == code && entry.diagnostic.message == message;
    });
    if (said) return;
    entries_.push_back({place, {severity, std::string(code), std::move(message), {}}});
    if (full()) {
        entries_.push_back(
            {place, {severity, "ink.too_many_problems", "there is more, but this is enough to begin with", {}}});
    }
}

void Reporter::add_about_file(std::string_view code, std::string file, std::string message)
{
    ++errors_;
    entries_.push_back({{}, {Severity::error, std::string(code), std::move(message), {std::move(file), 0, 0}}});
}

std::vector<Diagnostic> Reporter::finish()
{
    std::ranges::stable_sort(entries_, {}, [](const Entry& entry) {
        return std::tuple(entry.place.file, entry.place.known() ? entry.place.offset : 0);
    });
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(entries_.size());
    for (Entry& entry : entries_) {
        if (entry.place.known() && entry.place.file < sources_.size()) {
            entry.diagnostic.where = sources_[entry.place.file].where(entry.place.offset);
        }
        diagnostics.push_back(std::move(entry.diagnostic));
    }
    return diagnostics;
}

} // namespace goldbox::narrative::ink
