// SPDX-License-Identifier: MIT
#include "source_lines.hpp"

#include <goldbox/base/try.hpp>

#include <limits>

namespace goldbox::narrative {

namespace {

using json::Kind;

class Attacher {
public:
    explicit Attacher(Program& program) : program_(program) { program.lines.assign(program.cells.size(), 0); }

    Result<void> container(std::uint32_t id, const json::Value& tree)
    {
        const Container c = program_.containers[id];
        if (!tree.is(Kind::array) || tree.array().size() != c.size + std::size_t{1}) return mismatch(id);
        for (std::uint32_t i = 0; i < c.size; ++i) GOLDBOX_CHECK(item(program_.item(c, i), tree.array()[i]));
        // What is entered came from where its first instruction came from.
        if (c.size > 0) program_.lines[c.enter] = program_.lines[program_.item(c, 0)];
        const json::Value& end = tree.array().back();
        if (!end.is(Kind::object)) return {};
        for (const json::Member& named : end.object()) {
            const std::uint32_t name = program_.names.find(named.name);
            const std::uint32_t child = name == none ? none : program_.children.find(id, name);
            if (child == none) return mismatch(id);
            GOLDBOX_CHECK(container(child, named.value));
        }
        return {};
    }

private:
    Result<void> item(std::uint32_t address, const json::Value& line)
    {
        const Cell& cell = program_.cells[address];
        if (cell.op == Op::enter || cell.op == Op::enter_empty) return container(cell.argument, line);
        constexpr auto most = std::numeric_limits<std::uint32_t>::max();
        if (!line.is(Kind::integer) || line.integer() < 0 || line.integer() > most)
            return mismatch(program_.owners[address]);
        program_.lines[address] = static_cast<std::uint32_t>(line.integer());
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> mismatch(std::uint32_t container) const
    {
        return fail(Code::invalid, "ink.bad_lines",
                    "the source lines belong to another story: they do not fit " + program_.path(container));
    }

    Program& program_;
};

} // namespace

Result<void> attach_lines(Program& program, const json::Value& lines)
{
    const json::Value* files = lines.find("files");
    const json::Value* root = lines.find("root");
    if (!files || !files->is(Kind::array) || files->array().empty() || !root)
        return fail(Code::invalid, "ink.bad_lines", "source lines are an object with `files` and `root`");
    for (const json::Value& file : files->array()) {
        if (!file.is(Kind::string)) return fail(Code::invalid, "ink.bad_lines", "a file's name is no text");
        program.files.emplace_back(file.string());
    }
    return Attacher(program).container(0, *root);
}

} // namespace goldbox::narrative
