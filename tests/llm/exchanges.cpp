// SPDX-License-Identifier: MIT
#include "llm/exchanges.hpp"

#include "support/catch.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>

#include <fstream>
#include <iterator>

namespace goldbox::test {

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

} // namespace

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

namespace {

RecordedReply read_reply(const std::filesystem::path& path)
{
    const json::Document file = parse(path);
    const json::Value& response = *file.root.find("response");
    RecordedReply reply;
    reply.head.status = static_cast<int>(response.find("status")->integer());
    for (const json::Member& header : response.find("headers")->object()) {
        reply.head.headers.emplace_back(header.name, header.value.string());
    }
    reply.body = string_at(response, "body");
    return reply;
}

} // namespace

RecordedReply recorded_reply(const std::string& name)
{
    return read_reply(shared_data("llm/exchanges") / (name + ".json"));
}

std::vector<Exchange> exchanges()
{
    const auto root = shared_data("llm");
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
        RecordedReply reply = read_reply(root / exchange.file);
        exchange.head = std::move(reply.head);
        exchange.body = std::move(reply.body);
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

} // namespace goldbox::test
