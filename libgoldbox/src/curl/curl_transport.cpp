// SPDX-License-Identifier: MIT
#include <goldbox/curl/curl_transport.hpp>

#include "curl/library.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <deque>
#include <fstream>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace goldbox::curl {
namespace {

using llm::FailureKind;
using llm::TransferFailure;

struct FreeEasy {
    void operator()(CURL* easy) const { lib().easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { lib().multi_cleanup(multi); }
};
struct FreeList {
    void operator()(curl_slist* list) const { lib().slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;
using List = std::unique_ptr<curl_slist, FreeList>;

class Worker;

/// Asks a worker to end a transfer. It may run on any thread, also inside a sink.
struct Cancel {
    Worker& worker;
    std::uint64_t transfer;
    void operator()() const;
};

/// One request and its reply on their way.
struct Transfer {
    std::uint64_t id = 0;
    std::shared_ptr<const llm::WireRequest> request;
    std::shared_ptr<llm::TransferSink> sink;
    std::stop_token stop;
    std::optional<std::stop_callback<Cancel>> cancel;

    Easy easy;
    List headers;
    llm::HttpHead head;
    bool head_told = false;
    std::size_t bytes = 0;
    std::optional<TransferFailure> failure; ///< why we ended it ourselves

    void tell_head()
    {
        if (head_told) return;
        head_told = true;
        sink->head(std::move(head));
    }
    void end(const std::optional<TransferFailure>& why)
    {
        if (!why) tell_head();
        sink->ended(why);
    }
};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

// What libcurl calls --------------------------------------------------------------------------------------------------

std::size_t on_header(const char* data, std::size_t, std::size_t size, void* user)
{
    Transfer& transfer = *static_cast<Transfer*>(user);
    const std::string_view line(data, size);
    if (line.starts_with("HTTP/")) { // an interim reply (100, 103) may have come before
        transfer.head = {};
        const std::size_t space = line.find(' ');
        if (space != std::string_view::npos) transfer.head.status = std::atoi(std::string(line.substr(space)).c_str());
        return size;
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        transfer.head.headers.emplace_back(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
    }
    return size;
}

std::size_t on_body(const char* data, std::size_t, std::size_t size, void* user)
{
    Transfer& transfer = *static_cast<Transfer*>(user);
    if (transfer.stop.stop_requested()) {
        transfer.failure = TransferFailure{FailureKind::cancelled, "the transfer was cancelled"};
        return size + 1; // anything but `size` ends it
    }
    transfer.tell_head();
    transfer.bytes += size;
    if (transfer.bytes > transfer.request->max_reply_bytes) {
        transfer.failure = TransferFailure{FailureKind::too_large, "the reply is longer than allowed"};
        return size + 1;
    }
    if (transfer.sink->body({data, size})) return size;
    transfer.failure = TransferFailure{FailureKind::cancelled, "the rest was not wanted"};
    return size + 1;
}

/// There is a connection, new or used again, and the request goes out next.
int on_connected(void* user, char*, char*, int, int)
{
    static_cast<Transfer*>(user)->sink->connected();
    return CURL_PREREQFUNC_OK;
}

/// What libcurl's codes mean. Its own texts name hosts at most.
TransferFailure failure_of(CURLcode code, bool has_head)
{
    const std::string text = lib().easy_strerror(code);
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return {FailureKind::invalid, text + ": correct the provider's base_url"};
    case CURLE_OPERATION_TIMEDOUT: return {FailureKind::timeout, text};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return {FailureKind::connection, text};
    default: return {has_head ? FailureKind::cut : FailureKind::connection, text};
    }
}

/// Bytes that are read at once. Each transfer under way has such a buffer; the pieces of a stream are small, and many
/// streams are open at a time.
long buffer_for(const llm::WireRequest& request)
{
    const std::pair<std::string, std::string> of_streams = {"accept", "text/event-stream"};
    const bool stream = std::ranges::find(request.headers, of_streams) != request.headers.end();
    return stream ? 1024 : 16384;
}

// One thread ----------------------------------------------------------------------------------------------------------

/// The sockets that a thread waits for, and a bell that others ring. Only what moved is looked at, however many are
/// open.
class Waiting {
public:
    Waiting() : sockets_(::epoll_create1(EPOLL_CLOEXEC)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        watch(bell_, EPOLLIN);
    }
    ~Waiting()
    {
        if (sockets_ >= 0) ::close(sockets_);
        if (bell_ >= 0) ::close(bell_);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    /// False where the process has no descriptors left.
    [[nodiscard]] bool ready() const { return sockets_ >= 0 && bell_ >= 0; }

    /// Any thread.
    void ring() const
    {
        const std::uint64_t once = 1;
        [[maybe_unused]] const auto written = ::write(bell_, &once, sizeof once); // full: it is ringing already
    }

    void watch(int socket, std::uint32_t events) const
    {
        epoll_event event{.events = events, .data = {.fd = socket}};
        if (::epoll_ctl(sockets_, EPOLL_CTL_MOD, socket, &event) == 0 || errno != ENOENT) return;
        ::epoll_ctl(sockets_, EPOLL_CTL_ADD, socket, &event);
    }
    void forget(int socket) const { ::epoll_ctl(sockets_, EPOLL_CTL_DEL, socket, nullptr); }

    /// Tells each socket that moved, with its events.
    template <class Moved>
    void wait(int milliseconds, Moved moved) const
    {
        std::array<epoll_event, 64> events;
        const int count = ::epoll_wait(sockets_, events.data(), static_cast<int>(events.size()), milliseconds);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd != bell_) {
                moved(event.data.fd, event.events);
                continue;
            }
            std::uint64_t rung = 0;
            [[maybe_unused]] const auto taken = ::read(bell_, &rung, sizeof rung);
        }
    }

private:
    int sockets_;
    int bell_;
};

/// Carries transfers on a thread of its own. What other threads want of it goes through a queue and a bell.
class Worker {
public:
    explicit Worker(const CurlOptions& options) : options_(options), multi_(lib().multi_init())
    {
        lib().multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Worker::on_socket);
        lib().multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
        lib().multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Worker::on_timer);
        lib().multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
        lib().multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.idle_connections));
        lib().multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    }

    ~Worker() { multi_.reset(); } // first, because it may still tell of sockets and timers
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] bool ready() const { return multi_ && waiting_.ready(); }

    void begin(std::function<Timestamp()> now)
    {
        now_ = std::move(now);
        thread_ = std::thread([this] { loop(); });
    }

    void add(std::unique_ptr<Transfer> transfer)
    {
        {
            const std::lock_guard lock(mutex_);
            added_.push_back(std::move(transfer));
        }
        wake();
    }
    void cancel(std::uint64_t transfer)
    {
        {
            const std::lock_guard lock(mutex_);
            cancelled_.push_back(transfer);
        }
        wake();
    }
    void wake() { waiting_.ring(); }

    /// Ends everything; `join` waits for that. Until all workers have joined none may go: their calls ring alarms.
    void leave()
    {
        {
            const std::lock_guard lock(mutex_);
            leaving_ = true;
        }
        wake();
    }
    void join() { thread_.join(); }

    llm::Alarms alarms;

