// SPDX-License-Identifier: MIT
// Bytes as a story in Twee 3: passages of SugarCube and others.
#include "fuzz/import_story.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    goldbox::test::import_any(data, size, goldbox::narrative::Notation::twee);
    return 0;
}
