// SPDX-License-Identifier: MIT
#include "store/checks.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/store/memory_store.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

namespace goldbox::store {
namespace {

using CommandKey = std::pair<std::string, std::string>; // seat, command id

struct Kept {
    GameInfo info;
    std::vector<Record> records;
    std::map<CommandKey, std::size_t> commands; // -> index of the record
    std::map<std::uint64_t, Text> texts;
    std::map<std::uint64_t, Job> jobs;
    std::map<Seq, Snapshot> snapshots;
};

Result<void> check(const Kept& kept, const Batch& batch)
{
    GOLDBOX_CHECK(check_shape(batch));
    GOLDBOX_CHECK(check_writer(batch, kept.info.epoch, kept.info.head));
    for (const Record& record : batch.records) {
        if (kept.commands.contains({record.seat, record.command_id})) return duplicate_command(batch, record);
    }
    for (const Text& text : batch.texts) {
        if (kept.texts.contains(text.id)) return text_exists(batch, text);
    }
    for (const Job& job : batch.opened) {
        if (kept.jobs.contains(job.id)) return job_exists(batch, job);
    }
    return {};
}

void forget_receipt(Record& record)
{
    record.payload.reset();
    record.answer.clear();
}

void add(Kept& kept, Record record, Timestamp now)
{
    record.at = now;
    if (!keeps_receipt(record)) forget_receipt(record);
    if (!record.command_id.empty()) kept.commands[{record.seat, record.command_id}] = kept.records.size();
    kept.info.head = record.last();
    kept.info.played = now;
    kept.records.push_back(std::move(record));
}

void add(Kept& kept, Job job)
{
    job.game = kept.info.id;
    job.attempts = 0;
    job.claimed_until = {};
    kept.jobs.emplace(job.id, std::move(job));
}

void add(Kept& kept, const Batch& batch, Timestamp now)
{
    for (const Record& record : batch.records) add(kept, record, now);
    for (const Text& text : batch.texts) kept.texts.emplace(text.id, text);
    for (const Job& job : batch.opened) add(kept, job);
    for (std::uint64_t id : batch.closed) kept.jobs.erase(id);
}

class MemoryStore final : public Store {
public:
    Result<void> create_game(const GameInfo& game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_CHECK(check_game(game));
        if (games_.contains(game.id)) return game_exists(game.id);
        if (named(game.name)) return name_taken(game.name);
        Kept& kept = games_[game.id];
        kept.info = game;
        kept.info.played = game.created;
        kept.info.head = 0;
        kept.info.epoch = 0;
        return {};
    }

    Result<GameInfo> find_game(std::string_view id) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(id));
        return kept->info;
    }

    Result<GameInfo> find_game_named(std::string_view name) override
    {
        std::lock_guard lock(mutex_);
        const Kept* kept = named(name);
        if (!kept) return no_such_game(name);
        return kept->info;
    }

    Result<std::vector<GameInfo>> list_games() override
    {
        std::lock_guard lock(mutex_);
        std::vector<GameInfo> list;
        for (const auto& [id, kept] : games_) list.push_back(kept.info);
        std::ranges::sort(list, [](const GameInfo& a, const GameInfo& b) {
            return std::tie(b.played, a.name) < std::tie(a.played, b.name);
        });
        return list;
    }

    Result<void> remove_game(std::string_view id) override
    {
        std::lock_guard lock(mutex_);
        auto at = games_.find(id);
        if (at == games_.end()) return no_such_game(id);
        games_.erase(at);
        return {};
    }

    Result<Epoch> take_over(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        return ++kept->info.epoch;
    }

    std::vector<Result<void>> append(std::span<const Batch> batches, Timestamp now) override
    {
        std::lock_guard lock(mutex_);
        std::vector<Result<void>> results;
        std::set<std::string_view> seen;
        for (const Batch& batch : batches) {
            if (seen.insert(batch.game).second) {
                results.push_back(append_one(batch, now));
            } else {
                results.emplace_back(game_named_twice(batch.game));
            }
        }
        return results;
    }

