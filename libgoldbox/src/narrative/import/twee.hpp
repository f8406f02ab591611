#pragma once
// SPDX-License-Identifier: MIT
// The notation Twee 3: files of passages (the specification is of the Interactive Fiction Technology Foundation).

#include "narrative/import/source_file.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::importing {

struct Passage {
    const SourceFile* file = nullptr;
    std::size_t offset = 0; ///< of its header
    std::string name;
    std::vector<std::string> tags;
    std::string_view content; ///< a part of the file's text

    [[nodiscard]] bool tagged(std::string_view tag) const;
};

enum class StoryFormat { sugarcube, harlowe, chapbook, snowman, other };

struct TweeStory {
    std::vector<Passage> passages; ///< in the order of the files; of two with one name the later
    std::string title;
    std::string start;
    std::string format; ///< as StoryData names it, with its version; empty when it does not
    StoryFormat kind = StoryFormat::sugarcube;
};

[[nodiscard]] TweeStory read_twee(const std::deque<SourceFile>& files, Report& report);

} // namespace goldbox::narrative::importing
