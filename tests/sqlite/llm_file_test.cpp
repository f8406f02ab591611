// SPDX-License-Identifier: MIT
#include "llm/ledger_contract.hpp"
#include "support/temporary_folder.hpp"

#include <goldbox/sqlite/llm_file.hpp>
#include <goldbox/sqlite/sqlite_store.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace goldbox;
using goldbox::tests::must;
using goldbox::tests::reason;
using goldbox::tests::TemporaryFolder;

TEST_CASE("budgets stop hard, in SQLite", "[sqlite][llm]")
{
    const TemporaryFolder folder;
    goldbox::test::budgets_stop_hard(*must(sqlite::open_ledger({.path = folder.file("llm.db")})));
}

TEST_CASE("usage is summed by what is asked, in SQLite, and is still there later", "[sqlite][llm]")
{
    const TemporaryFolder folder;
    goldbox::test::usage_is_summed(*must(sqlite::open_ledger({.path = folder.file("llm.db")})));
    const auto again = must(sqlite::open_ledger({.path = folder.file("llm.db"), .create = false}));
    CHECK(must(again->usage({.by = "none"})).at(0).calls == 4);
}

TEST_CASE("threads and processes that reserve at once share one budget", "[sqlite][llm]")
{
    const TemporaryFolder folder;
    const std::string path = folder.file("llm.db");
    const auto open = [&] {
        return must(sqlite::open_ledger({.path = path, .create = true, .busy_timeout = std::chrono::seconds(60)}));
    };
    std::vector<pid_t> children;
    for (int i = 0; i < 3; ++i) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) ::_exit(goldbox::test::reserve_from_threads(open, 1));
        children.push_back(child);
    }
    int got = goldbox::test::reserve_from_threads(open, 2);
    for (const pid_t child : children) {
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFEXITED(status));
        got += WEXITSTATUS(status);
    }
    CHECK(got == 50); // of two hundred tries
    // whoever reserved is dead or gone, and after a while the money is there again
    const llm::Budget budget{llm::BudgetScope::guild, "*", llm::BudgetPeriod::ever, 50};
    const Timestamp later{goldbox::test::noon.milliseconds + 1000};
    CHECK(must(open()->balance(budget, {.guild = "g"}, later)) == llm::Ledger::Balance{});
    CHECK(open()->reserve(std::span(&budget, 1), {.guild = "g"}, 50, later, {later.milliseconds + 1000}));
}

TEST_CASE("answers are kept for their guild and their time, in SQLite", "[sqlite][llm]")
{
    const TemporaryFolder folder;
    const auto cache = must(sqlite::open_cache({.path = folder.file("llm.db")}, goldbox::test::small_cache));
    goldbox::test::answers_are_kept(*cache, goldbox::test::small_cache.keep_ms);
}

TEST_CASE("a file of games is no file of language models, and the other way round", "[sqlite][llm]")
{
    const TemporaryFolder folder;
    must(sqlite::open_sqlite_store({.path = folder.file("games.db")}));
    must(sqlite::open_ledger({.path = folder.file("llm.db")}));
    CHECK(reason(sqlite::open_ledger({.path = folder.file("games.db")})) == "store.foreign_database");
    CHECK(reason(sqlite::open_sqlite_store({.path = folder.file("llm.db")})) == "store.foreign_database");
    CHECK(reason(sqlite::open_ledger({.path = folder.file("gone/llm.db")})) == "store.no_folder");
}
