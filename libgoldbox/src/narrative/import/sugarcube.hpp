#pragma once
// SPDX-License-Identifier: MIT
// Passages of SugarCube (and, as far as links and text go, of other story formats) as a draft of ink.

#include "narrative/import/draft.hpp"
#include "narrative/import/expression.hpp"
#include "narrative/import/twee.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative::importing {

/// What SugarCube does with a passage, by its name and tags.
enum class Role { knot, opening, header, footer, author, subtitle, aside, left_out };

[[nodiscard]] Role role_of(const Passage& passage);
/// Whether there is a knot for it, which links may lead to.
[[nodiscard]] bool becomes_knot(const Passage& passage);

/// What SugarCube's variables and functions are called in ink, and what is known of them.
class SugarVocabulary final : public Vocabulary {
public:
    SugarVocabulary(Names& names, const TweeStory& story);

    std::string variable(std::string_view written) override;
    Type type_of(std::string_view variable) const override;
    std::optional<Expression> call(std::string_view function, std::vector<Expression> arguments) override;
    std::optional<Expression> name(std::string_view written) override;

    [[nodiscard]] const std::string* knot(std::string_view passage) const; ///< null: there is no such passage
    /// An assignment was met: what it says of the variable's type.
    void assigned(const Assignment& assignment);
    void enter(std::size_t passage) { passage_ = passage; }

    struct Known {
        std::string written;
        Type type = Type::unknown;
        bool set = false;
        std::set<std::size_t> passages; ///< in which it occurs
    };
    [[nodiscard]] const std::map<std::string, Known>& variables() const { return variables_; }
    /// Whether `_name` is set anywhere; only then it is a variable in running text.
    [[nodiscard]] bool is_temporary(std::string_view written) const { return temporaries_.contains(written); }

private:
    void find_temporaries(std::string_view text);
    [[nodiscard]] std::optional<Expression> visits(std::string_view function, const std::vector<Expression>& arguments);
    [[nodiscard]] std::optional<Expression> either(const std::vector<Expression>& arguments);

    const TweeStory& story_;
    std::map<std::string, std::string, std::less<>> knots_;
    std::map<std::string, std::string> passages_; ///< literals in ink, and their knots
    std::map<std::string, Known> variables_;
    std::set<std::string, std::less<>> temporaries_;
    std::size_t passage_ = 0;
};

/// A way out of a passage, or something to click on in it.
struct Link {
    Block text;
    Block code;                          ///< runs when it is chosen
    std::string target;                  ///< ink divert target; empty: the passage stays
    Block shown;                         ///< what appears in place of the link
    std::string opened;                  ///< temporary that says so; empty when nothing appears
    std::vector<std::string> conditions; ///< under which it is offered
};

struct ReadPassage {
    Block body; ///< with statements of the kind `link`
    std::vector<Link> links;
    std::vector<std::string> temporaries;         ///< that the reader made
    std::map<std::string, Expression> conditions; ///< by their ink
    std::set<std::string> assigned;               ///< while the passage is shown
    std::set<std::string> included;               ///< knots
    bool goes_by_name = false;                    ///< needs the knot that finds passages by name
};

inline constexpr std::string_view knot_by_name = "passage_named";

class PassageReader {
public:
    PassageReader(const Passage& passage, SugarVocabulary& vocabulary, Names& names, StoryFormat format,
                  const ImportOptions& options, Report& report);

    [[nodiscard]] ReadPassage read();

private:
    struct Macro {
        std::string_view name;
        std::string_view arguments;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool closes = false;
        [[nodiscard]] std::string shown() const;
    };
    struct Argument {
        enum class Kind { text, expression, link } kind = Kind::text;
        std::string content;
        std::string_view written;
    };

