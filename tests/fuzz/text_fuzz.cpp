// SPDX-License-Identifier: MIT
// Bytes from outside become text that is well-formed, harmless to a terminal and wrapped within its width.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <string>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = test::as_text(data, size);
    const std::string text = to_utf8(bytes);
    expect(is_utf8(text), "to_utf8 gives UTF-8");
    expect(!is_utf8(bytes) || text == bytes, "well-formed text stays as it is");
    expect(to_utf8(text) == text, "to_utf8 changes nothing twice");

    const std::string shown = printable(bytes);
    expect(is_utf8(shown), "printable gives UTF-8");
    expect(std::ranges::none_of(shown, [](unsigned char c) { return c < 0x20 || c == 0x7F; }), "no control is printed");
    expect(printable(shown) == shown, "printable changes nothing twice");

    const int width = size > 0 ? 2 + data[0] % 80 : 2;
    for (const std::string& line : wrap(text, width)) {
        expect(is_utf8(line), "wrapped lines are UTF-8");
        expect(columns(line) <= width, "wrapped lines keep within the width");
    }
    return 0;
}
