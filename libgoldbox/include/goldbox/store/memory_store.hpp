#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/store/store.hpp>

#include <memory>

namespace goldbox::store {

/// Keeps games until the program ends. For tests, tries and programs that save elsewhere.
[[nodiscard]] std::unique_ptr<Store> make_memory_store();

} // namespace goldbox::store
