// SPDX-License-Identifier: MIT
#include "curl/server.hpp"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdlib>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace goldbox::test {
namespace {

/// Waits until there is something to read; false when the test is over.
bool readable(int socket, const std::stop_token& stop)
{
    pollfd waiting{socket, POLLIN, 0};
    while (!stop.stop_requested()) {
        if (::poll(&waiting, 1, 20) > 0) return true;
    }
    return false;
}

bool send_all(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::size_t length_in(std::string_view head)
{
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
        const std::size_t at = head.find(name);
        if (at != std::string_view::npos)
            return std::strtoul(std::string(head.substr(at + name.size())).c_str(), nullptr, 10);
    }
    return 0;
}

/// Takes one request out of what came.
std::optional<Asked> take_request(std::string& buffer)
{
    const std::size_t end = buffer.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    const std::size_t length = length_in(std::string_view(buffer).substr(0, end + 2));
    if (buffer.size() < end + 4 + length) return std::nullopt;
    Asked asked{buffer.substr(0, end + 2), buffer.substr(end + 4, length)};
    buffer.erase(0, end + 4 + length);
    return asked;
}

} // namespace

Answer reply(std::string_view body, std::string_view status, std::string_view headers)
{
    std::string all = "HTTP/1.1 " + std::string(status) + "\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
    all.append(headers).append("\r\n").append(body);
    return {.pieces = {std::move(all)}};
}

Server::Server(std::function<Answer(const Asked&)> answer)
    : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 512) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
        throw std::runtime_error("no port on loopback");
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

Server::~Server()
{
    accepting_ = {};
    talking_.clear();
    ::close(listener_);
}

std::string Server::url(std::string_view path) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::vector<Asked> Server::asked() const
{
    const std::lock_guard lock(mutex_);
    return asked_;
}

void Server::accept_all(const std::stop_token& stop)
{
    while (readable(listener_, stop)) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        const int number = ++connections_;
        talking_.emplace_back([this, socket, number](const std::stop_token& over) { serve(socket, number, over); });
    }
}

void Server::serve(int socket, int number, const std::stop_token& stop)
{
    std::string buffer;
    std::array<char, 65536> chunk{};
    while (readable(socket, stop)) {
        const ssize_t got = ::recv(socket, chunk.data(), chunk.size(), 0);
        if (got <= 0) break;
        buffer.append(chunk.data(), static_cast<std::size_t>(got));
        auto asked = take_request(buffer);
        if (!asked) continue;
        asked->connection = number;
        {
            const std::lock_guard lock(mutex_);
            asked_.push_back(*asked);
        }
        const Answer answer = answer_(*asked);
        bool open = !answer.hang_up;
        for (const std::string& piece : answer.pieces) {
            for (int waited = 0; waited < answer.pause_ms && !stop.stop_requested(); waited += 5) {
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
            if (!send_all(socket, piece)) open = false;
        }
        if (!open) break;
    }
    ::close(socket);
}

} // namespace goldbox::test
