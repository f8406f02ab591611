#pragma once
// SPDX-License-Identifier: MIT
// Stories in other languages. A translation is a way to show what a session said: it never takes part in running the
// story, so that a save, a log or a game's state is the same in every language and two readers of one game may each
// have their own.

#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/strings.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

/// Which of a story's texts stands in a line, and what the story put into its placeholders, in the order of the source.
/// A line is a list of these; where a function printed an argument, what it said follows, with `outer` and `slot`.
struct Said {
    std::string text;                   ///< key of the text: 16 hexadecimal digits
    std::vector<std::string> arguments; ///< as the story printed them
    std::uint32_t outer = 0;            ///< 0: part of the line; else 1 + index of the one whose argument this is
    std::uint32_t slot = 0;             ///< which argument
    bool operator==(const Said&) const = default;
};

/// All texts of a story, found by following its lines through their conditions and alternatives: each way through a
/// line is one text. Immutable; shared by threads. Made from the program alone, so that source and compiled JSON of a
/// story have the same texts.
class Texts {
public:
    [[nodiscard]] static std::shared_ptr<const Texts> of(std::shared_ptr<const Story> story);
    virtual ~Texts() = default;

    [[nodiscard]] virtual const Story& story() const = 0;

    /// A catalogue without translations. If the story was loaded with its source lines, entries have places and are in
    /// the order of the source.
    [[nodiscard]] virtual Catalogue extract() const = 0;

    /// How the line came about that `session.advance()` returned last. Empty when it holds anything that is no text of
    /// the story, or when the session has moved on.
    [[nodiscard]] virtual std::vector<Said> line(const Session& session) const = 0;

    /// The same of a choice that a session of this story offers.
    [[nodiscard]] virtual std::vector<Said> choice(const Choice& choice) const = 0;

protected:
    [[nodiscard]] static const Machine& machine(const Session& session) { return *session.machine_; }
};

/// A catalogue bound to a story's texts. Immutable; shared by threads.
class Translation {
public:
    struct Bound {
        std::shared_ptr<const Translation> translation;
        std::vector<Diagnostic> diagnostics; ///< those of `check`: the entries concerned are left out
    };
    [[nodiscard]] static Bound bind(std::shared_ptr<const Texts> texts, const Catalogue& catalogue);
    virtual ~Translation() = default;

    [[nodiscard]] virtual const std::string& language() const = 0;
    [[nodiscard]] virtual const Texts& texts() const = 0;

    /// The line or choice in the translation's language; `shown`, as the story said it, where a text of it has none.
    [[nodiscard]] virtual std::string show(const std::vector<Said>& said, std::string_view shown) const = 0;
};

} // namespace goldbox::narrative
