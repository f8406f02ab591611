#pragma once
// SPDX-License-Identifier: MIT

#include "curl/server.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace goldbox::test {

/// One secret of the engine, as Vault keeps it: versions count up, writes name the one they follow.
class FakeVault {
public:
    Answer operator()(const Asked& asked)
    {
        const std::lock_guard lock(mutex_);
        if (asked.head.find("\r\nx-vault-token: the-token\r\n") == std::string::npos) {
            return reply(R"({"errors":["permission denied"]})", "403 Forbidden");
        }
        if (asked.head.starts_with("GET /v1/sys/health "))
            return reply("{}", sealed ? "503 Service Unavailable" : "200 OK");
        if (asked.head.find(" /v1/kv/data/games/gold ") == std::string::npos) return reply("{}", "404 Not Found");
        if (asked.head.starts_with("GET ")) {
            if (version == 0) return reply(R"({"errors":[]})", "404 Not Found");
            return reply("{\"data\":{\"data\":" + data_ + ",\"metadata\":{\"version\":" + std::to_string(version) +
                         "}}}");
        }
        const auto document = json::read(asked.body);
        const std::int64_t follows = document->root.find("options")->find("cas")->integer();
        if (overtaken > 0) { // somebody else writes at the last moment
            --overtaken;
            ++version;
        }
        if (follows != version)
            return reply(R"({"errors":["check-and-set parameter did not match the current version"]})",
                         "400 Bad Request");
        data_ = json::write(*document->root.find("data"));
        ++version;
        return reply("{\"data\":{\"version\":" + std::to_string(version) + "}}");
    }

    /// What somebody else wrote.
    void hold(std::string its_data)
    {
        const std::lock_guard lock(mutex_);
        data_ = std::move(its_data);
        version = 1;
    }

    std::atomic<std::int64_t> version = 0;
    std::atomic<int> overtaken = 0;
    std::atomic<bool> sealed = false;

private:
    std::mutex mutex_;
    std::string data_ = "{}";
};

} // namespace goldbox::test