    Result<std::vector<Record>> read(std::string_view game, Seq from, std::size_t most, std::size_t most_bytes) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        std::vector<Record> records;
        std::size_t bytes = 0;
        auto at = std::ranges::partition_point(kept->records, [&](const Record& r) { return r.last() < from; });
        for (; at != kept->records.end() && records.size() < most; ++at) {
            bytes += size_in_bytes(*at);
            if (bytes > most_bytes && !records.empty()) break;
            records.push_back(*at);
        }
        return records;
    }

    Result<std::optional<Receipt>> find_receipt(std::string_view game, std::string_view seat,
                                                std::string_view command_id, const Hash& payload) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        auto at = kept->commands.find({std::string(seat), std::string(command_id)});
        if (at == kept->commands.end()) return std::nullopt;
        const Record& record = kept->records[at->second];
        return answer_receipt(record.payload, payload, command_id, {record.seq, record.last(), record.answer});
    }

    Result<std::size_t> expire_receipts(Timestamp before) override
    {
        std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (auto& [id, kept] : games_) {
            for (Record& record : kept.records) {
                if (!record.payload || record.at >= before) continue;
                forget_receipt(record);
                ++count;
            }
        }
        return count;
    }

    Result<std::vector<Text>> read_texts(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        std::vector<Text> texts;
        for (const auto& [id, text] : kept->texts) texts.push_back(text);
        return texts;
    }

    Result<std::size_t> erase_texts(std::string_view game, std::string_view seat) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        std::size_t count = 0;
        for (auto& [id, text] : kept->texts) {
            if (text.seat != seat || (text.salt.empty() && text.content.empty())) continue;
            overwrite(text.salt);
            overwrite(text.content);
            ++count;
        }
        for (Record& record : kept->records) {
            if (record.seat != seat) continue;
            overwrite(record.answer);
            forget_receipt(record);
        }
        return count;
    }

    Result<void> put_snapshot(const Snapshot& snapshot) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(snapshot.game));
        if (snapshot.seq > kept->info.head) return snapshot_beyond_head(snapshot, kept->info.head);
        kept->snapshots.insert_or_assign(snapshot.seq, snapshot);
        if (kept->snapshots.size() > 2) kept->snapshots.erase(kept->snapshots.begin());
        return {};
    }

    Result<std::optional<Snapshot>> find_snapshot(std::string_view game, Seq at_most) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        auto after = kept->snapshots.upper_bound(at_most);
        if (after == kept->snapshots.begin()) return std::nullopt;
        return std::prev(after)->second;
    }

    Result<void> put_pack(const Hash& hash, std::string_view image) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_CHECK(check_pack(hash, image));
        packs_.try_emplace(hash, image);
        return {};
    }

    Result<std::string> read_pack(const Hash& hash) override
    {
        std::lock_guard lock(mutex_);
        auto at = packs_.find(hash);
        if (at == packs_.end()) return no_such_pack(hash);
        return at->second;
    }

    Result<std::vector<Job>> claim_jobs(std::string_view game, Timestamp now, Timestamp until,
                                        std::size_t most) override
    {
        std::lock_guard lock(mutex_);
        std::vector<Job*> due = due_jobs(game, now);
        if (due.size() > most) due.resize(most);
        std::vector<Job> claimed;
        for (Job* job : due) {
            ++job->attempts;
            job->claimed_until = until;
            claimed.push_back(*job);
        }
        return claimed;
    }

    Result<std::vector<Job>> list_jobs(std::string_view game) override
    {
        std::lock_guard lock(mutex_);
        GOLDBOX_TRY(Kept * kept, find(game));
        std::vector<Job> jobs;
        for (const auto& [id, job] : kept->jobs) jobs.push_back(job);
        return jobs;
    }

private:
    Result<Kept*> find(std::string_view game)
    {
        auto at = games_.find(game);
        if (at == games_.end()) return no_such_game(game);
        return &at->second;
    }

    const Kept* named(std::string_view name) const
    {
        auto at = std::ranges::find_if(games_, [&](const auto& entry) { return entry.second.info.name == name; });
        return at == games_.end() ? nullptr : &at->second;
    }

    Result<void> append_one(const Batch& batch, Timestamp now)
    {
        GOLDBOX_TRY(Kept * kept, find(batch.game));
        GOLDBOX_CHECK(check(*kept, batch));
        add(*kept, batch, now);
        return {};
    }

    std::vector<Job*> due_jobs(std::string_view game, Timestamp now)
    {
        std::vector<Job*> due;
        for (auto& [id, kept] : games_) {
            if (!game.empty() && id != game) continue;
            for (auto& [number, job] : kept.jobs) {
                if (job.due <= now && job.claimed_until <= now) due.push_back(&job);
            }
        }
        // games and ids are walked in order, so a stable sort keeps that order among equals
        std::ranges::stable_sort(due, {}, &Job::due);
        return due;
    }

    static void overwrite(std::string& text)
    {
        std::ranges::fill(text, '\0');
        text.clear();
    }

    std::mutex mutex_;
    std::map<GameId, Kept, std::less<>> games_;
    std::map<Hash, std::string> packs_;
};

} // namespace

std::unique_ptr<Store> make_memory_store()
{
    return std::make_unique<MemoryStore>();
}

} // namespace goldbox::store
