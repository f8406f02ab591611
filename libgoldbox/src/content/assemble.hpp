#pragma once
// SPDX-License-Identifier: MIT

#include "content/manifest.hpp"
#include "content/remarks.hpp"
#include "content/sources.hpp"

#include <goldbox/content/encounters.hpp>
#include <goldbox/content/pack.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goldbox::content {

/// An image of the files of packs; worth nothing when the remarks hold errors.
struct Assembled {
    std::string image;
    std::vector<Conflict> conflicts;
    std::shared_ptr<const Origins> origins;
    MapPlaces map_places;
};

/// Makes an image, and finds everything that is wrong with the files.
[[nodiscard]] Assembled assemble(const PackStack& stack, Remarks& remarks);

/// Of a pack of one story, the manifest's, and nothing else.
[[nodiscard]] Assembled assemble_story(const Manifest& manifest, const FileSource& source, Remarks& remarks);

/// The stories of a pack: name and file, the first one's name empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> stories_of(const Manifest& pack);

} // namespace goldbox::content
