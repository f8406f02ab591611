// SPDX-License-Identifier: MIT
// Stories and rules at one table: what ink asks of the rules, what is decided in the middle, and what can be taken
// back.
#include "support/table.hpp"

#include <goldbox/game/fields.hpp>

#include <algorithm>

using namespace goldbox;
using namespace goldbox::game;
using test::Players;

namespace {

constexpr std::string_view rules_json = R"json({
"ruleset": {"rules": {"hit_points": "hit_points", "experience": "experience", "rests": {"short": "resting"},
  "encumbrance": {"most": "@strength * 100"}, "dying": {"who": ["hero"]}}},
"stats": {"strength": {"otherwise": 10}, "stealth": {"otherwise": 0}, "hit_points": {"otherwise": 12, "least": 0}, "experience": {"otherwise": 0}},
"checks": {"skill.stealth": {"bonus": "@stealth", "stream": "check"}},
"damage_types": {"fire": {}},
"items": {"rope": {"weight": 100, "price": 7}, "anvil": {"weight": 5000}, "gold": {"tags": ["coin"], "price": 1, "stack": 1000},
  "silver_cup": {"name": "Silver cup"}},
"texts": {"flee": {"text": "It hurts. Run?"}, "loop": {"text": "Again."}},
"effects": {
  "resting": {"duration": {"unit": "hours"}, "hooks": [{"on": "expired", "do": [{"type": "heal", "who": "self", "amount": "100"}]}]},
  "wary": {"hooks": [{"on": "damage_taken", "do": [{"type": "ask", "text": "flee", "who": "self", "choices": [{"name": "stay"},
    {"name": "run", "do": [{"type": "heal", "who": "self", "amount": "1"}]}]}]}]},
  "thorns": {"hooks": [{"on": "healed", "do": [{"type": "heal", "who": "self", "amount": "1"}, {"type": "damage", "who": "self", "parts": [{"amount": "1", "type": "fire"}]}]}]}
},
"characters": {
  "ann": {"name": "Ann", "tags": ["hero"], "numbers": {"stealth": 5, "strength": 12}},
  "bert": {"name": "Bert", "tags": ["hero"], "numbers": {"stealth": -2}, "items": [{"item": "gold", "count": 40}]}
}
})json";

constexpr std::string_view rules_ink = R"(INCLUDE goldbox.ink
-> hall
=== hall
{party("size")} of you, {party("alive")} alive, {party("money")} coins, strength {party("strength")}.
+ [Sneak] {check("stealth", 12): Nobody hears.|A board creaks.} -> hall
+ [Take the rope]
  { give("rope"): The rope is yours.|Too heavy. }
  -> hall
+ [Take the anvil]
  { give("anvil"): The anvil is yours.|Too heavy. }
  -> hall
+ [Take the silver cup]
  { give("silver cup"): A cup.|No cup. }
  { has("silver cup"): You have it. }
  -> hall
+ [Throw the rope away] {has("rope"):You had it.} { take("rope"): It is gone. | You have none. } -> hall
+ [Learn]
  ~ award(101)
  You are wiser.
  -> hall
+ [Burn]
  Fire!
  ~ damage("all", "1d4 + 1", "fire")
  It is over.
  -> hall
+ [Sleep]
  { rest("short"): You slept. | You did not sleep. }
  -> hall
+ [Mend]
  ~ heal("Bert", "3")
  -> hall
+ [Nonsense] {party("luck")} -> hall
+ [Leave] -> END
)";

std::shared_ptr<const content::Pack> rules_pack(const std::string& json = std::string(rules_json))
{
    MemoryFiles files;
    files.add("pack.json",
              R"({"id":"hall","version":"1.0.0","licence":"MIT","story":"story/main.ink","party":["ann","bert"]})");
    files.add("rules.json", json);
    files.add("story/main.ink", std::string(rules_ink));
    const content::Loaded loaded = content::load_pack(files);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    return loaded.pack;
}

struct Hall : Players {
    explicit Hall(const std::string& json = std::string(rules_json), std::uint64_t seed = 3)
        : Players(rules_pack(json), {.seed = seed})
    {
        join("ann");
        REQUIRE(give("ann", Begin{}));
    }

