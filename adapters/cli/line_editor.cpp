// SPDX-License-Identifier: MIT
#include "line_editor.hpp"

#include "input.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstring>
#include <cwchar>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#ifdef GOLDBOX_LIBEDIT
#include <histedit.h>
#endif

namespace goldbox::cli {
namespace {

constexpr std::size_t longest_input = 64u << 10;

/// Ctrl-C, as something that can be waited for together with input. A signal has no other way to say it came.
std::array<int, 2> interrupts{-1, -1};

void note_interrupt(int)
{
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(interrupts[1], "", 1);
    errno = error;
}

enum class Waited { input, interrupt, moment };

/// Until there is something to read on standard input, or Ctrl-C comes, or the time is up (-1: never).
Waited wait_for_input(int milliseconds)
{
    std::array<pollfd, 2> ends{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{interrupts[0], POLLIN, 0}};
    int ready = 0;
    while ((ready = ::poll(ends.data(), ends.size(), milliseconds)) < 0) {
        if (errno != EINTR) return Waited::interrupt;
    }
    if (ready == 0) return Waited::moment;
    return ends[1].revents == 0 ? Waited::input : Waited::interrupt;
}

/// Until there is something to read, false when Ctrl-C came first. Meanwhile something may be done and said; after that
/// the prompt is shown anew.
template <class ShowPrompt>
Result<bool> wait_for_input(const Meanwhile& meanwhile, ShowPrompt show_prompt)
{
    constexpr int moment = 1000;
    while (true) {
        const Waited waited = wait_for_input(meanwhile ? moment : -1);
        if (waited != Waited::moment) return waited == Waited::input;
        GOLDBOX_TRY(const bool spoke, meanwhile());
        if (spoke) show_prompt();
    }
}

class ScriptLines final : public LineSource {
public:
    explicit ScriptLines(std::unique_ptr<LineReader> reader) : reader_(std::move(reader)) {}

    [[nodiscard]] Result<std::optional<std::string>> next(const std::string&, const Meanwhile&) override
    {
        while (true) {
            GOLDBOX_TRY(std::optional<std::string> line, reader_->next());
            if (!line) return line;
            if (const std::string_view input = without_comment(*line); !input.empty()) return std::string(input);
        }
    }

