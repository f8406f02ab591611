#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/narrative/translation.hpp>

#include "narrative/strings/lines.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::narrative::strings {

class StoryTexts final : public Texts {
public:
    explicit StoryTexts(std::shared_ptr<const narrative::Story> story);

    [[nodiscard]] const narrative::Story& story() const override { return *story_; }
    [[nodiscard]] Catalogue extract() const override;
    [[nodiscard]] std::vector<Said> line(const Session& session) const override;
    [[nodiscard]] std::vector<Said> choice(const Choice& choice) const override;

    [[nodiscard]] const Lines& lines() const { return lines_; }
    [[nodiscard]] const Variant* variant(std::string_view key) const;

private:
    std::shared_ptr<const narrative::Story> story_;
    const Program& program_;
    Lines lines_;
    std::map<std::string_view, const Variant*> by_key_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> lines_of_function_; ///< by its container
};

/// The names of a variant's placeholders, in their order.
[[nodiscard]] std::vector<std::string_view> placeholders(const Variant& variant);

} // namespace goldbox::narrative::strings
