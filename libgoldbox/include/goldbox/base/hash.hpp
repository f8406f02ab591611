#pragma once
// SPDX-License-Identifier: MIT

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goldbox {

/// A SHA-256 digest (FIPS 180-4). It names packs, payloads, texts and states.
struct Hash {
    std::array<std::uint8_t, 32> bytes{};

    [[nodiscard]] std::string hex() const; ///< 64 lowercase digits
    static std::optional<Hash> from_hex(std::string_view digits);

    bool operator==(const Hash&) const = default;
    auto operator<=>(const Hash&) const = default;
};

/// Takes bytes in pieces of any size.
class Hasher {
public:
    Hasher& add(std::string_view bytes);
    Hasher& add(std::uint64_t number); ///< eight bytes, least significant first
    /// A length, then the bytes: so that ("ab","c") and ("a","bc") differ.
    Hasher& add_sized(std::string_view bytes);
    [[nodiscard]] Hash finish();

private:
    void block(const std::uint8_t* bytes);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> buffer_{};
    std::uint64_t length_ = 0;
};

[[nodiscard]] Hash sha256(std::string_view bytes);

} // namespace goldbox
