#pragma once
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.hpp"

#include <goldbox/narrative/session.hpp>

#include <cstdint>

namespace goldbox::test {

/// Some steps of play, by chance; whatever is offered can be chosen.
inline void walk(narrative::Session& session, std::uint32_t random, int steps = 40)
{
    for (int step = 0; step < steps; ++step) {
        if (session.can_continue()) {
            if (!session.advance()) return;
            continue;
        }
        const std::size_t offered = session.choices().size();
        if (offered == 0) return;
        random = random * 1664525u + 1013904223u;
        expect(session.choose((random >> 8) % offered).has_value(), "what is offered can be chosen");
    }
}

} // namespace goldbox::test
