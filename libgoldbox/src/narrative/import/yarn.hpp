#pragma once
// SPDX-License-Identifier: MIT
// Yarn Spinner's scripts as a draft of ink.

#include "narrative/import/draft.hpp"
#include "narrative/import/expression.hpp"
#include "narrative/import/source_file.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::importing {

/// A line of a node's body, without its comment.
struct YarnLine {
    std::size_t indent = 0; ///< columns; a tab goes to the next multiple of 8
    std::string_view text;  ///< a part of the file
};

struct YarnNode {
    const SourceFile* file = nullptr;
    std::size_t offset = 0;
    std::string title;
    std::vector<std::pair<std::string_view, std::string_view>> headers; ///< but the title
    std::vector<YarnLine> lines;
};

struct YarnStory {
    std::vector<YarnNode> nodes;
    std::vector<std::string> tags; ///< of files
};

[[nodiscard]] YarnStory read_yarn(const std::deque<SourceFile>& files, Report& report);

/// What Yarn's variables and functions are called in ink, and what is known of them.
class YarnVocabulary final : public Vocabulary {
public:
    YarnVocabulary(Names& names, const YarnStory& story);

    std::string variable(std::string_view written) override;
    Type type_of(std::string_view variable) const override;
    std::optional<Expression> call(std::string_view function, std::vector<Expression> arguments) override;
    std::optional<Expression> name(std::string_view written) override;

    void enter(std::string_view title) { node_ = title; }
    void declare(std::string_view written, const Expression& value);
    void assigned(const Assignment& assignment);
    void add_case(std::string_view enumeration, std::string_view item);
    [[nodiscard]] std::string item_name(std::string_view item) const;
    [[nodiscard]] const std::string* knot(std::string_view title) const;
    [[nodiscard]] std::map<std::string, std::size_t>& externals() { return externals_; }
    /// The case `item` of the enumeration that a variable's values are from, empty when it has no such case; nothing
    /// for other variables.
    [[nodiscard]] std::optional<std::string> case_of(const Expression& variable, std::string_view item) const;
    /// Functions that the story does not define, since they were last asked for.
    [[nodiscard]] std::vector<std::string> take_foreign();

    struct Known {
        Type type = Type::unknown;
        std::string value;     ///< declared; empty: not declared
        bool computed = false; ///< a smart variable: a function in ink
    };
    [[nodiscard]] const std::map<std::string, Known>& variables() const { return variables_; }

private:
    [[nodiscard]] std::optional<Expression> visits(std::string_view function, const std::vector<Expression>& arguments);
    [[nodiscard]] Expression foreign(std::string_view function, const std::vector<Expression>& arguments);

    std::map<std::string, std::string, std::less<>> knots_;
    std::map<std::string, std::string> titles_; ///< literals in ink, and their titles
    std::map<std::string, Known> variables_;    ///< by ink name
    std::set<std::string, std::less<>> cases_;  ///< as written
    std::set<std::string> items_;               ///< the same in ink's names
    std::map<std::string, std::size_t> externals_;
    std::vector<std::string> foreign_;
    std::string node_;
};

[[nodiscard]] Draft draft_of_yarn(const YarnStory& story, Names& names, const ImportOptions& options, Report& report);

} // namespace goldbox::narrative::importing
