// SPDX-License-Identifier: MIT
// The language server as a process: standard input and output.
#include "commands.hpp"
#include "lsp/framing.hpp"
#include "lsp/server.hpp"

#include <goldbox/base/text.hpp>

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace goldbox::cli {
namespace {

using namespace lsp;

/// Whether more came in already. Until it stops for a moment, remarks about a text that changes on would be wasted.
bool more_is_waiting()
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::poll(&input, 1, 0) > 0;
}

/// Reads what is there, waiting for it; false at the end.
bool read_some(MessageReader& reader)
{
    std::array<char, 1 << 16> chunk{};
    while (true) {
        const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        reader.feed({chunk.data(), static_cast<std::size_t>(got)});
        return true;
    }
}

} // namespace

Result<Exit> ink_lsp(Context& context, const LanguageServerCommand&)
{
    Server server([&](std::string_view body) { context.out.write(framed(body)); },
                  [](const std::string& folder) { return std::make_unique<FolderFiles>(folder); });
    MessageReader reader;
    while (!server.ended() && !context.out.failed()) {
        auto message = reader.next();
        if (!message) {
            context.err.line("goldbox: " + printable(to_string(message.error())));
            return Exit::refused;
        }
        if (*message) {
            server.receive(**message);
            continue;
        }
        if (server.has_work() && !more_is_waiting()) server.settle();
        if (!read_some(reader)) return Exit::refused;
    }
    return server.exit_status() == 0 ? Exit::done : Exit::refused;
}

} // namespace goldbox::cli
