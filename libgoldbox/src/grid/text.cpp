// SPDX-License-Identifier: MIT
#include <goldbox/grid/text.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace goldbox::grid {

namespace {

/// By Barrier.
constexpr std::string_view letters = ".#+/=%:_n";

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    while (!lines.empty() && lines.back().find_first_not_of(' ') == std::string_view::npos) lines.pop_back();
    return lines;
}

tl::unexpected<Error> bad(std::string message, std::size_t line, std::size_t column)
{
    return fail(Code::invalid, "grid.text", std::move(message),
                {"", static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(column + 1)});
}

std::optional<Barrier> barrier_of(char letter)
{
    const std::size_t index = letters.find(letter);
    if (index == std::string_view::npos) return {};
    return static_cast<Barrier>(index);
}

std::optional<Barrier> edge_of(char letter, Part part)
{
    if (letter == ' ') return Barrier::none;
    if (letter == (part == Part::west ? '|' : '-')) return Barrier::wall;
    const auto barrier = barrier_of(letter);
    return barrier == Barrier::none || barrier == Barrier::wall ? std::nullopt : barrier;
}

char edge_letter(Barrier barrier, Part part)
{
    if (barrier == Barrier::none) return ' ';
    if (barrier == Barrier::wall) return part == Part::west ? '|' : '-';
    return letters[static_cast<std::size_t>(barrier)];
}

/// Lines of text with the width that the longest asks for; what is missing at the end of a line is blank.
struct Sheet {
    std::vector<std::string_view> lines;
    std::size_t width = 0;

    [[nodiscard]] char at(std::size_t line, std::size_t column) const
    {
        return line < lines.size() && column < lines[line].size() ? lines[line][column] : ' ';
    }
};

Result<void> read_cell(Grid& grid, Cell cell, const Sheet& sheet, std::size_t line, std::size_t column)
{
    const char letter = sheet.at(line, column);
    const Spot spot{0, cell};
    if (letter >= '1' && letter <= '9') {
        grid.set_terrain(spot, static_cast<std::uint8_t>(letter - '0'));
        return {};
    }
    const auto barrier = barrier_of(letter);
    if (!barrier)
        return bad(std::string("this letter stands for no cell (one of ") + std::string(letters) + "1-9 does)", line,
                   column);
    grid.set_barrier(spot, *barrier);
    return {};
}

Result<void> read_edge(Grid& grid, Cell cell, Part part, const Sheet& sheet, std::size_t line, std::size_t column)
{
    const char letter = sheet.at(line, column);
    const auto barrier = edge_of(letter, part);
    if (!barrier) return bad("this letter stands for no edge", line, column);
    grid.set_barrier({0, cell}, part, *barrier);
    return {};
}

Result<Grid> read_edges(const Sheet& sheet)
{
    const std::size_t width = sheet.width / 2;
    const std::size_t height = sheet.lines.size() / 2;
    if (width == 0 || height == 0) return bad("a map with edges has at least three lines of three letters", 0, 0);
    auto grid = Grid::create(static_cast<std::int32_t>(std::min<std::size_t>(width, 1u << 30)),
                             static_cast<std::int32_t>(std::min<std::size_t>(height, 1u << 30)));
    if (!grid) return grid;
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const Cell cell{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
            auto done = read_cell(*grid, cell, sheet, 2 * y + 1, 2 * x + 1);
            if (done) done = read_edge(*grid, cell, Part::west, sheet, 2 * y + 1, 2 * x);
            if (done) done = read_edge(*grid, cell, Part::north, sheet, 2 * y, 2 * x + 1);
            if (!done) return unexpected(done.error());
        }
    }
    return grid;
}

Result<Grid> read_cells(const Sheet& sheet)
{
    auto grid = Grid::create(static_cast<std::int32_t>(std::min<std::size_t>(sheet.width, 1u << 30)),
                             static_cast<std::int32_t>(std::min<std::size_t>(sheet.lines.size(), 1u << 30)));
    if (!grid) return grid;
    for (std::int32_t y = 0; y < grid->height(); ++y) {
        for (std::int32_t x = 0; x < grid->width(); ++x) {
            const auto done = read_cell(*grid, {x, y}, sheet, static_cast<std::size_t>(y), static_cast<std::size_t>(x));
            if (!done) return unexpected(done.error());
        }
    }
    return grid;
}

char cell_letter(const Grid& grid, Spot spot, const std::function<char(Cell)>& over)
{
    if (over) {
        if (const char letter = over(spot.cell)) return letter;
    }
    const Barrier barrier = grid.barrier(spot);
    const std::uint8_t terrain = grid.terrain(spot);
    if (barrier == Barrier::none && terrain > 0 && terrain < 10) return static_cast<char>('0' + terrain);
    return letters[static_cast<std::size_t>(barrier)];
}

} // namespace

Result<Grid> read_text(std::string_view text)
{
    Sheet sheet{.lines = lines_of(text)};
    if (sheet.lines.empty()) return bad("there is no map in an empty text", 0, 0);
    for (const std::string_view line : sheet.lines) sheet.width = std::max(sheet.width, line.size());
    const bool edges = sheet.lines.front().starts_with('*');
    return edges ? read_edges(sheet) : read_cells(sheet);
}

std::string draw_text(const Grid& grid, std::int32_t level, const std::function<char(Cell)>& over)
{
    std::string text;
    if (level < 0 || level >= grid.levels()) return text;
    const bool edges = grid.has_edges(level);
    for (std::int32_t y = 0; y < grid.height(); ++y) {
        for (std::int32_t x = 0; edges && x < grid.width(); ++x) {
            text += '*';
            text += edge_letter(grid.barrier({level, {x, y}}, Part::north), Part::north);
        }
        if (edges) text += "*\n";
        for (std::int32_t x = 0; x < grid.width(); ++x) {
            if (edges) text += edge_letter(grid.barrier({level, {x, y}}, Part::west), Part::west);
            text += cell_letter(grid, {level, {x, y}}, over);
        }
        text += '\n';
    }
    if (edges) {
        for (std::int32_t x = 0; x < grid.width(); ++x) text += "* ";
        text += "*\n";
    }
    return text;
}

} // namespace goldbox::grid
