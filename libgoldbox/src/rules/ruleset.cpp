// SPDX-License-Identifier: MIT
// Compiles the entries of a pack. Kinds are read in the order in which they need each other: names of everything first,
// then formulas, which may name anything.
#include <goldbox/rules/ruleset.hpp>

#include "rules/compiled.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/content/encounters.hpp>
#include <goldbox/content/kinds.hpp>
#include <goldbox/dice/statistics.hpp>
#include <goldbox/json/fields.hpp>

#include <array>
#include <functional>
#include <optional>
#include <ranges>
#include <set>
#include <utility>

namespace goldbox::rules {
namespace {

using Path = std::vector<json::Step>;

constexpr std::size_t most_entries = 65'000;
constexpr std::int32_t most_hit_points = 1'000'000;
constexpr std::size_t longest_chain = 100; ///< of stats that need each other
constexpr std::size_t most_implied = 100;  ///< effects that begin with one

std::string_view without_pack(std::string_view id)
{
    return id.substr(id.find(':') + 1);
}

std::string_view pack_of(std::string_view id)
{
    return id.substr(0, id.find(':'));
}

std::string quoted(std::string_view text)
{
    return '"' + printable(text.substr(0, 120)) + '"';
}

/// Which paths may stand in a formula, and what may be rolled.
struct Scope {
    bool stats = true;
    bool others = false;      ///< @target, @source
    bool now = false;         ///< @now, @has: what stats may not read
    bool others_stand = true; ///< of @now also what depends on where others stand
    bool item = false;        ///< @item: numbers of the item in use, or of that whose gift an effect is
    bool dice = false;
    const std::vector<std::string>* effect = nullptr; ///< names behind @effect
    std::vector<std::string>* values = nullptr;       ///< names behind @value, in order of first use
};

/// Where a formula stands.
struct Place {
    std::string_view kind;
    std::string_view id;
    Path path;
};

/// One thing that a stat is made of.
struct Need {
    Index stat = 0;
    Place place;
};

class Compiler {
public:
    friend class EntryLookup;

    Compiler(const content::Pack& pack, const content::Origins* origins) : pack_(pack), origins_(origins) {}

    LoadedRules run()
    {
        const auto rulesets = pack_.entries("ruleset");
        if (rulesets.empty()) return {};
        if (rulesets.size() > 1) {
            wrong({"ruleset", rulesets.back().name, {}}, "rules.many_rulesets",
                  "there are two rulesets: " + quoted(rulesets.front().name) + " and " + quoted(rulesets.back().name) +
                      "; a pack changes that of another with \"$op\"");
        }
        read_all();
        if (diagnostics_.empty()) compile_all(rulesets.front().name);
        if (diagnostics_.empty()) find_cycles();
        check_party();
        if (!diagnostics_.empty()) return {nullptr, std::move(diagnostics_)};
        find_what_moves_hit_points();
        return {std::make_shared<const Ruleset>(std::make_shared<const Compiled>(std::move(out_))), {}};
    }

private:
    // Mistakes ----------------------------------------------------------------------------------------------------

    void wrong(const Place& place, std::string code, std::string message)
    {
        if (diagnostics_.size() >= 100) return;
        Where where;
        if (origins_) where = origins_->find(place.kind, place.id, place.path);
        if (where.file.empty()) where.file = std::string(place.kind) + ' ' + std::string(place.id);
        diagnostics_.push_back({Severity::error, std::move(code), std::move(message), std::move(where)});
    }

    // Reading -----------------------------------------------------------------------------------------------------

    template <class T>
    std::map<std::string_view, T> read(std::string_view kind)
    {
        std::map<std::string_view, T> all;
        const auto entries = pack_.entries(kind);
        if (entries.size() > most_entries) wrong({kind, entries.back().name, {}}, "rules.too_many", "too many entries");
        for (const auto& [id, entry] : entries) {
            json::Reading reading([&, of = id](std::span<const json::Step> path) {
                return origins_ ? origins_->find(kind, of, path) : Where{};
            });
            json::read_value(reading, entry, all[id]);
            std::ranges::copy(reading.diagnostics(), std::back_inserter(diagnostics_));
        }
        return all;
    }

    void read_all()
    {
        rulesets_ = read<content::RulesetDefinition>("ruleset");
        stats_ = read<content::Stat>("stats");
        checks_ = read<content::CheckDefinition>("checks");
        damage_types_ = read<content::DamageType>("damage_types");
        effects_ = read<content::EffectDefinition>("effects");
        creatures_ = read<content::CreatureDefinition>("creatures");
        actions_ = read<content::ActionDefinition>("actions");
        resources_ = read<content::ResourceDefinition>("resources");
        items_ = read<content::ItemDefinition>("items");
        spells_ = read<content::SpellDefinition>("spells");
        for (const auto& [id, character] : read<content::CreatureDefinition>("characters")) {
            characters_.insert(id);
            if (!creatures_.emplace(id, character).second)
                wrong({"characters", id, {}}, "rules.two_names", "there is a creature of this id too");
        }
        for (const auto& [id, stat] : stats_) {
            StatInfo info{.id = std::string(id), .name = stat.name, .otherwise = stat.otherwise};
            info.least = stat.least.value_or(info.least);
            info.most = stat.most.value_or(info.most);
            out_.stats.push_back(std::move(info));
            short_stats_.emplace(without_pack(id), static_cast<Index>(out_.stats.size() - 1));
        }
        for (const auto& [id, action] : actions_)
            out_.actions.push_back({.id = std::string(id), .name = action.name, .why = action.why});
        for (const auto& [id, resource] : resources_) out_.resources.push_back({std::string(id), resource.name, {}});
        for (const auto& [id, spell] : spells_)
            out_.spells.push_back({.id = std::string(id), .name = spell.name, .level = spell.level});
        std::set<std::string> numbers;
        for (const auto& [id, item] : items_) {
            out_.items.push_back({.id = std::string(id), .name = item.name, .looks = item.looks});
            for (const auto& [name, number] : item.numbers) numbers.insert(name);
        }
        out_.item_numbers.assign(numbers.begin(), numbers.end());
        for (const auto& [id, creature] : creatures_)
            out_.creatures.push_back({.id = std::string(id), .name = creature.name});
        Index key = 0;
        for (const auto& [id, effect] : effects_) {
            EffectInfo info{.id = std::string(id), .name = effect.name};
            const auto [at, is_new] = keys_.try_emplace(effect.key.empty() ? std::string(id) : effect.key, key);
            if (is_new) ++key;
            info.key = at->second;
            out_.effects.push_back(std::move(info));
        }
    }

