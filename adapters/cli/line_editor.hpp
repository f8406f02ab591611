#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"

#include <goldbox/base/result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::cli {

/// What is done now and then while a line is waited for; true when it wrote something, so that the prompt is shown
/// anew.
using Meanwhile = std::function<Result<bool>()>;

/// Where a player's lines come from, one at a time.
class LineSource {
public:
    virtual ~LineSource() = default;
    /// The next line without its newline; none at the end (Ctrl-D, Ctrl-C, end of file). While a person thinks,
    /// `meanwhile` is called every second, where it is given; its error ends the waiting.
    [[nodiscard]] virtual Result<std::optional<std::string>> next(const std::string& prompt,
                                                                  const Meanwhile& meanwhile) = 0;
    /// Whether a person types them, so that the terminal shows them already.
    [[nodiscard]] virtual bool typed() const = 0;
};

/// What could follow on the words typed so far, for the tabulator key.
using Completions = std::function<std::vector<std::string>()>;

/// A terminal, with editing, history and completion where the program was built with libedit.
[[nodiscard]] std::unique_ptr<LineSource> make_terminal_lines(Output& out, Completions completions);

/// A script: a file, or standard input where the name is `-`. Comments and blank lines are left out.
[[nodiscard]] Result<std::unique_ptr<LineSource>> open_script(const std::string& file);

/// Reads lines of a file of any length, none longer than `longest` bytes.
class LineReader {
public:
    LineReader(int descriptor, std::size_t longest) : descriptor_(descriptor), longest_(longest) {}
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    /// Opens a file, or standard input where the name is `-`. `base.file_not_found`, `base.file_unreadable`.
    [[nodiscard]] static Result<std::unique_ptr<LineReader>> open(const std::string& file, std::size_t longest);

    /// None at the end. `base.line_too_long`, `base.file_unreadable`.
    [[nodiscard]] Result<std::optional<std::string>> next();

private:
    [[nodiscard]] Result<bool> fill();

    int descriptor_;
    std::size_t longest_;
    std::string file_;
    std::string buffer_;
    std::size_t begin_ = 0;    ///< of the next line in the buffer
    std::size_t searched_ = 0; ///< no newline before this
    bool at_end_ = false;
};

/// Makes Ctrl-C end the waiting for a line instead of the program.
void end_lines_on_interrupt();

/// Waits for a Ctrl-C that `end_lines_on_interrupt` caught; whether one came in that time.
[[nodiscard]] bool interrupted_within(int milliseconds);

} // namespace goldbox::cli
