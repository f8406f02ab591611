#pragma once
// SPDX-License-Identifier: MIT
// How things look in a terminal. Every function makes text and prints nothing.

#include <goldbox/game/event.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// What the line above the prompt tells.
struct Status {
    std::string game;
    std::uint32_t round = 0;    ///< 0: no story runs
    std::size_t belongings = 0; ///< different things
    std::string waiting_for;    ///< of a vote: `2 of 3 voted`
};

class Screen {
public:
    /// `width` is that of the terminal, 20 or more.
    Screen(int width, bool color) : width_(width), color_(color) {}

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] bool color() const { return color_; }

    [[nodiscard]] std::string heading(std::string_view title, std::string_view below = {}) const;
    /// Story text: one paragraph a line, a blank line before each.
    [[nodiscard]] std::string story(std::span<const game::StoryLine> lines) const;
    /// Numbered from `first` with hanging indents, a blank line before them.
    [[nodiscard]] std::string choices(std::span<const std::string> texts, std::size_t first = 1) const;
    /// Which story follows, where several are told.
    [[nodiscard]] std::string label(std::string_view text) const;
    /// What happened beside the story: a roll, a thing that changed hands.
    [[nodiscard]] std::string notice(std::string_view text) const;
    /// Why something was not done.
    [[nodiscard]] std::string refusal(std::string_view text) const;
    [[nodiscard]] std::string ending(std::span<const game::StoryLine> lines) const;
    [[nodiscard]] std::string status(const Status& status) const;
    /// Two columns: a term and what it means.
    struct Row {
        std::string term, meaning;
    };
    [[nodiscard]] std::string table(std::span<const Row> rows) const;
    /// What a player typed, where nothing else shows it.
    [[nodiscard]] std::string echo(std::string_view prompt, std::string_view line) const;

private:
    enum class Look { plain, bold, dim, accent, warm };
    [[nodiscard]] std::string painted(std::string_view text, Look look) const;
    [[nodiscard]] std::string block(std::string_view first_indent, std::string_view indent, std::string_view text,
                                    Look look) const;

    int width_;
    bool color_;
};

} // namespace goldbox::cli