    /// Who sets out must be there.
    void check_party()
    {
        const content::Manifest& manifest = pack_.manifest();
        for (const std::string& id : manifest.party) {
            if (find(out_.creatures, content::full_id(manifest.id, id)) != none) continue;
            std::vector<std::string_view> known;
            for (const CreatureInfo& info : out_.creatures) known.push_back(info.id);
            std::string message = "\"party\" names " + quoted(id) + ", which is no character and no creature";
            if (const auto near = nearest(id, known); !near.empty()) message += " (did you mean " + quoted(near) + "?)";
            diagnostics_.push_back(
                {Severity::error, "rules.unknown_id", std::move(message), {manifest.id + "/pack.json"}});
        }
    }

    // Names -------------------------------------------------------------------------------------------------------

    Tag tag(std::string_view word, const Place& place)
    {
        if (word.empty()) return 0;
        const auto [at, is_new] = out_.tags.try_emplace(std::string(word), static_cast<Tag>(out_.tags.size() + 1));
        if (at->second < most_tags) return at->second;
        if (is_new) wrong(place, "rules.too_many", "there are more than 511 different tags");
        return 0;
    }

    TagSet tags(const std::vector<std::string>& words, const Place& place)
    {
        TagSet set;
        for (const std::string& word : words) set.set(tag(word, place));
        set.reset(0);
        return set;
    }

    /// An entry that another names. Loading the pack looked it up already, unless somebody made the image by hand.
    template <class Info>
    Index named(const std::vector<Info>& infos, std::string_view id, const Place& place)
    {
        const Index found = find(infos, id);
        if (found != none) return found;
        wrong(place, "rules.unknown_id", "there is no " + quoted(id));
        return 0;
    }
    template <class Info>
    Index optional_named(const std::vector<Info>& infos, std::string_view id, const Place& place)
    {
        return id.empty() ? none : named(infos, id, place);
    }

    Result<Reference> stat_named(std::string_view name, std::string_view by, Whose whose) const
    {
        const auto [first, last] = short_stats_.equal_range(name);
        for (auto each = first; each != last; ++each) {
            // the own pack's goes before others of that name
            if (std::next(first) == last || pack_of(out_.stats[each->second].id) == pack_of(by))
                return Reference{whose, What::stat, each->second};
        }
        if (first != last) {
            return fail(Code::invalid, "rules.unknown_path",
                        "several packs have a stat " + quoted(name) + "; give one of them another name");
        }
        std::vector<std::string_view> known;
        for (const auto& [each, index] : short_stats_) known.push_back(each);
        std::string message = "there is no stat " + quoted(name);
        if (const auto near = nearest(name, known); !near.empty())
            message += " (did you mean \"@" + std::string(near) + "\"?)";
        return fail(Code::invalid, "rules.unknown_path", std::move(message));
    }

    Result<Reference> resolve(std::string_view path, const Scope& scope, const Place& place)
    {
        if (!scope.stats) return fail(Code::invalid, "rules.unknown_path", "only dice and numbers may stand here");
        const std::size_t dot = path.find('.');
        const std::string_view head = path.substr(0, dot);
        const std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        if (head == "effect" && !rest.empty()) return effect_value(rest, scope);
        if (head == "value" && !rest.empty()) return value(rest, scope);
        if (head == "item" && !rest.empty()) return of_item(rest, scope, place);
        if (head == "self" && !rest.empty()) return of_creature(rest, Whose::self, scope, place);
        if ((head == "target" || head == "source") && !rest.empty()) {
            if (scope.others) return of_creature(rest, head == "target" ? Whose::target : Whose::source, scope, place);
            return fail(Code::invalid, "rules.unknown_path",
                        "only numbers of the creature itself may be read here; an effect keeps others in \"values\"");
        }
        return of_creature(path, Whose::self, scope, place);
    }

    Result<Reference> of_creature(std::string_view path, Whose whose, const Scope& scope, const Place& place)
    {
        static constexpr std::array<std::string_view, 8> now_names = {
            "hit_points", "temporary_hit_points", "wounds", "dying", "dead", "watched", "foes", "beset"};
        if (path.starts_with("counter.") && scope.now) return counter(path.substr(8), whose);
        if (path.starts_with("is.")) return Reference{whose, What::tag, tag(path.substr(3), place)};
        if (path == "load") return Reference{whose, What::load, 0};
        if (path.starts_with("resource.") && scope.now) {
            return short_named(out_.resources, path.substr(9), place, "resource").map([&](Index index) {
                return Reference{whose, What::resource, index};
            });
        }
        if (path.starts_with("level_of.") && scope.now) {
            return short_named(out_.effects, path.substr(9), place, "effect").map([&](Index index) {
                return Reference{whose, What::level_of, index};
            });
        }
        if (path.starts_with("now.") || path.starts_with("has.")) {
            const std::string_view name = path.substr(4);
            if (!scope.now) {
                return fail(Code::invalid, "rules.unknown_path",
                            "@now and @has change too often to be part of a stat's value");
            }
            if (path.starts_with("has.")) {
                return short_named(out_.effects, name, place, "effect").map([&](Index index) {
                    return Reference{whose, What::has, index};
                });
            }
            const auto found = std::ranges::find(now_names, name);
            if (found != now_names.end()) {
                const auto what = static_cast<Now>(found - now_names.begin());
                if (what >= Now::watched && !scope.others_stand) {
                    return fail(Code::invalid, "rules.unknown_path",
                                "@now." + printable(name) + " depends on where others stand, and that on this formula");
                }
                return Reference{whose, What::now, static_cast<Index>(what)};
            }
            return fail(Code::invalid, "rules.unknown_path",
                        "there is no @now." + printable(name) +
                            "; there are hit_points, temporary_hit_points, wounds, dying, dead, watched, foes, beset");
        }
        return stat_named(path, place.id, whose);
    }

    Reference counter(std::string_view name, Whose whose)
    {
        auto found = std::ranges::find(out_.counters, name);
        if (found == out_.counters.end()) found = out_.counters.emplace(found, name);
        return {whose, What::counter, static_cast<Index>(found - out_.counters.begin())};
    }

