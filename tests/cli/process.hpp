#pragma once
// SPDX-License-Identifier: MIT
// Runs the program goldbox as a person or a script would.

#include <csignal>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace goldbox::test {

/// A folder that goes with the test.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string operator/(std::string_view name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string path() const { return path_.string(); }
    /// Writes a file, with the folders it lies in; its whole name.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string read_whole(const std::string& file);

struct Finished {
    int exit = -1; ///< status; 128 + signal where a signal ended it
    std::string out;
    std::string err;
    [[nodiscard]] bool says(std::string_view text) const { return (out + err).find(text) != std::string::npos; }
    [[nodiscard]] std::string last_line() const;
};

/// A running program with pipes at its ends.
class Process {
public:
    struct Limits {
        std::size_t largest_file = 0; ///< writing more fails, as on a full disk; 0: no limit
    };
    /// `goldbox` with these arguments; `data` becomes XDG_DATA_HOME.
    Process(const std::vector<std::string>& arguments, const std::string& data, Limits limits);
    Process(const std::vector<std::string>& arguments, const std::string& data) : Process(arguments, data, Limits{}) {}
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void write(std::string_view text) const;
    void close_input();
    /// Everything it says until it says `text` or ends.
    std::string read_until(std::string_view text);
    /// What it says next, as soon as it says something; empty at its end.
    std::string read_more();
    void signal(int number) const { ::kill(pid_, number); }
    [[nodiscard]] Finished finish();

private:
    pid_t pid_ = -1;
    int input_ = -1, output_ = -1, error_ = -1;
    std::string out_;
};

/// Runs it to its end.
[[nodiscard]] Finished goldbox(const std::vector<std::string>& arguments, const std::string& data,
                               std::string_view input = {});

/// `goldbox llm`, with a data folder of its own.
[[nodiscard]] Finished run_llm(std::vector<std::string> arguments, std::string_view input = {});

/// A terminal of 80 columns with the program in it.
class Terminal {
public:
    Terminal(const std::vector<std::string>& arguments, const std::string& data);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    void type(std::string_view text) const;
    /// What appears on the screen until `text` does, without colours and returns; fails after a minute.
    std::string see(std::string_view text);
    /// Waits for the end; the exit status.
    [[nodiscard]] int finish();
    [[nodiscard]] const std::string& raw() const { return raw_; }

private:
    pid_t pid_ = -1;
    int terminal_ = -1;
    std::string raw_;
    std::string unseen_;
};

/// The program's story for tests: asks twice, forks, ends.
extern const std::string_view small_story;

} // namespace goldbox::test
