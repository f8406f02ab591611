// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <iterator>

namespace goldbox::cli {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trim(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

struct Split {
    std::string_view word, rest;
};

Split split(std::string_view line)
{
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    return {line.substr(0, end), trim(line.substr(end))};
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return result;
}

bool is_decoration(char32_t c)
{
    constexpr std::u32string_view marks = U"\"'.,;:!?()[]…“”‘’«»„–—-";
    return marks.find(c) != marks.npos;
}

/// The words of a text, lowercase and without punctuation: what a person would type of it.
std::string plain(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        const CodePoint point = decode_utf8(text);
        if (point.value == ' ' || point.value == '\t') {
            if (!result.empty() && result.back() != ' ') result += ' ';
        } else if (!is_decoration(point.value)) {
            append_utf8(result, point.value);
        }
        text.remove_prefix(point.bytes);
    }
    if (result.ends_with(' ')) result.pop_back();
    return lower(result);
}

std::optional<std::uint32_t> number(std::string_view text)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<Meaning> pick_number(std::string_view digits, const std::vector<Offer>& offers)
{
    const auto wanted = number(digits);
    if (wanted && *wanted >= 1 && *wanted <= offers.size()) return Pick{offers[*wanted - 1]};
    if (offers.empty()) return fail(Code::refused, "play.no_such_choice", "there is nothing to choose at the moment");
    return fail(Code::refused, "play.no_such_choice",
                offers.size() == 1 ? std::string("there is only choice 1")
                                   : fmt::format("choose a number from 1 to {}", offers.size()));
}

std::optional<Meaning> pick_exact(std::string_view text, const std::vector<Offer>& offers)
{
    const auto same = [&](const Offer& offer) { return plain(offer.text) == text; };
    const auto found = std::ranges::find_if(offers, same);
    if (text.empty() || found == offers.end()) return std::nullopt;
    return Pick{*found};
}

std::optional<std::string> named(std::string_view name, const std::vector<std::string>& names)
{
    const auto found = std::ranges::find_if(names, [&](const std::string& other) { return same_name(other, name); });
    return found == names.end() ? std::nullopt : std::optional(*found);
}

/// Commands that stand alone on their line.
std::optional<Meaning> single_word(std::string_view word)
{
    if (word == "help" || word == "?") return ShowHelp{};
    if (word == "look" || word == "l") return Look{};
    if (word == "belongings" || word == "inventory" || word == "i") return ShowBelongings{};
    if (word == "who" || word == "players") return ShowPlayers{};
    if (word == "party" || word == "p") return ShowParty{};
    if (word == "quit" || word == "exit" || word == "q") return Quit{};
    if (word == "undo") return TakeBack{1};
    if (word == "leave") return GetUp{};
    if (word == "begin") return BeginStory{};
    return std::nullopt;
}

/// A player's name at the start of a text, and what follows it. A name may have spaces: the longest that fits is meant.
std::optional<As> leading_player(std::string_view text, const Situation& situation)
{
    std::optional<As> best;
    for (const std::string& name : situation.players) {
        if (!same_name(text.substr(0, name.size()), name)) continue;
        if (text.size() > name.size() && text[name.size()] != ' ') continue;
        if (!best || name.size() > best->name.size()) best = As{name, std::string(trim(text.substr(name.size())))};
    }
    return best;
}

tl::unexpected<Error> nobody_called(std::string_view name)
{
    return fail(Code::refused, "play.not_here",
                fmt::format("nobody at the table is called \"{}\"; `who` tells who is, `join NAME` brings somebody",
                            printable(name.substr(0, 60))));
}

tl::unexpected<Error> no_such_story(std::string_view name, const std::vector<std::string>& stories)
{
    std::string known;
    for (const std::string& story : stories) {
        if (!story.empty()) known += (known.empty() ? "" : ", ") + printable(story);
    }
    return fail(Code::refused, "play.no_such_story",
                fmt::format("there is no story \"{}\"; {}", printable(name.substr(0, 60)),
                            known.empty() ? "`begin` alone begins the only one" : "there are: " + known));
}

tl::unexpected<Error> not_the_form(std::string_view line, const CommandWord& command)
{
    return fail(
        Code::refused, "play.not_understood",
        fmt::format("I do not understand \"{}\"; the command is `{}`", printable(line.substr(0, 60)), command.form));
}

/// `begin`, `begin STORY`, `begin for NAME, NAME`, `begin STORY for NAME, NAME`
Result<Meaning> begin(std::string_view rest, const Situation& situation)
{
    if (auto story = named(rest, situation.stories)) return BeginStory{.story = *std::move(story), .players = {}};
    const std::size_t names = lower(rest).starts_with("for ") ? 0 : lower(rest).rfind(" for ");
    const std::string_view name = rest.substr(0, names);
    const auto story = name.empty() ? std::optional<std::string>("") : named(name, situation.stories);
    if (!story) return no_such_story(name, situation.stories);
    BeginStory meant{.story = *story, .players = {}};
    std::string_view list = trim(rest.substr(names)).substr(3);
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        auto player = named(trim(list.substr(0, comma)), situation.players);
        if (!player) return nobody_called(trim(list.substr(0, comma)));
        meant.players.push_back(*std::move(player));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return meant;
}

Result<Meaning> with_argument(std::string_view line, const CommandWord& command, const Situation& situation)
{
    const std::string_view word = command.word;
    const std::string_view rest = split(line).rest;
    if (word == "say") return Speak{.text = std::string(rest), .to = {}};
    if (word == "join") return SitDown{std::string(rest)};
    if (word == "begin") return begin(rest, situation);
    if (word == "undo" && number(rest)) return TakeBack{*number(rest)};
    if (word == "leave") {
        auto player = named(rest, situation.players);
        if (!player) return nobody_called(rest);
        return GetUp{*std::move(player)};
    }
    if (word == "as" || word == "tell") {
        auto player = leading_player(rest, situation);
        if (!player) return nobody_called(split(rest).word);
        if (word == "as") return *std::move(player);
        if (!player->line.empty()) return Speak{.text = std::move(player->line), .to = std::move(player->name)};
    }
    return not_the_form(line, command);
}

tl::unexpected<Error> not_understood(std::string_view line)
{
    std::vector<std::string_view> words;
    for (const CommandWord& command : command_words()) words.push_back(command.word);
    const std::string_view near = nearest(lower(split(line).word), words);
    const std::string hint =
        near.empty() ? "type the number of a choice, or `help`" : fmt::format("did you mean `{}`?", near);
    return fail(Code::refused, "play.not_understood",
                fmt::format("I do not understand \"{}\"; {}", printable(line.substr(0, 60)), hint));
}

Result<Meaning> command(std::string_view line, const Situation& situation)
{
    const auto [word, rest] = split(line);
    if (rest.empty()) {
        if (auto meaning = single_word(lower(word))) return *std::move(meaning);
    }
    const auto known = std::ranges::find(command_words(), lower(word), &CommandWord::word);
    if (known == command_words().end()) return not_understood(line);
    return rest.empty() ? Result<Meaning>(not_the_form(line, *known)) : with_argument(line, *known, situation);
}

/// The one choice that begins so; `otherwise`, where there is none.
Result<Meaning> pick_beginning(std::string_view line, const std::vector<Offer>& offers, Error otherwise)
{
    const std::string text = plain(line);
    std::vector<Offer> found;
    if (!text.empty()) {
        std::ranges::copy_if(offers, std::back_inserter(found),
                             [&](const Offer& offer) { return plain(offer.text).starts_with(text); });
    }
    if (found.size() == 1) return Pick{found.front()};
    if (found.empty()) return unexpected(std::move(otherwise));
    return fail(Code::refused, "play.several_choices",
                fmt::format("{} choices begin with \"{}\"; type more of it, or its number", found.size(),
                            printable(line.substr(0, 60))));
}

} // namespace

