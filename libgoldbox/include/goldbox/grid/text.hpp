#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/grid/grid.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace goldbox::grid {

// Maps as plain letters, for tests, bug reports and terminals that know no more.
//
//     . floor   # wall    + door   / open door   = window   % curtain
//     : bars    _ open bars   n low   1-9 that terrain, without a barrier
//
// With edges, letters of cells stand in the odd columns of odd rows, edges between them (`|` and `-` are walls, a
// blank is nothing, other letters as for cells), and `*` where four cells meet:
//
//     *-*-*
//     |. .|
//     * *-*
//     |. #|
//     *-*-*

/// A grid of one level from a text of either form; the second begins with `*`. Blank lines at the end are left out.
/// `grid.text` names line and column; `grid.size` as Grid::create.
Result<Grid> read_text(std::string_view text);

/// A level in the form that read_text understands, with edges when it has any. Edges on the far borders, which belong
/// to no cell of the grid, are drawn as blanks. `over` may put another letter into a cell; 0 keeps the map's.
[[nodiscard]] std::string draw_text(const Grid& grid, std::int32_t level = 0,
                                    const std::function<char(Cell)>& over = nullptr);

} // namespace goldbox::grid
