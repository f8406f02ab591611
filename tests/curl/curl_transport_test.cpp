// SPDX-License-Identifier: MIT
// The transport over real sockets, on loopback.
#include "curl/server.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/llm/client.hpp>

#include <chrono>
#include <latch>
#include <thread>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::Answer;
using goldbox::test::Asked;
using goldbox::test::Child;
using goldbox::test::reply;
using goldbox::test::Server;
using goldbox::tests::must;

namespace {

/// Keeps what a transfer tells.
class Notes final : public TransferSink {
public:
    void connected() override { is_connected = true; }
    void head(HttpHead its_head) override { head_ = std::move(its_head); }
    bool body(std::string_view bytes) override
    {
        body_ += bytes;
        began.set();
        return wants_more;
    }
    void ended(const std::optional<TransferFailure>& its_failure) override
    {
        failure = its_failure;
        done.set();
    }

    HttpHead head_;
    std::string body_;
    std::optional<TransferFailure> failure;
    bool is_connected = false;
    bool wants_more = true;
    Done began, done;
};

std::unique_ptr<Transport> transport(curl::CurlOptions options = {})
{
    options.use_environment_proxy = false; // tests speak with loopback alone
    return must(curl::make_transport(options));
}

Answer endless_stream()
{
    Answer answer{
        .pieces = {"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"}, .pause_ms = 10, .hang_up = true};
    for (int i = 0; i < 2000; ++i) answer.pieces.emplace_back(": still here\n\n");
    return answer;
}

std::shared_ptr<const WireRequest> request(WireRequest request)
{
    return std::make_shared<const WireRequest>(std::move(request));
}

} // namespace

TEST_CASE("a request arrives as it is, and so does the reply", "[curl]")
{
    Server server([](const Asked&) { return reply("hello", "201 Created", "X-Thing:  two words \r\n"); });
    const auto carrier = transport();
    const auto got = must(fetch(*carrier, {.url = server.url("/v1/x?y=z"),
                                           .headers = {{"content-type", "application/json"}, {"x-empty", ""}},
                                           .body = std::string("{\"a\":1,\0}", 9)}));
    CHECK(got.head.status == 201);
    CHECK(find_header(got.head.headers, "x-thing") == "two words");
    CHECK(got.body == "hello");
    const Asked asked = server.asked().at(0);
    CHECK(asked.head.starts_with("POST /v1/x?y=z HTTP/1.1\r\n"));
    CHECK(asked.head.find("content-type: application/json\r\n") != std::string::npos);
    CHECK(asked.head.find("\r\nx-empty:") != std::string::npos);
    CHECK(asked.head.find("Expect") == std::string::npos);
    CHECK(asked.body == std::string("{\"a\":1,\0}", 9));
    const auto plain = must(fetch(*carrier, {.method = "GET", .url = server.url(), .headers = {}, .body = {}}));
    CHECK(plain.body == "hello");
    CHECK(server.asked().at(1).head.starts_with("GET / HTTP/1.1\r\n"));
}

TEST_CASE("a connection is used again", "[curl]")
{
    Server server([](const Asked&) { return reply("x"); });
    const auto carrier = transport({.threads = 1});
    for (int i = 0; i < 20; ++i) CHECK(must(fetch(*carrier, {.url = server.url(), .body = "b"})).body == "x");
    CHECK(server.connections() == 1);
}

TEST_CASE("many transfers run at once on two threads", "[curl]")
{
    constexpr int count = 100;
    Server server([](const Asked& asked) {
        Answer answer = reply(asked.body);
        answer.pause_ms = 100;
        return answer;
    });
    const auto carrier = transport();
    std::vector<std::shared_ptr<Notes>> all;
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
        all.push_back(std::make_shared<Notes>());
        carrier->start(request({.url = server.url(), .body = std::to_string(i)}), all.back(), {});
    }
    for (int i = 0; i < count; ++i) {
        Notes& notes = *all[static_cast<std::size_t>(i)];
        carrier->wait(notes.done);
        CHECK_FALSE(notes.failure);
        CHECK(notes.is_connected);
        CHECK(notes.body_ == std::to_string(i));
    }
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5)); // one after the other: ten
    CHECK(server.connections() == count);
}

