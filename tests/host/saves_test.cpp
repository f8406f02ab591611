// SPDX-License-Identifier: MIT
// Games that earlier versions saved still fold to the hash they had.
#include "support/catch.hpp"

#include <goldbox/host/replay.hpp>
#include <goldbox/host/transfer.hpp>
#include <goldbox/store/memory_store.hpp>

#include <filesystem>
#include <fstream>

using namespace goldbox;
namespace fs = std::filesystem;

TEST_CASE("every game that an earlier version saved folds to its recorded hash", "[host][saves]")
{
    int games = 0;
    for (const auto& entry : fs::recursive_directory_iterator(GOLDBOX_SOURCE_DIR "/tests/saves")) {
        if (entry.path().extension() != ".jsonl") continue;
        INFO(entry.path().string());
        std::ifstream file(entry.path());
        const auto next = [&]() -> Result<std::optional<std::string>> {
            std::string line;
            if (!std::getline(file, line)) return std::optional<std::string>();
            return std::optional(line);
        };
        auto store = store::make_memory_store();
        ManualClock clock;
        const host::HostOptions options{.clock = clock, .entropy = [](std::span<char> out) {
                                            for (char& byte : out) byte = 7;
                                        }};
        const auto imported = host::import_game(*store, options, {}, next);
        INFO((imported ? "" : to_string(imported.error())));
        REQUIRE(imported);
        CHECK(host::replay(*store, imported->id, {.verify = true}));
        ++games;
    }
    CHECK(games >= 1);
}