    [[nodiscard]] bool typed() const override { return false; }

private:
    std::unique_ptr<LineReader> reader_;
};

#ifdef GOLDBOX_LIBEDIT

/// libedit decodes by the locale; a machine without one still has people who type é.
void use_utf8_locale()
{
    // NOLINTBEGIN(concurrency-mt-unsafe): no other thread of the program asks for the locale
    const char* locale = std::setlocale(LC_CTYPE, "");
    if (!locale || std::strcmp(locale, "C") == 0 || std::strcmp(locale, "POSIX") == 0) {
        std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    // NOLINTEND(concurrency-mt-unsafe)
}

class EditedLines final : public LineSource {
public:
    explicit EditedLines(Completions completions) : completions_(std::move(completions))
    {
        use_utf8_locale();
        editor_ = el_init("goldbox", stdin, stdout, stderr);
        history_ = history_init();
        HistEvent event;
        history(history_, &event, H_SETSIZE, 500);
        history(history_, &event, H_SETUNIQUE, 1);
        el_set(editor_, EL_CLIENTDATA, this);
        el_set(editor_, EL_PROMPT, &show_prompt);
        el_set(editor_, EL_EDITOR, "emacs");
        el_set(editor_, EL_HIST, history, history_);
        el_set(editor_, EL_ADDFN, "complete", "Completes a command", &complete);
        el_set(editor_, EL_BIND, "^I", "complete", nullptr);
        el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
        el_set(editor_, EL_GETCFN, &read_key); // libedit's own goes on reading after Ctrl-C
    }

    ~EditedLines() override
    {
        history_end(history_);
        el_end(editor_);
    }
    EditedLines(const EditedLines&) = delete;
    EditedLines& operator=(const EditedLines&) = delete;

    [[nodiscard]] Result<std::optional<std::string>> next(const std::string& prompt,
                                                          const Meanwhile& meanwhile) override
    {
        prompt_ = prompt;
        meanwhile_ = meanwhile;
        // libedit shows the prompt first and leaves line mode after it: a Ctrl-D typed in between would be swallowed.
        el_set(editor_, EL_PREP_TERM, 1);
        int count = 0;
        const char* read = el_gets(editor_, &count);
        if (failure_) return unexpected(*std::exchange(failure_, std::nullopt));
        if (!read || count <= 0) return std::optional<std::string>();
        std::string line(read, static_cast<std::size_t>(count));
        while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
        HistEvent event;
        if (!line.empty()) history(history_, &event, H_ENTER, line.c_str());
        return std::optional(to_utf8(line));
    }

    [[nodiscard]] bool typed() const override { return true; }

private:
    static EditedLines& self(EditLine* editor)
    {
        void* lines = nullptr;
        el_get(editor, EL_CLIENTDATA, &lines);
        return *static_cast<EditedLines*>(lines);
    }

    static char* show_prompt(EditLine* editor) { return self(editor).prompt_.data(); }

    bool wait_for_key()
    {
        auto waited = wait_for_input(meanwhile_, [this] { el_set(editor_, EL_REFRESH); });
        if (waited) return *waited;
        failure_ = std::move(waited).error();
        return false;
    }

    static int read_key(EditLine* editor, wchar_t* key)
    {
        std::mbstate_t state{};
        while (true) {
            char byte = 0;
            if (!self(editor).wait_for_key() || ::read(STDIN_FILENO, &byte, 1) != 1) return -1;
            // NOLINTNEXTLINE(concurrency-mt-unsafe): the state is our own, so it is
            const std::size_t used = std::mbrtowc(key, &byte, 1, &state);
            if (used <= 1) return 1;
            if (used == static_cast<std::size_t>(-1)) state = {}; // not of this locale: left out
        }
    }

    static unsigned char complete(EditLine* editor, int)
    {
        const LineInfo* line = el_line(editor);
        const std::string_view typed(line->buffer, static_cast<std::size_t>(line->cursor - line->buffer));
        const std::string rest = self(editor).completion_of(typed);
        if (rest.empty()) return CC_REFRESH_BEEP;
        el_insertstr(editor, rest.c_str());
        return CC_REFRESH;
    }

    /// What all candidates that begin so have in common beyond it.
    [[nodiscard]] std::string completion_of(std::string_view typed) const
    {
        std::optional<std::string> common;
        for (const std::string& candidate : completions_()) {
            if (!candidate.starts_with(typed)) continue;
            if (!common) {
                common = candidate;
            } else {
                const auto [end, unused] =
                    std::mismatch(common->begin(), common->end(), candidate.begin(), candidate.end());
                common->erase(end, common->end());
            }
        }
        return common ? common->substr(typed.size()) : std::string();
    }

    Completions completions_;
    std::string prompt_;
    Meanwhile meanwhile_;
    std::optional<Error> failure_; ///< of what was done meanwhile
    EditLine* editor_ = nullptr;
    History* history_ = nullptr;
};

#else

class PlainLines final : public LineSource {
public:
    explicit PlainLines(Output& out) : out_(out), reader_(STDIN_FILENO, longest_input) {}

    [[nodiscard]] Result<std::optional<std::string>> next(const std::string& prompt,
                                                          const Meanwhile& meanwhile) override
    {
        out_.write(prompt);
        GOLDBOX_TRY(const bool input, wait_for_input(meanwhile, [&] { out_.write(prompt); }));
        if (!input) return std::optional<std::string>();
        return reader_.next();
    }

    [[nodiscard]] bool typed() const override { return true; }

private:
    Output& out_;
    LineReader reader_;
};

#endif

} // namespace

void end_lines_on_interrupt()
{
    if (::pipe2(interrupts.data(), O_CLOEXEC | O_NONBLOCK) != 0) return; // Ctrl-C ends the program then
    struct sigaction action{};
    action.sa_handler = note_interrupt;
    action.sa_flags = SA_RESTART; // what is being saved is not disturbed
    ::sigaction(SIGINT, &action, nullptr);
}

bool interrupted_within(int milliseconds)
{
    pollfd end{interrupts[0], POLLIN, 0};
    if (::poll(&end, 1, milliseconds) <= 0) return false;
    char note = 0;
    return ::read(interrupts[0], &note, 1) == 1;
}

std::unique_ptr<LineSource> make_terminal_lines([[maybe_unused]] Output& out, [[maybe_unused]] Completions completions)
{
#ifdef GOLDBOX_LIBEDIT
    return std::make_unique<EditedLines>(std::move(completions));
#else
    return std::make_unique<PlainLines>(out);
#endif
}

Result<std::unique_ptr<LineSource>> open_script(const std::string& file)
{
    GOLDBOX_TRY(auto reader, LineReader::open(file, longest_input));
    return std::make_unique<ScriptLines>(std::move(reader));
}

LineReader::~LineReader()
{
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

Result<std::unique_ptr<LineReader>> LineReader::open(const std::string& file, std::size_t longest)
{
    if (file == "-") return std::make_unique<LineReader>(STDIN_FILENO, longest);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT) {
        return fail(Code::not_found, "base.file_not_found", "there is no file \"" + printable(file) + "\"");
    }
    if (descriptor < 0) {
        return fail(Code::unavailable, "base.file_unreadable",
                    "cannot open \"" + printable(file) + "\": " + std::generic_category().message(errno));
    }
    auto reader = std::make_unique<LineReader>(descriptor, longest);
    reader->file_ = file;
    return reader;
}

Result<bool> LineReader::fill()
{
    char chunk[1 << 16];
    const ssize_t got = ::read(descriptor_, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) return true;
    if (got < 0) {
        return fail(Code::unavailable, "base.file_unreadable",
                    "cannot read \"" + printable(file_.empty() ? "standard input" : file_) +
                        "\": " + std::generic_category().message(errno));
    }
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
}

Result<std::optional<std::string>> LineReader::next()
{
    while (true) {
        const std::size_t end = buffer_.find('\n', searched_);
        if (end != buffer_.npos || (at_end_ && begin_ < buffer_.size())) {
            std::string line = buffer_.substr(begin_, end == buffer_.npos ? end : end - begin_);
            begin_ = searched_ = end == buffer_.npos ? buffer_.size() : end + 1;
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        if (at_end_) return std::optional<std::string>();
        buffer_.erase(0, begin_);
        begin_ = 0;
        searched_ = buffer_.size();
        if (searched_ > longest_) {
            return fail(Code::limit, "base.line_too_long",
                        "a line is longer than " + std::to_string(longest_) + " bytes",
                        {file_.empty() ? "standard input" : file_});
        }
        GOLDBOX_TRY(const bool more, fill());
        at_end_ = !more;
    }
}

} // namespace goldbox::cli
