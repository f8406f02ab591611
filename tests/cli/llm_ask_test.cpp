// SPDX-License-Identifier: MIT
// `goldbox llm ask`, `tokens`, `image` and `transcribe` through the front door, with all that a config sets up around
// them.
#include "cli/process.hpp"
#include "curl/fake_vault.hpp"
#include "curl/server.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"
#ifdef GOLDBOX_ZIP
#include "support/zips.hpp"
#endif

#include <goldbox/json/reader.hpp>
#include <goldbox/sqlite/llm_file.hpp>

#include <chrono>
#include <set>
#include <sys/stat.h>

using namespace goldbox;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

Answer json_reply(std::string_view body, std::string_view status = "200 OK")
{
    return reply(body, status, "content-type: application/json\r\n");
}

/// What a server says that speaks OpenAI's chat: `text`, for three tokens.
Answer says(std::string_view text)
{
    std::string body = R"({"choices":[{"message":{"content":)";
    json::append_quoted(body, text);
    body += R"(},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}})";
    return json_reply(body);
}

bool holds(const Asked& asked, std::string_view text)
{
    return (asked.head + asked.body).find(text) != std::string::npos;
}

/// A folder with a config whose provider `box` is this server.
struct Booth {
    explicit Booth(std::function<Answer(const Asked&)> answer) : server(std::move(answer)) {}

    [[nodiscard]] std::string config(const std::string& tasks, const std::string& more = {}) const
    {
        return folder.write("llm.json", "{\"providers\": {\"box\": {\"base_url\": \"" + server.url("/v1") +
                                            "\"}},\n\"tasks\": {" + tasks + "}" + more + "}");
    }
    [[nodiscard]] std::string request(const std::string& more = {}) const
    {
        return folder.write("request.json",
                            R"({"model":"any","messages":[{"role":"user","parts":[{"type":"text","text":"Hi"}]}])" +
                                more + "}");
    }
    TemporaryFolder folder;
    Server server;
};

const std::string chat_task = R"("chat": {"routes": [{"provider": "box", "model": "m"}], "max_tokens": 50})";

} // namespace

TEST_CASE("a request is asked once, and the same question of the same guild never again", "[cli][llm]")
{
    const Booth booth([](const Asked& asked) { return says(holds(asked, "tools") ? "With tools." : "Well met."); });
    const std::string config = booth.config(chat_task, R"(, "database": "llm.db", "cache": {"keep_hours": 1})");
    const std::string request = booth.request();
    const auto ask = [&](std::vector<std::string> more) {
        std::vector<std::string> all = {"ask", request, "--config", config};
        all.insert(all.end(), more.begin(), more.end());
        return run_llm(all);
    };
    const Finished first = ask({"--guild", "g"});
    CHECK(first.exit == 0);
    CHECK(first.out == "Well met.\n");
    CHECK(first.err.empty());
    CHECK(holds(booth.server.asked().at(0), R"("model":"m")")); // the config's, not the file's
    CHECK(holds(booth.server.asked().at(0), R"("max_tokens":50)"));
    CHECK(ask({"--guild", "g"}).out == "Well met.\n"); // another process
    CHECK(booth.server.asked().size() == 1);
    CHECK(ask({"--guild", "other", "--user", "ann"}).exit == 0);
    CHECK(booth.server.asked().size() == 2);
    const std::string tools = booth.folder.write(
        "tools.json",
        R"({"model":"m","messages":[{"role":"user","parts":[{"type":"text","text":"Hi"}]}],"tools":[{"name":"roll"}]})");
    for (int i = 0; i < 2; ++i)
        CHECK(run_llm({"ask", tools, "--config", config, "--guild", "g"}).out == "With tools.\n");
    CHECK(booth.server.asked().size() == 4);

    const Finished json = ask({"--guild", "g", "--format", "json"});
    CHECK(json.says(R"("text":"Well met.")"));
    const Finished usage = run_llm({"usage", "--config", config, "--by", "guild", "--format", "json"});
    CHECK(usage.says(R"("key":"g","calls":5,"failures":0,"cache_hits":2)"));
    CHECK(run_llm({"usage", "--config", config, "--user", "ann", "--by", "none", "--format", "json"})
              .says(R"("calls":1)"));
    CHECK(run_llm({"ask", request, "--config", config, "--task", "chta"}).says("did you mean \"chat\"?"));
    CHECK(run_llm({"ask", request, "--config", config, "--set", "a=b"}).exit == 2);
    CHECK(run_llm({"ask", "--config", config}).says("names no prompt"));
}

