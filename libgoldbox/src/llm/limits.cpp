// SPDX-License-Identifier: MIT
#include <goldbox/llm/limits.hpp>

#include "llm/calendar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace goldbox::llm {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t most = std::int64_t{1} << 40; ///< of what is counted; no sum of two overflows
constexpr std::size_t many_states = 10'000;

std::optional<std::int64_t> parse_whole(std::string_view text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < 0) return std::nullopt;
    return std::min(value, most);
}

/// When a bucket is full again: a duration, an instant, or seconds.
std::optional<std::int64_t> parse_reset(std::string_view text, Timestamp now)
{
    if (const auto instant = parse_instant(text))
        return std::max<std::int64_t>(0, instant->milliseconds - now.milliseconds);
    if (const auto seconds = parse_whole(text)) return *seconds * 1000;
    return parse_duration(text);
}

/// Milliseconds until a bucket that fills `per_minute` has `wanted` units.
std::int64_t wait_for(std::int64_t level, std::int64_t wanted, std::int64_t per_minute)
{
    return level >= wanted ? 0 : (wanted - level + per_minute - 1) / per_minute;
}

} // namespace

std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day)
{
    if (month <= 2) --year; // years from March, so that leap days come last
    const std::int64_t era = year / 400, of_era = year % 400;
    const std::int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Date date_of(std::int64_t days)
{
    days += 719468;
    const std::int64_t era = days / 146097, of_era = days % 146097;
    const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t shifted = (5 * of_year + 2) / 153;
    const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {year + era * 400 + (month <= 2 ? 1 : 0), month, of_year - (153 * shifted + 2) / 5 + 1};
}

std::optional<std::int64_t> parse_duration(std::string_view text)
{
    if (text.empty()) return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc() || !(number >= 0 && number < 1e9)) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        constexpr std::array<std::pair<std::string_view, double>, 5> units = {
            {{"ms", 1}, {"us", 0.001}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
        const auto unit = std::ranges::find_if(units, [&](const auto& each) { return text.starts_with(each.first); });
        if (unit == units.end()) return std::nullopt;
        text.remove_prefix(unit->first.size());
        sum += number * unit->second;
    }
    return static_cast<std::int64_t>(std::ceil(std::min(sum, 1e12)));
}

std::optional<Timestamp> parse_instant(std::string_view text)
{
    const auto number = [&](std::size_t at, std::size_t size) -> std::int64_t {
        return at + size <= text.size() ? parse_whole(text.substr(at, size)).value_or(-1) : -1;
    };
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' '))
        return std::nullopt;
    const std::int64_t year = number(0, 4), month = number(5, 2), day = number(8, 2);
    const std::int64_t hour = number(11, 2), minutes = number(14, 2), second = number(17, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minutes < 0 ||
        minutes > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    std::int64_t at = ((days_of(year, month, day) * 24 + hour) * 60 + minutes) * minute + second * 1000;
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        std::string digits(rest.substr(1, std::min<std::size_t>(end - 1, 3)));
        digits.resize(3, '0');
        at += parse_whole(digits).value_or(0);
        rest.remove_prefix(end);
    }
    if (rest == "Z" || rest == "z") return Timestamp{at};
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-')) return std::nullopt;
    const auto hours = parse_whole(rest.substr(1, 2)), offset = parse_whole(rest.substr(4, 2));
    if (!hours || !offset) return std::nullopt;
    const std::int64_t shift = (*hours * 60 + *offset) * minute;
    return Timestamp{rest[0] == '+' ? at - shift : at + shift};
}

RateLimit RateLimiter::limit_of(std::string_view key) const
{
    if (const auto exact = limits_.find(key); exact != limits_.end()) return exact->second;
    const std::string kind = std::string(key.substr(0, key.find('/'))) + "/*";
    const auto found = limits_.find(kind);
    return found == limits_.end() ? RateLimit{} : found->second;
}

RateLimiter::State& RateLimiter::state_of(std::string_view key, const RateLimit& limit, Timestamp now)
{
    const auto found = states_.find(key);
    State& state = found != states_.end() ? found->second : states_.try_emplace(std::string(key)).first->second;
    const std::int64_t passed = std::clamp<std::int64_t>(now.milliseconds - state.filled_at, 0, minute);
    state.filled_at = std::max(state.filled_at, now.milliseconds);
    const auto fill = [&](Bucket& bucket, std::int64_t per_minute) {
        const std::int64_t full = per_minute * minute;
        bucket.level = bucket.fresh ? full : std::min(full, bucket.level + passed * per_minute);
        bucket.fresh = false;
    };
    fill(state.requests, limit.requests);
    fill(state.tokens, limit.tokens);
    return state;
}

