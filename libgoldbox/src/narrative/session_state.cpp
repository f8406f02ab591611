// SPDX-License-Identifier: MIT
#include <goldbox/narrative/session_state.hpp>

#include <utility>

namespace goldbox::narrative {

SessionDelta apply(SessionState& state, const SessionDelta& delta)
{
    SessionDelta before;
    before.changes.reserve(delta.changes.size());
    for (const SessionDelta::Change& change : delta.changes) {
        SessionDelta::Change& old = before.changes.emplace_back();
        old.key = change.key;
        if (const auto found = state.find(change.key); found != state.end()) {
            old.value = std::move(found->second);
            state.erase(found);
        }
        if (change.value) state.emplace(change.key, *change.value);
    }
    return before;
}

} // namespace goldbox::narrative
