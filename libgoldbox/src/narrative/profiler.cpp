// SPDX-License-Identifier: MIT
#include <goldbox/narrative/profiler.hpp>

#include "listing.hpp"
#include "program.hpp"

#include <algorithm>
#include <unordered_map>

namespace goldbox::narrative {

namespace {

using Row = Profile::Row;

/// Adds up rows of the same name and sorts them.
class Rows {
public:
    void add(std::string name, std::uint64_t steps, std::uint64_t nanoseconds)
    {
        Row& row = rows_[name];
        if (row.name.empty()) row.name = std::move(name);
        row.steps += steps;
        row.nanoseconds += nanoseconds;
    }
    [[nodiscard]] std::vector<Row> sorted() &&
    {
        std::vector<Row> out;
        for (auto& [name, row] : rows_) out.push_back(std::move(row));
        std::ranges::sort(out, [](const Row& left, const Row& right) {
            return left.steps != right.steps ? left.steps > right.steps : left.name < right.name;
        });
        return out;
    }

private:
    std::unordered_map<std::string, Row> rows_;
};

std::string knot_name(const Program& program, std::uint32_t address)
{
    const std::uint32_t knot = program.knot_of(program.owners[address]);
    return knot == 0 ? "(beginning)" : std::string(program.names[program.containers[knot].name]);
}

std::string container_name(const Program& program, std::uint32_t address)
{
    const std::string path = program.path(program.owners[address]);
    return path.empty() ? "(root)" : path;
}

std::string kind_name(const Cell& cell)
{
    std::string kind(name(cell.op));
    if (cell.op == Op::native) kind.append(" ").append(name(static_cast<Native>(cell.argument)));
    return kind;
}

} // namespace

Profiler::Profiler(std::shared_ptr<const Story> story, Stopwatch stopwatch)
    : story_(std::move(story)), stopwatch_(std::move(stopwatch)), steps_(story_->program().cells.size())
{
    if (stopwatch_) nanoseconds_.resize(steps_.size());
}

void Profiler::resume()
{
    running_ = none;
}

/// The time of an instruction is that until the next one.
void Profiler::measure(std::uint32_t address)
{
    const std::uint64_t now = stopwatch_();
    if (running_ != none) nanoseconds_[running_] += now - since_;
    running_ = address;
    since_ = now;
}

Profile Profiler::profile() const
{
    const Program& program = story_->program();
    Profile profile;
    Rows knots, containers, kinds, lines;
    for (std::uint32_t address = 0; address < steps_.size(); ++address) {
        const std::uint64_t steps = steps_[address];
        if (steps == 0) continue;
        const std::uint64_t nanoseconds = nanoseconds_.empty() ? 0 : nanoseconds_[address];
        profile.steps += steps;
        profile.nanoseconds += nanoseconds;
        knots.add(knot_name(program, address), steps, nanoseconds);
        containers.add(container_name(program, address), steps, nanoseconds);
        kinds.add(kind_name(program.cells[address]), steps, nanoseconds);
        if (program.lines.empty()) continue;
        const std::string line = to_string(program.where(address));
        lines.add(line.empty() ? "(unknown)" : line, steps, nanoseconds);
    }
    profile.knots = std::move(knots).sorted();
    profile.containers = std::move(containers).sorted();
    profile.kinds = std::move(kinds).sorted();
    profile.lines = std::move(lines).sorted();
    return profile;
}

} // namespace goldbox::narrative
