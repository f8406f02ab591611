// SPDX-License-Identifier: MIT
#include "narrative/import/twee.hpp"

#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace goldbox::narrative::importing {

namespace {

/// Where a character stands that no backslash precedes.
std::size_t find_bare(std::string_view text, std::string_view any)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (any.find(text[i]) != std::string_view::npos)
            return i;
    }
    return std::string_view::npos;
}

std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
        words.push_back(unescaped(text.substr(0, end)));
        text.remove_prefix(end);
    }
    return words;
}

/// `name [tags] {metadata}`, after the `::`.
void read_header(std::string_view header, const SourceFile& file, Passage& passage, Report& report)
{
    const std::size_t end = std::min(find_bare(header, "[{"), header.size());
    passage.name = unescaped(trimmed(header.substr(0, end)));
    std::string_view rest = header.substr(end);
    if (rest.starts_with('[')) {
        const std::size_t close = find_bare(rest, "]");
        if (close == std::string_view::npos) {
            report.lost("import.header", file, file.offset_of(rest), "tags without `]`", "the passage has none");
            return;
        }
        passage.tags = words_of(rest.substr(1, close - 1));
        rest.remove_prefix(close + 1);
    }
    rest = trimmed(rest);
    if (rest.empty()) return;
    // where the passage lies in an editor; nothing that a story says
    const bool metadata = rest.starts_with('{') && json::read(rest).has_value();
    const bool position = rest.starts_with('<') && rest.ends_with('>'); // of Twee 2
    if (!metadata && !position)
        report.lost("import.header", file, file.offset_of(rest), "what follows the passage's name is no metadata",
                    "nothing");
}

std::vector<Passage> read_passages(const SourceFile& file, Report& report)
{
    std::vector<Passage> passages;
    const std::string_view text = file.text();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        const std::size_t next = std::min(end + 1, text.size());
        if (line.starts_with("::")) {
            Passage passage{.file = &file, .offset = at, .content = text.substr(next, 0)};
            read_header(line.substr(2), file, passage, report);
            passages.push_back(std::move(passage));
        } else if (!passages.empty()) {
            Passage& passage = passages.back();
            passage.content = text.substr(file.offset_of(passage.content), next - file.offset_of(passage.content));
        } else if (!trimmed(line).empty()) {
            report.lost("import.header", file, at, "text before the first passage", "nothing");
        }
        at = next;
    }
    for (Passage& passage : passages) {
        const std::size_t last = passage.content.find_last_not_of(" \t\n");
        passage.content = passage.content.substr(0, last == std::string_view::npos ? 0 : last + 1);
    }
    return passages;
}

std::string text_member(const json::Value& object, std::string_view name)
{
    const json::Value* found = object.find(name);
    return found && found->is(json::Kind::string) ? std::string(found->string()) : std::string();
}

StoryFormat kind_of(std::string_view format)
{
    static constexpr auto kinds =
        std::to_array<std::pair<std::string_view, StoryFormat>>({{"", StoryFormat::sugarcube},
                                                                 {"SugarCube", StoryFormat::sugarcube},
                                                                 {"Harlowe", StoryFormat::harlowe},
                                                                 {"Chapbook", StoryFormat::chapbook},
                                                                 {"Snowman", StoryFormat::snowman}});
    const auto found =
        std::ranges::find(kinds, format.substr(0, format.find(' ')), &std::pair<std::string_view, StoryFormat>::first);
    return found == kinds.end() ? StoryFormat::other : found->second;
}

void read_story_data(const Passage& passage, TweeStory& story, Report& report)
{
    const auto data = json::read(passage.content);
    if (!data || !data->root.is(json::Kind::object)) {
        report.lost("import.metadata", *passage.file, passage.offset, "StoryData is not JSON", "nothing");
        return;
    }
    story.start = text_member(data->root, "start");
    const std::string format = text_member(data->root, "format");
    const std::string version = text_member(data->root, "format-version");
    story.format = format + (format.empty() || version.empty() ? "" : " ") + version;
    story.kind = kind_of(format);
}

/// Files without StoryData: only Harlowe's macros look like calls.
StoryFormat guessed(const std::vector<Passage>& passages)
{
    static constexpr auto signs = std::to_array<std::string_view>({"(set:", "(if:", "(link-goto:", "(put:"});
    const bool harlowe = std::ranges::any_of(passages, [](const Passage& passage) {
        return std::ranges::any_of(
            signs, [&](std::string_view sign) { return passage.content.find(sign) != std::string_view::npos; });
    });
    return harlowe ? StoryFormat::harlowe : StoryFormat::sugarcube;
}

} // namespace

bool Passage::tagged(std::string_view tag) const
{
    return std::ranges::find(tags, tag) != tags.end();
}

TweeStory read_twee(const std::deque<SourceFile>& files, Report& report)
{
    TweeStory story;
    std::vector<Passage> all;
    std::map<std::string, std::size_t> last;
    for (const SourceFile& file : files) {
        for (Passage& passage : read_passages(file, report)) {
            last[passage.name] = all.size();
            all.push_back(std::move(passage));
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        Passage& passage = all[i];
        if (last[passage.name] != i) {
            report.lost("import.duplicate", *passage.file, passage.offset,
                        "there is another passage `" + passage.name + "` further on", "the later one");
        } else if (passage.name == "StoryData") {
            read_story_data(passage, story, report);
        } else if (passage.name == "StoryTitle") {
            story.title = trimmed(passage.content);
        } else {
            story.passages.push_back(std::move(passage));
        }
    }
    if (story.format.empty()) story.kind = guessed(story.passages);
    if (story.start.empty()) story.start = "Start";
    return story;
}

} // namespace goldbox::narrative::importing
