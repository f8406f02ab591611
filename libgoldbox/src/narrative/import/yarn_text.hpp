#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/import/yarn.hpp"

namespace goldbox::narrative::importing {

/// A line or option as it is said: words, values, and what stands behind them.
struct YarnText {
    Block words;
    std::vector<std::string> tags;
    std::optional<Expression> condition;
    bool once = false;
};

/// Reads what follows the arrow of an option, or a whole line.
class YarnTextReader {
public:
    YarnTextReader(std::string_view text, const SourceFile& file, YarnVocabulary& vocabulary,
                   const ImportOptions& options, Report& report)
        : text_(text),
          steps_left_(16 * text.size() + 1000),
          file_(file),
          vocabulary_(vocabulary),
          options_(options),
          report_(report)
    {
    }

    [[nodiscard]] YarnText read();

private:
    struct Attribute {
        std::string_view name;
        std::vector<std::pair<std::string_view, std::string_view>> properties;
    };

    [[nodiscard]] bool at(std::string_view sign) const { return text_.substr(at_).starts_with(sign); }
    void read_words(Block& words);
    void read_value(Block& words);
    void read_markup(Block& words);
    [[nodiscard]] Attribute attribute_of(std::string_view inside) const;
    [[nodiscard]] bool read_choice(Block& words, const Attribute& attribute);
    void add_branch(Statement& made, std::string condition, std::string_view words, const std::string& value) const;
    void read_suffix(YarnText& made);
    void read_tag(YarnText& made);
    [[nodiscard]] std::optional<Expression> expression(std::string_view text);

    std::string_view text_;
    mutable std::size_t steps_left_;
    const SourceFile& file_;
    YarnVocabulary& vocabulary_;
    const ImportOptions& options_;
    Report& report_;
    std::size_t at_ = 0;
    bool plain_ = false; ///< within [nomarkup]
};

/// Where brackets close that opened before a text; strings hide them. Looks no further than `steps`, and takes from
/// them: many brackets that never close would cost their square.
[[nodiscard]] std::size_t closing(std::string_view text, std::string_view close, std::size_t& steps);

} // namespace goldbox::narrative::importing
