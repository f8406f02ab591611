#pragma once
// SPDX-License-Identifier: MIT

#include "dice/program.hpp"

#include <goldbox/base/result.hpp>

#include <memory>
#include <string_view>

namespace goldbox::dice {

[[nodiscard]] Result<std::shared_ptr<const Program>> parse(std::string_view text, const Options& options);

} // namespace goldbox::dice
