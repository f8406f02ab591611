#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::ink {

/// A place in a file whose comments are gone.
struct Place {
    static constexpr std::uint32_t nowhere = 0xFFFFFFFF;

    std::uint32_t file = 0;
    std::uint32_t offset = nowhere;

    [[nodiscard]] bool known() const { return offset != nowhere; }
    bool operator==(const Place&) const = default;
};

/// A story's file without comments. Newlines inside comments stay and a list of cuts leads back to the columns of the
/// original, so every place in it has the line and column that the author sees.
class Source {
public:
    Source(std::string name, std::string_view original);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] Where where(std::uint32_t offset) const;
    /// The place after the last byte of a stretch; its beginning when it has none.
    [[nodiscard]] Where end(std::uint32_t offset, std::size_t length) const;
    [[nodiscard]] std::uint32_t line(std::uint32_t offset) const; ///< from 1

    /// Where a block comment began that never ends.
    [[nodiscard]] const std::vector<std::uint32_t>& unclosed_comments() const { return unclosed_; }
    /// Where `/**/` stands, which ink takes for text.
    [[nodiscard]] const std::vector<std::uint32_t>& empty_comments() const { return empty_; }

private:
    struct Cut {
        std::uint32_t offset = 0;  ///< in the stripped text
        std::uint32_t removed = 0; ///< bytes missing before it, up to here
    };

    void strip(std::string_view original);
    std::size_t strip_line_comment(std::string_view original, std::size_t at);
    std::size_t strip_block_comment(std::string_view original, std::size_t at);
    void cut(std::size_t original_offset);
    [[nodiscard]] std::uint32_t original_offset(std::uint32_t offset) const;

    std::string name_;
    std::string text_;
    std::vector<Cut> cuts_;
    std::vector<std::uint32_t> lines_;          ///< offsets of line starts in the stripped text
    std::vector<std::uint32_t> original_lines_; ///< the same in the original
    std::vector<std::uint32_t> unclosed_;
    std::vector<std::uint32_t> empty_;
};

/// All files of a story in the order in which they were opened. Sources do not move.
using Sources = std::deque<Source>;

} // namespace goldbox::narrative::ink
