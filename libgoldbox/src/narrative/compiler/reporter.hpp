#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/source.hpp"

#include <goldbox/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::ink {

/// Collects the diagnostics of a compilation. The parser may try a text more than once, so what was said already about
/// a place is not said again; a file that is wrong everywhere is cut short.
class Reporter {
public:
    explicit Reporter(const Sources& sources) : sources_(sources) {}

    void add(Severity severity, std::string_view code, Place place, std::string message);
    /// The same about a file as a whole.
    void add_about_file(std::string_view code, std::string file, std::string message);

    [[nodiscard]] bool full() const { return entries_.size() >= most; }
    [[nodiscard]] bool has_errors() const { return errors_ > 0; }

    /// All diagnostics by file, line and column.
    [[nodiscard]] std::vector<Diagnostic> finish();

private:
    static constexpr std::size_t most = 1000;

    struct Entry {
        Place place;
        Diagnostic diagnostic;
    };

    const Sources& sources_;
    std::vector<Entry> entries_;
    std::size_t errors_ = 0;
    bool said_enough_ = false;
};

} // namespace goldbox::narrative::ink
