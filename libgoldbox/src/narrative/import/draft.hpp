#pragma once
// SPDX-License-Identifier: MIT
// A story on its way to ink: what Twee and Yarn have in common, in the terms of ink. Expressions are ink text already;
// what people read is not, and is escaped when it is written.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::narrative::importing {

struct Statement;
using Block = std::vector<Statement>;

struct Branch {
    std::string condition; ///< an ink expression; empty: otherwise
    Block block;
};

/// A choice of the reader.
struct Option {
    std::vector<std::string> conditions;
    Block text;
    std::vector<std::string> tags;
    bool once = false; ///< can be taken once in a story
    Block body;
};

struct Statement {
    enum class Kind {
        text,      ///< words to read, as they are
        value,     ///< an expression to print
        newline,   ///< the end of a line
        tag,       ///< of the line that it stands on
        code,      ///< a line of logic: `~ gold += 5`; variable and value in `arguments` when that is a literal
        label,     ///< a place to come back to
        command,   ///< a call of a host function with `arguments`
        divert,    ///< to `words`, which may be END
        leave,     ///< `->->`, on to `words` unless empty
        tunnel,    ///< there and back
        thread,    ///< text and choices of another knot, in this place
        condition, ///< the first branch that holds
        once,      ///< the first branch once, then the second if there is one
        shuffle,   ///< one branch by chance, each before any comes again
        options,   ///< choices; what follows goes on after each
        loop,      ///< the one branch while its condition holds; `words` is the step
        note,      ///< a TODO for the author
        link,      ///< of Twee, until links are moved to the end of their passage: `number`
    };

    Kind kind = Kind::text;
    std::string words; ///< by kind
    std::vector<std::string> arguments = {};
    std::vector<Branch> branches = {};
    std::vector<Option> options = {};
    std::size_t number = 0;
};

[[nodiscard]] inline Statement make(Statement::Kind kind, std::string words = {})
{
    return {.kind = kind, .words = std::move(words)};
}

/// Adds words to a block; words that meet become one text, so that they are escaped together.
inline void add_text(Block& block, std::string_view words)
{
    if (words.empty()) return;
    if (!block.empty() && block.back().kind == Statement::Kind::text) {
        block.back().words += words;
        return;
    }
    block.push_back(make(Statement::Kind::text, std::string(words)));
}

struct Variable {
    std::string name;
    std::string value; ///< an ink literal
};

struct Knot {
    std::string name;
    std::string title; ///< in the original, when ink needed another name
    std::vector<std::string> tags;
    std::vector<Variable> temporaries; ///< declared at its beginning
    Block body;
    std::string ending; ///< where it goes at its end: `-> END`
};

struct ListOf {
    std::string name;
    std::vector<std::string> items;
};

struct Draft {
    std::vector<std::string> comments; ///< first lines of the file
    std::vector<std::string> tags;
    std::vector<ListOf> lists;
    std::vector<Variable> variables;
    Block opening; ///< before the first knot
    std::string start;
    std::vector<Knot> knots;
    std::map<std::string, std::size_t> externals; ///< name and how many arguments
    std::vector<std::string> functions;           ///< whole definitions
};

} // namespace goldbox::narrative::importing
