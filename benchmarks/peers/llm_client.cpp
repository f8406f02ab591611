// SPDX-License-Identifier: MIT
// llm_client json|stream CONCURRENCY REQUESTS PORT: calls of a language model on loopback, CONCURRENCY at once on the
// transport's two threads. Prints one JSON line with CPU time a call and the most memory, of the process; each answer's
// text is checked.
#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/llm/client.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace {

using namespace goldbox;
using namespace goldbox::llm;
using Steady = std::chrono::steady_clock;

double milliseconds(Steady::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

double cpu_milliseconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

/// Keeps so many calls under way until enough were made.
class Load {
public:
    Load(const Client& client, Route route, bool stream) : client_(client), route_(std::move(route)), stream_(stream)
    {
        request_.model = "m";
        request_.messages = {system_message("You are a game master."), user_message("I open the door.")};
        request_.stream = stream;
    }

    void run(Transport& transport, int at_once, int calls)
    {
        Done done;
        done_ = &done;
        left_ = calls;
        open_ = std::min(at_once, calls);
        first_.clear();
        const int lanes = open_;
        for (int i = 0; i < lanes; ++i) next();
        transport.wait(done);
    }

    [[nodiscard]] int failed() const { return failed_; }
    /// Milliseconds until the first piece, the median.
    [[nodiscard]] double first_piece()
    {
        std::ranges::sort(first_);
        return first_.empty() ? 0 : first_[first_.size() / 2];
    }

private:
    struct Told {
        Steady::time_point began = Steady::now();
        double first = -1;
    };

    void next()
    {
        if (--left_ < 0) {
            if (--open_ == 0) done_->set();
            return;
        }
        auto told = std::make_shared<Told>();
        CallOptions call{.routes = {route_}};
        if (stream_) {
            call.on_delta = [told](const Delta&) {
                if (told->first < 0) told->first = milliseconds(Steady::now() - told->began);
            };
        }
        client_.start(request_, call, [this, told](const Outcome& outcome) {
            constexpr std::string_view beginning = "word0 word1 ";
            if (!outcome || !text_of(outcome->message).starts_with(beginning) ||
                outcome->usage.output.total.value_or(0) == 0) {
                if (failed_++ == 0)
                    std::fprintf(stderr, "%s\n", outcome ? "another text" : outcome.error().message.c_str());
            }
            if (told->first >= 0) {
                const std::lock_guard lock(mutex_);
                first_.push_back(told->first);
            }
            next();
        });
    }

    const Client& client_;
    Route route_;
    bool stream_;
    Request request_;
    Done* done_ = nullptr;
    std::atomic<int> left_ = 0, open_ = 0, failed_ = 0;
    std::mutex mutex_;
    std::vector<double> first_;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 5) return 2;
    const bool stream = std::strcmp(argv[1], "stream") == 0;
    const int at_once = std::atoi(argv[2]), calls = std::atoi(argv[3]);
    auto transport = curl::make_transport({.threads = 2, .use_environment_proxy = false});
    if (!transport) return 1;
    Provider provider = *find_provider("compatible");
    provider.base_url = std::string("http://127.0.0.1:") + argv[4] + "/v1";
    provider.key_name = "KEY";
    MemorySecrets secrets;
    if (!secrets.set("KEY", "k")) return 1;
    Breaker breaker;
    const Client client({.transport = **transport, .secrets = secrets, .breaker = &breaker});
    Load load(client, {provider, {}}, stream);

    load.run(**transport, at_once, std::max(1, std::min(200, calls / 4))); // to warm up
    std::this_thread::sleep_for(std::chrono::milliseconds(300));           // the server closes those answers
    const double cpu = cpu_milliseconds();
    const auto began = Steady::now();
    load.run(**transport, at_once, calls);
    const double seconds = milliseconds(Steady::now() - began) / 1000, used = cpu_milliseconds() - cpu;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("{\"kind\":\"goldbox\",\"mode\":\"%s\",\"c\":%d,\"n\":%d,\"rps\":%.0f,\"ttft_p50_ms\":%.3f,\"cpu_ms_"
                "per_req\":%.4f,"
                "\"maxrss_mb\":%.1f,\"failed\":%d}\n",
                argv[1], at_once, calls, calls / seconds, load.first_piece(), used / calls,
                static_cast<double>(usage.ru_maxrss) / 1024, load.failed());
    return load.failed() == 0 ? 0 : 1;
}
