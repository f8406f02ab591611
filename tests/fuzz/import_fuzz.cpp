// SPDX-License-Identifier: MIT
// Exported games from strangers: whatever the file holds, it is refused or becomes a game that replays.
#include "fuzz/fuzz.hpp"

#include <goldbox/host/replay.hpp>
#include <goldbox/host/transfer.hpp>
#include <goldbox/store/memory_store.hpp>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest = test::as_text(data, size);
    const auto store = store::make_memory_store();
    ManualClock clock;
    const host::HostOptions options{.clock = clock, .entropy = [](std::span<char> bytes) {
                                        for (char& byte : bytes) byte = 'x';
                                    }};
    const auto imported = host::import_game(
        *store, options, {.limits = {.line_bytes = 1u << 20, .total_bytes = 4u << 20, .events = 10'000}},
        [&]() -> Result<std::optional<std::string>> {
            if (rest.empty()) return std::optional<std::string>();
            std::string line(rest.substr(0, rest.find('\n')));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            return line;
        });
    if (!imported) {
        expect(!imported.error().reason.empty() && !imported.error().message.empty(), "an error says what is wrong");
        expect(store->list_games()->empty(), "nothing is kept of what was refused");
        return 0;
    }
    expect(host::replay(*store, imported->id, {.verify = true}).has_value(), "what was imported replays");
    return 0;
}