private:
    static int on_socket(CURL*, curl_socket_t socket, int what, void* worker, void*);
    static int on_timer(CURLM*, long milliseconds, void* worker);

    void loop();
    void act(curl_socket_t socket, int events);
    void act_when_due();
    void begin_added();
    void end_cancelled();
    void end_finished();
    void set_up(Transfer& transfer);
    void end(std::uint64_t id, const std::optional<TransferFailure>& failure);
    [[nodiscard]] bool leaving();
    [[nodiscard]] int milliseconds_to_sleep();

    const CurlOptions& options_;
    Waiting waiting_;
    Multi multi_;
    std::function<Timestamp()> now_;
    std::thread thread_;

    std::mutex mutex_; ///< guards what others leave here
    std::deque<std::unique_ptr<Transfer>> added_;
    std::vector<std::uint64_t> cancelled_;
    bool leaving_ = false;

    // of the thread alone
    std::optional<std::int64_t> due_; ///< when libcurl wants to be asked, whatever the sockets do
    std::unordered_map<std::uint64_t, std::unique_ptr<Transfer>> transfers_;
    std::vector<Easy> spare_; ///< handles of finished transfers, to be used again
};

void Cancel::operator()() const
{
    worker.cancel(transfer);
}

int Worker::on_socket(CURL*, curl_socket_t socket, int what, void* worker, void*)
{
    const Waiting& waiting = static_cast<Worker*>(worker)->waiting_;
    if (what == CURL_POLL_REMOVE) {
        waiting.forget(socket);
    } else {
        waiting.watch(socket, (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u));
    }
    return 0;
}

int Worker::on_timer(CURLM*, long milliseconds, void* worker)
{
    Worker& self = *static_cast<Worker*>(worker);
    if (milliseconds < 0) {
        self.due_.reset();
    } else {
        self.due_ = self.now_().milliseconds + milliseconds;
    }
    return 0;
}

