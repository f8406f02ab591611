// SPDX-License-Identifier: MIT
#include <goldbox/llm/ledger.hpp>

#include "llm/calendar.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/llm/limits.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <utility>

namespace goldbox::llm {

/// A price as it stands in its file.
struct PriceEntry {
    std::string provider, model, valid_from;
    double input = 0, output = 0;
    std::optional<double> cache_read, cache_write, cache_write_1h;
    std::int64_t tier_above = 0, tier_percent = 100;
    bool operator==(const PriceEntry&) const = default;
};

} // namespace goldbox::llm

namespace goldbox::json {

template <>
struct Fields<llm::PriceEntry> {
    using T = llm::PriceEntry;
    static constexpr std::string_view name = "price";
    static constexpr std::string_view doc = "What a model costs from a day on, in dollars for a million tokens.";
    static constexpr auto table = std::make_tuple(
        field("provider", &T::provider, {.doc = "who is paid", .min = 1, .required = true}),
        field("model", &T::model, {.doc = "or the beginning of its name and *", .min = 1, .required = true}),
        field("valid_from", &T::valid_from, {.doc = "a day, 2026-08-01; absent: always", .unit = "date"}),
        field("input", &T::input, {.doc = "of the prompt", .required = true}),
        field("output", &T::output, {.doc = "of the answer, reasoning too", .required = true}),
        field("cache_read", &T::cache_read, {.doc = "of what was cached; absent: as input"}),
        field("cache_write", &T::cache_write, {.doc = "into the cache, for five minutes; absent: as input"}),
        field("cache_write_1h", &T::cache_write_1h, {.doc = "for an hour; absent: as cache_write"}),
        field("tier_above", &T::tier_above, {.doc = "longer prompts have another price", .unit = "tokens", .min = 0}),
        field("tier_percent", &T::tier_percent, {.doc = "so much of this one", .min = 0, .max = 10000}));
};

} // namespace goldbox::json

namespace goldbox::llm {
namespace {

constexpr double dearest = 1e6; ///< dollars for a million tokens

bool covers(const Price& price, std::string_view model)
{
    const std::string_view name = price.model;
    return name.ends_with('*') ? model.starts_with(name.substr(0, name.size() - 1)) : model == name;
}

/// Exact names before beginnings, longer before shorter, newer before older.
bool counts_before(const Price& left, const Price& right)
{
    const auto rank = [](const Price& price) {
        return std::tuple(price.model.ends_with('*'), -static_cast<std::int64_t>(price.model.size()),
                          -price.valid_from.milliseconds);
    };
    return rank(left) < rank(right);
}

/// Millionths of a dollar; nothing where it is no price.
std::optional<std::int64_t> micro(double dollars)
{
    if (!(dollars >= 0 && dollars <= dearest)) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(dollars * 1e6));
}

std::string two_digits(std::int64_t number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string period_of(BudgetPeriod period, Timestamp at)
{
    if (period == BudgetPeriod::ever) return "ever";
    const Date date = date_of(at.milliseconds / 86'400'000);
    const std::string month = std::to_string(date.year) + "-" + two_digits(date.month);
    return period == BudgetPeriod::month ? "month " + month : "day " + month + "-" + two_digits(date.day);
}

std::string dollars(NanoUsd amount)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "$%.4f", static_cast<double>(amount) / 1e9);
    return text.data();
}

} // namespace

PriceTable::PriceTable(std::vector<Price> prices) : prices_(std::move(prices))
{
    std::ranges::stable_sort(prices_, counts_before);
}

const Price* PriceTable::find(std::string_view provider, std::string_view model, Timestamp at) const
{
    const auto found = std::ranges::find_if(prices_, [&](const Price& price) {
        return price.provider == provider && price.valid_from <= at && covers(price, model);
    });
    return found == prices_.end() ? nullptr : &*found;
}

