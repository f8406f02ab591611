// SPDX-License-Identifier: MIT
// Keys from HashiCorp Vault, over HTTP, against a fake of its key/value engine.
#include "curl/fake_vault.hpp"
#include "curl/server.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/curl/curl_transport.hpp>
#include <goldbox/secrets/stores.hpp>

using namespace goldbox;
using goldbox::test::Asked;
using goldbox::test::FakeVault;
using goldbox::test::Server;
using goldbox::tests::must;
using goldbox::tests::reason;

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
    vault.hold(R"({"KEY":"a key with spaces"})");
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
    vault.hold("[]");
    CHECK(reason(store->get("KEY")) == "llm.secret_unreadable");
    server.reset();
    CHECK(reason(store->get("KEY")) == "llm.secret_unreadable");
    CHECK(reason(store->health()) == "llm.secret_unreadable");
}