void Worker::act(curl_socket_t socket, int events)
{
    int running = 0;
    lib().multi_socket_action(multi_.get(), socket, events, &running);
}

void Worker::act_when_due()
{
    if (!due_ || *due_ > now_().milliseconds) return;
    due_.reset(); // it says anew when
    act(CURL_SOCKET_TIMEOUT, 0);
}

void Worker::loop()
{
    while (!leaving()) {
        end_cancelled();
        act_when_due();
        end_finished(); // before others begin: they take over its connection and its handle
        begin_added();
        alarms.ring(now_());
        waiting_.wait(milliseconds_to_sleep(), [this](int socket, std::uint32_t events) {
            constexpr std::uint32_t lost = EPOLLERR | EPOLLHUP;
            act(socket, (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                            (events & lost ? CURL_CSELECT_ERR : 0));
        });
    }
    do { // what ends may begin something else
        while (!transfers_.empty()) {
            end(transfers_.begin()->first, TransferFailure{FailureKind::cancelled, "the transport is closing"});
        }
        begin_added();
    } while (!transfers_.empty());
    spare_.clear(); // before the multi handle that knows their connections
}

bool Worker::leaving()
{
    const std::lock_guard lock(mutex_);
    return leaving_;
}

int Worker::milliseconds_to_sleep()
{
    constexpr std::int64_t longest = 60'000;
    std::int64_t at = now_().milliseconds + longest;
    if (due_) at = std::min(at, *due_);
    if (const auto alarm = alarms.next()) at = std::min(at, alarm->milliseconds);
    return static_cast<int>(std::clamp<std::int64_t>(at - now_().milliseconds, 0, longest));
}

void Worker::begin_added()
{
    std::deque<std::unique_ptr<Transfer>> added;
    {
        const std::lock_guard lock(mutex_);
        added.swap(added_);
    }
    for (std::unique_ptr<Transfer>& each : added) {
        Transfer& transfer = *each;
        transfers_.emplace(transfer.id, std::move(each));
        if (transfer.stop.stop_requested()) {
            end(transfer.id, TransferFailure{FailureKind::cancelled, "the transfer was cancelled"});
            continue;
        }
        set_up(transfer);
        if (lib().multi_add_handle(multi_.get(), transfer.easy.get()) != CURLM_OK) {
            end(transfer.id, TransferFailure{FailureKind::connection, "libcurl took no further transfer"});
        } else {
            transfer.cancel.emplace(transfer.stop, Cancel{*this, transfer.id});
        }
    }
}

void Worker::end_cancelled()
{
    std::vector<std::uint64_t> cancelled;
    {
        const std::lock_guard lock(mutex_);
        cancelled.swap(cancelled_);
    }
    for (const std::uint64_t id : cancelled) {
        end(id, TransferFailure{FailureKind::cancelled, "the transfer was cancelled"});
    }
}

void Worker::end_finished()
{
    int left = 0;
    while (const CURLMsg* message = lib().multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        void* user = nullptr;
        lib().easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
        Transfer& transfer = *static_cast<Transfer*>(user);
        std::optional<TransferFailure> failure = transfer.failure;
        if (!failure && message->data.result != CURLE_OK) {
            failure = failure_of(message->data.result, transfer.head_told);
        }
        end(transfer.id, failure);
    }
}

void Worker::end(std::uint64_t id, const std::optional<TransferFailure>& failure)
{
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    const std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers_.erase(found);
    transfer->cancel.reset();
    if (transfer->easy) {
        lib().multi_remove_handle(multi_.get(), transfer->easy.get());
        lib().easy_reset(transfer->easy.get());
        if (spare_.size() < options_.idle_connections) spare_.push_back(std::move(transfer->easy));
    }
    transfer->end(failure);
}

void Worker::set_up(Transfer& transfer)
{
    if (spare_.empty()) {
        transfer.easy.reset(lib().easy_init());
    } else {
        transfer.easy = std::move(spare_.back());
        spare_.pop_back();
    }
    CURL* const easy = transfer.easy.get();
    curl_slist* headers = lib().slist_append(nullptr, "expect:"); // no waiting for a 100
    for (const auto& [name, value] : transfer.request->headers) {
        headers = lib().slist_append(headers, (name + (value.empty() ? ";" : ": " + value)).c_str());
    }
    transfer.headers.reset(headers);

    lib().easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    lib().easy_setopt(easy, CURLOPT_URL, transfer.request->url.c_str());
    lib().easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    lib().easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    lib().easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    lib().easy_setopt(easy, CURLOPT_BUFFERSIZE, buffer_for(*transfer.request));
    lib().easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 300'000L); // who asked has a shorter one
    // without TLS nobody says beforehand what the server speaks, and others would wait for the first reply to know
    const bool may_multiplex = options_.http2 && transfer.request->url.starts_with("https:");
    lib().easy_setopt(easy, CURLOPT_HTTP_VERSION, may_multiplex ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
    lib().easy_setopt(easy, CURLOPT_PIPEWAIT, may_multiplex ? 1L : 0L);
    lib().easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    lib().easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    lib().easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // a proxy sees no key
    if (transfer.request->method == "POST") {
        lib().easy_setopt(easy, CURLOPT_POST, 1L);
    } else {
        lib().easy_setopt(easy, CURLOPT_CUSTOMREQUEST, transfer.request->method.c_str());
    }
    if (transfer.request->method == "POST" || !transfer.request->body.empty()) {
        lib().easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.request->body.data());
        lib().easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.request->body.size()));
    }
    if (!options_.user_agent.empty()) lib().easy_setopt(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    if (!options_.ca_bundle.empty()) lib().easy_setopt(easy, CURLOPT_CAINFO, options_.ca_bundle.c_str());
    if (!options_.proxy.empty() || !options_.use_environment_proxy) {
        lib().easy_setopt(easy, CURLOPT_PROXY, options_.proxy.c_str());
    }
    lib().easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    lib().easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    lib().easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    lib().easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    lib().easy_setopt(easy, CURLOPT_PREREQFUNCTION, &on_connected);
    lib().easy_setopt(easy, CURLOPT_PREREQDATA, &transfer);
}