Result<PriceTable> read_prices(std::string_view text, std::string file)
{
    const json::ReadOptions options{.file = std::move(file), .max_bytes = 4u << 20, .comments = true};
    std::vector<Diagnostic> wrong;
    const auto entries = json::from_json<std::vector<PriceEntry>>(text, wrong, options);
    if (!entries) return unexpected(json::as_error(wrong));
    std::vector<Price> prices;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        const PriceEntry& entry = (*entries)[i];
        const auto mistake = [&](std::string message) {
            const json::Step path[] = {i};
            wrong.push_back({Severity::error, "llm.bad_price", std::move(message), json::locate(text, path, options)});
        };
        Price price{.provider = entry.provider,
                    .model = entry.model,
                    .tier_above = entry.tier_above,
                    .tier_percent = entry.tier_percent};
        if (!entry.valid_from.empty()) {
            const bool is_day = entry.valid_from.size() == 10;
            const auto from = parse_instant(is_day ? entry.valid_from + "T00:00:00Z" : entry.valid_from);
            if (!from) mistake("valid_from is no day: write 2026-08-01");
            price.valid_from = from.value_or(Timestamp{});
        }
        const double write = entry.cache_write.value_or(entry.input);
        const std::pair<std::int64_t*, double> columns[] = {
            {&price.input, entry.input},
            {&price.output, entry.output},
            {&price.cache_read, entry.cache_read.value_or(entry.input)},
            {&price.cache_write, write},
            {&price.cache_write_1h, entry.cache_write_1h.value_or(write)}};
        for (const auto& [column, value] : columns) {
            const auto number = micro(value);
            if (!number) mistake("a price must lie between 0 and 1000000 dollars for a million tokens");
            *column = number.value_or(0);
        }
        prices.push_back(std::move(price));
    }
    if (!wrong.empty()) return unexpected(json::as_error(wrong));
    return PriceTable(std::move(prices));
}

