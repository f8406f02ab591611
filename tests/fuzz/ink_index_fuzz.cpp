// SPDX-License-Identifier: MIT
// Bytes as an ink file: indexed, asked about at a place, and renamed. Ranges lie in the text, uses name what they say,
// and a name that was accepted gives a story with the same names.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/narrative/index.hpp>
#include <goldbox/narrative/statistics.hpp>

#include <string>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string source(test::as_text(data, size));
    MemoryFiles files;
    files.add("main.ink", source);
    files.add("other.ink", source.substr(size / 2));
    const narrative::CompileOptions options{.max_source_bytes = 1u << 16, .max_depth = 40};
    const narrative::Index index = narrative::index(files, "main.ink", options);

    for (const narrative::Use& use : index.uses) {
        expect(use.symbol < index.symbols.size() && use.range.file < index.files.size(),
               "a use has a symbol and a file");
        expect(use.range.begin < use.range.end, "a name is not empty");
    }
    for (const narrative::Symbol& symbol : index.symbols) {
        expect(!symbol.name.empty() && is_utf8(symbol.name), "a symbol has a name");
        expect(is_utf8(symbol.signature) && is_utf8(symbol.documentation) && is_utf8(symbol.value), "texts are UTF-8");
        expect(symbol.extent.begin <= symbol.extent.end, "an extent is in order");
    }
    (void)narrative::statistics(files, "main.ink", options);
    (void)narrative::included_names(source);
    const std::size_t cut = size == 0 ? 0 : data[0] * size / 256;
    (void)narrative::completions(index, 0, std::string_view(source).substr(0, cut));
    if (index.uses.empty()) return 0;
    const narrative::Use& use = index.uses[index.uses.size() / 2];
    expect(narrative::use_at(index, use.range.file, use.range.begin) != nullptr, "a use is found at its place");
    const auto edits = narrative::rename(files, index, use.symbol, "zz_new", options);
    if (!edits) expect(!edits.error().message.empty(), "a refusal says why");
    return 0;
}
