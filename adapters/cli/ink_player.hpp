#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/narrative/session.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace goldbox::cli {

/// Externals that answer int 0 and are not lookahead-safe, for stories whose host is elsewhere.
class ZeroExternals final : public narrative::Externals {
public:
    [[nodiscard]] std::optional<narrative::ExternalKind> kind(std::string_view) const override
    {
        return narrative::ExternalKind::action;
    }
    [[nodiscard]] Result<narrative::Value> call(const narrative::ExternalCall&) override
    {
        return narrative::Value(std::int32_t{0});
    }
};

struct PlayOptions {
    /// Called once, when this many choices have been made and the lines after the last were printed.
    std::uint64_t pause_after = 0;
    std::function<void(narrative::Session&)> on_pause;
    /// Told of problems with their file and line, where the story knows them; the protocol has no room for that.
    std::ostream* places = nullptr;
};

/// Plays a session by the protocol of `inklecate -p`: lines as they are, `# tags: a, b`, problems, then numbered
/// choices and `?> `; one number, from 1, a line of input. Ends with the story, or with the input, which it says. An
/// error is a limit that the session met.
Result<void> play_ink(narrative::Session& session, std::istream& input, std::ostream& output,
                      const PlayOptions& options = {});

} // namespace goldbox::cli
