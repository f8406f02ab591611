// SPDX-License-Identifier: MIT
// Bytes as an ink file that may include itself and another one: they end in diagnostics or in a tree, never in both.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <string>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string source(test::as_text(data, size));
    MemoryFiles files;
    files.add("main.ink", source);
    files.add("other.ink", source.substr(size / 2));
    const narrative::Compilation compiled =
        narrative::compile(files, "main.ink", {.max_source_bytes = 1u << 18, .max_depth = 40});

    expect(compiled.tree.has_value() != has_errors(compiled.diagnostics), "a tree, or an error that says why not");
    for (const Diagnostic& diagnostic : compiled.diagnostics) {
        expect(is_utf8(diagnostic.message), "messages are UTF-8");
        expect(diagnostic.where.line >= 1 && diagnostic.where.column >= 1, "every problem has a place");
    }
    if (!compiled.tree) return 0;
    const auto again = json::read(json::write(compiled.tree->root), {.max_depth = 2000});
    expect(again.has_value(), "the tree is JSON");
    expect(json::same(again->root, compiled.tree->root), "the tree reads as it was written");
    return 0;
}
