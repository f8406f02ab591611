#pragma once
// SPDX-License-Identifier: MIT
// Server-sent events (WHATWG HTML, "Interpreting an event stream"), cut anywhere.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// One event. The texts live until the reader is fed again.
struct SseEvent {
    std::string_view type; ///< empty when the stream named none
    std::string_view data; ///< its lines joined by newlines
};

/// Frames bytes into events. Lines end in CR, LF or both; a byte order mark is skipped; comments, `id` and `retry` are
/// read and dropped. Unlike a browser it also gives the last event when the stream ends without an empty line, because
/// servers forget it.
class SseReader {
public:
    /// What is told of each event; false stops the reading.
    using Sink = std::function<bool(const SseEvent&)>;

    explicit SseReader(std::size_t max_event_bytes = 16u << 20) : max_event_bytes_(max_event_bytes) {}

    /// False: the sink stopped it, or an event was longer than allowed (`too_large` tells).
    bool feed(std::string_view bytes, const Sink& sink);
    /// The stream ended. False: as above.
    bool finish(const Sink& sink);

    [[nodiscard]] bool too_large() const { return too_large_; }

private:
    bool line(std::string_view text, const Sink& sink);
    bool dispatch(const Sink& sink);
    void field(std::string_view name, std::string_view value);
    bool keep(std::string_view text);

    std::size_t max_event_bytes_;
    std::string line_; ///< the beginning of a line whose end has not come
    std::string type_, data_;
    bool has_data_ = false;
    bool after_cr_ = false;
    bool first_line_ = true;
    bool too_large_ = false;
};

} // namespace goldbox::llm
