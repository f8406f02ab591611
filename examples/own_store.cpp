// SPDX-License-Identifier: MIT
// A store of your own: this one keeps games in memory and tells an operator about each command that became durable.
// Derive from store::Store for a whole new one; tests/store/store_contract.hpp says what it must do.
#include <goldbox/host/host.hpp>
#include <goldbox/store/forwarding_store.hpp>
#include <goldbox/store/memory_store.hpp>

#include <cstdio>
#include <random>

using namespace goldbox;

class AnnouncingStore final : public store::ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    int announced = 0;

    std::vector<Result<void>> append(std::span<const store::Batch> batches, Timestamp now) override
    {
        auto results = ForwardingStore::append(batches, now);
        for (std::size_t i = 0; i < batches.size(); ++i) {
            if (!results[i]) continue;
            for (const store::Record& record : batches[i].records) {
                std::printf("%s: events %llu to %llu\n", record.seat.c_str(),
                            static_cast<unsigned long long>(record.seq),
                            static_cast<unsigned long long>(record.last()));
                ++announced;
            }
        }
        return results;
    }
};

int main()
{
    MemoryFiles files;
    files.add("door.ink", "A door.\n+ [Knock] Nobody answers.\n-> END\n");
    const content::Loaded loaded = content::load_story(files, "door.ink");
    if (!loaded.pack) return 1;

    auto memory = store::make_memory_store();
    AnnouncingStore store(*memory);
    ManualClock clock;
    std::random_device device;
    host::Host host(store, {.clock = clock, .entropy = [&](std::span<char> out) {
                                for (char& byte : out) byte = static_cast<char>(device());
                            }});

    auto game = host.create({.name = "door", .pack = loaded.pack});
    if (!game) return 1;
    for (const game::Order& order : {game::Order{game::Join{{.content = "Ann"}}}, game::Order{game::Begin{}},
                                     game::Order{game::Choose{{0, 1}, 0}}}) {
        if (auto done = host.submit(game->id, {.seat = "ann", .what = order}); !done) return 1;
    }
    return store.announced == 3 ? 0 : 1;
}
