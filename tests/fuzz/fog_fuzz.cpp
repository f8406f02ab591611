// SPDX-License-Identifier: MIT
// Any bytes as fog of war: refused, or a value that is written as the same bytes' value again.
#include "fuzz/fuzz.hpp"

#include <goldbox/grid/fog.hpp>

using namespace goldbox;
using namespace goldbox::grid;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto fog = Fog::decode(test::as_text(data, size));
    if (!fog) {
        expect(fog.error().reason == "grid.fog" || fog.error().reason == "grid.size", "a known reason");
        return 0;
    }
    const auto again = Fog::decode(fog->encode());
    expect(again && *again == *fog, "what was written is read as the same");
    return 0;
}
