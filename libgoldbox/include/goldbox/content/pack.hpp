#pragma once
// SPDX-License-Identifier: MIT
// Packs: data that people wrote, stacked and ready to play. docs/packs.md is for those who write them.

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/content/map.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/value.hpp>
#include <goldbox/narrative/story.hpp>
#include <goldbox/narrative/translation.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
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
    std::string story;                          ///< file of the story it begins with; empty: none
    std::map<std::string, std::string> stories; ///< further stories by name
    std::vector<std::string> party;             ///< who sets out when the first story begins: characters, creatures
    std::string schema;                         ///< `$schema`, for editors
    bool operator==(const Manifest&) const = default;
};

/// A pack and all that it stands on, stacked and ready to play: immutable, shared by games and threads.
class Pack {
public:
    /// Of the pack that was asked for.
    [[nodiscard]] const Manifest& manifest() const { return packs_[main_]; }
    /// Of every pack in the stack, in the order in which they lie on each other.
    [[nodiscard]] const std::vector<Manifest>& packs() const { return packs_; }
    /// Hash of `image()`: the same content has the same hash, wherever it was loaded from.
    [[nodiscard]] const Hash& hash() const { return hash_; }
    /// All content as one text, from which `load_image` makes the same pack. A store keeps it under its hash.
    [[nodiscard]] const std::string& image() const { return image_; }

    /// An entry by its full id (`srd51:goblin`), merged, with the ids in it in full; null when there is none. The value
    /// lives as long as the pack.
    [[nodiscard]] const json::Value* entry(std::string_view kind, std::string_view id) const;
    /// All entries of a kind by ascending full id; empty for an unknown kind.
    [[nodiscard]] std::span<const json::Member> entries(std::string_view kind) const;

    /// A map by its file, `srd51/maps/cave.tmj`; null when there is none. It lives as long as the pack.
    [[nodiscard]] const Map* map(std::string_view file) const;
    [[nodiscard]] std::vector<std::string> map_files() const;

    /// A story by name; the empty name is the one that the pack begins with. Stories of packs below are named after
    /// them: `srd51:tour`, and `srd51:` for the one that the pack begins with. `content.no_such_story`.
    [[nodiscard]] Result<std::shared_ptr<const narrative::Story>> story(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> story_names() const; ///< the first story as "", then by name

    /// The languages of the `lang/LANGUAGE.po` and .csv files, sorted.
    [[nodiscard]] std::vector<std::string> languages() const;
    /// A story in one of them. `content.no_such_language`, `content.no_such_story`.
    [[nodiscard]] Result<std::shared_ptr<const narrative::Translation>> translation(std::string_view language,
                                                                                    std::string_view story) const;
    /// The texts of a story in a pack that has languages, otherwise null.
    [[nodiscard]] const narrative::Texts* texts(std::string_view story) const;

private:
    friend class ImageLoader;
    Pack() = default;
    std::vector<Manifest> packs_;
    std::size_t main_ = 0; ///< among them
    Hash hash_;
    std::string image_;
    json::Document entries_;
    std::map<std::string, Map, std::less<>> maps_;
    std::map<std::string, std::shared_ptr<const narrative::Story>, std::less<>> stories_;
    std::map<std::string, std::shared_ptr<const narrative::Texts>, std::less<>> texts_; ///< by story
    using ByStory = std::map<std::string, std::shared_ptr<const narrative::Translation>, std::less<>>;
    std::map<std::string, ByStory, std::less<>> languages_;
};

/// Two packs, neither of which stands on the other, that say different things about the same part of an entry. The
/// later one in the stack wins.
struct Conflict {
    std::string kind;
    std::string id;     ///< in full
    std::string member; ///< `rows/2/text`; empty: the entry as a whole
    std::string winner; ///< id of a pack
    Where winner_where;
    std::string loser;
    Where loser_where;
};

/// Where the parts of entries were written. Lives by itself, with copies of the files.
class Origins {
public:
    virtual ~Origins() = default;
    /// The place of a part of an entry, or of the nearest thing around it; nothing known: an empty place.
    [[nodiscard]] virtual Where find(std::string_view kind, std::string_view id,
                                     std::span<const json::Step> path) const = 0;
    struct Hand {
        std::string pack; ///< id of the pack that wrote it
        std::string op;   ///< `add`, `replace`, `merge`, `remove`
        Where where;
    };
    /// Who added and who changed an entry, in order.
    [[nodiscard]] virtual std::vector<Hand> hands(std::string_view kind, std::string_view id) const = 0;
};

/// A pack, or why not: everything wrong with its files at once. A loaded pack may come with warnings.
struct Loaded {
    std::shared_ptr<const Pack> pack; ///< null when there are errors
    std::vector<Diagnostic> diagnostics;
    std::vector<Conflict> conflicts;        ///< each is a warning too
    std::shared_ptr<const Origins> origins; ///< null for a pack from an image
    bool from_cache = false;                ///< its image was kept and is not stale
};

/// The files of one pack.
struct PackSource {
    std::shared_ptr<const FileSource> files; ///< `pack.json` lies at the top
    std::string name;                        ///< goes before file names in messages
};

/// Finds a pack that others need, by its id; no files: there is none.
using FindPack = std::function<Result<PackSource>(std::string_view id)>;

/// Keeps one image beside the files it was made from.
class ImageCache {
public:
    virtual ~ImageCache() = default;
    [[nodiscard]] virtual std::string read() = 0; ///< what was written last; empty: nothing
    virtual void write(std::string_view text) = 0;
};

struct LoadOptions {
    /// For what packs need and `load_packs` was not given.
    FindPack find = nullptr;
    /// Asked first, and told what was made. An image that another version of the format wrote, or files that changed
    /// since, is stale: it is made anew. Outlives the call.
    ImageCache* cache = nullptr;
};

/// Loads a stack of packs: the first is the one that is played, the others lie beside it in the order given; below
/// each lies what it needs. Bounds: 256 MiB, 10,000 files and 50,000 entries.
[[nodiscard]] Loaded load_packs(const std::vector<PackSource>& packs, const LoadOptions& options = {});

/// Loads the pack whose `pack.json` lies at the top of `files`, which outlive the call. `name` goes before file names
/// in messages.
[[nodiscard]] Loaded load_pack(const FileSource& files, std::string_view name = {}, const LoadOptions& options = {});

/// Makes a pack of one story, `.ink` with the files it includes or compiled `.json`. Its id is the file's name.
[[nodiscard]] Loaded load_story(const FileSource& files, std::string_view file);

/// Loads what `Pack::image` wrote, without checking it against schemas again. `content.bad_image` when it is not that,
/// `content.newer_image` when a newer version wrote it.
[[nodiscard]] Loaded load_image(std::string_view image);

/// Opens an archive that holds a pack: a zip, in programs that can read them.
using OpenArchive = std::function<Result<std::shared_ptr<const FileSource>>(const std::string& path)>;

struct PathOptions {
    std::vector<std::string> with;    ///< further packs, by path
    std::vector<std::string> folders; ///< where needed packs are looked for, after the folder that each pack lies in
    OpenArchive archive = nullptr;    ///< null: archives are refused with `content.no_archives`
    ImageCache* cache = nullptr;
};

/// A pack folder, an archive of one (.zip), or a story file, as a person names it.
[[nodiscard]] Loaded load_path(const std::string& path, const PathOptions& options = {});

} // namespace goldbox::content
