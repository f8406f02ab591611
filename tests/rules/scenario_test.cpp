// SPDX-License-Identifier: MIT
// Small stories in files: commands in, events out. tests/rules/scenarios/README.md says how they are written.
#include <goldbox/json/writer.hpp>
#include <goldbox/rules/fields.hpp>

#include "support/drawn_map.hpp"
#include "support/golden.hpp"
#include "support/shipped.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>

using namespace goldbox;
using namespace goldbox::rules;
using namespace goldbox::test;
using goldbox::tests::must;

namespace {

/// Plays one file.
class Scenario {
public:
    explicit Scenario(const std::filesystem::path& path)
        : path_(path), document_(must(json::read(file_text(path.string()), {.file = path.filename().string()})))
    {
    }

    void play()
    {
        const json::Value& root = document_.root;
        std::vector<std::string> packs;
        for (const json::Value& pack : root.find("packs")->array()) packs.emplace_back(pack.string());
        const json::Value* entries = root.find("entries");
        const json::Value* rows = root.find("map");
        const json::Value* trap = root.find("trap");
        std::map<std::string, std::string> map;
        if (rows) map = drawn_map(words(rows), trap ? trap->string() : std::string_view());
        const bool plain = !entries && !rows && packs.size() == 1;
        const Shipped by =
            plain ? shipped(packs.front()) : shipped_with(packs, entries ? json::write(*entries) : "{}", map);
        const json::Value* seed = root.find("seed");
        stage_.emplace(by.rules, seed ? static_cast<std::uint64_t>(seed->integer()) : 1);
        std::vector<Event> all;
        for (const json::Value& step : root.find("play")->array()) {
            const std::string line = json::write(step);
            INFO(path_.filename().string() << ": " << line.substr(0, 160));
            const Result<void> done = command(step);
            std::vector<Event> events;
            if (done) {
                events = stage_->recording.take();
            } else {
                stage_->recording.discard();
                stage_->judge.forget();
            }
            std::vector<std::string> told;
            for (const Event& event : events) {
                see(event);
                told.push_back(named(event));
            }
            compare(step, done, told);
            if (const json::Value* now = step.find("now")) look(*now);
            all.insert(all.end(), events.begin(), events.end());
            CHECK(must(world_from_json(to_json(stage_->world))) == stage_->world);
        }
        fold(all);
        if (rewriting()) rewrite();
    }

private:
    // Commands ----------------------------------------------------------------------------------------------------

    static std::string text(const json::Value& step, std::string_view member)
    {
        const json::Value* found = step.find(member);
        if (!found) FAIL("no \"" << member << "\" in " << json::write(step));
        return std::string(found->string());
    }
    static std::int32_t number(const json::Value& step, std::string_view member, std::int32_t otherwise)
    {
        const json::Value* found = step.find(member);
        return found ? static_cast<std::int32_t>(found->integer()) : otherwise;
    }
    [[nodiscard]] CreatureId creature(std::string_view name) const
    {
        const auto found = creatures_.find(std::string(name));
        if (found == creatures_.end()) FAIL("nobody is called " << name);
        return found->second;
    }
    /// Nobody, where the step does not say.
    [[nodiscard]] CreatureId creature(const json::Value& step, std::string_view member) const
    {
        const json::Value* found = step.find(member);
        return found ? creature(found->string()) : CreatureId{};
    }
    [[nodiscard]] std::vector<CreatureId> several(const json::Value* list) const
    {
        std::vector<CreatureId> all;
        if (list) {
            for (const json::Value& each : list->array()) all.push_back(creature(each.string()));
        }
        return all;
    }
    static std::vector<std::string> words(const json::Value* list)
    {
        std::vector<std::string> all;
        if (list) {
            for (const json::Value& each : list->array()) all.emplace_back(each.string());
        }
        return all;
    }
    template <class T>
    static Result<void> only(Result<T> result)
    {
        if (!result) return unexpected(result.error());
        return {};
    }

