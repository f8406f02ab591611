#pragma once
// SPDX-License-Identifier: MIT

namespace goldbox {
[[noreturn]] void assertion_failed(const char* what, const char* file, int line);
}

/// For errors of the programmer only; nothing that a player, a file or the network sends may reach one.
#define GOLDBOX_ASSERT(condition, what)                                                                                \
    ((condition) ? static_cast<void>(0) : ::goldbox::assertion_failed(what, __FILE__, __LINE__))
