#pragma once
// SPDX-License-Identifier: MIT
// What a player types, understood. Nothing here knows a rule: it finds out what is meant, and the game judges that.

#include <goldbox/base/result.hpp>
#include <goldbox/game/view.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goldbox::cli {

/// One choice on the screen. Choices of several stories are numbered through.
struct Offer {
    game::StoryId story;
    std::uint32_t round = 0;
    std::uint32_t choice = 0;
    std::string text;
    bool answers = false;                  ///< what the rules wait for, and no choice of a story
    std::optional<game::Order> order = {}; ///< what it is, where it is neither
};

/// The offers of one story, and those of a view in the order of their numbers on the screen.
[[nodiscard]] std::vector<Offer> offers_of(const game::StoryView& story);
[[nodiscard]] std::vector<Offer> offers_of(const game::View& view);

// What can be meant ---------------------------------------------------------------------------------------------------

struct Nothing {};
struct ShowHelp {};
struct Look {};
struct ShowBelongings {};
struct ShowPlayers {};
struct ShowParty {};
struct ShowDeeds {};
/// What the mind of whose turn it is would do.
struct ShowWhy {};
struct Quit {};
struct Pick {
    Offer offer;
};
struct TakeBack {
    std::uint32_t choices = 1;
    bool fight = false; ///< all of the last fight
};
struct Speak {
    std::string text;
    std::string to; ///< one player alone; empty: the table
};
struct SitDown {
    std::string name;
};
struct GetUp {
    std::string name; ///< empty: who is speaking
};
/// A player speaks: for one line, or from now on where there is no line.
struct As {
    std::string name;
    std::string line;
};
struct BeginStory {
    std::string story;
    std::vector<std::string> players; ///< for whom alone; empty: everybody
};

/// A player gives one of the party to another player, takes it, or (to nobody) gives it back.
struct Hand {
    rules::CreatureId creature;
    std::string to; ///< empty: to nobody
};

/// One of the party does something by the rules.
struct Undertake {
    game::Order order;
};

using Meaning = std::variant<Nothing, ShowHelp, Look, ShowBelongings, ShowPlayers, ShowParty, ShowDeeds, ShowWhy, Quit,
                             Pick, TakeBack, Speak, SitDown, GetUp, As, BeginStory, Hand, Undertake>;

/// What there is to talk about.
struct Situation {
    std::vector<Offer> offers;
    std::vector<std::string> players; ///< names of those at the table
    std::vector<std::string> stories; ///< that could be begun
    std::vector<game::CreatureView> party;
    std::vector<game::Deed> deeds; ///< that one of the party might do

    // in a fight
    std::optional<game::FightView> fight;
    std::optional<game::CanManeuver> can; ///< what the speaker may do now
    bool goes_on = false;                 ///< nobody is asked
    std::string speaker;                  ///< name of who speaks

    // on a map
    std::optional<game::WalkView> walk;
    std::optional<game::CanWalk> can_walk; ///< what the speaker may do there
};

/// What is typed to have a deed done, without whom it is aimed at: `wear Chain mail by Mira`.
[[nodiscard]] std::string line_of(const game::Deed& deed, const std::vector<game::CreatureView>& party);

/// Understands a line: a choice's number, a choice's whole text, a command in exactly its form, or the beginning of one
/// choice's text, in this order. Case, quotation marks and punctuation at the ends of a text do not matter. Errors:
/// `play.no_such_choice`, `play.several_choices`, `play.not_understood`, `play.not_here`, `play.no_such_story`,
/// `play.no_such_deed`, `play.no_fight`, `play.no_map`, and those of fights and maps.
[[nodiscard]] Result<Meaning> understand(std::string_view line, const Situation& situation);

/// Whether two names mean one player: case does not matter.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// A script's line without its comment: `#` at the start or after a space.
[[nodiscard]] std::string_view without_comment(std::string_view line);

/// A command as the help lists it and as the keyboard completes it.
struct CommandWord {
    std::string_view word;
    std::string_view form;
    std::string_view meaning;
    bool in_fights = false; ///< and, but for the next, nowhere else
    bool on_maps = false;   ///< where the party walks
};
[[nodiscard]] const std::vector<CommandWord>& command_words();

} // namespace goldbox::cli