    Result<void> command(const json::Value& step)
    {
        static const std::vector<std::pair<std::string_view, Result<void> (Scenario::*)(const json::Value&)>> all = {
            {"appear", &Scenario::appear},
            {"act", &Scenario::act},
            {"damage", &Scenario::damage},
            {"heal", &Scenario::heal},
            {"check", &Scenario::check},
            {"begin", &Scenario::begin},
            {"end", &Scenario::end},
            {"dispel", &Scenario::dispel},
            {"pass_time", &Scenario::pass_time},
            {"encounter", &Scenario::encounter},
            {"next_turn", &Scenario::next_turn},
            {"end_encounter", &Scenario::end_encounter},
            {"answer", &Scenario::answer},
            {"rest", &Scenario::rest},
            {"leave", &Scenario::leave},
            {"number", &Scenario::set_number},
            {"learns", &Scenario::learns},
            {"fight", &Scenario::fight},
            {"walk", &Scenario::walk},
            {"does", &Scenario::does},
            {"casts", &Scenario::casts},
            {"door", &Scenario::door},
            {"ends_turn", &Scenario::ends_turn},
            {"delays", &Scenario::delays},
            {"flees", &Scenario::flees},
            {"surrenders", &Scenario::surrenders},
            {"answers", &Scenario::answers},
            {"advised", &Scenario::advised}};
        for (const auto& [name, run] : all) {
            if (step.find(name)) return (this->*run)(step);
        }
        FAIL("no command in " << json::write(step));
        return {};
    }

    Result<void> appear(const json::Value& step)
    {
        Arrival arrival{.definition = text(step, "appear")};
        const std::string name = text(step, "as");
        if (step.find("side")) arrival.side = text(step, "side");
        if (const json::Value* numbers = step.find("numbers")) {
            for (const auto& [stat, value] : numbers->object())
                arrival.numbers[std::string(stat)] = static_cast<std::int32_t>(value.integer());
        }
        const auto id = stage_->judge.appear(arrival);
        if (!id) return unexpected(id.error());
        call(*id, name);
        return {};
    }
    Result<void> act(const json::Value& step)
    {
        return stage_->act(creature(step, "by"), text(step, "act"), several(step.find("at")));
    }
    Result<void> damage(const json::Value& step)
    {
        Harm harm{.target = creature(step, "to"), .source = creature(step, "by"), .tags = words(step.find("tags"))};
        for (const auto& [type, amount] : step.find("damage")->object())
            harm.amounts.push_back({std::string(type), static_cast<std::int32_t>(amount.integer())});
        if (const json::Value* critical = step.find("critical")) harm.critical = critical->boolean();
        return only(stage_->judge.damage(harm));
    }
    Result<void> heal(const json::Value& step)
    {
        return stage_->judge.heal(creature(step, "to"), creature(step, "by"), number(step, "heal", 0));
    }
    Result<void> check(const json::Value& step)
    {
        Attempt attempt{.check = text(step, "check"),
                        .creature = creature(step, "by"),
                        .target = creature(step, "at"),
                        .tags = words(step.find("tags"))};
        if (step.find("against")) attempt.difficulty = number(step, "against", 0);
        return only(stage_->judge.check(attempt));
    }
    Result<void> begin(const json::Value& step)
    {
        return only(stage_->judge.begin({.effect = text(step, "begin"),
                                         .owner = creature(step, "on"),
                                         .source = creature(step, "by"),
                                         .level = number(step, "level", 0)}));
    }
    Result<void> end(const json::Value& step)
    {
        const std::string wanted = text(step, "end");
        const CreatureId owner = creature(step, "on");
        std::optional<EffectId> ending;
        stage_->world.effects.each([&](EffectId id, const Effect& effect) {
            if (effect.owner == owner && effect.definition == wanted) ending = id;
        });
        if (!ending) FAIL("no " << wanted << " to end");
        return stage_->judge.end(*ending);
    }
    Result<void> dispel(const json::Value& step)
    {
        return only(
            stage_->judge.dispel(creature(step, "on"), words(step.find("dispel")), number(step, "power", 1000)));
    }
    Result<void> pass_time(const json::Value& step)
    {
        return stage_->judge.pass_time(step.find("pass_time")->integer());
    }
    Result<void> encounter(const json::Value& step)
    {
        return stage_->judge.begin_encounter(several(step.find("encounter")));
    }
    Result<void> next_turn(const json::Value& step)
    {
        for (std::int32_t i = number(step, "next_turn", 1); i > 0; --i) {
            const auto done = stage_->judge.next_turn();
            if (!done) return done;
        }
        return {};
    }
    Result<void> end_encounter(const json::Value&) { return stage_->judge.end_encounter(); }
    Result<void> answer(const json::Value& step)
    {
        return stage_->judge.answer(static_cast<std::uint32_t>(number(step, "answer", 0)));
    }
    Result<void> rest(const json::Value& step)
    {
        return stage_->judge.rest(creature(step, "who"), text(step, "rest") == "long");
    }
    Result<void> leave(const json::Value& step) { return stage_->judge.leave(creature(step, "leave")); }
    Result<void> set_number(const json::Value& step)
    {
        const json::Member& number = step.find("number")->object()[0];
        return stage_->judge.set_number(creature(step, "of"), number.name,
                                        static_cast<std::int32_t>(number.value.integer()));
    }