    Batch take_choice(std::string_view text)
    {
        const auto choices = story("ann").choices;
        const auto found = std::ranges::find(choices, text, &StoryChoice::text);
        REQUIRE(found != choices.end());
        auto batch = choose("ann", static_cast<std::uint32_t>(found - choices.begin()));
        REQUIRE(batch);
        return *std::move(batch);
    }
    std::string told() const
    {
        std::string all;
        for (const StoryLine& line : story("ann").lines) all += line.text + '\n';
        return all;
    }
    CreatureView member(std::size_t i) const { return game.view("ann").party.at(i); }
    bool carries(std::size_t i, std::string_view name) const
    {
        const auto items = member(i).items;
        return std::ranges::find(items, name, &ItemView::name) != items.end();
    }
};

} // namespace

TEST_CASE("the party of the pack sets out with the first story", "[game][rules]")
{
    Hall hall;
    CHECK(hall.told() == "2 of you, 2 alive, 40 coins, strength 12.\n");
    CHECK(hall.member(0).name == "Ann");
    CHECK(hall.member(1).hit_points == 12);
    CHECK(hall.carries(1, "gold"));
    REQUIRE(hall.give("ann", Begin{})); // another story: the same party
    CHECK(hall.game.view("ann").party.size() == 2);
}

TEST_CASE("a check is that of whoever does best, and the same when it is taken back", "[game][rules]")
{
    Hall hall;
    const auto rolled = [](const Batch& batch) {
        for (const Event& event : batch.events) {
            if (auto* check = std::get_if<CheckRolled>(&event)) return *check;
        }
        FAIL("no check");
        return CheckRolled{};
    };
    const CheckRolled check = rolled(hall.take_choice("Sneak"));
    CHECK(check.creature == hall.member(0).id);
    CHECK(check.total == check.natural + 5);
    CHECK(check.success == (check.total >= 12));
    CHECK((hall.told().find("Nobody hears") != std::string::npos) == check.success);
    REQUIRE(hall.give("ann", Undo{}));
    CHECK(rolled(hall.take_choice("Sneak")) == check);

    // where one has to stay under a number, whoever adds least does best
    std::string json(rules_json);
    const std::string from = R"("bonus": "@stealth",)";
    json.replace(json.find(from), from.size(), from + R"("under": true,)");
    Hall under(json);
    const CheckRolled low = rolled(under.take_choice("Sneak"));
    CHECK(low.success == (low.natural - 2 <= 12));
}

TEST_CASE("things are given to who can carry them, and refused as ink hears", "[game][rules]")
{
    Hall hall;
    hall.take_choice("Take the rope");
    CHECK(hall.told().starts_with("The rope is yours."));
    CHECK(hall.carries(0, "rope"));
    CHECK(hall.game.view("ann").belongings.empty());
    hall.take_choice("Take the anvil");
    CHECK(hall.told().starts_with("Too heavy."));
    hall.take_choice("Take the silver cup");
    CHECK(hall.told().starts_with("A cup.\nYou have it."));
    CHECK(hall.carries(0, "Silver cup"));
    hall.take_choice("Throw the rope away");
    CHECK(hall.told().starts_with("You had it. It is gone."));
    CHECK_FALSE(hall.carries(0, "rope"));
    hall.take_choice("Throw the rope away");
    CHECK(hall.told().starts_with("You have none."));
    REQUIRE(hall.give("ann", Undo{2}));
    CHECK(hall.carries(0, "rope"));
}

TEST_CASE("experience, damage, healing and rest reach the party, and are taken back", "[game][rules]")
{
    Hall hall;
    const State before = hall.game.state();
    hall.take_choice("Learn");
    CHECK(hall.game.state().world.creatures.find(hall.member(0).id)->numbers.at("hall:experience") == 50);
    hall.take_choice("Burn");
    const std::int32_t burned = hall.member(1).hit_points;
    CHECK(burned >= 7);
    CHECK(burned <= 10);
    hall.take_choice("Mend");
    CHECK(hall.member(1).hit_points == std::min(burned + 3, 12));
    hall.take_choice("Sleep");
    CHECK(hall.told().starts_with("You slept."));
    CHECK(hall.member(0).hit_points == 12);
    CHECK(hall.game.state().world.time == 3600);
    REQUIRE(hall.give("ann", Undo{4}));
    CHECK(hall.game.state().world == before.world);
    CHECK(hall.member(1).hit_points == 12);
}

