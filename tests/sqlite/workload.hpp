#pragma once
// SPDX-License-Identifier: MIT
// A scripted life of a store, step by step. A step looks at nothing but the store it is given, so the same steps bring
// two stores to the same state; a memory store that saw the same steps tells what a real one must hold.

#include <goldbox/store/store.hpp>

#include <string>

namespace goldbox::tests {

/// Does step number `step` (from 0) of the script.
Result<void> do_step(store::Store& store, int step);

/// Whether a step that failed may have happened all the same: erasure is done before its traces are wiped.
bool may_happen_though_it_failed(int step);

/// Everything a store holds, as text; two stores that hold the same give the same.
Result<std::string> dump(store::Store& store);

} // namespace goldbox::tests
