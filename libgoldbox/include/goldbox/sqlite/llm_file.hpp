#pragma once
// SPDX-License-Identifier: MIT
// Ledger and answers of language models in one SQLite file of its own, beside the games: it may be deleted without harm
// to them. Several processes may share it.

#include <goldbox/llm/cache.hpp>
#include <goldbox/llm/ledger.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace goldbox::sqlite {

struct LlmFileOptions {
    std::string path;
    bool create = true;
    std::chrono::milliseconds busy_timeout{5000};
};

/// Errors: those of `open_sqlite_store` that concern a file; `store.foreign_database` where it is not one of these. A
/// power cut may lose the calls of the last moments, never their order or a budget's arithmetic.
[[nodiscard]] Result<std::unique_ptr<llm::Ledger>> open_ledger(const LlmFileOptions& options);
[[nodiscard]] Result<std::unique_ptr<llm::ResponseCache>> open_cache(const LlmFileOptions& file,
                                                                     llm::CacheOptions options = {});

} // namespace goldbox::sqlite
