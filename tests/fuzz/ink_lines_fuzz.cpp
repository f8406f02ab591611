// SPDX-License-Identifier: MIT
// Any bytes as the source lines of a fixed story: refused, or noted; what is noted names a line of one of the files.
#include "fuzz/fuzz.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/narrative/story.hpp>

#include <cstdint>
#include <string_view>

namespace {

using namespace goldbox;
using goldbox::test::expect;

constexpr std::string_view story = R"({"inkVersion":21,"root":[["^a","\n",["^b",null],null],"done",)"
                                   R"({"k":["^c",{"s":["^d",null]}],"#f":1}],"listDefs":{}})";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto lines = json::read(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!lines) return 0;
    narrative::LoadOptions options;
    options.source_lines = &lines->root;
    const auto loaded = narrative::Story::load(story, options);
    if (!loaded) return 0;
    const auto instructions = (*loaded)->instructions();
    expect(instructions.has_value(), "a story lists itself");
    for (const narrative::Instruction& instruction : *instructions)
        expect(instruction.where.file.empty() == (instruction.where.line == 0) || instruction.where.line > 0,
               "a place is a file and a line");
    return 0;
}