TEST_CASE("a story waits while the rules ask, through a save, and goes on with the answer", "[game][rules]")
{
    std::string json(rules_json);
    const std::string from = R"("ann": {"name": "Ann",)";
    json.replace(json.find(from), from.size(), from + R"("effects": ["wary"],)");
    Hall hall(json);
    CHECK(hall.reason("ann", Answer{}) == "game.nothing_pending");
    hall.take_choice("Burn");
    CHECK(hall.story("ann").status == StoryStatus::held);
    const View view = hall.game.view("ann");
    REQUIRE(view.pending);
    CHECK(view.pending->text == "It hurts. Run?");
    CHECK(view.pending->choices == std::vector<std::string>{"stay", "run"});
    CHECK(hall.reason("ann", Choose{{0, 1}, 0}) == "game.pending");
    CHECK(hall.reason("ann", Begin{}) == "game.pending");
    CHECK(hall.reason("ann", Answer{2}) == "game.no_such_choice");
    const auto verbs = hall.game.options("ann").verbs;
    CHECK(std::ranges::find(verbs, Option(CanAnswer{2})) != verbs.end());

    const State saved = state_from_json(to_json(hall.game.state())).value();
    CHECK(saved == hall.game.state());
    auto resumed = Game::resume(rules_pack(json), saved);
    REQUIRE(resumed);
    REQUIRE(resumed->submit({.seat = "ann", .what = Answer{1}}));
    REQUIRE(hall.give("ann", Answer{1}));
    CHECK(resumed->state_hash() == hall.game.state_hash());
    CHECK(hall.story("ann").status == StoryStatus::waiting);
    CHECK(hall.told().starts_with("2 of you")); // what the line was told with came before
    CHECK(hall.member(1).hit_points < 12);
    CHECK_FALSE(hall.game.view("ann").pending);
}

TEST_CASE("a rest in which the rules ask is a disturbed one, and goes on with the answer", "[game][rules]")
{
    std::string json(rules_json);
    const std::string from = R"({"on": "expired", "do": [)";
    json.replace(
        json.find(from), from.size(),
        from +
            R"({"type": "ask", "text": "flee", "who": "self", "choices": [{"name": "wake up"}, {"name": "dream on"}]}, )");
    Hall hall(json);
    hall.take_choice("Burn");
    const std::int32_t burned = hall.member(0).hit_points;
    hall.take_choice("Sleep");
    CHECK(hall.story("ann").status == StoryStatus::held);
    REQUIRE(hall.game.view("ann").pending);
    CHECK(hall.told().starts_with("You did not sleep."));
    CHECK(hall.member(0).hit_points == burned);
    const State saved = state_from_json(to_json(hall.game.state())).value();
    auto resumed = Game::resume(rules_pack(json), saved);
    REQUIRE(resumed);
    for (int answers = 0; answers < 2; ++answers) { // both dream
        REQUIRE(resumed->submit({.seat = "ann", .what = Answer{1}}));
        REQUIRE(hall.give("ann", Answer{1}));
    }
    CHECK(resumed->state_hash() == hall.game.state_hash());
    CHECK_FALSE(hall.game.view("ann").pending);
    CHECK(hall.member(0).hit_points == 12);
    CHECK(hall.game.state().world.time == 3600);
}

