// SPDX-License-Identifier: MIT
// Bytes as a script of Yarn Spinner.
#include "fuzz/import_story.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    goldbox::test::import_any(data, size, goldbox::narrative::Notation::yarn);
    return 0;
}
