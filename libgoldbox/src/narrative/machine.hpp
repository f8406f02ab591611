#pragma once
// SPDX-License-Identifier: MIT
// Runs a program for one session. The order of small steps follows the reference's, since what a story prints depends
// on it; each of them is a few instructions here.

#include <goldbox/narrative/session.hpp>

#include "call_stack.hpp"
#include "datum.hpp"
#include "fault.hpp"
#include "number.hpp"
#include "operators.hpp"
#include "output.hpp"
#include "program.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

inline constexpr std::int32_t never = INT32_MIN;      ///< a turn counter that was not set
inline constexpr std::uint32_t turn_bit = 0x80000000; ///< of a journal's counter: turns, not visits
inline constexpr std::string_view default_flow = "DEFAULT_FLOW";

/// A choice that waits, with the thread that will take it up.
struct PendingChoice {
    std::uint32_t references = 0;
    std::string text;
    std::vector<std::string> tags; ///< the first `tag_count` of them
    std::size_t tag_count = 0;
    Location target;
    std::uint32_t source = none; ///< address of its choice point
    bool invisible = false;
    Thread thread;
};

/// Choices that are used again.
class ChoicePool {
public:
    ChoicePool() = default;
    ChoicePool(const ChoicePool&) = delete;
    ChoicePool& operator=(const ChoicePool&) = delete;
    [[nodiscard]] PendingChoice* make();
    void release(PendingChoice* choice);
    [[nodiscard]] std::size_t bytes() const;

private:
    std::vector<std::unique_ptr<PendingChoice>> choices_;
    std::vector<PendingChoice*> free_;
};

/// A counted reference to a pending choice.
class ChoiceHandle {
public:
    ChoiceHandle(ChoicePool& pool, PendingChoice* choice) : pool_(&pool), choice_(choice) { ++choice_->references; }
    ChoiceHandle(const ChoiceHandle& other) : pool_(other.pool_), choice_(other.choice_) { ++choice_->references; }
    ChoiceHandle& operator=(ChoiceHandle other) noexcept
    {
        std::swap(pool_, other.pool_);
        std::swap(choice_, other.choice_);
        return *this;
    }
    ~ChoiceHandle()
    {
        if (--choice_->references == 0) pool_->release(choice_);
    }
    PendingChoice& operator*() const { return *choice_; }
    PendingChoice* operator->() const { return choice_; }

private:
    ChoicePool* pool_;
    PendingChoice* choice_;
};

/// One of the conversations that a session can hold side by side; variables and counters are shared by all.
struct Flow {
    Flow(std::string flow_name, const Operators& operators) : name(std::move(flow_name)), output(operators) {}
    std::string name;
    std::vector<Thread> threads; ///< the last one runs
    std::uint32_t thread_counter = 0;
    Output output;
    std::vector<ChoiceHandle> choices;
};

class Machine {
public:
    /// Begins at the story's start. `story` may be null while the story is being loaded.
    Machine(const Program& program, std::shared_ptr<const Story> story, const SessionOptions& options);
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // ---- what Session offers
    [[nodiscard]] bool can_continue() const { return address_ != none && !has_error_; }
    [[nodiscard]] Result<Line> advance();
    [[nodiscard]] Result<std::optional<Line>> advance_within(std::uint64_t steps);
    [[nodiscard]] Result<std::string> advance_all();
    [[nodiscard]] std::span<const Choice> choices();
    [[nodiscard]] Result<void> choose(std::size_t index);
    [[nodiscard]] std::span<const Problem> problems() const { return problems_; }
    [[nodiscard]] Result<void> choose_path(std::string_view path, std::span<const Value> arguments, bool reset);
    [[nodiscard]] std::optional<Value> variable(std::string_view name) const;
    [[nodiscard]] Result<void> set_variable(std::string_view name, const Value& value);
    [[nodiscard]] std::int32_t visits(std::string_view path) const;
    [[nodiscard]] std::int32_t turn() const { return wrapped_sum(turn_, 1); }
    [[nodiscard]] Result<Session::Evaluation> evaluate(std::string_view function, std::span<const Value> arguments);
    [[nodiscard]] Result<void> observe(std::string_view variable);
    void stop_observing(std::string_view variable);
    void reset();
    void reset_call_stack();
    void reset_variables();
    [[nodiscard]] std::vector<ExternalAnswer> take_answers();
    [[nodiscard]] SessionDelta take_delta();
    [[nodiscard]] SessionState state() const;
    [[nodiscard]] Result<std::vector<Problem>> resume(const SessionState& state);
    [[nodiscard]] std::string save() const;
    [[nodiscard]] Result<std::vector<Problem>> load(std::string_view save_json);
    [[nodiscard]] Result<void> switch_flow(std::string_view name);
    [[nodiscard]] Result<void> remove_flow(std::string_view name);
    [[nodiscard]] std::vector<std::string> flow_names() const;
    [[nodiscard]] std::string_view flow() const { return flow_->name; }
    [[nodiscard]] const std::shared_ptr<const Story>& story() const { return story_; }
    [[nodiscard]] std::size_t memory_bytes() const;
    [[nodiscard]] const Output& output() const { return flow_->output; }

