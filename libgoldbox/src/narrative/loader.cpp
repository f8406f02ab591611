// SPDX-License-Identifier: MIT
#include "loader.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <numeric>

namespace goldbox::narrative {

namespace {

using json::Kind;

constexpr std::int64_t newest_version = 21;
constexpr std::int64_t oldest_version = 18;

struct Command {
    std::string_view word;
    Op op;
};
constexpr std::array commands = {Command{"ev", Op::begin_evaluation},
                                 Command{"/ev", Op::end_evaluation},
                                 Command{"out", Op::output},
                                 Command{"nop", Op::nothing},
                                 Command{"du", Op::duplicate},
                                 Command{"pop", Op::pop},
                                 Command{"~ret", Op::end_function},
                                 Command{"->->", Op::end_tunnel},
                                 Command{"str", Op::begin_string},
                                 Command{"/str", Op::end_string},
                                 Command{"#", Op::begin_tag},
                                 Command{"/#", Op::end_tag},
                                 Command{"choiceCnt", Op::choice_count},
                                 Command{"turn", Op::turn_count},
                                 Command{"turns", Op::turns_since},
                                 Command{"readc", Op::read_count},
                                 Command{"rnd", Op::random},
                                 Command{"srnd", Op::seed_random},
                                 Command{"visit", Op::sequence_visits},
                                 Command{"seq", Op::sequence_shuffle},
                                 Command{"thread", Op::thread},
                                 Command{"done", Op::done},
                                 Command{"end", Op::end_story},
                                 Command{"listInt", Op::list_from_integer},
                                 Command{"range", Op::list_range},
                                 Command{"lrnd", Op::list_random},
                                 Command{"<>", Op::glue},
                                 Command{"void", Op::push_void}};

/// A word as a number that can be compared and switched on at once: seven bytes and the size, so that words of up to
/// seven bytes have one of their own.
constexpr std::uint64_t packed(std::string_view word)
{
    std::uint64_t number = 0;
    for (char c : word.substr(0, 7)) number = number << 8 | static_cast<unsigned char>(c);
    return number << 8 | std::min<std::size_t>(word.size(), 255);
}

/// The words that are instructions, to their cells.
class Words {
public:
    Words()
    {
        for (const Command& command : commands) add(command.word, {.op = command.op});
        for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(Native::list_invert); ++i) {
            const std::string_view word = name(static_cast<Native>(i));
            add(word == "^" ? "L^" : word, {.op = Op::native, .argument = i}); // since ^ begins a text
        }
    }
    [[nodiscard]] const Cell* find(std::string_view word) const
    {
        const Entry& entry = entries_[place(packed(word), word)];
        return entry.packed != 0 ? &entry.cell : nullptr;
    }

private:
    struct Entry {
        std::uint64_t packed = 0;
        std::string_view word;
        Cell cell;
    };
    static constexpr int bits = 8;

    /// Where a word is, or would be.
    [[nodiscard]] std::size_t place(std::uint64_t packed, std::string_view word) const
    {
        auto differs = [&](const Entry& entry) {
            return entry.packed != packed || (word.size() > 7 && entry.word != word);
        };
        std::size_t at = packed * 0x9E3779B97F4A7C15 >> (64 - bits);
        while (entries_[at].packed != 0 && differs(entries_[at])) at = (at + 1) % entries_.size();
        return at;
    }
    void add(std::string_view word, const Cell& cell)
    {
        entries_[place(packed(word), word)] = {packed(word), word, cell};
    }

    std::array<Entry, std::size_t{1} << bits> entries_;
};

bool truthy(const json::Value* value)
{
    return value && !(value->is(Kind::null) || (value->is(Kind::boolean) && !value->boolean()));
}

std::optional<std::int32_t> small_integer(const json::Value* value)
{
    if (!value || !value->is(Kind::integer)) return std::nullopt;
    const std::int64_t wide = value->integer();
    if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max())
        return std::nullopt;
    return static_cast<std::int32_t>(wide);
}

/// For order only: letters before case, digits before letters, as lists are printed by the reference.
std::uint32_t collation(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 'a' && byte <= 'z') return 0x400u + byte;
    if (byte >= 'A' && byte <= 'Z') return 0x400u + byte + 32;
    if (byte >= '0' && byte <= '9') return 0x200u + byte;
    return byte < 0x80 ? byte : 0x800u + byte;
}

