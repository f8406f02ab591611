#pragma once
// SPDX-License-Identifier: MIT
// What the runtime of ink executes: containers of cells. The generator builds them from the tree, the resolver points
// them at each other, the writer makes JSON of them.

#include "narrative/compiler/pool.hpp"
#include "narrative/compiler/source.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace goldbox::narrative::ink {

enum class CellKind : std::uint8_t {
    container,
    command,
    text,
    integer,
    real,
    boolean,
    divert,
    divert_value,
    choice,
    variable,
    assignment,
    variable_pointer,
    list,
};

struct Container;

struct Cell {
    explicit Cell(CellKind its_kind) : kind(its_kind) {}

    CellKind kind;
    std::uint32_t index = 0; ///< in its container, once layout() ran
    std::uint32_t depth = 0; ///< containers around it, once layout() ran
    Place place;             ///< of the statement it was made for
    Container* parent = nullptr;
};

struct Container : Cell {
    static constexpr CellKind its_kind = CellKind::container;
    static constexpr std::uint32_t by_name = 0xFFFFFFFF; ///< the index of what is reached only by name
    Container() : Cell(its_kind) {}

    std::string_view name; ///< empty: goes by its index
    List<Cell*> content;
    List<Container*> named; ///< reached only by name
    bool has_named_content = false;
    bool counts_visits = false;
    bool counts_turns = false;
    bool counts_at_start_only = false;

    std::string_view path;         ///< filled when first asked for
    std::uint32_t path_length = 0; ///< in UTF-16 units, as the reference measures
    bool path_known = false;
};

/// A word the runtime knows: `ev`, `out`, `<>`, `done`, `MIN`.
struct CommandCell : Cell {
    static constexpr CellKind its_kind = CellKind::command;
    CommandCell() : Cell(its_kind) {}
    std::string_view word;
};

struct TextCell : Cell {
    static constexpr CellKind its_kind = CellKind::text;
    TextCell() : Cell(its_kind) {}
    std::string_view text;
};

struct IntegerCell : Cell {
    static constexpr CellKind its_kind = CellKind::integer;
    IntegerCell() : Cell(its_kind) {}
    std::int32_t value = 0;
};

struct RealCell : Cell {
    static constexpr CellKind its_kind = CellKind::real;
    RealCell() : Cell(its_kind) {}
    float value = 0;
};

struct BooleanCell : Cell {
    static constexpr CellKind its_kind = CellKind::boolean;
    BooleanCell() : Cell(its_kind) {}
    bool value = false;
};

struct DivertCell : Cell {
    static constexpr CellKind its_kind = CellKind::divert;
    enum class Push : std::uint8_t { none, function, tunnel };
    DivertCell() : Cell(its_kind) {}
    Cell* target = nullptr;
    std::string_view variable; ///< holds the target at run time
    std::string_view external; ///< the host's function that it calls
    std::uint32_t external_arguments = 0;
    Push push = Push::none;
    bool conditional = false;
};

struct DivertValueCell : Cell {
    static constexpr CellKind its_kind = CellKind::divert_value;
    DivertValueCell() : Cell(its_kind) {}
    Cell* target = nullptr;
};

struct ChoiceCell : Cell {
    static constexpr CellKind its_kind = CellKind::choice;
    enum Flag : std::uint8_t {
        has_condition = 1,
        has_start = 2,
        has_choice_only = 4,
        invisible_default = 8,
        once_only = 16
    };
    ChoiceCell() : Cell(its_kind) {}
    Container* target = nullptr;
    std::uint8_t flags = 0;
};

/// The value of a variable or, with `counted`, how often that was visited.
struct VariableCell : Cell {
    static constexpr CellKind its_kind = CellKind::variable;
    VariableCell() : Cell(its_kind) {}
    std::string_view name;
    Container* counted = nullptr;
};

struct AssignmentCell : Cell {
    static constexpr CellKind its_kind = CellKind::assignment;
    AssignmentCell() : Cell(its_kind) {}
    std::string_view name;
    bool is_global = false;
    bool is_new = false;
};

struct VariablePointerCell : Cell {
    static constexpr CellKind its_kind = CellKind::variable_pointer;
    VariablePointerCell() : Cell(its_kind) {}
    std::string_view name;
};

struct ListCell : Cell {
    static constexpr CellKind its_kind = CellKind::list;
    struct Item {
        std::string_view list;
        std::string_view name;
        std::int32_t value = 0;
    };
    ListCell() : Cell(its_kind) {}
    List<Item> items;
    std::string_view origin; ///< of an empty list; may be empty
};

/// Adds at the end; a container that has a name already is also found by it.
void add(Pool& pool, Container& container, Cell* cell);
void add_front(Pool& pool, Container& container, Cell* cell);
/// Adds what is reached by name and never stepped into.
void add_named(Pool& pool, Container& container, Container* named);

/// Dissolves containers that nothing can point at, then numbers the cells. False when containers nest deeper than a
/// runtime takes them.
[[nodiscard]] bool layout(Pool& pool, Container& root);

/// `knot.0.c-1`
[[nodiscard]] std::string_view path_of(Pool& pool, Container& container);
[[nodiscard]] std::string path_of(Pool& pool, Cell& cell);
/// The path to the target as seen from a cell: relative where that is shorter.
[[nodiscard]] std::string compact_path(Pool& pool, const Cell& from, Cell& target);
/// The same for the name of an external function, which stands where a path would.
[[nodiscard]] std::string compact_path(const Cell& from, std::string_view name);

} // namespace goldbox::narrative::ink
