// SPDX-License-Identifier: MIT
// Bodies that we would send, checked by what providers publish: OpenAI's schema, and the types of their own clients.
#include "llm/exchanges.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/llm/codec.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::Exchange;
using goldbox::tests::must;

namespace {

std::string peers_folder()
{
    const char* set = std::getenv("GOLDBOX_LLM_PEERS");
    return set ? set : GOLDBOX_SOURCE_DIR "/build/llm-peers";
}

/// The conversation that would follow a recorded reply: its calls are answered, the user goes on.
Request next_turn(const Message& reply)
{
    Request request;
    request.model = "some-model";
    request.messages = {system_message("You narrate."), user_message("Go on.")};
    request.messages.push_back(reply);
    Message results{.role = Role::tool, .parts = {}, .origin = {}};
    for (const ToolCall* call : calls_of(reply)) {
        results.parts.push_back(ToolResult{call->id, call->name, R"({"total":17})", false, {}});
        const bool known = std::ranges::find(request.tools, call->name, &Tool::name) != request.tools.end();
        if (!known) request.tools.push_back({call->name, "A tool", {R"({"type":"object"})"}, false});
    }
    if (!results.parts.empty()) request.messages.push_back(std::move(results));
    request.messages.push_back(user_message("And then?"));
    return request;
}

/// Everything that a request can hold.
Request everything()
{
    Request request = next_turn(
        {.role = Role::assistant,
         .parts = {Reasoning{"hm", {}}, Text{"Rolling.", {}}, ToolCall{"call_1", "roll", {R"({"sides":20})"}, {}, {}}},
         .origin = {}});
    request.messages[0].parts.push_back(CacheMark{CacheLifetime::one_hour});
    request.messages[1].parts.push_back(Image{"image/png", "aGk=", {}});
    request.messages[1].parts.push_back(Image{{}, {}, "https://example.com/map.png"});
    request.messages[1].parts.push_back(File{"application/pdf", "aGk=", {}, "rules.pdf"});
    request.messages[1].parts.push_back(CacheMark{});
    request.messages[3].parts.push_back(ToolResult{"call_1", "roll", "broken", true, {Image{"image/png", "aGk=", {}}}});
    request.tool_choice = {ToolUse::named, "roll"};
    request.parallel_tool_calls = false;
    request.output = OutputSchema{
        "answer",
        {R"({"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"],"additionalProperties":false})"}};
    request.sampling = {.temperature = 0.5,
                        .top_p = 0.9,
                        .top_k = 10,
                        .presence_penalty = 0.1,
                        .frequency_penalty = 0.1,
                        .seed = 7,
                        .stop = {"END"}};
    request.max_tokens = 8000;
    request.cache_tools = true;
    request.cache_key = "k";
    request.stream = true;
    return request;
}

std::string_view checked_as(Surface surface)
{
    constexpr std::array<std::string_view, 4> names = {"openai-chat", "openai-responses", "anthropic-messages",
                                                       "gemini-generate"};
    return names[static_cast<std::size_t>(surface)];
}

class Requests {
public:
    void add(const std::string& id, const Provider& provider, const Request& request)
    {
        const auto encoded = encode(provider, request);
        INFO(id);
        REQUIRE(encoded);
        json::Writer out(lines_);
        out.begin_object().member("id", id).member("surface", checked_as(provider.surface));
        out.key("body").raw(encoded->http.body).end_object();
        lines_ += '\n';
    }
    [[nodiscard]] const std::string& lines() const { return lines_; }

private:
    std::string lines_;
};

std::string output_of(const std::string& command)
{
    std::string all;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return all;
    std::array<char, 4096> piece{};
    while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe)) all.append(piece.data(), size);
    ::pclose(pipe);
    return all;
}

} // namespace

TEST_CASE("requests are what providers document", "[llm][conformance]")
{
    GOLDBOX_NEED_DATA("llm");
    if (!std::filesystem::exists(peers_folder() + "/node_modules/typescript")) {
        GOLDBOX_SKIP("no " + peers_folder() + "/node_modules: tests/peers/install-llm.sh");
    }
    Requests requests;
    constexpr Surface surfaces[] = {Surface::openai_chat, Surface::openai_responses, Surface::anthropic,
                                    Surface::gemini};
    for (const Surface surface : surfaces) {
        for (const Effort effort : {Effort::unset, Effort::none, Effort::low}) {
            Request request = everything();
            request.effort = effort;
            requests.add("everything", default_provider(surface), request);
        }
    }
    std::size_t number = 0;
    for (const Exchange& exchange : goldbox::test::exchanges()) {
        const Outcome outcome = decode(goldbox::test::provider_of(exchange), exchange.head, exchange.body);
        if (!outcome) continue;
        const Request request = next_turn(outcome->message);
        requests.add(exchange.file, goldbox::test::provider_of(exchange), request);
        // and now and then the conversation moves to another provider
        requests.add(exchange.file + " moved", default_provider(surfaces[number++ % 4]), request);
    }
    const std::string file =
        std::filesystem::temp_directory_path() / ("goldbox-requests-" + std::to_string(::getpid()));
    std::ofstream(file, std::ios::binary) << requests.lines();
    const std::string script = goldbox::test::shared_data("llm/tools/check-requests.mjs").string();
    const std::string said =
        output_of("NODE_MODULES='" + peers_folder() + "' node '" + script + "' '" + file + "' 2>&1");
    std::filesystem::remove(file);
    const std::size_t last = said.rfind("\n{", said.size() - 2);
    INFO(said.substr(0, 6000));
    const json::Document counts = must(json::read(said.substr(last == std::string::npos ? 0 : last + 1)));
    const auto count = [&](std::string_view key) {
        const json::Value* found = counts.root.find(key);
        return found ? found->integer() : 0;
    };
    goldbox::test::Columns table({"requests of", "pass", "outside the documented types"});
    for (const Surface surface : surfaces) {
        const std::string name(checked_as(surface));
        table.row(name, count(name + " ok"), count(name + " FAIL"));
    }
    std::printf("%s", table.str().c_str());
    CHECK(count("openai-chat ok") > 200);
    CHECK(count("openai-chat FAIL") == 0);
    CHECK(count("anthropic-messages ok") > 100);
    CHECK(count("anthropic-messages FAIL") == 0);
    CHECK(count("openai-responses ok") + count("openai-responses FAIL") > 100); // these two are advisory
    CHECK(count("gemini-generate ok") + count("gemini-generate FAIL") > 50);
}
