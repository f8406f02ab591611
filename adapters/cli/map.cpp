// SPDX-License-Identifier: MIT
// `goldbox map`: maps of packs, as letters, colours, data and pictures.
#include "commands.hpp"
#include "file_output.hpp"
#include "map_screen.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#ifdef GOLDBOX_PNG
#include <goldbox/png/map_picture.hpp>
#endif

#include <algorithm>
#include <fmt/format.h>

namespace goldbox::cli {
namespace {

using content::Map;
using content::Pack;

Result<std::string> picture([[maybe_unused]] const Map& map, [[maybe_unused]] const MapCommand& options)
{
#ifdef GOLDBOX_PNG
    return png::draw_map(map, options.level, {.width = options.width, .known = !options.players});
#else
    return fail(Code::unsupported, "cli.no_pictures", "this build of goldbox draws no pictures (GOLDBOX_PNG)");
#endif
}

} // namespace

Result<std::string> find_map(const Pack& pack, const std::string& name)
{
    const std::vector<std::string> files = pack.map_files();
    std::vector<std::string> found;
    std::vector<std::string_view> known;
    for (const std::string& file : files) {
        const std::size_t maps = file.find("/maps/") + 1; // after the id of its pack
        std::string_view own = std::string_view(file).substr(maps + 5);
        if (file == name || file.substr(maps) == name || own == name || own.substr(0, own.size() - 4) == name)
            found.push_back(file);
        known.push_back(own.substr(0, own.size() - 4));
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1)
        return fail(Code::not_found, "content.no_such_map",
                    fmt::format("several packs have a map \"{}\": say {} or {}", printable(name), found[0], found[1]));
    std::string message = fmt::format("the pack has no map \"{}\"", printable(name));
    if (const auto near = nearest(name, known); !near.empty()) message += fmt::format(" (did you mean \"{}\"?)", near);
    return fail(Code::not_found, "content.no_such_map", std::move(message));
}

Result<Exit> show_map(Context& context, const Map& map, const MapCommand& options)
{
    if (options.level < 0 || options.level >= map.grid.levels()) {
        return fail(Code::not_found, "content.no_such_level",
                    fmt::format("the map has levels 0 to {}", map.grid.levels() - 1));
    }
    if (options.png && options.out.empty() && context.out.terminal())
        return fail(Code::usage, "cli.usage", "a picture is no text for a terminal: name a file with -o");
    std::string text;
    if (options.png) {
        GOLDBOX_TRY(text, picture(map, options));
    } else if (context.json()) {
        text = content::map_json(map) + '\n';
    } else {
        const bool known = !options.players;
        text = options.out.empty() && context.out.color() ? map_blocks(map, options.level, known)
                                                          : content::draw_map_text(map, options.level, known);
        text += content::describe_map(map, options.level, known) + '\n';
    }
    GOLDBOX_TRY(FileOutput out, FileOutput::create(context, options.out));
    GOLDBOX_CHECK(out.write(text));
    GOLDBOX_CHECK(out.finish());
    return Exit::done;
}

Result<Exit> map_show(Context& context, const MapCommand& options)
{
    const content::Loaded loaded = load(options.pack);
    if (!loaded.pack) {
        print(context, loaded.diagnostics);
        return unexpected(as_error(options.pack.path, loaded.diagnostics));
    }
    GOLDBOX_TRY(const std::string file, find_map(*loaded.pack, options.map));
    return show_map(context, *loaded.pack->map(file), options);
}

} // namespace goldbox::cli
