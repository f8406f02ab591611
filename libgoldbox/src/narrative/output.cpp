// SPDX-License-Identifier: MIT
#include "output.hpp"

#include <algorithm>
#include <cstring>

namespace goldbox::narrative {

void Output::clear()
{
    items_.clear();
    strings_.clear();
    last_glue_ = -1;
    texts_ = 0;
    bytes_ = 0;
    untouched = 0;
    changed = true;
}

void Output::assign(const std::vector<Datum>& items)
{
    items_ = items;
    bytes_ = 0;
    for (const Datum& item : items_) bytes_ += bytes_of(item);
    recount();
    untouched = 0;
    changed = true;
}

std::size_t Output::bytes_of(const Datum& item) const
{
    if (item.is_text()) return operators_->text(item).size();
    return item.is(Tag::label) ? item.string()->text.size() : 0;
}

void Output::push(Datum item)
{
    const auto index = static_cast<std::uint32_t>(items_.size());
    if (item.is(Tag::glue)) last_glue_ = static_cast<std::int32_t>(index);
    if (item.is(Tag::begin_string)) strings_.push_back(index);
    if (item.is_text()) ++texts_;
    bytes_ += bytes_of(item);
    items_.push_back(std::move(item));
    changed = true;
}

void Output::pop(std::size_t count)
{
    bool glue = false;
    for (; count > 0; --count) {
        const Datum& item = items_.back();
        if (item.is(Tag::glue)) glue = true;
        if (item.is(Tag::begin_string)) strings_.pop_back();
        if (item.is_text()) --texts_;
        bytes_ -= bytes_of(item);
        items_.pop_back();
    }
    if (glue) recount();
    untouched = std::min(untouched, items_.size());
    changed = true;
}

void Output::erase(std::size_t index)
{
    bytes_ -= bytes_of(items_[index]);
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
    untouched = std::min(untouched, index);
    changed = true;
    recount();
}

void Output::recount()
{
    strings_.clear();
    last_glue_ = -1;
    texts_ = 0;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].is(Tag::glue)) last_glue_ = static_cast<std::int32_t>(i);
        if (items_[i].is(Tag::begin_string)) strings_.push_back(i);
        if (items_[i].is_text()) ++texts_;
    }
}

TextKind Output::kind(const Datum& text) const
{
    return text.is(Tag::text) ? operators_->kind(text.id()) : text.string()->kind;
}

void Output::trim_newlines()
{
    std::size_t from = items_.size();
    for (std::size_t i = items_.size(); i-- > 0;) {
        if (items_[i].is_command()) break;
        if (!items_[i].is_text()) continue;
        const TextKind found = kind(items_[i]);
        if (found == TextKind::words) break;
        if (found == TextKind::newline) from = i;
    }
    for (std::size_t i = from; i < items_.size();) {
        if (items_[i].is_text())
            erase(i);
        else
            ++i;
    }
    changed = true;
}

void Output::remove_glue()
{
    for (std::size_t i = items_.size(); i-- > 0;) {
        if (items_[i].is_command()) break;
        if (items_[i].is(Tag::glue)) erase(i);
    }
}

bool Output::ends_in_newline() const
{
    for (std::size_t i = items_.size(); i-- > 0;) {
        if (items_[i].is_command()) return false;
        if (!items_[i].is_text()) continue;
        const TextKind found = kind(items_[i]);
        if (found == TextKind::newline) return true;
        if (found == TextKind::words) return false;
    }
    return false;
}

namespace {

/// How much of the beginning clean_blanks would leave as it is: all of most lines but their last few bytes, seen eight
/// at a time. Neither a tab nor a newline, no blank at the beginning, at the end, or next to another.
std::size_t clean_prefix(std::string_view text)
{
    constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    std::size_t at = 0;
    bool after_blank = true;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        const std::uint64_t controls = (eight - ones * 0x20) & ~eight & high;
        const std::uint64_t others = eight ^ ones * ' ';
        const std::uint64_t blanks = ~(((others & ~high) + ~high) | others) & high;
        const bool begins = text[at] == ' ', ends = text[at + 7] == ' ';
        if (controls || (blanks & blanks << 8) || (after_blank && begins)) break;
        after_blank = ends;
    }
    if (at > 0 && after_blank) --at; // what comes next decides about it
    return at;
}

} // namespace

void clean_blanks(std::string& text)
{
    std::size_t written = clean_prefix(text), line = 0;
    std::size_t blanks = std::string::npos; // where the current run of blanks began
    for (std::size_t i = written; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ' ' || c == '\t') {
            if (blanks == std::string::npos) blanks = i;
            continue;
        }
        if (blanks != std::string::npos) {
            if (c != '\n' && blanks > 0 && blanks != line) text[written++] = ' ';
            blanks = std::string::npos;
        }
        if (c == '\n') line = i + 1;
        text[written++] = c;
    }
    text.resize(written);
}

void Output::write_text(std::string& out) const
{
    out.clear();
    bool in_tag = false;
    for (const Datum& item : items_) {
        if (item.is_text()) {
            if (!in_tag) out += operators_->text(item);
        } else if (item.is(Tag::begin_tag)) {
            in_tag = true;
        } else if (item.is(Tag::end_tag)) {
            in_tag = false;
        }
    }
    clean_blanks(out);
}

std::size_t Output::write_tags(std::vector<std::string>& tags) const
{
    std::size_t count = 0;
    auto next = [&]() -> std::string& {
        if (count == tags.size()) tags.emplace_back();
        tags[count].clear();
        return tags[count];
    };
    bool in_tag = false;
    std::string* open = nullptr; // the tag being written, once it has a character
    auto finish = [&] {
        if (open) {
            clean_blanks(*open);
            ++count;
        }
        open = nullptr;
    };
    for (const Datum& item : items_) {
        if (item.is(Tag::begin_tag)) {
            if (in_tag) finish();
            in_tag = true;
        } else if (item.is(Tag::end_tag)) {
            finish();
            in_tag = false;
        } else if (in_tag && item.is_text()) {
            const std::string_view text = operators_->text(item);
            if (text.empty()) continue;
            if (!open) open = &next();
            *open += text;
        } else if (!in_tag && item.is(Tag::label) && !item.string()->text.empty()) {
            next() = item.string()->text;
            ++count;
        }
    }
    finish();
    return count;
}

} // namespace goldbox::narrative
