// SPDX-License-Identifier: MIT
// A story translated into itself says what it says: with every text of every case "translated" by its own source,
// nothing may change; and with a mark put to every text, nearly every line must show one.
#include "ink_player.hpp"
#include "support/catch.hpp"
#include "support/ink_cases.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/narrative/translation.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace {

using namespace goldbox;
using namespace goldbox::narrative;
using goldbox::test::read_text;
namespace fs = std::filesystem;

struct Coverage {
    std::size_t lines = 0, lines_known = 0, choices = 0, choices_known = 0;
};

/// More than numbers and truth values, which ink prints alike in every language.
bool has_words(std::string_view text)
{
    if (text == "true\n" || text == "false\n") return false;
    return std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// The first difference that translating a story into itself makes; empty when there is none.
std::string walk(const std::shared_ptr<const Story>& story, const std::string& input, std::int32_t seed,
                 Coverage& count)
{
    const auto texts = Texts::of(story);
    const auto translate = [&](const std::string& mark) {
        Catalogue catalogue = texts->extract();
        for (Entry& entry : catalogue.entries) {
            entry.plural = false;
            entry.translations = {mark + entry.source};
        }
        return Translation::bind(texts, catalogue);
    };
    const auto bound = translate(""), marked = translate("§");
    for (const Diagnostic& diagnostic : bound.diagnostics) return to_string(diagnostic);
    const Translation& same = *bound.translation;
    const auto shows_mark = [&](const std::vector<Said>& said, std::string_view text) {
        return marked.translation->show(said, text).find("§") != std::string::npos;
    };

    cli::ZeroExternals zero;
    SessionOptions options{.seed = seed};
    if (!story->externals().empty()) options.externals = &zero;
    Session session(story, options);
    std::istringstream picks(input);
    for (std::size_t pick = 0;;) {
        while (session.can_continue()) {
            const auto line = session.advance();
            if (!line) return {};
            const auto said = texts->line(session);
            const std::string shown = same.show(said, line->text);
            if (shown != line->text) return "\"" + std::string(line->text) + "\" became \"" + shown + "\"";
            if (!has_words(line->text)) continue;
            ++count.lines;
            if (shows_mark(said, line->text)) ++count.lines_known;
        }
        for (const Choice& choice : session.choices()) {
            const auto said = texts->choice(choice);
            const std::string shown = same.show(said, choice.text);
            std::string cleaned;
            for (const char c : choice.text) {
                if (c != ' ' || !cleaned.ends_with(' ')) cleaned += c;
            }
            if (shown != choice.text && shown != cleaned)
                return "choice \"" + choice.text + "\" became \"" + shown + "\"";
            if (!has_words(choice.text)) continue;
            ++count.choices;
            if (shows_mark(said, choice.text)) ++count.choices_known;
        }
        if (!(picks >> pick) || pick == 0 || !session.choose(pick - 1)) return {};
    }
}

} // namespace

TEST_CASE("a story translated into itself says what it says", "[narrative][conformance][strings]")
{
    GOLDBOX_NEED_DATA("ink");
    const fs::path data = test::shared_data("ink");
    std::size_t known = 0, all = 0;
    for (const std::string group : {"proof", "bytecode", "tests", "real", "real-rng", "synthetic"}) {
        Coverage count;
        for (const fs::path& folder : test::case_folders(data / group)) {
            const auto story = Story::load(read_text(folder / "story.ink.json"));
            if (!story) continue;
            const std::string wrong =
                walk(*story, read_text(folder / "input.txt"), test::read_metadata(folder).seed.value_or(0), count);
            if (!wrong.empty()) std::cout << folder.string() << ": " << wrong << '\n';
            INFO(folder.string() << ": " << wrong);
            CHECK(wrong.empty());
        }
        std::cout << group << ": " << count.lines_known << " of " << count.lines << " lines and " << count.choices_known
                  << " of " << count.choices << " choices can be translated\n";
        known += count.lines_known + count.choices_known;
        all += count.lines + count.choices;
    }
    CHECK(known * 100 >= all * 98);
}