bool sorts_before(std::string_view left, std::string_view right)
{
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (collation(left[i]) != collation(right[i])) return collation(left[i]) < collation(right[i]);
    }
    if (left.size() != right.size()) return left.size() < right.size();
    return left > right; // small letters first
}

class Loader {
public:
    Loader(Program& program, const LoadOptions& options) : program_(program), options_(options) {}

    Result<void> load(const json::Value& tree)
    {
        GOLDBOX_CHECK(check_head(tree));
        GOLDBOX_CHECK(define_lists(tree.find("listDefs")));
        GOLDBOX_CHECK(emit(*tree.find("root")));
        GOLDBOX_CHECK(resolve());
        number_counters();
        rank_items();
        describe();
        give_back();
        return {};
    }

private:
    struct Open {
        std::span<const json::Value> content;
        std::uint32_t next = 0;
        std::uint32_t container = 0;
        std::uint32_t depth = 0;
    };
    struct Apart { ///< a container reached by name alone, to be emitted later
        const json::Value* tree;
        std::uint32_t container;
        std::uint32_t depth;
    };
    struct Fixup {
        std::uint32_t cell;
        std::string_view path;
    };

    [[nodiscard]] tl::unexpected<Error> refuse(Code code, std::string reason, std::string message) const
    {
        return fail(code, std::move(reason), std::move(message), {.file = options_.file});
    }
    [[nodiscard]] tl::unexpected<Error> not_a_story(std::string message) const
    {
        return refuse(Code::invalid, "ink.not_a_story", std::move(message));
    }
    [[nodiscard]] tl::unexpected<Error> not_an_instruction(const json::Value& token) const
    {
        std::string what = token.is(Kind::string) ? "\"" + printable(token.string().substr(0, 40)) + "\"" : "an object";
        const std::string place = program_.path(program_.locate(here() - 1));
        return not_a_story("the story's root." + place + " is " + what + ", which is no ink instruction");
    }

    Result<void> check_head(const json::Value& tree)
    {
        if (!tree.is(Kind::object)) return not_a_story("a compiled story is a JSON object; this is not one");
        const json::Value* version = tree.find("inkVersion");
        if (!version || !version->is(Kind::integer))
            return not_a_story("ink version number not found: is this a compiled story?");
        const std::string found = std::to_string(version->integer());
        if (version->integer() > newest_version)
            return refuse(Code::unsupported, "ink.version",
                          "the story's format version " + found + " is newer than 21, the newest this engine knows");
        if (version->integer() < oldest_version)
            return refuse(Code::unsupported, "ink.version",
                          "the story's format version " + found + " is too old: 18 is the oldest; compile it again");
        const json::Value* root = tree.find("root");
        if (!root || !root->is(Kind::array)) return not_a_story("the story's root is not an array");
        return {};
    }

    // ---- lists

    Result<void> define_lists(const json::Value* definitions)
    {
        if (!definitions || definitions->is(Kind::null)) return {};
        if (!definitions->is(Kind::object)) return not_a_story("listDefs is not an object");
        for (const json::Member& list : definitions->object()) {
            if (!list.value.is(Kind::object))
                return not_a_story("the list " + printable(list.name) + " is not an object");
            const auto definition = static_cast<std::uint32_t>(program_.list_definitions.size());
            const std::uint32_t list_name = program_.names.add(list.name);
            const auto first = static_cast<std::uint32_t>(program_.list_entries.size());
            for (const json::Member& item : list.value.object()) {
                const auto value = small_integer(&item.value);
                if (!value) return not_a_story("the list item " + printable(item.name) + " has no whole number");
                const std::uint32_t item_name = program_.names.add(item.name);
                if (program_.entries_by_name.find(list_name, item_name) != none) continue;
                add_entry({.list = list_name, .item = item_name, .value = *value, .definition = definition});
            }
            const auto count = static_cast<std::uint32_t>(program_.list_entries.size()) - first;
            program_.list_definitions.push_back({.name = list_name, .first = first, .size = count});
        }
        return {};
    }

