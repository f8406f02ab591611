// SPDX-License-Identifier: MIT
#include <goldbox/llm/sse.hpp>

namespace goldbox::llm {

bool SseReader::feed(std::string_view bytes, const Sink& sink)
{
    if (too_large_) return false;
    while (!bytes.empty()) {
        if (after_cr_ && bytes.front() == '\n') bytes.remove_prefix(1); // the second half of CR LF
        after_cr_ = false;
        const std::size_t end = bytes.find_first_of("\r\n");
        if (end == std::string_view::npos) return keep(bytes);
        after_cr_ = bytes[end] == '\r';
        const std::string_view rest = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        if (!line_.empty() || rest.size() > max_event_bytes_) {
            if (!keep(rest)) return false;
            const bool more = line(line_, sink);
            line_.clear();
            if (!more) return false;
        } else if (!line(rest, sink)) {
            return false;
        }
    }
    return true;
}

bool SseReader::finish(const Sink& sink)
{
    if (too_large_) return false;
    if (!line_.empty()) {
        const std::string last = std::move(line_);
        line_.clear();
        if (!line(last, sink)) return false;
    }
    return dispatch(sink);
}

bool SseReader::keep(std::string_view text)
{
    if (line_.size() + text.size() > max_event_bytes_) {
        too_large_ = true;
        return false;
    }
    line_ += text;
    return true;
}

bool SseReader::line(std::string_view text, const Sink& sink)
{
    if (first_line_ && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    first_line_ = false;
    if (text.empty()) return dispatch(sink);
    const std::size_t colon = text.find(':');
    if (colon == 0) return true; // a comment
    if (colon == std::string_view::npos) {
        field(text, {});
    } else {
        std::string_view value = text.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);
        field(text.substr(0, colon), value);
    }
    return !too_large_;
}

void SseReader::field(std::string_view name, std::string_view value)
{
    if (name == "event") {
        type_ = value;
    } else if (name == "data") {
        if (data_.size() + value.size() > max_event_bytes_) {
            too_large_ = true;
            return;
        }
        if (has_data_) data_ += '\n';
        data_ += value;
        has_data_ = true;
    }
}

bool SseReader::dispatch(const Sink& sink)
{
    const bool more = !has_data_ || sink({type_, data_});
    type_.clear();
    data_.clear();
    has_data_ = false;
    return more;
}

} // namespace goldbox::llm
