// SPDX-License-Identifier: MIT
#include "content/entries.hpp"

#include "content/image.hpp"
#include "content/merge.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/content/kinds.hpp>
#include <goldbox/content/schemas.hpp>
#include <goldbox/json/validator.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace goldbox::content {
namespace {

using json::Step;
using json::Value;
using Path = std::vector<Step>;

constexpr std::size_t most_entries = 50'000;
constexpr std::size_t most_conflicts = 1000;
constexpr std::uint64_t most_merge_work = 200'000'000;
constexpr std::uint64_t most_suggestion_work = 2'000'000; ///< ids that are compared with misspelled ones

enum class Op { add, replace, remove, merge };
constexpr std::array<std::string_view, 4> op_names = {"add", "replace", "remove", "merge"};

/// An entry file of a pack.
struct EntryFile {
    std::size_t pack = 0; ///< in the stack
    std::string text;     ///< a copy: origins outlive the packs' files
    TextFile place;
    json::Document document;
};

/// What one file says of one entry.
struct Patch {
    const EntryFile* file = nullptr;
    std::string_view kind, key; ///< as written
    Op op = Op::add;
    Value value;      ///< with the ids in it in full
    bool bad = false; ///< the schema has something to say about it already

    [[nodiscard]] Path path(const Path& inside = {}) const
    {
        Path all = {kind, key};
        all.insert(all.end(), inside.begin(), inside.end());
        return all;
    }
    [[nodiscard]] Where where(const Path& inside = {}) const { return file->place.find(path(inside)); }
};

struct Entry {
    Value value;
    bool there = false; ///< not removed
    bool bad = false;
    std::vector<Patch> patches; ///< in the order in which they were applied
};

using Entries = std::map<std::string, Entry, std::less<>>; ///< by full id
using ByKind = std::map<std::string_view, Entries, std::less<>>;

/// The part of a path that leads somewhere in a value.
std::size_t depth_in(const Value& value, std::span<const Step> path)
{
    const Value* at = &value;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const Value* next = nullptr;
        if (!path[i].by_index)
            next = at->find(path[i].name);
        else if (at->is(json::Kind::array) && path[i].index < at->array().size())
            next = &at->array()[path[i].index];
        if (!next) return i;
        at = next;
    }
    return path.size();
}

/// What stays of the work when it is done: where everything was written.
class FoundOrigins final : public Origins {
public:
    std::vector<std::string> pack_ids;
    std::deque<EntryFile> files;
    json::Arena arena;
    ByKind entries;

    [[nodiscard]] const Entry* entry(std::string_view kind, std::string_view id) const
    {
        const auto of_kind = entries.find(kind);
        if (of_kind == entries.end()) return nullptr;
        const auto found = of_kind->second.find(id);
        return found == of_kind->second.end() ? nullptr : &found->second;
    }

    /// The patch that wrote the part under a path, or the nearest part around it, and how far it knows the path.
    [[nodiscard]] static std::pair<const Patch*, std::size_t> writer(const Entry& entry, std::span<const Step> path)
    {
        const Patch* best = nullptr;
        std::size_t depth = 0;
        for (const Patch& patch : entry.patches) {
            const std::size_t here = depth_in(patch.value, path);
            if (!best || here >= depth) {
                best = &patch;
                depth = here;
            }
        }
        return {best, depth};
    }

    [[nodiscard]] Where find(std::string_view kind, std::string_view id, std::span<const Step> path) const override
    {
        const Entry* found = entry(kind, id);
        if (!found) return {};
        const auto [patch, depth] = writer(*found, path);
        if (!patch) return {};
        return patch->where(Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth)));
    }

    [[nodiscard]] std::vector<Hand> hands(std::string_view kind, std::string_view id) const override
    {
        std::vector<Hand> all;
        const Entry* found = entry(kind, id);
        if (!found) return all;
        for (const Patch& patch : found->patches) {
            all.push_back(
                {pack_ids[patch.file->pack], std::string(op_names[static_cast<std::size_t>(patch.op)]), patch.where()});
        }
        return all;
    }
};

std::string with_slashes(std::string_view key)
{
    std::string text(key);
    std::ranges::replace(text, separator, '/');
    return text;
}

/// One token of a JSON Pointer, with its escapes undone.
std::string unescaped(std::string_view token)
{
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool escape = token[i] == '~' && i + 1 < token.size();
        text += escape ? (token[++i] == '1' ? '/' : '~') : token[i];
    }
    return text;
}