    std::uint32_t add_entry(const ListEntry& entry)
    {
        const auto id = static_cast<std::uint32_t>(program_.list_entries.size());
        program_.list_entries.push_back(entry);
        program_.entries_by_name.set(entry.list, entry.item, id);
        return id;
    }

    Result<std::uint32_t> constant_list(const json::Value& items, const json::Value* origins)
    {
        ListData list;
        if (!items.is(Kind::object)) return not_a_story("a list value is not an object");
        for (const json::Member& item : items.object()) {
            const auto value = small_integer(&item.value);
            const std::size_t dot = item.name.find('.');
            if (!value || dot == std::string_view::npos)
                return not_a_story("the list value's item " + printable(item.name) + " is malformed");
            const std::uint32_t list_name = program_.names.add(item.name.substr(0, dot));
            const std::uint32_t item_name = program_.names.add(item.name.substr(dot + 1));
            std::uint32_t entry = program_.entries_by_name.find(list_name, item_name);
            if (entry == none) entry = add_entry({.list = list_name, .item = item_name, .value = *value});
            list.items.push_back(entry);
        }
        if (origins && origins->is(Kind::array)) {
            for (const json::Value& origin : origins->array()) {
                if (!origin.is(Kind::string)) return not_a_story("a list value's origin is not a name");
                for (std::uint32_t i = 0; i < program_.list_definitions.size(); ++i) {
                    if (program_.names[program_.list_definitions[i].name] == origin.string()) list.origins.push_back(i);
                }
            }
        }
        program_.lists.push_back(std::move(list));
        return static_cast<std::uint32_t>(program_.lists.size() - 1);
    }