TEST_CASE("a stop ends one transfer and leaves the others", "[curl]")
{
    Server server([](const Asked& asked) { return asked.body == "slow" ? endless_stream() : reply("quick"); });
    const auto carrier = transport({.threads = 1});
    const auto slow = std::make_shared<Notes>(), other = std::make_shared<Notes>();
    std::stop_source source;
    carrier->start(request({.url = server.url(), .body = "slow"}), slow, source.get_token());
    carrier->start(request({.url = server.url(), .body = "slow"}), other, {});
    slow->began.wait();
    other->began.wait();
    source.request_stop();
    slow->done.wait();
    REQUIRE(slow->failure);
    CHECK(slow->failure->kind == FailureKind::cancelled);
    CHECK_FALSE(other->done.is_set());
    CHECK(must(fetch(*carrier, {.url = server.url(), .body = "quick"})).body == "quick");

    const auto never = std::make_shared<Notes>(); // stopped before it began
    carrier->start(request({.url = server.url(), .body = "slow"}), never, source.get_token());
    never->done.wait();
    CHECK(never->failure->kind == FailureKind::cancelled);
}

TEST_CASE("who is destroyed cancels what it carries", "[curl]")
{
    Server server([](const Asked&) { return endless_stream(); });
    const auto notes = std::make_shared<Notes>();
    {
        const auto carrier = transport();
        carrier->start(request({.url = server.url(), .body = {}}), notes, {});
        notes->began.wait();
    }
    REQUIRE(notes->done.is_set());
    CHECK(notes->failure->kind == FailureKind::cancelled);
}

TEST_CASE("a reply that is too long, unwanted, cut off or not there is told apart", "[curl]")
{
    Server server([](const Asked& asked) -> Answer {
        if (asked.body == "cut") {
            return {.pieces = {"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this"}, .hang_up = true};
        }
        if (asked.body == "nothing") return {.pieces = {}, .hang_up = true};
        return reply(std::string(100'000, 'x'));
    });
    const auto carrier = transport();
    const auto fails = [&](const std::string& body, bool wants_more, std::size_t most) {
        const auto notes = std::make_shared<Notes>();
        notes->wants_more = wants_more;
        carrier->start(request({.url = server.url(), .body = body, .max_reply_bytes = most}), notes, {});
        notes->done.wait();
        REQUIRE(notes->failure);
        return notes->failure->kind;
    };
    CHECK(fails("long", true, 5000) == FailureKind::too_large);
    CHECK(fails("long", false, 1u << 20) == FailureKind::cancelled);
    CHECK(fails("cut", true, 1u << 20) == FailureKind::cut);
    CHECK(fails("nothing", true, 1u << 20) == FailureKind::connection);
}

TEST_CASE("what is no address, nobody's address or not http fails with a reason", "[curl]")
{
    const auto carrier = transport();
    int closed = 0;
    {
        Server server([](const Asked&) { return reply("x"); });
        closed = server.port();
    }
    const auto reason = [&](const std::string& url) {
        const auto got = fetch(*carrier, {.method = "GET", .url = url, .headers = {}, .body = {}});
        return got ? std::string() : got.error().reason;
    };
    CHECK(reason("http://127.0.0.1:" + std::to_string(closed) + "/") == "llm.connection");
    CHECK(reason("http://nowhere.invalid/") == "llm.connection");
    CHECK(reason("file:///etc/passwd") == "llm.invalid_request");
    CHECK(reason("ftp://127.0.0.1/") == "llm.invalid_request");
    CHECK(reason("http://") == "llm.invalid_request");
    CHECK(tests::reason(curl::make_transport({.ca_bundle = "/no/such/file"})) == "curl.no_ca_bundle");
}

TEST_CASE("redirects are not followed", "[curl]")
{
    Server other([](const Asked&) { return reply("stolen"); });
    Server server([&](const Asked&) { return reply("", "302 Found", "location: " + other.url() + "\r\n"); });
    const auto carrier = transport();
    const auto got =
        must(fetch(*carrier, {.url = server.url(), .headers = {{"authorization", "Bearer k"}}, .body = "b"}));
    CHECK(got.head.status == 302);
    CHECK(other.asked().empty());
}

TEST_CASE("interim replies are passed over", "[curl]")
{
    Server server([](const Asked&) {
        Answer answer = reply("final", "200 OK", "x-which: last\r\n");
        answer.pieces.insert(answer.pieces.begin(), "HTTP/1.1 103 Early Hints\r\nx-which: first\r\n\r\n");
        answer.pause_ms = 5;
        return answer;
    });
    const auto got = must(fetch(*transport(), {.url = server.url(), .body = "b"}));
    CHECK(got.head.status == 200);
    CHECK(got.head.headers.size() == 2);
    CHECK(find_header(got.head.headers, "x-which") == "last");
}

TEST_CASE("a proxy is asked in place of the server", "[curl]")
{
    Server proxy([](const Asked&) { return reply("from the proxy"); });
    const auto carrier = transport({.proxy = "http://127.0.0.1:" + std::to_string(proxy.port())});
    const auto got = must(fetch(*carrier, {.url = "http://far.invalid/v1/x", .body = "b"}));
    CHECK(got.body == "from the proxy");
    CHECK(proxy.asked().at(0).head.starts_with("POST http://far.invalid/v1/x HTTP/1.1\r\n"));
}

TEST_CASE("alarms ring in order, once, and not when they were forgotten", "[curl]")
{
    const auto carrier = transport();
    std::mutex mutex;
    std::string rung;
    Done last;
    const auto ring = [&](char letter) {
        return [&, letter] {
            const std::lock_guard lock(mutex);
            rung += letter;
            if (letter == 'c') last.set();
        };
    };
    const std::int64_t now = carrier->now().milliseconds;
    carrier->call_at({now + 60}, ring('c'));
    const auto forgotten = carrier->call_at({now + 40}, ring('x'));
    carrier->call_at({now + 20}, ring('b'));
    carrier->call_at({now - 5}, ring('a'));
    carrier->forget(forgotten);
    last.wait();
    CHECK(rung == "abc");
    CHECK(carrier->now().milliseconds >= now + 60);
}

TEST_CASE("fetching gives up after its time", "[curl]")
{
    Server server([](const Asked&) {
        Answer answer = reply("late");
        answer.pause_ms = 5000;
        return answer;
    });
    const auto carrier = transport();
    CHECK(tests::reason(fetch(*carrier, {.url = server.url(), .body = "b"}, {}, 50)) == "llm.timeout");
}

TEST_CASE("calls from many threads share one client", "[curl][client]")
{
    Server server([](const Asked&) {
        return reply(R"({"id":"x","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Aye."},)"
                     R"("finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}})",
                     "200 OK", "content-type: application/json\r\n");
    });
    const auto carrier = transport();
    MemorySecrets secrets;
    Breaker breaker;
    const Client client({*carrier, secrets, &breaker});
    Provider provider = *find_provider("compatible");
    provider.base_url = server.url("/v1");
    provider.key_name.clear();
    Request request;
    request.model = "m";
    request.messages = {user_message("Ready?")};
    std::atomic<int> answered = 0;
    {
        std::vector<std::jthread> askers;
        for (int i = 0; i < 8; ++i) {
            askers.emplace_back([&] {
                for (int n = 0; n < 20; ++n) {
                    const Outcome outcome = client.generate(request, {.routes = {{provider, {}}}});
                    if (outcome && text_of(outcome->message) == "Aye.") ++answered;
                }
            });
        }
    }
    CHECK(answered == 160);
}

