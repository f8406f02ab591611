// SPDX-License-Identifier: MIT
#include <goldbox/llm/cache.hpp>

#include "llm/canonical.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/llm/fields.hpp>

#include <iterator>

namespace goldbox::llm {

Hash cache_key(std::string_view route, std::string_view body, std::string_view guild)
{
    constexpr std::string_view of_transport[] = {"stream", "stream_options"};
    Hasher hasher;
    hasher.add_sized("llm.cache.1").add_sized(guild).add_sized(route).add_sized(canonical(body, of_transport));
    return hasher.finish();
}

Result<std::optional<Response>> MemoryCache::get(const Hash& key, Timestamp now)
{
    std::string text;
    {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return std::nullopt;
        if (found->second.until <= now.milliseconds) {
            drop(found);
            return std::nullopt;
        }
        by_use_.splice(by_use_.end(), by_use_, found->second.place);
        text = found->second.json;
    }
    GOLDBOX_TRY(Response response, json::from_json<Response>(text));
    return response;
}

Result<void> MemoryCache::put(const Hash& key, const Response& response, Timestamp now)
{
    std::string text = json::to_json(response);
    const std::lock_guard lock(mutex_);
    if (const auto found = entries_.find(key); found != entries_.end()) drop(found);
    if (text.size() > options_.max_bytes) return {};
    bytes_ += text.size();
    by_use_.push_back(key);
    entries_.emplace(key, Entry{std::move(text), now.milliseconds + options_.keep_ms, std::prev(by_use_.end())});
    while (bytes_ > options_.max_bytes) drop(entries_.find(by_use_.front()));
    return {};
}

Result<void> MemoryCache::clear()
{
    const std::lock_guard lock(mutex_);
    entries_.clear();
    by_use_.clear();
    bytes_ = 0;
    return {};
}

void MemoryCache::drop(std::map<Hash, Entry>::iterator entry)
{
    bytes_ -= entry->second.json.size();
    by_use_.erase(entry->second.place);
    entries_.erase(entry);
}

} // namespace goldbox::llm