    /// By its id without the pack; the own pack's goes before others of that name.
    template <class Info>
    Result<Index> short_named(const std::vector<Info>& infos, std::string_view name, const Place& place,
                              std::string_view what) const
    {
        Index found = none;
        for (std::size_t i = 0; i < infos.size(); ++i) {
            if (without_pack(infos[i].id) != name) continue;
            if (found == none || pack_of(infos[i].id) == pack_of(place.id)) found = static_cast<Index>(i);
        }
        if (found != none) return found;
        return fail(Code::invalid, "rules.unknown_path", "there is no " + std::string(what) + ' ' + quoted(name));
    }

    Result<Reference> of_item(std::string_view name, const Scope& scope, const Place& place)
    {
        static constexpr std::array<std::string_view, 5> now_names = {"charges", "count", "two_handed", "proficient",
                                                                      "beside"};
        if (!scope.item) return fail(Code::invalid, "rules.unknown_path", "there is no item here");
        if (name.starts_with("is.")) return Reference{Whose::item, What::tag, tag(name.substr(3), place)};
        const auto now = std::ranges::find(now_names, name);
        if (now != now_names.end() && scope.now)
            return Reference{Whose::item, What::now, static_cast<Index>(now - now_names.begin())};
        const auto& names = out_.item_numbers;
        const auto found = std::ranges::lower_bound(names, name);
        if (found != names.end() && *found == name)
            return Reference{Whose::item, What::stat, static_cast<Index>(found - names.begin())};
        std::vector<std::string_view> known(names.begin(), names.end());
        std::ranges::copy(now_names, std::back_inserter(known));
        std::string message = "no item has a number " + quoted(name);
        if (const auto near = nearest(name, known); !near.empty())
            message += " (did you mean \"@item." + std::string(near) + "\"?)";
        return fail(Code::invalid, "rules.unknown_path", std::move(message));
    }

    static Result<Reference> effect_value(std::string_view name, const Scope& scope)
    {
        if (!scope.effect) return fail(Code::invalid, "rules.unknown_path", "this formula stands in no effect");
        if (name == "level") return Reference{Whose::effect, What::stat, 0};
        const auto found = std::ranges::find(*scope.effect, name);
        if (found != scope.effect->end())
            return Reference{Whose::effect, What::stat, static_cast<Index>(found - scope.effect->begin() + 1)};
        return fail(Code::invalid, "rules.unknown_path", "the effect keeps no value " + quoted(name));
    }

    static Result<Reference> value(std::string_view name, const Scope& scope)
    {
        if (!scope.values) return fail(Code::invalid, "rules.unknown_path", "nothing gives a @value here");
        auto& names = *scope.values;
        auto found = std::ranges::find(names, name);
        if (found == names.end()) found = names.emplace(names.end(), name);
        return Reference{Whose::value, What::stat, static_cast<Index>(found - names.begin())};
    }

    // Formulas ----------------------------------------------------------------------------------------------------

    Formula formula(const std::string& text, const Scope& scope, const Place& place)
    {
        auto compiled =
            Formula::compile(text, scope.dice, [&](std::string_view path) { return resolve(path, scope, place); });
        if (compiled) return *std::move(compiled);
        wrong(place, compiled.error().reason, compiled.error().message);
        return {};
    }

    std::optional<Formula> optional_formula(const std::string& text, const Scope& scope, const Place& place)
    {
        if (text.empty()) return std::nullopt;
        return formula(text, scope, place);
    }

    // Everything --------------------------------------------------------------------------------------------------

    void compile_all(std::string_view ruleset)
    {
        out_.healing = tag("healing", {"ruleset", ruleset, {}});
        for (std::size_t i = 0; const auto& [id, stat] : stats_) {
            StatInfo& info = out_.stats[i++];
            const Place place{"stats", id, {"base"}};
            info.base = optional_formula(stat.base, {}, place);
            if (info.base) need(static_cast<Index>(i - 1), *info.base, place);
        }
        for (const auto& [id, check] : checks_) compile_check(id, check);
        for (const auto& [id, type] : damage_types_) {
            const Place place{"damage_types", id, {"tags"}};
            DamageInfo info{std::string(id), type.name, tags(type.tags, place)};
            info.tags.set(tag(without_pack(id), place));
            out_.damage_types.push_back(std::move(info));
        }
        for (std::size_t i = 0; const auto& [id, effect] : effects_) compile_effect(out_.effects[i++], id, effect);
        for (std::size_t i = 0; const auto& [id, resource] : resources_)
            compile_resource(out_.resources[i++], id, resource);
        compile_ruleset(ruleset, rulesets_.at(ruleset)); // before items, which are worn at its places
        for (std::size_t i = 0; const auto& [id, item] : items_) compile_item(out_.items[i++], id, item);
        for (std::size_t i = 0; const auto& [id, creature] : creatures_)
            compile_creature(out_.creatures[i++], id, creature);
        compile_programs();
    }

    void compile_check(std::string_view id, const content::CheckDefinition& check)
    {
        const auto place = [&](const char* member) { return Place{"checks", id, {member}}; };
        auto dice = dice::Expression::compile(check.dice, {.limits = {.dice = 200}});
        if (!dice || !dice->paths().empty()) {
            return wrong(place("dice"), "rules.bad_formula", "these are no plain dice");
        }
        CheckInfo info{.id = std::string(id), .name = check.name, .dice = *std::move(dice)};
        info.faces = plain_faces(check.dice);
        info.tags = tags(check.tags, place("tags"));
        info.tags.set(tag(without_pack(id), place("tags")));
        const Scope scope{.others = true, .now = true, .values = &info.value_names};
        info.bonus = optional_formula(check.bonus, scope, place("bonus"));
        info.against = optional_formula(check.against, scope, place("against"));
        info.critical = optional_formula(check.critical, scope, place("critical"));
        info.fumble = optional_formula(check.fumble, scope, place("fumble"));
        info.under = check.under;
        info.margin = check.margin;
        static constexpr std::array streams = {Stream::attack, Stream::save, Stream::check, Stream::initiative};
        info.stream = streams[static_cast<std::size_t>(check.stream)];
        out_.checks.push_back(std::move(info));
    }

    /// The faces of `1d20` or `d20`, which need no program.
    static std::uint32_t plain_faces(std::string_view dice)
    {
        if (dice.starts_with("1d")) dice.remove_prefix(1);
        if (!dice.starts_with('d') || dice.size() < 2 || dice.size() > 6) return 0;
        std::uint32_t faces = 0;
        for (const char c : dice.substr(1)) {
            if (c < '0' || c > '9') return 0;
            faces = faces * 10 + static_cast<std::uint32_t>(c - '0');
        }
        return faces;
    }