namespace {

/// The hall with things to wear, to drink and to attune to, and spells.
std::string with_things()
{
    std::string json(rules_json);
    const auto put = [&](std::string_view before, std::string_view what) {
        json.insert(json.find(before) + before.size(), what);
    };
    put(R"("ruleset": {"rules": {)", R"("places": {"body": 1, "hand": 2}, "attuning": {"most": "1"},
  "casting": {"slots": ["slot.1"], "prepared": "2"}, )");
    put(R"("items": {)",
        R"("cloak": {"name": "Cloak", "worn": [["body"]]}, "coat": {"name": "Coat", "worn": [["body"]]},
  "staff": {"name": "Staff", "worn": [["hand"], ["hand", "hand"]]}, "amulet": {"name": "Amulet", "worn": [["body"]], "attunement": true},
  "draught": {"name": "Draught", "stack": 5, "uses": [{"action": "sip", "uses_up": true}]}, )");
    put(R"("texts": {)", R"("taste": {"text": "Another sip?"}, )");
    put("\"effects\": {\n", R"("shiny": {"duration": {"unit": "hours"}}, )");
    put(R"("ann": {"name": "Ann",)",
        R"("items": [{"item": "cloak"}, {"item": "coat"}, {"item": "staff"}, {"item": "draught", "count": 2}, {"item": "amulet"}],
  "spells": {"mend": 1}, )");
    json.insert(json.rfind('}'), R"(, "resources": {"slot.1": {"most": "1"}},
"spells": {"mend": {"name": "Mend", "level": 1, "do": [{"type": "heal", "who": "targets", "amount": "4"}]},
  "glow": {"name": "Glow", "level": 1, "do": [{"type": "effect", "effect": "shiny", "who": "self"}]},
  "ray": {"name": "Ray", "level": 1, "do": [{"type": "heal", "amount": "1"}]}},
"actions": {"sip": {"name": "Sip", "do": [{"type": "ask", "text": "taste", "choices": [{"name": "enough"}, {"name": "more",
  "do": [{"type": "heal", "who": "self", "amount": "3"}]}]}]}})");
    return json;
}

rules::ItemId item_of(const Hall& hall, std::size_t member, std::string_view name)
{
    const auto items = hall.member(member).items;
    const auto found = std::ranges::find(items, name, &ItemView::name);
    REQUIRE(found != items.end());
    return found->id;
}

std::vector<Deed> deeds(const Hall& hall)
{
    for (const Option& option : hall.game.options("ann").verbs) {
        if (const auto* can = std::get_if<CanUndertake>(&option)) return can->deeds;
    }
    return {};
}

} // namespace

TEST_CASE("the party wears, attunes, drinks, hands over, pays, casts and rests, and all of it can be taken back",
          "[game][rules]")
{
    Hall hall(with_things());
    hall.take_choice("Burn");
    const State before = hall.game.state();
    const rules::CreatureId ann = hall.member(0).id, bert = hall.member(1).id;
    const rules::ItemId cloak = item_of(hall, 0, "Cloak");
    REQUIRE(hall.give("ann", Wear{cloak}));
    CHECK(hall.member(0).items.front().worn);
    CHECK(hall.reason("ann", Wear{item_of(hall, 0, "Coat")}) == "rules.no_place");
    REQUIRE(hall.give("ann", PutOff{cloak}));
    CHECK(hall.reason("ann", PutOff{cloak}) == "rules.not_worn");
    REQUIRE(hall.give("ann", Wear{item_of(hall, 0, "Staff"), {"hand", "hand"}}));
    const rules::ItemId amulet = item_of(hall, 0, "Amulet");
    REQUIRE(hall.give("ann", Wear{amulet}));
    REQUIRE(hall.give("ann", Attune{amulet}));
    CHECK(hall.reason("ann", Attune{amulet}) == "rules.attuned");
    REQUIRE(hall.give("ann", Attune{amulet, true}));

    const std::int32_t hurt = hall.member(0).hit_points;
    const rules::ItemId draught = item_of(hall, 0, "Draught");
    REQUIRE(hall.give("ann", Use{.item = draught, .action = "hall:sip"}));
    REQUIRE(hall.game.view("ann").pending);
    CHECK(hall.reason("ann", PutOff{amulet}) == "rules.pending");
    REQUIRE(hall.give("ann", Answer{1}));
    CHECK(hall.member(0).hit_points == std::min(hurt + 3, 12));
    REQUIRE(hall.give("ann", HandOver{.item = draught, .to = bert}));
    CHECK(hall.carries(1, "Draught"));
    CHECK(hall.reason("ann", HandOver{.item = {90, 1}, .to = bert}) == "game.not_of_the_party");
    REQUIRE(hall.give("ann", Pay{bert, ann, 15}));
    CHECK(hall.reason("ann", Pay{bert, ann, 500}) == "rules.too_poor");
    CHECK(hall.reason("ann", Pay{{90, 1}, ann, 1}) == "game.not_of_the_party");

    CHECK(hall.reason("ann", Cast{ann, "hall:glow"}) == "rules.not_able");
    REQUIRE(hall.give("ann", Prepare{ann, "hall:glow"}));
    CHECK(hall.reason("ann", Prepare{ann, "hall:ray"}) == "rules.too_many_spells");
    const std::int32_t burned = hall.member(1).hit_points;
    REQUIRE(hall.give("ann", Cast{.creature = ann, .spell = "hall:mend", .targets = {bert}}));
    CHECK(hall.member(1).hit_points == std::min(burned + 4, 12));
    CHECK(hall.reason("ann", Cast{ann, "hall:glow"}) == "rules.spent");
    CHECK(hall.reason("ann", Rest{"nap"}) == "rules.no_such");
    REQUIRE(hall.give("ann", Rest{"short"}));
    CHECK(hall.member(1).hit_points == 12);
    CHECK(hall.game.state().world.time == 3600);

    const auto undone =
        std::ranges::count_if(hall.log, [](const Event& event) { return std::holds_alternative<Undertaken>(event); });
    CHECK(undone == 12);
    REQUIRE(hall.give("ann", Undo{static_cast<std::uint32_t>(undone)}));
    CHECK(hall.game.state().world == before.world);
    CHECK(hall.story("ann").choices == hall.game.view("ann").stories.front().choices);
    hall.take_choice("Learn"); // and the story goes on
}

