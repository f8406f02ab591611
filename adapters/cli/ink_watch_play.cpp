// SPDX-License-Identifier: MIT
#include "ink_watch_play.hpp"

#include "ink_player.hpp"
#include "ink_watch.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <span>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace goldbox::cli {
namespace {

using narrative::Choice;
using narrative::Session;
using narrative::SessionOptions;
using narrative::Story;

/// Lines that were given, or those of standard input as they come: in between, changes of the story are noticed.
class Lines {
public:
    Lines() = default;
    explicit Lines(std::string given) : text_(std::move(given)), reads_(false) {}

    [[nodiscard]] bool ended() const { return ended_; }

    /// The next line, waiting a moment for it; nothing when none came yet.
    std::optional<std::string> next()
    {
        if (auto line = take()) return line;
        if (reads_) {
            read_more();
        } else {
            std::this_thread::sleep_for(watch_interval);
        }
        return take();
    }

private:
    std::optional<std::string> take()
    {
        const std::size_t end = text_.find('\n');
        if (end == std::string::npos) {
            if (reads_ || text_.empty()) return std::nullopt;
            return std::exchange(text_, {});
        }
        std::string line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
    }

    void read_more()
    {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, static_cast<int>(watch_interval.count())) <= 0) return;
        std::array<char, 4096> chunk{};
        const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got > 0) text_.append(chunk.data(), static_cast<std::size_t>(got));
        ended_ = got == 0 || (got < 0 && errno != EINTR);
    }

    std::string text_;
    bool reads_ = true;
    bool ended_ = false;
};

/// A choice that was made, and how it is known again in a story that has changed.
struct Made {
    std::string text;
    std::string target;
};

/// Whether a place is named by a label, not by its position: `kitchen.look`, not `kitchen.0.c-1`.
bool is_labelled(std::string_view path)
{
    const std::string_view last = path.substr(path.rfind('.') + 1);
    return !last.starts_with("c-") && last.find_first_not_of("0123456789") != std::string_view::npos;
}

/// The same words; or else the same place of the story, when it has a label or only the spelling has changed.
std::optional<std::size_t> find_again(const Made& made, std::span<const Choice> offered)
{
    auto found = std::ranges::find(offered, made.text, &Choice::text);
    if (found == offered.end()) {
        found = std::ranges::find_if(offered, [&](const Choice& choice) {
            const bool is_similar = !nearest(made.text, {choice.text}).empty();
            return choice.target == made.target && (is_similar || is_labelled(made.target));
        });
    }
    if (found == offered.end()) return std::nullopt;
    return static_cast<std::size_t>(found - offered.begin());
}

class Player {
public:
    Player(Context& context, const WatchedPlay& play, Lines lines)
        : context_(context), play_(play), lines_(std::move(lines))
    {
    }

    Exit run()
    {
        const Interrupts interrupts;
        reload();
        while (!Interrupts::happened() && !lines_.ended() && !context_.out.failed()) {
            if (changed(stamps_)) reload();
            if (const auto line = lines_.next()) take(*line);
        }
        if (lines_.ended()) context_.out.write("<User input stream closed.>\n");
        return Exit::done;
    }

private:
    /// Compiles again. A story with mistakes leaves the one that is being played as it is.
    void reload()
    {
        stamps_.clear();
        diagnostics_.clear();
        const auto began = std::chrono::steady_clock::now();
        auto story = load();
        if (!story) {
            report(context_, story.error());
            return;
        }
        SessionOptions options{.seed = play_.seed};
        if (play_.bind_missing) options.externals = &zero_;
        session_.emplace(*story, options);
        const std::string replayed = replay();
        context_.err.line(summary(play_.story, diagnostics_, stamps_.size(), std::chrono::steady_clock::now() - began) +
                          replayed);
        show_choices();
    }

    Result<std::shared_ptr<const Story>> load()
    {
        if (!is_source(play_.story)) {
            stamps_.emplace(play_.story, stamp_of(play_.story));
            GOLDBOX_TRY(const std::string text, read_file(play_.story));
            return Story::load(text, {.file = play_.story});
        }
        GOLDBOX_TRY(const narrative::Compilation compilation, compile_story(play_.story, stamps_));
        diagnostics_ = compilation.diagnostics;
        if (!compilation.tree) return unexpected(refuse(context_, play_.story, diagnostics_));
        print(context_, diagnostics_);
        return Story::load(compilation.tree->root, {.file = play_.story});
    }

    /// Makes the choices again that were made before, and shows the lines after the last of them. Says how far it got.
    std::string replay()
    {
        const std::vector<Made> before = std::exchange(made_, {});
        std::string passage = lines();
        for (const Made& made : before) {
            const auto again = find_again(made, session_->choices());
            if (!again || !choose(*again)) {
                context_.out.write(passage);
                return fmt::format("; replayed {} of {} choices: \"{}\" is not offered any more", made_.size(),
                                   before.size(), printable(made.text));
            }
            passage = lines();
        }
        context_.out.write(passage);
        return before.empty() ? "" : fmt::format("; replayed {} of {} choices", before.size(), before.size());
    }

    void take(const std::string& line)
    {
        if (!session_) return;
        const auto number = choice_number(line);
        const std::size_t offered = session_->choices().size();
        if (offered == 0) return;
        if (!number || *number < 1 || *number > offered || !choose(*number - 1)) {
            context_.out.write("Choice out of range\n?> ");
            return;
        }
        context_.out.write(lines());
        show_choices();
    }

    bool choose(std::size_t index)
    {
        const Choice chosen = session_->choices()[index];
        if (!session_->choose(index)) return false;
        made_.push_back({chosen.text, chosen.target});
        return true;
    }

    /// Everything up to the next choice. A limit that was met ends the passage and says so.
    std::string lines()
    {
        std::ostringstream text;
        const Result<void> told = print_lines(*session_, text);
        if (!told) context_.err.line("goldbox: " + printable(to_string(told.error()), true));
        return text.str();
    }

    void show_choices()
    {
        std::ostringstream text;
        if (session_->choices().empty()) {
            context_.err.line(play_.story + ": the story is over; waiting for a change");
        } else {
            print_choices(session_->choices(), text);
            text << "?> ";
        }
        context_.out.write(text.str());
    }

    Context& context_;
    const WatchedPlay& play_;
    Lines lines_;
    FileStamps stamps_;
    std::vector<Diagnostic> diagnostics_; ///< of the latest compilation
    ZeroExternals zero_;
    std::optional<Session> session_; ///< none until the story compiled once
    std::vector<Made> made_;
};

} // namespace

Result<Exit> play_watched(Context& context, const WatchedPlay& play)
{
    const bool from_file = !play.input.empty() && play.input != "-";
    Lines lines;
    if (from_file) {
        GOLDBOX_TRY(std::string choices, read_file(play.input));
        lines = Lines(std::move(choices));
    }
    return Player(context, play, std::move(lines)).run();
}

} // namespace goldbox::cli
