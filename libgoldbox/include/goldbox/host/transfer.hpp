#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/host/host.hpp>
#include <goldbox/store/store.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox::host {

struct ExportOptions {
    bool texts = false; ///< with personal text (names, chat); left out by default, as for bug reports
};

/// Writes a game as JSON lines: a head, the pack's image, the records, an end with counts and hashes. docs/export.md
/// describes them. `line` gets one line at a time, without its newline.
[[nodiscard]] Result<void> export_game(store::Store& store, std::string_view game, const ExportOptions& options,
                                       const std::function<Result<void>(std::string_view line)>& line);

struct ImportLimits {
    std::size_t line_bytes = 64u << 20;
    std::size_t total_bytes = 512u << 20;
    std::uint64_t events = 1'000'000;
};

struct ImportOptions {
    std::string name; ///< of the new game; empty: the exported one's, with a number behind it where that is taken
    ImportLimits limits = {};
};

/// Reads what `export_game` wrote into a new game: it takes a new id, never overwrites, and inherits no seats (all are
/// vacated by a recorded command). Everything is checked before anything is kept: the pack's hash, contiguity, that the
/// log folds, the final state hash. `next` gives one line at a time, empty at the end. Errors name the line:
/// `host.bad_import`, `host.import_limit`, `host.hash_differs`, `host.unknown_event`.
[[nodiscard]] Result<store::GameInfo> import_game(store::Store& store, const HostOptions& host,
                                                  const ImportOptions& options,
                                                  const std::function<Result<std::optional<std::string>>()>& next);

} // namespace goldbox::host