TEST_CASE("what could be done is listed with the reason against it, and is accepted exactly where there is none",
          "[game][rules]")
{
    Hall hall(with_things());
    REQUIRE(hall.give("ann", Wear{item_of(hall, 0, "Coat")}));
    const auto all = deeds(hall);
    CHECK(all.size() > 15);
    std::size_t refused = 0;
    for (const Deed& deed : all) {
        INFO(json::to_json(deed));
        const Command command{.seat = "ann", .what = deed.what};
        const auto accepted = hall.game.accepts(command);
        CHECK(accepted.has_value() == deed.refused.empty());
        if (!accepted) CHECK(accepted.error().message == deed.refused);
        refused += deed.refused.empty() ? 0 : 1;
        auto batch = hall.game.prepare(command);
        CHECK(batch.has_value() == accepted.has_value());
        if (batch) hall.game.discard(*batch);
    }
    CHECK(refused >= 2); // the cloak and the amulet over the coat
    hall.join("bob");
    CHECK(hall.reason("bob", Rest{"short"}) == "game.not_host");
    for (const Option& option : hall.game.options("bob").verbs)
        CHECK_FALSE(std::holds_alternative<CanUndertake>(option));
}

TEST_CASE("deeds are refused where there are no rules", "[game][rules]")
{
    Players players(test::pack_of("Hello.\n-> END\n"));
    players.join("ann");
    CHECK(players.reason("ann", Rest{"short"}) == "game.no_rules");
    CHECK(players.reason("bob", Rest{"short"}) == "game.not_seated");
}

TEST_CASE("packs whose rules do not compile are refused before anything happens", "[game][rules]")
{
    Hall hall;
    std::string json(rules_json);
    const std::string from = R"("stealth": {"otherwise": 0})";
    json.replace(json.find(from), from.size(), R"("stealth": {"base": "@nothing"})");
    const auto broken = rules_pack(json);
    hall.game.offer(broken);
    const Command command{.what = UsePacks{broken->hash()}};
    const auto accepted = hall.game.accepts(command);
    REQUIRE_FALSE(accepted);
    CHECK(accepted.error().reason == "game.bad_rules");
    CHECK(hall.reason("", UsePacks{broken->hash()}) == "game.bad_rules");
    hall.take_choice("Learn");
}

TEST_CASE("a vote whose time is up while the rules ask is counted when they have their answer", "[game][rules][vote]")
{
    Players players(rules_pack(with_things()), {.seed = 3});
    players.join("ann");
    players.join("bob");
    REQUIRE(players.give("ann", Begin{.decision = Decision::vote, .quorum_percent = 100, .deadline_seconds = 60}));
    const auto draught = players.game.view("ann").party.at(0).items;
    const auto found = std::ranges::find(draught, "Draught", &ItemView::name);
    REQUIRE(players.choose("ann", 0));
    REQUIRE(players.give("ann", Use{.item = found->id, .action = "hall:sip"}));
    const std::uint32_t round = players.story("ann").round;
    const auto request = [&] { return players.game.state().requests.at(0).id; };
    REQUIRE(players.give("", Expire{request()}));
    CHECK(players.story("ann").round == round); // and the vote has a new deadline
    CHECK(players.game.state().requests.size() == 1);
    REQUIRE(players.give("bob", Leave{})); // now all who are there have voted
    CHECK(players.story("ann").round == round);
    REQUIRE(players.give("ann", Answer{0}));
    CHECK(players.story("ann").round == round + 1);
}

