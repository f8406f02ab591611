#pragma once
// SPDX-License-Identifier: MIT
// A story as the machine runs it: one flat array of 8-byte cells. Containers lie in it the way they nest, each behind
// an `enter` cell, so that running off one's end is running into its parent's next cell; only containers reached by
// name alone stand apart and close with an `end` cell. docs/decisions/0004-ink-runtime.md tells why.

#include <goldbox/narrative/story.hpp>

#include "datum.hpp"
#include "flat_array.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

inline constexpr std::uint32_t none = 0xFFFFFFFF;

enum class Op : std::uint8_t {
    enter,       ///< of container `argument`
    enter_empty, ///< of one without content: it counts as a step of its own
    end,         ///< behind a container reached by name alone
    text,        ///< string `argument`
    newline,     ///< string `argument`, which is "\n"
    glue,
    push_boolean,
    push_integer,
    push_real, ///< the bits of a float
    push_void,
    push_list,    ///< constant list `argument`
    push_target,  ///< location `argument`
    push_pointer, ///< to variable `argument`, frame `detail`
    legacy_tag,   ///< string `argument`
    begin_evaluation,
    end_evaluation,
    output,
    nothing,
    duplicate,
    pop,
    end_function,
    end_tunnel,
    begin_string,
    end_string,
    begin_tag,
    end_tag,
    choice_count,
    turn_count,
    turns_since,
    read_count,
    random,
    seed_random,
    sequence_visits, ///< of container `argument`
    sequence_shuffle,
    thread,
    done,
    end_story,
    list_from_integer,
    list_range,
    list_random,
    divert,             ///< jump `argument`
    divert_by_flags,    ///< the same, with Divert flags in `flags`
    divert_to_variable, ///< to where variable `argument` says; flags as well
    call_external,      ///< name `argument`, `detail` arguments
    choice,             ///< choice point `argument`
    get_variable,       ///< name `argument`
    get_visits,         ///< of container `argument`
    set_variable,       ///< name `argument`, Assign flags
    native,             ///< Native `argument`
};

namespace divert_flag {
inline constexpr std::uint8_t conditional = 1, function = 2, tunnel = 4;
}
namespace assign_flag {
inline constexpr std::uint8_t global = 1, declares = 2;
}
namespace choice_flag {
inline constexpr std::uint8_t condition = 1, start_text = 2, choice_only_text = 4, invisible = 8, once_only = 16;
}
namespace count_flag {
inline constexpr std::uint8_t visits = 1, turns = 2, start_only = 4;
}

enum class Native : std::uint8_t {
    add,
    subtract,
    divide,
    multiply,
    modulo,
    negate,
    equal,
    greater,
    less,
    greater_or_equal,
    less_or_equal,
    not_equal,
    logical_not,
    logical_and,
    logical_or,
    min,
    max,
    pow,
    floor,
    ceiling,
    to_int,
    to_float,
    has,
    hasnt,
    intersect,
    list_min,
    list_max,
    list_all,
    list_count,
    list_value,
    list_invert,
};
[[nodiscard]] std::string_view name(Native function);
[[nodiscard]] int arity(Native function);

struct Cell {
    Op op = Op::nothing;
    std::uint8_t flags = 0;
    std::uint16_t detail = 0;
    std::uint32_t argument = 0;
};
static_assert(sizeof(Cell) == 8);

/// A container, or with `index` its content at that place: what a path means.
struct Location {
    std::uint32_t container = none;
    std::int32_t index = -1;
    bool operator==(const Location&) const = default;
    explicit operator bool() const { return container != none; }
};

struct Container {
    std::uint32_t parent = none;
    std::uint32_t index = none; ///< among the parent's content; none when reached by name alone
    std::uint32_t enter = 0;    ///< address of its `enter` cell
    std::uint32_t first = 0;    ///< of its items
    std::uint32_t size = 0;     ///< items
    std::uint32_t name = none;
    std::uint32_t visits = none;  ///< its visit counter
    std::uint32_t turns = none;   ///< its turn counter
    std::uint32_t start_only = 0; ///< 1: it counts only when entered at its first item
};

/// A divert to a known place: where it leads, and which containers it enters on the way.
struct Jump {
    std::uint32_t target = none;
    std::uint32_t first_visit = 0;
    std::uint32_t visits = 0;
};

struct ChoicePoint {
    Location target;
    std::uint32_t counted = none; ///< container whose visits make the choice used up
    std::uint32_t flags = 0;
};

