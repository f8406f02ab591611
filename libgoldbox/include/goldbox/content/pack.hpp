#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/narrative/story.hpp>
#include <goldbox/narrative/translation.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::content {

/// What `pack.json` says about a pack.
struct Manifest {
    std::string id;      ///< lowercase letters, digits and `_`: the namespace of everything in it
    std::string version; ///< `1.0.0`
    std::string title;
    std::string description;
    std::vector<std::string> authors;
    std::string licence; ///< SPDX identifier
    std::string attribution;
    std::vector<std::string> needs;             ///< ids of packs it stands on
    std::string story;                          ///< file of the story it begins with
    std::map<std::string, std::string> stories; ///< further stories by name
    bool operator==(const Manifest&) const = default;
};

/// A pack ready to play: immutable, shared by games and threads.
class Pack {
public:
    [[nodiscard]] const Manifest& manifest() const { return manifest_; }
    /// Hash of `image()`: the same content has the same hash, wherever it was loaded from.
    [[nodiscard]] const Hash& hash() const { return hash_; }
    /// All files as one text, from which `load_image` makes the same pack. A store keeps it under its hash.
    [[nodiscard]] const std::string& image() const { return image_; }

    /// A story by name; the empty name is the one that the pack begins with. `content.no_such_story`.
    [[nodiscard]] Result<std::shared_ptr<const narrative::Story>> story(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> story_names() const; ///< the first story as "", then by name

    /// The languages of its `lang/LANGUAGE.po` and .csv files, sorted.
    [[nodiscard]] std::vector<std::string> languages() const;
    /// A story in one of them. `content.no_such_language`, `content.no_such_story`.
    [[nodiscard]] Result<std::shared_ptr<const narrative::Translation>> translation(std::string_view language,
                                                                                    std::string_view story) const;
    /// The texts of a story in a pack that has languages, otherwise null.
    [[nodiscard]] const narrative::Texts* texts(std::string_view story) const;

private:
    friend struct Loader;
    Pack() = default;
    Manifest manifest_;
    Hash hash_;
    std::string image_;
    std::map<std::string, std::shared_ptr<const narrative::Story>, std::less<>> stories_;
    std::map<std::string, std::shared_ptr<const narrative::Texts>, std::less<>> texts_; ///< by story
    using ByStory = std::map<std::string, std::shared_ptr<const narrative::Translation>, std::less<>>;
    std::map<std::string, ByStory, std::less<>> languages_;
};

/// A pack, or why not: everything wrong with its files at once. A loaded pack may come with warnings.
struct Loaded {
    std::shared_ptr<const Pack> pack; ///< null when there are errors
    std::vector<Diagnostic> diagnostics;
};

/// Loads the pack whose `pack.json` lies at the top of `files`. `name` goes before file names in messages.
[[nodiscard]] Loaded load_pack(const FileSource& files, std::string_view name = {});

/// Makes a pack of one story, `.ink` with the files it includes or compiled `.json`. Its id is the file's name.
[[nodiscard]] Loaded load_story(const FileSource& files, std::string_view file);

/// Loads what `Pack::image` wrote. `content.bad_image` when it is not that.
[[nodiscard]] Loaded load_image(std::string_view image);

/// A pack folder or a story file, as a person names it.
[[nodiscard]] Loaded load_path(const std::string& path);

} // namespace goldbox::content
