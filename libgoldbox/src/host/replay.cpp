// SPDX-License-Identifier: MIT
#include <goldbox/host/replay.hpp>

#include "host/codec.hpp"

#include <goldbox/base/try.hpp>

#include <algorithm>
#include <map>

namespace goldbox::host {
namespace {

tl::unexpected<Error> differs(const std::string& what, store::Seq seq)
{
    return fail(Code::corrupt, "host.hash_differs",
                what + " of event " + std::to_string(seq) + " has another hash than the folded log");
}

Result<game::State> read_snapshot(const store::Snapshot& snapshot)
{
    auto state = game::state_from_json(snapshot.body);
    if (!state) {
        return unexpected(Error{Code::corrupt, "host.bad_snapshot",
                                "the snapshot of event " + std::to_string(snapshot.seq) + " is damaged"}
                              .because_of(state.error()));
    }
    if (state->seq != snapshot.seq || game::hash_of(*state) != snapshot.hash) {
        return differs("the snapshot", snapshot.seq);
    }
    return state;
}

/// Folds a log record by record, checking what was asked for.
class Replayer {
public:
    Replayer(store::Store& store, store::GameInfo info, const ReplayOptions& options)
        : store_(store), info_(std::move(info)), options_(options)
    {
        done_.state.seed = info_.seed;
    }

    Result<Replay> run()
    {
        const store::Seq until = std::min(options_.until.value_or(info_.head), info_.head);
        if (options_.verify) GOLDBOX_CHECK(collect_snapshots(until));
        while (done_.state.seq < until) {
            GOLDBOX_TRY(auto records, store_.read(info_.id, done_.state.seq + 1));
            if (records.empty()) return fail(Code::corrupt, "host.log_ends", "the log is shorter than its game");
            for (const store::Record& record : records) {
                if (record.seq > until) break;
                GOLDBOX_CHECK(take(record, until));
            }
        }
        return finish(until);
    }

private:
    Result<void> collect_snapshots(store::Seq until)
    {
        for (store::Seq at = until;;) {
            GOLDBOX_TRY(auto snapshot, store_.find_snapshot(info_.id, at));
            if (!snapshot) return {};
            const store::Seq seq = snapshot->seq;
            at = seq - 1;
            snapshots_.emplace(seq, *std::move(snapshot));
            if (at == 0) return {};
        }
    }

    Result<void> take(const store::Record& record, store::Seq until)
    {
        GOLDBOX_TRY(auto events, decode_events(record));
        // An audit runs whole commands; a replay that stops inside one folds its part.
        if (options_.audit && record.last() <= until) GOLDBOX_CHECK(audit(record, events));
        for (const game::Event& event : events) {
            if (done_.state.seq >= until) break;
            GOLDBOX_CHECK(game::fold(done_.state, event));
            ++done_.events;
            GOLDBOX_CHECK(compare_snapshot());
        }
        if (game_ && record.last() <= until && game_->state_hash() != game::hash_of(done_.state)) {
            return differs("the audited command", record.seq);
        }
        return {};
    }

    Result<void> audit(const store::Record& record, const std::vector<game::Event>& events)
    {
        if (!game_ || game_->pack().hash() != record.packs) {
            GOLDBOX_TRY(auto pack, load_pack(record.packs));
            GOLDBOX_TRY(auto game, game::Game::resume(std::move(pack), done_.state));
            game_.emplace(std::move(game));
        }
        GOLDBOX_TRY(auto command, decode_command(record));
        if (const auto* use = std::get_if<game::UsePacks>(&command.what)) {
            GOLDBOX_TRY(auto pack, load_pack(use->packs));
            game_->offer(std::move(pack));
        }
        return game_->audit(command, events);
    }

    Result<std::shared_ptr<const content::Pack>> load_pack(const Hash& hash)
    {
        GOLDBOX_TRY(const std::string image, store_.read_pack(hash));
        content::Loaded loaded = content::load_image(image);
        if (loaded.pack) return std::move(loaded.pack);
        return fail(Code::corrupt, "host.bad_pack",
                    "the pack of this game does not load any more: " + to_string(loaded.diagnostics.front()));
    }

    Result<void> compare_snapshot()
    {
        auto found = snapshots_.find(done_.state.seq);
        if (found == snapshots_.end()) return {};
        GOLDBOX_TRY(auto state, read_snapshot(found->second));
        if (found->second.hash != game::hash_of(done_.state)) return differs("the snapshot", done_.state.seq);
        if (state.history != done_.state.history) return differs("the history in the snapshot", done_.state.seq);
        ++done_.snapshots_verified;
        return {};
    }

    Result<Replay> finish(store::Seq until)
    {
        done_.state_hash = game::hash_of(done_.state);
        if (options_.verify && until == info_.head) {
            GOLDBOX_TRY(game::State restored, restore(store_, info_.id));
            if (game::hash_of(restored) != done_.state_hash) return differs("the restored state", until);
        }
        done_.verified = options_.verify;
        done_.audited = options_.audit;
        return std::move(done_);
    }

    store::Store& store_;
    store::GameInfo info_;
    const ReplayOptions& options_;
    std::map<store::Seq, store::Snapshot> snapshots_;
    std::optional<game::Game> game_;
    Replay done_;
};

} // namespace

Result<game::State> restore(store::Store& store, std::string_view game)
{
    GOLDBOX_TRY(store::GameInfo info, store.find_game(game));
    GOLDBOX_TRY(auto snapshot, store.find_snapshot(game, info.head));
    game::State state;
    state.seed = info.seed;
    if (snapshot) {
        GOLDBOX_TRY(state, read_snapshot(*snapshot));
    }
    GOLDBOX_CHECK(fold_log(store, game, state, info.head));
    return state;
}

Result<Replay> replay(store::Store& store, std::string_view game, const ReplayOptions& options)
{
    GOLDBOX_TRY(store::GameInfo info, store.find_game(game));
    return Replayer(store, std::move(info), options).run();
}

} // namespace goldbox::host
