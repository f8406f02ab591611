// SPDX-License-Identifier: MIT
#include "input.hpp"

#include "fight_input.hpp"
#include "walk_input.hpp"
#include "words.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <iterator>

namespace goldbox::cli {
namespace {

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
    if (word == "can") return ShowDeeds{};
    if (word == "quit" || word == "exit" || word == "q") return Quit{};
    if (word == "undo") return TakeBack{};
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

// What one of the party does ------------------------------------------------------------------------------------------

/// Which word has a deed done, and which deeds it means.
struct DeedWord {
    std::string_view word;
    bool (*means)(const game::Order& order);
};

template <class T>
bool orders(const game::Order& order)
{
    return std::holds_alternative<T>(order);
}

template <bool more>
bool prepares(const game::Order& order)
{
    const auto* const prepare = std::get_if<game::Prepare>(&order);
    return prepare && (prepare->copies > 0) == more;
}

template <bool ends>
bool attunes(const game::Order& order)
{
    const auto* const attune = std::get_if<game::Attune>(&order);
    return attune && attune->ends == ends;
}

constexpr std::array<DeedWord, 11> deed_words = {{
    {"wear", orders<game::Wear>},
    {"take off", orders<game::PutOff>},
    {"attune", attunes<false>},
    {"end attunement", attunes<true>},
    {"use", orders<game::Use>},
    {"cast", orders<game::Cast>},
    {"prepare", prepares<true>},
    {"forget", prepares<false>},
    {"give", orders<game::HandOver>},
    {"drop", orders<game::HandOver>},
    {"rest", orders<game::Rest>},
}};

/// `bless by Mira at Tom, Ann`: what, by whom, and at, on or to whom.
struct Phrase {
    std::string what, by, at;
};

Phrase phrase_of(std::string_view text)
{
    Phrase phrase;
    std::string* part = &phrase.what;
    while (!text.empty()) {
        const auto [word, rest] = split(text);
        const std::string known = lower(word);
        text = rest;
        if (known == "by")
            part = &phrase.by;
        else if (known == "at" || known == "on" || known == "to")
            part = &phrase.at;
        else
            *part += (part->empty() ? "" : " ") + std::string(word);
    }
    return phrase;
}

/// Those of the party that are named, or `all`.
Result<std::vector<rules::CreatureId>> creatures_named(std::string_view list, const Situation& situation)
{
    std::vector<rules::CreatureId> ids;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string wanted = plain(list.substr(0, comma));
        const std::size_t before = ids.size();
        for (const game::CreatureView& creature : situation.party) {
            const std::string name = plain(creature.name);
            if (wanted == "all" || name == wanted || (!wanted.empty() && name.starts_with(wanted + ' ')))
                ids.push_back(creature.id);
        }
        if (ids.size() == before) {
            return fail(Code::refused, "play.no_such_deed",
                        fmt::format("nobody of the party is called \"{}\"; `party` tells who is",
                                    printable(trim(list.substr(0, comma)).substr(0, 60))));
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return ids;
}

/// The deed that is meant: one of exactly that name before one whose name begins so, one that is accepted before
/// others.
const game::Deed* deed_named(std::string_view name, const DeedWord& word, rules::CreatureId by,
                             const Situation& situation)
{
    const std::string wanted = plain(name);
    const game::Deed* best = nullptr;
    const auto rank = [&](const game::Deed& deed) {
        return std::pair(plain(deed.name) == wanted, deed.refused.empty());
    };
    for (const game::Deed& deed : situation.deeds) {
        if (wanted.empty() || !word.means(deed.what) || !plain(deed.name).starts_with(wanted)) continue;
        if (by && deed.creature != by) continue;
        if (!best || rank(deed) > rank(*best)) best = &deed;
    }
    return best;
}

Result<Meaning> deed(std::string_view rest, const DeedWord& word, const Situation& situation)
{
    Phrase phrase{.what = std::string(rest)}; // a name may have such words in it
    if (!deed_named(rest, word, {}, situation)) phrase = phrase_of(rest);
    GOLDBOX_TRY(const auto by, creatures_named(phrase.by, situation));
    GOLDBOX_TRY(const auto targets, creatures_named(phrase.at, situation));
    const game::Deed* const found =
        deed_named(phrase.what, word, by.empty() ? rules::CreatureId{} : by.front(), situation);
    if (!found) {
        return fail(Code::refused, "play.no_such_deed",
                    fmt::format("nobody of the party can {} \"{}\"; `can` lists what there is to do", word.word,
                                printable(phrase.what.substr(0, 60))));
    }
    game::Order order = found->what;
    if (auto* use = std::get_if<game::Use>(&order)) use->targets = targets;
    if (auto* cast = std::get_if<game::Cast>(&order)) cast->targets = targets;
    if (auto* over = std::get_if<game::HandOver>(&order)) {
        if (word.word == "drop") over->to = {};
        if (word.word == "give" && !targets.empty()) over->to = targets.front();
    }
    return Undertake{std::move(order)};
}

/// `pay 50 to Mira by Tom`; who is not named is the first who is not the other.
Result<Meaning> pay(std::string_view line, std::string_view rest, const CommandWord& command,
                    const Situation& situation)
{
    const Phrase phrase = phrase_of(rest);
    GOLDBOX_TRY(const auto by, creatures_named(phrase.by, situation));
    GOLDBOX_TRY(const auto to, creatures_named(phrase.at, situation));
    const auto amount = number(phrase.what);
    if (!amount || *amount > 1'000'000'000) return not_the_form(line, command);
    game::Pay order{.to = to.empty() ? rules::CreatureId{} : to.front(), .amount = static_cast<std::int32_t>(*amount)};
    for (const game::CreatureView& creature : situation.party) {
        if (!order.from && creature.id != order.to) order.from = creature.id;
    }
    if (!by.empty()) order.from = by.front();
    return Undertake{order};
}

/// `play Mira`, `play Mira by Bob`, `play Mira by nobody`
Result<Meaning> hand(std::string_view rest, const Situation& situation)
{
    const Phrase phrase = phrase_of(rest);
    GOLDBOX_TRY(const auto whom, creatures_named(phrase.what, situation));
    if (whom.empty()) return fail(Code::refused, "play.no_such_deed", "say whom: `play Mira by Bob`");
    Hand meant{.creature = whom.front(), .to = phrase.by.empty() ? situation.speaker : phrase.by};
    if (lower(meant.to) == "nobody") {
        meant.to.clear();
    } else {
        auto player = named(meant.to, situation.players);
        if (!player) return nobody_called(meant.to);
        meant.to = *std::move(player);
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
    if (word == "pay") return pay(line, rest, command, situation);
    for (const DeedWord& each : deed_words) {
        if (lower(line).starts_with(std::string(each.word) + ' '))
            return deed(trim(line.substr(each.word.size())), each, situation);
    }
    if (word == "undo" && number(rest)) return TakeBack{.choices = *number(rest)};
    if (word == "undo" && lower(rest) == "fight") return TakeBack{.choices = 1, .fight = true};
    if (word == "play") return hand(rest, situation);
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
    const auto answers = std::ranges::count(situation.offers, true, &Offer::answers);
    const bool acts = known->in_fights || known->word == "cast" || known->word == "use";
    if (situation.fight && answers > 0 && acts)
        return fail(Code::refused, "play.question_first",
                    fmt::format("a question comes first: a number from 1 to {} answers it", answers));
    const bool here = situation.fight ? known->in_fights : known->on_maps && situation.walk;
    if (here) return not_the_form(line, *known);
    if (known->on_maps)
        return fail(
            Code::refused, "play.no_map",
            fmt::format("`{}` is for maps{}, and you are on none", known->word, known->in_fights ? " and fights" : ""));
    if (known->in_fights)
        return fail(Code::refused, "play.no_fight", fmt::format("`{}` is for fights, and there is none", known->word));
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

std::string line_of(const game::Deed& deed, const std::vector<game::CreatureView>& party)
{
    const auto word = std::ranges::find_if(deed_words, [&](const DeedWord& each) { return each.means(deed.what); });
    const auto who = std::ranges::find(party, deed.creature, &game::CreatureView::id);
    const std::string_view verb = word == deed_words.end() ? std::string_view() : word->word;
    std::string line = fmt::format("{} {}", verb, deed.name);
    if (const auto* over = std::get_if<game::HandOver>(&deed.what)) {
        const auto to = std::ranges::find(party, over->to, &game::CreatureView::id);
        if (to != party.end()) line += " to " + to->name;
    }
    return who == party.end() ? line : line + " by " + who->name;
}

bool same_name(std::string_view a, std::string_view b)
{
    return lower(a) == lower(b);
}

Result<Meaning> understand(std::string_view line, const Situation& situation)
{
    line = trim(line);
    if (auto meant = understand_fight(line, situation)) return *std::move(meant);
    if (auto meant = understand_walk(line, situation)) return *std::move(meant);
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
        {"can", "can", "what the party could do with what it has, and why not"},
        {"wear", "wear THING [by NAME]", "puts it on, or takes it in hand"},
        {"take", "take off THING", "takes off what is worn"},
        {"attune", "attune THING", "attunes its wearer to it"},
        {"end", "end attunement THING", "ends that"},
        {"use", "use THING [on NAME]", "does with it what can be done"},
        {"cast", "cast SPELL [at NAME, ...] [by NAME]", "casts a spell that is ready"},
        {"prepare", "prepare SPELL [by NAME]", "has a spell ready"},
        {"forget", "forget SPELL [by NAME]", "has it ready no more"},
        {"give", "give THING to NAME", "hands it to another of the party"},
        {"drop", "drop THING", "lays it down"},
        {"pay", "pay AMOUNT [to NAME] [by NAME]", "gives money, counted in the smallest coin"},
        {"rest", "rest NAME", "all rest: rest short, rest long"},
        {"attack", "attack NAME [with WEAPON]", "in a fight: strikes; `a` strikes whoever is in reach", true},
        {"walk", "walk X,Y", "walks there, in a fight or on a map; `north`, `ne 3` and the like do it too", true, true},
        {"open", "open door", "opens a door beside one, or closes it: close door; on a map chests, too: open chest",
         true, true},
        {"pick", "pick [LOCK]", "on a map: tries a lock, by skill", false, true},
        {"force", "force [LOCK]", "on a map: tries a lock, by strength", false, true},
        {"disarm", "disarm [TRAP]", "on a map: makes a trap harmless that you found, or sets it off", false, true},
        {"talk", "talk to NAME", "on a map: to somebody within reach", false, true},
        {"search", "search", "on a map: looks for secret doors and traps beside you", false, true},
        {"stairs", "stairs", "on a map: takes the stairs you stand on", false, true},
        {"out", "out", "on a map: leaves it, from its edge or from where you came in", false, true},
        {"flee", "flee", "leaves the battlefield from its edge", true},
        {"surrender", "surrender", "fights no more", true},
        {"quick", "quick [NAME]", "it fights by its own mind until the fight is over: quick all, manual all", true},
        {"why", "why", "what it would do by its own mind, and what else it thought of", true},
        {"go", "go on", "goes on where nobody is asked; so does an empty line", true},
        {"play", "play NAME [by PLAYER]", "says who plays one of the party; by nobody: the host"},
        {"undo", "undo [N]", "takes back the last choice, deed or maneuver, or the last N; undo fight: all of it"},
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
