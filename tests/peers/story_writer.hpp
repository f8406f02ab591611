#pragma once
// SPDX-License-Identifier: MIT
// Stories by chance: sound ink that uses the whole language, the same for the same seed on every machine.

#include "peers/inkjs.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace goldbox::test {

struct WrittenStory {
    InkFiles files;                     ///< `story.ink` and what it includes
    std::vector<std::string> externals; ///< those without a fallback, which a host has to bind
};

/// It compiles without errors, and no two choices are without end apart: only a choice leads back. Its numbers stay
/// where inkjs, whose numbers are doubles, and the reference agree: see the notes in the source.
[[nodiscard]] WrittenStory write_story(std::uint64_t seed);

/// The story with one line of one file damaged: removed, doubled, swapped with the next, cut, or robbed of one of its
/// signs.
[[nodiscard]] WrittenStory damage(WrittenStory story, std::uint64_t seed);

} // namespace goldbox::test