    /// Runs the story's declarations; what they set is what fresh sessions begin with.
    [[nodiscard]] static Result<void> declare(Program& program);

private:
    friend class StateWriter;
    friend class StateReader;

    /// What a rewind goes back to; variables and counters are in the journals.
    struct Mark {
        bool set = false;
        std::vector<Thread> threads;
        std::uint32_t thread_counter = 0;
        std::vector<Datum> output;
        std::vector<ChoiceHandle> choices;
        std::vector<Datum> stack;
        std::int32_t turn = 0, seed = 0, previous_random = 0;
        bool safe_exit = false;
        std::size_t problems = 0, answers = 0, globals = 0, counts = 0;
        bool open_tag = false; ///< at the end of the output
    };
    struct GlobalBefore {
        std::uint32_t global;
        Datum value;
    };
    struct CountBefore {
        std::uint32_t counter; ///< the highest bit tells turns from visits
        std::int32_t value;
    };
    /// Of a line that a slice left unfinished, what the marks do not hold. The session meanwhile stands where it stood
    /// before the line, and `begin_` holds how far the line has come.
    struct Unfinished {
        std::vector<ExternalAnswer> answers;
        std::vector<Problem> problems;
        std::size_t untouched = 0; ///< of the output
        bool changed = false;
    };
    /// What take_delta compares with.
    struct Told {
        std::vector<Datum> globals;
        std::vector<std::int32_t> visits, turns;
        SessionState rest = {};
        std::vector<bool> scopes = {}; ///< whose shapes are told
        SessionDelta owed = {};        ///< what resuming changed, until it is told
    };

    // ---- driving
    void start();
    void begin();
    template <class Work>
    Result<void> attempt(Work&& work);
    void end();
    template <class Work>
    Result<void> guarded(Work&& work);
    [[nodiscard]] Result<void> check_continue() const;
    void continue_line();
    void begin_line();
    [[nodiscard]] bool finish_line();
    void add_lines(std::string& text);
    [[nodiscard]] Line written_line();
    enum class Stop : std::uint8_t { line, flow, pause };
    [[nodiscard]] Stop run();
    void run_quickly();
    void step(const Cell& cell);
    bool check_line();
    void report_end();
    void add_problem(Severity severity, std::string message);
    [[noreturn]] void limit(std::string reason, std::string message) const;
    void force_end();
    void call_from_host(std::uint32_t container, std::vector<Datum> arguments, Session::Evaluation& result);

    // ---- what the host asks for besides lines (machine_host.cpp)
    void pause();
    void go_on();
    void swap_with_begin();
    void swap_count(CountBefore& before);
    void forget_unfinished();
    void note_changes();
    void tell_changes();

    // ---- marks
    void take(Mark& mark);
    void restore(Mark& mark);
    void discard(Mark& mark);
    void compact_journals();
    enum class Change { nothing, extended, removed };
    [[nodiscard]] Change change_since_newline();

    // ---- control flow
    [[nodiscard]] Thread& thread() { return flow_->threads.back(); }
    [[nodiscard]] const Thread& thread() const { return flow_->threads.back(); }
    [[nodiscard]] const Frame& frame() const { return thread().top(); }
    void store();
    void fetch();
    void next()
    {
        previous_ = address_;
        ++address_;
    }
    void content_ended();
    void jump(const Jump& jump);
    void jump_to(std::uint32_t target);
    void jump_to(const Datum& target);
    void divert(const Cell& cell);
    void push_frame(FrameKind kind);
    void pop_frame();
    void trim_function_end();
    void push_thread();
    void pop_thread();
    void end_function();
    void end_tunnel();
    void leave(FrameKind kind, const Datum* onward);
    [[nodiscard]] bool can_pop_thread() const
    {
        return flow_->threads.size() > 1 && frame().kind != FrameKind::from_host;
    }
    void finish();
    void set_chosen(Location target, bool counts_as_turn);
    void take_thread(const Thread& thread);
    void follow_default_choice();
    [[nodiscard]] Thread fork();

