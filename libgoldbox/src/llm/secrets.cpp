// SPDX-License-Identifier: MIT
#include <goldbox/llm/secrets.hpp>

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

constexpr std::size_t longest = 16u << 10;

Result<void> refuse_writing(std::string_view name)
{
    return fail(Code::refused, "llm.secret_refused",
                "the secret " + printable(name) + " cannot be written: this store is only read");
}

class Audited final : public Secrets {
public:
    Audited(Secrets& inner, Clock& clock, std::function<void(const SecretAccess&)> watch)
        : inner_(inner), clock_(clock), watch_(std::move(watch))
    {
    }

    Result<std::string> get(std::string_view name) override { return told("get", name, inner_.get(name)); }
    Result<void> set(std::string_view name, std::string_view value) override
    {
        return told("set", name, inner_.set(name, value));
    }
    Result<void> rotate(std::string_view name, std::string_view from, std::string_view to) override
    {
        return told("rotate", name, inner_.rotate(name, from, to));
    }
    Result<void> health() override { return told("health", {}, inner_.health()); }

private:
    template <class T>
    Result<T> told(std::string_view action, std::string_view name, Result<T> result)
    {
        const std::lock_guard lock(mutex_);
        watch_({clock_.now(), std::string(action), printable(name), result ? "ok" : result.error().reason});
        return result;
    }

    Secrets& inner_;
    Clock& clock_;
    std::function<void(const SecretAccess&)> watch_;
    std::mutex mutex_;
};

class Cached final : public Secrets {
public:
    Cached(Secrets& inner, Clock& clock, std::int64_t keep_ms) : inner_(inner), clock_(clock), keep_ms_(keep_ms) {}

    Result<std::string> get(std::string_view name) override
    {
        const std::int64_t now = clock_.now().milliseconds;
        std::uint64_t writes = 0;
        {
            const std::lock_guard lock(mutex_);
            const auto found = kept_.find(name);
            if (found != kept_.end() && now < found->second.until) return found->second.value;
            writes = writes_;
        }
        GOLDBOX_TRY(std::string value, inner_.get(name)); // outside the lock: others need not wait for it
        const std::lock_guard lock(mutex_);
        // what was read while somebody wrote may be the old one
        if (writes == writes_) kept_.insert_or_assign(std::string(name), Kept{value, now + keep_ms_});
        return value;
    }
    Result<void> set(std::string_view name, std::string_view value) override
    {
        const auto written = inner_.set(name, value);
        forget(name); // also where it failed: it may be there all the same
        return written;
    }
    Result<void> rotate(std::string_view name, std::string_view from, std::string_view to) override
    {
        const auto written = inner_.rotate(name, from, to);
        forget(name);
        return written;
    }
    Result<void> health() override { return inner_.health(); }

private:
    struct Kept {
        std::string value;
        std::int64_t until;
    };
    void forget(std::string_view name)
    {
        const std::lock_guard lock(mutex_);
        ++writes_;
        const auto found = kept_.find(name);
        if (found != kept_.end()) kept_.erase(found);
    }

    Secrets& inner_;
    Clock& clock_;
    std::int64_t keep_ms_;
    std::mutex mutex_;
    std::map<std::string, Kept, std::less<>> kept_;
    std::uint64_t writes_ = 0; ///< that have ended
};

} // namespace

Result<void> Secrets::set(std::string_view name, std::string_view)
{
    return refuse_writing(name);
}

Result<void> Secrets::rotate(std::string_view name, std::string_view, std::string_view)
{
    return refuse_writing(name);
}

Result<void> check_secret(std::string_view name, std::string_view value)
{
    const bool fits_header = std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7F; });
    if (!value.empty() && value.size() <= longest && fits_header) return {};
    return fail(Code::invalid, "llm.bad_secret",
                "the secret " + printable(name) +
                    " is no key: it must have 1 to 16384 characters of ASCII, without spaces");
}

Result<std::string> MemorySecrets::get(std::string_view name)
{
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    return fail(Code::not_found, "llm.secret_not_found", "there is no secret " + printable(name));
}

Result<void> MemorySecrets::set(std::string_view name, std::string_view value)
{
    GOLDBOX_CHECK(check_secret(name, value));
    const std::lock_guard lock(mutex_);
    values_.insert_or_assign(std::string(name), std::string(value));
    return {};
}

Result<void> MemorySecrets::rotate(std::string_view name, std::string_view from, std::string_view to)
{
    GOLDBOX_CHECK(check_secret(name, to));
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(name);
    if (found == values_.end() || found->second != from) {
        return fail(Code::conflict, "llm.secret_changed", "the secret " + printable(name) + " is another by now");
    }
    found->second = to;
    return {};
}

std::unique_ptr<Secrets> make_audited(Secrets& inner, Clock& clock, std::function<void(const SecretAccess&)> watch)
{
    return std::make_unique<Audited>(inner, clock, std::move(watch));
}

std::unique_ptr<Secrets> make_cached(Secrets& inner, Clock& clock, std::int64_t keep_ms)
{
    return std::make_unique<Cached>(inner, clock, keep_ms);
}

} // namespace goldbox::llm