TEST_CASE("a call is stopped from another thread", "[curl][client]")
{
    Server server([](const Asked&) { return endless_stream(); });
    const auto carrier = transport();
    MemorySecrets secrets;
    const Client client({*carrier, secrets});
    Provider provider = *find_provider("compatible");
    provider.base_url = server.url("/v1");
    provider.key_name.clear();
    Request request;
    request.model = "m";
    request.messages = {user_message("Tell me everything.")};
    request.stream = true;
    std::stop_source source;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        source.request_stop();
    });
    const auto before = std::chrono::steady_clock::now();
    const Outcome outcome =
        client.generate(request, {.routes = {{provider, {}}}, .on_delta = nullptr, .stop = source.get_token()});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == FailureKind::cancelled);
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
}

TEST_CASE("TLS is checked against the bundle, and HTTP/2 carries many on one connection", "[curl]")
{
    Child server({"node", GOLDBOX_SOURCE_DIR "/tests/curl/tls_server.mjs"});
    const std::string ready = server.runs() ? server.read_line() : std::string();
    if (!ready.starts_with("ready ")) GOLDBOX_SKIP("node does not run");
    const std::string url = "https://127.0.0.1:" + ready.substr(6) + "/";
    const std::string bundle = GOLDBOX_SOURCE_DIR "/tests/curl/test-cert.pem";

    CHECK(tests::reason(fetch(*transport(), {.url = url, .body = "b"})) == "llm.connection"); // unknown to the system

    const auto carrier = transport({.threads = 1, .ca_bundle = bundle});
    std::vector<std::shared_ptr<Notes>> all;
    for (int i = 0; i < 20; ++i) {
        all.push_back(std::make_shared<Notes>());
        carrier->start(request({.url = url, .body = std::to_string(i)}), all.back(), {});
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i]->done.wait();
        CHECK_FALSE(all[i]->failure);
        CHECK(all[i]->body_ == "2.0 1 " + std::to_string(i));
    }
    const auto older = transport({.ca_bundle = bundle, .http2 = false});
    CHECK(must(fetch(*older, {.url = url, .body = "b"})).body.starts_with("1.1 "));
}