NanoUsd cost_of(const Price& price, const Usage& usage)
{
    const auto count = [](const std::optional<std::int64_t>& tokens) {
        return std::clamp<std::int64_t>(tokens.value_or(0), 0, 1'000'000'000);
    };
    const std::int64_t read = count(usage.input.cache_read), written = count(usage.input.cache_write);
    const std::int64_t hour = std::min(count(usage.input.cache_write_1h), written);
    const std::int64_t plain = usage.input.uncached
                                   ? count(usage.input.uncached)
                                   : std::max<std::int64_t>(0, count(usage.input.total) - read - written);
    const std::int64_t prompt = plain + read + written;
    const auto of = [](std::int64_t tokens, std::int64_t each) {
        return static_cast<double>(tokens) * static_cast<double>(each);
    };
    double cost = of(plain + count(usage.input.tool_prompt), price.input) + of(read, price.cache_read) +
                  of(written - hour, price.cache_write) + of(hour, price.cache_write_1h) +
                  of(count(usage.output.total), price.output);
    if (price.tier_above > 0 && prompt > price.tier_above) cost *= static_cast<double>(price.tier_percent) / 100;
    // a millionth of a dollar for a million tokens, and a billionth of a dollar: a thousand of the one are the other
    return static_cast<NanoUsd>(std::ceil(std::min(cost / 1000, 9e18)));
}

std::string account_of(const Budget& budget, const Caller& caller, Timestamp at)
{
    std::string who = "all";
    if (budget.scope != BudgetScope::all) {
        constexpr std::string_view names[] = {"all", "guild", "user", "plugin"};
        const std::string* ids[] = {nullptr, &caller.guild, &caller.user, &caller.plugin};
        const std::string& id = *ids[static_cast<std::size_t>(budget.scope)];
        if (id.empty() || (budget.id != "*" && budget.id != id)) return {};
        who = std::string(names[static_cast<std::size_t>(budget.scope)]) + "/" + id;
    }
    return who + " " + period_of(budget.period, at);
}

Error over_budget(std::string_view account, const Budget& budget, const Ledger::Balance& balance)
{
    return {Code::limit,
            "llm.budget",
            "the budget of " + printable(account) + " is used up: " + dollars(balance.spent) + " spent and " +
                dollars(balance.reserved) + " set aside of " + dollars(budget.most),
            {},
            nullptr};
}

std::span<const std::string_view> usage_groups()
{
    static constexpr std::array<std::string_view, 10> names = {"provider", "model",   "task", "guild", "user",
                                                               "plugin",   "outcome", "day",  "month", "none"};
    return names;
}

// In memory -----------------------------------------------------------------------------------------------------------

namespace {

std::string group_of(const LedgerEntry& entry, std::string_view by)
{
    if (by == "provider") return entry.provider;
    if (by == "model") return entry.provider + "/" + entry.model;
    if (by == "task") return entry.task;
    if (by == "guild") return entry.caller.guild;
    if (by == "user") return entry.caller.user;
    if (by == "plugin") return entry.caller.plugin;
    if (by == "outcome") return entry.outcome;
    if (by == "day") return period_of(BudgetPeriod::day, entry.at).substr(4);
    if (by == "month") return period_of(BudgetPeriod::month, entry.at).substr(6);
    return {};
}

bool matches(const LedgerEntry& entry, const UsageQuery& query)
{
    const auto is = [](const std::optional<std::string>& wanted, const std::string& value) {
        return !wanted || *wanted == value;
    };
    return entry.at >= query.from && (!query.until || entry.at < *query.until) && is(query.guild, entry.caller.guild) &&
           is(query.user, entry.caller.user) && is(query.plugin, entry.caller.plugin) &&
           is(query.correlation, entry.caller.correlation);
}

void add(UsageRow& row, const LedgerEntry& entry)
{
    ++row.calls;
    row.failures += entry.outcome == "ok" ? 0 : 1;
    row.cache_hits += entry.cache_hit ? 1 : 0;
    row.estimated += entry.usage.estimated ? 1 : 0;
    row.unpriced += entry.priced ? 0 : 1;
    row.input += entry.usage.input.total.value_or(0);
    row.cache_read += entry.usage.input.cache_read.value_or(0);
    row.cache_write += entry.usage.input.cache_write.value_or(0);
    row.output += entry.usage.output.total.value_or(0);
    row.reasoning += entry.usage.output.reasoning.value_or(0);
    row.latency_ms += entry.latency_ms;
    row.cost += entry.cost;
}

class MemoryLedger final : public Ledger {
public:
    Result<ReservationId> reserve(std::span<const Budget> budgets, const Caller& caller, NanoUsd amount, Timestamp now,
                                  Timestamp expires) override
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(reservations_, [&](const auto& each) { return each.second.expires <= now; });
        Reservation reservation{{}, amount, expires};
        for (const Budget& budget : budgets) {
            std::string account = account_of(budget, caller, now);
            if (account.empty()) continue;
            const Balance has = balance_of(account);
            if (has.spent + has.reserved + amount > budget.most) return unexpected(over_budget(account, budget, has));
            reservation.accounts.push_back(std::move(account));
        }
        const ReservationId id = ++last_;
        closed_[id] = reservation.accounts; // an expired one is booked all the same
        reservations_.emplace(id, std::move(reservation));
        return id;
    }

    Result<void> record(std::span<const LedgerEntry> entries, std::optional<ReservationId> reservation) override
    {
        const std::lock_guard lock(mutex_);
        NanoUsd cost = 0;
        for (const LedgerEntry& entry : entries) cost += entry.cost;
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        if (!reservation) return {};
        if (const auto found = closed_.find(*reservation); found != closed_.end()) {
            for (const std::string& account : found->second) spent_[account] += cost;
            closed_.erase(found);
        }
        reservations_.erase(*reservation);
        return {};
    }

    Result<std::vector<UsageRow>> usage(const UsageQuery& query) override
    {
        if (std::ranges::find(usage_groups(), query.by) == usage_groups().end()) {
            return fail(Code::invalid, "llm.bad_query", "usage cannot be grouped by " + printable(query.by));
        }
        const std::lock_guard lock(mutex_);
        std::map<std::string, UsageRow> rows;
        for (const LedgerEntry& entry : entries_) {
            if (matches(entry, query)) add(rows[group_of(entry, query.by)], entry);
        }
        std::vector<UsageRow> all;
        for (auto& [key, row] : rows) {
            row.key = key;
            all.push_back(std::move(row));
        }
        std::ranges::stable_sort(all, std::greater<>(), &UsageRow::cost);
        return all;
    }

    Result<Balance> balance(const Budget& budget, const Caller& caller, Timestamp now) override
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(reservations_, [&](const auto& each) { return each.second.expires <= now; });
        return balance_of(account_of(budget, caller, now));
    }

private:
    struct Reservation {
        std::vector<std::string> accounts;
        NanoUsd amount = 0;
        Timestamp expires;
    };

    [[nodiscard]] Balance balance_of(const std::string& account) const
    {
        Balance has;
        if (const auto found = spent_.find(account); found != spent_.end()) has.spent = found->second;
        for (const auto& [id, each] : reservations_) {
            if (std::ranges::find(each.accounts, account) != each.accounts.end()) has.reserved += each.amount;
        }
        return has;
    }

    std::mutex mutex_;
    std::vector<LedgerEntry> entries_;
    std::map<std::string, NanoUsd> spent_;
    std::map<ReservationId, Reservation> reservations_;
    std::map<ReservationId, std::vector<std::string>> closed_;
    ReservationId last_ = 0;
};

} // namespace

std::unique_ptr<Ledger> make_memory_ledger()
{
    return std::make_unique<MemoryLedger>();
}

} // namespace goldbox::llm