TEST_CASE("an answer in JSON is held to its schema", "[cli][llm]")
{
    const Booth booth([](const Asked& asked) {
        if (holds(asked, "stubborn")) return says("No.");
        return says(holds(asked, "/hp") ? R"({"name":"Grix","hp":7})" : R"({"name":"Grix","hp":"seven"})");
    });
    const std::string config = booth.config(chat_task);
    const std::string output =
        R"(,"output":{"name":"npc","schema":{"type":"object","properties":{"name":{"type":"string"},"hp":{"type":"integer"}},"required":["name","hp"]}})";
    const Finished done = run_llm({"ask", booth.request(output), "--config", config});
    CHECK(done.exit == 0);
    CHECK(done.out == "{\"name\":\"Grix\",\"hp\":7}\n");
    CHECK(booth.server.asked().size() == 2);
    CHECK(run_llm({"ask", booth.request(output), "--config", config, "--format", "json"}).says(R"("repairs":1)"));
    const std::string hard = booth.folder.write(
        "stubborn.json",
        R"({"model":"m","messages":[{"role":"user","parts":[{"type":"text","text":"stubborn"}]}])" + output + "}");
    const Finished stubborn = run_llm({"ask", hard, "--config", config, "--format", "json"});
    CHECK(stubborn.exit != 0);
    CHECK(stubborn.says(R"("kind":"schema")"));
}

TEST_CASE("templates lie in a pack, are dealt by game, and are told apart in the ledger", "[cli][llm]")
{
    const Booth booth([](const Asked&) { return says("It creaks."); });
    booth.folder.write("mine/pack.json", R"({"id":"mine","version":"0.1.0","licence":"MIT"})");
    booth.folder.write("mine/prompts/narrate.prompt",
                       "{{role system}}{{include tone.prompt}}\n{{role user}}<said>{{said}}</said>\n");
    booth.folder.write("mine/prompts/terse.prompt", "{{role system}}One word.\n{{role user}}<said>{{said}}</said>\n");
    booth.folder.write("mine/prompts/tone.prompt", "You narrate.");
    const std::string tasks = R"("narrate": {"routes": [{"provider": "box", "model": "m"}], "prompt": "narrate.prompt",
        "variants": {"terse": {"percent": 50, "prompt": "terse.prompt"}}})";
    const auto config = [&](const std::string& prompts) {
        return booth.config(tasks, R"(, "database": "llm.db", "prompts": ")" + prompts + "\"");
    };
    std::set<std::string> drawn;
    for (int i = 0; i < 12; ++i) {
        const std::string game = "game " + std::to_string(i);
        const auto ask = [&] {
            return run_llm(
                {"ask", "--config", config("mine"), "--task", "narrate", "--game", game, "--set", "said=I <knock>."});
        };
        REQUIRE(ask().out == "It creaks.\n");
        const std::string body = booth.server.asked().back().body;
        CHECK(body.find("<said>I &lt;knock&gt;.</said>") != std::string::npos);
        drawn.insert(body);
        if (i > 0) continue;
        CHECK(ask().exit == 0); // the same game, the same template
        CHECK(booth.server.asked().back().body == body);
    }
    CHECK(drawn.size() == 2);
    const Finished usage = run_llm({"usage", "--config", config("mine"), "--by", "task"});
    CHECK(usage.says("narrate/terse"));
    const Finished shown =
        run_llm({"prompt", "--config", config("mine"), "--task", "narrate", "--game", "game 0", "--set", "said=Hi"});
    CHECK(shown.says("<said>Hi</said>"));
