#pragma once
// SPDX-License-Identifier: MIT
// A helper program of a test: a server that says `ready` and ends when its input closes.

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace goldbox::test {

class Child {
public:
    /// Runs `arguments` (the first is looked up in PATH); `settings` are added to its environment.
    explicit Child(std::vector<std::string> arguments, std::vector<std::string> settings = {})
    {
        std::array<int, 2> in{}, out{};
        if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        std::vector<char*> argv, environment;
        for (std::string& each : arguments) argv.push_back(each.data());
        argv.push_back(nullptr);
        for (char** each = environ; *each; ++each) environment.push_back(*each);
        for (std::string& each : settings) environment.push_back(each.data());
        environment.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        const int failed = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environment.data());
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(in[0]);
        ::close(out[1]);
        input_ = in[1];
        output_ = out[0];
        if (failed != 0) pid_ = -1;
    }
    ~Child()
    {
        ::close(input_);
        ::close(output_);
        if (pid_ <= 0) return;
        ::kill(pid_, SIGTERM);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] bool runs() const { return pid_ > 0; }

    /// Its next line, without the newline; empty at its end.
    [[nodiscard]] std::string read_line()
    {
        std::string line;
        for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) line += c;
        return line;
    }

private:
    pid_t pid_ = -1;
    int input_ = -1, output_ = -1;
};

} // namespace goldbox::test
