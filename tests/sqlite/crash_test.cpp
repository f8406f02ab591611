// SPDX-License-Identifier: MIT
// Power cuts and failing disks, at each call that SQLite makes. The ordinary run takes a sample; the whole matrix is
// behind the tag [.crash] (`./dev verify`).
#include <goldbox/sqlite/sqlite_store.hpp>
#include <goldbox/store/memory_store.hpp>

#include "sqlite/lossy_vfs.hpp"
#include "sqlite/workload.hpp"
#include "store/store_builders.hpp"
#include "support/must.hpp"

#include <sqlite3.h>

using namespace goldbox;
using namespace goldbox::tests;
using sqlite::SqliteStore;
using sqlite::Synchronous;

namespace {

constexpr int steps = 130;
constexpr int more_steps = 6; ///< after a restart

Result<std::unique_ptr<SqliteStore>> open_on(const LossyDisk& disk, Synchronous synchronous)
{
    // a small WAL, so that checkpoints and the reuse of the WAL are cut too
    return sqlite::open_sqlite_store(
        {.path = "games.db", .synchronous = synchronous, .checkpoint_pages = 24, .vfs = disk.vfs()});
}

/// What a store holds after the first so many steps, for every number of steps.
const std::vector<std::string>& expected_dumps()
{
    static const std::vector<std::string> dumps = [] {
        std::vector<std::string> all;
        auto model = store::make_memory_store();
        for (int step = 0; step <= steps + more_steps; ++step) {
            all.push_back(must(dump(*model)));
            must(do_step(*model, step));
        }
        return all;
    }();
    return dumps;
}

const std::string& expected(int done)
{
    return expected_dumps().at(static_cast<std::size_t>(done));
}

/// Steps that were acknowledged before the first that failed.
int run_steps(store::Store& store, int from, int to)
{
    for (int step = from; step < to; ++step) {
        if (!do_step(store, step)) return step;
    }
    return to;
}

std::uint64_t changes_of_a_whole_run(Synchronous synchronous)
{
    LossyDisk disk;
    {
        auto store = must(open_on(disk, synchronous));
        REQUIRE(run_steps(*store, 0, steps) == steps);
        REQUIRE(must(dump(*store)) == expected(steps));
    }
    return disk.changes();
}

/// What is wrong after a power cut at the given call; empty when nothing is.
std::string wrong_after_cut(std::uint64_t cut, Survival survival, Synchronous synchronous)
{
    LossyDisk disk;
    disk.cut_at(cut);
    int acknowledged = 0;
    if (auto store = open_on(disk, synchronous)) acknowledged = run_steps(**store, 0, steps);
    disk.restart(survival, static_cast<std::uint32_t>(cut));

    auto store = open_on(disk, synchronous);
    if (!store) return "does not open: " + to_string(store.error());
    auto held = dump(**store);
    if (!held) return "cannot be read: " + to_string(held.error());
    // the step that was under way is there wholly or not at all
    const int done = *held == expected(acknowledged) ? acknowledged : acknowledged + 1;
    if (*held != expected(done)) return "does not hold what was acknowledged, step " + std::to_string(acknowledged);
    auto found = (*store)->check();
    if (!found || !found->empty())
        return "is damaged: " + (found ? to_string(found->front()) : to_string(found.error()));
    const int to = std::min(done + more_steps, steps + more_steps);
    if (run_steps(**store, done, to) != to) return "cannot go on";
    if (must(dump(**store)) != expected(to)) return "goes on wrongly";
    return {};
}

struct Matrix {
    std::uint64_t points = 0;
    std::uint64_t failures = 0;
    std::string first_failure;
};

Matrix cut_everywhere(std::uint64_t total, std::uint64_t stride, Survival survival, Synchronous synchronous)
{
    Matrix matrix;
    for (std::uint64_t cut = 1; cut <= total; cut += stride) {
        ++matrix.points;
        std::string wrong = wrong_after_cut(cut, survival, synchronous);
        if (wrong.empty()) continue;
        if (matrix.failures++ == 0) matrix.first_failure = "cut " + std::to_string(cut) + ": the store " + wrong;
    }
    return matrix;
}

void check_all_survive(std::uint64_t stride)
{
    const std::uint64_t total = changes_of_a_whole_run(Synchronous::full);
    const Survival survival = GENERATE(Survival::none, Survival::random_sectors);
    const Matrix matrix = cut_everywhere(total, stride, survival, Synchronous::full);
    INFO(matrix.points << " of " << total << " cut points; first failure: " << matrix.first_failure);
    CHECK(matrix.failures == 0);
    CHECK(total >= 1000);
}

// Calls that fail -----------------------------------------------------------------------------------------------------

constexpr int steps_before_faults = 40; ///< so that there is a log, and a WAL that was used before
constexpr int steps_with_faults = 60;

struct Fault {
    bool met = false;  ///< the run made that many calls
    std::string wrong; ///< empty when the store did right
};

/// A life in which the n-th call to the disk fails, once.
Fault live_with_fault(std::uint64_t call, int code)
{
    LossyDisk disk;
    auto store = must(open_on(disk, Synchronous::full));
    REQUIRE(run_steps(*store, 0, steps_before_faults) == steps_before_faults);
    disk.fail_at(call, code);
    for (int step = steps_before_faults; step < steps_with_faults;) {
        disk.set_watched(false);
        const auto done = do_step(*store, step);
        disk.set_watched(true);
        const std::string held = must(dump(*store));
        if (!done && done.error().code != Code::unavailable) return {true, "strange error: " + to_string(done.error())};
        if (!done && held == expected(step)) continue; // as it was: once more
        if (!done && !may_happen_though_it_failed(step)) return {true, "changed by step " + std::to_string(step)};
        if (held != expected(step + 1)) return {true, "wrong after step " + std::to_string(step)};
        ++step;
    }
    if (auto found = must(store->check()); !found.empty()) return {true, "damaged: " + to_string(found.front())};
    store.reset();
    store = must(open_on(disk, Synchronous::full));
    if (must(dump(*store)) != expected(steps_with_faults)) return {true, "different after it was closed"};
    return {disk.has_failed(), {}};
}

void check_faults(std::uint64_t stride, std::uint64_t least_points)
{
    const int code = GENERATE(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ);
    std::uint64_t points = 0;
    for (std::uint64_t call = 1;; call += stride) {
        const Fault fault = live_with_fault(call, code);
        if (!fault.met) break;
        ++points;
        INFO("call " << call << " answers " << code);
        CHECK(fault.wrong == "");
    }
    CHECK(points >= least_points);
}

} // namespace

