// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/secrets/stores.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace goldbox;
using goldbox::tests::must;
using goldbox::tests::reason;

namespace {

const std::string secret = "sk-verysecret-0123456789";

struct Folder {
    Folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "goldbox-secrets-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()));
        path = pattern;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string write(const std::string& name, const std::string& content, mode_t mode = 0600) const
    {
        const std::string file = path + "/" + name;
        std::ofstream(file) << content;
        ::chmod(file.c_str(), mode);
        return file;
    }
    std::string path;
};

std::string content(const std::string& file)
{
    std::ostringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
}

} // namespace

TEST_CASE("the environment is read, but not in production", "[secrets]")
{
    ::setenv("GOLDBOX_TEST_KEY", secret.c_str(), 1); // NOLINT(concurrency-mt-unsafe): no other thread is here
    const auto development = secrets::open_environment();
    CHECK(must(development->get("GOLDBOX_TEST_KEY")) == secret);
    CHECK(reason(development->get("GOLDBOX_NO_SUCH_KEY")) == "llm.secret_not_found");
    CHECK(reason(development->set("GOLDBOX_TEST_KEY", "x")) == "llm.secret_refused");
    CHECK(reason(development->rotate("GOLDBOX_TEST_KEY", secret, "x")) == "llm.secret_refused");
    ::setenv("GOLDBOX_TEST_KEY", "two words", 1); // NOLINT(concurrency-mt-unsafe)
    const auto odd = development->get("GOLDBOX_TEST_KEY");
    CHECK(reason(odd) == "llm.bad_secret");
    CHECK(odd.error().message.find("two words") == std::string::npos);
    const auto production = secrets::open_environment(true);
    CHECK(reason(production->get("GOLDBOX_TEST_KEY")) == "llm.secret_refused");
    CHECK(reason(production->health()) == "llm.secret_refused");
    ::unsetenv("GOLDBOX_TEST_KEY"); // NOLINT(concurrency-mt-unsafe)
}

TEST_CASE("a file of secrets is read only where nobody else may", "[secrets]")
{
    const Folder folder;
    const std::string file = folder.write("keys.json", "{\"KEY\": \"" + secret + "\", \"EMPTY\": \"\", \"NUMBER\": 5}");
    const auto store = secrets::open_file(file);
    CHECK(must(store->get("KEY")) == secret);
    CHECK(reason(store->get("EMPTY")) == "llm.secret_not_found");
    CHECK(reason(store->get("NUMBER")) == "llm.secret_not_found");
    CHECK(store->health());
    for (const mode_t mode : {0640U, 0604U, 0660U, 0777U}) {
        ::chmod(file.c_str(), mode);
        const auto refused = store->get("KEY");
        CHECK(reason(refused) == "llm.secret_refused");
        CHECK(refused.error().message.find("chmod 600") != std::string::npos);
        CHECK(refused.error().where.file == file);
    }
    CHECK(reason(secrets::open_file(folder.path + "/gone")->get("KEY")) == "llm.secret_unreadable");
    CHECK(reason(secrets::open_file(folder.path)->get("KEY")) == "llm.secret_refused"); // a folder
    ::chmod(file.c_str(), 0600);
    std::filesystem::create_symlink(file, folder.path + "/link");
    CHECK(reason(secrets::open_file(folder.path + "/link")->get("KEY")) == "llm.secret_unreadable");
    const auto broken = secrets::open_file(folder.write("broken", "{\"KEY\": \"" + secret + "\",, }"))->get("KEY");
    CHECK(reason(broken) == "llm.secret_unreadable");
    CHECK(to_string(broken.error()).find("verysecret") == std::string::npos);
}

