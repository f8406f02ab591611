// SPDX-License-Identifier: MIT
// Power cuts and failing disks, at each call that SQLite makes. The ordinary run takes a sample; the whole matrix is
// behind the tag [.crash] (`./dev verify`).
#include <goldbox/sqlite/sqlite_store.hpp>
#include <goldbox/store/memory_store.hpp>

#include "sqlite/lossy_vfs.hpp"
#include "sqlite/workload.hpp"
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

} // namespace

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
