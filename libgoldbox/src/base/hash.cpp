// SPDX-License-Identifier: MIT
#include <goldbox/base/hash.hpp>

#include "base/hash_blocks.hpp"

#include <algorithm>
#include <cstring>

namespace goldbox {
namespace {

int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

} // namespace

std::string Hash::hex() const
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(64);
    for (std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<Hash> Hash::from_hex(std::string_view digits)
{
    Hash hash;
    if (digits.size() != 64) return std::nullopt;
    for (std::size_t i = 0; i < 32; ++i) {
        int high = digit(digits[2 * i]);
        int low = digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        hash.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

void Hasher::block(const std::uint8_t* bytes)
{
    hash_blocks(state_, bytes, 1);
}

Hasher& Hasher::add(std::string_view bytes)
{
    while (!bytes.empty()) {
        std::size_t used = length_ % 64;
        if (used == 0 && bytes.size() >= 64) {
            const std::size_t blocks = bytes.size() / 64;
            hash_blocks(state_, reinterpret_cast<const std::uint8_t*>(bytes.data()), blocks);
            length_ += 64 * blocks;
            bytes.remove_prefix(64 * blocks);
            continue;
        }
        std::size_t take = std::min(bytes.size(), 64 - used);
        std::memcpy(buffer_.data() + used, bytes.data(), take);
        length_ += take;
        bytes.remove_prefix(take);
        if (length_ % 64 == 0) block(buffer_.data());
    }
    return *this;
}

Hasher& Hasher::add(std::uint64_t number)
{
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (8 * i));
    return add(std::string_view(bytes.data(), bytes.size()));
}

Hasher& Hasher::add_sized(std::string_view bytes)
{
    return add(std::uint64_t{bytes.size()}).add(bytes);
}

Hash Hasher::finish()
{
    const std::uint64_t bits = length_ * 8;
    add(std::string_view("\x80", 1));
    while (length_ % 64 != 56) add(std::string_view("\0", 1));
    std::array<char, 8> tail{};
    for (std::size_t i = 0; i < 8; ++i) tail[i] = static_cast<char>(bits >> (56 - 8 * i));
    add(std::string_view(tail.data(), tail.size()));
    Hash hash;
    for (std::size_t i = 0; i < 32; ++i) {
        hash.bytes[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    return hash;
}

Hash sha256(std::string_view bytes)
{
    return Hasher().add(bytes).finish();
}

} // namespace goldbox
