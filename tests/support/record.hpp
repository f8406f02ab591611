#pragma once
// SPDX-License-Identifier: MIT

#include "support/table.hpp"

#include <goldbox/game/fields.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::test {

/// A pack of these files, which must be sound.
inline std::shared_ptr<const content::Pack> must_load(const MemoryFiles& files)
{
    const content::Loaded loaded = content::load_pack(files);
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    return loaded.pack;
}

template <class Verb>
std::optional<Verb> verb(const game::Game& game, std::string_view seat)
{
    for (const game::Option& option : game.options(seat).verbs) {
        if (const auto* found = std::get_if<Verb>(&option)) return *found;
    }
    return std::nullopt;
}

/// A table with everything that was commanded, so that it can be folded and audited.
struct Record : Players {
    std::vector<std::pair<game::Command, std::vector<game::Event>>> record{};
    std::shared_ptr<const content::Pack> pack;

    Record(const std::shared_ptr<const content::Pack>& of, std::uint64_t seed) : Players(of, {.seed = seed}), pack(of)
    {
    }

    game::Batch must(std::string_view seat, const game::Order& order)
    {
        const game::Command command{.seat = std::string(seat), .what = order};
        const auto accepted = game.accepts(command);
        auto batch = game.submit(command);
        if (!batch) UNSCOPED_INFO(to_string(batch.error()));
        REQUIRE(batch);
        CHECK(accepted.has_value());
        record.emplace_back(batch->command, batch->events);
        log.insert(log.end(), batch->events.begin(), batch->events.end());
        return *std::move(batch);
    }

    /// Refused, and nothing has changed.
    std::string refused(std::string_view seat, const game::Order& order)
    {
        const game::State before = game.state();
        const game::Command command{.seat = std::string(seat), .what = order};
        const auto accepted = game.accepts(command);
        const auto batch = game.submit(command);
        CHECK_FALSE(accepted);
        CHECK(game.state() == before);
        CHECK(game.state_hash() == hash_of(before));
        return batch ? "" : batch.error().reason;
    }

    game::Batch take(std::string_view text)
    {
        const auto choices = story("ann").choices;
        const auto found = std::ranges::find(choices, text, &game::StoryChoice::text);
        REQUIRE(found != choices.end());
        return must("ann", game::Choose{{0, 1}, static_cast<std::uint32_t>(found - choices.begin())});
    }

    [[nodiscard]] std::string told() const
    {
        std::string all;
        for (const game::StoryLine& line : story("ann").lines) all += line.text + '\n';
        return all;
    }

    /// Folding the log gives this game, and running it again gives the log.
    void check_record() const
    {
        game::State folded;
        folded.seed = game.state().seed;
        for (const auto& [command, events] : record) {
            for (const game::Event& event : events) {
                REQUIRE(fold(folded, event));
                CHECK(json::from_json<game::Event>(json::to_json(event)).value() == event);
            }
            CHECK(json::from_json<game::Command>(json::to_json(command)).value() == command);
        }
        CHECK(folded == game.state());
        CHECK(hash_of(folded) == game.state_hash());
        auto again = game::Game::create(pack, {.seed = game.state().seed});
        for (const auto& [command, events] : record) {
            const auto audited = again->audit(command, events);
            if (!audited) UNSCOPED_INFO(to_string(audited.error()));
            REQUIRE(audited);
        }
        CHECK(again->state_hash() == game.state_hash());
    }
};

} // namespace goldbox::test
