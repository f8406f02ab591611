// SPDX-License-Identifier: MIT
#include "datum.hpp"

#include <algorithm>
#include <bit>

namespace goldbox::narrative {

namespace {
/// A string longer than this gives its memory back when it is no longer used.
constexpr std::size_t largest_kept = 4096;
} // namespace

TextKind kind_of(std::string_view text)
{
    if (text == "\n") return TextKind::newline;
    return text.find_first_not_of(" \t") == std::string_view::npos ? TextKind::blank : TextKind::words;
}

Datum Datum::real(float value)
{
    return Datum(Tag::real, 0, std::bit_cast<std::uint32_t>(value));
}

float Datum::real() const
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits_));
}

void Datum::release()
{
    if (tag_ == Tag::set) {
        if (--list_->references == 0) list_->heap->recycle(list_);
    } else if (--string_->references == 0) {
        string_->heap->recycle(string_);
    }
}

HeapString* Heap::string()
{
    if (free_strings_.empty()) {
        strings_.push_back(std::make_unique<HeapString>());
        strings_.back()->heap = this;
        free_strings_.reserve(strings_.capacity());
        return strings_.back().get();
    }
    HeapString* string = free_strings_.back();
    free_strings_.pop_back();
    string->text.clear();
    return string;
}

Datum Heap::filled(HeapString* string, Tag tag)
{
    string->kind = kind_of(string->text);
    bytes_ += string->text.capacity();
    return Datum(string, tag);
}

Datum Heap::string(std::string_view text, Tag tag)
{
    HeapString* made = string();
    made->text.assign(text);
    return filled(made, tag);
}

HeapList* Heap::list()
{
    if (free_lists_.empty()) {
        lists_.push_back(std::make_unique<HeapList>());
        lists_.back()->heap = this;
        free_lists_.reserve(lists_.capacity());
        return lists_.back().get();
    }
    HeapList* list = free_lists_.back();
    free_lists_.pop_back();
    list->list.items.clear();
    list->list.origins.clear();
    return list;
}

void Heap::recycle(HeapString* string)
{
    bytes_ -= std::min(bytes_, string->text.capacity());
    if (string->text.capacity() > largest_kept) string->text = std::string();
    free_strings_.push_back(string);
}

void Heap::recycle(HeapList* list)
{
    free_lists_.push_back(list);
}

} // namespace goldbox::narrative
