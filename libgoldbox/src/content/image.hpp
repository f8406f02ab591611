#pragma once
// SPDX-License-Identifier: MIT
// The text form of a stack of packs: a head with the number of the format, then files, each with its name, its length
// and its content, by ascending name.

#include "content/manifest.hpp"

#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::content {

inline constexpr std::size_t most_image_bytes = 256u << 20;
inline constexpr int image_format = 2; ///< 1: the files of one pack, as they lay in its folder

inline constexpr std::string_view packs_file = "packs.json";     ///< Stack
inline constexpr std::string_view entries_file = "entries.json"; ///< kinds, of entries by full id

/// The packs of an image, in the order in which they lie on each other.
struct Stack {
    std::string main; ///< id of the one that is played
    std::vector<Manifest> packs;
    bool operator==(const Stack&) const = default;
};

[[nodiscard]] std::string write_image(const Files& files, int format = image_format);

struct ImageFiles {
    int format = 0;
    Files files;
};
/// `content.bad_image`, `content.newer_image`.
[[nodiscard]] Result<ImageFiles> read_image(std::string_view image);

/// JSON with members by ascending name.
[[nodiscard]] std::string canonical(const json::Value& value);

/// Where an image keeps a story: compiled, so that a later compiler changes no old game.
[[nodiscard]] std::string compiled_name(std::string_view file);

/// An image in a cache, with the hash of the files that it was made from.
[[nodiscard]] std::string to_cache(const Hash& sources, const Hash& image_hash, std::string_view image);
struct CachedImage {
    std::string_view image;
    Hash hash;
};
/// The image; nothing when it is stale, damaged or of another format.
[[nodiscard]] std::optional<CachedImage> from_cache(std::string_view text, const Hash& sources);

} // namespace goldbox::content

template <>
struct goldbox::json::Fields<goldbox::content::Stack> {
    using T = goldbox::content::Stack;
    static constexpr std::string_view name = "stack";
    static constexpr std::string_view doc = "The packs of an image.";
    static constexpr auto table =
        std::make_tuple(field("main", &T::main, {.doc = "the one that is played", .required = true}),
                        field("packs", &T::packs, {.doc = "in order", .min = 1, .max = 1000, .required = true}));
};
