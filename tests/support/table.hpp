#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/game/game.hpp>

#include "support/packs.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

/// A game with people at the table, for tests that give commands by name.
struct Players {
    game::Game game;
    std::vector<game::Event> log{};

    explicit Players(std::shared_ptr<const content::Pack> pack, game::GameOptions options = {.seed = 42})
        : game(*game::Game::create(std::move(pack), std::move(options)))
    {
    }

    Result<game::Batch> give(std::string_view seat, game::Order order)
    {
        auto batch = game.submit({.seat = std::string(seat), .what = std::move(order)});
        if (batch) log.insert(log.end(), batch->events.begin(), batch->events.end());
        return batch;
    }

    std::string reason(std::string_view seat, game::Order order)
    {
        auto batch = give(seat, std::move(order));
        return batch ? "" : batch.error().reason;
    }

    void join(std::string_view seat) { REQUIRE(give(seat, game::Join{{.content = std::string(seat)}})); }

    Result<game::Batch> choose(std::string_view seat, std::uint32_t choice, game::StoryId story = {0, 1})
    {
        return give(seat, game::Choose{story, choice});
    }

    [[nodiscard]] game::StoryView story(std::string_view seat, std::size_t index = 0) const
    {
        return game.view(seat).stories.at(index);
    }

    [[nodiscard]] game::SeatId id(std::string_view seat) const { return game::find_seat(game.state(), seat); }
};

} // namespace goldbox::test