TEST_CASE("a file is written whole, for its owner alone, and rotated only from what it was", "[secrets]")
{
    const Folder folder;
    const std::string file = folder.path + "/keys.json";
    const auto store = secrets::open_file(file);
    must(store->set("KEY", secret));
    must(store->set("OTHER", "o"));
    struct stat about{};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(content(file) == "{\"KEY\":\"" + secret + "\",\"OTHER\":\"o\"}\n");
    must(store->rotate("KEY", secret, "new"));
    CHECK(must(store->get("KEY")) == "new");
    CHECK(reason(store->rotate("KEY", secret, "third")) == "llm.secret_changed");
    CHECK(reason(store->rotate("NONE", "", "x")) == "llm.secret_changed");
    for (const std::string& bad :
         {std::string(), std::string("two words"), std::string("a\nb"), std::string(20'000, 'x')}) {
        CHECK(reason(store->set("KEY", bad)) == "llm.bad_secret");
    }
    CHECK(must(store->get("KEY")) == "new");
    std::atomic<int> won = 0;
    {
        std::vector<std::jthread> rotators;
        for (int i = 0; i < 4; ++i) {
            rotators.emplace_back([&, i] {
                if (secrets::open_file(file)->rotate("KEY", "new", "n" + std::to_string(i))) ++won;
            });
        }
    }
    CHECK(won == 1);
    CHECK(must(store->get("OTHER")) == "o");
    const std::string shared = folder.write("shared.json", R"({"KEY": 5, "number": 7, "list": [1, {"a": null}]})");
    must(secrets::open_file(shared)->set("KEY", "k")); // what is no key of ours stays
    CHECK(content(shared) == "{\"KEY\":\"k\",\"list\":[1,{\"a\":null}],\"number\":7}\n");
}

TEST_CASE("a command gives its first line, and nothing of it is shown when it fails", "[secrets]")
{
    const auto get = [](std::vector<std::string> arguments, std::string_view name = "KEY") {
        return secrets::open_command(std::move(arguments), 2000)->get(name);
    };
    CHECK(must(get({"printf", "%s-{name}\\nsecond line\\n", "key-of"})) == "key-of-KEY");
    CHECK(must(get({"echo", "{name}"}, "$(id);rm")) == "$(id);rm"); // no shell
    CHECK(reason(get({"true"})) == "llm.secret_not_found");
    const auto failed = get({"sh", "-c", "echo " + secret + "; exit 3"});
    CHECK(reason(failed) == "llm.secret_unreadable");
    CHECK(failed.error().message.find("status 3") != std::string::npos);
    CHECK(failed.error().message.find("verysecret") == std::string::npos);
    CHECK(reason(get({"/no/such/program"})) == "llm.secret_unreadable");
    CHECK(reason(get({})) == "llm.secret_unreadable");
    CHECK(reason(get({"echo", "{name}"}, "a b")) == "llm.bad_secret");
    CHECK(reason(get({"yes"})) == "llm.secret_unreadable"); // says too much
    CHECK(reason(secrets::open_command({"sleep", "5"}, 100)->get("KEY")) == "llm.secret_unreadable");
}

TEST_CASE("each use of a store is told, never its value", "[secrets]")
{
    llm::MemorySecrets inner;
    ManualClock clock({1000});
    std::vector<llm::SecretAccess> seen;
    const auto audited =
        llm::make_audited(inner, clock, [&](const llm::SecretAccess& access) { seen.push_back(access); });
    must(audited->set("KEY", secret));
    CHECK(must(audited->get("KEY")) == secret);
    clock.advance(5);
    CHECK_FALSE(audited->get("NONE"));
    CHECK_FALSE(audited->rotate("KEY", "wrong", "new"));
    must(audited->health());
    CHECK(seen == std::vector<llm::SecretAccess>{{{1000}, "set", "KEY", "ok"},
                                                 {{1000}, "get", "KEY", "ok"},
                                                 {{1005}, "get", "NONE", "llm.secret_not_found"},
                                                 {{1005}, "rotate", "KEY", "llm.secret_changed"},
                                                 {{1005}, "health", "", "ok"}});
}

TEST_CASE("what was fetched is kept for a while, and forgotten when it is written", "[secrets]")
{
    llm::MemorySecrets inner;
    ManualClock clock({1000});
    int asked = 0;
    const auto counted =
        llm::make_audited(inner, clock, [&](const llm::SecretAccess& access) { asked += access.action == "get"; });
    const auto cached = llm::make_cached(*counted, clock, 60'000);
    must(inner.set("KEY", "a"));
    for (int i = 0; i < 3; ++i) CHECK(must(cached->get("KEY")) == "a");
    CHECK(asked == 1);
    must(inner.set("KEY", "b"));
    CHECK(must(cached->get("KEY")) == "a");
    clock.advance(60'000);
    CHECK(must(cached->get("KEY")) == "b");
    must(cached->rotate("KEY", "b", "c"));
    CHECK(must(cached->get("KEY")) == "c");
    CHECK_FALSE(cached->get("NONE"));
    CHECK_FALSE(cached->get("NONE")); // what is not there is asked for again
    CHECK(asked == 5);
}

TEST_CASE("what was read while somebody wrote is not kept", "[secrets]")
{
    /// A store whose next read is overtaken by a write.
    class Overtaken final : public llm::Secrets {
    public:
        Result<std::string> get(std::string_view name) override
        {
            auto value = inner.get(name);
            if (auto write = std::exchange(meanwhile, nullptr)) write();
            return value;
        }
        Result<void> set(std::string_view name, std::string_view value) override { return inner.set(name, value); }
        llm::MemorySecrets inner;
        std::function<void()> meanwhile;
    } store;
    ManualClock clock({1000});
    const auto cached = llm::make_cached(store, clock, 60'000);
    must(cached->set("KEY", "old"));
    store.meanwhile = [&] { must(cached->set("KEY", "new")); };
    CHECK(must(cached->get("KEY")) == "old");
    CHECK(must(cached->get("KEY")) == "new");
}