    void compile_effect(EffectInfo& info, std::string_view id, const content::EffectDefinition& effect)
    {
        const auto place = [&](const char* member) { return Place{"effects", id, {member}}; };
        info.categories = tags(effect.categories, place("categories"));
        info.tags = tags(effect.tags, place("tags"));
        for (const std::string& each : effect.actions)
            info.actions.push_back(named(out_.actions, each, place("actions")));
        for (const std::string& each : effect.implies)
            info.implies.push_back(named(out_.effects, each, place("implies")));
        info.stacking = effect.stacking;
        info.dispel_priority = effect.dispel_priority;
        info.duration = {.unit = effect.duration.unit, .until = effect.duration.until, .of = effect.duration.of};
        static const std::vector<std::string> only_level;
        const Scope at_begin{.others = true, .now = true, .item = true, .dice = true, .effect = &only_level};
        info.duration.amount = formula(effect.duration.amount, at_begin, {"effects", id, {"duration", "amount"}});
        for (const auto& [name, text] : effect.values) {
            info.value_names.push_back(name);
            info.values.push_back(formula(text, at_begin, {"effects", id, {"values", std::string_view(name)}}));
        }
        compile_powers(info, {"effects", id, {}}, effect);
    }

    void compile_powers(EffectInfo& info, const Place& at, const content::Powers& powers)
    {
        const Scope of_stat{.item = true, .effect = &info.value_names};
        const Scope of_roll{.others = true, .now = true, .item = true, .dice = true, .effect = &info.value_names};
        const Scope of_condition{.others = true, .now = true, .item = true, .effect = &info.value_names};
        const auto place_of = [&](const char* member, std::size_t i) {
            Place place = at;
            place.path.emplace_back(member);
            place.path.emplace_back(i);
            return place;
        };
        for (std::size_t i = 0; i < powers.modifiers.size(); ++i) {
            const content::StatModifier& modifier = powers.modifiers[i];
            const Place place = place_of("modifiers", i);
            StatMod& mod = info.modifiers.emplace_back();
            mod.stat = named(out_.stats, modifier.stat, place);
            mod.op = modifier.op;
            mod.tag = tag(modifier.tag, place);
            mod.priority = modifier.priority;
            // fractions have to be kept until they meet
            const bool factor = modifier.op == content::ModifierOp::multiply;
            mod.value = formula(factor ? '(' + modifier.value + ") * 1024" : modifier.value, of_stat, place);
            mod.when = optional_formula(modifier.when, of_stat, place);
            need(mod.stat, mod.value, place);
            if (mod.when) need(mod.stat, *mod.when, place);
        }
        for (std::size_t i = 0; i < powers.rolls.size(); ++i) {
            const content::RollModifier& modifier = powers.rolls[i];
            const Place place = place_of("rolls", i);
            RollMod& mod = info.rolls.emplace_back();
            mod.on = tags(modifier.on, place);
            mod.unless = tags(modifier.unless, place);
            mod.op = modifier.op;
            mod.tag = tag(modifier.tag, place);
            mod.against = modifier.against;
            if (!modifier.value.empty()) mod.value = formula(modifier.value, of_roll, place);
            mod.when = optional_formula(modifier.when, of_condition, place);
        }
        for (std::size_t i = 0; i < powers.defenses.size(); ++i) {
            const content::Defense& defense = powers.defenses[i];
            const Place place = place_of("defenses", i);
            DefenseMod& mod = info.defenses.emplace_back();
            mod.from = tags(defense.from, place);
            mod.unless = tags(defense.unless, place);
            mod.op = defense.op;
            if (mod.from.test(out_.healing) && mod.op == content::DefenseOp::absorb)
                wrong(place, "rules.bad_defense", "healing is not absorbed; \"immune\" lets nothing of it through");
            if (!defense.value.empty()) mod.value = formula(defense.value, of_condition, place);
            mod.when = optional_formula(defense.when, of_condition, place);
        }
        info.immune = tags(powers.immune, at);
    }

    void compile_resource(ResourceInfo& info, std::string_view id, const content::ResourceDefinition& resource)
    {
        info.most = formula(resource.most, {}, {"resources", id, {"most"}});
        info.regains = resource.regains;
        info.amount = optional_formula(resource.amount, {.now = true, .dice = true}, {"resources", id, {"amount"}});
    }

    std::vector<PartCode> damage_of(const std::vector<content::DamageOf>& damage, const Place& place)
    {
        std::vector<PartCode> parts;
        for (const content::DamageOf& part : damage) {
            parts.push_back(
                {formula(part.amount, {.now = true, .dice = true}, place), named(out_.damage_types, part.type, place)});
        }
        return parts;
    }

    void compile_item(ItemInfo& info, std::string_view id, const content::ItemDefinition& item)
    {
        const auto place = [&](const char* member) { return Place{"items", id, {member}}; };
        info.tags = tags(item.tags, place("tags"));
        info.tags.set(tag(without_pack(id), place("tags")));
        for (const auto& [name, number] : item.numbers) {
            const auto found = std::ranges::lower_bound(out_.item_numbers, name);
            info.numbers.emplace_back(static_cast<Index>(found - out_.item_numbers.begin()), number);
        }
        info.damage = damage_of(item.damage, place("damage"));
        info.damage_two_handed = item.damage_two_handed.empty()
                                     ? info.damage
                                     : damage_of(item.damage_two_handed, place("damage_two_handed"));
        info.weight = item.weight;
        info.bulk = item.bulk;
        info.price = item.price;
        info.stack = item.stack;
        for (std::vector<std::string> way : item.worn) {
            for (const std::string& name : way) {
                if (!out_.places.contains(name))
                    wrong(place("worn"), "rules.unknown_place", "the ruleset has no place " + quoted(name));
            }
            std::ranges::sort(way);
            info.worn.push_back(std::move(way));
        }
        info.proficiency = tags(item.proficiency, place("proficiency"));
        for (const content::Gift& gift : item.gives)
            info.gives.push_back({named(out_.effects, gift.effect, place("gives")), gift.when});
        for (const content::ItemUse& use : item.uses)
            info.uses.push_back({named(out_.actions, use.action, place("uses")), use.when, use.charges, use.uses_up});
        info.charges = optional_formula(item.charges, {.stats = false}, place("charges"));
        info.recharges = item.recharges;
        info.recharge_amount =
            optional_formula(item.recharge_amount, {.stats = false, .dice = true}, place("recharge_amount"));
        info.attunement = item.attunement;
        info.attunes_to = optional_formula(item.attunes_to, {}, place("attunes_to"));
        info.cursed = item.cursed;
        if (!item.holds.empty()) info.room = item.holds.front();
    }

