// SPDX-License-Identifier: MIT
// `goldbox llm chat`, `usage`, `prompt` and `keys` through the front door, against a small server.
#include "cli/process.hpp"
#include "curl/server.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

#include <sys/stat.h>

using namespace goldbox;
using namespace goldbox::test;

namespace {

/// The same for a program to read: what is refused has its reason then.
Finished run_json(std::vector<std::string> arguments, std::string_view input = {})
{
    arguments.insert(arguments.end(), {"--format", "json"});
    return run_llm(std::move(arguments), input);
}

std::string event(const std::string& json)
{
    return "data: " + json + "\n\n";
}

/// Answers as a server that speaks OpenAI's chat does; what is said decides.
Answer speak(const Asked& asked)
{
    if (asked.body.find("\"fail\"") != std::string::npos) {
        return reply(R"({"error":{"message":"no such model for key sk-abcdefghijkl","code":"model_not_found"}})",
                     "404 Not Found");
    }
    if (asked.body.find("\"stream\":true") == std::string::npos) {
        return reply(
            R"({"choices":[{"message":{"content":"Whole."},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}})",
            "200 OK", "content-type: application/json\r\n");
    }
    std::string body = event(R"({"choices":[{"delta":{"content":"Well "}}]})") +
                       event(R"({"choices":[{"delta":{"content":"met."}}]})") +
                       event(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})") +
                       event(R"({"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":500}})") +
                       "data: [DONE]\n\n";
    return reply(body, "200 OK", "content-type: text/event-stream\r\n");
}

struct Speaker {
    [[nodiscard]] std::string config(const std::string& more = {}) const
    {
        return folder.write(
            "llm.json", "{\"providers\": {\"box\": {\"base_url\": \"" + server.url("/v1") +
                            "\"}},\n\"tasks\": {\"chat\": {\"routes\": [{\"provider\": \"box\", \"model\": \"m\"}]}}" +
                            more + "}");
    }
    TemporaryFolder folder;
    Server server{speak};
};

} // namespace

TEST_CASE("a conversation goes on line by line, and remembers", "[cli][llm]")
{
    const Speaker speaker;
    const Finished done = run_llm({"chat", "--config", speaker.config(), "--system", "You keep a gate."},
                                  "hello\n\n# not said\nand then?\n");
    CHECK(done.exit == 0);
    CHECK(done.out == "Well met.\nWell met.\n");
    CHECK(done.err.empty());
    const auto asked = speaker.server.asked();
    REQUIRE(asked.size() == 2);
    CHECK(asked[1].body.find(R"("You keep a gate.")") != std::string::npos);
    CHECK(asked[1].body.find(R"("Well met.")") != std::string::npos);
    CHECK(asked[1].body.find("not said") == std::string::npos);
    CHECK(run_llm({"chat", "--config", speaker.config(), "--whole"}, "hello\n").out == "Whole.\n");
}

TEST_CASE("a conversation as JSON has an object for each answer", "[cli][llm]")
{
    const Speaker speaker;
    const Finished done = run_llm({"chat", "--config", speaker.config(), "--format", "json"}, "hello\nfail\n");
    CHECK(done.exit == 1);
    const std::size_t line = done.out.find('\n');
    const auto answer = json::read(done.out.substr(0, line));
    REQUIRE(answer);
    CHECK(answer->root.find("text")->string() == "Well met.");
    const auto failure = json::read(done.out.substr(line + 1));
    REQUIRE(failure);
    CHECK(failure->root.find("error")->find("kind")->string() == "not_found");
    CHECK(done.out.find("sk-abc") == std::string::npos);
}

TEST_CASE("what fails is told and taken back", "[cli][llm]")
{
    const Speaker speaker;
    const Finished done = run_llm({"chat", "--config", speaker.config()}, "fail\nhello\n");
    CHECK(done.exit == 1);
    CHECK(done.out == "Well met.\n");
    CHECK(done.says("no such model for key [key]"));
    CHECK(speaker.server.asked().at(1).body.find("fail") == std::string::npos);
    const Finished none = run_llm({"chat", "--config", speaker.config(), "--task", "cook"}, "hello\n");
    CHECK(none.exit == 1);
    CHECK(none.says("has no task \"cook\""));
    CHECK(run_llm({"chat", "--config", speaker.folder / "gone.json"}, "").exit == 1);
    CHECK(run_llm({"chat"}, "").exit == 2);
    const std::string broken = speaker.folder.write("broken.json", "{\n\"tsks\": {}}");
    CHECK(run_llm({"chat", "--config", broken}, "").says("broken.json:2:"));
}

TEST_CASE("a person sees the answer grow and stops with Ctrl-D", "[cli][llm][terminal]")
{
    const Speaker speaker;
    Terminal terminal({"llm", "chat", "--config", speaker.config()}, speaker.folder.path());
    terminal.see("> ");
    terminal.type("hello\n");
    CHECK(terminal.see("met.").find("Well ") != std::string::npos);
    terminal.see("> ");
    terminal.type("\x04");
    CHECK(terminal.finish() == 0);
}

