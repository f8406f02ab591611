#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/narrative/session_state.hpp>
#include <goldbox/narrative/story.hpp>
#include <goldbox/narrative/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

class Machine; // runs a program; see src/narrative/machine.hpp
class Profiler;

/// How a function of the host may be called from a story.
enum class ExternalKind : std::uint8_t {
    query,  ///< pure: may run while the runtime looks ahead over a line's end, any number of times
    check,  ///< draws a number that depends on the ExternalCall alone, so that it too may run again
    action, ///< changes the world: runs exactly once, when the line before it is final
    /// An action that the story waits for: the line ends behind the call, or behind what its answer is used for, and
    /// the host chooses the path on which it goes on. A mistake within a function, which could not be left.
    wait,
};

/// One call of an external. `site`, `turn` and `visits` tell calls apart: a check that derives its draw from them gives
/// the same answer when the same call is evaluated again.
struct ExternalCall {
    std::string_view name;
    std::span<const Value> arguments;
    std::string_view site;    ///< path of the calling instruction: `harbor.0.c-1.4`
    std::uint32_t turn = 0;   ///< choices made so far
    std::uint32_t visits = 0; ///< of the innermost counted container around the call
};

/// The host's side of a story. It may not call back into the session.
class Externals {
public:
    virtual ~Externals() = default;
    /// The kind of an external the host offers; empty when it does not (the story's own fallback runs then).
    [[nodiscard]] virtual std::optional<ExternalKind> kind(std::string_view name) const = 0;
    /// An error ends the line with that error.
    [[nodiscard]] virtual Result<Value> call(const ExternalCall& call) = 0;
};

/// A call whose line became final, with what it answered. Calls that lookahead evaluated and took back are not here.
struct ExternalAnswer {
    ExternalKind kind = ExternalKind::query;
    std::string name;
    std::vector<Value> arguments;
    Value answer;
    std::string site;
    std::uint32_t turn = 0;
    std::uint32_t visits = 0;
    bool operator==(const ExternalAnswer&) const = default;
};

/// For stories nobody vouched for. Passing one is the error `ink.limit_steps`, `_depth`, `_output` or `_memory`; the
/// session then stands where it stood before the call.
struct Limits {
    std::uint64_t steps = 10'000'000;     ///< instructions in one call of `advance` or `evaluate`
    std::uint32_t depth = 10'000;         ///< frames of the call stack
    std::size_t output_bytes = 1u << 20;  ///< one line's text and tags
    std::size_t memory_bytes = 64u << 20; ///< of one session
};

class Listener;

struct SessionOptions {
    std::int32_t seed = 0;          ///< ink's story seed
    Externals* externals = nullptr; ///< outlives the session; without one, fallbacks run
    Limits limits = {};
    Listener* listener = nullptr; ///< outlives the session
    Profiler* profiler = nullptr; ///< of the same story; outlives the session
};

/// Text and tags are valid until the session is used again.
struct Line {
    std::string_view text; ///< with its newline, unless glue or the flow's end left it open
    std::span<const std::string> tags;
};

struct Choice {
    std::string text;
    std::vector<std::string> tags;
    std::string target; ///< path of the container that follows
    bool operator==(const Choice&) const = default;
};

/// A mistake of the story that showed when it ran, as the reference words it.
struct Problem {
    Severity severity = Severity::error;
    std::string message; ///< without the `RUNTIME ERROR: ` prefix
    Where where = {};    ///< file and line, when the story was loaded with its source lines
    bool operator==(const Problem&) const = default;
};

/// Hears what a session did, when it is final: what lookahead ran and took back is never told, nor what an error undid.
/// Called on the session's thread, from within the call that did it; may not call back into the session. What it is
/// given is valid during the call.
class Listener {
public:
    virtual ~Listener() = default;
    /// A line of `advance` or `advance_within`; or all of `advance_all`, without tags.
    virtual void line_finished(const Line& /*line*/) {}
    virtual void choice_made(const Choice& /*choice*/) {}
    virtual void path_chosen(std::string_view /*path*/, std::span<const Value> /*arguments*/) {}
    struct Evaluated {
        std::string_view function;
        std::span<const Value> arguments;
        std::string_view text;
        const Value& value;
    };
    virtual void function_evaluated(const Evaluated& /*evaluated*/) {}
    /// A variable that Session::observe named differs from what it was before the call: once a call, however often it
    /// was set, after the line was told.
    virtual void variable_changed(std::string_view /*name*/, const Value& /*value*/) {}
};

