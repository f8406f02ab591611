// SPDX-License-Identifier: MIT
// Keys from HashiCorp Vault, over HTTP, against a fake of its key/value engine.
#include "curl/server.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/secrets/stores.hpp>

using namespace goldbox;
using goldbox::test::Answer;
using goldbox::test::Asked;
using goldbox::test::reply;
using goldbox::test::Server;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

/// One secret of the engine, as Vault keeps it: versions count up, writes name the one they follow.
class FakeVault {
public:
    Answer operator()(const Asked& asked)
    {
        const std::lock_guard lock(mutex_);
        if (asked.head.find("\r\nx-vault-token: the-token\r\n") == std::string::npos) {
            return reply(R"({"errors":["permission denied"]})", "403 Forbidden");
        }
        if (asked.head.starts_with("GET /v1/sys/health "))
            return reply("{}", sealed ? "503 Service Unavailable" : "200 OK");
        if (asked.head.find(" /v1/kv/data/games/gold ") == std::string::npos) return reply("{}", "404 Not Found");
        if (asked.head.starts_with("GET ")) {
            if (version == 0) return reply(R"({"errors":[]})", "404 Not Found");
            return reply("{\"data\":{\"data\":" + data + ",\"metadata\":{\"version\":" + std::to_string(version) +
                         "}}}");
        }
        const auto document = json::read(asked.body);
        const std::int64_t follows = document->root.find("options")->find("cas")->integer();
        if (overtaken > 0) { // somebody else writes at the last moment
            --overtaken;
            ++version;
        }
        if (follows != version)
            return reply(R"({"errors":["check-and-set parameter did not match the current version"]})",
                         "400 Bad Request");
        data = json::write(*document->root.find("data"));
        ++version;
        return reply("{\"data\":{\"version\":" + std::to_string(version) + "}}");
    }

    std::string data = "{}";
    std::int64_t version = 0;
    int overtaken = 0;
    bool sealed = false;

private:
    std::mutex mutex_;
};

} // namespace

TEST_CASE("keys come from Vault and go there, one writer after the other", "[curl][secrets]")
{
    FakeVault vault;
    Server server([&](const Asked& asked) { return vault(asked); });
    const auto transport = must(curl::make_transport({.use_environment_proxy = false}));
    llm::MemorySecrets tokens;
    must(tokens.set("VAULT_TOKEN", "the-token"));
    const auto store = secrets::open_vault(
        *transport, tokens,
        {.address = server.url(""), .mount = "kv", .path = "games/gold", .vault_namespace = "team"});

    CHECK(store->health());
    CHECK(reason(store->get("OPENAI_API_KEY")) == "llm.secret_not_found"); // nothing was ever written
    must(store->set("OPENAI_API_KEY", "sk-1"));
    must(store->set("OTHER", "o"));
    CHECK(must(store->get("OPENAI_API_KEY")) == "sk-1");
    CHECK(vault.version == 2);
    CHECK(server.asked().back().head.find("x-vault-namespace: team") != std::string::npos);

    must(store->rotate("OPENAI_API_KEY", "sk-1", "sk-2"));
    CHECK(reason(store->rotate("OPENAI_API_KEY", "sk-1", "sk-3")) == "llm.secret_changed");
    vault.overtaken = 2; // it reads again and goes on
    must(store->set("OTHER", "p"));
    CHECK(must(store->get("OTHER")) == "p");
    CHECK(must(store->get("OPENAI_API_KEY")) == "sk-2");
    vault.overtaken = 100;
    CHECK(reason(store->set("OTHER", "q")) == "llm.secret_changed");

    for (const Asked& asked : server.asked()) { // neither token nor key in any URL
        const std::string line = asked.head.substr(0, asked.head.find('\r'));
        CHECK(line.find("sk-") == std::string::npos);
        CHECK(line.find("the-token") == std::string::npos);
    }
}

TEST_CASE("a Vault that is away, sealed or unwilling is told apart, without its token", "[curl][secrets]")
{
    FakeVault vault;
    vault.version = 1;
    vault.data = R"({"KEY":"a key with spaces"})";
    auto server = std::make_unique<Server>([&](const Asked& asked) { return vault(asked); });
    const auto transport = must(curl::make_transport({.use_environment_proxy = false}));
    llm::MemorySecrets tokens;
    const auto store = secrets::open_vault(
        *transport, tokens, {.address = server->url(""), .mount = "kv", .path = "games/gold", .timeout_ms = 2000});
    CHECK(reason(store->get("KEY")) == "llm.secret_not_found"); // no token
    must(tokens.set("VAULT_TOKEN", "wrong-token"));
    const auto refused = store->get("KEY");
    CHECK(reason(refused) == "llm.secret_refused");
    CHECK(to_string(refused.error()).find("wrong-token") == std::string::npos);
    CHECK(reason(store->set("KEY", "x")) == "llm.secret_refused");
    must(tokens.set("VAULT_TOKEN", "the-token"));
    CHECK(reason(store->get("KEY")) == "llm.bad_secret");
    vault.sealed = true;
    CHECK(store->health().error().message == "Vault is sealed");
    vault.data = "[]";
    CHECK(reason(store->get("KEY")) == "llm.secret_unreadable");
    server.reset();
    CHECK(reason(store->get("KEY")) == "llm.secret_unreadable");
    CHECK(reason(store->health()) == "llm.secret_unreadable");
}