    void compile_creature(CreatureInfo& info, std::string_view id, const content::CreatureDefinition& creature)
    {
        const std::string_view kind = characters_.contains(id) ? "characters" : "creatures";
        for (const auto& [spell, copies] : creature.spells) {
            const Place place{kind, id, {"spells", std::string_view(spell)}};
            if (copies < 1 || copies > 1000) wrong(place, "json.out_of_range", "1 to 1,000 copies of a spell");
            info.spells.emplace_back(named(out_.spells, spell, place), copies);
        }
        for (std::size_t i = 0; i < creature.items.size(); ++i) {
            const content::Belonging& belonging = creature.items[i];
            const Place place{kind, id, {"items", i}};
            const Index item = named(out_.items, belonging.item, place);
            std::vector<std::string> worn = belonging.worn;
            std::ranges::sort(worn);
            if (!worn.empty() && !out_.items.empty() &&
                std::ranges::find(out_.items[item].worn, worn) == out_.items[item].worn.end())
                wrong(place, "rules.unknown_place", quoted(belonging.item) + " is not worn like this");
            info.items.push_back({item, belonging.count, std::move(worn)});
        }
        for (const std::string& action : creature.actions)
            info.actions.push_back(named(out_.actions, action, {kind, id, {"actions"}}));
        info.tags = tags(creature.tags, {kind, id, {"tags"}});
        for (const auto& [stat, number] : creature.numbers)
            info.numbers.emplace_back(named(out_.stats, stat, {kind, id, {"numbers"}}), number);
        std::ranges::sort(info.numbers);
        for (const std::string& effect : creature.effects)
            info.effects.push_back(named(out_.effects, effect, {kind, id, {"effects"}}));
        info.hit_dice = optional_formula(creature.hit_dice, {.stats = false, .dice = true}, {kind, id, {"hit_dice"}});
        if (info.hit_dice) info.average_hit_points = average(*info.hit_dice, {kind, id, {"hit_dice"}});
    }

    /// Of what a formula of dice and numbers gives, cut.
    std::int32_t average(const Formula& formula, const Place& place)
    {
        if (formula.is_constant())
            return static_cast<std::int32_t>(std::clamp<std::int64_t>(formula.constant(), 0, most_hit_points));
        const auto statistics = dice::statistics(formula.expression());
        if (statistics && statistics->mean) {
            const double mean = statistics->mean->nearest; // exact below 2^53, and so many hit points nobody has
            return static_cast<std::int32_t>(std::clamp(mean, 0.0, static_cast<double>(most_hit_points)));
        }
        wrong(place, "rules.bad_formula", "the average of these dice is not known");
        return 0;
    }

    void compile_ruleset(std::string_view id, const content::RulesetDefinition& ruleset)
    {
        const Scope scope{.others = true, .now = true};
        const auto dying_place = [&](const char* member) { return Place{"ruleset", id, {"dying", member}}; };
        out_.id = id;
        out_.name = ruleset.name;
        out_.round_seconds = ruleset.round_seconds;
        out_.turn_seconds = ruleset.turn_seconds;
        out_.hit_points = named(out_.stats, ruleset.hit_points, {"ruleset", id, {"hit_points"}});
        if (!ruleset.lowest_hit_points.empty())
            out_.lowest_hit_points = formula(ruleset.lowest_hit_points, scope, {"ruleset", id, {"lowest_hit_points"}});
        out_.damage_order = ruleset.damage_order;
        out_.critical = ruleset.critical;
        out_.initiative = optional_named(out_.checks, ruleset.initiative, {"ruleset", id, {"initiative"}});
        DyingInfo& dying = out_.dying;
        dying.who = tags(ruleset.dying.who, dying_place("who"));
        dying.dead_at = optional_formula(ruleset.dying.dead_at, scope, dying_place("dead_at"));
        dying.massive = optional_formula(ruleset.dying.massive, scope, dying_place("massive"));
        dying.condition = optional_named(out_.effects, ruleset.dying.condition, dying_place("condition"));
        dying.save = optional_named(out_.checks, ruleset.dying.save, dying_place("save"));
        dying.successes = ruleset.dying.successes;
        dying.failures = ruleset.dying.failures;
        dying.bleeds = ruleset.dying.bleeds;
        compile_powers(out_.everybody, {"ruleset", id, {"everybody"}}, ruleset.everybody);
        out_.places.insert(ruleset.places.begin(), ruleset.places.end());
        out_.burden = ruleset.encumbrance.by;
        out_.most_load = optional_formula(ruleset.encumbrance.most, {}, {"ruleset", id, {"encumbrance", "most"}});
        out_.most_attuned = optional_formula(ruleset.attuning.most, {}, {"ruleset", id, {"attuning", "most"}});
        out_.attunes_with = ruleset.attuning.with;
        const auto casting_place = [&](const char* member) { return Place{"ruleset", id, {"casting", member}}; };
        CastingInfo& casting = out_.casting;
        casting.by = ruleset.casting.by;
        for (const std::string& slot : ruleset.casting.slots)
            casting.slots.push_back(named(out_.resources, slot, casting_place("slots")));
        casting.prepared = optional_formula(ruleset.casting.prepared, {}, casting_place("prepared"));
        casting.when = optional_formula(ruleset.casting.when, {.now = true}, casting_place("when"));
        out_.acts_when = optional_formula(ruleset.acting.when, {.now = true}, {"ruleset", id, {"acting", "when"}});
        out_.acts_why = ruleset.acting.why;
        casting.concentration =
            optional_named(out_.effects, ruleset.casting.concentration, casting_place("concentration"));
        for (const auto& [name, effect] : ruleset.rests) {
            const Index index = named(out_.effects, effect, {"ruleset", id, {"rests", std::string_view(name)}});
            out_.rests.emplace(name, index);
            if (index < out_.effects.size()) out_.effects[index].is_rest = true;
        }
        out_.experience = optional_named(out_.stats, ruleset.experience, {"ruleset", id, {"experience"}});
        if (ruleset.battle) compile_battle(id, *ruleset.battle);
    }

