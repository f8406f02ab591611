// SPDX-License-Identifier: MIT
// JSON of the size of a large pack: read, checked against a schema, its mistakes told.
#include "allocations.hpp"
#include "must.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/validator.hpp>
#include <goldbox/json/writer.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace goldbox;
using bench::must;
using cli::allocations;

constexpr std::string_view schema_text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {"creatures": {"type": "array", "items": {"$ref": "#/$defs/creature"}}},
  "required": ["creatures"],
  "additionalProperties": false,
  "$defs": {
    "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]*:[a-z0-9_]+$", "maxLength": 80},
    "dice": {"type": "string", "pattern": "^\\d+d\\d+([+-]\\d+)?$"},
    "score": {"type": "integer", "minimum": 1, "maximum": 30},
    "abilities": {
      "type": "object",
      "properties": {"strength": {"$ref": "#/$defs/score"}, "dexterity": {"$ref": "#/$defs/score"},
        "constitution": {"$ref": "#/$defs/score"}, "intelligence": {"$ref": "#/$defs/score"},
        "wisdom": {"$ref": "#/$defs/score"}, "charisma": {"$ref": "#/$defs/score"}},
      "required": ["strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"],
      "additionalProperties": false
    },
    "action": {
      "oneOf": [
        {"type": "object", "properties": {"type": {"const": "attack"}, "name": {"type": "string", "minLength": 1},
          "bonus": {"type": "integer"}, "reach_feet": {"type": "integer", "multipleOf": 5}, "damage": {"$ref": "#/$defs/dice"}},
          "required": ["type", "name", "bonus", "damage"], "additionalProperties": false},
        {"type": "object", "properties": {"type": {"const": "save"}, "name": {"type": "string", "minLength": 1},
          "ability": {"enum": ["strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"]},
          "dc": {"type": "integer", "minimum": 1}, "damage": {"$ref": "#/$defs/dice"}},
          "required": ["type", "name", "ability", "dc"], "additionalProperties": false}
      ]
    },
    "creature": {
      "type": "object",
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "size": {"enum": ["tiny", "small", "medium", "large", "huge", "gargantuan"]},
        "armor_class": {"type": "integer", "minimum": 1, "maximum": 30},
        "hit_points": {"$ref": "#/$defs/dice"},
        "abilities": {"$ref": "#/$defs/abilities"},
        "senses": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
        "challenge": {"type": "number", "minimum": 0},
        "actions": {"type": "array", "items": {"$ref": "#/$defs/action"}},
        "description": {"type": "string"}
      },
      "required": ["id", "name", "size", "armor_class", "hit_points", "abilities"],
      "unevaluatedProperties": false
    }
  }
})";

/// A pack's worth of creatures: about so many bytes of JSON.
std::string creatures(std::size_t bytes)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("creatures").begin_array();
    for (int i = 0; text.size() < bytes; ++i) {
        writer.begin_object().member("id", "srd51:creature_" + std::to_string(i));
        writer.member("name", "Creature of kind " + std::to_string(i));
        writer.member("size", i % 2 ? "medium" : "large").member("armor_class", 10 + i % 12);
        writer.member("hit_points", std::to_string(2 + i % 9) + "d8+" + std::to_string(i % 7));
        writer.key("abilities").begin_object();
        for (const char* ability : {"strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"}) {
            writer.member(ability, 3 + (i * 7 + ability[0]) % 24);
        }
        writer.end_object().key("senses").begin_array().value("darkvision").value("tremorsense").end_array();
        writer.member("challenge", i % 8 * 0.25).key("actions").begin_array();
        writer.begin_object().member("type", "attack").member("name", "Bite").member("bonus", 3 + i % 5);
        writer.member("reach_feet", 5).member("damage", "2d6+3").end_object();
        writer.begin_object().member("type", "save").member("name", "Breath").member("ability", "dexterity");
        writer.member("dc", 11 + i % 8).member("damage", "6d6").end_object().end_array();
        writer.member("description", "It waits where the water is low, and it remembers who came before.").end_object();
    }
    writer.end_array().end_object();
    return text;
}

constexpr std::size_t pack_bytes = 1'500'000;

struct Pack {
    std::string text = creatures(pack_bytes);
    json::Document document = must(json::read(text));
    json::Document schema_document = must(json::read(schema_text));
    json::Schema schema = must(json::Schema::compile(schema_document.root));
};

const Pack& pack()
{
    static const Pack made;
    return made;
}

void read_pack(benchmark::State& state)
{
    const Pack& with = pack();
    for (auto _ : state) benchmark::DoNotOptimize(must(json::read(with.text)).root.kind());
    state.SetBytesProcessed(static_cast<std::int64_t>(with.text.size()) * state.iterations());
}
BENCHMARK(read_pack)->Unit(benchmark::kMillisecond);

void compile_schema(benchmark::State& state)
{
    const Pack& with = pack();
    for (auto _ : state) benchmark::DoNotOptimize(must(json::Schema::compile(with.schema_document.root)));
}
BENCHMARK(compile_schema)->Unit(benchmark::kMicrosecond);

void accept_pack(benchmark::State& state)
{
    const Pack& with = pack();
    const std::uint64_t before = allocations();
    for (auto _ : state) {
        if (!must(with.schema.accepts(with.document.root))) state.SkipWithError("a valid pack was refused");
    }
    state.counters["allocations"] =
        benchmark::Counter(static_cast<double>(allocations() - before), benchmark::Counter::kAvgIterations);
    state.SetBytesProcessed(static_cast<std::int64_t>(with.text.size()) * state.iterations());
}
BENCHMARK(accept_pack)->Unit(benchmark::kMillisecond);

/// The same with the mistake of one letter in each of fifty creatures.
void tell_mistakes(benchmark::State& state)
{
    const Pack& with = pack();
    std::string text = with.text;
    std::size_t at = text.size();
    for (int i = 0; i < 50; ++i) {
        at = text.rfind("armor_class", at - 1);
        text[at] = 'A';
    }
    const json::Document document = must(json::read(text));
    for (auto _ : state) {
        const auto found = must(with.schema.validate(document.root, {.source = {text, {.file = "pack.json"}}}));
        const bool right = found.size() == 100 && found[1].suggestion == "armor_class" && found[99].where.column > 1;
        if (!right) state.SkipWithError("the mistakes were not found");
    }
}
BENCHMARK(tell_mistakes)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
