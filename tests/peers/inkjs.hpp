#pragma once
// SPDX-License-Identifier: MIT
// inkjs, the reference's port to JavaScript, as a process beside the test.

#include "support/skip.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

using InkFiles = std::map<std::string, std::string, std::less<>>; ///< contents by name

/// What a compiler said: `error`, `warning` or `author`, and where.
struct InkRemark {
    std::string severity;
    std::string file;
    std::int64_t line = 0;
    std::string text;
};

struct InkCompiled {
    std::optional<std::string> story; ///< ink JSON; absent after errors
    std::vector<InkRemark> remarks;
    std::string thrown; ///< message of the exception that ended it, if one did
};

struct InkPlayed {
    std::string transcript; ///< as `inklecate -p` prints it, with the tags of choices where asked for
    std::string save;       ///< empty when the story ended before
    std::size_t saved_at = 0;
    std::string thrown; ///< inkjs gave up in the middle; the transcript ends there

    [[nodiscard]] std::string after_save() const { return transcript.substr(saved_at); }
};

/// What to play. A step is a line or a choice.
struct InkWalk {
    std::string story; ///< ink JSON
    std::int32_t seed = 0;
    std::vector<std::string> externals{};  ///< bound to a function that answers 0 and is not lookahead-safe
    std::vector<std::uint32_t> input{};    ///< each takes the choice of that number modulo how many there are
    std::optional<std::size_t> save_after; ///< steps, or choices where `count_choices`
    bool count_choices = false;
    bool choice_tags = false;
    std::optional<std::string> load{}; ///< a save to begin from; its seed counts
};

/// One process, started anew when a request takes longer than ten seconds: `thrown` is "no answer" then. Throws
/// std::runtime_error when there is no process to be had.
class Inkjs {
public:
    Inkjs() { start(); }
    ~Inkjs() { stop(); }
    Inkjs(const Inkjs&) = delete;
    Inkjs& operator=(const Inkjs&) = delete;

    /// Where ./dev installs it, or GOLDBOX_PEERS says it is; and whether it is there and node too.
    [[nodiscard]] static std::string folder();
    [[nodiscard]] static bool is_there();

    [[nodiscard]] InkCompiled compile(const InkFiles& files, std::string_view main);
    [[nodiscard]] InkPlayed play(const InkWalk& walk);

private:
    void start();
    void stop();
    /// The answer's JSON; empty when there was none in time.
    std::string ask(const std::string& request);
    pid_t pid_ = -1;
    int to_ = -1, from_ = -1;
};

} // namespace goldbox::test

/// Goes on when inkjs can be run; otherwise ends the test, failed or skipped.
#define GOLDBOX_NEED_INKJS()                                                                                           \
    do {                                                                                                               \
        if (!goldbox::test::Inkjs::is_there()) {                                                                       \
            const std::string missing = "no node, or no inkjs in " + goldbox::test::Inkjs::folder();                   \
            if (goldbox::test::must_have_data()) FAIL(missing);                                                        \
            GOLDBOX_SKIP(missing);                                                                                     \
        }                                                                                                              \
    } while (false)
