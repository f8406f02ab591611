// SPDX-License-Identifier: MIT
#include "sqlite/event_codec.hpp"

#include <cstdint>
#include <limits>
#include <optional>

namespace goldbox::sqlite {
namespace {

void put_number(std::string& out, std::uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(0x80 | (number & 0x7f));
        number >>= 7;
    }
    out += static_cast<char>(number);
}

void put_string(std::string& out, std::string_view text)
{
    put_number(out, text.size());
    out += text;
}

/// Takes values from the front of the bytes; once something is missing or odd, only `failed` counts.
struct Source {
    std::string_view bytes;
    bool failed = false;

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(bytes.front());
            bytes.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80) return value;
        }
        failed = true;
        return 0;
    }

    std::string string()
    {
        const std::uint64_t size = number();
        if (size > bytes.size()) failed = true;
        if (failed) return {};
        std::string text(bytes.substr(0, size));
        bytes.remove_prefix(size);
        return text;
    }

    std::uint16_t schema()
    {
        const std::uint64_t value = number();
        if (value > std::numeric_limits<std::uint16_t>::max()) failed = true;
        return static_cast<std::uint16_t>(value);
    }
};

} // namespace

std::string encode_events(const std::vector<store::StoredEvent>& events)
{
    std::string out;
    for (const store::StoredEvent& event : events) {
        put_string(out, event.type);
        put_number(out, event.schema);
        put_string(out, event.body);
    }
    return out;
}

Result<std::vector<store::StoredEvent>> decode_events(std::string_view bytes)
{
    std::vector<store::StoredEvent> events;
    Source source{bytes};
    while (!source.bytes.empty() && !source.failed) {
        store::StoredEvent& event = events.emplace_back();
        event.type = source.string();
        event.schema = source.schema();
        event.body = source.string();
    }
    if (source.failed) {
        return fail(Code::corrupt, "store.corrupt",
                    "the events of a record are damaged: restore a backup with `goldbox db restore`");
    }
    return events;
}

} // namespace goldbox::sqlite
