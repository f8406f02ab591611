// SPDX-License-Identifier: MIT
// What a host asks of a session besides its lines: slices of a line, observed variables, beginning again.
#include "machine.hpp"
#include "state_text.hpp"

#include <goldbox/narrative/profiler.hpp>

#include <algorithm>
#include <iterator>

namespace goldbox::narrative {

// ---- slices

/// Sets the unfinished line aside. The journals turn from what was into what came of it; nothing else can tell that a
/// line was begun.
void Machine::pause()
{
    store();
    for (std::size_t i = globals_before_.size(); i-- > 0;)
        globals_[globals_before_[i].global].swap(globals_before_[i].value);
    for (std::size_t i = counts_before_.size(); i-- > 0;) swap_count(counts_before_[i]);
    unfinished_ = std::make_unique<Unfinished>();
    unfinished_->untouched = flow_->output.untouched;
    unfinished_->changed = flow_->output.changed;
    const auto first_answer = answers_.begin() + static_cast<std::ptrdiff_t>(begin_.answers);
    unfinished_->answers.assign(std::make_move_iterator(first_answer), std::make_move_iterator(answers_.end()));
    answers_.erase(first_answer, answers_.end());
    unfinished_->problems.swap(problems_);
    swap_with_begin();
}

/// The way back, in the opposite order.
void Machine::go_on()
{
    for (GlobalBefore& before : globals_before_) globals_[before.global].swap(before.value);
    for (CountBefore& before : counts_before_) swap_count(before);
    swap_with_begin();
    flow_->output.untouched = unfinished_->untouched;
    flow_->output.changed = unfinished_->changed;
    // Answers may have been taken meanwhile.
    newline_.answers = newline_.answers - begin_.answers + answers_.size();
    begin_.answers = answers_.size();
    std::ranges::move(unfinished_->answers, std::back_inserter(answers_));
    problems_.swap(unfinished_->problems);
    unfinished_.reset();
    has_error_ = false;
    saw_action_ = false;
    if (options_.profiler) options_.profiler->resume();
}

void Machine::swap_count(CountBefore& before)
{
    std::swap((before.counter & turn_bit ? turns_ : visits_)[before.counter & ~turn_bit], before.value);
}

void Machine::swap_with_begin()
{
    std::vector<Datum> output = flow_->output.items();
    flow_->output.assign(begin_.output);
    begin_.output.swap(output);
    flow_->threads.swap(begin_.threads);
    flow_->choices.swap(begin_.choices);
    stack_.swap(begin_.stack);
    std::swap(flow_->thread_counter, begin_.thread_counter);
    std::swap(turn_, begin_.turn);
    std::swap(seed_, begin_.seed);
    std::swap(previous_random_, begin_.previous_random);
    std::swap(safe_exit_, begin_.safe_exit);
    fetch();
}

/// Before anything else changes the session: the line will begin anew.
void Machine::forget_unfinished()
{
    if (!unfinished_) return;
    unfinished_.reset();
    discard(newline_);
    discard(begin_);
}

// ---- observed variables

Result<void> Machine::observe(std::string_view variable)
{
    const std::uint32_t name = program_.names.find(variable);
    if (name == none || !is_global(name))
        return fail(Code::not_found, "ink.no_such_variable", "the story declares no variable " + std::string(variable));
    const std::uint32_t global = program_.global_of_name[name];
    if (std::ranges::find(observed_, global) == observed_.end()) observed_.push_back(global);
    return {};
}

void Machine::stop_observing(std::string_view variable)
{
    const std::uint32_t name = program_.names.find(variable);
    if (name != none) std::erase(observed_, program_.global_of_name[name]);
}

/// Which observed variables differ from what the journal says they were. What was rewound is not in the journal.
void Machine::note_changes()
{
    changed_.clear();
    if (!options_.listener) return;
    const StateWriter writer(*this);
    for (std::uint32_t global : observed_) {
        const auto before = std::ranges::find(globals_before_, global, &GlobalBefore::global);
        if (before != globals_before_.end() && !writer.same(before->value, globals_[global]))
            changed_.push_back(global);
    }
}

void Machine::tell_changes()
{
    for (std::uint32_t global : changed_)
        options_.listener->variable_changed(program_.names[program_.global_names[global]], to_value(globals_[global]));
    changed_.clear();
}

// ---- beginning again

void Machine::reset()
{
    forget_unfinished();
    flows_.clear();
    auto flow = std::make_unique<Flow>(std::string(default_flow), operators_);
    flow_ = flow.get();
    flows_.emplace(flow->name, std::move(flow));
    stack_.clear();
    visits_ = program_.first_visits;
    turns_ = program_.first_turns;
    turn_ = -1;
    seed_ = options_.seed;
    previous_random_ = 0;
    safe_exit_ = false;
    problems_.clear();
    answers_.clear();
    start();
    reset_variables();
}

void Machine::reset_call_stack()
{
    forget_unfinished();
    problems_.clear();
    stack_.clear();
    force_end();
    store();
}

void Machine::reset_variables()
{
    forget_unfinished();
    for (std::uint32_t global = 0; global < globals_.size(); ++global)
        globals_before_.push_back({global, std::exchange(globals_[global], program_.first_globals[global])});
    note_changes();
    globals_before_.clear();
    tell_changes();
}

} // namespace goldbox::narrative
