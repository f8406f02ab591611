#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace goldbox::json {

enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

struct Member;

/// One JSON value: sixteen bytes that point into the Arena that made it. Copies are free and never change; the arena
/// must outlive them. Integers and numbers with a fraction or exponent stay apart (`2` and `2.0`).
class Value {
public:
    constexpr Value() : integer_(0) {}
    constexpr explicit Value(bool boolean) : kind_(Kind::boolean), integer_(boolean) {}
    constexpr explicit Value(std::int64_t integer) : kind_(Kind::integer), integer_(integer) {}
    constexpr explicit Value(double number) : kind_(Kind::number), number_(number) {}

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }

    [[nodiscard]] bool boolean() const { return expect(Kind::boolean), integer_ != 0; }
    [[nodiscard]] std::int64_t integer() const { return expect(Kind::integer), integer_; }
    /// Of an integer too.
    [[nodiscard]] double number() const
    {
        if (kind_ == Kind::integer) return static_cast<double>(integer_);
        return expect(Kind::number), number_;
    }
    [[nodiscard]] std::string_view string() const { return expect(Kind::string), std::string_view(string_, size_); }
    [[nodiscard]] std::span<const Value> array() const;
    [[nodiscard]] std::span<const Member> object() const; ///< in the order of the file; names may repeat

    /// The member of that name (the last, where it repeats); null when this is no object or has no such member.
    [[nodiscard]] const Value* find(std::string_view name) const;

private:
    friend class Arena;
    void expect(Kind kind) const { GOLDBOX_ASSERT(kind_ == kind, "a JSON value was read as another kind"); }

    Kind kind_ = Kind::null;
    std::uint32_t size_ = 0;
    union {
        std::int64_t integer_;
        double number_;
        const char* string_;
        const Value* array_;
        const Member* object_;
    };
};

struct Member {
    std::string_view name;
    Value value;
};

inline std::span<const Value> Value::array() const
{
    return expect(Kind::array), std::span(array_, size_);
}
inline std::span<const Member> Value::object() const
{
    return expect(Kind::object), std::span(object_, size_);
}

/// Structural equality: the order of array elements counts, that of members does not; of a repeated name the last
/// counts; 2 and 2.0 differ.
[[nodiscard]] bool same(const Value& left, const Value& right);

/// Owns the strings, arrays and objects of values. Everything is freed at once. Moving it leaves its values valid.
class Arena {
public:
    [[nodiscard]] Value string(std::string_view text);
    [[nodiscard]] Value array(std::span<const Value> elements);
    [[nodiscard]] Value object(std::span<const Member> members); ///< names are copied too
    /// The same for names that `keep` returned already.
    [[nodiscard]] Value object_of_kept(std::span<const Member> members);
    [[nodiscard]] std::string_view keep(std::string_view text);
    /// A string value of a text that `keep` returned.
    [[nodiscard]] static Value string_of_kept(std::string_view text);

    /// The same, to be changed by whoever made it before anybody else sees it.
    [[nodiscard]] std::span<char> copy(std::string_view text);

private:
    [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment);
    [[nodiscard]] void* allocate_chunk(std::size_t bytes);

    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::byte* free_ = nullptr; ///< within the last chunk
    std::size_t left_ = 0;
    std::size_t next_chunk_ = 4096;
};

/// A value and what it lives on.
struct Document {
    Arena arena;
    Value root;
};

} // namespace goldbox::json
