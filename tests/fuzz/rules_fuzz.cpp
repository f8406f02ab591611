// SPDX-License-Identifier: MIT
// The input is the entries of a pack: a ruleset of somebody's own. When it compiles, every creature appears, every
// effect begins, and everybody does everything they can; where the ruleset knows battlefields, those who stand on one
// in the dark do what they want. Nothing crashes or hangs, nobody wants what is refused, and the world agrees with its
// events.
#include "fuzz/fuzz.hpp"

#include <goldbox/rules/fields.hpp>
#include <goldbox/rules/judge.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace goldbox;
using namespace goldbox::rules;
using goldbox::test::expect;

namespace {

constexpr std::size_t most_of_a_kind = 6;

/// A judge that takes back what would be too much.
class Tabletop {
public:
    explicit Tabletop(std::shared_ptr<const Ruleset> rules)
        : rules_(std::move(rules)), judge_(world_, rules_, recording_)
    {
    }

    void play()
    {
        for (const std::string& id : some("creatures")) {
            attempt(judge_.appear({.definition = id, .side = "a", .rolls_hit_points = true}));
            attempt(judge_.appear({.definition = id, .side = "b"}));
        }
        const std::vector<CreatureId> creatures = all();
        for (const CreatureId creature : creatures) {
            for (const std::string& effect : some("effects"))
                attempt(judge_.begin({.effect = effect, .owner = creature, .source = creatures.front(), .level = 2}));
            for (const std::string& check : some("checks"))
                attempt(judge_.check({.check = check, .creature = creature, .target = creatures.front()}));
            for (const std::string& action : some("actions"))
                attempt(judge_.act({.creature = creature, .action = action, .targets = creatures}));
        }
        attempt(judge_.begin_encounter(all()));
        for (int i = 0; i < 6; ++i) attempt(judge_.next_turn());
        attempt(judge_.end_encounter());
        fight();
        attempt(judge_.pass_time(1000));
        for (const CreatureId creature : all()) {
            for (const std::string& type : some("damage_types"))
                attempt(judge_.damage({.target = creature, .amounts = {{type, 9}}}));
            for (const std::string& stat : some("stats"))
                expect(judge_.stat(creature, stat).has_value(), "a stat has a value");
        }
        check();
    }

private:
    void fight()
    {
        Fight fight{.field = {.width = 9, .height = 7, .dark = true}, .fighters = {}};
        for (const CreatureId creature : all()) {
            const auto number = static_cast<std::int32_t>(fight.fighters.size());
            if (number == 8) break;
            const bool one = world_.creatures.find(creature)->side == "a";
            fight.fighters.push_back({creature, {0, number, one ? 2 : 4}, number == 3});
        }
        if (!attempt(judge_.begin_fight(fight))) return;
        for (int i = 0; i < 24 && world_.encounter; ++i) {
            const CreatureId decider = judge_.decider();
            if (!decider) break;
            const auto advice = judge_.advise(decider, i % 2 == 0, i % 7 == 6);
            if (!advice) break;
            const Options options = judge_.options(decider);
            expect(options.accepts(advice->command), "what somebody wants is one of its options");
            expect(judge_.may(advice->command).has_value(), "what somebody wants is not refused");
            if (!attempt(judge_.submit(advice->command))) break; // it would be too much
        }
        attempt(judge_.end_encounter());
    }

    [[nodiscard]] std::vector<std::string> some(std::string_view kind) const
    {
        std::vector<std::string> ids = rules_->ids(kind);
        ids.resize(std::min(ids.size(), most_of_a_kind));
        return ids;
    }

    [[nodiscard]] std::vector<CreatureId> all() const
    {
        std::vector<CreatureId> ids;
        world_.creatures.each([&](CreatureId id, const Creature&) { ids.push_back(id); });
        ids.resize(std::min<std::size_t>(ids.size(), 20));
        return ids;
    }

    /// @return whether it was done
    template <class T>
    bool attempt(Result<T> done)
    {
        for (int answers = 0; done && world_.pending && answers < 50; ++answers) {
            const auto went_on = judge_.answer(static_cast<std::uint32_t>(world_.pending->choices.size() - 1));
            if (!went_on) done = unexpected(went_on.error());
        }
        if (done && !world_.pending) {
            std::ranges::move(recording_.take(), std::back_inserter(events_));
            return true;
        }
        recording_.discard();
        judge_.forget();
        return false;
    }

    void check() const
    {
        World folded{.seed = world_.seed};
        Journal journal;
        for (const Event& event : events_) expect(apply(folded, event, journal).has_value(), "an event fits");
        expect(folded == world_, "folding the events gives the world");
        const auto again = world_from_json(to_json(world_));
        expect(again && *again == world_, "a world comes back from its JSON");
    }

    World world_{.seed = 7};
    std::shared_ptr<const Ruleset> rules_;
    Recording recording_{world_};
    Judge judge_;
    std::vector<Event> events_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 20'000) return 0;
    MemoryFiles files;
    files.add("pack.json", R"({"id": "f", "version": "1", "licence": "MIT"})");
    files.add("rules.json", std::string(test::as_text(data, size)));
    const content::Loaded loaded = content::load_pack(files);
    if (!loaded.pack) return 0;
    const LoadedRules compiled = load_rules(*loaded.pack, loaded.origins.get());
    for (const Diagnostic& diagnostic : compiled.diagnostics) {
        expect(!diagnostic.code.empty() && !diagnostic.message.empty(), "a mistake says what it is");
        expect(!diagnostic.where.file.empty(), "a mistake says where");
    }
    if (compiled.rules) Tabletop(compiled.rules).play();
    return 0;
}
