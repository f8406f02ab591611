#pragma once
// SPDX-License-Identifier: MIT
// A small HTTP/1.1 server on loopback whose answers are written down byte by byte.

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace goldbox::test {

/// A request as it came.
struct Asked {
    std::string head; ///< with the line of the request, up to the empty line
    std::string body;
    int connection = 0; ///< counted from 1
};

/// What is sent back, raw, piece by piece.
struct Answer {
    std::vector<std::string> pieces;
    int pause_ms = 0;     ///< before each piece
    bool hang_up = false; ///< close the connection behind it
};

/// A whole reply with its length.
[[nodiscard]] Answer reply(std::string_view body, std::string_view status = "200 OK", std::string_view headers = {});

class Server {
public:
    explicit Server(std::function<Answer(const Asked&)> answer);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url(std::string_view path = "/") const;
    [[nodiscard]] std::vector<Asked> asked() const;
    [[nodiscard]] int connections() const { return connections_; }

private:
    void accept_all(const std::stop_token& stop);
    void serve(int socket, int number, const std::stop_token& stop);

    std::function<Answer(const Asked&)> answer_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<Asked> asked_;
    std::vector<std::jthread> talking_;
    std::jthread accepting_;
};

} // namespace goldbox::test