    // text
    [[nodiscard]] Block read_until(std::vector<std::string_view> stops);
    void read_some(Block& block);
    [[nodiscard]] bool read_line_start(Block& block);
    [[nodiscard]] bool read_mark(Block& block);
    [[nodiscard]] bool read_comment();
    [[nodiscard]] bool read_style();
    [[nodiscard]] bool read_custom_style();
    [[nodiscard]] bool read_verbatim(Block& block);
    [[nodiscard]] bool read_html(Block& block);
    [[nodiscard]] bool read_entity(Block& block);
    [[nodiscard]] bool read_variable(Block& block);
    [[nodiscard]] bool read_image();
    [[nodiscard]] bool read_foreign_macro(Block& block);
    void read_newline(Block& block);
    [[nodiscard]] bool at(std::string_view sign) const { return text_.substr(at_).starts_with(sign); }
    /// Where a sign, or one of some characters, comes next.
    [[nodiscard]] std::size_t ahead(std::string_view sign, std::size_t from) const;
    [[nodiscard]] std::size_t ahead_any(std::string_view characters, std::size_t from) const;
    [[nodiscard]] bool line_start() const { return at_ == 0 || text_[at_ - 1] == '\n'; }

    // links
    [[nodiscard]] bool read_link(Block& block);
    void add_markup_link(Block& block, std::string_view inside, std::string_view setter, std::size_t offset);
    void add_link(Block& block, Link link);
    [[nodiscard]] std::string target_of(std::string_view name, bool expression, std::size_t offset);
    [[nodiscard]] Block link_text(const Argument& argument);

    // macros
    [[nodiscard]] std::optional<Macro> macro_here() const;
    [[nodiscard]] std::vector<Argument> arguments_of(std::string_view text) const;
    void read_macro(Block& block, const Macro& macro);
    [[nodiscard]] Block contents(const Macro& macro);
    void read_set(Block& block, const Macro& macro);
    void read_unset(Block& block, const Macro& macro);
    void read_print(Block& block, const Macro& macro);
    void read_if(Block& block, const Macro& macro);
    void read_switch(Block& block, const Macro& macro);
    void read_for(Block& block, const Macro& macro);
    void read_goto(Block& block, const Macro& macro);
    void read_include(Block& block, const Macro& macro);
    void read_link_macro(Block& block, const Macro& macro);
    void read_reveal(Block& block, const Macro& macro);
    void read_nobr(Block& block, const Macro& macro);
    void read_silently(Block& block, const Macro& macro);
    void read_contents(Block& block, const Macro& macro);
    void skip_contents(Block& block, const Macro& macro);
    void read_unknown(Block& block, const Macro& macro);

    [[nodiscard]] std::optional<Expression> expression(std::string_view text);
    [[nodiscard]] std::string condition(Block& block, const Macro& macro);
    [[nodiscard]] bool assign(Block& block, std::string_view text, const Macro* macro);
    void lose(Block& block, const Macro& macro, std::string_view why, std::string_view instead);
    [[nodiscard]] std::size_t offset(std::size_t at) const { return base_ + at; }
    [[nodiscard]] std::string place(std::size_t at) const;

    const Passage& passage_;
    SugarVocabulary& vocabulary_;
    Names& names_;
    StoryFormat format_;
    const ImportOptions& options_;
    Report& report_;
    std::string_view text_;
    std::size_t base_; ///< of the text in its file
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::optional<Macro> stopped_; ///< the macro that ended `read_until`
    std::set<std::string_view> open_styles_;
    std::set<std::string_view> unclosed_styles_;
    std::set<std::string_view> unknown_;
    /// Steps that looking ahead for a closing sign may still take: many signs without one would cost their square.
    mutable std::size_t scan_left_;
    ReadPassage result_;
};

/// Puts everything on one line.
void join_lines(Block& block);
/// Leaves what runs and takes away what shows.
void silence(Block& block);
/// Whether there are links in it, at any depth.
[[nodiscard]] bool has_links(const Block& block);

[[nodiscard]] Draft draft_of_twee(const TweeStory& story, Names& names, const ImportOptions& options, Report& report);

} // namespace goldbox::narrative::importing
