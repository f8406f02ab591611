#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/json/writer.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// Exit statuses, as docs/cli.md promises them.
enum class Exit : int {
    done = 0,
    refused = 1,  ///< the input was refused
    usage = 2,    ///< the program was called wrongly
    world = 3,    ///< disk, network or database failed
    internal = 4, ///< our fault
};

/// The one place where kinds of errors become exit statuses.
[[nodiscard]] Exit exit_of(Code code);

enum class Format { text, json };

/// A stream to a terminal, file or pipe. What is written is handed to the system before `write` returns: a process that
/// is killed afterwards has said it. A stream that fails (a closed pipe, a full disk) swallows the rest.
class Output {
public:
    explicit Output(int descriptor);

    void write(std::string_view text);
    void line(std::string_view text);

    [[nodiscard]] bool failed() const { return error_ != 0; }
    [[nodiscard]] bool reader_left() const; ///< failed because nobody reads the pipe any more
    [[nodiscard]] int error() const { return error_; }
    [[nodiscard]] bool terminal() const { return terminal_; }
    [[nodiscard]] bool color() const { return color_; } ///< a terminal, and NO_COLOR is not set
    [[nodiscard]] int width() const;                    ///< columns, 20 to 80

private:
    int descriptor_;
    int error_ = 0;
    bool terminal_;
    bool color_;
};

/// What every command needs: where to write, and how.
struct Context {
    Output& out;
    Output& err;
    Format format = Format::text;
    bool told = false; ///< the mistakes that the next error stands for are on stderr already

    [[nodiscard]] bool json() const { return format == Format::json; }
};

/// The members `file`, `line` and `column`.
void write_where(json::Writer& writer, const Where& where);

/// `{"error":{"code","reason","message","where"}}`
[[nodiscard]] std::string error_json(const Error& error);

/// Says what went wrong: on stderr, and with --format json as an object on stdout. The exit status that goes with it.
Exit report(Context& context, const Error& error);

/// `{"diagnostics":[{"severity","file","line","column","end_line","end_column","code","message","remedy"?}]}`
/// and, where they are given, `"files":[...]` that were looked at.
[[nodiscard]] std::string diagnostics_json(const std::vector<Diagnostic>& diagnostics,
                                           const std::vector<std::string>& files = {});

/// Each remark on a line of its own on stderr.
void print(Context& context, const std::vector<Diagnostic>& diagnostics);

/// The error that stands for files with mistakes: the first one's place and name.
[[nodiscard]] Error as_error(std::string_view what, const std::vector<Diagnostic>& diagnostics);

/// The same, after all remarks were printed and counted: on stderr, `report` has nothing to add to them.
[[nodiscard]] Error refuse(Context& context, std::string_view what, const std::vector<Diagnostic>& diagnostics);

} // namespace goldbox::cli