    void compile_battle(std::string_view id, const content::Battle& battle)
    {
        const auto place = [&](const char* member) { return Place{"ruleset", id, {"battle", member}}; };
        const Scope scope{.now = true, .others_stand = false};
        BattleInfo info{.cell_feet = battle.cell_feet, .diagonals = battle.diagonals};
        info.size = optional_formula(battle.size, scope, place("size"));
        info.reach = optional_formula(battle.reach, scope, place("reach"));
        info.darkvision = optional_formula(battle.darkvision, scope, place("darkvision"));
        info.sees_all = optional_formula(battle.sees_all, scope, place("sees_all"));
        info.experience = optional_formula(battle.experience, scope, place("experience"));
        info.ways = {optional_formula(battle.walks, scope, place("walks")),
                     optional_formula(battle.swims, scope, place("swims")),
                     optional_formula(battle.flies, scope, place("flies")),
                     optional_formula(battle.climbs, scope, place("climbs"))};
        info.movement = named(out_.resources, battle.movement, place("movement"));
        info.acts = named(out_.resources, battle.acts, place("acts"));
        for (const std::string& action : battle.actions)
            info.actions.push_back(named(out_.actions, action, place("actions")));
        info.surprised = optional_named(out_.effects, battle.surprised, place("surprised"));
        info.falls = optional_named(out_.actions, battle.falls, place("falls"));
        info.facing = battle.facing;
        for (const auto& [terrain, effect] : battle.grounds)
            info.grounds.emplace(terrain, named(out_.effects, effect, place("grounds")));
        info.turns = battle.turns;
        info.opportunity = optional_named(out_.resources, battle.opportunity.takes, place("opportunity"));
        info.opportune = tag(battle.opportunity.with, place("opportunity"));
        info.opportunity_text = battle.opportunity.text;
        info.rounds = battle.rounds;
        for (const auto& [word, temper] : battle.tempers) {
            if (word == "other")
                info.temper = temper;
            else
                info.tempers.emplace_back(tag(word, place("tempers")), temper);
        }
        out_.battle = std::move(info);
        for (const std::string& file : pack_.map_files()) {
            content::Map map = *pack_.map(file);
            for (content::MapObject& object : map.objects) {
                if (object.kind == content::ObjectKind::trap)
                    object.what = content::entry_of(pack_, "effects", file, object);
            }
            out_.maps.emplace(file, std::make_shared<const content::Map>(std::move(map)));
        }
    }

    /// What a spell takes is written as people say it: a resource of that name, or a time that is too long for a fight.
    void find_what_spells_take(SpellInfo& info, std::string_view id, const content::SpellDefinition& spell)
    {
        if (!out_.battle) return;
        const Place place{"spells", id, {"casting"}};
        const auto found = short_named(out_.resources, spell.casting, place, "resource");
        info.takes = found ? *found : out_.battle->acts;
        info.quick = found || spell.casting.empty();
    }

    /// The checks of all attacks in a program, and in those that it runs.
    void find_attacks(const ProgramCode& program, std::vector<Index>& checks, int deep = 0) const
    {
        for (const Instruction& instruction : program.code) {
            if (instruction.op == Op::attack && instruction.a < out_.checks.size()) checks.push_back(instruction.a);
            if (instruction.op == Op::run && deep < 4 && instruction.a < out_.actions.size())
                find_attacks(out_.actions[instruction.a].program, checks, deep + 1);
        }
    }

    /// An attack and nothing else that could be chosen: what can be done at once, to who walks away.
    void find_single_attacks()
    {
        for (ActionInfo& info : out_.actions) {
            if (!out_.battle || info.answers || info.takes != out_.battle->acts) continue;
            std::vector<Index> checks;
            find_attacks(info.program, checks);
            if (checks.size() == 1) info.attack = checks.front();
        }
    }

    std::optional<AnswersInfo> compile_answers(const std::optional<content::Answers>& answers, ProgramCode& program,
                                               Lookup& lookup)
    {
        if (!answers) return std::nullopt;
        AnswersInfo info{.on = answers->on, .with = lookup.tags(answers->with, {"answers", "with"})};
        if (!answers->when.empty())
            info.when = lookup.formula(answers->when, false, program.variables, {"answers", "when"});
        info.anybody = answers->anybody;
        info.text = answers->text;
        out_.answered |= bit(info.on);
        return info;
    }

    std::optional<ZoneInfo> compile_zone(const content::EffectDefinition& effect, Lookup& lookup)
    {
        if (!effect.zone) return std::nullopt;
        const content::Zone& zone = *effect.zone;
        std::vector<std::string> no_values;
        ZoneInfo info{.area = compile_area(zone.area, lookup, no_values, {"zone", "area"}),
                      .follows = zone.follows,
                      .who = zone.who,
                      .difficult = zone.difficult,
                      .obscures = zone.obscures,
                      .dark = zone.dark};
        if (!zone.gives.empty()) info.gives = lookup.named(Lookup::Kind::effect, zone.gives, {"zone", "gives"});
        if (!zone.light.empty()) info.light = lookup.formula(zone.light, false, no_values, {"zone", "light"});
        if (!zone.dim.empty()) info.dim = lookup.formula(zone.dim, false, no_values, {"zone", "dim"});
        out_.has_zones = true;
        return info;
    }

    /// What hurts those who stand there is worth walking around.
    void find_zones_that_harm()
    {
        for (EffectInfo& effect : out_.effects) {
            if (!effect.zone || effect.zone->gives == none) continue;
            const auto hurts = [](const HookCode& hook) {
                return std::ranges::any_of(hook.program.code,
                                           [](const Instruction& each) { return each.op == Op::damage; });
            };
            effect.zone->harms = std::ranges::any_of(out_.effects[effect.zone->gives].hooks, hurts);
        }
    }

    // Cycles ------------------------------------------------------------------------------------------------------

    void need(Index stat, const Formula& formula, const Place& place)
    {
        if (needs_.size() < out_.stats.size()) needs_.resize(out_.stats.size());
        for (const Reference& reference : formula.references()) {
            if (reference.whose == Whose::self && reference.what == What::stat)
                needs_[stat].push_back({reference.index, place});
        }
    }

    void compile_programs(); ///< when everything that they may name is there

