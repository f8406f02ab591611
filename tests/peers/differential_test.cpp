// SPDX-License-Identifier: MIT
// Stories by chance, compiled and played here and by inkjs: the same tree, the same remarks, the same lines, choices,
// tags and problems, and saves that change hands in the middle. GOLDBOX_PEER_STORIES says how many (40), the first
// being that of GOLDBOX_PEER_SEED (1).
#include "peers/inkjs.hpp"
#include "peers/story_writer.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/ink_cases.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>
#include <goldbox/narrative/compiler.hpp>
#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <set>
#include <utility>

using namespace goldbox;
using namespace goldbox::narrative;
using namespace goldbox::test;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise)
{
    const char* set = std::getenv(name);
    return set ? std::strtoull(set, nullptr, 10) : otherwise;
}

Compilation compile_here(const InkFiles& files)
{
    return narrative::compile(MemoryFiles(files), "story.ink");
}

// --- remarks ---------------------------------------------------------------------------------------------------------

struct Remarks {
    std::set<std::string> lines{}; ///< `error other.ink:12`; inkjs says some twice
    std::set<std::string> ours{};  ///< where the reference, or inkjs, says nothing
    std::string first_error{};
    bool errors = false;
};

/// Where the reference says nothing (docs/ink-diagnostics.md); and loose ends, which inkjs overlooks in a flow that has
/// a tunnel or divert but no choice.
bool is_ours_alone(const std::string& code)
{
    static const std::set<std::string, std::less<>> codes{
        "ink.include_ignored",     "ink.included_twice", "ink.rest_ignored",
        "ink.unclosed_comment",    "ink.empty_comment",  "ink.not_utf8",
        "ink.external_name_clash", "ink.unreachable",    "ink.loose_end"};
    return codes.contains(code);
}

/// Of two labels of one name the reference reports the later; inkjs takes gathers before choices.
std::string line_of(std::int64_t line, bool repeated_label)
{
    return repeated_label ? "repeated label" : std::to_string(line);
}

Remarks remarks_of(const Compilation& compiled)
{
    Remarks remarks{.errors = !compiled.tree};
    for (const Diagnostic& diagnostic : compiled.diagnostics) {
        const std::string line = std::string(name(diagnostic.severity)) + ' ' + diagnostic.where.file + ':' +
                                 line_of(diagnostic.where.line, diagnostic.code == "ink.duplicate_label");
        (is_ours_alone(diagnostic.code) ? remarks.ours : remarks.lines).insert(line);
    }
    return remarks;
}

Remarks remarks_of(const InkCompiled& compiled)
{
    Remarks remarks;
    for (const InkRemark& remark : compiled.remarks) {
        const std::string line = remark.severity + ' ' + remark.file + ':' +
                                 line_of(remark.line, remark.text.find("same label name") != std::string::npos);
        remarks.lines.insert(line);
        if (remark.severity != "error" || std::exchange(remarks.errors, true)) continue;
        remarks.first_error = line;
    }
    return remarks;
}

/// Everything that they say, we say of the same line; and nothing more, unless something is wrong: the reference stops
/// after the first stage that finds errors.
bool agree(const Remarks& ours, const Remarks& theirs)
{
    const auto said = [&](const std::string& line) { return ours.lines.contains(line) || ours.ours.contains(line); };
    const auto known = [&](const std::string& line) { return theirs.lines.contains(line); };
    return ours.errors == theirs.errors && std::ranges::all_of(theirs.lines, said) &&
           (ours.errors || std::ranges::all_of(ours.lines, known));
}

/// The first mistake is at the same line. What follows a mistake can be a matter of how one goes on reading.
bool agree_at_first(const Remarks& ours, const Remarks& theirs)
{
    return theirs.errors ? ours.errors && ours.lines.contains(theirs.first_error) : agree(ours, theirs);
}

std::string all_remarks(const Compilation& ours, const InkCompiled& theirs)
{
    std::string text;
    for (const Diagnostic& diagnostic : ours.diagnostics) text += "  ours:   " + to_string(diagnostic) + '\n';
    for (const InkRemark& remark : theirs.remarks) text += "  theirs: " + remark.text + '\n';
    if (!theirs.thrown.empty()) text += "  theirs: (thrown) " + theirs.thrown + '\n';
    return text;
}

// --- trees -----------------------------------------------------------------------------------------------------------

