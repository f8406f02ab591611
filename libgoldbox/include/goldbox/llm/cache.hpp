#pragma once
// SPDX-License-Identifier: MIT
// Answers that were given once already. `sqlite` has a cache that survives.

#include <goldbox/base/clock.hpp>
#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/llm/response.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::llm {

struct CacheOptions {
    std::int64_t keep_ms = 24LL * 3600 * 1000;
    std::size_t max_bytes = 64u << 20; ///< of answers; those not used for longest go first
};

/// Any thread may call it.
class ResponseCache {
public:
    virtual ~ResponseCache() = default;
    [[nodiscard]] virtual Result<std::optional<Response>> get(const Hash& key, Timestamp now) = 0;
    virtual Result<void> put(const Hash& key, const Response& response, Timestamp now) = 0;
    virtual Result<void> clear() = 0;
};

/// What an answer is found by: whom it is asked of, the canonical body (members sorted), and for whom: no guild sees
/// what another one's answer was. Streamed or not is the same question.
[[nodiscard]] Hash cache_key(std::string_view route, std::string_view body, std::string_view guild);

/// In memory.
class MemoryCache final : public ResponseCache {
public:
    explicit MemoryCache(CacheOptions options = {}) : options_(options) {}
    [[nodiscard]] Result<std::optional<Response>> get(const Hash& key, Timestamp now) override;
    Result<void> put(const Hash& key, const Response& response, Timestamp now) override;
    Result<void> clear() override;

private:
    struct Entry {
        std::string json;
        std::int64_t until = 0;
        std::list<Hash>::iterator place;
    };
    void drop(std::map<Hash, Entry>::iterator entry);

    CacheOptions options_;
    std::mutex mutex_;
    std::map<Hash, Entry> entries_;
    std::list<Hash> by_use_; ///< the oldest first
    std::size_t bytes_ = 0;
};

} // namespace goldbox::llm
