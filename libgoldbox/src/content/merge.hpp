#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/reader.hpp>
#include <goldbox/json/value.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::content {

/// Members of entries that are no content but say how a change is made.
[[nodiscard]] bool is_instruction(std::string_view name); ///< begins with `$`

/// Something that a change asks for and that cannot be done, at a place in the change.
struct MergeProblem {
    std::vector<json::Step> path;
    std::string message;
    bool error = false;
};

/// Puts a change upon a value: members replace members, objects are merged, null takes a member away; `$delete`,
/// `$prepend` and `$append` change arrays, in this order. The result lives in the arena and in what both live in.
/// `work` is how many comparisons may be made, and goes down; beyond it a change is a problem and left out.
[[nodiscard]] json::Value merge(json::Arena& arena, const json::Value& base, const json::Value& change,
                                std::uint64_t& work, std::vector<MergeProblem>& problems);

/// The value of an added or replaced entry: without instructions at its top.
[[nodiscard]] json::Value without_instructions(json::Arena& arena, const json::Value& entry);

/// One thing that a change says about a part of an entry.
struct Write {
    const json::Value* value = nullptr; ///< null: an edit of an array
    std::vector<json::Step> path;
};
/// All that a change says, by the names on the way to the part, joined by `separator`.
inline constexpr char separator = '\x1f';
[[nodiscard]] std::map<std::string, Write> writes_of(const json::Value& change);

} // namespace goldbox::content
