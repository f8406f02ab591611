#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <string>
#include <utility>

namespace goldbox::narrative {

/// Thrown inside the machine and caught where it is driven: a mistake of the story, in the reference's words.
struct StoryFault {
    std::string message;
};

[[noreturn]] inline void fault(std::string message)
{
    throw StoryFault{std::move(message)};
}

/// Without a string in the caller's frame.
[[noreturn]] inline void fault(const char* message)
{
    throw StoryFault{message};
}

/// Thrown likewise: the call ends with an error and the session stands where it stood before.
struct CallFault {
    Error error;
};

} // namespace goldbox::narrative