    void find_cycles()
    {
        needs_.resize(out_.stats.size());
        const auto stats = [&](Index stat, std::size_t i) -> std::optional<Index> {
            return i < needs_[stat].size() ? std::optional(needs_[stat][i].stat) : std::nullopt;
        };
        if (const auto circle = find_circle(out_.stats.size(), stats); !circle.empty()) {
            // the need that closes it
            const auto& last = needs_[circle.back()];
            const auto closing = std::ranges::find(last, circle.front(), &Need::stat);
            wrong(closing->place, "rules.cycle", "these stats need each other: " + names(out_.stats, circle));
        }
        const auto implied = [&](Index effect, std::size_t i) -> std::optional<Index> {
            const auto& all = out_.effects[effect].implies;
            return i < all.size() ? std::optional(all[i]) : std::nullopt;
        };
        if (const auto circle = find_circle(out_.effects.size(), implied); !circle.empty()) {
            wrong({"effects", out_.effects[circle.front()].id, {"implies"}}, "rules.cycle",
                  "these effects imply each other: " + names(out_.effects, circle));
        }
        if (diagnostics_.empty()) check_depth();
    }

    /// Chains of stats are worked out by recursion, and effects that imply others begin together: both are bounded.
    void check_depth()
    {
        std::vector<std::size_t> depth(out_.stats.size());
        const std::function<std::size_t(Index, std::size_t)> deep = [&](Index stat, std::size_t left) -> std::size_t {
            if (depth[stat] != 0 || left == 0) return depth[stat] + (left == 0 ? 1 : 0);
            std::size_t below = 0;
            for (const Need& need : needs_[stat]) below = std::max(below, deep(need.stat, left - 1));
            return depth[stat] = below + 1;
        };
        for (std::size_t i = 0; i < out_.stats.size(); ++i) {
            if (deep(static_cast<Index>(i), longest_chain + 1) <= longest_chain) continue;
            return wrong({"stats", out_.stats[i].id, {"base"}}, "rules.too_many",
                         "this stat stands at the end of a chain of more than 100");
        }
        std::vector<std::size_t> implied(out_.effects.size());
        const std::function<std::size_t(Index, std::size_t)> many = [&](Index effect, std::size_t left) -> std::size_t {
            if (implied[effect] != 0) return implied[effect];
            if (left == 0) return most_implied + 1;
            std::size_t all = 1;
            for (const Index each : out_.effects[effect].implies)
                all = std::min(all + many(each, left - 1), most_implied + 1);
            return implied[effect] = all;
        };
        for (std::size_t i = 0; i < out_.effects.size(); ++i) {
            if (many(static_cast<Index>(i), most_implied) <= most_implied) continue;
            return wrong({"effects", out_.effects[i].id, {"implies"}}, "rules.too_many",
                         "more than 100 effects would begin with this one");
        }
    }

    template <class Info>
    static std::string names(const std::vector<Info>& infos, const std::vector<Index>& circle)
    {
        std::string text;
        for (const Index each : circle) text += infos[each].id + " -> ";
        return text + infos[circle.front()].id;
    }

    /// A circle among things that lead to each other; empty when there is none. `next(i, n)` is where i leads to nth.
    static std::vector<Index> find_circle(std::size_t count,
                                          const std::function<std::optional<Index>(Index, std::size_t)>& next)
    {
        enum class Mark : std::uint8_t { unseen, open, done };
        std::vector<Mark> marks(count, Mark::unseen);
        std::vector<std::pair<Index, std::size_t>> walk;
        for (std::size_t start = 0; start < count; ++start) {
            if (marks[start] != Mark::unseen) continue;
            walk.assign(1, {static_cast<Index>(start), 0});
            marks[start] = Mark::open;
            while (!walk.empty()) {
                auto& [at, step] = walk.back();
                const auto to = next(at, step++);
                if (!to) {
                    marks[at] = Mark::done;
                    walk.pop_back();
                } else if (marks[*to] == Mark::open) {
                    std::vector<Index> circle;
                    const auto begin = std::ranges::find(walk, *to, &std::pair<Index, std::size_t>::first);
                    for (auto each = begin; each != walk.end(); ++each) circle.push_back(each->first);
                    return circle;
                } else if (marks[*to] == Mark::unseen) {
                    marks[*to] = Mark::open;
                    walk.emplace_back(*to, 0);
                }
            }
        }
        return {};
    }

    /// Effects that may change what the maximum of hit points is made of.
    void find_what_moves_hit_points()
    {
        std::set<Index> parts = {out_.hit_points};
        std::vector<Index> open = {out_.hit_points};
        while (!open.empty()) {
            const Index stat = open.back();
            open.pop_back();
            for (const Need& need : needs_[stat]) {
                if (parts.insert(need.stat).second) open.push_back(need.stat);
            }
        }
        for (EffectInfo& effect : out_.effects) {
            effect.moves_hit_points =
                std::ranges::any_of(effect.modifiers, [&](const StatMod& mod) { return parts.contains(mod.stat); });
        }
    }

    const content::Pack& pack_;
    const content::Origins* origins_;
    std::vector<Diagnostic> diagnostics_;
    Compiled out_;
    std::map<std::string_view, content::RulesetDefinition> rulesets_;
    std::map<std::string_view, content::Stat> stats_;
    std::map<std::string_view, content::CheckDefinition> checks_;
    std::map<std::string_view, content::DamageType> damage_types_;
    std::map<std::string_view, content::EffectDefinition> effects_;
    std::map<std::string_view, content::CreatureDefinition> creatures_;
    std::map<std::string_view, content::ActionDefinition> actions_;
    std::map<std::string_view, content::ResourceDefinition> resources_;
    std::map<std::string_view, content::ItemDefinition> items_;
    std::map<std::string_view, content::SpellDefinition> spells_;
    std::set<std::string_view> characters_; ///< those of the creatures
    std::multimap<std::string_view, Index> short_stats_;
    std::map<std::string, Index> keys_;
    std::vector<std::vector<Need>> needs_; ///< by stat: what its formula and everything that changes it may read
};

/// Looks up what a program names, for one entry.
class EntryLookup final : public Lookup {
public:
    EntryLookup(Compiler& compiler, std::string_view kind, std::string_view id, const std::vector<std::string>* effect)
        : compiler_(compiler), kind_(kind), id_(id), effect_(effect)
    {
    }

