// SPDX-License-Identifier: MIT
#include <goldbox/narrative/compiler.hpp>

#include "narrative/compiler/book.hpp"
#include "narrative/compiler/context.hpp"
#include "narrative/compiler/front.hpp"
#include "narrative/compiler/generator.hpp"
#include "narrative/compiler/resolver.hpp"
#include "narrative/compiler/writer.hpp"

namespace goldbox::narrative {

namespace {

using namespace ink;

std::optional<json::Document> write(Context& context, Container& root, const std::vector<ListDefinition*>& lists)
{
    // A story's paths are about as long as its source.
    constexpr std::size_t path_bytes = std::size_t{16} << 20;
    constexpr std::size_t path_bytes_a_byte = 16;
    const std::size_t most = path_bytes + path_bytes_a_byte * context.source_bytes;
    auto tree = write_story(context.pool, root, lists, most);
    if (!tree) {
        context.reporter.add_about_file("ink.too_large", context.sources.front().name(),
                                        "the compiled story is too large; shorten the names of knots and labels");
    }
    return tree;
}

} // namespace

Compilation compile(const FileSource& files, std::string_view main, const CompileOptions& options)
{
    Context context(files, options);
    Compilation result;
    if (Flow* story = parse_story(context, main)) {
        Book book(context, *story);
        Generator generator(book);
        Container* root = generator.generate();
        Resolver(book, generator).resolve();
        if (!context.reporter.has_errors()) result.tree = write(context, *root, generator.lists());
        if (result.tree && options.source_lines) result.source_lines = write_lines(*root, context.sources);
    }
    result.diagnostics = context.reporter.finish();
    return result;
}

} // namespace goldbox::narrative
