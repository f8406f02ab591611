// SPDX-License-Identifier: MIT
#include "peers/inkjs.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace goldbox::test {

namespace {

std::string text_of(const json::Value& answer, std::string_view name)
{
    const json::Value* found = answer.find(name);
    return found ? std::string(found->string()) : std::string();
}

std::array<int, 2> a_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return ends;
}

json::Document parsed(const std::string& answer)
{
    auto document = json::read(answer, {.max_depth = 1000});
    if (!document) throw std::runtime_error("inkjs answered no JSON: " + answer.substr(0, 200));
    return *std::move(document);
}

bool node_runs()
{
    static const bool runs = std::system("node --version >/dev/null 2>&1") == 0;
    return runs;
}

} // namespace

std::string Inkjs::folder()
{
    const char* set = std::getenv("GOLDBOX_PEERS");
    return set ? set : GOLDBOX_SOURCE_DIR "/build/peers";
}

bool Inkjs::is_there()
{
    return std::filesystem::exists(folder() + "/node_modules/inkjs/engine/Story.js") && node_runs();
}

void Inkjs::start()
{
    std::signal(SIGPIPE, SIG_IGN);
    const auto in = a_pipe();
    const auto out = a_pipe();
    const std::string where = folder();
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::execlp("node", "node", "--stack-size=4000", GOLDBOX_SOURCE_DIR "/tests/peers/inkjs.js", where.c_str(),
                 nullptr);
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
}

void Inkjs::stop()
{
    ::close(to_);
    ::close(from_);
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

std::string Inkjs::ask(const std::string& request)
{
    const std::string line = request + '\n';
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t wrote = ::write(to_, line.data() + sent, line.size() - sent);
        if (wrote < 0) throw std::runtime_error("node ended");
        sent += static_cast<std::size_t>(wrote);
    }
    std::string answer;
    while (!answer.ends_with('\n')) {
        pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, 10'000) == 0) {
            stop();
            start();
            return {};
        }
        std::array<char, 1 << 16> chunk{};
        const ssize_t got = ::read(from_, chunk.data(), chunk.size());
        if (got <= 0) throw std::runtime_error("node ended before it answered");
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return answer;
}

InkCompiled Inkjs::compile(const InkFiles& files, std::string_view main)
{
    std::string request;
    json::Writer out(request);
    out.begin_object().member("do", "compile").member("main", main).key("files").begin_object();
    for (const auto& [name, content] : files) out.member(name, content);
    out.end_object().end_object();
    const std::string text = ask(request);
    if (text.empty()) return {.story = {}, .remarks = {}, .thrown = "no answer"};
    const json::Document answer = parsed(text);

    InkCompiled compiled{.thrown = text_of(answer.root, "thrown")};
    if (answer.root.find("story")) compiled.story = text_of(answer.root, "story");
    for (const json::Value& remark : answer.root.find("remarks")->array()) {
        compiled.remarks.push_back({text_of(remark, "severity"), text_of(remark, "file"),
                                    remark.find("line")->integer(), text_of(remark, "text")});
    }
    return compiled;
}

InkPlayed Inkjs::play(const InkWalk& walk)
{
    std::string request;
    json::Writer out(request);
    out.begin_object().member("do", "play").member("story", walk.story).member("seed", walk.seed);
    out.key("externals").begin_array();
    for (const std::string& name : walk.externals) out.value(name);
    out.end_array().key("input").begin_array();
    for (const std::uint32_t number : walk.input) out.value(number);
    out.end_array().member("choice_tags", walk.choice_tags);
    if (walk.count_choices) out.member("unit", "choices");
    if (walk.save_after) out.member("save_after", static_cast<std::uint64_t>(*walk.save_after));
    if (walk.load) out.member("load", *walk.load);
    out.end_object();
    const std::string text = ask(request);
    if (text.empty()) return {.transcript = {}, .save = {}, .thrown = "no answer"};
    const json::Document answer = parsed(text);

    InkPlayed played{.transcript = text_of(answer.root, "transcript"),
                     .save = text_of(answer.root, "save"),
                     .thrown = text_of(answer.root, "thrown")};
    if (const json::Value* at = answer.root.find("saved_at")) played.saved_at = static_cast<std::size_t>(at->integer());
    return played;
}

} // namespace goldbox::test