inline constexpr std::uint16_t most_pieces = 5; ///< of a text: a newline and blanks at each end, words between

struct StoryText {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t first_piece = 0; ///< where newlines at its ends must be told apart from the rest
    std::uint16_t pieces = 0;
    TextKind kind = TextKind::words;
    std::uint8_t padding = 0;
};

struct ListEntry {
    std::uint32_t list = 0; ///< name id
    std::uint32_t item = 0; ///< name id
    std::int32_t value = 0;
    std::uint32_t definition = none;
    std::uint32_t rank = 0; ///< where it stands when a list is printed
};

struct ListDefinition {
    std::uint32_t name = 0;
    std::uint32_t first = 0; ///< of its entries
    std::uint32_t size = 0;
};

/// Names to small numbers, by open addressing.
class NameTable {
public:
    struct Name {
        std::uint32_t offset = 0, size = 0, hash = 0;
    };
    [[nodiscard]] std::uint32_t find(std::string_view name) const;
    std::uint32_t add(std::string_view name); ///< ends the life of views that the table gave before
    [[nodiscard]] std::string_view operator[](std::uint32_t id) const
    {
        return {characters.data() + names[id].offset, names[id].size};
    }
    [[nodiscard]] std::size_t size() const { return names.size(); }

    // What it consists of; images hold the same.
    FlatArray<char> characters;
    FlatArray<Name> names;
    FlatArray<std::uint32_t> slots; ///< a power of two of them, at least one of which is free

private:
    void grow();
};

/// Pairs of numbers to a number, by open addressing. Values lie apart from their keys: those of an image are checked
/// when it is loaded, by vectors.
class PairTable {
public:
    struct Key {
        std::uint32_t first = none, second = none;
        friend bool operator==(const Key&, const Key&) = default;
    };
    [[nodiscard]] std::uint32_t find(std::uint32_t first, std::uint32_t second) const;
    void set(std::uint32_t first, std::uint32_t second, std::uint32_t value);

    FlatArray<Key> keys;             ///< a power of two of them, at least one of which is free
    FlatArray<std::uint32_t> values; ///< as many; none where a place is free

private:
    void grow();
    [[nodiscard]] std::size_t place(Key key) const;
    std::size_t used_ = 0;
};

/// A path as text, taken apart step by step.
class PathReader {
public:
    explicit PathReader(std::string_view path);
    struct Step {
        enum class Kind : std::uint8_t { index, parent, name } kind = Kind::name;
        std::uint32_t index = 0;
        std::string_view name;
    };
    [[nodiscard]] bool relative() const { return relative_; }
    [[nodiscard]] bool at_end() const { return at_end_; }
    Step next();

private:
    std::string_view rest_;
    bool relative_ = false;
    bool at_end_ = false;
};

class ShapeBook; // shape.hpp

class Program {
public:
    Program() = default;
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // ---- content
    FlatArray<Cell> cells;
    FlatArray<std::uint32_t> owners; ///< per cell: the container whose content it is
    FlatArray<std::uint32_t> items;  ///< addresses of all containers' contents
    FlatArray<Container> containers; ///< 0 is the root; each stands behind its parent
    FlatArray<std::uint32_t> visit_lists;
    FlatArray<Jump> jumps;
    FlatArray<ChoicePoint> choice_points;
    FlatArray<Location> locations;
    FlatArray<char> characters; ///< of all texts
    FlatArray<StoryText> texts;
    NameTable names;
    PairTable children; ///< container and name to the named container

    // ---- lists
    FlatArray<ListDefinition> list_definitions;
    FlatArray<ListEntry> list_entries;
    PairTable entries_by_name;             ///< list name and item name to entry
    FlatArray<std::uint32_t> single_items; ///< per name id: constant list of the one item so called
    std::vector<ListData> lists;

    // ---- variables and counters
    FlatArray<std::uint32_t> global_of_name; ///< per name id
    FlatArray<std::uint32_t> global_names;
    FlatArray<std::uint32_t> visit_containers; ///< per visit counter
    FlatArray<std::uint32_t> turn_containers;
    std::vector<Datum> first_globals; ///< a fresh session's
    std::vector<std::int32_t> first_visits;
    std::vector<std::int32_t> first_turns;

    // ---- where it came from, when its compiler told
    std::vector<std::uint32_t> lines; ///< per cell: line * files + file; 0 is unknown
    std::vector<std::string> files;