    /// In the place of everything that it has ready.
    Result<void> learns(const json::Value& step)
    {
        const CreatureId who = creature(step, "by");
        for (const auto& [known, copies] : std::map(stage_->world.creatures.find(who)->spells)) {
            const auto gone = stage_->judge.prepare(who, known, 0);
            if (!gone) return gone;
        }
        return stage_->judge.prepare(who, text(step, "learns"));
    }

    // Fights

    static Position place_of(const json::Value& pair)
    {
        const auto numbers = pair.array();
        return {.x = static_cast<std::int32_t>(numbers[0].integer()),
                .y = static_cast<std::int32_t>(numbers[1].integer())};
    }
    static std::optional<Position> optional_place(const json::Value& step, std::string_view member)
    {
        const json::Value* found = step.find(member);
        return found ? std::optional(place_of(*found)) : std::nullopt;
    }
    /// `{"fight": {"knight": [3, 4], ...}, "field": {"width": 12, "height": 8}, "surprised": ["goblin"]}`
    Result<void> fight(const json::Value& step)
    {
        Fight begin;
        if (const json::Value* field = step.find("field")) {
            begin.field.width = number(*field, "width", 12);
            begin.field.height = number(*field, "height", 8);
            if (const json::Value* dark = field->find("dark")) begin.field.dark = dark->boolean();
        } else if (document_.root.find("map")) {
            begin.field = {.map = "here/maps/drawn.tmj"};
        } else {
            begin.field = {.width = 12, .height = 8};
        }
        const auto surprised = words(step.find("surprised"));
        for (const auto& [name, place] : step.find("fight")->object()) {
            const bool is_surprised = std::ranges::find(surprised, name) != surprised.end();
            begin.fighters.push_back({creature(name), place_of(place), is_surprised});
        }
        return stage_->judge.begin_fight(begin);
    }
    Result<void> submit(const Command& command)
    {
        const Options options = stage_->judge.options(actor(command));
        const Result<void> done = stage_->judge.submit(command);
        CHECK(options.accepts(command) == done.has_value());
        return done;
    }
    Result<void> walk(const json::Value& step)
    {
        return submit(Walk{creature(step, "by"), place_of(*step.find("walk"))});
    }
    /// With something of its own, or with what it has: `"with": "srd51:longsword"`.
    Result<void> does(const json::Value& step)
    {
        const CreatureId by = creature(step, "by");
        const auto targets = several(step.find("at"));
        const auto place = optional_place(step, "place");
        const json::Value* with = step.find("with");
        if (!with) return submit(Act{by, text(step, "does"), targets, place});
        for (const ItemId item : stage_->judge.items(by)) {
            if (stage_->world.items.find(item)->definition == with->string())
                return submit(Use{by, item, text(step, "does"), targets, place});
        }
        FAIL("nobody has " << with->string());
        return {};
    }
    Result<void> casts(const json::Value& step)
    {
        return submit(Cast{creature(step, "by"), text(step, "casts"), number(step, "level", 0),
                           several(step.find("at")), optional_place(step, "place")});
    }
    Result<void> door(const json::Value& step)
    {
        return submit(MoveDoor{creature(step, "by"), place_of(*step.find("door")),
                               static_cast<std::uint8_t>(number(step, "part", 0)), number(step, "open", 1) != 0});
    }
    Result<void> ends_turn(const json::Value& step)
    {
        return submit(EndTurn{creature(text(step, "ends_turn")), creature(step, "next")});
    }
    Result<void> delays(const json::Value& step)
    {
        return submit(Delay{creature(text(step, "delays")), creature(step, "behind")});
    }
    Result<void> flees(const json::Value& step) { return submit(Flee{creature(text(step, "flees"))}); }
    Result<void> surrenders(const json::Value& step) { return submit(Surrender{creature(text(step, "surrenders"))}); }
    Result<void> answers(const json::Value& step)
    {
        return submit(Answer{creature(step, "by"), static_cast<std::uint32_t>(number(step, "answers", 0))});
    }
    /// Plays so many commands by what minds advise, or until the fight is over.
    Result<void> advised(const json::Value& step)
    {
        for (std::int32_t i = number(step, "advised", 1); i > 0 && stage_->world.encounter; --i) {
            const auto advice = stage_->judge.advise(stage_->judge.decider(), true);
            if (!advice) return unexpected(advice.error());
            const auto done = submit(advice->command);
            if (!done) return done;
        }
        return {};
    }

