#pragma once
// SPDX-License-Identifier: MIT
// A provider that says what a test wants, in a time that only it moves: no network, no thread, no waiting.
//
//     llm::ScriptedProvider provider;
//     provider.answer(llm::say("You open the door."));
//     llm::Client client({.transport = provider, .secrets = secrets});
//     client.generate(request, {.routes = {{llm::ScriptedProvider::provider(), "any"}}});
//     provider.received().at(0).body                        // what was sent

#include <goldbox/llm/transport.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace goldbox::llm {

/// What happens to one request, and when: times count from the step before.
struct ScriptedReply {
    int status = 200;
    Headers headers;
    std::string body;
    std::size_t piece = 0;                     ///< bytes a piece; 0: all at once
    std::int64_t connect_ms = 0;               ///< until there is a connection
    std::int64_t first_byte_ms = 0;            ///< from there to the first byte
    std::int64_t piece_ms = 0;                 ///< between two pieces
    std::size_t cut_after = std::string::npos; ///< the connection breaks behind so many bytes of the body
    bool refuse_connection = false;
};

/// Replies in the shape of openai-chat, whole and as a stream.
[[nodiscard]] ScriptedReply say(std::string_view text);
[[nodiscard]] ScriptedReply say_streamed(std::string_view text, std::size_t bytes_a_delta = 8);
[[nodiscard]] ScriptedReply call_tool(std::string_view name, const JsonText& arguments);
[[nodiscard]] ScriptedReply refuse(int status, std::string_view message, Headers headers = {});

/// For one thread. Time passes while somebody waits, from event to event.
class ScriptedProvider final : public Transport {
public:
    explicit ScriptedProvider(Timestamp start = {1'700'000'000'000}) : now_(start) {}

    /// Requests are answered in the order of these; one more than that is refused with 500.
    void answer(ScriptedReply reply) { replies_.push_back(std::move(reply)); }
    /// Instead of them: answers by what is asked.
    void answer_by(std::function<ScriptedReply(const WireRequest&)> rule) { rule_ = std::move(rule); }

    [[nodiscard]] const std::vector<WireRequest>& received() const { return received_; }
    [[nodiscard]] std::size_t cancelled() const { return cancelled_; } ///< transfers that were given up

    /// Lets time pass, with all that happens in it.
    void advance(std::int64_t milliseconds);

    /// A route's provider: openai-chat at an address that is none, without a key.
    [[nodiscard]] static Provider provider();

    void start(std::shared_ptr<const WireRequest> request, std::shared_ptr<TransferSink> sink,
               std::stop_token stop) override;
    [[nodiscard]] Timestamp now() override { return now_; }
    AlarmId call_at(Timestamp at, std::function<void()> ring) override
    {
        return alarms_.add(at, std::move(ring)).first;
    }
    void forget(AlarmId alarm) override { alarms_.forget(alarm); }
    /// Until it is done, or nothing more can happen.
    void wait(Done& done) override;

private:
    struct Transfer;
    void step(const std::shared_ptr<Transfer>& transfer);
    void later(const std::shared_ptr<Transfer>& transfer, std::int64_t milliseconds);
    bool next(std::optional<std::int64_t> until);

    Timestamp now_;
    Alarms alarms_;
    std::deque<ScriptedReply> replies_;
    std::function<ScriptedReply(const WireRequest&)> rule_;
    std::vector<WireRequest> received_;
    std::size_t cancelled_ = 0;
};

} // namespace goldbox::llm
