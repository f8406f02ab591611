// SPDX-License-Identifier: MIT
// Every recorded reply of a real provider, whole and in pieces, against what another client library made of it.
#include "llm/exchanges.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/llm/codec.hpp>

#include <algorithm>
#include <cstdio>
#include <map>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::Exchange;
using goldbox::test::exchanges;
using goldbox::test::provider_of;
using goldbox::test::string_at;

namespace {

Outcome decode_in_pieces(const Exchange& exchange, std::string_view body, std::size_t piece,
                         std::string* streamed = nullptr)
{
    Decoder decoder(provider_of(exchange), exchange.head);
    std::string text;
    const DeltaSink sink = [&](const Delta& delta) {
        if (delta.kind == Delta::Kind::text) text += delta.text;
    };
    for (std::size_t at = 0; at < body.size(); at += piece) {
        if (!decoder.feed(body.substr(at, piece), sink)) break;
    }
    Outcome outcome = decoder.finish(sink);
    if (streamed) *streamed = text;
    return outcome;
}

std::string_view expected_name(FinishReason reason)
{
    switch (reason) {
    case FinishReason::stop: return "stop";
    case FinishReason::length: return "length";
    case FinishReason::tool_calls: return "tool-calls";
    case FinishReason::content_filter: return "content-filter";
    case FinishReason::error: return "error";
    case FinishReason::other: return "other";
    }
    return {};
}

using Misses = std::vector<std::string>;

void compare_text(Misses& misses, std::string_view what, const std::string& ours, const std::string& theirs)
{
    if (ours != theirs) misses.push_back(std::string(what) + ": \"" + ours + "\" is not \"" + theirs + "\"");
}

void compare_calls(Misses& misses, const Response& response, const json::Value& expected, bool ids)
{
    const auto calls = calls_of(response.message);
    const auto wanted = expected.find("tool_calls")->array();
    if (calls.size() != wanted.size()) {
        misses.push_back(std::to_string(calls.size()) + " calls, not " + std::to_string(wanted.size()));
        return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        compare_text(misses, "name", calls[i]->name, string_at(wanted[i], "name"));
        if (ids) compare_text(misses, "id", calls[i]->id, string_at(wanted[i], "id"));
        const auto arguments = json::read(calls[i]->arguments.text);
        if (!arguments || !json::same(arguments->root, *wanted[i].find("args"))) {
            misses.push_back("arguments: " + calls[i]->arguments.text + calls[i]->malformed + " is not " +
                             json::write(*wanted[i].find("args")));
        }
    }
}

void compare_count(Misses& misses, const json::Value& expected, std::string_view part, std::string_view name,
                   std::optional<std::int64_t> ours)
{
    const json::Value* section = expected.find("usage") ? expected.find("usage")->find(part) : nullptr;
    const json::Value* wanted = section ? section->find(name) : nullptr;
    if (!wanted) return;
    if (!ours || *ours != wanted->integer()) {
        misses.push_back(std::string(part) + "." + std::string(name) + ": " + (ours ? std::to_string(*ours) : "none") +
                         " is not " + std::to_string(wanted->integer()));
    }
}

Misses compare_response(const Exchange& exchange, const Response& response)
{
    Misses misses;
    const json::Value& expected = exchange.expected.root;
    compare_text(misses, "text", text_of(response.message), string_at(expected, "text"));
    compare_text(misses, "reasoning", reasoning_of(response.message), string_at(expected, "reasoning"));
    compare_calls(misses, response, expected, !exchange.surface.starts_with("gemini"));
    if (const json::Value* finish = expected.find("finish")) {
        compare_text(misses, "finish", std::string(expected_name(response.finish.reason)),
                     string_at(*finish, "unified"));
        if (finish->find("raw")) compare_text(misses, "raw", response.finish.raw, string_at(*finish, "raw"));
    }
    const auto& [input, output, estimated, raw] = response.usage;
    compare_count(misses, expected, "input", "total", input.total);
    compare_count(misses, expected, "input", "noCache", input.uncached);
    compare_count(misses, expected, "input", "cacheRead", input.cache_read);
    compare_count(misses, expected, "input", "cacheWrite", input.cache_write);
    compare_count(misses, expected, "output", "total", output.total);
    compare_count(misses, expected, "output", "text", output.text);
    compare_count(misses, expected, "output", "reasoning", output.reasoning);
    return misses;
}

Misses compare_failure(const Exchange& exchange, const Failure& failure)
{
    Misses misses;
    const json::Value& error = *exchange.expected.root.find("error");
    if (failure.status != error.find("status")->integer()) misses.push_back("status " + std::to_string(failure.status));
    if (failure.retryable != error.find("retryable")->boolean()) misses.push_back("retryable differs");
    const std::string wanted = string_at(error, "message"); // cut at 400 bytes there; empty where they found none
    if (!failure.message.starts_with(wanted)) misses.push_back("message: " + failure.message);
    return misses;
}

Misses compare(const Exchange& exchange, const Outcome& outcome)
{
    if (exchange.oracle == "error") {
        return outcome ? Misses{"an answer instead of an error"} : compare_failure(exchange, outcome.error());
    }
    if (!outcome) return {"failed: " + to_string(as_error(outcome.error()))};
    return compare_response(exchange, *outcome);
}

/// Where the other client's result is not what the reply says; everything else must be the same.
struct Difference {
    std::string_view file, why;
};
constexpr Difference differences[] = {
    {"anthropic/ffcd6170", "several messages in one stream: theirs mixes blocks of one number and repeats text"},
    {"anthropic/b2a961c4", "several messages in one stream: theirs mixes blocks of one number and repeats text"},
    {"deepseek/6c10c602", "theirs does not know reasoning_text"},
    {"deepseek/1e25c62f", "theirs does not know reasoning_text"},
    {"moonshotai/243ac6a6", "theirs does not know cached_tokens outside prompt_tokens_details"},
    {"openai/f412a24c", "insufficient_quota does not heal by waiting, so it is not retryable here"},
};

bool is_known_difference(const Exchange& exchange)
{
    return std::ranges::any_of(
        differences, [&](const Difference& each) { return exchange.file.find(each.file) != std::string::npos; });
}

/// What must not depend on where the bytes are cut: everything.
bool same_outcome(const Outcome& left, const Outcome& right)
{
    return left.has_value() == right.has_value() && (left ? *left == *right : left.error() == right.error());
}

std::string joined(const Misses& misses)
{
    std::string all;
    for (const std::string& miss : misses) all += "\n  " + miss.substr(0, 400);
    return all;
}

} // namespace