TEST_CASE("a step that the disk refuses leaves the store as it was, and works when it is tried again", "[sqlite]")
{
    check_faults(23, 20);
}

TEST_CASE("whatever call the disk refuses, the store stays as it was", "[.crash]")
{
    check_faults(1, 300);
}

TEST_CASE("a full disk stops appends, not reads, and room on it lets them go on", "[sqlite]")
{
    LossyDisk disk;
    auto store = must(open_on(disk, Synchronous::full));
    REQUIRE(run_steps(*store, 0, 30) == 30);
    disk.set_full(true);
    for (int tries = 0; tries < 3; ++tries) {
        CHECK(reason(do_step(*store, 30)) == "store.disk_full");
        CHECK(must(dump(*store)) == expected(30));
    }
    disk.set_full(false);
    CHECK(run_steps(*store, 30, 60) == 60);
    CHECK(must(dump(*store)) == expected(60));
}

TEST_CASE("a commit waits for the disk once", "[sqlite]")
{
    LossyDisk disk;
    auto store = must(sqlite::open_sqlite_store({.path = "games.db", .vfs = disk.vfs()}));
    Writer writer(*store, 1);
    writer.append_one();
    const std::uint64_t before = disk.count(DiskCall::sync);
    for (int i = 0; i < 100; ++i) writer.append_one();
    CHECK(disk.count(DiskCall::sync) == before + 100);
}

TEST_CASE("a medium that cannot be written is told from a full one", "[sqlite]")
{
    LossyDisk disk;
    must(open_on(disk, Synchronous::full));
    disk.set_read_only(true);
    auto store = open_on(disk, Synchronous::full);
    REQUIRE_FALSE(store);
    CHECK(store.error().reason == "store.read_only");
    CHECK(store.error().code == Code::unavailable);
}

TEST_CASE("after a power cut everything acknowledged is there, once, and the store goes on", "[sqlite]")
{
    check_all_survive(37);
}

TEST_CASE("after a power cut at any call everything acknowledged is there", "[.crash]")
{
    check_all_survive(1);
}

TEST_CASE("without synchronous commits a power cut does lose something: the disk of these tests is lossy", "[sqlite]")
{
    const std::uint64_t total = changes_of_a_whole_run(Synchronous::off);
    const Survival survival = GENERATE(Survival::none, Survival::random_sectors);
    const Matrix matrix = cut_everywhere(total, 37, survival, Synchronous::off);
    INFO(matrix.points << " cut points");
    CHECK(matrix.failures > 0);
}
