// SPDX-License-Identifier: MIT
// What durability costs: appends to the SQLite store against a bare write and fdatasync of the same bytes, in turns, so
// that a busy disk slows both. Runs in the current folder, or in the one that GOLDBOX_BENCH_FOLDER names; never on
// tmpfs.
#include "disk.hpp"
#include "must.hpp"

#include <goldbox/sqlite/sqlite_store.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace {

using namespace goldbox;
using namespace goldbox::store;
using bench::must;
using Seconds = std::chrono::duration<double>;

constexpr int blocks = 15;

/// A choice in a story as the host appends it.
Record a_record(Seq seq)
{
    const std::string number = std::to_string(seq);
    return {.seq = seq,
            .seat = "0123456789abcdef0123456789abcdef",
            .command_id = std::string(32 - number.size(), '0') + number,
            .payload = sha256(number),
            .correlation_id = "0123456789abcdef",
            .command = R"({"kind":"choose","story":1,"choice":2,"text":"Ask the miller about the bell"})",
            .answer = R"({"ok":true,"seq":)" + number + R"(,"events":2})",
            .events = {{"choice_made", 1, R"({"story":1,"choice":2,"turn":)" + number + "}"},
                       {"story_advanced", 1,
                        R"({"story":1,"lines":[{"text":"The miller puts down his sack and looks at the door. )"
                        R"(\"You heard it too, then,\" he says. \"I had hoped it was only me.\"","tags":[]},)"
                        R"({"text":"Outside the wheel groans, and stops.","tags":["sound: wheel"]}],)"
                        R"("choices":[{"index":0,"text":"\"What rings it?\""},{"index":1,"text":"Leave him to his )"
                        R"(work"}],"delta":{"variables":{"miller_trust":3},"visits":{"mill.bell":2},"turn":)" +
                            number + "}}"}},
            .engine = "0.1.0",
            .packs = sha256("packs")};
}

std::size_t bytes_of(const Record& record)
{
    std::size_t size = record.seat.size() + record.command_id.size() + record.correlation_id.size() +
                       record.command.size() + record.answer.size() + record.engine.size() + 32 + 32 + 8 + 8;
    for (const StoredEvent& event : record.events) size += event.type.size() + event.body.size() + 2;
    return size;
}

/// Games that grow by one record each in every commit.
class Table {
public:
    Table(const std::string& path, int games) : store_(must(sqlite::open_sqlite_store({.path = path})))
    {
        for (int i = 0; i < games; ++i) {
            const std::string number = std::to_string(i);
            const std::string id = std::string(32 - number.size(), '0') + number;
            must(store_->create_game({.id = id, .name = "game " + number}));
            batches_.push_back({.game = id, .epoch = must(store_->take_over(id))});
        }
    }

    void commit()
    {
        for (Batch& batch : batches_) batch.records.assign(1, a_record(batch.expected_seq + 1));
        for (auto& result : store_->append(batches_, {1})) must(std::move(result));
        for (Batch& batch : batches_) batch.expected_seq = batch.records.front().last();
        bytes_ = 0;
        for (const Batch& batch : batches_) bytes_ += bytes_of(batch.records.front());
    }

    [[nodiscard]] std::size_t bytes_per_commit() const { return bytes_; }

    /// Whether every log is whole and as long as what was acknowledged.
    [[nodiscard]] bool is_right()
    {
        for (const Batch& batch : batches_) {
            if (must(store_->find_game(batch.game)).head != batch.expected_seq) return false;
        }
        return must(store_->check()).empty();
    }

private:
    std::unique_ptr<sqlite::SqliteStore> store_;
    std::vector<Batch> batches_;
    std::size_t bytes_ = 0;
};

/// A file that is written and synced with nothing between.
class RawFile {
public:
    enum class Mode { grow, overwrite };

    RawFile(const std::string& path, Mode mode) : file_(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600))
    {
        if (mode == Mode::grow) return;
        limit_ = 8u << 20;
        const std::string zeros(limit_, '\0');
        if (::pwrite(file_, zeros.data(), zeros.size(), 0) < 0 || ::fsync(file_) != 0) std::exit(3);
    }
    ~RawFile() { ::close(file_); }
    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;

    void commit(std::size_t size)
    {
        if (limit_ != 0 && offset_ + size > limit_) offset_ = 0;
        const std::string bytes(size, 'x');
        if (::pwrite(file_, bytes.data(), size, static_cast<off_t>(offset_)) < 0 || ::fdatasync(file_) != 0) {
            std::exit(3);
        }
        offset_ += size;
    }

private:
    int file_;
    std::size_t offset_ = 0;
    std::size_t limit_ = 0;
};

template <class Commit>
double seconds(int commits, Commit commit)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < commits; ++i) commit();
    return Seconds(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

/// Commits of `range(0)` games; `grow` and `overwrite` are speeds relative to a raw file that grows, and to one whose
/// blocks exist already.
void durable_append(benchmark::State& state)
{
    const bench::Folder folder("sqlite-bench");
    const std::string file_system = folder.file_system();
    if (file_system.empty()) return state.SkipWithError("tmpfs is no disk: set GOLDBOX_BENCH_FOLDER");
    const int games = static_cast<int>(state.range(0));
    const int commits = games == 100 ? 60 : 300;
    Table table(folder.file("games.db"), games);
    RawFile growing(folder.file("growing"), RawFile::Mode::grow);
    RawFile overwritten(folder.file("overwritten"), RawFile::Mode::overwrite);
    // past the first checkpoint: from then on the WAL is written over
    for (int i = 0; i < 1500 / games + 50; ++i) table.commit();

    std::vector<double> grow, overwrite, per_second;
    for (auto _ : state) {
        for (int block = 0; block < blocks; ++block) {
            const double raw_grow = seconds(commits, [&] { growing.commit(table.bytes_per_commit()); });
            const double ours = seconds(commits, [&] { table.commit(); });
            const double raw_over = seconds(commits, [&] { overwritten.commit(table.bytes_per_commit()); });
            grow.push_back(raw_grow / ours);
            overwrite.push_back(raw_over / ours);
            per_second.push_back(commits / ours);
        }
    }
    if (!table.is_right()) return state.SkipWithError("the store does not hold what was acknowledged");
    state.SetLabel(file_system);
    state.counters["grow"] = median(grow);
    state.counters["overwrite"] = median(overwrite);
    state.counters["commits_per_s"] = median(per_second);
    state.counters["records_per_s"] = median(per_second) * games;
    state.counters["bytes"] = static_cast<double>(table.bytes_per_commit());
}

BENCHMARK(durable_append)
    ->ArgNames({"games"})
    ->Arg(1)
    ->Arg(10)
    ->Arg(100)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
