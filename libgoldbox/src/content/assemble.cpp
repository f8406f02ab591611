// SPDX-License-Identifier: MIT
#include "content/assemble.hpp"

#include "content/entries.hpp"
#include "content/image.hpp"

#include <goldbox/content/map.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <map>
#include <optional>

namespace goldbox::content {
namespace {

Diagnostic as_remark(const Error& error, std::string_view prefix, std::string_view file)
{
    Where where = error.where;
    if (where.file.empty()) where.file = file;
    where.file = std::string(prefix) + where.file;
    return {Severity::error, error.reason, error.message, std::move(where)};
}

class Assembler {
public:
    explicit Assembler(Remarks& remarks) : remarks_(remarks) {}

    Assembled assemble(const PackStack& stack)
    {
        Stack head;
        for (const PackFiles* pack : stack.packs) head.packs.push_back(pack->manifest);
        head.main = head.packs[stack.main].id;
        files_[std::string(packs_file)] = json::to_json(head);
        MergedEntries merged = merge_entries(stack, remarks_);
        files_[std::string(entries_file)] = std::move(merged.json);
        for (const PackFiles* pack : stack.packs) add_pack(*pack);
        return {write_image(files_), std::move(merged.conflicts), std::move(merged.origins), std::move(map_places_)};
    }

    Assembled assemble_story(const Manifest& manifest, const FileSource& source)
    {
        PackFiles pack;
        pack.manifest = manifest;
        files_[std::string(packs_file)] = json::to_json(Stack{manifest.id, {manifest}});
        files_[std::string(entries_file)] = "{}";
        add_story(pack, source, manifest.story);
        return {write_image(files_), {}, nullptr, {}};
    }

private:
    void add_pack(const PackFiles& pack)
    {
        const MemoryFiles source(pack.files);
        for (const auto& [name, file] : stories_of(pack.manifest)) add_story(pack, source, file);
        for (const auto& [name, text] : pack.files) {
            if (is_language_file(name)) add_language(pack, name, text);
        }
        add_maps(pack, source);
    }

    void add_story(const PackFiles& pack, const FileSource& source, const std::string& file)
    {
        auto& compiled = files_[pack.manifest.id + '/' + compiled_name(file)];
        if (!compiled.empty()) return; // one file under two names
        if (auto text = file.ends_with(".json") ? read_compiled(pack, source, file) : compile(pack, source, file))
            compiled = *std::move(text);
    }

    std::optional<std::string> read_compiled(const PackFiles& pack, const FileSource& source, const std::string& file)
    {
        auto text = source.read(file);
        if (!text) return remarks_.add(as_remark(text.error(), pack.prefix, file)), std::nullopt;
        const auto story = narrative::Story::load(*text, {.file = file});
        if (!story) return remarks_.add(as_remark(story.error(), pack.prefix, file)), std::nullopt;
        return *std::move(text);
    }

    std::optional<std::string> compile(const PackFiles& pack, const FileSource& source, const std::string& file)
    {
        narrative::Compilation compiled = narrative::compile(source, file);
        add(pack, std::move(compiled.diagnostics));
        if (!compiled.tree) return std::nullopt;
        const auto story = narrative::Story::load(compiled.tree->root, {.file = file});
        if (!story) return remarks_.add(as_remark(story.error(), pack.prefix, file)), std::nullopt;
        return json::write(compiled.tree->root);
    }

    void add_language(const PackFiles& pack, const std::string& name, const std::string& text)
    {
        const narrative::CatalogueFile read = narrative::read_catalogue(text, name);
        add_warnings(pack, read.diagnostics);
        add_warnings(pack, narrative::check(read.catalogue));
        files_[pack.manifest.id + '/' + name] = text;
    }

    /// Every map is read as it will be played; tilesets lie beside it in the image.
    void add_maps(const PackFiles& pack, const FileSource& source)
    {
        std::map<std::string, Map, std::less<>> maps;
        for (const auto& [name, text] : pack.files) {
            if (!is_map_file(name)) continue;
            const auto read = json::read(text, {.file = name});
            if (!read) {
                remarks_.add(as_remark(read.error(), pack.prefix, name));
                continue;
            }
            files_[pack.manifest.id + '/' + name] = canonical(read->root);
            if (!is_map(name)) continue;
            ReadMap map = read_map(source, name);
            add(pack, std::move(map.diagnostics));
            if (!map.map) continue;
            for (const MapObject& object : map.map->objects) {
                Where& where = map_places_[{pack.manifest.id + '/' + name, object.id}] = object.where;
                where.file = pack.prefix + where.file;
            }
            maps.emplace(name, *std::move(map.map));
        }
        if (!remarks_.any_errors()) add(pack, check_stairs(maps));
    }

    void add_warnings(const PackFiles& pack, std::vector<Diagnostic> remarks)
    {
        for (Diagnostic& remark : remarks) remark.severity = Severity::warning;
        add(pack, std::move(remarks));
    }

    void add(const PackFiles& pack, std::vector<Diagnostic> remarks)
    {
        for (Diagnostic& remark : remarks) {
            remark.where.file = pack.prefix + remark.where.file;
            remarks_.add(std::move(remark));
        }
    }

    Remarks& remarks_;
    Files files_;
    MapPlaces map_places_;
};

} // namespace

Assembled assemble(const PackStack& stack, Remarks& remarks)
{
    return Assembler(remarks).assemble(stack);
}

Assembled assemble_story(const Manifest& manifest, const FileSource& source, Remarks& remarks)
{
    return Assembler(remarks).assemble_story(manifest, source);
}

std::vector<std::pair<std::string, std::string>> stories_of(const Manifest& pack)
{
    std::vector<std::pair<std::string, std::string>> stories(pack.stories.begin(), pack.stories.end());
    if (!pack.story.empty()) stories.emplace_back("", pack.story);
    return stories;
}

} // namespace goldbox::content