TEST_CASE("recorded replies decode to what another client made of them", "[llm][conformance]")
{
    GOLDBOX_NEED_DATA("llm");
    struct Count {
        int all = 0, same = 0, explained = 0, robust = 0;
    };
    std::map<std::pair<std::string, std::string>, Count> counts;
    Count total;
    for (const Exchange& exchange : exchanges()) {
        Count& count = counts[{exchange.surface, exchange.provider}];
        const Outcome outcome = decode_in_pieces(exchange, exchange.body, exchange.body.size() + 1);
        if (exchange.oracle != "ok" && exchange.oracle != "error") {
            ++count.robust, ++total.robust; // nothing to compare with: it must only be read
            continue;
        }
        ++count.all, ++total.all;
        const Misses misses = compare(exchange, outcome);
        if (misses.empty()) {
            CHECK_FALSE(is_known_difference(exchange));
            ++count.same, ++total.same;
        } else {
            INFO(exchange.file << joined(misses));
            CHECK(is_known_difference(exchange));
            ++count.explained, ++total.explained;
        }
    }
    goldbox::test::Columns table({"surface", "provider", "expected", "same", "explained", "nothing expected"});
    for (const auto& [key, count] : counts) {
        table.row(key.first, key.second, count.all, count.same, count.explained, count.robust);
    }
    table.row("all", "", total.all, total.same, total.explained, total.robust);
    std::printf("%s", table.str().c_str());
    for (const auto& [file, why] : differences) std::printf("| %s: %s |\n", file.data(), why.data());
    CHECK(total.same + total.explained == total.all);
    CHECK(total.explained == static_cast<int>(std::size(differences)));
}

TEST_CASE("a reply means the same wherever its bytes are cut", "[llm][conformance]")
{
    GOLDBOX_NEED_DATA("llm");
    for (const Exchange& exchange : exchanges()) {
        INFO(exchange.file);
        std::string streamed;
        const Outcome whole = decode_in_pieces(exchange, exchange.body, exchange.body.size() + 1, &streamed);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
            std::string pieces;
            CHECK(same_outcome(whole, decode_in_pieces(exchange, exchange.body, piece, &pieces)));
            CHECK(pieces == streamed);
        }
        if (exchange.stream && whole && whole->warnings.empty()) CHECK(streamed == text_of(whole->message));
    }
}

TEST_CASE("a reply that breaks off anywhere leaves a part of it or an error", "[llm][conformance]")
{
    GOLDBOX_NEED_DATA("llm");
    int number = 0;
    for (const Exchange& exchange : exchanges()) {
        if (++number % 7 != 0 || exchange.head.status != 200) continue;
        INFO(exchange.file);
        const Outcome whole = decode_in_pieces(exchange, exchange.body, exchange.body.size() + 1);
        if (!whole) continue;
        const std::string all = text_of(whole->message);
        for (const std::size_t tenth : {1u, 3u, 5u, 8u, 9u}) {
            const std::size_t end = exchange.body.size() * tenth / 10;
            const Outcome outcome = decode_in_pieces(exchange, std::string_view(exchange.body).substr(0, end), 4096);
            const Response& part = outcome ? *outcome : outcome.error().partial;
            if (exchange.stream) CHECK(all.starts_with(text_of(part.message)));
            if (!exchange.stream) CHECK_FALSE(outcome);
        }
    }
}
