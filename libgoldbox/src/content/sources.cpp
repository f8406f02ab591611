// SPDX-License-Identifier: MIT
#include "content/sources.hpp"

#include "content/image.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/content/kinds.hpp>

#include <algorithm>
#include <optional>

namespace goldbox::content {
namespace {

constexpr std::size_t most_packs = 100;
constexpr std::size_t most_files = 10'000;

bool belongs(std::string_view name)
{
    return name == manifest_file || is_story_file(name) || is_language_file(name) || is_map_file(name) ||
           is_entry_file(name);
}

bool is_hidden(std::string_view name)
{
    return name.starts_with('.') || name.find("/.") != std::string_view::npos;
}

/// Reads packs, then what they need, then what that needs.
class StackReader {
public:
    StackReader(const FindPack& find, Remarks& remarks) : find_(find), remarks_(remarks) {}

    PackStack read(const std::vector<PackSource>& sources)
    {
        for (const PackSource& source : sources) read_pack(source);
        for (std::size_t i = 0; i < read_.size(); ++i) find_needs(i); // grows as it goes
        return stack();
    }

private:
    void read_pack(const PackSource& source)
    {
        PackFiles& pack = read_.emplace_back();
        pack.prefix = source.name.empty() ? std::string() : source.name + '/';
        read_files(pack, *source.files);
        read_manifest(pack);
        hash(pack);
        const std::string& id = pack.manifest.id;
        const auto twin = std::find_if(read_.begin(), read_.end() - 1,
                                       [&](const PackFiles& other) { return other.manifest.id == id; });
        if (!id.empty() && twin != read_.end() - 1) {
            wrong(pack, "content.pack_twice",
                  "the pack \"" + id + "\" is there already, from " + twin->manifest_text.name, {"id"});
        }
    }

    void read_files(PackFiles& pack, const FileSource& source)
    {
        const auto names = source.list();
        if (!names) return wrong(pack, names.error(), manifest_file);
        // what lies in a folder without one is no pack's, and its mistakes are nobody's here
        if (std::ranges::find(*names, manifest_file) == names->end()) return;
        std::size_t count = 0;
        for (const std::string& name : *names) {
            if (!belongs(name) || is_hidden(name)) continue;
            if (++count > most_files) return too_large(pack, "more than 10,000 files", name);
            auto content = source.read(name);
            if (!content) {
                wrong(pack, content.error(), name);
                continue;
            }
            bytes_ += content->size();
            if (bytes_ > most_image_bytes) return too_large(pack, "more than 256 MiB", name);
            pack.files.emplace(name, *std::move(content));
        }
    }

    void read_manifest(PackFiles& pack)
    {
        pack.manifest_text.name = pack.prefix + std::string(manifest_file);
        const auto text = pack.files.find(manifest_file);
        if (text == pack.files.end()) {
            return remarks_.add({Severity::error,
                                 "content.no_manifest",
                                 "this pack has no pack.json: the file that says what it is",
                                 {pack.manifest_text.name, 0, 0}});
        }
        pack.manifest_text.text = text->second;
        std::vector<Diagnostic> mistakes;
        auto manifest = json::from_json<Manifest>(text->second, mistakes, pack.manifest_text.options());
        for (Diagnostic& mistake : mistakes) remarks_.add(std::move(mistake));
        if (!manifest) return;
        pack.manifest = *std::move(manifest);
        pack.manifest.schema.clear();
        if (!is_pack_id(pack.manifest.id)) {
            wrong(pack, "content.bad_id",
                  "the id \"" + printable(pack.manifest.id) + "\" may hold only a-z, 0-9 and _, at most 64 of them",
                  {"id"});
        }
        for (const auto& [name, file] : pack.manifest.stories) {
            if (!name.empty() && name.find(':') == std::string::npos) continue;
            wrong(pack, "content.bad_id", "the name of a story is not empty and holds no colon",
                  {"stories", std::string_view(name)});
        }
    }

    void find_needs(std::size_t index)
    {
        const std::vector<std::string> needs = read_[index].manifest.needs;
        for (std::size_t i = 0; i < needs.size(); ++i) {
            if (find_read(needs[i])) continue;
            if (read_.size() >= most_packs) {
                return wrong(read_[index], "content.too_large", "a stack holds at most 100 packs", {"needs", i});
            }
            PackSource found;
            if (find_ && is_pack_id(needs[i])) {
                auto source = find_(needs[i]);
                if (!source) {
                    wrong(read_[index], source.error().reason, source.error().message, {"needs", i});
                    continue;
                }
                found = *std::move(source);
            }
            if (found.files)
                read_pack(found);
            else
                missing(index, i);
        }
    }

