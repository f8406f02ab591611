#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/clock.hpp>
#include <goldbox/base/log.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/content/pack.hpp>
#include <goldbox/game/game.hpp>
#include <goldbox/store/store.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::host {

using store::GameId;

struct HostOptions {
    Clock& clock;
    /// Fills the span with unpredictable bytes: for ids of games and salts of texts.
    std::function<void(std::span<char>)> entropy;
    Log* log = nullptr;                 ///< outlives the host; none: nothing is reported
    std::uint32_t snapshot_every = 500; ///< events between snapshots, 1..1000
    std::vector<game::External> externals = {};
    narrative::Limits limits = {};
};

struct NewGame {
    std::string name = {}; ///< unique in the store, 1..100 bytes
    std::shared_ptr<const content::Pack> pack = {};
    std::optional<std::uint64_t> seed = {}; ///< 0..2^63-1; drawn when absent
};

/// What a command led to, as its sender may see it. Durable when it arrives.
struct Outcome {
    std::string answer = {}; ///< JSON `{"seq":..,"events":[..]}`; a repeated command gets the same bytes
    std::vector<game::Projection> events = {};
    bool repeated = false; ///< the command id was seen before: nothing was done now
};

/// What a subscriber is told. Called on the host's worker: be quick, and do not wait for the host.
using Sink = std::function<void(const game::Projection&)>;

/// Ends the subscription when it goes.
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> end) : end_(std::move(end)) {}
    Subscription(Subscription&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
    Subscription& operator=(Subscription&& other) noexcept
    {
        std::swap(end_, other.end_);
        return *this;
    }
    ~Subscription()
    {
        if (end_) end_();
    }

private:
    std::function<void()> end_;
};

/// Many games at once, each command durable before its result is known. A game belongs to the host's one worker
/// thread: it prepares all waiting commands of all its games, appends them in one transaction, commits, and only then
/// answers and publishes. Every function may be called from any thread but the worker's.
///
/// A game is loaded when it is first used; loading takes it over from another host on the same store, whose next
/// command for it fails with `store.stale_epoch` and leaves it as it was.
class Host {
public:
    Host(store::Store& store, HostOptions options);
    ~Host(); ///< answers what waits, keeps snapshots, and stops
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// Errors: `store.name_taken`, `host.bad_name`, those of the store.
    [[nodiscard]] Result<store::GameInfo> create(const NewGame& game);

    /// Waits for the outcome. Refusals are those of game::Game; `store.conflict` and `store.expired` of repeated ids;
    /// `store.*` when it could not be made durable: then nothing happened.
    [[nodiscard]] Result<Outcome> submit(const GameId& game, game::Command command);
    /// The same without waiting; `done` is called on the worker.
    void submit(const GameId& game, game::Command command, std::function<void(Result<Outcome>)> done);

    [[nodiscard]] Result<game::View> view(const GameId& game, std::string_view seat);
    [[nodiscard]] Result<game::Options> options(const GameId& game, std::string_view seat);
    [[nodiscard]] Result<void> accepts(const GameId& game, const game::Command& command);
    [[nodiscard]] Result<rules::Advice> advise(const GameId& game, std::string_view seat);
    struct Position {
        store::Seq seq = 0;
        Hash state_hash;
        Hash packs; ///< what the game plays now
    };
    [[nodiscard]] Result<Position> position(const GameId& game);

    /// Sends every event that the seat may see after its event `after` (0: all), first those of the past, then each new
    /// one, without gap or repetition, also over a time when another host had the game.
    [[nodiscard]] Result<Subscription> subscribe(const GameId& game, std::string_view seat, game::Seq after, Sink sink);

    /// Answers the requests whose time has come (timers, by Expire), and forgets the answers of commands that are older
    /// than seven days. Call it now and then; how many requests there were. A program that plays one game and leaves
    /// the store's others to other programs names it in `only`, and hears when the store failed.
    [[nodiscard]] Result<std::size_t> run_due(const GameId& only = {});

    /// Keeps packs in the store and goes on with them by the recorded command UsePacks: for authors, who change theirs
    /// while they play. `game.packs_do_not_fit` when a story could not go on.
    [[nodiscard]] Result<Outcome> use_packs(const GameId& game, const std::shared_ptr<const content::Pack>& packs);

    /// Erases the personal text of a seat, here and in the store.
    [[nodiscard]] Result<void> erase_texts(const GameId& game, std::string_view seat);

    /// Keeps a snapshot of each game that changed since its last one, and lets go of the games.
    [[nodiscard]] Result<void> flush();

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace goldbox::host
