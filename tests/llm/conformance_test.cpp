// SPDX-License-Identifier: MIT
// Every recorded reply of a real provider, whole and in pieces, against what another client library made of it.
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/llm/codec.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

using namespace goldbox;
using namespace goldbox::llm;

namespace {

std::string slurp(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

json::Document parse(const std::filesystem::path& path)
{
    auto document = json::read(slurp(path));
    if (!document) FAIL(path.string() << ": " << to_string(document.error()));
    return *std::move(document);
}

std::string string_at(const json::Value& value, std::string_view name)
{
    const json::Value* found = value.find(name);
    return found && found->is(json::Kind::string) ? std::string(found->string()) : std::string();
}

std::optional<Surface> surface_of(const std::string& recorded)
{
    if (recorded == "openai-chat") return Surface::openai_chat;
    if (recorded == "openai-responses") return Surface::openai_responses;
    if (recorded == "anthropic-messages") return Surface::anthropic;
    if (recorded.starts_with("gemini-generate") || recorded == "gemini-stream") return Surface::gemini;
    return std::nullopt;
}

struct Exchange {
    std::string file, provider, surface, oracle;
    bool stream = false;
    HttpHead head;
    std::string body;
    json::Document expected;
};

std::vector<Exchange> exchanges()
{
    const auto root = goldbox::test::shared_data("llm");
    const json::Document index = parse(root / "index.json");
    std::vector<Exchange> all;
    for (const json::Value& row : index.root.array()) {
        if (!surface_of(string_at(row, "surface"))) continue;
        Exchange exchange{.file = string_at(row, "file"),
                          .provider = string_at(row, "provider"),
                          .surface = string_at(row, "surface"),
                          .oracle = string_at(row, "oracle"),
                          .stream = row.find("stream")->boolean(),
                          .head = {},
                          .body = {},
                          .expected = {}};
        const json::Document file = parse(root / exchange.file);
        const json::Value& response = *file.root.find("response");
        exchange.head.status = static_cast<int>(response.find("status")->integer());
        for (const json::Member& header : response.find("headers")->object()) {
            exchange.head.headers.emplace_back(header.name, header.value.string());
        }
        exchange.body = string_at(response, "body");
        std::string expected = exchange.file;
        expected.replace(0, 9, "expected");
        exchange.expected = parse(root / expected);
        all.push_back(std::move(exchange));
    }
    return all;
}

const Provider& provider_of(const Exchange& exchange)
{
    const Surface surface = *surface_of(exchange.surface);
    if (const Provider* known = find_provider(exchange.provider, surface)) return *known;
    return default_provider(surface);
}

Outcome decode_in_pieces(const Exchange& exchange, std::size_t piece, std::string* streamed = nullptr)
{
    Decoder decoder(provider_of(exchange), exchange.head);
    std::string text;
    const DeltaSink sink = [&](const Delta& delta) {
        if (delta.kind == Delta::Kind::text) text += delta.text;
    };
    const std::string_view body = exchange.body;
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

} // namespace

TEST_CASE("recorded replies decode to what another client made of them", "[llm][conformance]")
{
    GOLDBOX_NEED_DATA("llm");
    struct Count {
        int all = 0, same = 0, other = 0;
    };
    std::map<std::pair<std::string, std::string>, Count> counts;
    for (const Exchange& exchange : exchanges()) {
        Count& count = counts[{exchange.surface, exchange.provider}];
        if (exchange.oracle != "ok" && exchange.oracle != "error") continue;
        ++count.all;
        const Misses misses = compare(exchange, decode_in_pieces(exchange, exchange.body.size() + 1));
        if (misses.empty()) {
            ++count.same;
            continue;
        }
        std::printf("MISS %s %s\n", exchange.surface.c_str(), exchange.file.c_str());
        for (const std::string& miss : misses) std::printf("     %s\n", miss.substr(0, 600).c_str());
    }
    for (const auto& [key, count] : counts) {
        std::printf("%s %s %d of %d\n", key.first.c_str(), key.second.c_str(), count.same, count.all);
    }
}
