#pragma once
// SPDX-License-Identifier: MIT
// What `goldbox play` shows, as text for people or as JSON for programs.

#include "input.hpp"
#include "narration.hpp"
#include "output.hpp"

#include <goldbox/host/host.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::cli {

/// How a sitting begins.
struct Opening {
    std::string game;
    std::string title;
    std::string description;
    bool resumed = false;
    bool pack_changed = false; ///< since the game began
    bool ended = false;        ///< all its stories have
};

class Presenter {
public:
    virtual ~Presenter() = default;

    virtual void opening(const Opening& opening) = 0;
    /// Where the table stands, without anything having happened.
    virtual void scene(const game::View& view, const Situation& situation) = 0;
    /// A line that did not come from a keyboard the person sees.
    virtual void input(std::string_view prompt, std::string_view line) = 0;
    /// A command was accepted and is durable.
    virtual void outcome(const host::Outcome& outcome, const game::View& view, const Situation& situation) = 0;
    virtual void refused(const Error& error) = 0;
    /// A vote's time is up: it is decided, or too few have voted and it stays open.
    virtual void time_is_up(const game::View& view, const Situation& situation, bool decided) = 0;
    virtual void help() = 0;
    virtual void belongings(const game::View& view) = 0;
    virtual void party(const game::View& view) = 0;
    virtual void deeds(const Situation& situation) = 0;
    virtual void players(const game::View& view) = 0;
    /// What the mind of whose turn it is would do.
    virtual void advice(const rules::Advice& advice) = 0;
    /// Before the prompt.
    virtual void status(const game::View& view) = 0;
    virtual void farewell() = 0;
    /// The last line of a script.
    virtual void position(const host::Host::Position& position) = 0;
};

/// `typed`: a person sits at the terminal. `named` finds what people call an entry of the pack.
[[nodiscard]] std::unique_ptr<Presenter> make_presenter(Context& context, const std::string& game, bool typed,
                                                        FindName named);

} // namespace goldbox::cli
