// SPDX-License-Identifier: MIT
// A language model in a program that has no game: a tool, a streamed answer. `example_ask URL MODEL` asks a server that
// speaks OpenAI's chat, such as one on your own machine; without them a scripted one answers.
#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/llm/client.hpp>
#include <goldbox/llm/scripted.hpp>
#include <goldbox/llm/structured.hpp>

#include <cstdio>

using namespace goldbox;

int main(int argc, char** argv)
{
    llm::ScriptedProvider scripted;
    scripted.answer(llm::call_tool("stock", {R"({"item":"rope"})"}));
    scripted.answer(llm::say_streamed("We have twelve ropes left."));

    const bool real = argc == 3;
    auto network = curl::make_transport();
    if (!network) return std::puts(to_string(network.error()).c_str());
    llm::Route route{llm::ScriptedProvider::provider(), real ? argv[2] : "any"};
    if (real) route.provider.base_url = argv[1];

    llm::MemorySecrets secrets; // keys, by the name that the provider's row gives
    const llm::Client client({.transport = real ? **network : scripted, .secrets = secrets});

    llm::Request request;
    request.messages = {llm::system_message("You keep a shop."), llm::user_message("How many ropes are left?")};
    request.tools = {
        {.name = "stock",
         .description = "Counts an item",
         .parameters = {R"({"type":"object","properties":{"item":{"type":"string"}},"required":["item"]})"}}};
    request.model = route.model;
    request.stream = true;
    const auto print = [](const llm::Delta& delta) {
        if (delta.kind == llm::Delta::Kind::text) std::printf("%.*s", int(delta.text.size()), delta.text.data());
    };

    for (int step = 0; step < 4; ++step) { // a model that only calls tools is stopped some day
        const llm::Outcome outcome = client.generate(request, {.routes = {route}, .on_delta = print});
        if (!outcome) return std::puts(to_string(llm::as_error(outcome.error())).c_str());
        request.messages.push_back(outcome->message);
        if (outcome->finish.reason != llm::FinishReason::tool_calls) return std::puts("") < 0;
        llm::Message results{.role = llm::Role::tool, .parts = {}, .origin = {}};
        for (const llm::ToolCall* call : llm::calls_of(outcome->message)) {
            const auto refused = llm::refuse_call(*call, request.tools); // unknown tool, wrong arguments
            results.parts.push_back(refused ? *refused
                                            : llm::ToolResult{call->id, call->name, R"({"count":12})", false, {}});
        }
        request.messages.push_back(std::move(results));
    }
    return 1;
}
