#pragma once
// SPDX-License-Identifier: MIT
// The field tables of everything in `game` that travels as JSON.

#include <goldbox/game/command.hpp>
#include <goldbox/game/event.hpp>
#include <goldbox/game/state.hpp>
#include <goldbox/game/view.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/rules/fields.hpp>

template <>
struct goldbox::json::Names<goldbox::game::Decision> {
    static constexpr std::array<std::pair<goldbox::game::Decision, std::string_view>, 2> table{
        {{goldbox::game::Decision::leader, "leader"}, {goldbox::game::Decision::vote, "vote"}}};
};

template <>
struct goldbox::json::Names<goldbox::game::StoryStatus> {
    static constexpr std::array<std::pair<goldbox::game::StoryStatus, std::string_view>, 4> table{
        {{goldbox::game::StoryStatus::waiting, "waiting"},
         {goldbox::game::StoryStatus::ended, "ended"},
         {goldbox::game::StoryStatus::failed, "failed"},
         {goldbox::game::StoryStatus::held, "held"}}};
};

template <>
struct goldbox::json::Names<goldbox::Severity> {
    static constexpr std::array<std::pair<goldbox::Severity, std::string_view>, 3> table{
        {{goldbox::Severity::error, "error"},
         {goldbox::Severity::warning, "warning"},
         {goldbox::Severity::author, "author"}}};
};

template <>
struct goldbox::json::Names<goldbox::narrative::ExternalKind> {
    static constexpr std::array<std::pair<goldbox::narrative::ExternalKind, std::string_view>, 4> table{
        {{goldbox::narrative::ExternalKind::query, "query"},
         {goldbox::narrative::ExternalKind::check, "check"},
         {goldbox::narrative::ExternalKind::action, "action"},
         {goldbox::narrative::ExternalKind::wait, "wait"}}};
};

template <>
struct goldbox::json::Names<goldbox::game::Stream> {
    static constexpr std::array<std::pair<goldbox::game::Stream, std::string_view>, 5> table{
        {{goldbox::game::Stream::story, "story"},
         {goldbox::game::Stream::check, "check"},
         {goldbox::game::Stream::zone, "zone"},
         {goldbox::game::Stream::search, "search"},
         {goldbox::game::Stream::lock, "lock"}}};
};

template <>
struct goldbox::json::Names<goldbox::game::Mark> {
    static constexpr std::array<std::pair<goldbox::game::Mark, std::string_view>, 10> table{
        {{goldbox::game::Mark::opened, "opened"},
         {goldbox::game::Mark::closed, "closed"},
         {goldbox::game::Mark::found, "found"},
         {goldbox::game::Mark::done, "done"},
         {goldbox::game::Mark::noticed, "noticed"},
         {goldbox::game::Mark::disarmed, "disarmed"},
         {goldbox::game::Mark::sprung, "sprung"},
         {goldbox::game::Mark::emptied, "emptied"},
         {goldbox::game::Mark::came, "came"},
         {goldbox::game::Mark::went, "went"}}};
};

// Parts

/// null, true, 7, 0.5, "text", {"list":..}, {"divert":..}; a float that JSON cannot hold as {"float":"inf"}.
template <>
struct goldbox::json::Codec<goldbox::narrative::Value> {
    static constexpr std::string_view schema =
        R"({"type":["null","boolean","number","string","object"],"description":"an ink value"})";
    static void write(Writer& writer, const goldbox::narrative::Value& value);
    static void read(Reading& reading, const Value& json, goldbox::narrative::Value& value);
};

