// SPDX-License-Identifier: MIT
#include <goldbox/host/host.hpp>

#include "host/codec.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/base/version.hpp>
#include <goldbox/host/replay.hpp>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <future>
#include <iterator>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <thread>

namespace goldbox::host {
namespace {

using Done = std::function<void(Result<Outcome>)>;

constexpr std::int64_t job_claim_milliseconds = 30'000;
constexpr std::size_t most_jobs_at_once = 100;
constexpr std::int64_t receipts_kept_milliseconds = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t expiry_every_milliseconds = 3600LL * 1000;

/// Somebody who is told what a seat may see. Ends when its Subscription does, even inside a call of its sink.
struct Subscriber {
    std::recursive_mutex mutex;
    bool alive = true;
    std::string seat;
    game::Seq told = 0; ///< the last event it was told of
    Sink sink;

    void tell(const game::Projection& projection)
    {
        std::scoped_lock lock(mutex);
        if (!alive || projection.seq <= told) return;
        told = projection.seq;
        sink(projection);
    }
    void end()
    {
        std::scoped_lock lock(mutex);
        alive = false;
    }
};

struct Submission {
    GameId game;
    game::Command command;
    Done done;
};

/// A game at its worker.
struct Running {
    store::Epoch epoch = 0;
    game::Game game;
    store::Seq snapshot = 0; ///< seq of the newest one
};

/// What became of a submission while its group was prepared. Refusals wait as well: they may rest on what an earlier
/// command of the group did, and that is not sure before it is durable.
struct Prepared {
    Submission* submission = nullptr;
    Result<game::Batch> batch;
    Outcome outcome;
};

/// One game's part of a group.
struct Turn {
    Running* running = nullptr;
    std::vector<Prepared> prepared;
    std::vector<game::Request> requests_before;
    store::Batch batch;
};

/// Clears what only the log may set, and salts what will be kept.
void receive(game::Command& command, const HostOptions& options)
{
    auto admit = [&](game::Text& text) {
        std::array<char, 16> salt;
        options.entropy(salt);
        text = {.content = std::move(text.content), .salt = std::string(salt.data(), salt.size())};
    };
    if (auto* join = std::get_if<game::Join>(&command.what)) admit(join->name);
    if (auto* say = std::get_if<game::Say>(&command.what)) admit(say->text);
}

} // namespace

class Host::Worker {
public:
    Worker(store::Store& store, HostOptions options) : store_(store), options_(std::move(options))
    {
        thread_ = std::thread([this] { run(); });
    }