    Index named(Kind kind, const std::string& id, const Path& path) override
    {
        const Compiled& out = compiler_.out_;
        switch (kind) {
        case Kind::check: return compiler_.named(out.checks, id, place(path));
        case Kind::damage_type: return compiler_.named(out.damage_types, id, place(path));
        case Kind::effect: return compiler_.named(out.effects, id, place(path));
        case Kind::creature: return compiler_.named(out.creatures, id, place(path));
        case Kind::resource: return compiler_.named(out.resources, id, place(path));
        case Kind::item: return compiler_.named(out.items, id, place(path));
        case Kind::spell: return compiler_.named(out.spells, id, place(path));
        case Kind::stat: return compiler_.named(out.stats, id, place(path));
        case Kind::action: break;
        }
        return compiler_.named(out.actions, id, place(path));
    }
    Formula formula(const std::string& text, bool dice, std::vector<std::string>& variables, const Path& path) override
    {
        const Scope scope{
            .others = true, .now = true, .item = true, .dice = dice, .effect = effect_, .values = &variables};
        return compiler_.formula(text, scope, place(path));
    }
    TagSet tags(const std::vector<std::string>& words, const Path& path) override
    {
        return compiler_.tags(words, place(path));
    }
    void wrong(const Path& path, std::string code, std::string message) override
    {
        compiler_.wrong(place(path), std::move(code), std::move(message));
    }

private:
    [[nodiscard]] Place place(const Path& path) const { return {kind_, id_, path}; }

    Compiler& compiler_;
    std::string_view kind_, id_;
    const std::vector<std::string>* effect_;
};

void Compiler::compile_programs()
{
    for (std::size_t i = 0; const auto& [id, action] : actions_) {
        EntryLookup lookup(*this, "actions", id, nullptr);
        ActionInfo& info = out_.actions[i++];
        info.program = compile_program("actions/" + std::string(id), action.what, {}, lookup, {});
        info.when = optional_formula(action.when, {.now = true, .item = true}, {"actions", id, {"when"}});
        info.worth = optional_formula(action.worth, {.now = true, .item = true}, {"actions", id, {"worth"}});
        if (action.aim) info.program.aim = compile_aim(*action.aim, lookup, {"aim"});
        if (!out_.battle) continue;
        info.takes = out_.battle->acts;
        if (!action.takes.empty()) info.takes = named(out_.resources, action.takes, {"actions", id, {"takes"}});
        if (action.free) info.takes = none;
        info.cost = action.cost;
        info.answers = compile_answers(action.answers, info.program, lookup);
    }
    find_single_attacks();
    const auto by_all = [&](Index action) {
        if (const auto& answers = out_.actions[action].answers) out_.answered_by_all |= bit(answers->on);
    };
    if (out_.battle) std::ranges::for_each(out_.battle->actions, by_all);
    for (const ItemInfo& item : out_.items) {
        for (const UseInfo& use : item.uses) by_all(use.action);
    }
    for (std::size_t i = 0; const auto& [id, spell] : spells_) {
        SpellInfo& info = out_.spells[i++];
        EntryLookup lookup(*this, "spells", id, nullptr);
        info.concentration = spell.concentration && out_.casting.concentration != none;
        info.tags = lookup.tags(spell.tags, {"tags"});
        for (const std::string& component : spell.components) info.tags.set(tag(component, {"spells", id, {}}));
        info.tags.reset(0);
        info.program = compile_program("spells/" + std::string(id), spell.what, {}, lookup, {}, info.concentration);
        if (spell.aim) info.program.aim = compile_aim(*spell.aim, lookup, {"aim"});
        find_what_spells_take(info, id, spell);
        info.answers = compile_answers(spell.answers, info.program, lookup);
        if (info.answers) out_.answered_by_all |= bit(info.answers->on);
        if (info.answers) out_.answering_spells.push_back(static_cast<Index>(&info - out_.spells.data()));
    }
    for (std::size_t i = 0; const auto& [id, effect] : effects_) {
        EffectInfo& info = out_.effects[i++];
        EntryLookup lookup(*this, "effects", id, &info.value_names);
        for (std::size_t h = 0; h < effect.hooks.size(); ++h) {
            const content::Hook& hook = effect.hooks[h];
            const std::string name = "effects/" + std::string(id) + '/' + std::to_string(h);
            info.hooks.push_back({hook.on, lookup.tags(hook.with, {"hooks", h, "with"}), hook.priority,
                                  compile_program(name, hook.what, hook.when, lookup, {"hooks", h})});
            info.moments |= bit(hook.on);
            out_.moments |= info.moments;
        }
        info.zone = compile_zone(effect, lookup);
    }
    find_zones_that_harm();
}

/// Calls use(list) with the list of a kind.
template <class Use>
void with_kind(const Compiled& rules, std::string_view kind, Use&& use)
{
    if (kind == "stats") use(rules.stats);
    if (kind == "checks") use(rules.checks);
    if (kind == "damage_types") use(rules.damage_types);
    if (kind == "effects") use(rules.effects);
    if (kind == "creatures") use(rules.creatures);
    if (kind == "actions") use(rules.actions);
    if (kind == "resources") use(rules.resources);
    if (kind == "items") use(rules.items);
    if (kind == "spells") use(rules.spells);
}

} // namespace

const std::string& Ruleset::id() const
{
    return compiled_->id;
}

std::vector<std::string> Ruleset::ids(std::string_view kind) const
{
    std::vector<std::string> ids;
    with_kind(*compiled_, kind, [&](const auto& infos) {
        for (const auto& info : infos) ids.push_back(info.id);
    });
    return ids;
}

std::string Ruleset::full_id(std::string_view kind, std::string_view name) const
{
    std::string id;
    with_kind(*compiled_, kind, [&](const auto& infos) {
        for (const auto& info : infos) {
            if (id.empty() && (info.id == name || without_pack(info.id) == name)) id = info.id;
        }
    });
    return id;
}

std::string Ruleset::name(std::string_view kind, std::string_view id) const
{
    std::string name(without_pack(id));
    with_kind(*compiled_, kind, [&](const auto& infos) {
        const Index found = find(infos, id);
        if (found != none && !infos[found].name.empty()) name = infos[found].name;
    });
    return name;
}

std::vector<std::string> Ruleset::rests() const
{
    std::vector<std::string> names;
    for (const auto& [name, effect] : compiled_->rests) names.push_back(name);
    return names;
}

LoadedRules load_rules(const content::Pack& pack, const content::Origins* origins)
{
    return Compiler(pack, origins).run();
}

} // namespace goldbox::rules