template <>
struct goldbox::json::Fields<goldbox::game::Text> {
    using T = goldbox::game::Text;
    static constexpr std::string_view name = "text";
    static constexpr std::string_view doc =
        "Personal text: its content travels in commands and projections, its number and hash in the log.";
    static constexpr auto table =
        std::make_tuple(field("id", &T::id, {.doc = "number in the game; 0 while it travels"}),
                        field("hash", &T::hash, {.doc = "SHA-256 of salt and content"}),
                        field("content", &T::content, {.doc = "UTF-8", .unit = "bytes", .max = 4000}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::Said> {
    using T = goldbox::narrative::Said;
    static constexpr std::string_view name = "said";
    static constexpr std::string_view doc = "Which text of a story stands in a line, for translations.";
    static constexpr auto table =
        std::make_tuple(field("text", &T::text, {.doc = "key of the text", .max = 64, .required = true}),
                        field("arguments", &T::arguments, {.doc = "what the story put in"}),
                        field("outer", &T::outer, {.doc = "1 + index of the one whose argument this is; 0: the line"}),
                        field("slot", &T::slot, {.doc = "which argument"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryLine> {
    using T = goldbox::game::StoryLine;
    static constexpr std::string_view name = "story_line";
    static constexpr std::string_view doc = "One line of a story.";
    static constexpr auto table = std::make_tuple(field("text", &T::text, {.doc = "without a newline at its end"}),
                                                  field("tags", &T::tags, {.doc = "ink tags"}),
                                                  field("said", &T::said, {.doc = "for translations"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryChoice> {
    using T = goldbox::game::StoryChoice;
    static constexpr std::string_view name = "story_choice";
    static constexpr std::string_view doc = "One choice a story offers.";
    static constexpr auto table =
        std::make_tuple(field("text", &T::text, {.doc = "what it says"}), field("tags", &T::tags, {.doc = "ink tags"}),
                        field("said", &T::said, {.doc = "for translations"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Ballot> {
    using T = goldbox::game::Ballot;
    static constexpr std::string_view name = "ballot";
    static constexpr std::string_view doc = "A vote that was cast.";
    static constexpr auto table =
        std::make_tuple(field("seat", &T::seat, {.doc = "whose", .required = true}),
                        field("choice", &T::choice, {.doc = "for what, from 0", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::Problem> {
    using T = goldbox::narrative::Problem;
    static constexpr std::string_view name = "problem";
    static constexpr std::string_view doc = "A mistake of the story that showed when it ran.";
    static constexpr auto table = std::make_tuple(field("severity", &T::severity, {.doc = "error or warning"}),
                                                  field("message", &T::message, {.doc = "what", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::ListItem> {
    using T = goldbox::narrative::ListItem;
    static constexpr std::string_view name = "list_item";
    static constexpr std::string_view doc = "One item of an ink list.";
    static constexpr auto table = std::make_tuple(field("list", &T::list, {.doc = "which list"}),
                                                  field("item", &T::item, {.doc = "which item", .required = true}),
                                                  field("value", &T::value, {.doc = "its number"}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::List> {
    using T = goldbox::narrative::List;
    static constexpr std::string_view name = "list";
    static constexpr std::string_view doc = "An ink list value.";
    static constexpr auto table =
        std::make_tuple(field("items", &T::items, {.doc = "sorted"}),
                        field("origins", &T::origins, {.doc = "lists an empty value belongs to"}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::SessionDelta::Change> {
    using T = goldbox::narrative::SessionDelta::Change;
    static constexpr std::string_view name = "memory_change";
    static constexpr std::string_view doc = "One entry of a story's memory.";
    static constexpr auto table = std::make_tuple(field("key", &T::key, {.doc = "which", .required = true}),
                                                  field("value", &T::value, {.doc = "JSON; absent: the entry goes"}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::SessionDelta> {
    using T = goldbox::narrative::SessionDelta;
    static constexpr std::string_view name = "memory";
    static constexpr std::string_view doc = "What a step changed in a story's memory.";
    static constexpr auto table = std::make_tuple(field("changes", &T::changes, {.doc = "sorted by key"}));
};

template <>
struct goldbox::json::Fields<goldbox::narrative::ExternalAnswer> {
    using T = goldbox::narrative::ExternalAnswer;
    static constexpr std::string_view name = "external_answer";
    static constexpr std::string_view doc = "A call of a function of the host, and its answer.";
    static constexpr auto table = std::make_tuple(
        field("kind", &T::kind, {.doc = "query, check, action or wait", .required = true}),
        field("name", &T::name, {.doc = "which function", .required = true}),
        field("arguments", &T::arguments, {.doc = "ink values"}), field("answer", &T::answer, {.doc = "ink value"}),
        field("site", &T::site, {.doc = "path of the calling instruction"}),
        field("turn", &T::turn, {.doc = "choices made before"}),
        field("visits", &T::visits, {.doc = "of the place around the call"}));
};

// Orders

template <>
struct goldbox::json::Fields<goldbox::game::Join> {
    using T = goldbox::game::Join;
    static constexpr std::string_view name = "join";
    static constexpr std::string_view doc = "Takes a seat at the table, or comes back to it.";
    static constexpr auto table =
        std::make_tuple(field("name", &T::name, {.doc = "what to be called", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Leave> {
    using T = goldbox::game::Leave;
    static constexpr std::string_view name = "leave";
    static constexpr std::string_view doc = "Gets up; the seat is kept.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::Begin> {
    using T = goldbox::game::Begin;
    static constexpr std::string_view name = "begin";
    static constexpr std::string_view doc = "Begins a story of the pack.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "name in the pack; empty: its first", .max = 200}),
        field("decision", &T::decision, {.doc = "who decides"}),
        field("members", &T::members, {.doc = "seats; empty: everybody", .max = 100}),
        field("quorum_percent", &T::quorum_percent, {.doc = "of the voters, when time is up", .min = 1, .max = 100}),
        field("deadline_seconds", &T::deadline_seconds,
              {.doc = "how long a vote stays open; 0: until all have voted", .unit = "seconds", .max = 2592000}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Choose> {
    using T = goldbox::game::Choose;
    static constexpr std::string_view name = "choose";
    static constexpr std::string_view doc = "Takes a choice, or votes for it.";
    static constexpr auto table =
        std::make_tuple(field("story", &T::story, {.doc = "which story", .required = true}),
                        field("choice", &T::choice, {.doc = "from 0", .required = true}),
                        field("round", &T::round, {.doc = "the round it was seen in; 0: any"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Say> {
    using T = goldbox::game::Say;
    static constexpr std::string_view name = "say";
    static constexpr std::string_view doc = "Says something.";
    static constexpr auto table = std::make_tuple(field("text", &T::text, {.doc = "what", .required = true}),
                                                  field("to", &T::to, {.doc = "seats; empty: everybody", .max = 100}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Undo> {
    using T = goldbox::game::Undo;
    static constexpr std::string_view name = "undo";
    static constexpr std::string_view doc = "Goes back to before the last choice.";
    static constexpr auto table =
        std::make_tuple(field("choices", &T::choices, {.doc = "how many", .min = 1, .max = 4096}),
                        field("fight", &T::fight, {.doc = "instead: to before what led to the last fight"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Expire> {
    using T = goldbox::game::Expire;
    static constexpr std::string_view name = "expire";
    static constexpr std::string_view doc = "The time of a request is up.";
    static constexpr auto table = std::make_tuple(field("request", &T::request, {.doc = "which", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::UsePacks> {
    using T = goldbox::game::UsePacks;
    static constexpr std::string_view name = "use_packs";
    static constexpr std::string_view doc = "Goes on with other packs. From the host program alone.";
    static constexpr auto table =
        std::make_tuple(field("packs", &T::packs, {.doc = "hash of their image", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Answer> {
    using T = goldbox::game::Answer;
    static constexpr std::string_view name = "answer";
    static constexpr std::string_view doc = "Decides what the rules wait for.";
    static constexpr auto table = std::make_tuple(field("choice", &T::choice, {.doc = "from 0"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Wear> {
    using T = goldbox::game::Wear;
    static constexpr std::string_view name = "wear";
    static constexpr std::string_view doc = "Puts a thing on, or takes it in hand.";
    static constexpr auto table =
        std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                        field("places", &T::places, {.doc = "where; when absent, as it is worn", .max = 20}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PutOff> {
    using T = goldbox::game::PutOff;
    static constexpr std::string_view name = "put_off";
    static constexpr std::string_view doc = "Takes off what is worn.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Attune> {
    using T = goldbox::game::Attune;
    static constexpr std::string_view name = "attune";
    static constexpr std::string_view doc = "Attunes to a thing, or ends that.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                                                  field("ends", &T::ends, {.doc = "ends it"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Use> {
    using T = goldbox::game::Use;
    static constexpr std::string_view name = "use";
    static constexpr std::string_view doc = "Does something with a thing.";
    static constexpr auto table =
        std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                        field("action", &T::action, {.doc = "one of its uses", .max = 200, .required = true}),
                        field("targets", &T::targets, {.doc = "at whom", .max = 100}));
};

template <>
struct goldbox::json::Fields<goldbox::game::HandOver> {
    using T = goldbox::game::HandOver;
    static constexpr std::string_view name = "hand_over";
    static constexpr std::string_view doc =
        "Gives a thing to another of the party, puts it into a container, or lays it down.";
    static constexpr auto table = std::make_tuple(
        field("item", &T::item, {.doc = "which", .required = true}), field("to", &T::to, {.doc = "to whom"}),
        field("inside", &T::inside, {.doc = "into which thing"}),
        field("count", &T::count, {.doc = "how many; when absent, all", .min = 0, .max = 1'000'000}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Pay> {
    using T = goldbox::game::Pay;
    static constexpr std::string_view name = "pay";
    static constexpr std::string_view doc = "Gives money to another of the party, or away.";
    static constexpr auto table = std::make_tuple(
        field("from", &T::from, {.doc = "whose", .required = true}),
        field("to", &T::to, {.doc = "when absent, nobody"}),
        field("amount", &T::amount, {.doc = "in the smallest coin", .min = 0, .max = 1'000'000'000, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Prepare> {
    using T = goldbox::game::Prepare;
    static constexpr std::string_view name = "prepare";
    static constexpr std::string_view doc = "Has a spell ready, or so many copies of it.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("spell", &T::spell, {.doc = "which", .max = 200, .required = true}),
                        field("copies", &T::copies, {.doc = "0: not any more", .min = 0, .max = 1000}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Cast> {
    using T = goldbox::game::Cast;
    static constexpr std::string_view name = "cast";
    static constexpr std::string_view doc = "Casts a spell.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("spell", &T::spell, {.doc = "which", .max = 200, .required = true}),
                        field("level", &T::level, {.doc = "when absent, its own", .min = 0, .max = 20}),
                        field("targets", &T::targets, {.doc = "at whom", .max = 100}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Rest> {
    using T = goldbox::game::Rest;
    static constexpr std::string_view name = "take_rest";
    static constexpr std::string_view doc = "All who live rest.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "which of the rests of the rules", .max = 100, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Assign> {
    using T = goldbox::game::Assign;
    static constexpr std::string_view name = "assign";
    static constexpr std::string_view doc = "Gives somebody of the party to a seat to play, or back to the table.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("to", &T::to, {.doc = "when absent, to nobody"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Maneuver> {
    using T = goldbox::game::Maneuver;
    static constexpr std::string_view name = "maneuver";
    static constexpr std::string_view doc = "Does something with a turn of a fight.";
    static constexpr auto table = std::make_tuple(field("what", &T::what, {.doc = "what", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Quick> {
    using T = goldbox::game::Quick;
    static constexpr std::string_view name = "quick";
    static constexpr std::string_view doc = "Has somebody fight by its own mind until the fight is over, or no more.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "when absent, all whom the seat plays"}),
                        field("on", &T::on, {.doc = "or no more"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::GoOn> {
    using T = goldbox::game::GoOn;
    static constexpr std::string_view name = "go_on";
    static constexpr std::string_view doc = "Goes on with a fight in which nobody is asked.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::GoTo> {
    using T = goldbox::game::GoTo;
    static constexpr std::string_view name = "go_to";
    static constexpr std::string_view doc = "Has the party walk to a cell of the map it stands on.";
    static constexpr auto table = std::make_tuple(field("to", &T::to, {.doc = "where", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::UseDoor> {
    using T = goldbox::game::UseDoor;
    static constexpr std::string_view name = "use_door";
    static constexpr std::string_view doc = "Opens a door beside the party, or closes it.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "its cell", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("open", &T::open, {.doc = "or else it is closed"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::TryLock> {
    using T = goldbox::game::TryLock;
    static constexpr std::string_view name = "try_lock";
    static constexpr std::string_view doc = "Tries the lock of a door beside the party, or of a chest.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "its cell", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("force", &T::force, {.doc = "breaks it open; else picks it"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::OpenChest> {
    using T = goldbox::game::OpenChest;
    static constexpr std::string_view name = "open_chest";
    static constexpr std::string_view doc = "Opens a chest within reach and takes what is in it.";
    static constexpr auto table = std::make_tuple(field("at", &T::at, {.doc = "its cell", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Disarm> {
    using T = goldbox::game::Disarm;
    static constexpr std::string_view name = "disarm";
    static constexpr std::string_view doc = "Makes a trap harmless that was found, or sets it off.";
    static constexpr auto table = std::make_tuple(field("at", &T::at, {.doc = "its cell", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::TalkTo> {
    using T = goldbox::game::TalkTo;
    static constexpr std::string_view name = "talk_to";
    static constexpr std::string_view doc = "Talks to somebody within reach.";
    static constexpr auto table = std::make_tuple(field("at", &T::at, {.doc = "their cell", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Search> {
    using T = goldbox::game::Search;
    static constexpr std::string_view name = "search";
    static constexpr std::string_view doc = "Looks for what is hidden beside the party.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::UseStairs> {
    using T = goldbox::game::UseStairs;
    static constexpr std::string_view name = "use_stairs";
    static constexpr std::string_view doc = "Takes the stairs that the party stands on.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::LeaveMap> {
    using T = goldbox::game::LeaveMap;
    static constexpr std::string_view name = "leave_map";
    static constexpr std::string_view doc = "Leaves the map, and the story goes on.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::Vacate> {
    using T = goldbox::game::Vacate;
    static constexpr std::string_view name = "vacate";
    static constexpr std::string_view doc = "Empties all seats for good.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::Command> {
    using T = goldbox::game::Command;
    static constexpr std::string_view name = "command";
    static constexpr std::string_view doc = "What somebody wants done.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "for repeating it safely", .max = 100}),
        field("seat", &T::seat, {.doc = "who", .max = 100}),
        field("expected_seq", &T::expected_seq, {.doc = "refuse if the seat's events went on since this one"}),
        field("what", &T::what, {.doc = "the order", .required = true}));
};

// Events

template <>
struct goldbox::json::Fields<goldbox::game::SeatJoined> {
    using T = goldbox::game::SeatJoined;
    static constexpr std::string_view name = "seat_joined";
    static constexpr std::string_view doc = "Somebody sat down.";
    static constexpr auto table = std::make_tuple(field("seat", &T::seat, {.doc = "where", .required = true}),
                                                  field("key", &T::key, {.doc = "the door's name for who"}),
                                                  field("name", &T::name, {.doc = "what to be called"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::SeatLeft> {
    using T = goldbox::game::SeatLeft;
    static constexpr std::string_view name = "seat_left";
    static constexpr std::string_view doc = "Somebody got up.";
    static constexpr auto table = std::make_tuple(field("seat", &T::seat, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PacksUsed> {
    using T = goldbox::game::PacksUsed;
    static constexpr std::string_view name = "packs_used";
    static constexpr std::string_view doc = "The game goes on with other packs.";
    static constexpr auto table =
        std::make_tuple(field("packs", &T::packs, {.doc = "hash of their image", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::SeatsVacated> {
    using T = goldbox::game::SeatsVacated;
    static constexpr std::string_view name = "seats_vacated";
    static constexpr std::string_view doc = "All seats were emptied for good.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::Said> {
    using T = goldbox::game::Said;
    static constexpr std::string_view name = "said";
    static constexpr std::string_view doc = "Somebody said something.";
    static constexpr auto table = std::make_tuple(field("seat", &T::seat, {.doc = "who", .required = true}),
                                                  field("text", &T::text, {.doc = "what", .required = true}),
                                                  field("to", &T::to, {.doc = "seats; empty: everybody"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryBegun> {
    using T = goldbox::game::StoryBegun;
    static constexpr std::string_view name = "story_begun";
    static constexpr std::string_view doc = "A story began.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "which", .required = true}), field("name", &T::name, {.doc = "in the pack"}),
        field("decision", &T::decision, {.doc = "who decides"}), field("leader", &T::leader, {.doc = "who leads"}),
        field("members", &T::members, {.doc = "seats; empty: everybody"}),
        field("quorum_percent", &T::quorum_percent, {.doc = "of a vote"}),
        field("deadline_seconds", &T::deadline_seconds, {.doc = "of a vote", .unit = "seconds"}),
        field("seed", &T::seed, {.doc = "of ink's random numbers"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::VoteCast> {
    using T = goldbox::game::VoteCast;
    static constexpr std::string_view name = "vote_cast";
    static constexpr std::string_view doc = "Somebody voted.";
    static constexpr auto table =
        std::make_tuple(field("story", &T::story, {.doc = "where", .required = true}),
                        field("seat", &T::seat, {.doc = "who", .required = true}),
                        field("choice", &T::choice, {.doc = "for what; 0 where it is secret"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::ChoiceMade> {
    using T = goldbox::game::ChoiceMade;
    static constexpr std::string_view name = "choice_made";
    static constexpr std::string_view doc = "A choice was taken.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "where", .required = true}),
        field("choice", &T::choice, {.doc = "from 0", .required = true}),
        field("text", &T::text, {.doc = "what it said"}), field("by", &T::by, {.doc = "seat; none: the vote"}),
        field("before", &T::before, {.doc = "last event before the deciding command"}),
        field("said", &T::said, {.doc = "for translations"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CheckRolled> {
    using T = goldbox::game::CheckRolled;
    static constexpr std::string_view name = "check_rolled";
    static constexpr std::string_view doc = "A story rolled against a difficulty.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "where", .required = true}), field("skill", &T::skill, {.doc = "of what"}),
        field("difficulty", &T::difficulty, {.doc = "difficulty class"}),
        field("natural", &T::natural, {.doc = "the die", .required = true}),
        field("success", &T::success, {.doc = "whether it was met"}),
        field("creature", &T::creature, {.doc = "who rolled; none: there are no rules"}),
        field("total", &T::total, {.doc = "with rules: of the die and what is added"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Undertaken> {
    using T = goldbox::game::Undertaken;
    static constexpr std::string_view name = "undertaken";
    static constexpr std::string_view doc = "The table had somebody of the party do something.";
    static constexpr auto table = std::make_tuple(field("by", &T::by, {.doc = "whose order it was", .required = true}),
                                                  field("before", &T::before, {.doc = "where undo goes back to"}),
                                                  field("turn", &T::turn, {.doc = "in a fight"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Brought> {
    using T = goldbox::game::Brought;
    static constexpr std::string_view name = "brought";
    static constexpr std::string_view doc = "Somebody who came with an encounter.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("group", &T::group, {.doc = "of the encounter"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightBegan> {
    using T = goldbox::game::FightBegan;
    static constexpr std::string_view name = "fight_began";
    static constexpr std::string_view doc = "A story waits for a fight.";
    static constexpr auto table = std::make_tuple(
        field("encounter", &T::encounter, {.doc = "which", .required = true}),
        field("name", &T::name, {.doc = "of the encounter"}), field("text", &T::text, {.doc = "of the encounter"}),
        field("story", &T::story, {.doc = "that waits", .required = true}),
        field("won", &T::won, {.doc = "where the story goes on; not projected"}),
        field("lost", &T::lost, {.doc = "the same; not projected"}),
        field("fled", &T::fled, {.doc = "the same; not projected"}),
        field("brought", &T::brought, {.doc = "who came with it; not projected"}),
        field("width", &T::width, {.doc = "of the battlefield", .unit = "cells", .min = 1, .max = 4096}),
        field("height", &T::height, {.doc = "of the battlefield", .unit = "cells", .min = 1, .max = 4096}),
        field("levels", &T::levels, {.doc = "floors", .min = 1, .max = 100}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Marked> {
    using T = goldbox::game::Marked;
    static constexpr std::string_view name = "marked";
    static constexpr std::string_view doc = "Something on a map that is otherwise than it was drawn.";
    static constexpr auto table = std::make_tuple(field("object", &T::object, {.doc = "which", .required = true}),
                                                  field("mark", &T::mark, {.doc = "how"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightEnded> {
    using T = goldbox::game::FightEnded;
    static constexpr std::string_view name = "fight_ended";
    static constexpr std::string_view doc = "A fight is over, and the story goes on.";
    static constexpr auto table = std::make_tuple(
        field("ending", &T::ending, {.doc = "won, lost or fled"}), field("name", &T::name, {.doc = "of the encounter"}),
        field("marks", &T::marks, {.doc = "what it left behind on the map that the party walks on; not projected"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::QuickChanged> {
    using T = goldbox::game::QuickChanged;
    static constexpr std::string_view name = "quick_changed";
    static constexpr std::string_view doc = "Somebody fights by its own mind, or does no more.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("on", &T::on, {.doc = "or no more"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Cells> {
    using T = goldbox::game::Cells;
    static constexpr std::string_view name = "cells";
    static constexpr std::string_view doc = "A row of cells.";
    static constexpr auto table =
        std::make_tuple(field("start", &T::start, {.doc = "the first", .required = true}),
                        field("length", &T::length, {.doc = "how many", .min = 1, .max = 4096, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Sighting> {
    using T = goldbox::game::Sighting;
    static constexpr std::string_view name = "sighting";
    static constexpr std::string_view doc = "Where somebody is, or was when it was seen last.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("place", &T::place, {.doc = "where", .required = true}),
                                                  field("there", &T::there, {.doc = "it is seen there now"}),
                                                  field("gone", &T::gone, {.doc = "it was seen leaving"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FieldSeen> {
    using T = goldbox::game::FieldSeen;
    static constexpr std::string_view name = "field_seen";
    static constexpr std::string_view doc = "What a seat sees of a fight is more, or another thing.";
    static constexpr auto table = std::make_tuple(field("seat", &T::seat, {.doc = "whose eyes", .required = true}),
                                                  field("cells", &T::cells, {.doc = "not seen before"}),
                                                  field("sightings", &T::sightings, {.doc = "that changed"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MapEntered> {
    using T = goldbox::game::MapEntered;
    static constexpr std::string_view name = "map_entered";
    static constexpr std::string_view doc = "A story has the party stand on a map, and waits.";
    static constexpr auto table =
        std::make_tuple(field("story", &T::story, {.doc = "that waits", .required = true}),
                        field("map", &T::map, {.doc = "file of the pack", .required = true}),
                        field("width", &T::width, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
                        field("height", &T::height, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
                        field("levels", &T::levels, {.doc = "floors", .min = 1, .max = 100}),
                        field("place", &T::place, {.doc = "where the party stands", .required = true}),
                        field("left", &T::left, {.doc = "where the story goes on when it leaves; not projected"}),
                        field("lost", &T::lost, {.doc = "when it has lost a fight there; not projected"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PartyWalked> {
    using T = goldbox::game::PartyWalked;
    static constexpr std::string_view name = "party_walked";
    static constexpr std::string_view doc = "The party went over these cells.";
    static constexpr auto table = std::make_tuple(field("path", &T::path, {.doc = "in order"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MapSeen> {
    using T = goldbox::game::MapSeen;
    static constexpr std::string_view name = "map_seen";
    static constexpr std::string_view doc = "The party sees more of the map; not projected.";
    static constexpr auto table = std::make_tuple(field("cells", &T::cells, {.doc = "not seen before"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MapMarked> {
    using T = goldbox::game::MapMarked;
    static constexpr std::string_view name = "map_marked";
    static constexpr std::string_view doc = "Something on the map is otherwise from now on.";
    static constexpr auto table = std::make_tuple(
        field("object", &T::object, {.doc = "which; not projected"}), field("mark", &T::mark, {.doc = "how"}),
        field("at", &T::at, {.doc = "where", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("name", &T::name, {.doc = "what the map calls it"}),
        field("text", &T::text, {.doc = "what a table says of what is in a chest"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PartySearched> {
    using T = goldbox::game::PartySearched;
    static constexpr std::string_view name = "party_searched";
    static constexpr std::string_view doc = "The party looked for what is hidden.";
    static constexpr auto table = std::make_tuple(field("found", &T::found, {.doc = "how many it found"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PersonMoved> {
    using T = goldbox::game::PersonMoved;
    static constexpr std::string_view name = "person_moved";
    static constexpr std::string_view doc = "A story had somebody come to a map, or go from it; not projected.";
    static constexpr auto table =
        std::make_tuple(field("map", &T::map, {.doc = "file of the pack", .required = true}),
                        field("width", &T::width, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
                        field("height", &T::height, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
                        field("levels", &T::levels, {.doc = "floors", .min = 1, .max = 100}),
                        field("object", &T::object, {.doc = "who", .required = true}),
                        field("there", &T::there, {.doc = "whether it is there from now on"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::WalkPaused> {
    using T = goldbox::game::WalkPaused;
    static constexpr std::string_view name = "walk_paused";
    static constexpr std::string_view doc = "The story goes on, and nobody walks until it says so.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::CreatureAssigned> {
    using T = goldbox::game::CreatureAssigned;
    static constexpr std::string_view name = "creature_assigned";
    static constexpr std::string_view doc = "Somebody of the party is another seat's to play.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("to", &T::to, {.doc = "when absent, nobody's"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Judged> {
    using T = goldbox::game::Judged;
    static constexpr std::string_view name = "judged";
    static constexpr std::string_view doc = "Something that the rules decided.";
    static constexpr auto table = std::make_tuple(field("what", &T::what, {.doc = "it", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::BelongingChanged> {
    using T = goldbox::game::BelongingChanged;
    static constexpr std::string_view name = "belonging_changed";
    static constexpr std::string_view doc = "The party got or lost a thing.";
    static constexpr auto table =
        std::make_tuple(field("thing", &T::thing, {.doc = "what", .required = true}),
                        field("change", &T::change, {.doc = "how many more", .required = true}),
                        field("count", &T::count, {.doc = "afterwards"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryAdvanced> {
    using T = goldbox::game::StoryAdvanced;
    static constexpr std::string_view name = "story_advanced";
    static constexpr std::string_view doc = "A story went on.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "which", .required = true}),
        field("status", &T::status, {.doc = "what it does now"}), field("lines", &T::lines, {.doc = "what was told"}),
        field("choices", &T::choices, {.doc = "what can be chosen"}),
        field("problems", &T::problems, {.doc = "mistakes of the story"}),
        field("answers", &T::answers, {.doc = "of functions of the host"}),
        field("memory", &T::memory, {.doc = "what the story remembers anew"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::RequestOpened> {
    using T = goldbox::game::RequestOpened;
    static constexpr std::string_view name = "request_opened";
    static constexpr std::string_view doc = "Something is to be done outside.";
    static constexpr auto table = std::make_tuple(
        field("request", &T::request, {.doc = "number", .required = true}),
        field("kind", &T::kind, {.doc = "timer", .required = true}), field("story", &T::story, {.doc = "for which"}),
        field("seconds", &T::seconds, {.doc = "after how long", .unit = "seconds"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::RequestClosed> {
    using T = goldbox::game::RequestClosed;
    static constexpr std::string_view name = "request_closed";
    static constexpr std::string_view doc = "A request is answered or void.";
    static constexpr auto table = std::make_tuple(field("request", &T::request, {.doc = "number", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Rewound> {
    using T = goldbox::game::Rewound;
    static constexpr std::string_view name = "rewound";
    static constexpr std::string_view doc = "Stories went back to an earlier event.";
    static constexpr auto table = std::make_tuple(field("to_seq", &T::to_seq, {.doc = "which", .required = true}));
};

// State

template <>
struct goldbox::json::Fields<goldbox::game::Seat> {
    using T = goldbox::game::Seat;
    static constexpr std::string_view name = "seat";
    static constexpr std::string_view doc = "A place at the table.";
    static constexpr auto table = std::make_tuple(field("key", &T::key, {.doc = "who may sit here"}),
                                                  field("name", &T::name, {.doc = "what to be called"}),
                                                  field("present", &T::present, {.doc = "whether somebody does"}),
                                                  field("seen", &T::seen, {.doc = "events it could see"}),
                                                  field("creatures", &T::creatures, {.doc = "that it plays"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StorySession> {
    using T = goldbox::game::StorySession;
    static constexpr std::string_view name = "story_session";
    static constexpr std::string_view doc = "A story that is being told.";
    static constexpr auto table = std::make_tuple(field("name", &T::name, {.doc = "in the pack"}),
                                                  field("decision", &T::decision, {.doc = "who decides"}),
                                                  field("leader", &T::leader, {.doc = "who leads"}),
                                                  field("members", &T::members, {.doc = "seats; empty: everybody"}),
                                                  field("quorum_percent", &T::quorum_percent, {.doc = "of a vote"}),
                                                  field("deadline_seconds", &T::deadline_seconds, {.doc = "of a vote"}),
                                                  field("seed", &T::seed, {.doc = "of ink's random numbers"}),
                                                  field("status", &T::status, {.doc = "what it does"}),
                                                  field("round", &T::round, {.doc = "moments of choice so far"}),
                                                  field("lines", &T::lines, {.doc = "since the last choice"}),
                                                  field("choices", &T::choices, {.doc = "offered now"}),
                                                  field("problems", &T::problems, {.doc = "of the last step"}),
                                                  field("ballots", &T::ballots, {.doc = "cast in this round"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Request> {
    using T = goldbox::game::Request;
    static constexpr std::string_view name = "request";
    static constexpr std::string_view doc = "Something to be done outside.";
    static constexpr auto table = std::make_tuple(field("id", &T::id, {.doc = "number", .required = true}),
                                                  field("kind", &T::kind, {.doc = "timer", .required = true}),
                                                  field("story", &T::story, {.doc = "for which"}),
                                                  field("seconds", &T::seconds, {.doc = "after how long"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::game::Seat>::Slot> {
    using T = goldbox::Table<goldbox::game::Seat>::Slot;
    static constexpr std::string_view name = "seat_slot";
    static constexpr std::string_view doc = "A row of a table.";
    static constexpr auto table =
        std::make_tuple(field("generation", &T::generation, {.doc = "of the id", .required = true}),
                        field("row", &T::row, {.doc = "absent: free"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::game::Seat>::Before> {
    using T = goldbox::Table<goldbox::game::Seat>::Before;
    static constexpr std::string_view name = "seat_before";
    static constexpr std::string_view doc = "A row as it was.";
    static constexpr auto table =
        std::make_tuple(field("index", &T::index, {.doc = "which", .required = true}),
                        field("slots", &T::slots, {.doc = "length of the table", .required = true}),
                        field("slot", &T::slot, {.doc = "the row"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::game::StorySession>::Slot> {
    using T = goldbox::Table<goldbox::game::StorySession>::Slot;
    static constexpr std::string_view name = "story_slot";
    static constexpr std::string_view doc = "A row of a table.";
    static constexpr auto table =
        std::make_tuple(field("generation", &T::generation, {.doc = "of the id", .required = true}),
                        field("row", &T::row, {.doc = "absent: free"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::game::StorySession>::Before> {
    using T = goldbox::Table<goldbox::game::StorySession>::Before;
    static constexpr std::string_view name = "story_before";
    static constexpr std::string_view doc = "A row as it was.";
    static constexpr auto table =
        std::make_tuple(field("index", &T::index, {.doc = "which", .required = true}),
                        field("slots", &T::slots, {.doc = "length of the table", .required = true}),
                        field("slot", &T::slot, {.doc = "the row"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryChange> {
    using T = goldbox::game::StoryChange;
    static constexpr std::string_view name = "story_change";
    static constexpr std::string_view doc = "A story as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "the row", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::BallotsChange> {
    using T = goldbox::game::BallotsChange;
    static constexpr std::string_view name = "ballots_were";
    static constexpr std::string_view doc = "A story's ballots as they were.";
    static constexpr auto table = std::make_tuple(field("story", &T::story, {.doc = "whose", .required = true}),
                                                  field("before", &T::before, {.doc = "the ballots"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MemoryChange> {
    using T = goldbox::game::MemoryChange;
    static constexpr std::string_view name = "memory_was";
    static constexpr std::string_view doc = "A story's memory as it was.";
    static constexpr auto table =
        std::make_tuple(field("story", &T::story, {.doc = "whose", .required = true}),
                        field("before", &T::before, {.doc = "the entries", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::BelongingChange> {
    using T = goldbox::game::BelongingChange;
    static constexpr std::string_view name = "belonging_was";
    static constexpr std::string_view doc = "A count as it was.";
    static constexpr auto table = std::make_tuple(field("thing", &T::thing, {.doc = "of what", .required = true}),
                                                  field("before", &T::before, {.doc = "count"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::DrawnChange> {
    using T = goldbox::game::DrawnChange;
    static constexpr std::string_view name = "drawn_was";
    static constexpr std::string_view doc = "A stream's counter as it was.";
    static constexpr auto table = std::make_tuple(field("stream", &T::stream, {.doc = "which", .required = true}),
                                                  field("before", &T::before, {.doc = "draws"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::WorldChange> {
    using T = goldbox::game::WorldChange;
    static constexpr std::string_view name = "world_was";
    static constexpr std::string_view doc = "Something in the world as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "it", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Fight> {
    using T = goldbox::game::Fight;
    static constexpr std::string_view name = "fight";
    static constexpr std::string_view doc = "A fight that a story waits for.";
    static constexpr auto table = std::make_tuple(
        field("encounter", &T::encounter, {.doc = "which", .required = true}),
        field("name", &T::name, {.doc = "of the encounter"}), field("text", &T::text, {.doc = "of the encounter"}),
        field("story", &T::story, {.doc = "that waits", .required = true}),
        field("won", &T::won, {.doc = "where it goes on"}), field("lost", &T::lost, {.doc = "the same"}),
        field("fled", &T::fled, {.doc = "the same"}), field("brought", &T::brought, {.doc = "who came with it"}),
        field("width", &T::width, {.doc = "of the battlefield", .unit = "cells", .min = 1, .max = 4096}),
        field("height", &T::height, {.doc = "of the battlefield", .unit = "cells", .min = 1, .max = 4096}),
        field("levels", &T::levels, {.doc = "floors", .min = 1, .max = 100}),
        field("quick", &T::quick, {.doc = "of the party, who fight by their own minds"}),
        field("over", &T::over, {.doc = "how it came out"}),
        field("left", &T::left, {.doc = "how it left the battlefield"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightChange> {
    using T = goldbox::game::FightChange;
    static constexpr std::string_view name = "fight_was";
    static constexpr std::string_view doc = "The fight as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "absent: none"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Walk> {
    using T = goldbox::game::Walk;
    static constexpr std::string_view name = "walk_state";
    static constexpr std::string_view doc = "Where the party walks, or walked last.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "that waits", .required = true}),
        field("map", &T::map, {.doc = "file of the pack", .required = true}),
        field("place", &T::place, {.doc = "where the party stands", .required = true}),
        field("before", &T::before, {.doc = "the cell it came from"}), field("steps", &T::steps, {.doc = "so far"}),
        field("left", &T::left, {.doc = "where the story goes on"}), field("lost", &T::lost, {.doc = "the same"}),
        field("on", &T::on, {.doc = "or else the story tells something"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MapMemory> {
    using T = goldbox::game::MapMemory;
    static constexpr std::string_view name = "map_memory";
    static constexpr std::string_view doc = "What the party knows of a map, and what it did there.";
    static constexpr auto table = std::make_tuple(
        field("width", &T::width, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
        field("height", &T::height, {.doc = "of the map", .unit = "cells", .min = 1, .max = 4096}),
        field("levels", &T::levels, {.doc = "floors", .min = 1, .max = 100}),
        field("known", &T::known, {.doc = "that it has seen"}), field("marks", &T::marks, {.doc = "by object"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::WalkChange> {
    using T = goldbox::game::WalkChange;
    static constexpr std::string_view name = "walk_was";
    static constexpr std::string_view doc = "The walk as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "absent: none"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MapChange> {
    using T = goldbox::game::MapChange;
    static constexpr std::string_view name = "map_was";
    static constexpr std::string_view doc = "The memory of a map as it was.";
    static constexpr auto table = std::make_tuple(field("map", &T::map, {.doc = "which", .required = true}),
                                                  field("before", &T::before, {.doc = "absent: none"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::KnownChange> {
    using T = goldbox::game::KnownChange;
    static constexpr std::string_view name = "known_was";
    static constexpr std::string_view doc = "Cells that were known, or were not.";
    static constexpr auto table = std::make_tuple(field("map", &T::map, {.doc = "of which", .required = true}),
                                                  field("cells", &T::cells, {.doc = "which"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::MarkChange> {
    using T = goldbox::game::MarkChange;
    static constexpr std::string_view name = "mark_was";
    static constexpr std::string_view doc = "A mark as it was.";
    static constexpr auto table = std::make_tuple(field("map", &T::map, {.doc = "on which", .required = true}),
                                                  field("object", &T::object, {.doc = "of what", .required = true}),
                                                  field("before", &T::before, {.doc = "absent: none"}));
};

/// The bytes of grid::Fog::encode, in Base64.
template <>
struct goldbox::json::Codec<goldbox::grid::Fog> {
    static constexpr std::string_view schema =
        R"({"type":"string","contentEncoding":"base64","description":"cells that were seen"})";
    static void write(Writer& writer, const goldbox::grid::Fog& fog);
    static void read(Reading& reading, const Value& json, goldbox::grid::Fog& fog);
};

template <>
struct goldbox::json::Fields<goldbox::game::Sight> {
    using T = goldbox::game::Sight;
    static constexpr std::string_view name = "sight";
    static constexpr std::string_view doc = "What a seat has seen of the fight that is on.";
    static constexpr auto table = std::make_tuple(field("fog", &T::fog, {.doc = "cells", .required = true}),
                                                  field("sightings", &T::sightings, {.doc = "by creature"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::HistoryEntry> {
    using T = goldbox::game::HistoryEntry;
    static constexpr std::string_view name = "history_entry";
    static constexpr std::string_view doc = "What one event changed.";
    static constexpr auto table = std::make_tuple(field("seq", &T::seq, {.doc = "of the event", .required = true}),
                                                  field("choice", &T::choice, {.doc = "a choice that undo counts"}),
                                                  field("before", &T::before, {.doc = "where undo goes back to"}),
                                                  field("turn", &T::turn, {.doc = "it is one in a fight"}),
                                                  field("changes", &T::changes, {.doc = "in order"}));
};

// What a seat sees

template <>
struct goldbox::json::Fields<goldbox::game::Projection> {
    using T = goldbox::game::Projection;
    static constexpr std::string_view name = "projection";
    static constexpr std::string_view doc = "An event as a seat may see it.";
    static constexpr auto table =
        std::make_tuple(field("seq", &T::seq, {.doc = "counted by the seat", .required = true}),
                        field("event", &T::event, {.doc = "what", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::SeatView> {
    using T = goldbox::game::SeatView;
    static constexpr std::string_view name = "seat_view";
    static constexpr std::string_view doc = "A seat as others see it.";
    static constexpr auto table = std::make_tuple(field("id", &T::id, {.doc = "which", .required = true}),
                                                  field("name", &T::name, {.doc = "of who sits there"}),
                                                  field("present", &T::present, {.doc = "whether somebody does"}),
                                                  field("host", &T::host, {.doc = "leads the table"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::StoryView> {
    using T = goldbox::game::StoryView;
    static constexpr std::string_view name = "story_view";
    static constexpr std::string_view doc = "A story as a seat sees it.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "which", .required = true}), field("name", &T::name, {.doc = "in the pack"}),
        field("status", &T::status, {.doc = "what it does"}), field("decision", &T::decision, {.doc = "who decides"}),
        field("leader", &T::leader, {.doc = "who leads"}),
        field("members", &T::members, {.doc = "seats; empty: everybody"}),
        field("member", &T::member, {.doc = "whether the viewer is one"}),
        field("round", &T::round, {.doc = "moments of choice so far"}),
        field("lines", &T::lines, {.doc = "since the last choice"}),
        field("choices", &T::choices, {.doc = "offered now"}),
        field("problems", &T::problems, {.doc = "of the last step"}),
        field("voted", &T::voted, {.doc = "who has voted"}),
        field("vote", &T::vote, {.doc = "for what the viewer voted"}),
        field("deadline_seconds", &T::deadline_seconds, {.doc = "of a vote"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::ItemView> {
    using T = goldbox::game::ItemView;
    static constexpr std::string_view name = "item_view";
    static constexpr std::string_view doc = "A thing as it looks.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "which", .required = true}), field("name", &T::name, {.doc = "as it looks"}),
        field("count", &T::count, {.doc = "how many"}), field("worn", &T::worn, {.doc = "whether it is worn"}),
        field("attuned", &T::attuned, {.doc = "whether its wearer is attuned to it"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::SpellView> {
    using T = goldbox::game::SpellView;
    static constexpr std::string_view name = "spell_view";
    static constexpr std::string_view doc = "A spell that somebody has ready.";
    static constexpr auto table =
        std::make_tuple(field("spell", &T::spell, {.doc = "which", .required = true}),
                        field("name", &T::name, {.doc = "what people call it"}),
                        field("copies", &T::copies, {.doc = "left, where copies are memorised"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CreatureView> {
    using T = goldbox::game::CreatureView;
    static constexpr std::string_view name = "creature_view";
    static constexpr std::string_view doc = "Somebody in the world.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "who", .required = true}), field("name", &T::name, {.doc = "what people call it"}),
        field("hit_points", &T::hit_points, {.doc = "now"}),
        field("most_hit_points", &T::most_hit_points, {.doc = "their maximum"}),
        field("temporary_hit_points", &T::temporary_hit_points, {.doc = "now"}),
        field("life", &T::life, {.doc = "alive, dying, stable, dead"}),
        field("effects", &T::effects, {.doc = "names of those that will end"}),
        field("items", &T::items, {.doc = "what it has"}), field("spells", &T::spells, {.doc = "that it has ready"}),
        field("player", &T::player, {.doc = "which seat plays it"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FighterView> {
    using T = goldbox::game::FighterView;
    static constexpr std::string_view name = "fighter_view";
    static constexpr std::string_view doc = "Somebody in a fight, as the viewer knows it.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "who", .required = true}), field("name", &T::name, {.doc = "what people call it"}),
        field("side", &T::side, {.doc = "who it stands with"}),
        field("place", &T::place, {.doc = "where; absent: no longer there"}),
        field("size", &T::size, {.doc = "side of the square it takes up", .unit = "cells"}),
        field("life", &T::life, {.doc = "alive, dying, stable, dead"}),
        field("quit", &T::quit, {.doc = "fled, or surrendered"}),
        field("percent", &T::percent,
              {.doc = "of its hit points; of others than the party in quarters", .unit = "percent"}),
        field("effects", &T::effects, {.doc = "names of those that will end"}),
        field("quick", &T::quick, {.doc = "fights by its own mind"}),
        field("there", &T::there, {.doc = "or else it was seen there last"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::LevelView> {
    using T = goldbox::game::LevelView;
    static constexpr std::string_view name = "level_view";
    static constexpr std::string_view doc = "A floor of a battlefield.";
    static constexpr auto table = std::make_tuple(field("name", &T::name, {.doc = "of the floor"}),
                                                  field("rows", &T::rows, {.doc = "of letters"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightView> {
    using T = goldbox::game::FightView;
    static constexpr std::string_view name = "fight_view";
    static constexpr std::string_view doc = "A fight that is on.";
    static constexpr auto table = std::make_tuple(
        field("name", &T::name, {.doc = "of the encounter"}), field("text", &T::text, {.doc = "of the encounter"}),
        field("map", &T::map, {.doc = "file; absent: open ground"}),
        field("width", &T::width, {.doc = "of the battlefield", .unit = "cells"}),
        field("height", &T::height, {.doc = "of the battlefield", .unit = "cells"}),
        field("levels", &T::levels, {.doc = "floors"}), field("round", &T::round, {.doc = "from 1"}),
        field("turn", &T::turn, {.doc = "whose; absent: not known"}),
        field("yours", &T::yours, {.doc = "the viewer decides"}), field("order", &T::order, {.doc = "of turns"}),
        field("fighters", &T::fighters, {.doc = "the party, and whom it perceives"}),
        field("budgets", &T::budgets, {.doc = "what is left in this turn"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightChanges::Row> {
    using T = goldbox::game::FightChanges::Row;
    static constexpr std::string_view name = "known_row";
    static constexpr std::string_view doc = "Cells that became known.";
    static constexpr auto table = std::make_tuple(field("start", &T::start, {.doc = "the first", .required = true}),
                                                  field("letters", &T::letters, {.doc = "what is there"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::FightChanges> {
    using T = goldbox::game::FightChanges;
    static constexpr std::string_view name = "fight_changes";
    static constexpr std::string_view doc = "What became known of a battlefield.";
    static constexpr auto table = std::make_tuple(field("seq", &T::seq, {.doc = "its last event", .required = true}),
                                                  field("rows", &T::rows, {.doc = "seen for the first time"}),
                                                  field("fighters", &T::fighters, {.doc = "all that are known"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PersonView> {
    using T = goldbox::game::PersonView;
    static constexpr std::string_view name = "person_view";
    static constexpr std::string_view doc = "Somebody whom the party has seen on its map.";
    static constexpr auto table = std::make_tuple(field("name", &T::name, {.doc = "what the map calls them"}),
                                                  field("place", &T::place, {.doc = "where", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::game::WalkView> {
    using T = goldbox::game::WalkView;
    static constexpr std::string_view name = "walk_view";
    static constexpr std::string_view doc = "The map that the party walks on.";
    static constexpr auto table = std::make_tuple(
        field("story", &T::story, {.doc = "that waits"}), field("title", &T::title, {.doc = "of the map"}),
        field("map", &T::map, {.doc = "file"}), field("width", &T::width, {.doc = "of the map", .unit = "cells"}),
        field("height", &T::height, {.doc = "of the map", .unit = "cells"}),
        field("levels", &T::levels, {.doc = "floors"}), field("people", &T::people, {.doc = "whom the party has seen"}),
        field("place", &T::place, {.doc = "where the party stands", .required = true}),
        field("yours", &T::yours, {.doc = "the viewer leads the way"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PendingView> {
    using T = goldbox::game::PendingView;
    static constexpr std::string_view name = "pending_view";
    static constexpr std::string_view doc = "What the rules wait for.";
    static constexpr auto table = std::make_tuple(
        field("decider", &T::decider, {.doc = "who decides"}), field("text", &T::text, {.doc = "asked"}),
        field("choices", &T::choices, {.doc = "to choose from; none: to go on"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::View> {
    using T = goldbox::game::View;
    static constexpr std::string_view name = "view";
    static constexpr std::string_view doc = "All that a seat may see.";
    static constexpr auto table = std::make_tuple(
        field("seq", &T::seq, {.doc = "its last event", .required = true}),
        field("you", &T::you, {.doc = "the viewer's seat"}), field("seats", &T::seats, {.doc = "at the table"}),
        field("stories", &T::stories, {.doc = "being told"}),
        field("belongings", &T::belongings, {.doc = "of the party, that no rules know"}),
        field("party", &T::party, {.doc = "who travels together"}),
        field("pending", &T::pending, {.doc = "what the rules wait for"}),
        field("fight", &T::fight, {.doc = "that is on"}),
        field("walk", &T::walk, {.doc = "the map that the party walks on"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanJoin> {
    using T = goldbox::game::CanJoin;
    static constexpr std::string_view name = "can_join";
    static constexpr std::string_view doc = "Join.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::CanLeave> {
    using T = goldbox::game::CanLeave;
    static constexpr std::string_view name = "can_leave";
    static constexpr std::string_view doc = "Leave.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::CanBegin> {
    using T = goldbox::game::CanBegin;
    static constexpr std::string_view name = "can_begin";
    static constexpr std::string_view doc = "Begin.";
    static constexpr auto table = std::make_tuple(field("stories", &T::stories, {.doc = "names"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanChoose> {
    using T = goldbox::game::CanChoose;
    static constexpr std::string_view name = "can_choose";
    static constexpr std::string_view doc = "Choose.";
    static constexpr auto table = std::make_tuple(field("story", &T::story, {.doc = "where", .required = true}),
                                                  field("round", &T::round, {.doc = "which round"}),
                                                  field("choices", &T::choices, {.doc = "how many are offered"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanSay> {
    using T = goldbox::game::CanSay;
    static constexpr std::string_view name = "can_say";
    static constexpr std::string_view doc = "Say.";
    static constexpr auto table = std::make_tuple(field("to", &T::to, {.doc = "seats"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanUndo> {
    using T = goldbox::game::CanUndo;
    static constexpr std::string_view name = "can_undo";
    static constexpr std::string_view doc = "Undo.";
    static constexpr auto table = std::make_tuple(field("choices", &T::choices, {.doc = "at most"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanAnswer> {
    using T = goldbox::game::CanAnswer;
    static constexpr std::string_view name = "can_answer";
    static constexpr std::string_view doc = "Answer.";
    static constexpr auto table = std::make_tuple(field("choices", &T::choices, {.doc = "how many are offered"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Deed> {
    using T = goldbox::game::Deed;
    static constexpr std::string_view name = "deed";
    static constexpr std::string_view doc = "Something that one of the party might do.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who; nobody: all"}),
                        field("name", &T::name, {.doc = "what people call it"}),
                        field("what", &T::what, {.doc = "the order", .required = true}),
                        field("refused", &T::refused, {.doc = "why not, today; absent: it is accepted"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanUndertake> {
    using T = goldbox::game::CanUndertake;
    static constexpr std::string_view name = "can_undertake";
    static constexpr std::string_view doc = "Have one of the party do something by the rules.";
    static constexpr auto table =
        std::make_tuple(field("deeds", &T::deeds, {.doc = "and the same aimed at others, and to pay"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Reach> {
    using T = goldbox::game::Reach;
    static constexpr std::string_view name = "reach";
    static constexpr std::string_view doc = "A place to walk to.";
    static constexpr auto table = std::make_tuple(field("to", &T::to, {.doc = "where", .required = true}),
                                                  field("feet", &T::feet, {.doc = "what it costs", .unit = "feet"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Refusal> {
    using T = goldbox::game::Refusal;
    static constexpr std::string_view name = "refusal";
    static constexpr std::string_view doc = "Something that cannot be done now.";
    static constexpr auto table =
        std::make_tuple(field("name", &T::name, {.doc = "what people call it"}), field("why", &T::why, {.doc = "not"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanManeuver> {
    using T = goldbox::game::CanManeuver;
    static constexpr std::string_view name = "can_maneuver";
    static constexpr std::string_view doc = "Do something with a turn of a fight.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("walks", &T::walks, {.doc = "where to"}),
                        field("deeds", &T::deeds, {.doc = "with what they may be aimed at"}),
                        field("refused", &T::refused, {.doc = "what cannot be done now"}),
                        field("doors", &T::doors, {.doc = "as they would then be"}),
                        field("end_turn", &T::end_turn, {.doc = "whether it may end its turn"}),
                        field("next", &T::next, {.doc = "to whom the turn may be passed on"}),
                        field("delays", &T::delays, {.doc = "behind whom the turn may be put off"}),
                        field("flee", &T::flee, {.doc = "whether it may"}),
                        field("surrender", &T::surrender, {.doc = "whether it may"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanQuick> {
    using T = goldbox::game::CanQuick;
    static constexpr std::string_view name = "can_quick";
    static constexpr std::string_view doc = "Have somebody fight by its own mind, or no more.";
    static constexpr auto table =
        std::make_tuple(field("on", &T::on, {.doc = "who could"}), field("off", &T::off, {.doc = "who does"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanGoOn> {
    using T = goldbox::game::CanGoOn;
    static constexpr std::string_view name = "can_go_on";
    static constexpr std::string_view doc = "Go on with a fight in which nobody is asked.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::game::DoorOption> {
    using T = goldbox::game::DoorOption;
    static constexpr std::string_view name = "door_option";
    static constexpr std::string_view doc = "A door beside the party.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "its cell", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("open", &T::open, {.doc = "as it would then be"}),
        field("refused", &T::refused, {.doc = "why not, today; absent: it is accepted"}),
        field("lock", &T::lock, {.doc = "whether its lock may be tried"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::ChestOption> {
    using T = goldbox::game::ChestOption;
    static constexpr std::string_view name = "chest_option";
    static constexpr std::string_view doc = "A chest within reach.";
    static constexpr auto table =
        std::make_tuple(field("at", &T::at, {.doc = "its cell", .required = true}),
                        field("name", &T::name, {.doc = "what the map calls it"}),
                        field("refused", &T::refused, {.doc = "why it does not open, today; absent: it does"}),
                        field("lock", &T::lock, {.doc = "whether its lock may be tried"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::TrapOption> {
    using T = goldbox::game::TrapOption;
    static constexpr std::string_view name = "trap_option";
    static constexpr std::string_view doc = "A trap within reach that was found.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "its cell", .required = true}),
        field("name", &T::name, {.doc = "what the map calls it"}),
        field("refused", &T::refused, {.doc = "why nothing can be done about it; absent: it may be disarmed"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::PersonOption> {
    using T = goldbox::game::PersonOption;
    static constexpr std::string_view name = "person_option";
    static constexpr std::string_view doc = "Somebody within reach.";
    static constexpr auto table =
        std::make_tuple(field("at", &T::at, {.doc = "their cell", .required = true}),
                        field("name", &T::name, {.doc = "what the map calls them"}),
                        field("refused", &T::refused, {.doc = "why nothing is said; absent: they may be talked to"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanWalk> {
    using T = goldbox::game::CanWalk;
    static constexpr std::string_view name = "can_walk";
    static constexpr std::string_view doc = "Walk on the map.";
    static constexpr auto table = std::make_tuple(
        field("walks", &T::walks, {.doc = "where to"}), field("doors", &T::doors, {.doc = "beside the party"}),
        field("chests", &T::chests, {.doc = "within reach"}),
        field("traps", &T::traps, {.doc = "found, and within reach"}),
        field("people", &T::people, {.doc = "within reach"}), field("search", &T::search, {.doc = "whether it may"}),
        field("stairs", &T::stairs, {.doc = "whether it may take some"}),
        field("leave", &T::leave, {.doc = "whether it may leave the map"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::CanAssign> {
    using T = goldbox::game::CanAssign;
    static constexpr std::string_view name = "can_assign";
    static constexpr std::string_view doc = "Say who plays whom.";
    static constexpr auto table = std::make_tuple(field("creatures", &T::creatures, {.doc = "any of them"}),
                                                  field("to", &T::to, {.doc = "any of these seats, or nobody"}));
};

template <>
struct goldbox::json::Fields<goldbox::game::Options> {
    using T = goldbox::game::Options;
    static constexpr std::string_view name = "options";
    static constexpr std::string_view doc = "What a seat can do.";
    static constexpr auto table = std::make_tuple(field("verbs", &T::verbs, {.doc = "with their domains"}));
};

// Compiled once, in the library: programs that read and write these need not compile their tables again.
namespace goldbox::json {
extern template void write_value(Writer&, const game::Event&);
extern template void read_value(Reading&, const Value&, game::Event&, const About&);
extern template void write_value(Writer&, const game::Order&);
extern template void read_value(Reading&, const Value&, game::Order&, const About&);
extern template void write_value(Writer&, const game::Command&);
extern template void read_value(Reading&, const Value&, game::Command&, const About&);
} // namespace goldbox::json