    // Names instead of ids ----------------------------------------------------------------------------------------

    void call(CreatureId id, const std::string& name)
    {
        creatures_[name] = id;
        names_[id] = name;
    }
    [[nodiscard]] std::string free(const std::string& name)
    {
        const int times = ++used_[name];
        return times == 1 ? name : name + ' ' + std::to_string(times);
    }
    static std::string without_pack(std::string_view id) { return std::string(id.substr(id.find(':') + 1)); }

    void see(const Event& event)
    {
        if (const auto* appeared = std::get_if<CreatureAppeared>(&event)) {
            if (!names_.contains(appeared->creature))
                call(appeared->creature, free(without_pack(appeared->definition)));
        } else if (const auto* began = std::get_if<EffectBegan>(&event)) {
            effects_[began->effect] = free(without_pack(began->what.definition) + " on " + names_[began->what.owner]);
        }
    }

    /// An event as JSON, with names where ids were.
    [[nodiscard]] std::string named(const Event& event)
    {
        std::string out;
        json::Writer writer(out);
        const json::Document document = must(json::read(json::to_json(event)));
        rename(writer, document.root, {});
        return out;
    }
    void rename(json::Writer& writer, const json::Value& value, std::string_view member)
    {
        static const std::set<std::string_view> of_creatures = {"creature", "target",  "source", "owner",   "anchor",
                                                                "self",     "decider", "order",  "targets", "waiting"};
        if (value.is(json::Kind::array)) {
            const auto elements = value.array();
            const bool id = elements.size() == 2 && elements[0].is(json::Kind::integer);
            if (id && of_creatures.contains(member)) return void(writer.value(names_[id_of<CreatureId>(value)]));
            if (id && (member == "effect" || member == "parent"))
                return void(writer.value(effects_[id_of<EffectId>(value)]));
            writer.begin_array();
            for (const json::Value& each : elements) rename(writer, each, member);
            writer.end_array();
        } else if (value.is(json::Kind::object)) {
            writer.begin_object();
            for (const auto& [name, each] : value.object()) {
                if (name == "frames") continue; // how a program waits is no part of the story
                writer.key(name);
                rename(writer, each, name);
            }
            writer.end_object();
        } else {
            writer.value(value);
        }
    }
    template <class Id>
    static Id id_of(const json::Value& pair)
    {
        return {static_cast<std::uint32_t>(pair.array()[0].integer()),
                static_cast<std::uint32_t>(pair.array()[1].integer())};
    }

    // Expectations ------------------------------------------------------------------------------------------------

    void compare(const json::Value& step, const Result<void>& done, const std::vector<std::string>& told)
    {
        told_.push_back(told);
        const json::Value* refused = step.find("refused");
        CHECK(tests::reason(done) == (refused ? std::string(refused->string()) : std::string()));
        if (const json::Value* exactly = step.find("exactly"); exactly && !rewriting()) {
            std::vector<std::string> expected;
            for (const json::Value& each : exactly->array()) expected.push_back(json::write(each));
            const std::string differs = difference(expected, told);
            INFO("expected (-) and told (+):\n" << differs);
            CHECK(differs.empty());
        }
        if (const json::Value* among = step.find("among")) {
            std::size_t at = 0;
            for (const json::Value& wanted : among->array()) {
                while (at < told.size() && !fits(wanted, must(json::read(told[at])).root)) ++at;
                INFO("not told, or not in this order: " << json::write(wanted) << "\nof:\n" << joined(told));
                CHECK(at++ < told.size());
            }
        }
    }
    static bool fits(const json::Value& wanted, const json::Value& told)
    {
        return std::ranges::all_of(wanted.object(), [&](const json::Member& member) {
            const json::Value* found = told.find(member.name);
            if (!found) return false;
            return member.value.is(json::Kind::object) && found->is(json::Kind::object)
                       ? fits(member.value, *found)
                       : json::same(member.value, *found);
        });
    }
    static std::string joined(const std::vector<std::string>& lines)
    {
        std::string all;
        for (const std::string& line : lines) all += "  " + line + '\n';
        return all;
    }

