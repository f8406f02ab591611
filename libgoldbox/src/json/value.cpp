// SPDX-License-Identifier: MIT
#include <goldbox/json/value.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace goldbox::json {

const Value* Value::find(std::string_view name) const
{
    if (kind_ != Kind::object) return nullptr;
    for (std::size_t i = size_; i-- > 0;) {
        if (object_[i].name == name) return &object_[i].value;
    }
    return nullptr;
}

bool same(const Value& left, const Value& right)
{
    if (left.kind() != right.kind()) return false;
    switch (left.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return left.boolean() == right.boolean();
    case Kind::integer: return left.integer() == right.integer();
    case Kind::number: return left.number() == right.number();
    case Kind::string: return left.string() == right.string();
    case Kind::array: return std::ranges::equal(left.array(), right.array(), same);
    case Kind::object: break;
    }
    const auto in_left = [&](const Member& member) { return left.find(member.name) != nullptr; };
    return std::ranges::all_of(right.object(), in_left) &&
           std::ranges::all_of(left.object(), [&](const Member& member) {
               if (left.find(member.name) != &member.value) return true; // repeated later: that one counts
               const Value* other = right.find(member.name);
               return other && same(member.value, *other);
           });
}

void* Arena::allocate(std::size_t bytes, std::size_t alignment)
{
    const std::size_t skipped = (0 - reinterpret_cast<std::uintptr_t>(free_)) & (alignment - 1);
    if (bytes + skipped > left_) return allocate_chunk(bytes);
    void* memory = free_ + skipped;
    free_ += skipped + bytes;
    left_ -= skipped + bytes;
    return memory;
}

/// What is large gets a chunk of its own, so that the rest of the last one is not lost; other chunks grow.
void* Arena::allocate_chunk(std::size_t bytes)
{
    constexpr std::size_t largest = std::size_t{1} << 20;
    const bool own = bytes > next_chunk_ / 4;
    const std::size_t size = own ? bytes : next_chunk_;
    chunks_.emplace_back(new std::byte[size]); // aligned for everything that lies in an arena
    std::byte* memory = chunks_.back().get();
    if (own) return memory;
    free_ = memory + bytes;
    left_ = size - bytes;
    next_chunk_ = std::min(2 * next_chunk_, largest);
    return memory;
}

std::span<char> Arena::copy(std::string_view text)
{
    if (text.empty()) return {};
    char* copied = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(copied, text.data(), text.size());
    return {copied, text.size()};
}

std::string_view Arena::keep(std::string_view text)
{
    const std::span<char> copied = copy(text);
    return {copied.data(), copied.size()};
}

Value Arena::string(std::string_view text)
{
    return string_of_kept(keep(text));
}

Value Arena::string_of_kept(std::string_view text)
{
    GOLDBOX_ASSERT(text.size() <= std::numeric_limits<std::uint32_t>::max(), "a JSON string beyond 4 GiB");
    Value value;
    value.kind_ = Kind::string;
    value.size_ = static_cast<std::uint32_t>(text.size());
    value.string_ = text.data();
    return value;
}

Value Arena::array(std::span<const Value> elements)
{
    Value value;
    value.kind_ = Kind::array;
    value.size_ = static_cast<std::uint32_t>(elements.size());
    auto* copy = static_cast<Value*>(allocate(elements.size_bytes() + 1, alignof(Value)));
    std::ranges::uninitialized_copy(elements, std::span(copy, elements.size()));
    value.array_ = copy;
    return value;
}

Value Arena::object(std::span<const Member> members)
{
    std::vector<Member> kept(members.begin(), members.end());
    for (Member& member : kept) member.name = keep(member.name);
    return object_of_kept(kept);
}

Value Arena::object_of_kept(std::span<const Member> members)
{
    Value value;
    value.kind_ = Kind::object;
    value.size_ = static_cast<std::uint32_t>(members.size());
    auto* copy = static_cast<Member*>(allocate(members.size_bytes() + 1, alignof(Member)));
    std::ranges::uninitialized_copy(members, std::span(copy, members.size()));
    value.object_ = copy;
    return value;
}

} // namespace goldbox::json
