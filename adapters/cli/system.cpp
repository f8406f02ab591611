// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace goldbox::cli {
namespace {

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::filesystem::path data_folder()
{
    // The XDG specification has relative paths ignored.
    if (std::filesystem::path folder = environment("XDG_DATA_HOME"); folder.is_absolute()) return folder;
    if (std::filesystem::path home = environment("HOME"); home.is_absolute()) return home / ".local" / "share";
    return ".";
}

} // namespace

Timestamp SystemClock::now()
{
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

void system_entropy(std::span<char> bytes)
{
    constexpr std::size_t most = 256; // getentropy gives no more at once
    while (!bytes.empty()) {
        const std::span<char> part = bytes.first(std::min(bytes.size(), most));
        GOLDBOX_ASSERT(::getentropy(part.data(), part.size()) == 0, "the system gives random bytes");
        bytes = bytes.subspan(part.size());
    }
}

std::string random_id()
{
    std::array<char, 16> bytes{};
    system_entropy(bytes);
    std::string id;
    for (char byte : bytes) id += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return id;
}

void StreamLog::write(LogLevel level, std::string_view room, std::string_view message)
{
    if (level < LogLevel::warning) return;
    out_.line(fmt::format("goldbox: {}: {}", room, printable(message)));
}

std::string default_database()
{
    return (data_folder() / "goldbox" / "goldbox.db").string();
}

std::string default_player()
{
    const std::string user = printable(environment("USER"));
    return user.empty() ? "Player" : user;
}

std::string local_time(Timestamp time)
{
    const std::time_t seconds = static_cast<std::time_t>(time.milliseconds / 1000);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                       parts.tm_hour, parts.tm_min);
}

std::string utc_time(Timestamp time)
{
    const std::time_t seconds = static_cast<std::time_t>(time.milliseconds / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, time.milliseconds % 1000);
}

} // namespace goldbox::cli