#ifdef GOLDBOX_ZIP
    booth.folder.write("zipped.zip",
                       zip_of({{"zipped/pack.json", R"({"id":"zipped","version":"0.1.0","licence":"MIT"})"},
                               {"zipped/prompts/narrate.prompt", "{{role user}}Zipped: {{said}}"},
                               {"zipped/prompts/terse.prompt", "{{role user}}Zipped: {{said}}"}}));
    CHECK(run_llm({"prompt", "--config", config("zipped.zip"), "--task", "narrate", "--set", "said=Hi"})
              .says("Zipped: Hi"));
#endif
    CHECK(run_llm({"prompt", "--config", config("gone"), "--task", "narrate", "--set", "said=Hi"}).exit == 1);
}

TEST_CASE("the templates of a pack are checked with it", "[cli][llm][pack]")
{
    const TemporaryFolder folder;
    folder.write("mine/pack.json", R"({"id":"mine","version":"0.1.0","licence":"MIT"})");
    folder.write("mine/prompts/good.prompt", "{{role user}}{{include part.prompt}}{{said}}");
    folder.write("mine/prompts/part.prompt", "A part.");
    folder.write("mine/prompts/README.md", "{{role nonsense}}");
    const auto check = [&] { return goldbox::test::goldbox({"pack", "check", folder / "mine"}, folder.path()); };
    CHECK(check().exit == 0);
    folder.write("mine/prompts/part.prompt", "A part.\n {{Loud}}");
    const Finished wrong = check();
    CHECK(wrong.exit == 1);
    CHECK(wrong.says("mine/prompts/part.prompt:2:2: error: "));
    CHECK(wrong.says("[llm.prompt_syntax]"));
}