    // ---- what Story shows
    FlatArray<std::uint32_t> tag_texts;                       ///< of the global tags
    FlatArray<std::uint32_t> externals, variables, knot_list; ///< name ids
    std::vector<std::string> global_tags, external_names, variable_names, knot_names;
    void spell_names(); ///< the latter from the former

    std::shared_ptr<const std::string> image; ///< that the arrays lie in, where the program comes from one

    /// Visits each array, in the order in which an image holds them.
    template <class Self, class Visit>
    static void each_array(Self& self, Visit&& visit)
    {
        visit(self.cells);
        visit(self.owners);
        visit(self.items);
        visit(self.containers);
        visit(self.visit_lists);
        visit(self.jumps);
        visit(self.choice_points);
        visit(self.locations);
        visit(self.characters);
        visit(self.texts);
        visit(self.names.characters);
        visit(self.names.names);
        visit(self.names.slots);
        visit(self.children.keys);
        visit(self.children.values);
        visit(self.list_definitions);
        visit(self.list_entries);
        visit(self.entries_by_name.keys);
        visit(self.entries_by_name.values);
        visit(self.single_items);
        visit(self.global_of_name);
        visit(self.global_names);
        visit(self.visit_containers);
        visit(self.turn_containers);
        visit(self.tag_texts);
        visit(self.externals);
        visit(self.variables);
        visit(self.knot_list);
    }

    [[nodiscard]] std::string_view text(std::uint32_t id) const
    {
        return {characters.data() + texts[id].offset, texts[id].size};
    }
    [[nodiscard]] std::uint32_t item(const Container& container, std::uint32_t index) const
    {
        return items[container.first + index];
    }
    /// Where the content of a container begins; itself where it has none.
    [[nodiscard]] std::uint32_t start_of(std::uint32_t container) const
    {
        const Container& c = containers[container];
        return c.size == 0 ? c.enter : item(c, 0);
    }
    /// The address that a location means as a place to go on from.
    [[nodiscard]] std::uint32_t address(Location location) const;
    /// The container that lies at a location, or none.
    [[nodiscard]] std::uint32_t container_at(Location location) const;
    /// The container that an address lies in, and its place there.
    [[nodiscard]] Location locate(std::uint32_t address) const;

    struct Found {
        Location location;          ///< of the last part that exists
        std::uint32_t labelled = 0; ///< the innermost container on the way that has a name of its own; 0 is the root
        bool exact = true;
    };
    /// Follows a path from a container.
    [[nodiscard]] Found follow(std::uint32_t from, PathReader path) const;
    [[nodiscard]] Found find(std::string_view path) const { return follow(0, PathReader(path)); }
    [[nodiscard]] std::optional<std::uint32_t> knot(std::string_view name) const;

    /// For saves; made when first asked for, by whichever thread.
    [[nodiscard]] const ShapeBook& shapes() const;

    /// The knot that a container lies in; 0 outside of all knots.
    [[nodiscard]] std::uint32_t knot_of(std::uint32_t container) const;
    /// File and line of an instruction, if known.
    [[nodiscard]] Where where(std::uint32_t address) const;
    /// The container that item `i` of a container is; none where that is an instruction. A tree of them has an end even
    /// in an image that was made to have none.
    [[nodiscard]] std::uint32_t child_at(std::uint32_t container, std::uint32_t i) const;
    /// The tags at the beginning of a container.
    [[nodiscard]] std::vector<std::uint32_t> tag_texts_of(std::uint32_t container) const;
    /// Names of what a knot, stitch or function takes, the first one first.
    [[nodiscard]] std::vector<std::uint32_t> parameters_of(std::uint32_t container) const;

    void append_path(std::string& out, std::uint32_t container) const;
    void append_path(std::string& out, Location location) const;
    [[nodiscard]] std::string path(Location location) const;
    [[nodiscard]] std::string path(std::uint32_t container) const { return path(Location{container, -1}); }

    /// Appends the containers that going from `previous` (an address or none) to `target` enters and counts.
    void visits_between(std::uint32_t previous, std::uint32_t target, std::vector<std::uint32_t>& visited) const;

    [[nodiscard]] std::size_t memory_bytes() const;

private:
    mutable std::atomic<const ShapeBook*> shapes_ = nullptr;
};

/// The refusal of a path that leads nowhere: `ink.no_such_path`.
[[nodiscard]] tl::unexpected<Error> no_such_path(std::string_view path);

} // namespace goldbox::narrative
