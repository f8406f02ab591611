// SPDX-License-Identifier: MIT
#include "cli/process.hpp"

#include "support/catch.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <pty.h>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace goldbox::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Pipe {
    int read = -1, write = -1;
    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        read = ends[0];
        write = ends[1];
    }
};

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& data)
{
    std::signal(SIGPIPE, SIG_DFL);
    ::setenv("XDG_DATA_HOME", data.c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (data + "/cache").c_str(), 1);
    ::setenv("USER", "tester", 1);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("COLUMNS");
    ::unsetenv("NO_COLOR");
    std::vector<char*> argv;
    std::string name = GOLDBOX_PROGRAM;
    argv.push_back(name.data());
    std::vector<std::string> copies = arguments;
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::execv(GOLDBOX_PROGRAM, argv.data());
    ::_exit(127);
}

int exit_status(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void close_once(int& descriptor)
{
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

/// Reads what is there; false at the end.
bool read_some(int descriptor, std::string& into)
{
    std::array<char, 1 << 14> chunk{};
    const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
    if (got > 0) into.append(chunk.data(), static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EINTR);
}

std::string without_escapes(std::string_view raw)
{
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\x1b' && i + 1 < raw.size() && raw[i + 1] == '[') {
            i += 2;
            while (i < raw.size() && (raw[i] < '@' || raw[i] > '~')) ++i;
        } else if (raw[i] != '\r') {
            text += raw[i];
        }
    }
    return text;
}

} // namespace

const std::string_view small_story = R"(The door is shut. # title: The Door
* [Knock.] You knock.
* [Wait for somebody to come along who has the key, however long that may take, and whatever the weather.] You wait.
-
Something moves.
+ [Knock again.]
+ [Go home.] -> home
-
It opens.
-> END
== home
You go home. # ending: at_home
-> END
)";

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (fs::temp_directory_path() / "goldbox-cli-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(std::string_view name, std::string_view content) const
{
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
}

std::string read_whole(const std::string& file)
{
    std::ostringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

std::string Finished::last_line() const
{
    std::string_view text = out;
    while (text.ends_with('\n')) text.remove_suffix(1);
    return std::string(text.substr(text.rfind('\n') + 1));
}

Process::Process(const std::vector<std::string>& arguments, const std::string& data, Limits limits)
{
    std::signal(SIGPIPE, SIG_IGN); // of a program that ended before it read everything
    const Pipe in, out, err;
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(in.read, STDIN_FILENO);
        ::dup2(out.write, STDOUT_FILENO);
        ::dup2(err.write, STDERR_FILENO);
        if (limits.largest_file > 0) {
            std::signal(SIGXFSZ, SIG_IGN); // the write fails instead
            const rlimit limit{limits.largest_file, limits.largest_file};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        become(arguments, data);
    }
    ::close(in.read);
    ::close(out.write);
    ::close(err.write);
    input_ = in.write;
    output_ = out.read;
    error_ = err.read;
}

Process::~Process()
{
    close_once(input_);
    close_once(output_);
    close_once(error_);
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        exit_status(pid_);
    }
}

void Process::write(std::string_view text) const
{
    while (!text.empty()) {
        const ssize_t written = ::write(input_, text.data(), text.size());
        if (written < 0) return; // it ended already
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Process::close_input()
{
    close_once(input_);
}

std::string Process::read_until(std::string_view text)
{
    const std::size_t from = out_.size();
    while (out_.find(text, from) == std::string::npos && read_some(output_, out_)) {
    }
    return out_.substr(from);
}

std::string Process::read_more()
{
    std::string more;
    (void)read_some(output_, more);
    out_ += more;
    return more;
}

Finished Process::finish()
{
    close_input();
    std::string err;
    std::array<pollfd, 2> ends{pollfd{output_, POLLIN, 0}, pollfd{error_, POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        ::poll(ends.data(), ends.size(), -1);
        if (ends[0].revents && !read_some(output_, out_)) ends[0].fd = -1;
        if (ends[1].revents && !read_some(error_, err)) ends[1].fd = -1;
    }
    const int exit = exit_status(std::exchange(pid_, -1));
    return {exit, std::move(out_), std::move(err)};
}

Finished goldbox(const std::vector<std::string>& arguments, const std::string& data, std::string_view input)
{
    Process process(arguments, data);
    process.write(input);
    return process.finish();
}

Finished run_llm(std::vector<std::string> arguments, std::string_view input)
{
    const TemporaryFolder home;
    arguments.insert(arguments.begin(), "llm");
    return goldbox(arguments, home.path(), input);
}

Terminal::Terminal(const std::vector<std::string>& arguments, const std::string& data)
{
    winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (pid_ < 0) throw std::runtime_error("no pseudo-terminal");
    if (pid_ == 0) become(arguments, data);
}

Terminal::~Terminal()
{
    close_once(terminal_);
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        exit_status(pid_);
    }
}

void Terminal::type(std::string_view text) const
{
    if (::write(terminal_, text.data(), text.size()) < 0) throw std::runtime_error("the terminal is gone");
}

std::string Terminal::see(std::string_view text)
{
    const auto deadline = Clock::now() + std::chrono::seconds(60);
    while (true) {
        const std::string plain = without_escapes(unseen_);
        if (const std::size_t at = plain.find(text); at != std::string::npos) {
            unseen_ = plain.substr(at + text.size());
            return plain.substr(0, at + text.size());
        }
        pollfd end{terminal_, POLLIN, 0};
        std::string more;
        const bool open = ::poll(&end, 1, 200) == 0 || read_some(terminal_, more);
        raw_ += more;
        unseen_ += more;
        if (!open || Clock::now() > deadline) {
            FAIL("the screen never showed \"" << text << "\" but:\n" << without_escapes(unseen_));
        }
    }
}

int Terminal::finish()
{
    while (read_some(terminal_, unseen_)) {
    }
    return exit_status(std::exchange(pid_, -1));
}

} // namespace goldbox::test