TEST_CASE("what the rules cannot bring to an end is taken back with all of its command", "[game][rules]")
{
    std::string json(rules_json);
    const std::string from = R"("bert": {"name": "Bert",)";
    json.replace(json.find(from), from.size(), from + R"("effects": ["thorns"],)");
    Hall hall(json);
    hall.take_choice("Burn");
    const State before = hall.game.state();
    const auto choices = hall.story("ann").choices;
    const auto index =
        static_cast<std::uint32_t>(std::ranges::find(choices, "Mend", &StoryChoice::text) - choices.begin());
    CHECK(hall.reason("ann", Choose{{0, 1}, index}) == "rules.budget");
    CHECK(hall.game.state() == before);
    hall.take_choice("Learn"); // and the game goes on
}

TEST_CASE("a discarded batch leaves the world bit-identical, and events fold to the same", "[game][rules]")
{
    Hall hall;
    const State before = hall.game.state();
    const auto choices = hall.story("ann").choices;
    for (std::uint32_t i = 0; i + 2 < choices.size(); ++i) {
        auto batch = hall.game.prepare({.seat = "ann", .what = Choose{{0, 1}, i}});
        REQUIRE(batch);
        hall.game.discard(*batch);
        CHECK(hall.game.state() == before);
        CHECK(hall.game.state_hash() == hash_of(before));
    }

    Players players(rules_pack(), {.seed = 3});
    std::vector<std::pair<Command, std::vector<Event>>> record;
    std::vector<Event> events;
    const auto submit = [&](const Command& command) {
        auto batch = players.game.submit(command);
        REQUIRE(batch);
        record.emplace_back(batch->command, batch->events);
        events.insert(events.end(), batch->events.begin(), batch->events.end());
    };
    submit({.seat = "ann", .what = Join{{.content = "Ann"}}});
    submit({.seat = "ann", .what = Begin{}});
    for (const std::uint32_t choice : {0u, 1u, 6u, 7u, 4u, 5u}) submit({.seat = "ann", .what = Choose{{0, 1}, choice}});
    submit({.seat = "ann", .what = Undo{2}});
    submit({.seat = "ann", .what = Choose{{0, 1}, 6}});
    State folded;
    folded.seed = 3;
    for (const Event& event : events) {
        REQUIRE(fold(folded, event));
        CHECK(json::from_json<Event>(json::to_json(event)).value() == event);
    }
    CHECK(hash_of(folded) == players.game.state_hash());
    auto again = Game::create(rules_pack(), {.seed = 3});
    for (const auto& [command, recorded] : record) {
        Command run = command;
        const auto audited = again->audit(run, recorded);
        REQUIRE(audited);
    }
    CHECK(again->state_hash() == players.game.state_hash());
}

TEST_CASE("a mistake of the story is told, and undo goes back before it", "[game][rules]")
{
    Hall hall;
    hall.take_choice("Nonsense");
    CHECK(hall.story("ann").status == StoryStatus::failed);
    CHECK(hall.story("ann").problems.front().message.find("no stat luck") != std::string::npos);
    REQUIRE(hall.give("ann", Undo{}));
    CHECK(hall.story("ann").status == StoryStatus::waiting);
}

TEST_CASE("rules that do not hold are no game", "[game][rules]")
{
    std::string json(rules_json);
    json.replace(json.find("@strength * 100"), 15, "@sturdiness * 1");
    const auto game = Game::create(rules_pack(json));
    REQUIRE_FALSE(game);
    CHECK(game.error().reason == "game.bad_rules");
}

TEST_CASE("damaged worlds in snapshots are refused or harmless", "[game][rules]")
{
    Hall hall;
    hall.take_choice("Burn");
    const std::string json = to_json(hall.game.state());
    const auto with = [&](std::string_view what, std::string_view by) {
        std::string text = json;
        const std::size_t at = text.find(what);
        REQUIRE(at != std::string::npos);
        return state_from_json(text.replace(at, what.size(), by));
    };
    CHECK(with("\"items\":[{\"generation\":1", "\"items\":[{\"generation\":0").has_value() == false);
    const auto forged =
        with("\"history\":[", "\"history\":[{\"seq\":1,\"changes\":[{\"type\":\"world_was\",\"before\":{\"type\":"
                              "\"vitals_were\",\"creature\":[9,9],\"before\":{\"hit_points\":1}}}]},");
    if (forged) {
        auto game = Game::resume(rules_pack(), *forged);
        REQUIRE(game);
        CHECK(game->submit({.seat = "ann", .what = Undo{}}).has_value());
    }
}
