// SPDX-License-Identifier: MIT
#include "listing.hpp"

#include "number.hpp"

#include <goldbox/json/writer.hpp>

#include <array>
#include <bit>

namespace goldbox::narrative {

namespace {

constexpr std::array<std::string_view, 49> op_names{"enter",
                                                    "enter_empty",
                                                    "end",
                                                    "text",
                                                    "newline",
                                                    "glue",
                                                    "push_boolean",
                                                    "push_integer",
                                                    "push_real",
                                                    "push_void",
                                                    "push_list",
                                                    "push_target",
                                                    "push_pointer",
                                                    "legacy_tag",
                                                    "begin_evaluation",
                                                    "end_evaluation",
                                                    "output",
                                                    "nothing",
                                                    "duplicate",
                                                    "pop",
                                                    "end_function",
                                                    "end_tunnel",
                                                    "begin_string",
                                                    "end_string",
                                                    "begin_tag",
                                                    "end_tag",
                                                    "choice_count",
                                                    "turn_count",
                                                    "turns_since",
                                                    "read_count",
                                                    "random",
                                                    "seed_random",
                                                    "sequence_visits",
                                                    "sequence_shuffle",
                                                    "thread",
                                                    "done",
                                                    "end_story",
                                                    "list_from_integer",
                                                    "list_range",
                                                    "list_random",
                                                    "divert",
                                                    "divert_by_flags",
                                                    "divert_to_variable",
                                                    "call_external",
                                                    "choice",
                                                    "get_variable",
                                                    "get_visits",
                                                    "set_variable",
                                                    "native"};
static_assert(op_names.size() == static_cast<std::size_t>(Op::native) + 1);

class Lister {
public:
    explicit Lister(const Program& program) : program_(program), named_(program.containers.size())
    {
        for (std::uint32_t id = 1; id < program.containers.size(); ++id) {
            const Container& container = program.containers[id];
            if (container.index == none && container.parent != none) named_[container.parent].push_back(id);
        }
    }

    void list(std::uint32_t container, std::uint32_t depth)
    {
        const Container& c = program_.containers[container];
        add(c.enter, depth, "container", c.name == none ? std::string() : std::string(program_.names[c.name]));
        for (std::uint32_t i = 0; i < c.size; ++i) {
            const std::uint32_t address = program_.item(c, i);
            const Cell& cell = program_.cells[address];
            if (const std::uint32_t child = program_.child_at(container, i); child != none)
                list(child, depth + 1);
            else
                add(address, depth + 1, std::string(name(cell.op)), argument(cell));
        }
        for (std::uint32_t named : named_[container]) list(named, depth + 1);
    }

    [[nodiscard]] std::vector<Instruction> take() && { return std::move(rows_); }

private:
    void add(std::uint32_t address, std::uint32_t depth, std::string kind, std::string argument)
    {
        rows_.push_back({program_.path(program_.locate(address)), depth, std::move(kind), std::move(argument),
                         program_.where(address)});
    }

    [[nodiscard]] std::string place(std::uint32_t address) const { return program_.path(program_.locate(address)); }
    [[nodiscard]] std::string name_at(std::uint32_t id) const { return std::string(program_.names[id]); }

    [[nodiscard]] std::string text(std::uint32_t id) const
    {
        std::string quoted;
        json::append_quoted(quoted, program_.text(id));
        return quoted;
    }

    [[nodiscard]] std::string divert(const Cell& cell) const
    {
        std::string out = cell.op == Op::divert_to_variable ? "(" + name_at(cell.argument) + ")"
                                                            : place(program_.jumps[cell.argument].target);
        if (cell.flags & divert_flag::conditional) out = "if " + out;
        if (cell.flags & divert_flag::function) out += " as function";
        if (cell.flags & divert_flag::tunnel) out += " as tunnel";
        return out;
    }

    [[nodiscard]] std::string choice(const ChoicePoint& point) const
    {
        std::string out = program_.path(point.target);
        if (point.flags & choice_flag::condition) out += " if";
        if (point.flags & choice_flag::once_only) out += " once";
        if (point.flags & choice_flag::invisible) out += " invisible";
        return out;
    }

    [[nodiscard]] std::string list_value(std::uint32_t id) const
    {
        std::string out;
        for (std::uint32_t item : program_.lists[id].items) {
            const ListEntry& entry = program_.list_entries[item];
            out += (out.empty() ? "" : ", ") + name_at(entry.list) + "." + name_at(entry.item);
        }
        return "(" + out + ")";
    }

    [[nodiscard]] std::string argument(const Cell& cell) const
    {
        switch (cell.op) {
        case Op::text:
        case Op::newline:
        case Op::legacy_tag: return text(cell.argument);
        case Op::push_boolean: return cell.argument ? "true" : "false";
        case Op::push_integer: return std::to_string(static_cast<std::int32_t>(cell.argument));
        case Op::push_real: {
            std::string out;
            append_float(out, std::bit_cast<float>(cell.argument));
            return out;
        }
        case Op::push_list: return list_value(cell.argument);
        case Op::push_target: return program_.path(program_.locations[cell.argument]);
        case Op::divert:
        case Op::divert_by_flags:
        case Op::divert_to_variable: return divert(cell);
        case Op::choice: return choice(program_.choice_points[cell.argument]);
        case Op::call_external: return name_at(cell.argument) + "/" + std::to_string(cell.detail);
        case Op::push_pointer:
        case Op::get_variable:
        case Op::set_variable: return name_at(cell.argument);
        case Op::get_visits:
        case Op::sequence_visits:
        case Op::sequence_shuffle: return program_.path(cell.argument);
        case Op::native: return std::string(name(static_cast<Native>(cell.argument)));
        default: return {};
        }
    }

    const Program& program_;
    std::vector<std::vector<std::uint32_t>> named_; ///< containers reached by name alone, per container
    std::vector<Instruction> rows_;
};

} // namespace

std::string_view name(Op op)
{
    return op_names[static_cast<std::size_t>(op)];
}

std::vector<Instruction> list_instructions(const Program& program, std::uint32_t container)
{
    Lister lister(program);
    lister.list(container, 0);
    return std::move(lister).take();
}

} // namespace goldbox::narrative