TEST_CASE("a picture is written to a file, with its cost in the ledger", "[cli][llm]")
{
    const Booth booth([](const Asked& asked) {
        if (holds(asked, "/images/edits")) return json_reply(R"({"data":[{"url":"https://pictures.example/1.png"}]})");
        if (holds(asked, "forbidden"))
            return json_reply(
                R"({"error":{"message":"Your request was rejected by our safety system","code":"moderation_blocked"}})",
                "400 Bad Request");
        return json_reply(
            R"({"data":[{"b64_json":"aGk="},{"b64_json":"aG8="}],"usage":{"input_tokens":5,"output_tokens":200,"total_tokens":205}})");
    });
    booth.folder.write("prices.json", R"([{"provider": "box", "model": "*", "input": 5, "output": 40}])");
    const std::string config = booth.config(R"("image": {"routes": [{"provider": "box", "model": "gpt-image-1"}]})",
                                            R"(, "prices": "prices.json", "database": "llm.db")");
    const std::string file = booth.folder / "door.png";
    const Finished done =
        run_llm({"image", "A door", "--config", config, "-o", file, "--count", "2", "--size", "1024x1024"});
    CHECK(done.exit == 0);
    CHECK(done.says("door.png: image/png, 2 bytes"));
    CHECK(read_whole(file) == "hi");
    CHECK(read_whole(booth.folder / "door-2.png") == "ho");
    CHECK(holds(booth.server.asked().at(0), R"({"model":"gpt-image-1","prompt":"A door","n":2,"size":"1024x1024"})"));
    CHECK(
        run_llm({"usage", "--config", config, "--by", "task", "--format", "json"}).says(R"("cost_nano_usd":8025000)"));

    const std::string old = booth.folder.write("old.png", "\x89PNG\r\n");
    const Finished edit =
        run_llm({"image", "Open it", "--config", config, "-o", file, "--from", old, "--format", "json"});
    CHECK(edit.says(R"("files":[{"url":"https://pictures.example/1.png"}])"));
    CHECK(holds(booth.server.asked().back(), "data:image/png;base64,iVBORw0K"));
    const Finished refused =
        run_llm({"image", "Something forbidden", "--config", config, "-o", file, "--format", "json"});
    CHECK(refused.exit == 1);
    CHECK(refused.says(R"("kind":"filtered")"));
    CHECK(run_llm({"image", "x", "--config", config, "-o", file, "--from", config}).says("no PNG, JPEG, GIF or WebP"));
    CHECK(run_llm({"image", "x", "--config", config}).exit == 2);
    const std::size_t asked = booth.server.asked().size();
    CHECK(run_llm({"image", "x", "--config", config, "-o", booth.folder / "no/such/folder.png"}).exit == 3);
    CHECK(booth.server.asked().size() == asked); // before it costs anything
}

TEST_CASE("a recording is written down", "[cli][llm]")
{
    const Booth booth([](const Asked& asked) {
        if (!holds(asked, "/audio/transcriptions ")) return json_reply("{}", "404 Not Found");
        return json_reply(
            R"({"text":"I knock.","language":"english","duration":1.5,"segments":[{"text":"I knock.","start":0,"end":1.5}],"usage":{"type":"duration","seconds":2}})");
    });
    const std::string config = booth.config(R"("transcribe": {"routes": [{"provider": "box", "model": "whisper-1"}]})");
    const std::string file = booth.folder.write("turn.ogg", "OggS and so on");
    const Finished done = run_llm({"transcribe", file, "--config", config, "--language", "en", "--expect", "Thora"});
    CHECK(done.exit == 0);
    CHECK(done.out == "I knock.\n");
    const Asked asked = booth.server.asked().at(0);
    CHECK(holds(asked, "name=\"prompt\"\r\n\r\nThora\r\n"));
    CHECK(holds(asked, "filename=\"turn.ogg\"\r\nContent-Type: audio/ogg\r\n\r\nOggS and so on\r\n"));
    const Finished json = run_llm({"transcribe", file, "--config", config, "--format", "json"});
    CHECK(json.says(R"("segments":[{"text":"I knock.","begin_seconds":0.0,"end_seconds":1.5}])"));
    CHECK(run_llm({"transcribe", config, "--config", config}).says("no recording"));
    CHECK(run_llm({"transcribe", booth.folder / "gone.ogg", "--config", config}).exit == 1);
}

TEST_CASE("tokens are counted by the provider where it does, else estimated", "[cli][llm]")
{
    const Booth booth([](const Asked& asked) {
        if (holds(asked, "POST /v1/messages/count_tokens ")) return json_reply(R"({"input_tokens":123})");
        return json_reply("{}", "404 Not Found");
    });
    const std::string config = booth.folder.write(
        "llm.json", R"({"providers": {"claude": {"like": "anthropic", "base_url": ")" + booth.server.url("/v1") +
                        R"(", "key_optional": true}, "box": {"base_url": ")" + booth.server.url("/v1") +
                        R"("}}, "tasks": {"chat": {"routes": [{"provider": "claude", "model": "m"}]},
                        "local": {"routes": [{"provider": "box", "model": "m"}]}}})");
    const std::string request = booth.request();
    CHECK(run_llm({"tokens", request, "--config", config}).out == "123 tokens\n");
    const Finished local = run_llm({"tokens", request, "--config", config, "--task", "local", "--format", "json"});
    CHECK(local.says(R"("estimated":true)"));
    CHECK(booth.server.asked().size() == 1);
}

