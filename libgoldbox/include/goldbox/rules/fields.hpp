#pragma once
// SPDX-License-Identifier: MIT
// The JSON of worlds, events and changes. In a header, so that the rooms above can write them within their own.

#include <goldbox/content/definitions.hpp>
#include <goldbox/json/fields.hpp>
#include <goldbox/rules/event.hpp>
#include <goldbox/rules/fight.hpp>
#include <goldbox/rules/journal.hpp>
#include <goldbox/rules/judge.hpp>

template <>
struct goldbox::json::Names<goldbox::rules::Life> {
    using enum goldbox::rules::Life;
    static constexpr std::array table = {
        std::pair(alive, std::string_view("alive")), std::pair(dying, std::string_view("dying")),
        std::pair(stable, std::string_view("stable")), std::pair(dead, std::string_view("dead"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Stream> {
    using enum goldbox::rules::Stream;
    static constexpr std::array table = {
        std::pair(attack, std::string_view("attack")), std::pair(save, std::string_view("save")),
        std::pair(check, std::string_view("check")),   std::pair(initiative, std::string_view("initiative")),
        std::pair(damage, std::string_view("damage")), std::pair(hit_points, std::string_view("hit_points"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Degree> {
    using enum goldbox::rules::Degree;
    static constexpr std::array table = {std::pair(critical_failure, std::string_view("critical_failure")),
                                         std::pair(failure, std::string_view("failure")),
                                         std::pair(success, std::string_view("success")),
                                         std::pair(critical_success, std::string_view("critical_success"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Why> {
    using enum goldbox::rules::Why;
    static constexpr std::array table = {
        std::pair(expired, std::string_view("expired")),   std::pair(ended, std::string_view("ended")),
        std::pair(parent, std::string_view("parent")),     std::pair(dispelled, std::string_view("dispelled")),
        std::pair(replaced, std::string_view("replaced")), std::pair(immune, std::string_view("immune")),
        std::pair(rest, std::string_view("rest")),         std::pair(left, std::string_view("left"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Attunement> {
    using enum goldbox::rules::Attunement;
    static constexpr std::array table = {std::pair(none, std::string_view("none")),
                                         std::pair(begun, std::string_view("begun")),
                                         std::pair(attuned, std::string_view("attuned"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Tally> {
    using enum goldbox::rules::Tally;
    static constexpr std::array table = {std::pair(counters, std::string_view("counters")),
                                         std::pair(spent, std::string_view("spent")),
                                         std::pair(spells, std::string_view("spells"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Quit> {
    using enum goldbox::rules::Quit;
    static constexpr std::array table = {std::pair(fled, std::string_view("fled")),
                                         std::pair(surrendered, std::string_view("surrendered"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Thing> {
    using enum goldbox::rules::Thing;
    static constexpr std::array table = {std::pair(found, std::string_view("found")),
                                         std::pair(sprung, std::string_view("sprung")),
                                         std::pair(gone, std::string_view("gone"))};
};

template <>
struct goldbox::json::Names<goldbox::rules::Outcome> {
    using enum goldbox::rules::Outcome;
    static constexpr std::array table = {
        std::pair(undecided, std::string_view("undecided")), std::pair(victory, std::string_view("victory")),
        std::pair(flight, std::string_view("flight")), std::pair(surrender, std::string_view("surrender")),
        std::pair(draw, std::string_view("draw"))};
};

template <>
struct goldbox::json::Codec<goldbox::rules::World> {
    static constexpr std::string_view schema = R"({"type":"object","description":"everything that rules know"})";
    static void write(Writer& writer, const goldbox::rules::World& world);
    static void read(Reading& reading, const Value& json, goldbox::rules::World& world);
};

// The world ----------------------------------------------------------------------------------------------------------

template <>
struct goldbox::json::Fields<goldbox::rules::Drawn> {
    using T = goldbox::rules::Drawn;
    static constexpr std::string_view name = "drawn";
    static constexpr std::string_view doc = "How many draws were made of each stream.";
    static constexpr auto table = std::make_tuple(
        field("attack", &T::attack, {.doc = "draws"}), field("save", &T::save, {.doc = "draws"}),
        field("check", &T::check, {.doc = "draws"}), field("initiative", &T::initiative, {.doc = "draws"}),
        field("damage", &T::damage, {.doc = "draws"}), field("hit_points", &T::hit_points, {.doc = "draws"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Vitals> {
    using T = goldbox::rules::Vitals;
    static constexpr std::string_view name = "vitals";
    static constexpr std::string_view doc = "What changes in every fight.";
    static constexpr auto table =
        std::make_tuple(field("hit_points", &T::hit_points, {.doc = "now"}),
                        field("temporary_hit_points", &T::temporary_hit_points, {.doc = "now"}),
                        field("life", &T::life, {.doc = "of the creature"}),
                        field("successes", &T::successes, {.doc = "against death"}),
                        field("failures", &T::failures, {.doc = "against death"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Position> {
    using T = goldbox::rules::Position;
    static constexpr std::string_view name = "position";
    static constexpr std::string_view doc = "A cell of a battlefield.";
    static constexpr auto table =
        std::make_tuple(field("level", &T::level, {.doc = "of the map", .min = 0, .max = 4095}),
                        field("x", &T::x, {.doc = "to the east, from 0", .min = 0, .max = 4095, .required = true}),
                        field("y", &T::y, {.doc = "to the south, from 0", .min = 0, .max = 4095, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::DoorState> {
    using T = goldbox::rules::DoorState;
    static constexpr std::string_view name = "door_state";
    static constexpr std::string_view doc = "A door that stands otherwise than its map says.";
    static constexpr auto table = std::make_tuple(
        field("at", &T::at, {.doc = "where", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("open", &T::open, {.doc = "now"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ThingState> {
    using T = goldbox::rules::ThingState;
    static constexpr std::string_view name = "thing_state";
    static constexpr std::string_view doc = "What became of a secret door or a trap of the map.";
    static constexpr auto table =
        std::make_tuple(field("object", &T::object, {.doc = "its id in the map", .min = 0, .required = true}),
                        field("now", &T::now,
                              {.doc = "`found`: everybody knows of it; `sprung`: it befell somebody in "
                                      "this fight; `gone`: it is no trap any more"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Battlefield> {
    using T = goldbox::rules::Battlefield;
    static constexpr std::string_view name = "battlefield";
    static constexpr std::string_view doc = "Where a fight is.";
    static constexpr auto table =
        std::make_tuple(field("map", &T::map, {.doc = "file of the pack; when absent, open ground"}),
                        field("width", &T::width, {.doc = "of open ground", .unit = "cells", .min = 0, .max = 200}),
                        field("height", &T::height, {.doc = "of open ground", .unit = "cells", .min = 0, .max = 200}),
                        field("dark", &T::dark, {.doc = "open ground without light"}),
                        field("doors", &T::doors, {.doc = "that stand otherwise than the map says"}),
                        field("things", &T::things, {.doc = "secret doors and traps that are otherwise, by object"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Quitter> {
    using T = goldbox::rules::Quitter;
    static constexpr std::string_view name = "quitter";
    static constexpr std::string_view doc = "Somebody who fights no more.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("how", &T::how, {.doc = "it left"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Creature> {
    using T = goldbox::rules::Creature;
    static constexpr std::string_view name = "world_creature";
    static constexpr std::string_view doc = "Somebody in the world.";
    static constexpr auto table = std::make_tuple(
        field("definition", &T::definition, {.doc = "id of the stat block", .required = true}),
        field("name", &T::name, {.doc = "its own"}), field("side", &T::side, {.doc = "who it stands with"}),
        field("numbers", &T::numbers, {.doc = "its own, by id of the stat"}),
        field("counters", &T::counters, {.doc = "that programs keep"}),
        field("spent", &T::spent, {.doc = "of resources and of copies of spells"}),
        field("spells", &T::spells, {.doc = "prepared, or how many copies are memorised"}),
        field("own_side", &T::own_side, {.doc = "where it belongs, while it stands with others"}),
        field("place", &T::place, {.doc = "on the battlefield; absent: not there"}),
        field("facing", &T::facing, {.doc = "where it looks: 1 to 8 from north around by east", .max = 8}),
        field("vitals", &T::vitals, {.doc = "what changes in every fight"}),
        field("drawn", &T::drawn, {.doc = "random numbers"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Effect> {
    using T = goldbox::rules::Effect;
    static constexpr std::string_view name = "world_effect";
    static constexpr std::string_view doc = "Something that lasts.";
    static constexpr auto table = std::make_tuple(
        field("definition", &T::definition, {.doc = "id", .required = true}),
        field("owner", &T::owner, {.doc = "on whom it lies", .required = true}),
        field("source", &T::source, {.doc = "who made it"}), field("parent", &T::parent, {.doc = "it ends with it"}),
        field("item", &T::item, {.doc = "whose gift it is"}), field("began", &T::began, {.doc = "game second"}),
        field("ends", &T::ends, {.doc = "game second; when absent, never"}),
        field("anchor", &T::anchor, {.doc = "in an encounter: with whose turn"}),
        field("edge", &T::edge, {.doc = "of the turn"}), field("until", &T::until, {.doc = "the rest it ends with"}),
        field("level", &T::level, {.doc = "how strong"}), field("values", &T::values, {.doc = "of the definition"}),
        field("place", &T::place, {.doc = "of a zone: where it was aimed at"}),
        field("from", &T::from, {.doc = "of a zone: where its owner stood"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Item> {
    using T = goldbox::rules::Item;
    static constexpr std::string_view name = "world_item";
    static constexpr std::string_view doc = "A thing, or several that lie together.";
    static constexpr auto table = std::make_tuple(
        field("definition", &T::definition, {.doc = "id", .required = true}),
        field("count", &T::count, {.doc = "how many", .min = 1}), field("holder", &T::holder, {.doc = "who has it"}),
        field("inside", &T::inside, {.doc = "the container"}), field("places", &T::places, {.doc = "where it is worn"}),
        field("charges", &T::charges, {.doc = "left"}), field("attunement", &T::attunement, {.doc = "of the holder"}),
        field("identified", &T::identified, {.doc = "whether it is known what it is"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Encounter> {
    using T = goldbox::rules::Encounter;
    static constexpr std::string_view name = "world_encounter";
    static constexpr std::string_view doc = "Turns, one after the other.";
    static constexpr auto table = std::make_tuple(field("order", &T::order, {.doc = "of turns", .required = true}),
                                                  field("round", &T::round, {.doc = "from 1"}),
                                                  field("turn", &T::turn, {.doc = "index into the order"}),
                                                  field("acting", &T::acting, {.doc = "whether the turn is on"}),
                                                  field("fight", &T::fight, {.doc = "on the battlefield"}),
                                                  field("quit", &T::quit, {.doc = "who fights no more"}),
                                                  field("waiting", &T::waiting, {.doc = "who put its turn off"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Loop> {
    using T = goldbox::rules::Loop;
    static constexpr std::string_view name = "loop";
    static constexpr std::string_view doc = "Somebody after the other.";
    static constexpr auto table = std::make_tuple(field("over", &T::over, {.doc = "creatures", .required = true}),
                                                  field("at", &T::at, {.doc = "how many were had"}),
                                                  field("before", &T::before, {.doc = "the target before"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Frame> {
    using T = goldbox::rules::Frame;
    static constexpr std::string_view name = "frame";
    static constexpr std::string_view doc = "A program that was begun.";
    static constexpr auto table = std::make_tuple(
        field("program", &T::program, {.doc = "which", .required = true}),
        field("at", &T::at, {.doc = "the next instruction"}),
        field("depth", &T::depth, {.doc = "hooks one in the other"}),
        field("cause", &T::cause, {.doc = "the frame that set it off, from 1; 0: none"}),
        field("self", &T::self, {.doc = "who does it"}), field("target", &T::target, {.doc = "to whom"}),
        field("source", &T::source, {.doc = "who made the effect"}),
        field("effect", &T::effect, {.doc = "the one it stands in"}),
        field("ended", &T::ended, {.doc = "that one, when it is over"}),
        field("item", &T::item, {.doc = "that is used"}), field("thing", &T::thing, {.doc = "its definition"}),
        field("targets", &T::targets, {.doc = "all of them"}), field("values", &T::values, {.doc = "of variables"}),
        field("loops", &T::loops, {.doc = "that are open"}),
        field("critical", &T::critical, {.doc = "of a critical hit"}),
        field("place", &T::place, {.doc = "that was aimed at"}),
        field("path", &T::path, {.doc = "still to be walked"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Pending> {
    using T = goldbox::rules::Pending;
    static constexpr std::string_view name = "pending";
    static constexpr std::string_view doc = "A decision that the rules wait for.";
    static constexpr auto table = std::make_tuple(field("decider", &T::decider, {.doc = "who"}),
                                                  field("text", &T::text, {.doc = "of the question"}),
                                                  field("choices", &T::choices, {.doc = "to choose from"}),
                                                  field("offered", &T::offered, {.doc = "which of them"}),
                                                  field("frames", &T::frames, {.doc = "what goes on then"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Creature>::Slot> {
    using T = goldbox::Table<goldbox::rules::Creature>::Slot;
    static constexpr std::string_view name = "world_creature_slot";
    static constexpr std::string_view doc = "A row of a table.";
    static constexpr auto table =
        std::make_tuple(field("generation", &T::generation, {.doc = "of the id", .required = true}),
                        field("row", &T::row, {.doc = "absent: free"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Creature>::Before> {
    using T = goldbox::Table<goldbox::rules::Creature>::Before;
    static constexpr std::string_view name = "world_creature_before";
    static constexpr std::string_view doc = "A row as it was.";
    static constexpr auto table =
        std::make_tuple(field("index", &T::index, {.doc = "which", .required = true}),
                        field("slots", &T::slots, {.doc = "length of the table", .required = true}),
                        field("slot", &T::slot, {.doc = "the row"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Effect>::Slot> {
    using T = goldbox::Table<goldbox::rules::Effect>::Slot;
    static constexpr std::string_view name = "world_effect_slot";
    static constexpr std::string_view doc = "A row of a table.";
    static constexpr auto table =
        std::make_tuple(field("generation", &T::generation, {.doc = "of the id", .required = true}),
                        field("row", &T::row, {.doc = "absent: free"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Effect>::Before> {
    using T = goldbox::Table<goldbox::rules::Effect>::Before;
    static constexpr std::string_view name = "world_effect_before";
    static constexpr std::string_view doc = "A row as it was.";
    static constexpr auto table =
        std::make_tuple(field("index", &T::index, {.doc = "which", .required = true}),
                        field("slots", &T::slots, {.doc = "length of the table", .required = true}),
                        field("slot", &T::slot, {.doc = "the row"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Item>::Slot> {
    using T = goldbox::Table<goldbox::rules::Item>::Slot;
    static constexpr std::string_view name = "world_item_slot";
    static constexpr std::string_view doc = "A row of a table.";
    static constexpr auto table =
        std::make_tuple(field("generation", &T::generation, {.doc = "of the id", .required = true}),
                        field("row", &T::row, {.doc = "absent: free"}));
};

template <>
struct goldbox::json::Fields<goldbox::Table<goldbox::rules::Item>::Before> {
    using T = goldbox::Table<goldbox::rules::Item>::Before;
    static constexpr std::string_view name = "world_item_before";
    static constexpr std::string_view doc = "A row as it was.";
    static constexpr auto table =
        std::make_tuple(field("index", &T::index, {.doc = "which", .required = true}),
                        field("slots", &T::slots, {.doc = "length of the table", .required = true}),
                        field("slot", &T::slot, {.doc = "the row"}));
};

// Events -------------------------------------------------------------------------------------------------------------

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureAppeared> {
    using T = goldbox::rules::CreatureAppeared;
    static constexpr std::string_view name = "creature_appeared";
    static constexpr std::string_view doc = "Somebody came into the world.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}),
        field("definition", &T::definition, {.doc = "id of the stat block", .required = true}),
        field("name", &T::name, {.doc = "its own"}), field("side", &T::side, {.doc = "who it stands with"}),
        field("numbers", &T::numbers, {.doc = "its own, by id of the stat"}),
        field("hit_points", &T::hit_points, {.doc = "to begin with"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureLeft> {
    using T = goldbox::rules::CreatureLeft;
    static constexpr std::string_view name = "creature_left";
    static constexpr std::string_view doc = "Somebody is no longer in the world.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::NumberChanged> {
    using T = goldbox::rules::NumberChanged;
    static constexpr std::string_view name = "number_changed";
    static constexpr std::string_view doc = "A number of a creature's own is another.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("stat", &T::stat, {.doc = "id", .required = true}),
                                                  field("number", &T::number, {.doc = "absent: it has none any more"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CheckMade> {
    using T = goldbox::rules::CheckMade;
    static constexpr std::string_view name = "check_made";
    static constexpr std::string_view doc = "A roll against something.";
    static constexpr auto table = std::make_tuple(
        field("check", &T::check, {.doc = "id", .required = true}),
        field("creature", &T::creature, {.doc = "who rolled", .required = true}),
        field("target", &T::target, {.doc = "against whom"}),
        field("difficulty", &T::difficulty, {.doc = "the number to reach"}),
        field("advantage", &T::advantage, {.doc = "1, 0 or -1"}),
        field("faces", &T::faces, {.doc = "totals of the dice as they fell"}),
        field("natural", &T::natural, {.doc = "the one that counts"}),
        field("bonus", &T::bonus, {.doc = "added to it"}), field("total", &T::total, {.doc = "of both"}),
        field("degree", &T::degree, {.doc = "of success", .required = true}),
        field("stream", &T::stream, {.doc = "of random numbers"}),
        field("draws", &T::draws, {.doc = "positions of the stream"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::AmountRolled> {
    using T = goldbox::rules::AmountRolled;
    static constexpr std::string_view name = "amount_rolled";
    static constexpr std::string_view doc = "Dice for an amount.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "whose roll"}),
        field("stream", &T::stream, {.doc = "of random numbers"}), field("faces", &T::faces, {.doc = "as they fell"}),
        field("total", &T::total, {.doc = "of them and what is added", .required = true}),
        field("draws", &T::draws, {.doc = "positions of the stream"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::DamagePart> {
    using T = goldbox::rules::DamagePart;
    static constexpr std::string_view name = "damage_part";
    static constexpr std::string_view doc = "Damage of one type.";
    static constexpr auto table =
        std::make_tuple(field("type", &T::type, {.doc = "id", .required = true}),
                        field("dealt", &T::dealt, {.doc = "before defenses", .required = true}),
                        field("taken", &T::taken, {.doc = "behind them; below 0: it healed", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::DamageTaken> {
    using T = goldbox::rules::DamageTaken;
    static constexpr std::string_view name = "damage_taken";
    static constexpr std::string_view doc = "Somebody was hurt.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("source", &T::source, {.doc = "by whom"}), field("parts", &T::parts, {.doc = "by type"}),
                        field("absorbed", &T::absorbed, {.doc = "by temporary hit points"}),
                        field("lost", &T::lost, {.doc = "hit points"}),
                        field("hit_points", &T::hit_points, {.doc = "afterwards", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Healed> {
    using T = goldbox::rules::Healed;
    static constexpr std::string_view name = "healed";
    static constexpr std::string_view doc = "Somebody got hit points back.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}),
        field("source", &T::source, {.doc = "by whom"}), field("gained", &T::gained, {.doc = "hit points"}),
        field("hit_points", &T::hit_points, {.doc = "afterwards", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TemporaryHitPoints> {
    using T = goldbox::rules::TemporaryHitPoints;
    static constexpr std::string_view name = "temporary_hit_points";
    static constexpr std::string_view doc = "Somebody has temporary hit points.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("hit_points", &T::hit_points, {.doc = "afterwards", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::HitPointsCapped> {
    using T = goldbox::rules::HitPointsCapped;
    static constexpr std::string_view name = "hit_points_capped";
    static constexpr std::string_view doc = "The maximum fell below the hit points.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                        field("lost", &T::lost, {.doc = "hit points"}),
                        field("hit_points", &T::hit_points, {.doc = "afterwards", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::LifeChanged> {
    using T = goldbox::rules::LifeChanged;
    static constexpr std::string_view name = "life_changed";
    static constexpr std::string_view doc = "Somebody is dying, stable, dead or alive.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("life", &T::life, {.doc = "now", .required = true}),
                                                  field("successes", &T::successes, {.doc = "against death"}),
                                                  field("failures", &T::failures, {.doc = "against death"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EffectBegan> {
    using T = goldbox::rules::EffectBegan;
    static constexpr std::string_view name = "effect_began";
    static constexpr std::string_view doc = "Something that lasts began.";
    static constexpr auto table = std::make_tuple(field("effect", &T::effect, {.doc = "its id", .required = true}),
                                                  field("what", &T::what, {.doc = "the effect", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EffectRefused> {
    using T = goldbox::rules::EffectRefused;
    static constexpr std::string_view name = "effect_refused";
    static constexpr std::string_view doc = "An effect did not begin.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "on whom", .required = true}),
                                                  field("definition", &T::definition, {.doc = "id", .required = true}),
                                                  field("immune", &T::immune, {.doc = "else there is one already"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EffectRefreshed> {
    using T = goldbox::rules::EffectRefreshed;
    static constexpr std::string_view name = "effect_refreshed";
    static constexpr std::string_view doc = "An effect lasts longer or is stronger.";
    static constexpr auto table = std::make_tuple(
        field("effect", &T::effect, {.doc = "which", .required = true}),
        field("ends", &T::ends, {.doc = "game second; when absent, never"}),
        field("anchor", &T::anchor, {.doc = "in an encounter: with whose turn"}),
        field("edge", &T::edge, {.doc = "of the turn"}), field("level", &T::level, {.doc = "how strong"}),
        field("values", &T::values, {.doc = "of the definition"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EffectEnded> {
    using T = goldbox::rules::EffectEnded;
    static constexpr std::string_view name = "effect_ended";
    static constexpr std::string_view doc = "An effect is over.";
    static constexpr auto table = std::make_tuple(field("effect", &T::effect, {.doc = "which", .required = true}),
                                                  field("why", &T::why, {.doc = "it ended", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TimePassed> {
    using T = goldbox::rules::TimePassed;
    static constexpr std::string_view name = "time_passed";
    static constexpr std::string_view doc = "It is later.";
    static constexpr auto table =
        std::make_tuple(field("time", &T::time, {.doc = "game second, now", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EncounterBegan> {
    using T = goldbox::rules::EncounterBegan;
    static constexpr std::string_view name = "encounter_began";
    static constexpr std::string_view doc = "Turns are taken from now on.";
    static constexpr auto table = std::make_tuple(field("order", &T::order, {.doc = "of turns", .required = true}),
                                                  field("fight", &T::fight, {.doc = "on the battlefield"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TurnBegan> {
    using T = goldbox::rules::TurnBegan;
    static constexpr std::string_view name = "turn_began";
    static constexpr std::string_view doc = "Somebody has a turn.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("round", &T::round, {.doc = "from 1", .required = true}),
                                                  field("turn", &T::turn, {.doc = "place in the order"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TurnEnded> {
    using T = goldbox::rules::TurnEnded;
    static constexpr std::string_view name = "turn_ended";
    static constexpr std::string_view doc = "A turn is over.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EncounterEnded> {
    using T = goldbox::rules::EncounterEnded;
    static constexpr std::string_view name = "encounter_ended";
    static constexpr std::string_view doc = "No turns are taken any more.";
    static constexpr auto table = std::make_tuple(field("outcome", &T::outcome, {.doc = "of a fight"}),
                                                  field("winner", &T::winner, {.doc = "side"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::FieldOpened> {
    using T = goldbox::rules::FieldOpened;
    static constexpr std::string_view name = "field_opened";
    static constexpr std::string_view doc = "There is a battlefield.";
    static constexpr auto table = std::make_tuple(field("field", &T::field, {.doc = "it", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::FieldClosed> {
    using T = goldbox::rules::FieldClosed;
    static constexpr std::string_view name = "field_closed";
    static constexpr std::string_view doc = "There is no battlefield any more.";
    static constexpr auto table = std::make_tuple();
};

template <>
struct goldbox::json::Fields<goldbox::rules::CreaturePlaced> {
    using T = goldbox::rules::CreaturePlaced;
    static constexpr std::string_view name = "creature_placed";
    static constexpr std::string_view doc = "Somebody stands there now, at once.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("place", &T::place, {.doc = "where; absent: no longer on the battlefield"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureMoved> {
    using T = goldbox::rules::CreatureMoved;
    static constexpr std::string_view name = "creature_moved";
    static constexpr std::string_view doc = "Somebody walked.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("path", &T::path, {.doc = "without where it began", .min = 1, .required = true}),
                        field("feet", &T::feet, {.doc = "that it cost", .unit = "feet"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::DoorMoved> {
    using T = goldbox::rules::DoorMoved;
    static constexpr std::string_view name = "door_moved";
    static constexpr std::string_view doc = "A door was opened or closed.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "by whom"}),
                                                  field("door", &T::door, {.doc = "as it stands", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TrapSprung> {
    using T = goldbox::rules::TrapSprung;
    static constexpr std::string_view name = "trap_sprung";
    static constexpr std::string_view doc = "Somebody stepped on a trap of the map.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("object", &T::object, {.doc = "id of the trap in the map", .min = 0}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::OrderChanged> {
    using T = goldbox::rules::OrderChanged;
    static constexpr std::string_view name = "order_changed";
    static constexpr std::string_view doc = "The order of turns is another.";
    static constexpr auto table = std::make_tuple(field("order", &T::order, {.doc = "of turns", .required = true}),
                                                  field("turn", &T::turn, {.doc = "whose turn it is"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureTurned> {
    using T = goldbox::rules::CreatureTurned;
    static constexpr std::string_view name = "creature_turned";
    static constexpr std::string_view doc = "Somebody looks another way.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}),
        field("facing", &T::facing, {.doc = "1 to 8 from north around by east", .max = 8, .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::SideChanged> {
    using T = goldbox::rules::SideChanged;
    static constexpr std::string_view name = "side_changed";
    static constexpr std::string_view doc = "Somebody stands with others, or with its own again.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("side", &T::side, {.doc = "now", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Thwarted> {
    using T = goldbox::rules::Thwarted;
    static constexpr std::string_view name = "thwarted";
    static constexpr std::string_view doc = "What somebody was about to do comes to nothing.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who saw to it", .required = true}),
                        field("target", &T::target, {.doc = "whose deed it was", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TurnPutOff> {
    using T = goldbox::rules::TurnPutOff;
    static constexpr std::string_view name = "turn_put_off";
    static constexpr std::string_view doc = "A turn that has begun goes on later in the round.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                        field("order", &T::order, {.doc = "of turns, from now on", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureQuit> {
    using T = goldbox::rules::CreatureQuit;
    static constexpr std::string_view name = "creature_quit";
    static constexpr std::string_view doc = "Somebody fights no more who could.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("how", &T::how, {.doc = "it left"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::CounterChanged> {
    using T = goldbox::rules::CounterChanged;
    static constexpr std::string_view name = "counter_changed";
    static constexpr std::string_view doc = "A counter of a creature's is another.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("counter", &T::counter, {.doc = "which", .required = true}),
                                                  field("count", &T::count, {.doc = "now"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ActionTaken> {
    using T = goldbox::rules::ActionTaken;
    static constexpr std::string_view name = "action_taken";
    static constexpr std::string_view doc = "Somebody does something.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("action", &T::action, {.doc = "what", .required = true}),
                        field("targets", &T::targets, {.doc = "to whom"}), field("item", &T::item, {.doc = "with it"}),
                        field("place", &T::place, {.doc = "that it is aimed at"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::SpellCast> {
    using T = goldbox::rules::SpellCast;
    static constexpr std::string_view name = "spell_cast";
    static constexpr std::string_view doc = "Somebody casts a spell.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}),
        field("spell", &T::spell, {.doc = "which", .required = true}), field("level", &T::level, {.doc = "at which"}),
        field("targets", &T::targets, {.doc = "at whom"}), field("place", &T::place, {.doc = "that it is aimed at"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::SpellPrepared> {
    using T = goldbox::rules::SpellPrepared;
    static constexpr std::string_view name = "spell_prepared";
    static constexpr std::string_view doc = "A spell is ready to be cast, or is not any more.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("spell", &T::spell, {.doc = "which", .required = true}),
                                                  field("copies", &T::copies, {.doc = "now; 0: not any more"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ResourceSpent> {
    using T = goldbox::rules::ResourceSpent;
    static constexpr std::string_view name = "resource_spent";
    static constexpr std::string_view doc = "Some of a resource is used up, or has come back.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("resource", &T::resource, {.doc = "which", .required = true}),
                                                  field("spent", &T::spent, {.doc = "now"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Rested> {
    using T = goldbox::rules::Rested;
    static constexpr std::string_view name = "rested";
    static constexpr std::string_view doc = "A rest is over and has done its work.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("long", &T::is_long, {.doc = "a long one"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemAppeared> {
    using T = goldbox::rules::ItemAppeared;
    static constexpr std::string_view name = "item_appeared";
    static constexpr std::string_view doc = "Something is in the world that was not.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "its id", .required = true}),
                                                  field("what", &T::what, {.doc = "the item", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemCounted> {
    using T = goldbox::rules::ItemCounted;
    static constexpr std::string_view name = "item_counted";
    static constexpr std::string_view doc = "There are more or fewer of it; none: it is gone.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                                                  field("definition", &T::definition, {.doc = "of what"}),
                                                  field("count", &T::count, {.doc = "now", .min = 0}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemMoved> {
    using T = goldbox::rules::ItemMoved;
    static constexpr std::string_view name = "item_moved";
    static constexpr std::string_view doc = "Somebody else has it, or it lies in another thing, or about.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                                                  field("holder", &T::holder, {.doc = "who has it"}),
                                                  field("inside", &T::inside, {.doc = "the container"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemWorn> {
    using T = goldbox::rules::ItemWorn;
    static constexpr std::string_view name = "item_worn";
    static constexpr std::string_view doc = "It is worn, or was put off.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                                                  field("places", &T::places, {.doc = "where; none: it was put off"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemCharged> {
    using T = goldbox::rules::ItemCharged;
    static constexpr std::string_view name = "item_charged";
    static constexpr std::string_view doc = "It has more or fewer charges.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                                                  field("charges", &T::charges, {.doc = "now"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemAttuned> {
    using T = goldbox::rules::ItemAttuned;
    static constexpr std::string_view name = "item_attuned";
    static constexpr std::string_view doc = "Its holder is attuned to it, or is not any more.";
    static constexpr auto table =
        std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}),
                        field("attunement", &T::attunement, {.doc = "now", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemIdentified> {
    using T = goldbox::rules::ItemIdentified;
    static constexpr std::string_view name = "item_identified";
    static constexpr std::string_view doc = "It is known what it is.";
    static constexpr auto table = std::make_tuple(field("item", &T::item, {.doc = "which", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TextTold> {
    using T = goldbox::rules::TextTold;
    static constexpr std::string_view name = "text_told";
    static constexpr std::string_view doc = "Something is told.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "by whom"}),
                                                  field("target", &T::target, {.doc = "to whom"}),
                                                  field("text", &T::text, {.doc = "which", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::OutcomeChanged> {
    using T = goldbox::rules::OutcomeChanged;
    static constexpr std::string_view name = "outcome_changed";
    static constexpr std::string_view doc = "What came of somebody's roll is another thing after all.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who saw to it", .required = true}),
                        field("degree", &T::degree, {.doc = "now", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Reflected> {
    using T = goldbox::rules::Reflected;
    static constexpr std::string_view name = "reflected";
    static constexpr std::string_view doc = "What somebody did turns against them.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who saw to it", .required = true}),
                        field("target", &T::target, {.doc = "now", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Suspended> {
    using T = goldbox::rules::Suspended;
    static constexpr std::string_view name = "suspended";
    static constexpr std::string_view doc = "The rules wait for somebody.";
    static constexpr auto table =
        std::make_tuple(field("pending", &T::pending, {.doc = "what waits", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Resumed> {
    using T = goldbox::rules::Resumed;
    static constexpr std::string_view name = "resumed";
    static constexpr std::string_view doc = "They go on.";
    static constexpr auto table = std::make_tuple(field("choice", &T::choice, {.doc = "which"}));
};

// Changes ------------------------------------------------------------------------------------------------------------

template <>
struct goldbox::json::Fields<goldbox::rules::CreatureWas> {
    using T = goldbox::rules::CreatureWas;
    static constexpr std::string_view name = "creature_was";
    static constexpr std::string_view doc = "A creature as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "the row", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::NumberWas> {
    using T = goldbox::rules::NumberWas;
    static constexpr std::string_view name = "number_was";
    static constexpr std::string_view doc = "A number as it was.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("stat", &T::stat, {.doc = "id", .required = true}),
                                                  field("before", &T::before, {.doc = "absent: none"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::VitalsWere> {
    using T = goldbox::rules::VitalsWere;
    static constexpr std::string_view name = "vitals_were";
    static constexpr std::string_view doc = "Hit points as they were.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("before", &T::before, {.doc = "then", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::DrawnWas> {
    using T = goldbox::rules::DrawnWas;
    static constexpr std::string_view name = "world_drawn_was";
    static constexpr std::string_view doc = "Draws made before.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose"}),
                                                  field("stream", &T::stream, {.doc = "which", .required = true}),
                                                  field("before", &T::before, {.doc = "then", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EffectWas> {
    using T = goldbox::rules::EffectWas;
    static constexpr std::string_view name = "effect_was";
    static constexpr std::string_view doc = "An effect as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "the row", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TimeWas> {
    using T = goldbox::rules::TimeWas;
    static constexpr std::string_view name = "time_was";
    static constexpr std::string_view doc = "The time before.";
    static constexpr auto table =
        std::make_tuple(field("before", &T::before, {.doc = "game second", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TurnWas> {
    using T = goldbox::rules::TurnWas;
    static constexpr std::string_view name = "turn_was";
    static constexpr std::string_view doc = "The turn before.";
    static constexpr auto table = std::make_tuple(field("round", &T::round, {.doc = "from 1", .required = true}),
                                                  field("turn", &T::turn, {.doc = "place", .required = true}),
                                                  field("acting", &T::acting, {.doc = "whether it was on"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EncounterWas> {
    using T = goldbox::rules::EncounterWas;
    static constexpr std::string_view name = "encounter_was";
    static constexpr std::string_view doc = "The encounter before.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "absent: none"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::TallyWas> {
    using T = goldbox::rules::TallyWas;
    static constexpr std::string_view name = "tally_was";
    static constexpr std::string_view doc = "What was counted of a creature.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("tally", &T::tally, {.doc = "which"}),
                                                  field("name", &T::name, {.doc = "of what", .required = true}),
                                                  field("before", &T::before, {.doc = "then"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::StanceWas> {
    using T = goldbox::rules::StanceWas;
    static constexpr std::string_view name = "stance_was";
    static constexpr std::string_view doc = "Where somebody looked, and with whom it stood.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}), field("facing", &T::facing, {.doc = "then"}),
        field("side", &T::side, {.doc = "then"}), field("own_side", &T::own_side, {.doc = "then"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::ItemWas> {
    using T = goldbox::rules::ItemWas;
    static constexpr std::string_view name = "item_was";
    static constexpr std::string_view doc = "An item as it was.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "the row", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::PendingWas> {
    using T = goldbox::rules::PendingWas;
    static constexpr std::string_view name = "pending_was";
    static constexpr std::string_view doc = "What waited before.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "absent: nothing"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::PlaceWas> {
    using T = goldbox::rules::PlaceWas;
    static constexpr std::string_view name = "place_was";
    static constexpr std::string_view doc = "Where somebody stood before.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("before", &T::before, {.doc = "absent: nowhere"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::FieldWas> {
    using T = goldbox::rules::FieldWas;
    static constexpr std::string_view name = "field_was";
    static constexpr std::string_view doc = "The battlefield before.";
    static constexpr auto table = std::make_tuple(field("before", &T::before, {.doc = "absent: none"}));
};

// What somebody does in a fight

template <>
struct goldbox::json::Fields<goldbox::rules::Walk> {
    using T = goldbox::rules::Walk;
    static constexpr std::string_view name = "walk";
    static constexpr std::string_view doc = "Walks, by the cheapest way.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("to", &T::to, {.doc = "where to", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Act> {
    using T = goldbox::rules::Act;
    static constexpr std::string_view name = "act";
    static constexpr std::string_view doc = "Does something.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("action", &T::action, {.doc = "which", .max = 200, .required = true}),
                        field("targets", &T::targets, {.doc = "at whom", .max = 100}),
                        field("place", &T::place, {.doc = "where an area is aimed at"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Use> {
    using T = goldbox::rules::Use;
    static constexpr std::string_view name = "use_thing";
    static constexpr std::string_view doc = "Does something with a thing.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("item", &T::item, {.doc = "with what", .required = true}),
                        field("action", &T::action, {.doc = "one of its uses", .max = 200, .required = true}),
                        field("targets", &T::targets, {.doc = "at whom", .max = 100}),
                        field("place", &T::place, {.doc = "where an area is aimed at"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Cast> {
    using T = goldbox::rules::Cast;
    static constexpr std::string_view name = "cast_spell";
    static constexpr std::string_view doc = "Casts a spell.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                        field("spell", &T::spell, {.doc = "which", .max = 200, .required = true}),
                        field("level", &T::level, {.doc = "at which; 0: the spell's own", .min = 0, .max = 100}),
                        field("targets", &T::targets, {.doc = "at whom", .max = 100}),
                        field("place", &T::place, {.doc = "where an area is aimed at"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::MoveDoor> {
    using T = goldbox::rules::MoveDoor;
    static constexpr std::string_view name = "move_door";
    static constexpr std::string_view doc = "Opens a door beside it, or closes it.";
    static constexpr auto table = std::make_tuple(
        field("creature", &T::creature, {.doc = "who", .required = true}),
        field("at", &T::at, {.doc = "its cell", .required = true}),
        field("part", &T::part, {.doc = "0: on the cell, 1: on its north edge, 2: on its west edge", .max = 2}),
        field("open", &T::open, {.doc = "or else it is closed"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::EndTurn> {
    using T = goldbox::rules::EndTurn;
    static constexpr std::string_view name = "end_turn";
    static constexpr std::string_view doc = "Its turn is over.";
    static constexpr auto table =
        std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                        field("next", &T::next, {.doc = "who is next, where turns are passed on"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Flee> {
    using T = goldbox::rules::Flee;
    static constexpr std::string_view name = "flee";
    static constexpr std::string_view doc = "Leaves the battlefield, from a cell at its edge.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Surrender> {
    using T = goldbox::rules::Surrender;
    static constexpr std::string_view name = "surrender";
    static constexpr std::string_view doc = "Fights no more.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Answer> {
    using T = goldbox::rules::Answer;
    static constexpr std::string_view name = "decide";
    static constexpr std::string_view doc = "Decides what waits.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "who", .required = true}),
                                                  field("choice", &T::choice, {.doc = "from 0"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Delay> {
    using T = goldbox::rules::Delay;
    static constexpr std::string_view name = "delay";
    static constexpr std::string_view doc = "Puts its turn off until somebody else has had one.";
    static constexpr auto table = std::make_tuple(field("creature", &T::creature, {.doc = "whose", .required = true}),
                                                  field("behind", &T::behind, {.doc = "who", .required = true}));
};

template <>
struct goldbox::json::Names<goldbox::rules::Deed::Kind> {
    using enum goldbox::rules::Deed::Kind;
    static constexpr std::array table = {std::pair(act, std::string_view("act")),
                                         std::pair(use, std::string_view("use")),
                                         std::pair(cast, std::string_view("cast"))};
};

template <>
struct goldbox::json::Fields<goldbox::rules::Deed> {
    using T = goldbox::rules::Deed;
    static constexpr std::string_view name = "fight_deed";
    static constexpr std::string_view doc = "An action, a use of a thing, or a spell, with what it may be aimed at.";
    static constexpr auto table = std::make_tuple(
        field("kind", &T::kind, {.doc = "which of these"}), field("id", &T::id, {.doc = "of the action or the spell"}),
        field("name", &T::name, {.doc = "what people call it"}), field("item", &T::item, {.doc = "with what"}),
        field("level", &T::level, {.doc = "at which the spell is cast"}),
        field("own_level", &T::own_level, {.doc = "that is the spell's own"}),
        field("attack", &T::attack, {.doc = "it rolls to hit"}),
        field("most_targets", &T::most_targets, {.doc = "0: nobody is aimed at"}),
        field("targets", &T::targets, {.doc = "any of them"}),
        field("has_place", &T::has_place, {.doc = "it is aimed at a place"}),
        field("places", &T::places, {.doc = "any of them"}));
};

template <>
struct goldbox::json::Fields<goldbox::rules::Budget> {
    using T = goldbox::rules::Budget;
    static constexpr std::string_view name = "budget";
    static constexpr std::string_view doc = "What is left of a resource in a turn.";
    static constexpr auto table =
        std::make_tuple(field("resource", &T::resource, {.doc = "which", .required = true}),
                        field("name", &T::name, {.doc = "what people call it"}),
                        field("left", &T::left, {.doc = "now"}), field("most", &T::most, {.doc = "of a whole turn"}));
};

// Compiled once, in the library: programs that read and write these need not compile their tables again.
namespace goldbox::json {
extern template void write_value(Writer&, const rules::Event&);
extern template void read_value(Reading&, const Value&, rules::Event&, const About&);
extern template void write_value(Writer&, const rules::Command&);
extern template void read_value(Reading&, const Value&, rules::Command&, const About&);
extern template void write_value(Writer&, const rules::World&);
extern template void read_value(Reading&, const Value&, rules::World&, const About&);
} // namespace goldbox::json
