#pragma once
// SPDX-License-Identifier: MIT

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::narrative {

/// All that a session remembers, in the story's own words instead of a compiled program's addresses, so that it can be
/// stored, compared, hashed and carried over to a changed story. Keys are `global/NAME`, `visits/PATH`, `turns/PATH`,
/// `flow/NAME` and a few single ones; values are JSON. Only what differs from a fresh session is present: an empty map
/// is a session that has not begun. docs/ink-sessions.md lists keys and values.
using SessionState = std::map<std::string, std::string, std::less<>>;

/// What one step changed: new values, or none for keys that went. Sorted by key.
struct SessionDelta {
    struct Change {
        std::string key;
        std::optional<std::string> value;
        bool operator==(const Change&) const = default;
    };
    std::vector<Change> changes;
    bool operator==(const SessionDelta&) const = default;
};

/// Writes the changes into the state and returns what they replaced: applying that undoes them.
/// Call it by its full name: a SessionState is a std::map, so std::apply is a candidate otherwise.
SessionDelta apply(SessionState& state, const SessionDelta& delta);

} // namespace goldbox::narrative