std::vector<Offer> offers_of(const game::StoryView& story)
{
    std::vector<Offer> offers;
    if (!story.member || story.status != game::StoryStatus::waiting) return offers;
    for (std::uint32_t i = 0; i < story.choices.size(); ++i) {
        offers.push_back({story.id, story.round, i, story.choices[i].text});
    }
    return offers;
}

std::vector<Offer> offers_of(const game::View& view)
{
    std::vector<Offer> offers;
    if (view.pending) { // nothing goes on before that
        const auto& choices = view.pending->choices;
        for (std::uint32_t i = 0; i < std::max<std::size_t>(choices.size(), 1); ++i)
            offers.push_back({.choice = i, .text = choices.empty() ? "Go on." : choices[i], .answers = true});
        return offers;
    }
    for (const game::StoryView& story : view.stories) std::ranges::move(offers_of(story), std::back_inserter(offers));
    return offers;
}

bool same_name(std::string_view a, std::string_view b)
{
    return lower(a) == lower(b);
}

Result<Meaning> understand(std::string_view line, const Situation& situation)
{
    line = trim(line);
    if (line.empty()) return Nothing{};
    if (is_digits(line)) return pick_number(line, situation.offers);
    if (auto pick = pick_exact(plain(line), situation.offers)) return *std::move(pick);
    Result<Meaning> meaning = command(line, situation);
    if (meaning) return meaning;
    return pick_beginning(line, situation.offers, std::move(meaning).error());
}

std::string_view without_comment(std::string_view line)
{
    for (std::size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
        if (at == 0 || blanks.find(line[at - 1]) != blanks.npos) return trim(line.substr(0, at));
    }
    return trim(line);
}

const std::vector<CommandWord>& command_words()
{
    static const std::vector<CommandWord> words = {
        {"look", "look", "shows the scene again"},
        {"belongings", "belongings", "what you carry"},
        {"party", "party", "who travels with you, and how they are"},
        {"undo", "undo [N]", "takes back the last choice, or the last N"},
        {"say", "say TEXT", "says something to the table"},
        {"tell", "tell NAME TEXT", "says it to one player alone"},
        {"who", "who", "who is at the table"},
        {"join", "join NAME", "one more player at this keyboard"},
        {"as", "as NAME [INPUT]", "what follows comes from NAME; without INPUT, from now on"},
        {"leave", "leave [NAME]", "gets up from the table"},
        {"begin", "begin [STORY] [for NAME, ...]", "begins a story, for all or for these alone"},
        {"help", "help", "this list"},
        {"quit", "quit", "stops; everything is saved already"},
    };
    return words;
}

} // namespace goldbox::cli
