#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/host/host.hpp>
#include <goldbox/store/memory_store.hpp>

#include <cstdint>
#include <memory>
#include <random>
#include <span>

namespace goldbox::test {

/// A store in memory, and what a host of it needs; numbers come from a seed.
struct Setup {
    std::unique_ptr<store::Store> store = store::make_memory_store();
    ManualClock clock{{1'700'000'000'000}};
    std::mt19937 bytes{7};

    host::HostOptions options(std::uint32_t snapshot_every = 500)
    {
        return {.clock = clock,
                .entropy =
                    [this](std::span<char> out) {
                        for (char& byte : out) byte = static_cast<char>(bytes());
                    },
                .snapshot_every = snapshot_every};
    }
};

} // namespace goldbox::test