// The transport -------------------------------------------------------------------------------------------------------

class CurlTransport final : public llm::Transport {
public:
    explicit CurlTransport(CurlOptions options) : options_(std::move(options))
    {
        using namespace std::chrono;
        began_ = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
        for (std::size_t i = 0; i < std::max<std::size_t>(options_.threads, 1); ++i) {
            workers_.push_back(std::make_unique<Worker>(options_));
        }
        if (!ready()) return;
        for (const auto& worker : workers_) worker->begin([this] { return now(); });
    }

    ~CurlTransport() override
    {
        if (!ready()) return;
        for (const auto& worker : workers_) worker->leave();
        for (const auto& worker : workers_) worker->join();
    }
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    [[nodiscard]] bool ready() const
    {
        return std::ranges::all_of(workers_, [](const auto& worker) { return worker->ready(); });
    }

    void start(std::shared_ptr<const llm::WireRequest> request, std::shared_ptr<llm::TransferSink> sink,
               std::stop_token stop) override
    {
        auto transfer = std::make_unique<Transfer>();
        transfer->id = ++last_;
        transfer->request = std::move(request);
        transfer->sink = std::move(sink);
        transfer->stop = std::move(stop);
        workers_[transfer->id % workers_.size()]->add(std::move(transfer));
    }

    /// Moves as the steady clock does, from what the wall said at the beginning.
    Timestamp now() override
    {
        using namespace std::chrono;
        return {began_ + duration_cast<milliseconds>(steady_clock::now() - steady_).count()};
    }

    AlarmId call_at(Timestamp at, std::function<void()> ring) override
    {
        const auto [id, is_first] = workers_[0]->alarms.add(at, std::move(ring));
        if (is_first) workers_[0]->wake();
        return id;
    }
    void forget(AlarmId alarm) override { workers_[0]->alarms.forget(alarm); }

private:
    CurlOptions options_;
    std::int64_t began_ = 0;
    std::chrono::steady_clock::time_point steady_ = std::chrono::steady_clock::now();
    std::atomic<std::uint64_t> last_ = 0;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace

Result<std::unique_ptr<llm::Transport>> make_transport(const CurlOptions& options)
{
    if (const auto& library = load_library(); !library) return unexpected(library.error());
    if (!options.ca_bundle.empty() && !std::ifstream(options.ca_bundle)) {
        return fail(Code::not_found, "curl.no_ca_bundle", "the file of trusted authorities cannot be read",
                    {.file = options.ca_bundle});
    }
    auto transport = std::make_unique<CurlTransport>(options);
    if (!transport->ready()) {
        return fail(Code::unavailable, "curl.unavailable", "no file descriptors are left for the transport's threads");
    }
    return transport;
}

} // namespace goldbox::curl