    void look(const json::Value& now)
    {
        for (const auto& [name, wanted] : now.object()) {
            INFO(name);
            const CreatureId id = creature(name);
            const Creature* row = stage_->world.creatures.find(id);
            if (const json::Value* gone = wanted.find("gone")) {
                CHECK(!row == gone->boolean());
                continue;
            }
            REQUIRE(row);
            if (const json::Value* at = wanted.find("at")) {
                REQUIRE(row->place);
                CHECK(*row->place == place_of(*at));
            }
            if (const json::Value* side = wanted.find("side")) CHECK(row->side == side->string());
            if (const json::Value* life = wanted.find("life")) CHECK(json::name_of(row->vitals.life) == life->string());
            if (wanted.find("hit_points")) CHECK(row->vitals.hit_points == number(wanted, "hit_points", 0));
            for (const std::string& effect : words(wanted.find("has"))) {
                INFO(effect);
                CHECK(stage_->judge.has(id, effect));
            }
            for (const std::string& effect : words(wanted.find("lacks"))) {
                INFO(effect);
                CHECK_FALSE(stage_->judge.has(id, effect));
            }
            if (const json::Value* stats = wanted.find("stats")) {
                for (const auto& [stat, value] : stats->object()) {
                    INFO(stat);
                    CHECK(must(stage_->judge.stat(id, stat)) == value.integer());
                }
            }
            if (const json::Value* counters = wanted.find("counters")) {
                for (const auto& [counter, value] : counters->object()) {
                    INFO(counter);
                    const auto found = row->counters.find(std::string(counter));
                    CHECK((found == row->counters.end() ? 0 : found->second) == value.integer());
                }
            }
        }
    }

    /// The events alone make the same world.
    void fold(const std::vector<Event>& events)
    {
        World folded{.seed = stage_->world.seed};
        Journal journal;
        for (const Event& event : events) must(apply(folded, event, journal));
        CHECK(folded == stage_->world);
    }

    // Writing -----------------------------------------------------------------------------------------------------

    void rewrite() const
    {
        std::string out = "{";
        for (const auto& [name, value] : document_.root.object()) {
            out += out.size() == 1 ? "\n  " : ",\n  ";
            json::append_quoted(out, name);
            out += ": " + (name == "play" ? steps(value) : json::write(value));
        }
        std::ofstream(path_, std::ios::binary) << out << "\n}\n";
    }
    [[nodiscard]] std::string steps(const json::Value& play) const
    {
        std::string out = "[";
        for (std::size_t i = 0; i < play.array().size(); ++i) {
            out += i == 0 ? "\n    {" : ",\n    {";
            bool first = true;
            for (const auto& [name, value] : play.array()[i].object()) {
                if (!std::exchange(first, false)) out += ", ";
                json::append_quoted(out, name);
                out += ": ";
                if (name == "exactly")
                    out += list(told_[i]);
                else if (name == "among")
                    out += list(written(value));
                else
                    out += json::write(value);
            }
            out += '}';
        }
        return out + "\n  ]";
    }
    static std::vector<std::string> written(const json::Value& values)
    {
        std::vector<std::string> all;
        for (const json::Value& each : values.array()) all.push_back(json::write(each));
        return all;
    }
    static std::string list(const std::vector<std::string>& lines)
    {
        if (lines.empty()) return "[]";
        std::string out = "[";
        for (const std::string& line : lines) out += (out.size() == 1 ? "\n      " : ",\n      ") + line;
        return out + "]";
    }

    std::filesystem::path path_;
    json::Document document_;
    std::optional<Stage> stage_;
    std::map<std::string, CreatureId> creatures_;
    std::map<CreatureId, std::string> names_;
    std::map<EffectId, std::string> effects_;
    std::map<std::string, int> used_;
    std::vector<std::vector<std::string>> told_; ///< of each step
};

} // namespace

TEST_CASE("stories go as they are written", "[rules][scenarios]")
{
    std::vector<std::filesystem::path> files;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(GOLDBOX_SOURCE_DIR) + "/tests/rules/scenarios")) {
        if (file.path().extension() == ".json") files.push_back(file.path());
    }
    std::ranges::sort(files);
    CHECK(files.size() >= 20);
    for (const auto& file : files) {
        DYNAMIC_SECTION(file.stem().string())
        {
            Scenario(file).play();
        }
    }
}
