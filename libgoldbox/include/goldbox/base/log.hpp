#pragma once
// SPDX-License-Identifier: MIT

#include <cstdint>
#include <string_view>

namespace goldbox {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Where the library reports what happens inside, for operators. Called on the thread that did the work; it must not
/// call back into the library. Personal text, keys and story content are never written here.
class Log {
public:
    virtual ~Log() = default;
    /// `room` is the reporting room (`host`, `sqlite`), `message` one line without a newline.
    virtual void write(LogLevel level, std::string_view room, std::string_view message) = 0;
};

/// Drops everything: the default.
class NoLog final : public Log {
public:
    void write(LogLevel, std::string_view, std::string_view) override {}
};

} // namespace goldbox