    ~Worker()
    {
        {
            std::scoped_lock lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    void submit(Submission submission)
    {
        {
            std::scoped_lock lock(mutex_);
            queue_.emplace_back(std::move(submission));
        }
        wake_.notify_one();
    }

    /// Runs a function on the worker, after what waits already, and returns its result.
    template <class Function>
    auto call(Function function)
    {
        std::packaged_task<decltype(function())()> task(std::move(function));
        auto result = task.get_future();
        {
            std::scoped_lock lock(mutex_);
            queue_.emplace_back(std::function<void()>([&task] { task(); }));
        }
        wake_.notify_one();
        return result.get();
    }

    Result<Running*> open(const GameId& id);
    Result<store::GameInfo> create(const NewGame& game);
    Result<void> keep_pack(const std::shared_ptr<const content::Pack>& pack);
    Result<Subscription> subscribe(const GameId& id, std::string_view seat, game::Seq after, Sink sink);
    Result<std::size_t> run_due(const GameId& only);
    Result<void> erase_texts(const GameId& id, std::string_view seat);
    Result<void> flush();

    [[nodiscard]] const HostOptions& options() const { return options_; }

private:
    using Item = std::variant<Submission, std::function<void()>>;

    void run();
    void run_group(std::span<Submission> group);
    bool prepare(Submission& submission, std::map<GameId, Turn>& turns, std::set<std::string>& ids);
    void gather(Turn& turn);
    void finish(const GameId& id, Turn& turn, const Result<void>& appended);
    void publish(const GameId& id, const game::Game& game, const game::Batch& batch);
    Result<std::shared_ptr<const content::Pack>> load_pack(const Hash& hash);
    void offer(const Hash& packs, game::Game& game);
    Result<void> keep_snapshot(const GameId& id, Running& running);
    Result<void> expire_receipts(Timestamp now);
    Result<void> tell_past(const GameId& id, const Running& running, Subscriber& subscriber);
    Result<game::State> state_before(const GameId& id, const Running& running, std::string_view seat, game::Seq after);
    void report(LogLevel level, std::string_view message)
    {
        if (options_.log) options_.log->write(level, "host", message);
    }

    store::Store& store_;
    HostOptions options_;

    // The worker's own:
    std::map<GameId, Running> running_;
    std::map<GameId, std::vector<std::shared_ptr<Subscriber>>> subscribers_; ///< stay while a game is reloaded
    std::map<Hash, std::weak_ptr<const content::Pack>> packs_;

    std::mutex mutex_; // guards what follows
    std::condition_variable wake_;
    std::deque<Item> queue_;
    Timestamp expired_; ///< when receipts were last expired
    bool stopping_ = false;
    std::thread thread_;
};

// The worker's road ------------------------------------------------------------------------------------------------

void Host::Worker::run()
{
    for (;;) {
        std::deque<Item> items;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) break;
            items.swap(queue_);
        }
        std::vector<Submission> group;
        auto finish_group = [&] {
            run_group(group);
            group.clear();
        };
        for (Item& item : items) {
            if (auto* submission = std::get_if<Submission>(&item)) {
                group.push_back(std::move(*submission));
            } else {
                finish_group();
                std::get<std::function<void()>>(item)();
            }
        }
        finish_group();
    }
    if (auto flushed = flush(); !flushed) report(LogLevel::warning, flushed.error().message);
}

/// Prepares every submission, appends all in one transaction, and only then answers.
void Host::Worker::run_group(std::span<Submission> group)
{
    while (!group.empty()) {
        std::map<GameId, Turn> turns;
        std::set<std::string> ids;
        std::size_t taken = 0;
        while (taken < group.size() && prepare(group[taken], turns, ids)) ++taken;
        std::vector<store::Batch> batches;
        std::vector<std::pair<const GameId*, Turn*>> order;
        for (auto& [id, turn] : turns) {
            gather(turn);
            if (turn.batch.records.empty()) {
                finish(id, turn, {});
                continue;
            }
            turn.batch.game = id;
            batches.push_back(std::move(turn.batch));
            order.emplace_back(&id, &turn);
        }
        if (!batches.empty()) {
            const auto results = store_.append(batches, options_.clock.now());
            for (std::size_t i = 0; i < order.size(); ++i) finish(*order[i].first, *order[i].second, results[i]);
        }
        group = group.subspan(taken);
    }
}

/// False when the submission must wait for the next transaction: it repeats a command of this one.
bool Host::Worker::prepare(Submission& submission, std::map<GameId, Turn>& turns, std::set<std::string>& ids)
{
    game::Command& command = submission.command;
    auto running = open(submission.game);
    if (!running) {
        submission.done(unexpected(running.error()));
        return true;
    }
    if (!command.id.empty()) {
        const std::string key = submission.game + '\n' + command.seat + '\n' + command.id;
        if (ids.contains(key)) return false;
        auto receipt = store_.find_receipt(submission.game, command.seat, command.id, payload_of(command));
        if (!receipt) {
            submission.done(unexpected(receipt.error()));
            return true;
        }
        if (*receipt) {
            submission.done(read_answer((*receipt)->answer));
            return true;
        }
        ids.insert(key);
    }
    Turn& turn = turns[submission.game];
    if (!turn.running) {
        turn.running = *running;
        turn.requests_before = (*running)->game.state().requests;
        turn.batch.epoch = (*running)->epoch;
        turn.batch.expected_seq = (*running)->game.state().seq;
    }
    const game::Command sent = command;
    receive(command, options_);
    if (const auto* use = std::get_if<game::UsePacks>(&command.what)) offer(use->packs, (*running)->game);
    const game::Game& game = (*running)->game;
    Prepared prepared{&submission, (*running)->game.prepare(command), {}};
    if (prepared.batch) {
        const game::Batch& batch = *prepared.batch;
        const game::Seat* seat = game.state().seats.find(game::find_seat(game.state(), command.seat));
        prepared.outcome.events = game.project(batch, command.seat);
        prepared.outcome.answer = make_answer(seat ? seat->seen : 0, prepared.outcome.events);
        turn.batch.records.push_back(make_record(batch, sent, prepared.outcome.answer));
        for (const game::Text& text : batch.texts) {
            turn.batch.texts.push_back({text.id, command.seat, text.salt, text.content});
        }
    }
    turn.prepared.push_back(std::move(prepared));
    return true;
}

/// Requests that the group opened become jobs; those it closed go.
void Host::Worker::gather(Turn& turn)
{
    const std::vector<game::Request>& now = turn.running->game.state().requests;
    const Timestamp time = options_.clock.now();
    auto holds = [](const std::vector<game::Request>& requests, std::uint64_t id) {
        return std::ranges::find(requests, id, &game::Request::id) != requests.end();
    };
    for (const game::Request& request : now) {
        if (holds(turn.requests_before, request.id)) continue;
        turn.batch.opened.push_back(make_job(request, time));
    }
    for (const game::Request& request : turn.requests_before) {
        if (!holds(now, request.id)) turn.batch.closed.push_back(request.id);
    }
}

void Host::Worker::finish(const GameId& id, Turn& turn, const Result<void>& appended)
{
    Running& running = *turn.running;
    if (!appended) {
        for (Prepared& prepared : turn.prepared | std::views::reverse) {
            if (prepared.batch) running.game.discard(*prepared.batch);
        }
        // Another writer has the game now; it is loaded anew when it is wanted here again.
        const std::string& reason = appended.error().reason;
        if (reason == "store.stale_epoch" || reason == "store.wrong_seq") running_.erase(id);
        for (Prepared& prepared : turn.prepared) prepared.submission->done(unexpected(appended.error()));
        return;
    }
    for (Prepared& prepared : turn.prepared) {
        if (!prepared.batch) {
            prepared.submission->done(unexpected(prepared.batch.error()));
            continue;
        }
        const game::Batch& batch = *prepared.batch;
        running.game.commit(batch);
        prepared.submission->done(std::move(prepared.outcome));
        publish(id, running.game, batch);
    }
    if (running.game.state().seq - running.snapshot < options_.snapshot_every) return;
    if (auto kept = keep_snapshot(id, running); !kept) report(LogLevel::warning, kept.error().message);
}

void Host::Worker::publish(const GameId& id, const game::Game& game, const game::Batch& batch)
{
    auto& subscribers = subscribers_[id];
    std::erase_if(subscribers, [](const auto& subscriber) { return !subscriber->alive; });
    for (const auto& subscriber : subscribers) {
        for (const game::Projection& projection : game.project(batch, subscriber->seat)) subscriber->tell(projection);
    }
}

// Games -----------------------------------------------------------------------------------------------------------

Result<std::shared_ptr<const content::Pack>> Host::Worker::load_pack(const Hash& hash)
{
    if (auto known = packs_[hash].lock()) return known;
    GOLDBOX_TRY(std::string image, store_.read_pack(hash));
    content::Loaded loaded = content::load_image(image);
    if (!loaded.pack) {
        return fail(Code::corrupt, "host.bad_pack",
                    "the pack of this game does not load: " + to_string(loaded.diagnostics.front()));
    }
    packs_[hash] = loaded.pack;
    return loaded.pack;
}

/// Packs that the store has. Where it has none by that hash, the game refuses them.
void Host::Worker::offer(const Hash& packs, game::Game& game)
{
    if (auto loaded = load_pack(packs))
        game.offer(*std::move(loaded));
    else
        report(LogLevel::warning, loaded.error().message);
}

Result<void> Host::Worker::keep_pack(const std::shared_ptr<const content::Pack>& pack)
{
    GOLDBOX_CHECK(store_.put_pack(pack->hash(), pack->image()));
    packs_[pack->hash()] = pack;
    return {};
}

Result<Running*> Host::Worker::open(const GameId& id)
{
    if (auto found = running_.find(id); found != running_.end()) return &found->second;
    GOLDBOX_TRY(const store::Epoch epoch, store_.take_over(id));
    GOLDBOX_TRY(const store::GameInfo info, store_.find_game(id));
    GOLDBOX_TRY(game::State state, restore(store_, id));
    GOLDBOX_TRY(auto pack, load_pack(state.packs == Hash{} ? info.packs : state.packs));
    GOLDBOX_TRY(auto snapshot, store_.find_snapshot(id, info.head));
    GOLDBOX_TRY(auto game, game::Game::resume(std::move(pack), std::move(state),
                                              {info.seed, options_.externals, options_.limits}));
    GOLDBOX_TRY(auto texts, store_.read_texts(id));
    for (store::Text& text : texts) {
        if (!text.content.empty()) game.keep_text(text.id, std::move(text.content));
    }
    Running& running =
        running_.emplace(id, Running{epoch, std::move(game), snapshot ? snapshot->seq : 0}).first->second;
    for (const auto& subscriber : subscribers_[id]) GOLDBOX_CHECK(tell_past(id, running, *subscriber));
    return &running;
}

Result<store::GameInfo> Host::Worker::create(const NewGame& game)
{
    GOLDBOX_CHECK(check_name(game.name));
    std::uint64_t seed = 0;
    if (game.seed) {
        seed = *game.seed;
    } else {
        std::array<char, 8> bytes;
        options_.entropy(bytes);
        for (char byte : bytes) seed = seed << 8 | static_cast<unsigned char>(byte);
        seed >>= 1;
    }
    store::GameInfo info{.id = random_id(options_),
                         .name = game.name,
                         .pack = game.pack->manifest().id,
                         .packs = game.pack->hash(),
                         .seed = seed,
                         .engine = std::string(version()),
                         .created = options_.clock.now()};
    GOLDBOX_CHECK(keep_pack(game.pack));
    GOLDBOX_CHECK(store_.create_game(info));
    return info;
}

Result<void> Host::Worker::keep_snapshot(const GameId& id, Running& running)
{
    const game::State& state = running.game.state();
    if (state.seq == running.snapshot) return {};
    GOLDBOX_CHECK(
        store_.put_snapshot({id, state.seq, game::to_json(state), running.game.state_hash(), std::string(version())}));
    running.snapshot = state.seq;
    return {};
}

Result<void> Host::Worker::flush()
{
    Result<void> result;
    for (auto& [id, running] : running_) {
        if (auto kept = keep_snapshot(id, running); !kept) result = kept;
    }
    running_.clear();
    return result;
}

// Subscriptions ---------------------------------------------------------------------------------------------------

/// The newest kept state in which the seat had not yet seen more than `after`.
Result<game::State> Host::Worker::state_before(const GameId& id, const Running& running, std::string_view seat,
                                               game::Seq after)
{
    store::Seq at_most = running.game.state().seq;
    while (at_most > 0) {
        GOLDBOX_TRY(auto snapshot, store_.find_snapshot(id, at_most));
        if (!snapshot) break;
        GOLDBOX_TRY(game::State state, game::state_from_json(snapshot->body));
        const game::Seat* row = state.seats.find(game::find_seat(state, seat));
        if (!row || row->seen <= after) return state;
        at_most = snapshot->seq - 1;
    }
    game::State state;
    state.seed = running.game.state().seed;
    return state;
}

/// What a subscriber missed: before it came, or while another host had the game.
Result<void> Host::Worker::tell_past(const GameId& id, const Running& running, Subscriber& subscriber)
{
    const game::Seq after = subscriber.told;
    const game::State& now = running.game.state();
    const game::SeatId viewer = game::find_seat(now, subscriber.seat);
    const game::Seat* seat = now.seats.find(viewer);
    if (!seat || seat->seen <= after) return {};
    GOLDBOX_TRY(game::State state, state_before(id, running, subscriber.seat, after));
    auto tell = [&](const game::State& later, const game::Event& event, const std::vector<game::Onlooker>& onlookers) {
        const auto onlooker = std::ranges::find(onlookers, viewer, &game::Onlooker::seat);
        if (onlooker == onlookers.end()) return;
        const game::Seq seq = later.seats.find(viewer)->seen;
        if (seq > after) subscriber.tell({seq, running.game.as_seen(later, event, *onlooker)});
    };
    return fold_log(store_, id, state, now.seq, tell);
}

Result<Subscription> Host::Worker::subscribe(const GameId& id, std::string_view seat, game::Seq after, Sink sink)
{
    GOLDBOX_TRY(Running * running, open(id));
    auto subscriber = std::make_shared<Subscriber>();
    subscriber->seat = seat;
    subscriber->told = after;
    subscriber->sink = std::move(sink);
    GOLDBOX_CHECK(tell_past(id, *running, *subscriber));
    subscribers_[id].push_back(subscriber);
    return Subscription([subscriber] { subscriber->end(); });
}

Result<void> Host::Worker::erase_texts(const GameId& id, std::string_view seat)
{
    GOLDBOX_TRY(Running * running, open(id));
    GOLDBOX_TRY(auto texts, store_.read_texts(id));
    GOLDBOX_TRY(const std::size_t erased, store_.erase_texts(id, seat));
    for (const store::Text& text : texts) {
        if (text.seat == seat) running->game.erase_text(text.id);
    }
    report(LogLevel::info, "erased " + std::to_string(erased) + " texts of a seat");
    return {};
}

// The door to the worker ------------------------------------------------------------------------------------------

Host::Host(store::Store& store, HostOptions options) : worker_(std::make_unique<Worker>(store, std::move(options))) {}
Host::~Host() = default;

Result<store::GameInfo> Host::create(const NewGame& game)
{
    return worker_->call([&] { return worker_->create(game); });
}

void Host::submit(const GameId& game, game::Command command, std::function<void(Result<Outcome>)> done)
{
    worker_->submit({game, std::move(command), std::move(done)});
}

Result<Outcome> Host::submit(const GameId& game, game::Command command)
{
    std::promise<Result<Outcome>> promise;
    auto outcome = promise.get_future();
    submit(game, std::move(command), [&](Result<Outcome> result) { promise.set_value(std::move(result)); });
    return outcome.get();
}

Result<game::View> Host::view(const GameId& game, std::string_view seat)
{
    return worker_->call([&]() -> Result<game::View> {
        GOLDBOX_TRY(Running * running, worker_->open(game));
        return running->game.view(seat);
    });
}

Result<game::Options> Host::options(const GameId& game, std::string_view seat)
{
    return worker_->call([&]() -> Result<game::Options> {
        GOLDBOX_TRY(Running * running, worker_->open(game));
        return running->game.options(seat);
    });
}

Result<rules::Advice> Host::advise(const GameId& game, std::string_view seat)
{
    return worker_->call([&]() -> Result<rules::Advice> {
        GOLDBOX_TRY(Running * running, worker_->open(game));
        return running->game.advise(seat);
    });
}

Result<void> Host::accepts(const GameId& game, const game::Command& command)
{
    return worker_->call([&]() -> Result<void> {
        GOLDBOX_TRY(Running * running, worker_->open(game));
        return running->game.accepts(command);
    });
}

Result<Host::Position> Host::position(const GameId& game)
{
    return worker_->call([&]() -> Result<Position> {
        GOLDBOX_TRY(Running * running, worker_->open(game));
        return Position{running->game.state().seq, running->game.state_hash(), running->game.pack().hash()};
    });
}

Result<Subscription> Host::subscribe(const GameId& game, std::string_view seat, game::Seq after, Sink sink)
{
    return worker_->call([&] { return worker_->subscribe(game, seat, after, std::move(sink)); });
}

Result<std::size_t> Host::run_due(const GameId& only)
{
    return worker_->run_due(only);
}

Result<std::size_t> Host::Worker::run_due(const GameId& only)
{
    const Timestamp now = options_.clock.now();
    GOLDBOX_CHECK(expire_receipts(now));
    GOLDBOX_TRY(auto jobs,
                store_.claim_jobs(only, now, {now.milliseconds + job_claim_milliseconds}, most_jobs_at_once));
    for (const store::Job& job : jobs) {
        std::promise<Result<Outcome>> promise;
        auto outcome = promise.get_future();
        submit({job.game, {.what = game::Expire{job.id}}, [&](Result<Outcome> r) { promise.set_value(std::move(r)); }});
        auto answered = outcome.get();
        if (answered) continue;
        if (!only.empty() && answered.error().reason.starts_with("store.")) return unexpected(answered.error());
        report(LogLevel::warning, answered.error().message);
    }
    return jobs.size();
}

/// Forgets the answers of old commands, now and then.
Result<void> Host::Worker::expire_receipts(Timestamp now)
{
    {
        std::scoped_lock lock(mutex_);
        if (now.milliseconds - expired_.milliseconds < expiry_every_milliseconds) return {};
        expired_ = now;
    }
    GOLDBOX_TRY([[maybe_unused]] const std::size_t expired,
                store_.expire_receipts({now.milliseconds - receipts_kept_milliseconds}));
    return {};
}

Result<Outcome> Host::use_packs(const GameId& game, const std::shared_ptr<const content::Pack>& packs)
{
    GOLDBOX_CHECK(worker_->call([&] { return worker_->keep_pack(packs); }));
    return submit(game, {.what = game::UsePacks{packs->hash()}});
}

Result<void> Host::erase_texts(const GameId& game, std::string_view seat)
{
    return worker_->call([&] { return worker_->erase_texts(game, seat); });
}

Result<void> Host::flush()
{
    return worker_->call([&] { return worker_->flush(); });
}

} // namespace goldbox::host