    void missing(std::size_t index, std::size_t need)
    {
        const std::string& id = read_[index].manifest.needs[need];
        std::vector<std::string_view> known;
        for (const PackFiles& pack : read_) {
            if (&pack != &read_[index]) known.push_back(pack.manifest.id);
        }
        wrong(read_[index], "content.missing_pack",
              "this pack needs the pack " + quoted(id) + ", which is not there" + did_you_mean(id, known),
              {"needs", need});
    }

    [[nodiscard]] std::optional<std::size_t> find_read(std::string_view id) const
    {
        const auto found = std::ranges::find(read_, id, [](const PackFiles& pack) { return pack.manifest.id; });
        if (found == read_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - read_.begin());
    }

    /// Each pack after what it needs, otherwise in the order in which they came.
    PackStack stack()
    {
        states_.assign(read_.size(), State::unseen);
        below_.assign(read_.size(), {});
        for (std::size_t i = 0; i < read_.size(); ++i) place(i);
        PackStack made;
        for (const std::size_t index : order_) {
            if (index == 0) made.main = made.packs.size();
            for (const std::size_t below : below_[index]) {
                const auto at = std::ranges::find(order_, below) - order_.begin();
                read_[index].below.push_back(static_cast<std::size_t>(at));
            }
            std::ranges::sort(read_[index].below);
            made.packs.push_back(&read_[index]);
        }
        made.read = std::move(read_); // its elements stay where they are
        made.sources = hasher_.finish();
        return made;
    }

    void place(std::size_t index)
    {
        if (states_[index] == State::placed) return;
        states_[index] = State::open;
        way_.push_back(index);
        const std::vector<std::string>& needs = read_[index].manifest.needs;
        for (std::size_t i = 0; i < needs.size(); ++i) {
            const auto below = find_read(needs[i]);
            if (!below) continue;
            if (states_[*below] == State::open) {
                circle(index, i, *below);
                continue;
            }
            place(*below);
            below_[index].push_back(*below);
            std::ranges::copy(std::vector(below_[*below]), std::back_inserter(below_[index]));
        }
        std::ranges::sort(below_[index]);
        const auto twice = std::ranges::unique(below_[index]);
        below_[index].erase(twice.begin(), twice.end());
        way_.pop_back();
        order_.push_back(index);
        states_[index] = State::placed;
    }

    void circle(std::size_t index, std::size_t need, std::size_t back_to)
    {
        std::string names;
        for (auto step = std::ranges::find(way_, back_to); step != way_.end(); ++step) {
            names += '"' + read_[*step].manifest.id + "\" needs ";
        }
        wrong(read_[index], "content.needs_circle",
              "packs need each other in a circle: " + names + '"' + read_[back_to].manifest.id + '"', {"needs", need});
    }

    void hash(const PackFiles& pack)
    {
        hasher_.add_sized(pack.prefix).add(std::uint64_t{pack.files.size()});
        for (const auto& [name, content] : pack.files) hasher_.add_sized(name).add_sized(content);
    }

    void wrong(const PackFiles& pack, std::string code, std::string message, std::vector<json::Step> path)
    {
        remarks_.add(Severity::error, std::move(code), std::move(message), pack.manifest_text, std::move(path));
    }

    void wrong(const PackFiles& pack, const Error& error, std::string_view file)
    {
        remarks_.add({Severity::error, error.reason, error.message, {pack.prefix + std::string(file), 0, 0}});
    }

    void too_large(const PackFiles& pack, std::string_view what, std::string_view file)
    {
        remarks_.add({Severity::error,
                      "content.too_large",
                      "the files of this pack are " + std::string(what),
                      {pack.prefix + std::string(file), 0, 0}});
    }

    enum class State { unseen, open, placed };

    const FindPack& find_;
    Remarks& remarks_;
    std::deque<PackFiles> read_;
    std::size_t bytes_ = 0;
    Hasher hasher_;
    std::vector<State> states_;
    std::vector<std::vector<std::size_t>> below_;
    std::vector<std::size_t> way_, order_;
};

} // namespace

bool is_story_file(std::string_view name)
{
    return name.starts_with("story/");
}

bool is_language_file(std::string_view name)
{
    return name.starts_with("lang/") && (name.ends_with(".po") || name.ends_with(".csv"));
}

bool is_map_file(std::string_view name)
{
    return name.starts_with("maps/") && (is_map(name) || name.ends_with(".tsj"));
}

bool is_map(std::string_view name)
{
    return name.ends_with(".tmj");
}

bool is_entry_file(std::string_view name)
{
    return name.ends_with(".json") && name != manifest_file && !is_hidden(name) && !name.starts_with("story/") &&
           !name.starts_with("lang/") && !name.starts_with("maps/");
}

PackStack read_stack(const std::vector<PackSource>& sources, const FindPack& find, Remarks& remarks)
{
    return StackReader(find, remarks).read(sources);
}

} // namespace goldbox::content