/// Equality of trees where 2.0 may be 2: inkjs writes it so.
bool same_tree(const json::Value& ours, const json::Value& theirs)
{
    if (ours.is(json::Kind::number) && theirs.is(json::Kind::integer)) return ours.number() == theirs.number();
    if (ours.kind() != theirs.kind()) return false;
    if (ours.is(json::Kind::array)) return std::ranges::equal(ours.array(), theirs.array(), same_tree);
    if (!ours.is(json::Kind::object)) return json::same(ours, theirs);
    return ours.object().size() == theirs.object().size() &&
           std::ranges::all_of(ours.object(), [&](const json::Member& member) {
               const json::Value* other = theirs.find(member.name);
               return other && same_tree(member.value, *other);
           });
}

// --- play ------------------------------------------------------------------------------------------------------------

std::string tags_line(std::span<const std::string> tags)
{
    std::string text;
    for (const std::string& tag : tags) text += (text.empty() ? "# tags: " : ", ") + tag;
    return tags.empty() ? text : text + '\n';
}

/// The walk that inkjs.js takes, taken here. `thrown` holds an error of the session: a story without end.
class Walker {
public:
    Walker(Session& session, const InkWalk& walk) : session_(session), walk_(walk) {}

    InkPlayed play()
    {
        while (lines()) {
            if (session_.choices().empty()) break;
            offer();
            if (choices_made_ == walk_.input.size()) {
                played_.transcript += "<User input stream closed.>\n";
                break;
            }
            const std::size_t index = walk_.input[choices_made_++] % session_.choices().size();
            if (const auto chosen = session_.choose(index); !chosen) {
                played_.thrown = to_string(chosen.error());
                break;
            }
            ++steps_;
        }
        return std::move(played_);
    }

private:
    bool lines()
    {
        while (session_.can_continue()) {
            if (steps_ > 2000) {
                played_.thrown = "the story goes on without a choice";
                return false;
            }
            save_here();
            const auto line = session_.advance();
            if (!line) {
                played_.thrown = to_string(line.error());
                return false;
            }
            played_.transcript += std::string(line->text) + tags_line(line->tags);
            for (const Severity severity : {Severity::error, Severity::warning}) problems(severity);
            ++steps_;
        }
        save_here();
        return true;
    }

    void problems(Severity severity)
    {
        for (const Problem& problem : session_.problems()) {
            if (problem.severity != severity) continue;
            played_.transcript +=
                (severity == Severity::error ? "RUNTIME ERROR: " : "RUNTIME WARNING: ") + problem.message + '\n';
        }
    }

    void save_here()
    {
        if (walk_.save_after != steps_ || !played_.save.empty()) return;
        played_.save = session_.save();
        played_.saved_at = played_.transcript.size();
    }

    void offer()
    {
        played_.transcript += '\n';
        std::size_t number = 0;
        for (const Choice& choice : session_.choices())
            played_.transcript += std::to_string(++number) + ": " + choice.text + '\n' + tags_line(choice.tags);
        played_.transcript += "?> ";
    }

    Session& session_;
    const InkWalk& walk_;
    InkPlayed played_;
    std::size_t steps_ = 0, choices_made_ = 0;
};

class OneByOne final : public Externals {
public:
    explicit OneByOne(const std::vector<std::string>& names) : names_(names) {}
    [[nodiscard]] std::optional<ExternalKind> kind(std::string_view name) const override
    {
        if (std::ranges::find(names_, name) == names_.end()) return std::nullopt;
        return ExternalKind::action;
    }
    [[nodiscard]] Result<Value> call(const ExternalCall&) override { return Value(std::int32_t{0}); }

private:
    const std::vector<std::string>& names_;
};

