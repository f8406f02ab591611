// SPDX-License-Identifier: MIT
// What the reader takes, the writer writes and the reader takes again, as the same value.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <array>
#include <string>

using namespace goldbox;
using goldbox::test::expect;

namespace {

void round_trip(std::string_view text, const json::ReadOptions& options)
{
    const auto document = json::read(text, options);
    if (!document) {
        expect(!document.error().reason.empty() && !document.error().message.empty(), "an error says what is wrong");
        expect(!is_utf8(text) || !document.error().message.ends_with("syntax error"),
               "an error says what was expected");
        return;
    }
    const std::string written = json::write(document->root);
    expect(is_utf8(written), "JSON is UTF-8");
    const auto again = json::read(written, {.max_depth = options.max_depth});
    expect(again.has_value(), "what was written can be read");
    expect(json::same(document->root, again->root), "what was written reads as the same value");
    expect(json::write(again->root) == written, "writing is stable");

    const std::array<json::Step, 3> path{json::Step("a"), json::Step(std::size_t{1}), json::Step("b")};
    const Where where = json::locate(text, path, options);
    expect(where.line >= 1 && where.column >= 1, "every value has a place");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = test::as_text(data, size);
    round_trip(text, {.file = "input.json"});
    round_trip(text, {.file = "input.json", .comments = true});
    return 0;
}
