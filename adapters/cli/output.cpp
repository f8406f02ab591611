// SPDX-License-Identifier: MIT
#include "output.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace goldbox::cli {
namespace {

bool wants_color()
{
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return (!no_color || !*no_color) && !(term && std::string_view(term) == "dumb");
}

int environment_columns()
{
    const char* columns = std::getenv("COLUMNS");
    return columns ? std::atoi(columns) : 0;
}

int terminal_columns(int descriptor)
{
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// A sentence of the program itself; broken at spaces where a person reads it on a screen.
void complain(Output& err, std::string_view text)
{
    const std::string sentence = "goldbox: " + printable(text, true);
    if (!err.terminal()) return err.line(sentence);
    for (const std::string& line : wrap(sentence, err.width() - 1)) err.line(line);
}

} // namespace

void write_where(json::Writer& writer, const Where& where)
{
    writer.member("file", where.file).member("line", where.line).member("column", where.column);
}

Exit exit_of(Code code)
{
    switch (code) {
    case Code::invalid:
    case Code::refused:
    case Code::not_found:
    case Code::conflict:
    case Code::expired:
    case Code::limit:
    case Code::unsupported: return Exit::refused;
    case Code::usage: return Exit::usage;
    case Code::unavailable:
    case Code::corrupt: return Exit::world;
    case Code::internal: return Exit::internal;
    }
    return Exit::internal;
}

Output::Output(int descriptor)
    : descriptor_(descriptor), terminal_(::isatty(descriptor) == 1), color_(terminal_ && wants_color())
{
}

void Output::write(std::string_view text)
{
    while (!text.empty() && !failed()) {
        const ssize_t written = ::write(descriptor_, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            error_ = errno;
    }
}

void Output::line(std::string_view text)
{
    write(std::string(text) + '\n');
}

bool Output::reader_left() const
{
    return error_ == EPIPE;
}

int Output::width() const
{
    constexpr int widest = 80;
    int columns = environment_columns();
    if (columns <= 0 && terminal_) columns = terminal_columns(descriptor_);
    return columns <= 0 ? widest : std::clamp(columns, 20, widest);
}

std::string error_json(const Error& error)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("error").begin_object();
    writer.member("code", name(error.code)).member("reason", error.reason).member("message", error.message);
    writer.key("where").begin_object();
    write_where(writer, error.where);
    writer.end_object().end_object().end_object();
    return text;
}

Exit report(Context& context, const Error& error)
{
    if (!std::exchange(context.told, false)) complain(context.err, to_string(error));
    if (context.json()) context.out.line(error_json(error));
    return exit_of(error.code);
}

std::string diagnostics_json(const std::vector<Diagnostic>& diagnostics, const std::vector<std::string>& files)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("diagnostics").begin_array();
    for (const Diagnostic& diagnostic : diagnostics) {
        writer.begin_object().member("severity", name(diagnostic.severity));
        write_where(writer, diagnostic.where);
        writer.member("end_line", diagnostic.end_line).member("end_column", diagnostic.end_column);
        writer.member("code", diagnostic.code).member("message", diagnostic.message);
        if (!diagnostic.remedy.empty()) writer.member("remedy", diagnostic.remedy);
        writer.end_object();
    }
    writer.end_array();
    if (!files.empty()) {
        writer.key("files").begin_array();
        for (const std::string& file : files) writer.value(file);
        writer.end_array();
    }
    writer.end_object();
    return text;
}

void print(Context& context, const std::vector<Diagnostic>& diagnostics)
{
    for (const Diagnostic& diagnostic : diagnostics) context.err.line(printable(to_string(diagnostic), true));
}

Error as_error(std::string_view what, const std::vector<Diagnostic>& diagnostics)
{
    const auto is_error = [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; };
    const auto first = std::ranges::find_if(diagnostics, is_error);
    if (first == diagnostics.end()) {
        return {Code::internal, "cli.no_diagnostic", std::string(what) + " could not be loaded, and nothing says why"};
    }
    Error error{Code::invalid, first->code, first->message, first->where};
    if (const auto count = std::ranges::count_if(diagnostics, is_error); count > 1) {
        error.message += " (the first of " + std::to_string(count) + " mistakes in " + std::string(what) + ")";
    }
    return error;
}

Error refuse(Context& context, std::string_view what, const std::vector<Diagnostic>& diagnostics)
{
    print(context, diagnostics);
    const auto count = std::ranges::count(diagnostics, Severity::error, &Diagnostic::severity);
    if (count > 1) complain(context.err, std::to_string(count) + " mistakes in " + std::string(what));
    context.told = count > 0;
    return as_error(what, diagnostics);
}

} // namespace goldbox::cli
