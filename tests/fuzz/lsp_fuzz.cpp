// SPDX-License-Identifier: MIT
// Bytes as what an editor sends: cut into messages by their headers, and answered. A stream that is no protocol ends;
// anything else gets answers that are JSON. A second reading begins in the middle of a session, so that messages alone
// (one a line) reach the features.
#include "fuzz/fuzz.hpp"

#include "lsp/framing.hpp"
#include "lsp/server.hpp"

#include <goldbox/json/reader.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::cli::lsp;
using goldbox::test::expect;

namespace {

std::unique_ptr<FileSource> small_folder(const std::string&)
{
    auto files = std::make_unique<MemoryFiles>();
    files->add("tale.ink", "INCLUDE more.ink\nVAR gold = 3\n{gold}\n-> k.s\n");
    files->add("more.ink", "== k(x)\n* (l) [L] -> s\n= s\n~ gold = f(gold)\n-> DONE\n== function f(a)\n~ return a\n");
    return files;
}

Server make_server()
{
    return Server([](std::string_view body) { expect(json::read(body, {}).has_value(), "what is sent is JSON"); },
                  small_folder);
}

void read_as_stream(std::string_view bytes)
{
    Server server = make_server();
    MessageReader reader;
    constexpr std::size_t chunk = 1000;
    for (std::size_t at = 0; at < bytes.size(); at += chunk) {
        reader.feed(bytes.substr(at, chunk));
        while (true) {
            const auto message = reader.next();
            if (!message) return;
            if (!*message) break;
            server.receive(**message);
        }
        server.settle();
    }
}

void read_as_lines(std::string_view bytes)
{
    constexpr int most_messages = 200; // each may have the story read again
    Server server = make_server();
    server.receive(R"({"id":0,"method":"initialize","params":{"rootUri":"file:///w","capabilities":{}}})");
    server.receive(
        R"({"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///w/tale.ink","version":1,)"
        R"("text":"INCLUDE more.ink\nVAR gold = 3\n{gold}\n-> k.s\n"}}})");
    for (int i = 0; i < most_messages && !bytes.empty(); ++i) {
        const std::string_view line = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
        server.receive(line);
    }
    server.settle();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = test::as_text(data, size);
    read_as_stream(bytes);
    read_as_lines(bytes);
    return 0;
}