    // ---- values
    void push(Datum value) { stack_.push_back(std::move(value)); }
    [[nodiscard]] Datum pop();
    [[nodiscard]] Datum variable_value(std::uint32_t name);
    [[nodiscard]] Datum raw_variable(std::uint32_t name, std::int32_t frame) const;
    [[nodiscard]] Datum dereferenced(Datum value) const;
    [[nodiscard]] std::int32_t context_of(std::uint32_t name) const;
    [[nodiscard]] bool is_global(std::uint32_t name) const;
    void assign(const Cell& cell);
    void set_global(std::uint32_t global, Datum value);
    void set_temporary(std::uint32_t name, Datum value, bool declares, std::int32_t frame);
    void keep_origins(const Datum& before, Datum& after);
    void count(std::uint32_t container);
    [[nodiscard]] std::int32_t visits_of(std::uint32_t container);
    [[nodiscard]] std::int32_t turns_since(std::uint32_t container);
    [[nodiscard]] Value to_value(const Datum& datum) const;
    [[nodiscard]] Result<Datum> from_value(const Value& value);
    [[nodiscard]] Result<std::vector<Datum>> from_values(std::span<const Value> values);

    // ---- instructions
    void put_value();
    void get_variable(std::uint32_t name);
    void put_text(std::uint32_t text);
    void put_text(const Datum& text);
    void put_piece(const Datum& text, TextKind kind);
    void put_glue();
    void end_string();
    void end_tag();
    void count_lookup(Op op);
    void random();
    void seed_random();
    void shuffle(std::uint32_t container);
    void list_from_integer();
    void list_range();
    void list_random();
    void native(Native function);
    void make_choice(const Cell& cell);
    [[nodiscard]] Datum choice_text(PendingChoice& choice);
    void call_external(const Cell& cell);
    void call_fallback(std::uint32_t name);
    void check_memory() const;
    [[nodiscard]] Result<void> check_size() const;

    const Program& program_;
    std::shared_ptr<const Story> story_;
    SessionOptions options_;

    // What others refer to comes first, so that it goes last.
    Heap heap_;
    FramePool frames_;
    ChoicePool choice_pool_;
    Operators operators_;
    Output scratch_output_;
    std::vector<Datum> scratch_labels_;

    // ---- the state
    std::vector<Datum> globals_;
    std::vector<std::int32_t> visits_, turns_;
    std::vector<Datum> stack_; ///< of expressions
    std::map<std::string, std::unique_ptr<Flow>, std::less<>> flows_;
    Flow* flow_ = nullptr;
    std::int32_t turn_ = -1;
    std::int32_t seed_ = 0;
    std::int32_t previous_random_ = 0;
    bool safe_exit_ = false;

    // ---- of the running thread's innermost frame, written back by store()
    std::uint32_t address_ = none;
    std::uint32_t previous_ = none;
    bool evaluating_ = false;

    // ---- of the current call
    std::uint64_t steps_left_ = 0;
    std::uint64_t pause_at_ = 0; ///< where `steps_left_` ends the slice; 0 without one
    bool has_error_ = false;
    bool saw_action_ = false;          ///< while looking ahead
    std::optional<std::size_t> waits_; ///< the line ends when no more values than that are left of an expression
    Mark newline_, begin_;
    std::vector<GlobalBefore> globals_before_;
    std::vector<CountBefore> counts_before_;
    std::vector<Problem> problems_;
    std::vector<ExternalAnswer> answers_;
    std::string line_text_;
    std::vector<std::string> line_tags_, scratch_tags_;
    std::vector<Choice> offered_;
    std::vector<std::uint32_t> scratch_;
    std::vector<bool> scratch_seen_; ///< by compact_journals
    std::string scratch_text_;
    std::unique_ptr<Told> told_;
    std::unique_ptr<Unfinished> unfinished_;
    std::vector<std::uint32_t> observed_; ///< globals
    std::vector<std::uint32_t> changed_;  ///< of these, in the call that just ended
};

} // namespace goldbox::narrative
