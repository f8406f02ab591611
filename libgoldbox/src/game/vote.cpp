// SPDX-License-Identifier: MIT
#include "game/vote.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace goldbox::game {
namespace {

struct Count {
    std::vector<SeatId> voters;
    std::map<std::uint32_t, std::size_t> votes; ///< by choice
    std::size_t cast = 0;
    std::optional<std::uint32_t> leader;
};

Count count(const State& state, const StorySession& story)
{
    Count result;
    state.seats.each([&](SeatId id, const Seat& seat) {
        if (seat.present && is_member(story, id)) result.voters.push_back(id);
    });
    const SeatId leader = leader_of(state, story);
    for (const Ballot& ballot : story.ballots) {
        if (std::ranges::find(result.voters, ballot.seat) == result.voters.end()) continue; // left, or not a member
        ++result.votes[ballot.choice];
        ++result.cast;
        if (ballot.seat == leader) result.leader = ballot.choice;
    }
    return result;
}

/// Most votes; a tie goes to the leader's ballot, else to the choice that stands first.
std::uint32_t winner(const Count& count)
{
    auto best = std::ranges::max_element(count.votes, {}, [](const auto& entry) { return entry.second; });
    if (count.leader && count.votes.at(*count.leader) == best->second) return *count.leader;
    return best->first; // max_element finds the first of equals
}

} // namespace

std::optional<std::uint32_t> decided(const State& state, const StorySession& story, bool time_is_up)
{
    const Count ballots = count(state, story);
    if (ballots.cast == 0) return std::nullopt;
    const std::uint32_t best = winner(ballots);
    const bool all = ballots.cast == ballots.voters.size();
    const bool majority = ballots.votes.at(best) * 2 > ballots.voters.size();
    if (all || majority) return best;
    if (!time_is_up) return std::nullopt;
    const bool quorum = ballots.cast * 100 >= ballots.voters.size() * story.quorum_percent;
    return quorum ? best : ballots.leader;
}

} // namespace goldbox::game
