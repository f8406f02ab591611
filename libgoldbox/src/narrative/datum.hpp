#pragma once
// SPDX-License-Identifier: MIT
// A value while a story runs: sixteen bytes, either complete in itself, or the number of a constant of the program, or
// a counted reference to a string or list on the session's heap.

#include <goldbox/base/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::narrative {

class Heap;

/// What a text means for glue and for the trimming of lines.
enum class TextKind : std::uint8_t {
    words,
    newline, ///< exactly "\n"
    blank,   ///< spaces and tabs only, or nothing
};
[[nodiscard]] TextKind kind_of(std::string_view text);

/// Items in the order they came; `origins` are the definitions that a list without items still belongs to.
struct ListData {
    std::vector<std::uint32_t> items;
    std::vector<std::uint32_t> origins;
    bool operator==(const ListData&) const = default;
};

struct HeapString {
    std::uint32_t references = 0;
    TextKind kind = TextKind::blank;
    Heap* heap = nullptr;
    std::string text;
};

struct HeapList {
    std::uint32_t references = 0;
    Heap* heap = nullptr;
    ListData list;
};

enum class Tag : std::uint8_t {
    unset, ///< a variable that nobody assigned
    nothing,
    boolean,
    integer,
    real,
    text,    ///< of the program
    target,  ///< a container and a place in it
    pointer, ///< to a variable
    list,    ///< of the program
    // in the output only
    glue,
    begin_string,
    begin_tag,
    end_tag,
    // counted
    string,
    label, ///< a finished tag
    set,   ///< a list on the heap
};

class Datum {
public:
    Datum() : bits_(0) {}
    static Datum of(Tag tag) { return Datum(tag, 0, 0); }
    static Datum nothing() { return of(Tag::nothing); }
    static Datum boolean(bool value) { return Datum(Tag::boolean, 0, value ? 1u : 0u); }
    static Datum integer(std::int32_t value) { return Datum(Tag::integer, 0, static_cast<std::uint32_t>(value)); }
    static Datum real(float value);
    static Datum text(std::uint32_t id) { return Datum(Tag::text, 0, id); }
    static Datum list(std::uint32_t id) { return Datum(Tag::list, 0, id); }
    static Datum target(std::uint32_t container, std::int32_t index)
    {
        return Datum(Tag::target, static_cast<std::uint32_t>(index), container);
    }
    static Datum pointer(std::uint32_t name, std::int32_t frame)
    {
        return Datum(Tag::pointer, static_cast<std::uint32_t>(frame), name);
    }
    /// A value that needs no heap, from what tag(), detail() and id() said of it.
    static Datum stored(Tag tag, std::uint32_t detail, std::uint32_t bits) { return Datum(tag, detail, bits); }
    explicit Datum(HeapString* string, Tag tag = Tag::string) : tag_(tag), bits_(0)
    {
        string_ = string;
        ++string->references;
    }
    explicit Datum(HeapList* list) : tag_(Tag::set), bits_(0)
    {
        list_ = list;
        ++list->references;
    }

    Datum(const Datum& other) : tag_(other.tag_), detail_(other.detail_), bits_(other.bits_) { retain(); }
    Datum(Datum&& other) noexcept : tag_(other.tag_), detail_(other.detail_), bits_(other.bits_)
    {
        other.tag_ = Tag::unset;
    }
    Datum& operator=(const Datum& other)
    {
        Datum copy(other);
        swap(copy);
        return *this;
    }
    Datum& operator=(Datum&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~Datum()
    {
        if (tag_ >= Tag::string) release();
    }
    void swap(Datum& other) noexcept
    {
        std::swap(tag_, other.tag_);
        std::swap(detail_, other.detail_);
        std::swap(bits_, other.bits_);
    }

    [[nodiscard]] Tag tag() const { return tag_; }
    [[nodiscard]] bool is(Tag tag) const { return tag_ == tag; }
    [[nodiscard]] bool is_text() const { return tag_ == Tag::text || tag_ == Tag::string; }
    [[nodiscard]] bool is_list() const { return tag_ == Tag::list || tag_ == Tag::set; }
    [[nodiscard]] bool is_command() const { return tag_ >= Tag::begin_string && tag_ <= Tag::end_tag; }

    [[nodiscard]] bool boolean() const { return bits_ != 0; }
    [[nodiscard]] std::int32_t integer() const { return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits_)); }
    [[nodiscard]] float real() const;
    [[nodiscard]] std::uint32_t id() const { return static_cast<std::uint32_t>(bits_); }
    [[nodiscard]] std::int32_t detail() const { return static_cast<std::int32_t>(detail_); }
    /// Of a text in the output: the instruction that put it there, so that it can be shown in another language.
    [[nodiscard]] std::uint32_t origin() const { return detail_ - 1; }
    [[nodiscard]] Datum from(std::uint32_t address) const
    {
        Datum text(*this);
        text.detail_ = address + 1;
        return text;
    }
    [[nodiscard]] HeapString* string() const { return string_; }
    [[nodiscard]] HeapList* set() const { return list_; }
    /// The same value to the bit: the same reference, not only the same text.
    [[nodiscard]] bool identical(const Datum& other) const
    {
        return tag_ == other.tag_ && detail_ == other.detail_ && bits_ == other.bits_;
    }

private:
    Datum(Tag tag, std::uint32_t detail, std::uint64_t bits) : tag_(tag), detail_(detail), bits_(bits) {}
    void retain() const
    {
        if (tag_ < Tag::string) return;
        if (tag_ == Tag::set)
            ++list_->references;
        else
            ++string_->references;
    }
    void release();

    Tag tag_ = Tag::unset;
    std::uint32_t detail_ = 0;
    union {
        std::uint64_t bits_;
        HeapString* string_;
        HeapList* list_;
    };
};
static_assert(sizeof(Datum) == 16);

/// Strings and lists of one session, used again when nobody refers to them: a session that has warmed up asks the
/// system for nothing.
class Heap {
public:
    Heap() = default;
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    /// An empty string to be filled; `filled` says when it is.
    [[nodiscard]] HeapString* string();
    [[nodiscard]] Datum filled(HeapString* string, Tag tag = Tag::string);
    [[nodiscard]] Datum string(std::string_view text, Tag tag = Tag::string);
    [[nodiscard]] HeapList* list();

    [[nodiscard]] std::size_t bytes() const
    {
        return bytes_ + (strings_.size() * sizeof(HeapString)) + (lists_.size() * sizeof(HeapList));
    }

private:
    friend class Datum;
    void recycle(HeapString* string);
    void recycle(HeapList* list);

    std::vector<std::unique_ptr<HeapString>> strings_;
    std::vector<std::unique_ptr<HeapList>> lists_;
    std::vector<HeapString*> free_strings_;
    std::vector<HeapList*> free_lists_;
    std::size_t bytes_ = 0; ///< of texts in use
};

} // namespace goldbox::narrative
