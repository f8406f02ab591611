#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/translation.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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

/// What goes with the protocol of `inklecate -p`.
struct Showing {
    const narrative::Translation* translation = nullptr; ///< shows lines and choices, where it has them
    /// Told of problems with their file and line, where the story knows them; the protocol has no room for that.
    std::ostream* places = nullptr;
};

/// The parts of that protocol: all lines up to the next choice, the choices, and the number on a line of input.
Result<void> print_lines(narrative::Session& session, std::ostream& output, const Showing& showing = {});
void print_choices(std::span<const narrative::Choice> choices, std::ostream& output, const Showing& showing = {});
[[nodiscard]] std::optional<std::size_t> choice_number(std::string_view line);

struct PlayerOptions {
    /// Called once, when this many choices have been made and the lines after the last were printed.
    std::uint64_t pause_after = 0;
    std::function<void(narrative::Session&)> on_pause;
    Showing showing;
};

/// Plays a session by the protocol of `inklecate -p`: lines as they are, `# tags: a, b`, problems, then numbered
/// choices and `?> `; one number, from 1, a line of input. Ends with the story, or with the input, which it says. An
/// error is a limit that the session met.
Result<void> play_ink(narrative::Session& session, std::istream& input, std::ostream& output,
                      const PlayerOptions& options = {});

} // namespace goldbox::cli
