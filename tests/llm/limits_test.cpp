// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <goldbox/llm/limits.hpp>

using namespace goldbox;
using namespace goldbox::llm;

namespace {

using Keys = std::vector<std::string>;
constexpr Timestamp start{1'795'953'600'000};

Timestamp after(std::int64_t milliseconds)
{
    return {start.milliseconds + milliseconds};
}

} // namespace

TEST_CASE("a bucket holds a minute, fills steadily and lets nobody jump the queue", "[llm][limits]")
{
    RateLimiter limiter({{"p/m", {.requests = 3, .tokens = 0}}});
    const Keys key{"p/m"};
    for (int i = 0; i < 3; ++i) CHECK(limiter.take(key, 10, start) == 0);
    CHECK(limiter.take(key, 10, start) == 20'000);
    CHECK(limiter.take(key, 10, after(19'999)) == 1);
    CHECK(limiter.take(key, 10, after(20'000)) == 0);
    CHECK(limiter.take(key, 10, after(20'000)) == 20'000);
    CHECK(limiter.take(Keys{"another/m"}, 10, start) == 0);
    for (int i = 0; i < 3; ++i) CHECK(limiter.take(key, 10, after(10'000'000)) == 0); // no more than a minute's
    CHECK(limiter.take(key, 10, after(10'000'000)) > 0);
}

TEST_CASE("tokens are taken as estimated and corrected as used; one large call may overdraw", "[llm][limits]")
{
    RateLimiter limiter({{"p/*", {.requests = 0, .tokens = 6000}}});
    const Keys key{"p/m"};
    CHECK(limiter.take(key, 5000, start) == 0);
    CHECK(limiter.take(key, 2000, start) == 10'000); // a hundred a second
    limiter.correct(key, 5000, 3000, start);
    CHECK(limiter.take(key, 2000, start) == 0);
    limiter.correct(key, 2000, 9000, start); // more than there was
    CHECK(limiter.take(key, 1, start) == 60'010);
    RateLimiter small({{"p/m", {.requests = 0, .tokens = 100}}});
    CHECK(small.take(key, 1000, start) == 0);
    CHECK(small.take(key, 1, start) > 500'000);
}

TEST_CASE("all keys are taken from or none", "[llm][limits]")
{
    RateLimiter limiter({{"p/m", {.requests = 10, .tokens = 0}},
                         {"guild/*", {.requests = 1, .tokens = 0}},
                         {"guild/rich", {.requests = 9, .tokens = 0}}});
    CHECK(limiter.take(Keys{"guild/a", "p/m"}, 1, start) == 0);
    CHECK(limiter.take(Keys{"guild/a", "p/m"}, 1, start) == 60'000);
    CHECK(limiter.take(Keys{"guild/b", "p/m"}, 1, start) == 0);
    for (int i = 0; i < 8; ++i) CHECK(limiter.take(Keys{"guild/rich", "p/m"}, 1, start) == 0);
    CHECK(limiter.take(Keys{"guild/rich", "p/m"}, 1, start) == 6'000); // the provider's ten are gone
}

TEST_CASE("what providers tell slows down, in all three of their forms", "[llm][limits]")
{
    const Keys key{"p/m"};
    {
        RateLimiter limiter({{"p/m", {.requests = 100, .tokens = 100'000}}});
        limiter.learn("p/m", {{"x-ratelimit-remaining-requests", "2"}, {"x-ratelimit-remaining-tokens", "90000"}},
                      start);
        for (int i = 0; i < 2; ++i) CHECK(limiter.take(key, 10, start) == 0);
        CHECK(limiter.take(key, 10, start) == 600);
    }
    {
        RateLimiter limiter;
        limiter.learn("p/m", {{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "1m0s"}}, start);
        CHECK(limiter.take(key, 1, start) == 6000);
        CHECK(limiter.take(key, 1, after(6000)) == 0);
    }
    {
        RateLimiter limiter;
        limiter.learn("p/m",
                      {{"anthropic-ratelimit-input-tokens-remaining", "0"},
                       {"anthropic-ratelimit-input-tokens-reset", "2026-11-29T12:00:20Z"}},
                      start);
        CHECK(limiter.take(key, 1, start) == 2000);
    }
    {
        RateLimiter limiter; // the body's RetryInfo arrives as a failure's wait
        limiter.hold("p/m", 34'400, start);
        CHECK(limiter.take(key, 1, start) == 34'400);
        limiter.hold("p/m", 100, start); // never sooner
        CHECK(limiter.take(key, 1, start) == 34'400);
    }
    RateLimiter limiter({{"p/m", {.requests = 5, .tokens = 0}}});
    limiter.learn("p/m", {{"x-ratelimit-remaining-requests", "banana"}, {"x-ratelimit-remaining-tokens", "-1"}}, start);
    CHECK(limiter.take(key, 1, start) == 0);
}

TEST_CASE("durations and instants are read as providers write them", "[llm][limits]")
{
    CHECK(parse_duration("53ms") == 53);
    CHECK(parse_duration("1s") == 1000);
    CHECK(parse_duration("6m0s") == 360'000);
    CHECK(parse_duration("1h2m3.5s") == 3'723'500);
    CHECK(parse_duration("0.5ms") == 1);
    for (const char* text : {"", "5", "s", "1x", "-1s", "1s2", "nan s", "1e99s"}) CHECK_FALSE(parse_duration(text));
    CHECK(parse_instant("2026-11-29T12:00:00Z") == start);
    CHECK(parse_instant("2026-11-29T12:00:00.25Z") == after(250));
    CHECK(parse_instant("2026-11-29T14:00:00+02:00") == start);
    CHECK(parse_instant("2026-11-29T06:30:00-05:30") == start);
    CHECK(parse_instant("1970-01-01T00:00:00Z") == Timestamp{0});
    CHECK(parse_instant("2024-02-29T00:00:00Z") == Timestamp{1'709'164'800'000});
    for (const char* text : {"", "2026-11-29", "2026-13-01T00:00:00Z", "2026-11-29T25:00:00Z", "2026-11-29T12:00:00",
                             "2026-11-29T12:00:00+2"}) {
        CHECK_FALSE(parse_instant(text));
    }
}