InkPlayed play_here(const InkWalk& walk)
{
    const auto story = Story::load(walk.story);
    if (!story) return {.transcript = {}, .save = {}, .thrown = to_string(story.error())};
    OneByOne externals(walk.externals);
    const SessionOptions options{.seed = walk.seed, .externals = &externals, .limits = {.steps = 20'000}};
    if (!walk.load) {
        Session session(*story, options);
        return Walker(session, walk).play();
    }
    auto loaded = Session::load(*story, *walk.load, options);
    if (!loaded) return {.transcript = {}, .save = {}, .thrown = to_string(loaded.error())};
    return Walker(loaded->session, walk).play();
}

// --- what is compared ------------------------------------------------------------------------------------------------

enum class Verdict : std::uint8_t {
    same,
    unsound,
    remarks,
    tree,
    transcript,
    save_from_us,
    save_from_inkjs,
    inkjs_gave_up
};

struct Finding {
    Verdict verdict = Verdict::same;
    std::string what{};
};

struct Count {
    std::size_t stories = 0, lines = 0, choices = 0, walks = 0, saves = 0, problems = 0, endless = 0, gave_up = 0;
    std::set<std::string, std::less<>> gave_up_with{};
};

std::string difference(const std::string& theirs, const std::string& ours)
{
    return first_difference(lines_of(theirs, true), lines_of(ours, true));
}

std::size_t count_of(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

/// What one saved and the other went on with.
Finding exchange(Inkjs& inkjs, InkWalk walk, const InkPlayed& ours, const InkPlayed& theirs, Count& count)
{
    if (ours.save.empty() || theirs.save.empty()) return {};
    const std::string before = ours.transcript.substr(0, ours.saved_at);
    walk.input.erase(walk.input.begin(), walk.input.begin() + static_cast<std::ptrdiff_t>(count_of(before, "?> ")));
    walk.save_after.reset();
    walk.load = ours.save;
    const InkPlayed there = inkjs.play(walk);
    if (!there.thrown.empty()) return {Verdict::save_from_us, "inkjs: " + there.thrown};
    if (const std::string differs = difference(ours.after_save(), there.transcript); !differs.empty())
        return {Verdict::save_from_us, differs};
    walk.load = theirs.save;
    const InkPlayed here = play_here(walk);
    if (!here.thrown.empty()) return {Verdict::save_from_inkjs, here.thrown};
    if (const std::string differs = difference(theirs.after_save(), here.transcript); !differs.empty())
        return {Verdict::save_from_inkjs, differs};
    count.saves += 2;
    return {};
}

Finding compare_walk(Inkjs& inkjs, const InkWalk& walk, Count& count)
{
    const InkPlayed ours = play_here(walk);
    const InkPlayed theirs = inkjs.play(walk);
    ++count.walks;
    if (!ours.thrown.empty()) { // without end here, so without end there
        ++count.endless;
        return !theirs.thrown.empty() ? Finding{} : Finding{Verdict::transcript, ours.thrown};
    }
    count.lines += count_of(ours.transcript, "\n");
    count.choices += count_of(ours.transcript, "?> ");
    count.problems += count_of(ours.transcript, "RUNTIME ");
    if (!theirs.thrown.empty()) {
        ++count.gave_up;
        count.gave_up_with.insert(theirs.thrown);
        // as far as it came, it has to agree
        auto wanted = lines_of(theirs.transcript, true);
        auto got = lines_of(ours.transcript, true);
        got.resize(std::min(got.size(), wanted.size()));
        const std::string differs = first_difference(wanted, got);
        return differs.empty() ? Finding{} : Finding{Verdict::inkjs_gave_up, theirs.thrown + ": " + differs};
    }
    if (const std::string differs = difference(theirs.transcript, ours.transcript); !differs.empty())
        return {Verdict::transcript, differs};
    return exchange(inkjs, walk, ours, theirs, count);
}

InkWalk a_walk(const std::string& story, const std::vector<std::string>& externals, std::uint64_t seed)
{
    InkWalk walk{.story = story,
                 .seed = static_cast<std::int32_t>(draw_below({.seed = seed, .stream = 1}, 100)),
                 .externals = externals,
                 .save_after = draw_below({.seed = seed, .stream = 2}, 30),
                 .choice_tags = true};
    const std::uint32_t choices = draw_below({.seed = seed, .stream = 3}, 25);
    for (std::uint32_t i = 0; i < choices; ++i)
        walk.input.push_back(draw_below({.seed = seed, .stream = 4, .counter = i}, 1000));
    return walk;
}

Finding compare(Inkjs& inkjs, const WrittenStory& story, std::uint64_t seed, Count& count)
{
    const Compilation ours = compile_here(story.files);
    const InkCompiled theirs = inkjs.compile(story.files, "story.ink");
    if (!ours.tree && !theirs.story) return {Verdict::unsound, "it does not compile\n" + all_remarks(ours, theirs)};
    if (!ours.tree || !theirs.story || !agree(remarks_of(ours), remarks_of(theirs)))
        return {Verdict::remarks, all_remarks(ours, theirs)};
    const auto tree = json::read(*theirs.story, {.max_depth = 1000});
    if (!tree || !same_tree(ours.tree->root, tree->root)) return {Verdict::tree, "the trees differ"};
    ++count.stories;
    const std::string compiled = json::write(ours.tree->root);
    for (std::uint64_t walk = 0; walk < 3; ++walk) {
        Finding finding = compare_walk(inkjs, a_walk(compiled, story.externals, seed * 16 + walk), count);
        if (finding.verdict != Verdict::same) return finding;
    }
    return {};
}

// --- making a finding small ------------------------------------------------------------------------------------------

using StillFound = std::function<bool(const WrittenStory&)>;

std::vector<std::string> split_lines(const std::string& text)
{
    std::vector<std::string> lines(1);
    for (const char c : text) {
        lines.back() += c;
        if (c == '\n') lines.emplace_back();
    }
    if (lines.back().empty()) lines.pop_back();
    return lines;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

/// Takes lines away, many at once first, as long as the finding stays; for half a minute.
void minimise(WrittenStory& story, const StillFound& still_found)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (auto& [name, text] : story.files) {
        std::vector<std::string> lines = split_lines(text);
        for (std::size_t chunk = std::max<std::size_t>(lines.size() / 2, 1); chunk > 0; chunk /= 2) {
            for (std::size_t at = 0; at < lines.size() && std::chrono::steady_clock::now() < end;) {
                std::vector<std::string> fewer = lines;
                const std::size_t last = std::min(at + chunk, fewer.size());
                fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                            fewer.begin() + static_cast<std::ptrdiff_t>(last));
                const std::string before = std::exchange(text, joined(fewer));
                if (still_found(story)) {
                    lines = std::move(fewer);
                } else {
                    text = before;
                    at += chunk;
                }
            }
        }
    }
}

std::string told(const WrittenStory& story)
{
    std::string all = "\n";
    for (const auto& [name, text] : story.files) all += "----- " + name + '\n' + text;
    return all + "-----";
}

} // namespace

TEST_CASE("stories by chance go here as they go in inkjs", "[peers][differential]")
{
    GOLDBOX_NEED_INKJS();
    Inkjs inkjs;
    Count count;
    const std::uint64_t first = from_environment("GOLDBOX_PEER_SEED", 1);
    const std::uint64_t stories = from_environment("GOLDBOX_PEER_STORIES", 40);
    std::size_t differences = 0;
    for (std::uint64_t seed = first; seed < first + stories; ++seed) {
        WrittenStory story = write_story(seed);
        Finding finding = compare(inkjs, story, seed, count);
        if (finding.verdict == Verdict::same) continue;
        INFO("seed " << seed << ": " << finding.what);
        CHECK(finding.verdict != Verdict::unsound); // the writer's mistake
        if (finding.verdict == Verdict::unsound) continue;
        ++differences;
        minimise(story, [&](const WrittenStory& smaller) {
            Count ignored;
            if (finding.verdict != Verdict::remarks && !compile_here(smaller.files).tree) return false;
            return compare(inkjs, smaller, seed, ignored).verdict == finding.verdict;
        });
        Count ignored;
        INFO("at its smallest: " << compare(inkjs, story, seed, ignored).what << told(story));
        CHECK(finding.verdict == Verdict::same);
    }
    Columns columns({"against inkjs", "stories", "walks", "endless", "lines", "choices", "problems", "saves exchanged",
                     "different"});
    columns.row("stories by chance", stories, count.walks, count.endless, count.lines, count.choices, count.problems,
                count.saves, differences);
    std::cout << columns.str();
    if (count.gave_up > 0) std::cout << "inkjs gave up in " << count.gave_up << " walks:\n";
    for (const std::string& message : count.gave_up_with) std::cout << "    " << message << '\n';
}

TEST_CASE("damaged stories are reported here as they are by inkjs", "[peers][differential]")
{
    GOLDBOX_NEED_INKJS();
    Inkjs inkjs;
    const std::uint64_t first = from_environment("GOLDBOX_PEER_SEED", 1);
    const std::uint64_t stories = from_environment("GOLDBOX_PEER_STORIES", 40);
    std::size_t refused = 0, remarks = 0, later = 0, differences = 0;
    for (std::uint64_t seed = first; seed < first + stories; ++seed) {
        const auto differs = [&](const WrittenStory& story) {
            const InkCompiled theirs = inkjs.compile(story.files, "story.ink");
            return theirs.thrown != "no answer" &&
                   !agree_at_first(remarks_of(compile_here(story.files)), remarks_of(theirs));
        };
        WrittenStory story = damage(write_story(seed), seed);
        const Remarks ours = remarks_of(compile_here(story.files));
        refused += ours.errors;
        remarks += ours.lines.size();
        later += !agree(ours, remarks_of(inkjs.compile(story.files, "story.ink")));
        if (!differs(story)) continue;
        ++differences;
        minimise(story, differs);
        INFO("seed " << seed << told(story) << '\n'
                     << all_remarks(compile_here(story.files), inkjs.compile(story.files, "story.ink")));
        CHECK_FALSE(differs(story));
    }
    CHECK(later * 50 <= stories + 50);
    Columns columns(
        {"against inkjs", "stories", "refused", "remarks", "first mistake different", "later ones different"});
    columns.row("damaged stories", stories, refused, remarks, differences, later);
    std::cout << columns.str();
}