TEST_CASE("what was used is kept, summed and bounded", "[cli][llm]")
{
    const Speaker speaker;
    speaker.folder.write("prices.json", R"([{"provider": "box", "model": "*", "input": 1, "output": 4}])");
    const std::string config = speaker.config(
        R"(, "prices": "prices.json", "database": "llm.db", "budgets": [{"scope": "guild", "per": "month", "usd": 0.02}])");
    const Finished chat = run_llm({"chat", "--config", config, "--game", "low_water"}, "hello\nhello\nhello\n");
    CHECK(chat.exit == 1); // 4,096 tokens might come, at four dollars a million: the third call could be too much
    CHECK(chat.says("the budget of guild/low_water"));

    const Finished usage = run_llm({"usage", "--config", config, "--by", "guild", "--format", "json"});
    CHECK(usage.exit == 0);
    const auto row = json::read(usage.out);
    REQUIRE(row);
    CHECK(row->root.find("key")->string() == "low_water");
    const std::int64_t calls = row->root.find("calls")->integer();
    CHECK(row->root.find("input")->integer() == 1000 * calls);
    CHECK(row->root.find("cost_nano_usd")->integer() == 3'000'000 * calls); // 1000 in at one dollar, 500 out at four
    const Finished text = run_llm({"usage", "--db", speaker.folder / "llm.db", "--from", "2020-01-01"});
    CHECK(text.says("box/m"));
    CHECK(text.says("0.00"));
    CHECK(run_llm({"usage", "--db", speaker.folder / "llm.db", "--until", "2020-01-01"}).says("no calls"));
    CHECK(run_llm({"usage", "--db", speaker.folder / "llm.db", "--from", "soon"}).exit == 2);
    CHECK(run_llm({"usage", "--db", speaker.folder / "gone.db"}).exit == 3);
    CHECK(run_llm({"usage"}).exit == 2);
    CHECK(run_llm({"usage", "--config", speaker.config()}).says("names no database"));
}

TEST_CASE("a prompt is filled and shown, and what is wrong with it has a place", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string file =
        folder.write("narrate.prompt", "{{role system}}You narrate.\n{{role user}}<said>{{said}}</said>\n");
    const Finished done = run_llm({"prompt", file, "--set", "said=I <knock>."});
    CHECK(done.exit == 0);
    CHECK(done.says("<said>I &lt;knock&gt;.</said>"));
    CHECK(run_json({"prompt", file}).says("llm.prompt_missing"));
    CHECK(run_llm({"prompt", file, "--set", "said=x", "--set", "mood=y"}).exit == 1);
    CHECK(run_llm({"prompt", file, "--set", "said"}).exit == 2);
    CHECK(run_llm({"prompt", folder.write("bad.prompt", "{{role user}}\n{{Said}}")}).says("bad.prompt:2:1"));
    const std::string config =
        folder.write("llm.json", R"({"tasks": {"narrate": {"routes": [{"provider": "anthropic", "model": "m"}],
        "prompt": "narrate.prompt", "max_tokens": 99}}, "prompts": "."})");
    const Finished task = run_llm({"prompt", "--config", config, "--task", "narrate", "--set", "said=Hi"});
    CHECK(task.says("\"model\":\"m\""));
    CHECK(task.says("\"max_tokens\":99"));
    CHECK(run_llm({"encode", "--surface", "anthropic", folder.write("request.json", task.out)})
              .says("\"max_tokens\":99"));
    CHECK(run_llm({"prompt"}).exit == 2);
}

TEST_CASE("keys are written, checked and watched over, and never shown", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string config = folder.write(
        "llm.json",
        R"({"tasks": {"chat": {"routes": [{"provider": "anthropic", "model": "m"}, {"provider": "ollama", "model": "m"}]}},
        "production": true, "secrets": {"from": "file", "file": "keys.json", "audit": "audit.log"}})");
    CHECK(run_json({"keys", "--config", config}).says("llm.secret_unreadable")); // there is no file yet
    CHECK(run_llm({"keys", "--config", config, "--set", "ANTHROPIC_API_KEY"}, "sk-first-0123456789\n").exit == 0);
    const Finished there = run_llm({"keys", "--config", config});
    CHECK(there.exit == 0);
    CHECK(there.says("ANTHROPIC_API_KEY: there"));
    CHECK(there.says("OLLAMA_API_KEY: not there, and not needed"));
    CHECK(run_json({"keys", "--config", config, "--rotate", "ANTHROPIC_API_KEY"}, "sk-wrong\nsk-second-0123456789\n")
              .says("llm.secret_changed"));
    CHECK(run_llm({"keys", "--config", config, "--rotate", "ANTHROPIC_API_KEY"},
                  "sk-first-0123456789\nsk-second-0123456789\n")
              .exit == 0);
    CHECK(run_llm({"keys", "--config", config, "--set", "ANTHROPIC_API_KEY"}, "").exit == 2);
    CHECK_FALSE(there.says("sk-"));
    const std::string audit = read_whole(folder / "audit.log");
    CHECK(audit.find(R"("action":"rotate","name":"ANTHROPIC_API_KEY","outcome":"llm.secret_changed")") !=
          std::string::npos);
    CHECK(audit.find("sk-") == std::string::npos);
    ::chmod((folder / "keys.json").c_str(), 0644);
    CHECK(run_llm({"keys", "--config", config}).says("chmod 600"));
    const std::string environment = folder.write(
        "env.json",
        R"({"tasks": {"chat": {"routes": [{"provider": "anthropic", "model": "m"}]}}, "production": true})");
    CHECK(run_json({"keys", "--config", environment}).says("llm.secret_refused"));
}
