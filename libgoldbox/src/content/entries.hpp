#pragma once
// SPDX-License-Identifier: MIT
// The entries of a stack of packs: read, checked against the schema, merged, and checked as a whole.

#include "content/remarks.hpp"
#include "content/sources.hpp"

#include <goldbox/content/pack.hpp>

#include <memory>
#include <string>
#include <vector>

namespace goldbox::content {

struct MergedEntries {
    std::string json; ///< canonical: {"tables":{"srd51:weather":{...}}}
    std::vector<Conflict> conflicts;
    std::shared_ptr<const Origins> origins;
};

/// Everything that is wrong goes into the remarks. The stack's files are copied where origins need them.
[[nodiscard]] MergedEntries merge_entries(const PackStack& stack, Remarks& remarks);

} // namespace goldbox::content