    // ---- content

    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(program_.cells.size()); }

    void put(Cell cell, std::uint32_t owner)
    {
        program_.cells.push_back(cell);
        program_.owners.push_back(owner);
    }

    Result<void> emit(const json::Value& root)
    {
        program_.containers.push_back({});
        apart_.push_back({&root, 0, 1});
        for (std::size_t i = 0; i < apart_.size(); ++i) {
            const Apart apart = apart_[i];
            GOLDBOX_CHECK(open(*apart.tree, apart.container, apart.container, apart.depth));
            GOLDBOX_CHECK(run());
            put({.op = Op::end, .argument = apart.container}, apart.container);
        }
        return {};
    }

    /// Begins a container's content. `owner` is whose item its `enter` cell is.
    Result<void> open(const json::Value& tree, std::uint32_t id, std::uint32_t owner, std::uint32_t depth)
    {
        if (depth > options_.max_depth)
            return refuse(Code::limit, "ink.too_deep",
                          "containers nest deeper than " + std::to_string(options_.max_depth));
        const std::span<const json::Value> elements = tree.array();
        if (elements.empty()) return not_a_story("a container has no terminator");
        const auto size = static_cast<std::uint32_t>(elements.size() - 1);
        Container& container = program_.containers[id];
        container.enter = here();
        container.first = static_cast<std::uint32_t>(program_.items.size());
        container.size = size;
        put({.op = size == 0 ? Op::enter_empty : Op::enter, .argument = id}, owner);
        program_.items.resize(program_.items.size() + size);
        if (program_.items.size() > std::numeric_limits<std::uint32_t>::max() / 4)
            return refuse(Code::limit, "ink.too_large", "the story has too many instructions");
        GOLDBOX_CHECK(close(elements.back(), id, depth));
        open_.push_back({elements.first(size), 0, id, depth});
        return {};
    }

    /// Reads what ends a container: its name, its flags and its named children.
    Result<void> close(const json::Value& terminator, std::uint32_t id, std::uint32_t depth)
    {
        if (terminator.is(Kind::null)) return {};
        if (!terminator.is(Kind::object)) return not_a_story("a container ends neither with null nor with an object");
        for (const json::Member& member : terminator.object()) {
            if (member.name == "#f") {
                const auto flags = small_integer(&member.value);
                if (!flags) return not_a_story("a container's flags are not a whole number");
                Container& container = program_.containers[id];
                if (*flags & count_flag::visits) container.visits = 0;
                if (*flags & count_flag::turns) container.turns = 0;
                container.start_only = (*flags & count_flag::start_only) != 0 ? 1u : 0u;
            } else if (member.name == "#n") {
                if (!member.value.is(Kind::string)) return not_a_story("a container's name is not a text");
                if (!member.value.string().empty()) name_container(id, member.value.string());
            } else if (member.value.is(Kind::array)) {
                const auto child = static_cast<std::uint32_t>(program_.containers.size());
                program_.containers.push_back({.parent = id});
                name_container(child, member.name);
                apart_.push_back({&member.value, child, depth + 1});
            }
        }
        return {};
    }

    void name_container(std::uint32_t id, std::string_view name)
    {
        Container& container = program_.containers[id];
        container.name = program_.names.add(name);
        if (container.parent != none) program_.children.set(container.parent, container.name, id);
    }

    /// Emits all that is open, the innermost first.
    Result<void> run()
    {
        while (!open_.empty()) {
            Open& top = open_.back();
            if (top.next == top.content.size()) {
                open_.pop_back();
                continue;
            }
            const json::Value& token = top.content[top.next];
            const std::uint32_t container = top.container;
            program_.items[program_.containers[container].first + top.next] = here();
            const std::uint32_t index = top.next++;
            if (token.is(Kind::array)) {
                const auto child = static_cast<std::uint32_t>(program_.containers.size());
                program_.containers.push_back({.parent = container, .index = index});
                GOLDBOX_CHECK(open(token, child, container, top.depth + 1));
            } else {
                GOLDBOX_CHECK(emit_token(token, container));
            }
        }
        return {};
    }

    Result<void> emit_token(const json::Value& token, std::uint32_t container)
    {
        put({}, container);
        Cell& cell = program_.cells.back();
        switch (token.kind()) {
        case Kind::boolean: cell = {.op = Op::push_boolean, .argument = token.boolean() ? 1u : 0u}; return {};
        case Kind::integer:
            if (const auto small = small_integer(&token))
                cell = {.op = Op::push_integer, .argument = static_cast<std::uint32_t>(*small)};
            else
                cell = real(token.number());
            return {};
        case Kind::number: cell = real(token.number()); return {};
        case Kind::string: return emit_word(token, cell, container);
        case Kind::object: return emit_object(token, cell);
        default: return not_an_instruction(token);
        }
    }

    static Cell real(double number)
    {
        return {.op = Op::push_real, .argument = std::bit_cast<std::uint32_t>(static_cast<float>(number))};
    }

    Result<void> emit_word(const json::Value& token, Cell& cell, std::uint32_t container)
    {
        const std::string_view word = token.string();
        if (word.starts_with('^')) {
            const std::uint32_t id = add_text(word.substr(1));
            cell = {.op = program_.texts[id].kind == TextKind::newline ? Op::newline : Op::text, .argument = id};
            return {};
        }
        if (word == "\n") {
            if (newline_ == none) newline_ = add_text("\n");
            cell = {.op = Op::newline, .argument = newline_};
            return {};
        }
        static const Words words;
        if (const Cell* known = words.find(word)) {
            cell = *known;
            if (cell.op == Op::sequence_visits || cell.op == Op::sequence_shuffle) cell.argument = container;
            return {};
        }
        float number = 0; // "123.00f"
        auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (problem == std::errc() && end + 1 == word.data() + word.size() && *end == 'f') {
            cell = real(static_cast<double>(number));
            return {};
        }
        return not_an_instruction(token);
    }

    std::uint32_t add_text(std::string_view text)
    {
        const std::uint32_t id = add_piece(text);
        split(id, text);
        return id;
    }

    std::uint32_t add_piece(std::string_view text)
    {
        StoryText entry{.offset = static_cast<std::uint32_t>(program_.characters.size()),
                        .size = static_cast<std::uint32_t>(text.size()),
                        .kind = kind_of(text)};
        program_.characters.append(text);
        program_.texts.push_back(entry);
        return static_cast<std::uint32_t>(program_.texts.size() - 1);
    }

    /// Lines that begin or end inside a text are told apart from its words beforehand.
    void split(std::uint32_t id, std::string_view text)
    {
        if (program_.texts[id].kind == TextKind::newline || text.find('\n') == std::string_view::npos) return;
        const std::vector<std::string_view> pieces = split_newlines(text);
        if (pieces.empty()) return;
        program_.texts[id].first_piece = static_cast<std::uint32_t>(program_.texts.size());
        program_.texts[id].pieces = static_cast<std::uint16_t>(pieces.size());
        for (std::string_view piece : pieces) add_piece(piece);
    }

    Result<void> emit_object(const json::Value& token, Cell& cell)
    {
        for (const json::Member& member : token.object()) {
            const std::uint64_t key = packed(member.name);
            if (key == packed("list")) {
                GOLDBOX_TRY(const std::uint32_t list, constant_list(member.value, token.find("origins")));
                cell = {.op = Op::push_list, .argument = list};
                return {};
            }
            if (!is_instruction(key)) continue;
            if (!member.value.is(Kind::string)) return not_an_instruction(token);
            return emit_named(token, key, member.value.string(), cell);
        }
        return not_an_instruction(token);
    }

    static bool is_instruction(std::uint64_t key)
    {
        switch (key) {
        case packed("->"):
        case packed("f()"):
        case packed("->t->"):
        case packed("x()"):
        case packed("*"):
        case packed("VAR?"):
        case packed("CNT?"):
        case packed("VAR="):
        case packed("temp="):
        case packed("^->"):
        case packed("^var"):
        case packed("#"): return true;
        default: return false;
        }
    }

    Result<void> emit_named(const json::Value& token, std::uint64_t key, std::string_view value, Cell& cell)
    {
        switch (key) {
        case packed("VAR?"): cell = {.op = Op::get_variable, .argument = program_.names.add(value)}; return {};
        case packed("VAR="):
        case packed("temp="): {
            const bool global = key == packed("VAR="), declares = !truthy(token.find("re"));
            cell = {.op = Op::set_variable,
                    .flags = static_cast<std::uint8_t>((global ? assign_flag::global : 0) |
                                                       (declares ? assign_flag::declares : 0)),
                    .argument = program_.names.add(value)};
            return {};
        }
        case packed("x()"): {
            const std::int32_t count = small_integer(token.find("exArgs")).value_or(0);
            if (count < 0 || count > 1000) return not_an_instruction(token);
            cell = {.op = Op::call_external,
                    .detail = static_cast<std::uint16_t>(count),
                    .argument = program_.names.add(value)};
            return {};
        }
        case packed("^var"): {
            const std::int32_t frame = small_integer(token.find("ci")).value_or(-1);
            if (frame < -1 || frame > 30000) return not_an_instruction(token);
            cell = {.op = Op::push_pointer,
                    .detail = static_cast<std::uint16_t>(frame),
                    .argument = program_.names.add(value)};
            return {};
        }
        case packed("#"): cell = {.op = Op::legacy_tag, .argument = add_piece(value)}; return {};
        case packed("CNT?"): cell.op = Op::get_visits; break;
        case packed("^->"): cell.op = Op::push_target; break;
        case packed("*"): {
            const std::int32_t flags = small_integer(token.find("flg")).value_or(0);
            cell = {.op = Op::choice, .flags = static_cast<std::uint8_t>(flags & 31)};
            break;
        }
        default: emit_divert(token, key, value, cell); return {};
        }
        fixups_.push_back({here() - 1, value});
        return {};
    }

    void emit_divert(const json::Value& token, std::uint64_t key, std::string_view value, Cell& cell)
    {
        unsigned flags = key == packed("f()")     ? divert_flag::function
                         : key == packed("->t->") ? divert_flag::tunnel
                                                  : 0;
        if (truthy(token.find("c"))) flags |= divert_flag::conditional;
        cell.flags = static_cast<std::uint8_t>(flags);
        if (truthy(token.find("var"))) {
            cell.op = Op::divert_to_variable;
            cell.argument = program_.names.add(value);
        } else {
            cell.op = flags == 0 ? Op::divert : Op::divert_by_flags;
            fixups_.push_back({here() - 1, value});
        }
    }

    // ---- paths

    [[nodiscard]] Program::Found follow(std::uint32_t cell, std::string_view text) const
    {
        PathReader path(text);
        if (!path.relative()) return program_.follow(0, path);
        if (path.at_end()) return {.exact = false};
        path.next(); // the first step leads from the instruction to its container
        return program_.follow(program_.owners[cell], path);
    }

    Result<void> resolve()
    {
        for (const Fixup& fixup : fixups_) {
            const Program::Found found = follow(fixup.cell, fixup.path);
            if (!found.exact) return bad_path(fixup);
            Cell& cell = program_.cells[fixup.cell];
            const std::uint32_t container = program_.container_at(found.location);
            switch (cell.op) {
            case Op::get_visits:
                if (container == none) return bad_path(fixup);
                cell.argument = container;
                break;
            case Op::push_target:
                cell.argument = static_cast<std::uint32_t>(program_.locations.size());
                program_.locations.push_back(found.location);
                break;
            case Op::choice:
                if (container == none) return bad_path(fixup);
                cell.argument = static_cast<std::uint32_t>(program_.choice_points.size());
                program_.choice_points.push_back(
                    {.target = {container, -1}, .counted = container, .flags = cell.flags});
                break;
            default: resolve_jump(fixup.cell, found.location); break;
            }
        }
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> bad_path(const Fixup& fixup) const
    {
        return refuse(Code::invalid, "ink.bad_path",
                      "the instruction at " + program_.path(program_.locate(fixup.cell)) + " leads to " +
                          printable(fixup.path) + ", which the story does not have");
    }

    void resolve_jump(std::uint32_t cell, Location location)
    {
        Jump jump;
        jump.target = location.index < 0 ? program_.start_of(location.container) : program_.address(location);
        visited_.clear();
        program_.visits_between(cell, jump.target, visited_);
        jump.first_visit = static_cast<std::uint32_t>(program_.visit_lists.size());
        jump.visits = static_cast<std::uint32_t>(visited_.size());
        program_.visit_lists.append(visited_);
        program_.cells[cell].argument = static_cast<std::uint32_t>(program_.jumps.size());
        program_.jumps.push_back(jump);
    }

    // ---- tables

    void number_counters()
    {
        for (std::uint32_t id = 0; id < program_.containers.size(); ++id) {
            Container& container = program_.containers[id];
            if (container.visits != none) {
                container.visits = static_cast<std::uint32_t>(program_.visit_containers.size());
                program_.visit_containers.push_back(id);
            }
            if (container.turns != none) {
                container.turns = static_cast<std::uint32_t>(program_.turn_containers.size());
                program_.turn_containers.push_back(id);
            }
        }
    }

    void rank_items()
    {
        FlatArray<ListEntry>& entries = program_.list_entries;
        std::vector<std::uint32_t> order(entries.size());
        std::iota(order.begin(), order.end(), 0u);
        std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
            if (entries[a].value != entries[b].value) return entries[a].value < entries[b].value;
            const std::string_view left = program_.names[entries[a].list], right = program_.names[entries[b].list];
            return left == right ? a < b : sorts_before(left, right);
        });
        for (std::uint32_t rank = 0; rank < order.size(); ++rank) entries[order[rank]].rank = rank;
    }

    /// What names mean: globals, and the list items that may stand for themselves in expressions.
    void name_values()
    {
        const std::size_t count = program_.names.size();
        program_.global_of_name.assign(count, none);
        program_.single_items.assign(count, none);
        auto single = [&](std::uint32_t name, std::uint32_t entry) {
            program_.single_items[name] = static_cast<std::uint32_t>(program_.lists.size());
            program_.lists.push_back({.items = {entry}, .origins = {}});
        };
        for (const Cell& cell : program_.cells.span()) {
            if (cell.op == Op::set_variable && (cell.flags & assign_flag::global) &&
                program_.global_of_name[cell.argument] == none) {
                program_.global_of_name[cell.argument] = static_cast<std::uint32_t>(program_.global_names.size());
                program_.global_names.push_back(cell.argument);
            }
            if (cell.op != Op::get_variable) continue;
            const std::string_view name = program_.names[cell.argument];
            const std::size_t dot = name.find('.');
            if (dot == std::string_view::npos || program_.single_items[cell.argument] != none) continue;
            const std::uint32_t list = program_.names.find(name.substr(0, dot));
            const std::uint32_t item = program_.names.find(name.substr(dot + 1));
            if (list == none || item == none) continue;
            const std::uint32_t entry = program_.entries_by_name.find(list, item);
            if (entry != none && program_.list_entries[entry].definition != none) single(cell.argument, entry);
        }
        for (const ListDefinition& definition : program_.list_definitions.span()) {
            for (std::uint32_t entry = definition.first; entry < definition.first + definition.size; ++entry)
                single(program_.list_entries[entry].item, entry);
        }
    }

    void describe()
    {
        name_values();
        std::vector<bool> external(program_.names.size()), variable(program_.names.size());
        for (const Cell& cell : program_.cells.span()) {
            if (cell.op == Op::call_external) external[cell.argument] = true;
            if (cell.op == Op::set_variable && cell.flags == (assign_flag::global | assign_flag::declares))
                variable[cell.argument] = true;
        }
        for (std::uint32_t id = 0; id < program_.names.size(); ++id) {
            if (program_.children.find(0, id) != none) external[id] = false; // ink defines it
        }
        append_sorted(external, program_.externals);
        append_sorted(variable, program_.variables);
        for (const Container& container : program_.containers.span()) {
            if (container.parent == 0 && container.index == none && program_.names[container.name] != "global decl")
                program_.knot_list.push_back(container.name);
        }
        program_.tag_texts.append(program_.tag_texts_of(0));
        program_.spell_names();
    }

    void append_sorted(const std::vector<bool>& chosen, FlatArray<std::uint32_t>& names)
    {
        std::vector<std::uint32_t> sorted;
        for (std::uint32_t id = 0; id < chosen.size(); ++id) {
            if (chosen[id]) sorted.push_back(id);
        }
        std::ranges::sort(sorted, {}, [this](std::uint32_t id) { return program_.names[id]; });
        names.append(sorted);
    }

    void give_back()
    {
        Program::each_array(program_, [](auto& array) { array.shrink_to_fit(); });
    }

    Program& program_;
    const LoadOptions& options_;
    std::vector<Open> open_;
    std::vector<Apart> apart_;
    std::vector<Fixup> fixups_;
    std::vector<std::uint32_t> visited_;
    std::uint32_t newline_ = none;
};

} // namespace