/// One reader's walk through a story. Cheap beside the story itself; used by one thread at a time. Functions that do
/// not fit the moment (advancing at a choice, choosing what is not offered) are errors and change nothing.
class Session {
public:
    explicit Session(std::shared_ptr<const Story> story, const SessionOptions& options = {});
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    [[nodiscard]] bool can_continue() const;
    /// Runs to the end of one line. A mistake of the story ends the flow and is found in `problems()`, not here; errors
    /// are limits, externals that failed, and `ink.cannot_continue`.
    [[nodiscard]] Result<Line> advance();
    /// The same in slices: runs at most so many instructions and returns nothing when the line needs more; call it
    /// again to go on. The lines are the same however they are sliced. Until the line is finished the session stands,
    /// for all other calls, where it stood before it; those that change the session (choosing a path, setting a
    /// variable, evaluating, switching flows, resetting) have the line begin anew.
    [[nodiscard]] Result<std::optional<Line>> advance_within(std::uint64_t steps);
    /// The text of all lines to the next choice or the end. An error takes back all of them; limits hold for the whole.
    [[nodiscard]] Result<std::string> advance_all();
    /// What can be chosen; empty while lines are left. Valid until the session is used again.
    [[nodiscard]] std::span<const Choice> choices() const;
    [[nodiscard]] Result<void> choose(std::size_t index); ///< from 0; `ink.no_such_choice`
    /// Errors and warnings since the last call of `advance` or `choose` began.
    [[nodiscard]] std::span<const Problem> problems() const;

    /// Jumps to a knot, stitch or label: `ink.no_such_path`.
    [[nodiscard]] Result<void> choose_path(std::string_view path, std::span<const Value> arguments = {},
                                           bool reset_call_stack = true);

    [[nodiscard]] std::optional<Value> variable(std::string_view name) const;
    [[nodiscard]] Result<void> set_variable(std::string_view name, const Value& value);
    [[nodiscard]] std::int32_t visits(std::string_view path) const; ///< of a knot, stitch or label; 0 if none
    [[nodiscard]] std::int32_t turn() const;                        ///< choices made so far

    /// Has the listener hear of a global variable's changes: `ink.no_such_variable`.
    [[nodiscard]] Result<void> observe(std::string_view variable);
    void stop_observing(std::string_view variable);

    /// Text and return value of an ink function called from outside.
    struct Evaluation {
        std::string text;
        Value value;
    };
    [[nodiscard]] Result<Evaluation> evaluate(std::string_view function, std::span<const Value> arguments = {});

    /// Calls of externals whose lines became final since this was last asked.
    [[nodiscard]] std::vector<ExternalAnswer> take_answers();

    /// What changed since this was last asked, for a log; and everything, for a snapshot. Both are for moments between
    /// lines. Applying all deltas in order to an empty state gives `state()`.
    [[nodiscard]] SessionDelta take_delta();
    [[nodiscard]] SessionState state() const;

    /// Goes on from a stored state. Places that the story no longer has are replaced by the nearest labelled place
    /// around them, each reported as a warning in `moved`; `ink.bad_state` when the state is not one.
    struct Resumed;
    [[nodiscard]] static Result<Resumed> resume(std::shared_ptr<const Story> story, const SessionState& state,
                                                const SessionOptions& options = {});

    /// ink's own save JSON, version 10, as inkjs and the C# runtime read and write it.
    [[nodiscard]] std::string save() const;
    [[nodiscard]] static Result<Resumed> load(std::shared_ptr<const Story> story, std::string_view save_json,
                                              const SessionOptions& options = {});

    /// Flows are conversations side by side: each has its own place, choices and threads; variables and counts are
    /// shared. A session begins in `DEFAULT_FLOW`; switching to a name that is new begins at the story's start.
    [[nodiscard]] std::string_view flow() const;
    [[nodiscard]] std::vector<std::string> flows() const; ///< sorted
    [[nodiscard]] Result<void> switch_flow(std::string_view name);
    [[nodiscard]] Result<void> remove_flow(std::string_view name); ///< `ink.no_such_flow`, `ink.default_flow`

    /// Begins the story again: seed, variables and all. The next delta says so.
    void reset();
    /// Leaves all calls and choices; the flow is over until a path is chosen.
    void reset_call_stack();
    /// Gives variables the values that they were declared with.
    void reset_variables();

    [[nodiscard]] const Story& story() const;
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    friend class Texts; // tells how a line came about: translation.hpp
    explicit Session(std::unique_ptr<Machine> machine);
    std::unique_ptr<Machine> machine_;
};

struct Session::Resumed {
    Session session;
    std::vector<Problem> moved;
};

} // namespace goldbox::narrative
