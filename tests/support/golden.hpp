#pragma once
// SPDX-License-Identifier: MIT
// Expectations that lie in files. GOLDBOX_REWRITE=1 writes what is, instead of comparing: read the difference before it
// is committed.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

inline bool rewriting()
{
    const char* set = std::getenv("GOLDBOX_REWRITE");
    return set && std::string_view(set) == "1";
}

inline std::string file_text(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// What has to go (-) and to come (+) to make one list of lines the other; empty when they are the same.
inline std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& actual)
{
    const std::size_t n = expected.size(), m = actual.size();
    std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1));
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = m; j-- > 0;) {
            common[i][j] =
                expected[i] == actual[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::string text;
    bool differs = false;
    for (std::size_t i = 0, j = 0; i < n || j < m;) {
        if (i < n && j < m && expected[i] == actual[j]) {
            text += "  " + expected[i] + '\n';
            ++i, ++j;
            continue;
        }
        differs = true;
        if (j == m || (i < n && common[i + 1][j] >= common[i][j + 1]))
            text += "- " + expected[i++] + '\n';
        else
            text += "+ " + actual[j++] + '\n';
    }
    return differs ? text : std::string();
}

} // namespace goldbox::test
