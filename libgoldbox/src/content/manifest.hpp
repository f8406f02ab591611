#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/pack.hpp>
#include <goldbox/json/fields.hpp>

template <>
struct goldbox::json::Fields<goldbox::content::Manifest> {
    using M = goldbox::content::Manifest;
    static constexpr std::string_view name = "pack";
    static constexpr std::string_view doc = "What a pack is and where it begins.";
    static constexpr auto table = std::make_tuple(
        field("id", &M::id, {.doc = "namespace of its entries: a-z, 0-9 and _", .min = 1, .max = 64, .required = true}),
        field("version", &M::version, {.doc = "MAJOR.MINOR.PATCH", .min = 1, .max = 32, .required = true}),
        field("title", &M::title, {.doc = "what people call it", .max = 200}),
        field("description", &M::description, {.doc = "one line", .max = 1000}),
        field("authors", &M::authors, {.doc = "who wrote it", .max = 100}),
        field("licence", &M::licence, {.doc = "SPDX identifier", .max = 100, .required = true}),
        field("attribution", &M::attribution, {.doc = "what its licence asks to be said", .max = 10'000}),
        field("needs", &M::needs, {.doc = "ids of the packs it stands on", .max = 100}),
        field("story", &M::story, {.doc = "file of the story it begins with", .max = 200}),
        field("stories", &M::stories, {.doc = "further stories: name to file"}),
        field("party", &M::party, {.doc = "ids of who sets out when the first story begins", .max = 20}),
        field("$schema", &M::schema, {.doc = "for editors", .max = 1000}));
};

namespace goldbox::content {

inline constexpr std::string_view manifest_file = "pack.json";

using Files = std::map<std::string, std::string, std::less<>>;

} // namespace goldbox::content
