#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <string>

namespace goldbox::narrative {

/// Thrown inside the machine and caught where it is driven: a mistake of the story, in the reference's words.
struct StoryFault {
    std::string message;
};

/// Thrown likewise: the call ends with an error and the session stands where it stood before.
struct CallFault {
    Error error;
};

} // namespace goldbox::narrative