std::vector<std::string_view> split_newlines(std::string_view text)
{
    constexpr std::string_view spaces = " \t\n";
    const std::size_t words = text.find_first_not_of(spaces);
    const std::string_view head = text.substr(0, words);
    const std::size_t head_first = head.find('\n');
    const std::size_t head_last = head.rfind('\n');
    std::size_t tail_first = std::string_view::npos, tail_last = std::string_view::npos;
    const std::size_t last_word = text.find_last_not_of(spaces);
    const std::size_t tail = last_word == std::string_view::npos ? 0 : last_word + 1;
    if (const std::size_t found = text.substr(tail).find('\n'); found != std::string_view::npos) {
        tail_first = tail + found;
        tail_last = text.rfind('\n');
    }
    std::vector<std::string_view> pieces;
    if (head_first == std::string_view::npos && tail_first == std::string_view::npos) return pieces;
    std::size_t begin = 0, end = text.size();
    if (head_first != std::string_view::npos) {
        if (head_first > 0) pieces.push_back(text.substr(0, head_first));
        pieces.push_back(text.substr(head_first, 1));
        begin = head_last + 1;
    }
    if (tail_first != std::string_view::npos) end = tail_first;
    if (end > begin) pieces.push_back(text.substr(begin, end - begin));
    const bool tail_is_new = head_last == std::string_view::npos || tail_first > head_last;
    if (tail_first != std::string_view::npos && tail_is_new) {
        pieces.push_back(text.substr(tail_first, 1));
        if (tail_last + 1 < text.size()) pieces.push_back(text.substr(tail_last + 1));
    }
    return pieces;
}

Result<std::unique_ptr<Program>> lower(const json::Value& tree, const LoadOptions& options)
{
    auto program = std::make_unique<Program>();
    GOLDBOX_CHECK(Loader(*program, options).load(tree));
    return program;
}

} // namespace goldbox::narrative
