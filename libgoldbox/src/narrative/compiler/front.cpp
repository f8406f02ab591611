// SPDX-License-Identifier: MIT
#include "narrative/compiler/front.hpp"

#include "narrative/compiler/parser.hpp"

namespace goldbox::narrative::ink {

Flow* parse_story(Context& context, std::string_view main)
{
    const std::string name(main);
    const auto text = context.files.read(name);
    if (!text) {
        context.reporter.add_about_file("ink.file_not_found", name, text.error().message);
        return nullptr;
    }
    context.source_bytes = text->size();
    if (context.source_bytes > context.options.max_source_bytes) {
        context.reporter.add_about_file("ink.too_large", name,
                                        "this file is larger than " + std::to_string(context.options.max_source_bytes) +
                                            " bytes");
        return nullptr;
    }
    const std::size_t slash = name.rfind('/');
    if (slash != std::string::npos) context.folder = name.substr(0, slash);
    const std::uint32_t file = add_source(context, name, *text);
    context.open_files.push_back(name);
    Flow* story = Parser(context, file).parse_story(false);
    return context.aborted ? nullptr : story;
}

} // namespace goldbox::narrative::ink
