#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"

#include <functional>
#include <string>

namespace goldbox::cli {

/// What the arguments ask for.
struct Request {
    std::string text; ///< help or version, to be printed; otherwise
    std::function<Result<Exit>(Context&)> command;
};

/// Errors are of the kind `usage` and say what to do: `cli.usage`.
[[nodiscard]] Result<Request> understand_arguments(int argc, char** argv);

/// `--format` alone, whatever else is wrong.
[[nodiscard]] Format asked_format(int argc, char** argv);

} // namespace goldbox::cli