std::int64_t RateLimiter::take(std::span<const std::string> keys, std::int64_t tokens, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    tokens = std::clamp<std::int64_t>(tokens, 0, most / minute);
    std::int64_t wait = 0;
    for (const std::string& key : keys) {
        const RateLimit limit = limit_of(key);
        const State& state = state_of(key, limit, now);
        wait = std::max(wait, state.held_until - now.milliseconds);
        if (limit.requests > 0) wait = std::max(wait, wait_for(state.requests.level, minute, limit.requests));
        if (limit.tokens > 0) { // a call larger than the bucket waits for a full one
            const std::int64_t wanted = std::min(tokens, limit.tokens) * minute;
            wait = std::max(wait, wait_for(state.tokens.level, wanted, limit.tokens));
        }
    }
    if (wait > 0) return wait;
    for (const std::string& key : keys) {
        const RateLimit limit = limit_of(key);
        State& state = states_.find(key)->second;
        if (limit.requests > 0) state.requests.level -= minute;
        if (limit.tokens > 0) state.tokens.level -= tokens * minute;
    }
    if (states_.size() > many_states) forget_idle(now);
    return 0;
}

void RateLimiter::correct(std::span<const std::string> keys, std::int64_t taken, std::int64_t used, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    const std::int64_t difference = std::clamp<std::int64_t>(taken - used, -most / minute, most / minute);
    for (const std::string& key : keys) {
        const RateLimit limit = limit_of(key);
        if (limit.tokens == 0) continue;
        State& state = state_of(key, limit, now);
        state.tokens.level = std::min(limit.tokens * minute, state.tokens.level + difference * minute);
    }
}

void RateLimiter::learn(std::string_view key, const Headers& headers, Timestamp now)
{
    const auto header = [&](std::string_view beginning, std::string_view what, std::string_view end) {
        return find_header(headers, std::string(beginning).append(what).append(end));
    };
    for (const auto& [beginning, remaining, reset] :
         {std::array<std::string_view, 3>{"x-ratelimit-", "remaining-", "reset-"},
          std::array<std::string_view, 3>{"anthropic-ratelimit-", "-remaining", "-reset"}}) {
        const bool in_front = remaining.ends_with('-');
        for (const std::string_view what : {"requests", "tokens", "input-tokens", "output-tokens"}) {
            const auto of = [&](std::string_view field) {
                return in_front ? header(beginning, field, what) : header(beginning, what, field);
            };
            const auto left = parse_whole(of(remaining));
            if (!left) continue;
            if (*left == 0) { // the reset is when all of it is back; a tenth is enough to go on
                if (const auto wait = parse_reset(of(reset), now)) hold(key, (*wait + 9) / 10, now);
                continue;
            }
            const std::lock_guard lock(mutex_);
            const RateLimit limit = limit_of(key);
            const bool requests = what == "requests";
            if ((requests ? limit.requests : limit.tokens) == 0) continue;
            State& state = state_of(key, limit, now);
            Bucket& bucket = requests ? state.requests : state.tokens;
            bucket.level = std::min(bucket.level, std::min(*left, most / minute) * minute);
        }
    }
}

void RateLimiter::hold(std::string_view key, std::int64_t milliseconds, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    State& state = state_of(key, limit_of(key), now);
    constexpr std::int64_t longest = 3'600'000; // who says more has a quota, and that is the breaker's
    state.held_until =
        std::max(state.held_until, now.milliseconds + std::clamp<std::int64_t>(milliseconds, 0, longest));
}

/// What was not used for a minute is full again, and so is what was never there.
void RateLimiter::forget_idle(Timestamp now)
{
    std::erase_if(states_, [&](const auto& each) {
        return each.second.filled_at + minute < now.milliseconds && each.second.held_until <= now.milliseconds &&
               each.second.requests.level >= 0 && each.second.tokens.level >= 0;
    });
}

} // namespace goldbox::llm
