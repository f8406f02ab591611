// SPDX-License-Identifier: MIT
// A pack of 1.5 MB: from its files, with every check, and from its image. Half of it are tables, which have a field
// table to be checked by; each refers to another.
#include "must.hpp"

#include <goldbox/content/pack.hpp>
#include <goldbox/json/writer.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

namespace {

using namespace goldbox;

constexpr std::size_t pack_bytes = 1'500'000;

void write_table(json::Writer& writer, int i)
{
    writer.key("table_" + std::to_string(i)).begin_object();
    writer.member("name", "Table of kind " + std::to_string(i)).member("dice", "1d20").key("rows").begin_array();
    for (int row = 0; row < 10; ++row) {
        writer.begin_object().member("from", 2 * row + 1).member("to", 2 * row + 2);
        writer.member("text", "It waits where the water is low.");
        writer.member("table", "table_" + std::to_string(i / 2)).end_object();
    }
    writer.end_array().end_object();
}

void write_creature(json::Writer& writer, int i)
{
    writer.key("creature_" + std::to_string(i)).begin_object();
    writer.member("name", "Creature of kind " + std::to_string(i)).member("armor_class", 10 + i % 12);
    writer.key("abilities").begin_object();
    for (const char* ability : {"strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"}) {
        writer.member(ability, 3 + (i * 7 + ability[0]) % 24);
    }
    writer.end_object().key("actions").begin_array();
    for (const char* action : {"Bite", "Claw", "Tail"}) {
        writer.begin_object().member("name", action).member("bonus", 3 + i % 5).member("damage", "2d6+3").end_object();
    }
    writer.end_array().member("description", "It remembers who came before.").end_object();
}

std::string entries(const char* kind, std::size_t bytes, void (*write)(json::Writer&, int))
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key(kind).begin_object();
    for (int i = 0; text.size() < bytes; ++i) write(writer, i);
    writer.end_object().end_object();
    return text;
}

const MemoryFiles& files()
{
    static const MemoryFiles made = [] {
        MemoryFiles all;
        all.add("pack.json", R"({"id":"large","version":"1.0.0","licence":"MIT"})");
        all.add("features/all.json", entries("features", pack_bytes / 2, write_creature));
        all.add("tables/all.json", entries("tables", pack_bytes / 2, write_table));
        return all;
    }();
    return made;
}

struct Slot final : content::ImageCache {
    std::string text;
    std::string read() override { return text; }
    void write(std::string_view now) override { text = now; }
};

std::shared_ptr<const content::Pack> must_load(const content::Loaded& loaded)
{
    if (loaded.pack) return loaded.pack;
    return bench::must(Result<std::shared_ptr<const content::Pack>>(
        fail(Code::invalid, "bench", to_string(loaded.diagnostics.front()))));
}

const std::string& expected_hash()
{
    static const std::string hash = must_load(content::load_pack(files()))->hash().hex();
    return hash;
}

void check(benchmark::State& state, const content::Pack& pack)
{
    if (pack.hash().hex() != expected_hash()) state.SkipWithError("another pack came out");
}

void load_cold(benchmark::State& state)
{
    expected_hash();
    for (auto _ : state) check(state, *must_load(content::load_pack(files())));
}
BENCHMARK(load_cold)->Unit(benchmark::kMillisecond);

/// As a store gives it: by its hash.
void load_image(benchmark::State& state)
{
    const auto pack = must_load(content::load_pack(files()));
    for (auto _ : state) check(state, *must_load(content::load_image(pack->image())));
}
BENCHMARK(load_image)->Unit(benchmark::kMillisecond);

/// As it lies beside the pack's files: they are read and hashed, to know that it is not stale.
void load_cached(benchmark::State& state)
{
    Slot slot;
    must_load(content::load_pack(files(), {}, {.cache = &slot}));
    for (auto _ : state) {
        const content::Loaded loaded = content::load_pack(files(), {}, {.cache = &slot});
        if (!loaded.from_cache) state.SkipWithError("the image was stale");
        check(state, *must_load(loaded));
    }
}
BENCHMARK(load_cached)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
