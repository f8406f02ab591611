// SPDX-License-Identifier: MIT
// The program goldbox: finds out what was asked for, has it done, and turns errors into exit statuses.
#include "commands.hpp"
#include "usage.hpp"

#include <goldbox/base/version.hpp>

#include <csignal>
#include <exception>
#include <new>
#include <system_error>
#include <unistd.h>

namespace goldbox::cli {
namespace {

Exit obey(Context& context, int argc, char** argv)
{
    context.format = asked_format(argc, argv); // known before the rest, so that wrong usage is reported in it too
    Result<Request> request = understand_arguments(argc, argv);
    if (!request) return report(context, request.error());
    if (!request->text.empty()) {
        context.out.write(request->text);
        return Exit::done;
    }
    const Result<Exit> done = request->command(context);
    return done ? *done : report(context, done.error());
}

/// A command whose answer nobody could read is not done.
Exit check_output(Context& context, Exit exit)
{
    if (!context.out.failed()) return exit;
    if (!context.out.reader_left()) {
        context.err.line(std::string("goldbox: cannot write standard output: ") +
                         std::generic_category().message(context.out.error()));
    }
    return exit == Exit::done ? Exit::world : exit;
}

int run(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that leaves is an error of the write
    Output out(STDOUT_FILENO);
    Output err(STDERR_FILENO);
    Context context{.out = out, .err = err};
    try {
        return static_cast<int>(check_output(context, obey(context, argc, argv)));
    } catch (const std::bad_alloc&) {
        err.write("goldbox: out of memory\n");
    } catch (const std::exception& error) {
        err.line(std::string("goldbox: internal error: ") + error.what());
    }
    return static_cast<int>(Exit::internal);
}

} // namespace
} // namespace goldbox::cli

int main(int argc, char** argv)
{
    return goldbox::cli::run(argc, argv);
}
