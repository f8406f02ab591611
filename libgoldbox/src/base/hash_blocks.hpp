#pragma once
// SPDX-License-Identifier: MIT

#include <array>
#include <cstddef>
#include <cstdint>

namespace goldbox {

using HashState = std::array<std::uint32_t, 8>;

/// Takes so many blocks of 64 bytes into the state of a SHA-256.
void hash_blocks(HashState& state, const std::uint8_t* bytes, std::size_t blocks);

/// The same on every processor. `hash_blocks` is this where the processor has no instructions for it.
void hash_blocks_portable(HashState& state, const std::uint8_t* bytes, std::size_t blocks);

} // namespace goldbox
