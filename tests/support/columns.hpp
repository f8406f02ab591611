#pragma once
// SPDX-License-Identifier: MIT
// Figures that a test states. ./dev test shows the lines that begin with a bar after all tests have run.

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace goldbox::test {

/// Rows under headings, printed as `| real | 4 |`.
class Columns {
public:
    explicit Columns(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }

    template <class... Cells>
    void row(const Cells&... cells)
    {
        rows_.push_back({text(cells)...});
    }

    [[nodiscard]] std::string str() const
    {
        std::vector<std::size_t> widths(rows_[0].size());
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
        }
        std::string all;
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i)
                all += "| " + row[i] + std::string(widths[i] - row[i].size() + 1, ' ');
            all += "|\n";
        }
        return all;
    }

private:
    template <class Cell>
    static std::string text(const Cell& cell)
    {
        std::ostringstream out;
        out << cell;
        return out.str();
    }

    std::vector<std::vector<std::string>> rows_;
};

} // namespace goldbox::test