TEST_CASE("keys come from Vault, and each use is written down", "[cli][llm][secrets]")
{
    FakeVault vault;
    Server keeper([&](const Asked& asked) { return vault(asked); });
    const Booth booth([](const Asked&) { return says("Well met."); });
    const std::string token = booth.folder.write("token.json", R"({"VAULT_TOKEN": "the-token"})");
    ::chmod(token.c_str(), 0600);
    const std::string config = booth.folder.write(
        "llm.json",
        R"({"production": true, "providers": {"box": {"base_url": ")" + booth.server.url("/v1") +
            R"(", "key_name": "BOX_KEY", "key_optional": false}}, "tasks": {"chat": {"routes": [{"provider": "box", "model": "m"}]}},
            "secrets": {"from": "vault", "audit": "audit.log", "vault": {"address": ")" +
            keeper.url("") + R"(", "mount": "kv", "path": "games/gold", "token_file": "token.json"}}})");
    CHECK(run_llm({"keys", "--config", config}).says("BOX_KEY: llm.secret_not_found"));
    CHECK(run_llm({"keys", "--config", config, "--set", "BOX_KEY"}, "first-secret\n").exit == 0);
    CHECK(run_llm({"keys", "--config", config, "--rotate", "BOX_KEY"}, "wrong\nsecond-secret\n").exit == 1);
    CHECK(run_llm({"keys", "--config", config, "--rotate", "BOX_KEY"}, "first-secret\nsecond-secret\n").exit == 0);
    CHECK(run_llm({"keys", "--config", config}).says("BOX_KEY: there"));
    CHECK(run_llm({"ask", booth.request(), "--config", config}).out == "Well met.\n");
    CHECK(holds(booth.server.asked().at(0), "authorization: Bearer second-secret\r\n"));
    const std::string audit = read_whole(booth.folder / "audit.log");
    for (const char* line : {R"("action":"get","name":"BOX_KEY","outcome":"llm.secret_not_found")",
                             R"("action":"set","name":"BOX_KEY","outcome":"ok")",
                             R"("action":"rotate","name":"BOX_KEY","outcome":"llm.secret_changed")",
                             R"("action":"get","name":"BOX_KEY","outcome":"ok")"}) {
        INFO(line);
        CHECK(audit.find(line) != std::string::npos);
    }
    CHECK(audit.find("-secret\"") == std::string::npos);
    vault.sealed = true;
    CHECK(run_llm({"keys", "--config", config}).says("Vault is sealed"));
}

TEST_CASE("a process that is killed in a call holds its budget only for a while", "[cli][llm]")
{
    const Booth booth([](const Asked&) {
        Answer never = says("Too late.");
        never.pause_ms = 20'000;
        return never;
    });
    booth.folder.write("prices.json", R"([{"provider": "box", "model": "*", "input": 1, "output": 4}])");
    const std::string config =
        booth.config(chat_task, R"(, "prices": "prices.json", "database": "llm.db", "policy": {"total_ms": 30000},
                                     "budgets": [{"scope": "guild", "per": "ever", "usd": 0.0003}])");
    const std::string request = booth.request();
    {
        Process asking({"llm", "ask", request, "--config", config, "--guild", "g"}, booth.folder.path());
        for (int i = 0; booth.server.asked().empty() && i < 1000; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        REQUIRE(booth.server.asked().size() == 1);
        asking.signal(SIGKILL);
        CHECK(asking.finish().exit == 128 + SIGKILL);
    }
    const Finished refused = run_llm({"ask", request, "--config", config, "--guild", "g"});
    CHECK(refused.exit == 1);
    CHECK(refused.says("the budget of guild/g"));
    CHECK(booth.server.asked().size() == 1); // nothing was sent

    using namespace std::chrono;
    const Timestamp now{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
    const auto ledger = must(sqlite::open_ledger({.path = booth.folder / "llm.db", .create = false}));
    const llm::Budget budget{llm::BudgetScope::guild, "*", llm::BudgetPeriod::ever, 300'000};
    CHECK(must(ledger->balance(budget, {.guild = "g"}, now)).reserved > 0);
    const Timestamp later{now.milliseconds + 30'000 + 60'000 + 1};
    CHECK(must(ledger->balance(budget, {.guild = "g"}, later)) == llm::Ledger::Balance{});
}