/// Kind and key of the entry that a JSON Pointer into a pack's file leads into.
std::optional<std::pair<std::string, std::string>> entry_under(std::string_view pointer)
{
    if (!pointer.starts_with('/')) return std::nullopt;
    const std::size_t second = pointer.find('/', 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::size_t end = std::min(pointer.find('/', second + 1), pointer.size());
    return std::pair(unescaped(pointer.substr(1, second - 1)), unescaped(pointer.substr(second + 1, end - second - 1)));
}

/// Compiled when the first file is read.
const json::Schema& schema_of_files()
{
    static const json::Schema schema = [] {
        auto compiled = json::Schema::compile(json::read(pack_schema())->root);
        GOLDBOX_ASSERT(compiled.has_value(), "the schema of packs is a sound schema");
        return *std::move(compiled);
    }();
    return schema;
}

class EntryMerger {
public:
    EntryMerger(const PackStack& stack, Remarks& remarks) : stack_(stack), remarks_(remarks) {}

    MergedEntries run()
    {
        for (const PackFiles* pack : stack_.packs) found_->pack_ids.push_back(pack->manifest.id);
        read_files();
        for (EntryFile& file : found_->files) take(file);
        tell_conflicts();
        check_whole();
        return {canonical_entries(), std::move(conflicts_), found_};
    }

private:
    // Reading: each file against the schema -----------------------------------------------------------------------

    void read_files()
    {
        for (std::size_t i = 0; i < stack_.packs.size(); ++i) {
            for (const auto& [name, text] : stack_.packs[i]->files) {
                if (!is_entry_file(name)) continue;
                EntryFile& file = found_->files.emplace_back();
                file.pack = i;
                file.text = text;
                file.place = {stack_.packs[i]->prefix + name, file.text};
                read_file(file);
            }
        }
    }

    void read_file(EntryFile& file)
    {
        auto document = json::read(file.text, file.place.options());
        if (!document) {
            const Error& error = document.error();
            return remarks_.add({Severity::error, error.reason, error.message, error.where});
        }
        file.document = *std::move(document);
        Path path;
        find_repeated(file, file.document.root, path);
        const json::ValidateOptions options{.source = {file.text, file.place.options()}};
        const json::Schema& schema = schema_of_files();
        const auto accepted = schema.accepts(file.document.root, options);
        if (accepted && *accepted) return;
        const auto violations = schema.validate(file.document.root, options);
        if (!violations) {
            const Error& error = violations.error();
            remarks_.add({Severity::error, error.reason, error.message, {file.place.name, 0, 0}});
            file.document.root = {};
            return;
        }
        for (const json::Violation& violation : *violations) {
            if (violation.schema.find("propertyNames") != std::string::npos) continue; // ids are told in plain words
            if (auto entry = entry_under(violation.instance)) bad_.insert({&file, *std::move(entry)});
            remarks_.add(json::as_diagnostic(violation));
        }
    }

    /// A member that is there twice: the first would be lost.
    void find_repeated(const EntryFile& file, const Value& value, Path& path)
    {
        if (value.is(json::Kind::array)) {
            for (std::size_t i = 0; i < value.array().size(); ++i) {
                path.emplace_back(i);
                find_repeated(file, value.array()[i], path);
                path.pop_back();
            }
        }
        if (!value.is(json::Kind::object)) return;
        std::vector<std::string_view> names;
        for (const auto& [name, member] : value.object()) {
            names.push_back(name);
            path.emplace_back(name);
            find_repeated(file, member, path);
            path.pop_back();
        }
        std::ranges::sort(names);
        for (auto twin = std::ranges::adjacent_find(names); twin != names.end();
             twin = std::adjacent_find(twin + 1, names.end())) {
            Path to = path;
            to.emplace_back(*twin);
            remarks_.add(Severity::error, "content.repeated_name", quoted(*twin) + " is written twice here", file.place,
                         std::move(to));
        }
    }

    // Merging: one entry after another ----------------------------------------------------------------------------

    void take(EntryFile& file)
    {
        if (!file.document.root.is(json::Kind::object)) return;
        for (const auto& [kind_name, entries] : file.document.root.object()) {
            const Kind* kind = find_kind(kind_name);
            if (!kind || !entries.is(json::Kind::object)) continue; // the schema said so
            for (const auto& [key, value] : entries.object()) {
                if (++count_ == most_entries + 1) {
                    remarks_.add(Severity::error, "content.too_many_entries",
                                 "these packs hold more than 50,000 entries", file.place, {kind->name, key});
                }
                if (count_ > most_entries) return;
                take(file, *kind, key, value);
            }
        }
    }

    void take(EntryFile& file, const Kind& kind, std::string_view key, const Value& value)
    {
        Patch patch{.file = &file, .kind = kind.name, .key = key, .value = value};
        const std::string& own = found_->pack_ids[file.pack];
        const std::size_t colon = key.find(':');
        const bool names_owner = colon != std::string_view::npos;
        const std::string_view owner = names_owner ? key.substr(0, colon) : std::string_view(own);
        if (!is_entry_id(key.substr(names_owner ? colon + 1 : 0)) || (names_owner && !is_pack_id(owner))) {
            return wrong(patch, "content.bad_id",
                         "the id " + quoted(key) +
                             " may hold only a-z, 0-9 and _ in parts joined by dots, at most 100 of them, "
                             "after the id of another pack and a colon");
        }
        if (!is_pack_id(own) || !value.is(json::Kind::object)) return; // told already, of the manifest or the schema
        patch.bad = bad_.contains({&file, {std::string(kind.name), std::string(key)}});
        patch.op = op_of(value);
        qualify(patch, kind);
        Entry& entry = found_->entries[kind.name][full_id(own, key)];
        if (owner == own)
            add(entry, patch, kind);
        else
            change(entry, patch, owner);
    }

    [[nodiscard]] static Op op_of(const Value& value)
    {
        const Value* op = value.find("$op");
        if (!op || !op->is(json::Kind::string)) return Op::add;
        const auto found = std::ranges::find(op_names, op->string());
        return found == op_names.end() ? Op::add : static_cast<Op>(found - op_names.begin());
    }

    /// Writes the ids in an entry in full: afterwards it no longer matters who wrote what.
    void qualify(Patch& patch, const Kind& kind)
    {
        if (!kind.walk) return;
        const std::string& own = found_->pack_ids[patch.file->pack];
        References references(found_->arena, [&](auto, std::string_view id, const auto&) -> std::optional<std::string> {
            if (id.empty() || id.find(':') != std::string_view::npos) return std::nullopt;
            return full_id(own, id);
        });
        if (auto changed = kind.walk(references, patch.value)) patch.value = *changed;
    }

    void add(Entry& entry, const Patch& patch, const Kind& kind)
    {
        if (patch.op != Op::add) {
            return wrong(patch, "content.own_entry",
                         "only entries of other packs are changed: " + quoted(patch.key) +
                             " is this pack's own, so write it as it should be",
                         {"$op"});
        }
        if (entry.there && entry.patches.front().file == patch.file && entry.patches.front().key == patch.key) return;
        if (entry.there) {
            return wrong(patch, "content.id_taken",
                         "the id " + quoted(patch.key) + " is taken: there is one among the " + std::string(kind.name) +
                             " in " + printable(entry.patches.front().file->place.name));
        }
        entry.there = true;
        entry.bad = patch.bad;
        entry.value = without_instructions(found_->arena, patch.value);
        entry.patches.push_back(patch);
    }

    void change(Entry& entry, const Patch& patch, std::string_view owner)
    {
        const std::string id(patch.key);
        if (!stands_on(patch.file->pack, owner)) {
            return wrong(patch, "content.not_needed",
                         "to change an entry of the pack " + quoted(owner) + ", this pack has to name it in \"needs\"");
        }
        if (patch.op == Op::add) {
            return wrong(patch, "content.id_taken",
                         entry.there ? "there is " + quoted(id) +
                                           " already; say with \"$op\" whether this is to "
                                           "\"replace\", \"merge\" or \"remove\" it"
                                     : "only the pack " + quoted(owner) + " adds entries under its name");
        }
        if (!entry.there) return no_such_entry(entry, patch, id);
        find_conflicts(entry, patch, id);
        entry.bad = entry.bad || patch.bad;
        if (patch.op == Op::remove) entry.there = false;
        if (patch.op == Op::replace) entry.value = without_instructions(found_->arena, patch.value);
        if (patch.op == Op::merge) merge_into(entry, patch);
        entry.patches.push_back(patch);
    }

    void merge_into(Entry& entry, const Patch& patch)
    {
        std::vector<MergeProblem> problems;
        entry.value = merge(found_->arena, entry.value, patch.value, merge_work_, problems);
        for (MergeProblem& problem : problems) {
            if (problem.error && patch.bad) continue; // the schema said so
            remarks_.add(problem.error ? Severity::error : Severity::warning,
                         problem.error ? "content.cannot_merge" : "content.nothing_deleted", std::move(problem.message),
                         patch.file->place, patch.path(problem.path));
        }
    }

    [[nodiscard]] bool stands_on(std::size_t pack, std::string_view owner) const
    {
        const auto& below = stack_.packs[pack]->below;
        return std::ranges::any_of(below, [&](std::size_t each) { return found_->pack_ids[each] == owner; });
    }

    void no_such_entry(const Entry& entry, const Patch& patch, const std::string& id)
    {
        std::string message = "there is no " + quoted(id) + " among the " + std::string(patch.kind) + " to change";
        if (entry.patches.empty())
            message += suggestion(patch.kind, id);
        else
            message += ": the pack " + quoted(found_->pack_ids[entry.patches.back().file->pack]) + " removed it";
        wrong(patch, "content.no_such_entry", std::move(message));
    }

    // Conflicts ---------------------------------------------------------------------------------------------------

    void find_conflicts(const Entry& entry, const Patch& patch, const std::string& id)
    {
        const auto& below = stack_.packs[patch.file->pack]->below;
        for (const Patch& earlier : entry.patches) {
            const bool stands =
                earlier.file->pack == patch.file->pack || std::ranges::binary_search(below, earlier.file->pack);
            if (!stands) compare(earlier, patch, id);
        }
    }

    void compare(const Patch& earlier, const Patch& later, const std::string& id)
    {
        if (earlier.op != Op::merge || later.op != Op::merge) {
            const bool same = earlier.op == later.op && json::same(earlier.value, later.value);
            if (!same) conflict(earlier, {}, later, {}, id, {});
            return;
        }
        const auto before = writes_of(earlier.value), after = writes_of(later.value);
        for (const auto& [key, write] : after) {
            for (std::size_t end = 0; (end = key.find(separator, end)) != std::string::npos; ++end) {
                // what lies around it was written as a whole
                if (const auto around = before.find(key.substr(0, end)); around != before.end())
                    conflict(earlier, around->second.path, later, write.path, id, key);
            }
            auto within = before.lower_bound(key);
            if (within != before.end() && within->first == key) {
                const Value *was = within->second.value, *is = write.value;
                const bool agree = (!was && !is) || (was && is && json::same(*was, *is));
                if (!agree) conflict(earlier, within->second.path, later, write.path, id, key);
                ++within;
            }
            for (; within != before.end() && within->first.starts_with(key + separator); ++within) {
                conflict(earlier, within->second.path, later, write.path, id, key);
            }
        }
    }

    void conflict(const Patch& earlier, const Path& earlier_path, const Patch& later, const Path& later_path,
                  const std::string& id, const std::string& key)
    {
        if (remarks_.full() || conflicts_.size() >= most_conflicts) return;
        conflict_places_.ask(earlier.file->place, earlier.path(earlier_path));
        conflict_places_.ask(later.file->place, later.path(later_path));
        Conflict& found = conflicts_.emplace_back();
        found.kind = later.kind;
        found.id = id;
        found.member = with_slashes(key);
        found.winner = found_->pack_ids[later.file->pack];
        found.loser = found_->pack_ids[earlier.file->pack];
    }

    void tell_conflicts()
    {
        const std::vector<Where> places = conflict_places_.find();
        for (std::size_t i = 0; i < conflicts_.size(); ++i) {
            Conflict& found = conflicts_[i];
            found.loser_where = places[2 * i];
            found.winner_where = places[2 * i + 1];
            const std::string what =
                found.member.empty() ? quoted(found.id) : quoted(found.member) + " of " + quoted(found.id);
            remarks_.add({Severity::warning, "content.conflict",
                          "the packs " + quoted(found.loser) + " and " + quoted(found.winner) + " differ in " + what +
                              "; this one wins over " + to_string(found.loser_where),
                          found.winner_where});
        }
    }

    // The whole: what is there when everything is there -----------------------------------------------------------

    void check_whole()
    {
        for (const Kind& kind : kinds()) {
            const auto entries = found_->entries.find(kind.name);
            if (!kind.check || entries == found_->entries.end()) continue;
            for (const auto& [id, entry] : entries->second) {
                if (!entry.there || entry.bad || remarks_.full()) continue;
                check_entry(kind, entry);
                check_references(kind, entry);
            }
        }
    }

    void check_entry(const Kind& kind, const Entry& entry)
    {
        std::vector<std::pair<const Patch*, Path>> places; // of each mistake: looked up later, all at once
        json::Reading reading([&](std::span<const Step> path) {
            const auto [patch, depth] = FoundOrigins::writer(entry, path);
            Path kept(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth));
            for (Step& step : kept) step.name = found_->arena.keep(step.name); // else gone with what was read
            places.emplace_back(patch, std::move(kept));
            return Where{};
        });
        kind.check(reading, entry.value);
        for (std::size_t i = 0; i < reading.diagnostics().size(); ++i) {
            const Diagnostic& mistake = reading.diagnostics()[i];
            const auto& [patch, path] = places[i];
            remarks_.add(Severity::error, mistake.code, mistake.message, patch->file->place, patch->path(path));
        }
    }

    void check_references(const Kind& kind, const Entry& entry)
    {
        References references(
            found_->arena,
            [&](std::string_view wanted, std::string_view id, const Path& path) -> std::optional<std::string> {
                if (!id.empty() && !is_there(wanted, id)) no_such_reference(wanted, id, entry, path);
                return std::nullopt;
            });
        (void)kind.walk(references, entry.value);
    }

    [[nodiscard]] bool is_there(std::string_view kind, std::string_view id) const
    {
        const Entry* found = found_->entry(kind, id);
        return found && found->there;
    }

    void no_such_reference(std::string_view kind, std::string_view id, const Entry& entry, const Path& path)
    {
        const auto [patch, depth] = FoundOrigins::writer(entry, path);
        std::string message = "there is no " + quoted(id) + " among the " + std::string(kind);
        const Entry* removed = found_->entry(kind, id);
        if (removed && !removed->patches.empty())
            message += ": the pack " + quoted(found_->pack_ids[removed->patches.back().file->pack]) + " removed it";
        else
            message += suggestion(kind, id);
        remarks_.add(Severity::error, "content.no_such_entry", std::move(message), patch->file->place,
                     patch->path(Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth))));
    }

    [[nodiscard]] std::string suggestion(std::string_view kind, std::string_view id)
    {
        const auto entries = found_->entries.find(kind);
        if (entries == found_->entries.end() || entries->second.size() > suggestion_work_) return {};
        suggestion_work_ -= entries->second.size();
        std::vector<std::string_view> known;
        for (const auto& [each, entry] : entries->second) {
            if (entry.there) known.push_back(each);
        }
        return did_you_mean(id, known);
    }

    [[nodiscard]] std::string canonical_entries() const
    {
        std::string text;
        json::Writer writer(text);
        writer.begin_object();
        for (const auto& [kind, entries] : found_->entries) {
            if (std::ranges::none_of(entries, [](const auto& each) { return each.second.there; })) continue;
            writer.key(kind).begin_object();
            for (const auto& [id, entry] : entries) {
                if (entry.there) writer.key(id).raw(canonical(entry.value));
            }
            writer.end_object();
        }
        writer.end_object();
        return text;
    }

    void wrong(const Patch& patch, std::string code, std::string message, const Path& inside = {})
    {
        remarks_.add(Severity::error, std::move(code), std::move(message), patch.file->place, patch.path(inside));
    }

    const PackStack& stack_;
    Remarks& remarks_;
    std::shared_ptr<FoundOrigins> found_ = std::make_shared<FoundOrigins>();
    std::set<std::pair<const EntryFile*, std::pair<std::string, std::string>>> bad_;
    std::vector<Conflict> conflicts_;
    Places conflict_places_; ///< of each conflict: the loser's, the winner's
    std::size_t count_ = 0;
    std::uint64_t merge_work_ = most_merge_work;
    std::uint64_t suggestion_work_ = most_suggestion_work;
};

} // namespace

MergedEntries merge_entries(const PackStack& stack, Remarks& remarks)
{
    return EntryMerger(stack, remarks).run();
}

} // namespace goldbox::content
