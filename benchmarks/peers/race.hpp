#pragma once
// SPDX-License-Identifier: MIT
// Two programs at the same work, in turns.

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>

namespace goldbox::bench {

inline double cpu_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Microseconds of CPU time a call.
struct Times {
    double theirs = 1e18;
    double ours = 1e18;
};

/// Blocks of 20 ms in turns; the least of each, because whatever else the machine does only ever adds. `calls` are made
/// in one run.
inline Times race(std::size_t calls, const std::function<void()>& theirs, const std::function<void()>& ours,
                  int blocks = 15)
{
    const auto time = [&](const std::function<void()>& run) {
        double spent = 0;
        int times = 0;
        const double start = cpu_seconds();
        do {
            run();
            ++times;
            spent = cpu_seconds() - start;
        } while (spent < 0.02);
        return spent * 1e6 / times / static_cast<double>(calls);
    };
    ours();
    theirs();
    Times least;
    for (int i = 0; i < blocks; ++i) {
        least.theirs = std::min(least.theirs, time(theirs));
        least.ours = std::min(least.ours, time(ours));
    }
    return least;
}

} // namespace goldbox::bench
