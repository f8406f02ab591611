#pragma once
// SPDX-License-Identifier: MIT
// The files of packs, read whole, and the order in which packs lie on each other.

#include "content/manifest.hpp"
#include "content/remarks.hpp"

#include <goldbox/content/pack.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace goldbox::content {

/// One pack's files, as they lie in its folder.
struct PackFiles {
    std::string prefix; ///< goes before file names in messages
    Files files;
    Manifest manifest;
    TextFile manifest_text;
    std::vector<std::size_t> below; ///< the packs it stands on, at any depth; ascending indexes in the stack
};

/// What belongs to a pack besides pack.json and entries; other files of a folder (scripts, a README) do not.
[[nodiscard]] bool is_story_file(std::string_view name);
[[nodiscard]] bool is_language_file(std::string_view name);
[[nodiscard]] bool is_map_file(std::string_view name); ///< a map, or a tileset of some
[[nodiscard]] bool is_map(std::string_view name);      ///< among those
/// JSON outside those folders and outside of names that begin with a dot.
[[nodiscard]] bool is_entry_file(std::string_view name);

/// Packs and the order in which they lie on each other. They stay where they are in memory.
struct PackStack {
    std::deque<PackFiles> read;
    std::vector<const PackFiles*> packs;
    std::size_t main = 0; ///< index in `packs`
    Hash sources;         ///< of all files; another one when any of them changes
};

/// Reads the packs and all that they need. What goes wrong is in the remarks; the stack is then incomplete.
[[nodiscard]] PackStack read_stack(const std::vector<PackSource>& sources, const FindPack& find, Remarks& remarks);

} // namespace goldbox::content
