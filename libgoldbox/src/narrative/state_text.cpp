// SPDX-License-Identifier: MIT
#include "machine.hpp"
namespace goldbox::narrative {
SessionDelta Machine::take_delta() { return {}; }
SessionState Machine::state() const { return {}; }
Result<std::vector<Problem>> Machine::resume(const SessionState&) { return std::vector<Problem>{}; }
std::string Machine::save() const { return {}; }
Result<std::vector<Problem>> Machine::load(std::string_view) { return std::vector<Problem>{}; }
}
