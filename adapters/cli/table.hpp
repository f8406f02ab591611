#pragma once
// SPDX-License-Identifier: MIT

#include "input.hpp"
#include "line_editor.hpp"
#include "presenter.hpp"

#include <goldbox/content/pack.hpp>
#include <goldbox/host/host.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// One sitting at a game's table, with one keyboard for all who share it.
class TableSession {
public:
    TableSession(host::Host& host, store::GameId game, Presenter& presenter)
        : host_(host), game_(std::move(game)), presenter_(presenter)
    {
    }

    /// Shows what the stories say in a language of the pack from now on.
    void read_in(std::string language, std::shared_ptr<const content::Pack> pack)
    {
        language_ = std::move(language);
        pack_ = std::move(pack);
    }

    /// Done before each input is asked for, and again before it is obeyed.
    void before_each_input(std::function<Result<void>()> what) { before_input_ = std::move(what); }

    /// The person at the keyboard sits down, unless they do already.
    [[nodiscard]] Result<void> sit_down(const std::string& name);
    /// Begins the pack's story on these terms, where none was begun and this seat may.
    [[nodiscard]] Result<void> begin_if_new(game::Begin terms);
    /// Shows where the stories stand.
    [[nodiscard]] Result<void> show();

    /// Reads and does what is typed until the end. With `strict`, the first refusal ends it as an error.
    [[nodiscard]] Result<void> run(LineSource& lines, bool strict);

    [[nodiscard]] std::vector<std::string> completions();

private:
    enum class Next { go_on, stop };
    [[nodiscard]] Result<Next> obey(std::string_view line);
    [[nodiscard]] Result<Next> obey(const Meaning& meaning);
    [[nodiscard]] Result<Next> obey_as(const As& as);
    [[nodiscard]] Result<void> submit(const std::string& seat, game::Order order);
    /// Time limits that ran out are dealt with before anything else is; whether there was one.
    [[nodiscard]] Result<bool> keep_time();
    /// What is done while somebody thinks: time limits run out then too.
    [[nodiscard]] Meanwhile meanwhile(const game::View& seen);
    [[nodiscard]] Result<game::View> view();
    [[nodiscard]] Result<Situation> situation();
    [[nodiscard]] std::string prompt();
    void speak_as(std::string seat, std::string speaker);
    /// The seats of players, at this keyboard or not.
    [[nodiscard]] Result<std::vector<game::SeatId>> seats_of(const std::vector<std::string>& players);
    /// The seat at this keyboard of a player, who may be away; empty where there is none.
    [[nodiscard]] Result<std::string> seat_of(const std::string& player);
    /// Gives the keyboard to somebody who sits here, where its speaker got up.
    [[nodiscard]] Result<void> pass_keyboard();
    [[nodiscard]] Result<Next> sit_down_beside(const std::string& player);

    host::Host& host_;
    store::GameId game_;
    Presenter& presenter_;
    std::string seat_ = "local"; ///< who speaks
    std::string speaker_;        ///< that seat's name, where it is not the first
    game::Begin terms_;          ///< on which stories begin here
    std::string language_;       ///< empty: as the stories are written
    std::shared_ptr<const content::Pack> pack_;
    std::function<Result<void>()> before_input_;
    std::vector<std::uint32_t> extended_; ///< the rounds whose time ran out without a decision
};

} // namespace goldbox::cli
