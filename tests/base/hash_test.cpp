// SPDX-License-Identifier: MIT
#include <goldbox/base/hash.hpp>

#include "base/hash_blocks.hpp"

#include "support/catch.hpp"

#include <string>

using namespace goldbox;

TEST_CASE("SHA-256 gives the answers of FIPS 180-4", "[base][hash]")
{
    CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256(std::string(1'000'000, 'a')).hex() ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a hash is the same whatever pieces the bytes come in", "[base][hash]")
{
    const std::string text(300, 'x');
    for (std::size_t piece : {1u, 7u, 63u, 64u, 65u, 299u}) {
        Hasher hasher;
        for (std::size_t at = 0; at < text.size(); at += piece) hasher.add(std::string_view(text).substr(at, piece));
        CHECK(hasher.finish() == sha256(text));
    }
}

TEST_CASE("a hash reads back from its digits and from nothing else", "[base][hash]")
{
    const Hash hash = sha256("abc");
    CHECK(Hash::from_hex(hash.hex()) == hash);
    CHECK_FALSE(Hash::from_hex("abc"));
    CHECK_FALSE(Hash::from_hex(std::string(64, 'G')));
    CHECK_FALSE(Hash::from_hex(std::string(64, 'A')));
}

TEST_CASE("the processor's own instructions hash as every processor does", "[base]")
{
    std::string bytes;
    for (int i = 0; i < 64 * 9; ++i) bytes += static_cast<char>(i * 7 + i / 64);
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::size_t blocks = 0; blocks <= 9; ++blocks) {
        HashState one{1, 2, 3, 4, 5, 6, 7, 8}, other = one;
        hash_blocks(one, data, blocks);
        hash_blocks_portable(other, data, blocks);
        CHECK(one == other);
    }
}

TEST_CASE("a hash does not depend on the pieces in which bytes come", "[base]")
{
    std::string bytes(1000, 'x');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
    for (const std::size_t first : {0u, 1u, 55u, 63u, 64u, 65u, 128u, 999u}) {
        Hasher pieces;
        pieces.add(std::string_view(bytes).substr(0, first)).add(std::string_view(bytes).substr(first));
        CHECK(pieces.finish() == sha256(bytes));
    }
}
