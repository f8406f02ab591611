// SPDX-License-Identifier: MIT
#include "machine.hpp"

#include "loader.hpp"
#include "number.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/narrative/profiler.hpp>

#include <algorithm>
#include <bit>
#include <limits>

namespace goldbox::narrative {

// ---- choices

PendingChoice* ChoicePool::make()
{
    if (free_.empty()) {
        choices_.push_back(std::make_unique<PendingChoice>());
        free_.reserve(choices_.capacity());
        free_.push_back(choices_.back().get());
    }
    PendingChoice* choice = free_.back();
    free_.pop_back();
    return choice;
}

void ChoicePool::release(PendingChoice* choice)
{
    choice->thread = Thread();
    free_.push_back(choice);
}

std::size_t ChoicePool::bytes() const
{
    std::size_t total = 0;
    for (const auto& choice : choices_) total += sizeof(PendingChoice) + choice->text.capacity();
    return total;
}

// ---- beginning

Machine::Machine(const Program& program, std::shared_ptr<const Story> story, const SessionOptions& options)
    : program_(program),
      story_(std::move(story)),
      options_(options),
      operators_(program, heap_, options.limits.memory_bytes),
      scratch_output_(operators_),
      globals_(program.first_globals),
      visits_(program.first_visits),
      turns_(program.first_turns),
      seed_(options.seed)
{
    auto flow = std::make_unique<Flow>(std::string(default_flow), operators_);
    flow_ = flow.get();
    flows_.emplace(flow->name, std::move(flow));
    start();
}

/// Puts the flow at the story's first instruction.
void Machine::start()
{
    Frame* frame = frames_.make();
    frame->kind = FrameKind::tunnel;
    frame->evaluating = false;
    frame->address = program_.start_of(0);
    frame->output_start = 0;
    frame->stack_height = 0;
    frame->depth = 1;
    flow_->threads.clear();
    flow_->threads.emplace_back(frame);
    fetch();
}

Result<void> Machine::declare(Program& program)
{
    program.first_globals.assign(program.global_names.size(), Datum());
    program.first_visits.assign(program.visit_containers.size(), 0);
    program.first_turns.assign(program.turn_containers.size(), never);
    const auto declarations = program.knot("global decl");
    if (!declarations) return {};
    Machine machine(program, nullptr, {});
    machine.set_chosen({*declarations, -1}, false);
    const Result<Line> line = machine.advance();
    if (!line) return unexpected(line.error());
    for (const Problem& problem : machine.problems_) {
        if (problem.severity == Severity::error)
            return fail(Code::invalid, "ink.not_a_story", "the story's declarations fail: " + problem.message);
    }
    // Constants of the program need no heap, so that sessions can share them.
    for (Datum& value : machine.globals_) {
        if (value.is(Tag::string)) {
            const std::string_view text = value.string()->text;
            program.texts.push_back({.offset = static_cast<std::uint32_t>(program.characters.size()),
                                     .size = static_cast<std::uint32_t>(text.size()),
                                     .kind = kind_of(text)});
            program.characters.append(text);
            value = Datum::text(static_cast<std::uint32_t>(program.texts.size() - 1));
        } else if (value.is(Tag::set)) {
            program.lists.push_back(value.set()->list);
            value = Datum::list(static_cast<std::uint32_t>(program.lists.size() - 1));
        }
    }
    program.first_globals = machine.globals_;
    program.first_visits = machine.visits_;
    program.first_turns = machine.turns_;
    return {};
}

// ---- driving

/// Notes where the session stands, for when the work to come must be taken back.
void Machine::begin()
{
    forget_unfinished();
    problems_.clear();
    has_error_ = false;
    saw_action_ = false;
    steps_left_ = options_.limits.steps;
    pause_at_ = 0;
    take(begin_);
    if (options_.profiler) options_.profiler->resume();
}

/// Does work that may run into a limit or a failing external, and undoes all of it back to begin() when it does.
template <class Work>
Result<void> Machine::attempt(Work&& work)
{
    try {
        work();
    } catch (const CallFault& stopped) {
        newline_.set = false;
        restore(begin_);
        has_error_ = false;
        return unexpected(stopped.error);
    }
    return {};
}

/// What was done since begin() stays.
void Machine::end()
{
    has_error_ = false;
    note_changes();
    discard(begin_);
}

template <class Work>
Result<void> Machine::guarded(Work&& work)
{
    begin();
    GOLDBOX_CHECK(attempt(work));
    end();
    return {};
}

Result<Line> Machine::advance()
{
    GOLDBOX_TRY(const std::optional<Line> line, advance_within(std::numeric_limits<std::uint64_t>::max()));
    return *line;
}

Result<std::optional<Line>> Machine::advance_within(std::uint64_t steps)
{
    GOLDBOX_CHECK(check_continue());
    if (unfinished_) {
        go_on();
    } else {
        begin();
        begin_line();
    }
    steps = std::max<std::uint64_t>(steps, 1);
    pause_at_ = steps_left_ > steps ? steps_left_ - steps : 0;
    bool finished = true;
    GOLDBOX_CHECK(attempt([&] { finished = finish_line(); }));
    if (!finished) {
        pause();
        return std::nullopt;
    }
    end();
    const Line line = written_line();
    if (options_.listener) options_.listener->line_finished(line);
    tell_changes();
    return line;
}

Result<std::string> Machine::advance_all()
{
    GOLDBOX_CHECK(check_continue());
    std::string text;
    GOLDBOX_CHECK(guarded([&] { add_lines(text); }));
    if (options_.listener) options_.listener->line_finished({text, {}});
    tell_changes();
    return text;
}

Result<void> Machine::check_continue() const
{
    if (can_continue()) return {};
    return fail(Code::usage, "ink.cannot_continue",
                "the story has no next line: it waits for a choice or has ended; ask can_continue() first");
}

/// The text of all lines up to where the flow stops.
void Machine::add_lines(std::string& text)
{
    while (can_continue()) {
        continue_line();
        flow_->output.write_text(line_text_);
        text += line_text_;
        if (text.size() > options_.limits.output_bytes) {
            limit("ink.limit_output",
                  "the story's text is longer than " + std::to_string(options_.limits.output_bytes) + " bytes");
        }
    }
}

Line Machine::written_line()
{
    flow_->output.write_text(line_text_);
    const std::size_t tags = flow_->output.write_tags(line_tags_);
    return {line_text_, std::span(line_tags_).first(tags)};
}

/// Runs until a line is final or the flow stops.
void Machine::continue_line()
{
    begin_line();
    (void)finish_line();
}

void Machine::begin_line()
{
    safe_exit_ = false;
    saw_action_ = false;
    waits_.reset();
    flow_->output.clear();
}

/// False when the steps of this slice are used up.
bool Machine::finish_line()
{
    Stop stop = Stop::flow;
    try {
        stop = run();
    } catch (const StoryFault& mistake) {
        add_problem(Severity::error, mistake.message);
    }
    if (stop == Stop::pause) return false;
    if (newline_.set && (stop == Stop::line || !can_continue())) restore(newline_);
    if (!can_continue()) report_end();
    safe_exit_ = false;
    saw_action_ = false;
    store();
    return true;
}

/// Runs until a line is complete, the flow stops, or a slice's steps are used up.
Machine::Stop Machine::run()
{
    while (address_ != none && !has_error_) {
        if (!options_.profiler && !waits_) run_quickly();
        if (steps_left_ == pause_at_) {
            if (pause_at_ > 0) return Stop::pause;
            limit("ink.limit_steps",
                  "the story ran " + std::to_string(options_.limits.steps) +
                      " instructions without coming to the end of a line: is this a loop without an end?");
        }
        if ((steps_left_ & 1023) == 0) check_memory();
        --steps_left_;
        if (options_.profiler) options_.profiler->count(address_);
        if (const Cell& cell = program_.cells[address_]; cell.op != Op::end) step(cell);
        while (address_ != none && program_.cells[address_].op == Op::end) content_ended();
        if (address_ == none && frame().kind != FrameKind::from_host) follow_default_choice();
        if ((flow_->output.changed || saw_action_ || address_ == none) && check_line()) return Stop::line;
        if (waits_ && !evaluating_ && stack_.size() <= *waits_) return Stop::line;
    }
    return Stop::flow;
}

namespace {

/// The operators on two integers that cannot fail; false for all others.
bool quick_operation(Native function, std::int32_t x, std::int32_t y, Datum& result)
{
    const auto a = static_cast<std::uint32_t>(x), b = static_cast<std::uint32_t>(y);
    switch (function) {
    case Native::add: result = Datum::integer(static_cast<std::int32_t>(a + b)); return true;
    case Native::subtract: result = Datum::integer(static_cast<std::int32_t>(a - b)); return true;
    case Native::multiply: result = Datum::integer(static_cast<std::int32_t>(a * b)); return true;
    case Native::modulo:
        if (y <= 0) return false;
        result = Datum::integer(x % y);
        return true;
    case Native::equal: result = Datum::boolean(x == y); return true;
    case Native::not_equal: result = Datum::boolean(x != y); return true;
    case Native::greater: result = Datum::boolean(x > y); return true;
    case Native::less: result = Datum::boolean(x < y); return true;
    case Native::greater_or_equal: result = Datum::boolean(x >= y); return true;
    case Native::less_or_equal: result = Datum::boolean(x <= y); return true;
    default: return false;
    }
}

bool is_plain_number(const Datum& value)
{
    return value.is(Tag::integer) || value.is(Tag::boolean) || value.is(Tag::real);
}

} // namespace

/// Runs, with its registers in one place, as far as instructions only compute, jump or count; whatever else comes, or
/// could fail, is left to step(). It changes nothing about what happens, only how fast.
void Machine::run_quickly()
{
    const Cell* const cells = program_.cells.data();
    std::uint32_t at = address_, before = previous_;
    std::uint64_t left = steps_left_;
    bool evaluating = evaluating_;
    Thread& running = thread();
    Frame* top = &running.innermost();
    const Output& output = flow_->output;
    const std::uint64_t stop = std::max(left & ~std::uint64_t{1023}, pause_at_);
    for (; left != stop; --left) {
        const Cell cell = cells[at];
        switch (cell.op) {
        case Op::enter:
            count(cell.argument);
            ++at;
            continue;
        case Op::begin_evaluation:
            if (evaluating) goto done;
            evaluating = true;
            break;
        case Op::end_evaluation:
            if (!evaluating) goto done;
            evaluating = false;
            break;
        case Op::nothing: break;
        case Op::push_boolean:
            if (evaluating) push(Datum::boolean(cell.argument != 0));
            break;
        case Op::push_integer:
            if (evaluating) push(Datum::integer(static_cast<std::int32_t>(cell.argument)));
            break;
        case Op::text:
            if (!evaluating) goto done;
            push(Datum::text(cell.argument));
            break;
        case Op::newline:
            if (evaluating) {
                push(Datum::text(cell.argument));
                break;
            }
            // Before the first words of a line a newline is nothing.
            if (output.has_text() || output.last_glue() >= 0 || output.in_string()) goto done;
            break;
        case Op::get_variable: {
            const std::uint32_t global = program_.global_of_name[cell.argument];
            const Datum* value = global != none ? &globals_[global] : nullptr;
            if (!value || value->is(Tag::unset)) {
                if (program_.single_items[cell.argument] != none) goto done;
                value = nullptr;
                for (const Frame::Temporary& temporary : top->temporaries) {
                    if (temporary.name == cell.argument) value = &temporary.value;
                }
            }
            if (!value || value->is(Tag::pointer) || value->is(Tag::unset)) goto done;
            stack_.push_back(*value);
            break;
        }
        case Op::get_visits: {
            const std::uint32_t counter = program_.containers[cell.argument].visits;
            if (counter == none) goto done;
            push(Datum::integer(visits_[counter]));
            break;
        }
        case Op::native: {
            if (stack_.size() < 2) goto done;
            Datum& x = stack_[stack_.size() - 2];
            const Datum& y = stack_.back();
            if (!x.is(Tag::integer) || !y.is(Tag::integer)) goto done;
            if (!quick_operation(static_cast<Native>(cell.argument), x.integer(), y.integer(), x)) goto done;
            stack_.pop_back();
            break;
        }
        case Op::set_variable: {
            if (stack_.empty()) goto done;
            if (cell.flags == assign_flag::declares) { // of a temporary, new in this frame
                if (top->references > 1 || stack_.back().is(Tag::pointer)) goto done;
                for (const Frame::Temporary& temporary : top->temporaries) {
                    if (temporary.name == cell.argument) goto done;
                }
                top->temporaries.push_back({cell.argument, std::move(stack_.back())});
                stack_.pop_back();
                break;
            }
            const std::uint32_t global = program_.global_of_name[cell.argument];
            if (cell.flags & assign_flag::declares || global == none) goto done;
            Datum& variable = globals_[global];
            if (!is_plain_number(variable) || !is_plain_number(stack_.back())) goto done;
            if (globals_before_.size() > 4 * globals_.size() + 1024) goto done; // to be compacted
            globals_before_.push_back({global, variable});
            variable.swap(stack_.back());
            stack_.pop_back();
            break;
        }
        case Op::end_function:
            if (top->kind != FrameKind::function || top->depth < 2 || top->parent->address == none) goto done;
            if (output.size() > static_cast<std::size_t>(std::max(top->output_start, 0))) goto done; // to be trimmed
            running.pop();
            top = &running.innermost();
            at = top->address;
            evaluating = top->evaluating;
            break;
        case Op::divert_by_flags:
            if (cell.flags == divert_flag::function) {
                if (top->references > 1 || top->depth >= options_.limits.depth) goto done;
                top->address = at;
                top->evaluating = evaluating;
                running.push(FrameKind::function);
                top = &running.innermost();
                top->output_start = static_cast<std::int32_t>(output.size());
                evaluating = false;
                const Jump& jump = program_.jumps[cell.argument];
                for (std::uint32_t i = 0; i < jump.visits; ++i) count(program_.visit_lists[jump.first_visit + i]);
                before = at;
                at = jump.target;
                continue;
            }
            if (cell.flags != divert_flag::conditional || stack_.empty()) goto done;
            if (!stack_.back().is(Tag::boolean) && !stack_.back().is(Tag::integer)) goto done;
            {
                const bool goes = stack_.back().integer() != 0;
                stack_.pop_back();
                if (!goes) break;
            }
            [[fallthrough]];
        case Op::divert: {
            const Jump& jump = program_.jumps[cell.argument];
            for (std::uint32_t i = 0; i < jump.visits; ++i) count(program_.visit_lists[jump.first_visit + i]);
            before = at;
            at = jump.target;
            continue;
        }
        default: goto done;
        }
        before = at++;
    }
done:
    address_ = at;
    previous_ = before;
    steps_left_ = left;
    evaluating_ = evaluating;
}

/// After a step that touched the output: whether the line is known to be final.
bool Machine::check_line()
{
    Output& output = flow_->output;
    if (output.in_string()) return false;
    output.changed = false;
    if (newline_.set) {
        const Change change = change_since_newline();
        if (change == Change::extended || saw_action_) {
            restore(newline_);
            return true;
        }
        if (change == Change::removed) discard(newline_);
    }
    if (output.ends_in_newline()) {
        if (!can_continue()) {
            if (newline_.set) discard(newline_);
        } else if (!newline_.set) {
            take(newline_);
        }
    }
    return false;
}

Machine::Change Machine::change_since_newline()
{
    const Output& output = flow_->output;
    const std::vector<Datum>& items = output.items();
    const std::size_t before = newline_.output.size();
    if (output.untouched >= before && !newline_.open_tag) {
        // The line itself stands; what came after it decides.
        bool in_tag = false;
        for (std::size_t i = before; i < items.size(); ++i) {
            const Datum& item = items[i];
            if (item.is(Tag::begin_tag)) in_tag = true;
            if (item.is(Tag::end_tag)) in_tag = false;
            const bool words =
                item.is_text() && (in_tag ? !operators_.text(item).empty() : output.kind(item) != TextKind::blank);
            const bool label = item.is(Tag::label) && !in_tag && !item.string()->text.empty();
            if (words || label) return Change::extended;
        }
        return Change::nothing;
    }

    scratch_output_.assign(newline_.output);
    scratch_output_.write_text(line_text_);
    const std::size_t old_tags = scratch_output_.write_tags(scratch_tags_);
    scratch_output_.clear();
    output.write_text(scratch_text_);
    const bool newline_stands = !line_text_.empty() && scratch_text_.size() >= line_text_.size() &&
                                scratch_text_[line_text_.size() - 1] == '\n';
    if (!newline_stands) return Change::removed;
    if (output.write_tags(scratch_tags_) > old_tags) return Change::extended;
    const bool more = scratch_text_.find_first_not_of(" \t", line_text_.size()) != std::string::npos;
    return more ? Change::extended : Change::nothing;
}

/// Why the flow stopped, where that is a mistake.
void Machine::report_end()
{
    if (can_pop_thread()) {
        add_problem(Severity::error,
                    "Thread available to pop, threads should always be flat by the end of evaluation?");
    }
    if (!flow_->choices.empty() || safe_exit_) return;
    const bool can_pop = frame().depth > 1;
    std::string message = "unexpectedly reached end of content for unknown reason. Please debug compiler!";
    if (can_pop && frame().kind == FrameKind::tunnel)
        message = "unexpectedly reached end of content. Do you need a '->->' to return from a tunnel?";
    else if (can_pop && frame().kind == FrameKind::function)
        message = "unexpectedly reached end of content. Do you need a '~ return'?";
    else if (!can_pop)
        message = "ran out of content. Do you need a '-> DONE' or '-> END'?";
    add_problem(Severity::error, std::move(message));
}

void Machine::add_problem(Severity severity, std::string message)
{
    if (problems_.size() >= 1000) return;                               // a loop of warnings must not fill the memory
    const std::uint32_t last = address_ != none ? address_ : previous_; // where content ran out
    Where place = last != none ? program_.where(last) : Where();
    if (address_ != none) {
        const Location at = program_.locate(address_);
        message = "(Ink Pointer -> " + program_.path(Location{at.container, -1}) + " -- index " +
                  std::to_string(at.index) + "): " + message;
    }
    problems_.push_back({severity, std::move(message), std::move(place)});
    if (severity != Severity::error) return;
    has_error_ = true;
    force_end();
}

/// Ends the call: the story takes more than it may, here.
void Machine::limit(std::string reason, std::string message) const
{
    const std::uint32_t last = address_ != none ? address_ : previous_;
    Where place = last != none ? program_.where(last) : Where();
    if (last != none) {
        const std::string path = program_.path(program_.locate(last).container);
        if (!path.empty()) message += " (in " + path + ")";
    }
    throw CallFault{{Code::limit, std::move(reason), std::move(message), std::move(place)}};
}

void Machine::force_end()
{
    start();
    flow_->choices.clear();
    finish();
    previous_ = none;
    safe_exit_ = true;
}

void Machine::finish()
{
    address_ = none;
}

void Machine::check_memory() const
{
    const std::size_t used = heap_.bytes() + frames_.bytes() + choice_pool_.bytes() + stack_.size() * sizeof(Datum) +
                             flow_->threads.size() * sizeof(Thread) + answers_.size() * sizeof(ExternalAnswer);
    if (used > options_.limits.memory_bytes) limit("ink.limit_memory", "the story uses more memory than a session may");
}

// ---- marks

void Machine::take(Mark& mark)
{
    store();
    mark.set = true;
    mark.threads = flow_->threads;
    mark.thread_counter = flow_->thread_counter;
    mark.output = flow_->output.items();
    mark.choices = flow_->choices;
    mark.stack = stack_;
    mark.turn = turn_;
    mark.seed = seed_;
    mark.previous_random = previous_random_;
    mark.safe_exit = safe_exit_;
    mark.problems = problems_.size();
    mark.answers = answers_.size();
    mark.globals = globals_before_.size();
    mark.counts = counts_before_.size();
    mark.open_tag = false;
    for (const Datum& item : mark.output) {
        if (item.is(Tag::begin_tag)) mark.open_tag = true;
        if (item.is(Tag::end_tag)) mark.open_tag = false;
    }
    flow_->output.untouched = mark.output.size();
    flow_->output.changed = false;
}

void Machine::restore(Mark& mark)
{
    while (globals_before_.size() > mark.globals) {
        globals_[globals_before_.back().global] = std::move(globals_before_.back().value);
        globals_before_.pop_back();
    }
    while (counts_before_.size() > mark.counts) {
        const CountBefore& before = counts_before_.back();
        (before.counter & turn_bit ? turns_ : visits_)[before.counter & ~turn_bit] = before.value;
        counts_before_.pop_back();
    }
    flow_->threads.swap(mark.threads);
    flow_->thread_counter = mark.thread_counter;
    flow_->output.assign(mark.output);
    flow_->choices.swap(mark.choices);
    stack_.swap(mark.stack);
    turn_ = mark.turn;
    seed_ = mark.seed;
    previous_random_ = mark.previous_random;
    safe_exit_ = mark.safe_exit;
    problems_.resize(mark.problems);
    answers_.resize(mark.answers);
    has_error_ = false;
    fetch();
    discard(mark);
}

void Machine::discard(Mark& mark)
{
    mark.set = false;
    mark.threads.clear();
    mark.choices.clear();
    mark.output.clear();
    mark.stack.clear();
    if (&mark == &begin_) {
        globals_before_.clear();
        counts_before_.clear();
    }
}

// ---- control flow

void Machine::store()
{
    Thread& running = thread();
    running.previous = previous_;
    Frame& top = running.own();
    top.address = address_;
    top.evaluating = evaluating_;
}

void Machine::fetch()
{
    const Thread& running = thread();
    previous_ = running.previous;
    address_ = running.top().address;
    evaluating_ = running.top().evaluating;
}

void Machine::count(std::uint32_t container)
{
    const Container& c = program_.containers[container];
    if (c.visits != none) {
        counts_before_.push_back({c.visits, visits_[c.visits]});
        visits_[c.visits] = wrapped_sum(visits_[c.visits], 1);
    }
    if (c.turns != none) {
        counts_before_.push_back({c.turns | turn_bit, turns_[c.turns]});
        turns_[c.turns] = turn_;
    }
    if (counts_before_.size() > 4 * (visits_.size() + turns_.size()) + 1024) compact_journals();
}

/// Keeps of each variable and counter what it was first, so that a long stretch without a line costs no memory.
void Machine::compact_journals()
{
    auto compact = [&seen = scratch_seen_](auto& journal, std::size_t mark, std::size_t keys, auto key) {
        std::size_t written = 0, middle = 0;
        for (const auto& [from, to] : {std::pair{std::size_t(0), mark}, std::pair{mark, journal.size()}}) {
            seen.assign(keys, false);
            for (std::size_t i = from; i < to; ++i) {
                if (seen[key(journal[i])]) continue;
                seen[key(journal[i])] = true;
                if (written != i) journal[written] = std::move(journal[i]);
                ++written;
            }
            if (to == mark) middle = written;
        }
        journal.erase(journal.begin() + static_cast<std::ptrdiff_t>(written), journal.end());
        return middle;
    };
    const std::size_t counts_mark = newline_.set ? newline_.counts : counts_before_.size();
    const std::size_t globals_mark = newline_.set ? newline_.globals : globals_before_.size();
    newline_.counts =
        compact(counts_before_, counts_mark, visits_.size() + turns_.size(), [this](const CountBefore& b) {
            return b.counter & turn_bit ? visits_.size() + (b.counter & ~turn_bit) : b.counter;
        });
    newline_.globals =
        compact(globals_before_, globals_mark, globals_.size(), [](const GlobalBefore& b) { return b.global; });
}

void Machine::jump(const Jump& jump)
{
    previous_ = address_;
    address_ = jump.target;
    for (std::uint32_t i = 0; i < jump.visits; ++i) count(program_.visit_lists[jump.first_visit + i]);
}

/// To an address that was not known beforehand: as if an instruction here led there.
void Machine::jump_to(std::uint32_t target)
{
    previous_ = address_;
    address_ = target;
    scratch_.clear();
    program_.visits_between(previous_, target, scratch_);
    for (std::uint32_t container : scratch_) count(container);
}

/// To a divert target in a variable. As in the reference, a container named so counts itself when it is entered, but
/// not those around it.
void Machine::jump_to(const Datum& target)
{
    const Location location{target.id(), target.detail()};
    const std::uint32_t address = program_.address(location);
    if (address == none) fault("Failed to find content at path '" + program_.path(location) + "'");
    if (location.index >= 0) return jump_to(address);
    previous_ = address_;
    address_ = address;
}

void Machine::divert(const Cell& cell)
{
    if ((cell.flags & divert_flag::conditional) && !operators_.truthy(pop())) return next();
    if (cell.op == Op::divert_to_variable) {
        const Datum target = variable_value(cell.argument);
        const std::string name(program_.names[cell.argument]);
        if (target.is(Tag::unset))
            fault("Tried to divert using a target from a variable that could not be found (" + name + ")");
        if (!target.is(Tag::target)) {
            std::string contents;
            operators_.append_text(contents, target);
            fault("Tried to divert to a target from a variable, but the variable (" + name +
                  ") didn't contain a divert target, it " +
                  (target.is(Tag::integer) && target.integer() == 0 ? "was empty/null (the value 0)."
                                                                    : "contained '" + contents + "'."));
        }
        if (cell.flags & divert_flag::function) push_frame(FrameKind::function);
        if (cell.flags & divert_flag::tunnel) push_frame(FrameKind::tunnel);
        return jump_to(target);
    }
    if (cell.flags & divert_flag::function) push_frame(FrameKind::function);
    if (cell.flags & divert_flag::tunnel) push_frame(FrameKind::tunnel);
    jump(program_.jumps[cell.argument]);
}

void Machine::push_frame(FrameKind kind)
{
    if (frame().depth >= options_.limits.depth)
        limit("ink.limit_depth", "the story calls deeper than " + std::to_string(options_.limits.depth) + " levels");
    store();
    thread().push(kind);
    thread().own().output_start = static_cast<std::int32_t>(flow_->output.size());
    evaluating_ = false;
}

void Machine::pop_frame()
{
    if (frame().kind == FrameKind::function) trim_function_end();
    thread().pop();
    address_ = frame().address;
    evaluating_ = frame().evaluating;
}

/// A function's output ends without blanks and newlines.
void Machine::trim_function_end()
{
    Output& output = flow_->output;
    const auto start = static_cast<std::size_t>(std::max(frame().output_start, 0));
    for (std::size_t i = output.size(); i > start;) {
        --i;
        if (!output.items()[i].is_text()) continue;
        if (output.kind(output.items()[i]) == TextKind::words) break;
        output.erase(i);
    }
}

void Machine::push_thread()
{
    if (flow_->threads.size() >= options_.limits.depth)
        limit("ink.limit_depth", "the story starts threads within threads without end");
    store();
    Thread copy = thread();
    copy.index = ++flow_->thread_counter;
    flow_->threads.push_back(std::move(copy));
}

void Machine::pop_thread()
{
    flow_->threads.pop_back();
    fetch();
}

Thread Machine::fork()
{
    store();
    Thread copy = thread();
    copy.index = ++flow_->thread_counter;
    return copy;
}

/// At the end of a container that no other contains: back to who called, or the flow stops.
void Machine::content_ended()
{
    if (frame().depth > 1 && frame().kind == FrameKind::function) {
        pop_frame();
        if (evaluating_) push(Datum::nothing());
    } else if (can_pop_thread()) {
        pop_thread();
    } else {
        if (frame().kind == FrameKind::from_host) safe_exit_ = true;
        return finish();
    }
    if (address_ != none) next();
}

void Machine::end_function()
{
    leave(FrameKind::function, nullptr);
}

void Machine::end_tunnel()
{
    const Datum onward = pop();
    if (!onward.is(Tag::target) && !onward.is(Tag::nothing)) fault("Expected void if ->-> doesn't override target");
    leave(FrameKind::tunnel, onward.is(Tag::target) ? &onward : nullptr);
}

void Machine::leave(FrameKind kind, const Datum* onward)
{
    if (frame().kind == FrameKind::from_host) {
        safe_exit_ = true;
        return finish();
    }
    auto name = [](FrameKind k) {
        return k == FrameKind::function ? "function return statement (~ return)" : "tunnel onwards statement (->->)";
    };
    const bool can_pop = frame().depth > 1;
    if (frame().kind != kind || !can_pop) {
        const std::string expected = can_pop ? name(frame().kind) : "end of flow (-> END or choice)";
        fault("Found " + std::string(name(kind)) + ", when expected " + expected);
    }
    pop_frame();
    if (address_ == none) return;
    if (onward)
        jump_to(*onward);
    else
        next();
}

/// Goes where a choice or the host leads.
void Machine::set_chosen(Location target, bool counts_as_turn)
{
    flow_->choices.clear();
    address_ = target.index < 0 ? program_.start_of(target.container) : program_.address(target);
    if (counts_as_turn) turn_ = wrapped_sum(turn_, 1);
    scratch_.clear();
    program_.visits_between(previous_, address_, scratch_);
    for (std::uint32_t container : scratch_) count(container);
}

void Machine::take_thread(const Thread& chosen)
{
    Thread copy = chosen;
    flow_->threads.clear();
    flow_->threads.push_back(std::move(copy));
    fetch();
}

/// When only invisible choices are left, the first of them is taken at once.
void Machine::follow_default_choice()
{
    if (flow_->choices.empty() || has_error_) return;
    if (!std::ranges::all_of(flow_->choices, [](const ChoiceHandle& choice) { return choice->invisible; })) return;
    const ChoiceHandle choice = flow_->choices.front();
    take_thread(choice->thread);
    if (newline_.set) thread().index = ++flow_->thread_counter;
    set_chosen(choice->target, false);
}

// ---- one instruction

void Machine::step(const Cell& cell)
{
    switch (cell.op) {
    case Op::enter:
        count(cell.argument);
        ++address_;
        return;
    case Op::enter_empty: count(cell.argument); return next();
    case Op::end: return;
    case Op::text:
    case Op::newline:
        if (evaluating_)
            push(Datum::text(cell.argument));
        else
            put_text(cell.argument);
        return next();
    case Op::glue: put_glue(); return next();
    case Op::push_boolean:
        if (evaluating_) push(Datum::boolean(cell.argument != 0));
        return next();
    case Op::push_integer:
        if (evaluating_) push(Datum::integer(static_cast<std::int32_t>(cell.argument)));
        return next();
    case Op::push_real:
        if (evaluating_) push(Datum::real(std::bit_cast<float>(cell.argument)));
        return next();
    case Op::push_void:
        if (evaluating_) push(Datum::nothing());
        return next();
    case Op::push_list:
        if (evaluating_) push(Datum::list(cell.argument));
        return next();
    case Op::push_target: {
        const Location& location = program_.locations[cell.argument];
        if (evaluating_) push(Datum::target(location.container, location.index));
        return next();
    }
    case Op::push_pointer: {
        auto frame_index = static_cast<std::int32_t>(static_cast<std::int16_t>(cell.detail));
        if (frame_index == -1) frame_index = context_of(cell.argument);
        if (evaluating_) push(Datum::pointer(cell.argument, frame_index));
        return next();
    }
    case Op::legacy_tag: {
        Datum label = heap_.string(program_.text(cell.argument), Tag::label);
        if (evaluating_)
            push(std::move(label));
        else
            flow_->output.push(std::move(label));
        return next();
    }
    case Op::begin_evaluation:
        if (evaluating_) fault("Already in expression evaluation?");
        evaluating_ = true;
        return next();
    case Op::end_evaluation:
        if (!evaluating_) fault("Not in expression evaluation mode");
        evaluating_ = false;
        return next();
    case Op::output: put_value(); return next();
    case Op::nothing: return next();
    case Op::duplicate: {
        if (stack_.empty()) fault("trying to pop too many objects");
        push(Datum(stack_.back()));
        return next();
    }
    case Op::pop: (void)pop(); return next();
    case Op::end_function: return end_function();
    case Op::end_tunnel: return end_tunnel();
    case Op::begin_string:
        if (!evaluating_) fault("Expected to be in an expression when evaluating a string");
        flow_->output.push(Datum::of(Tag::begin_string));
        evaluating_ = false;
        return next();
    case Op::end_string: end_string(); return next();
    case Op::begin_tag: flow_->output.push(Datum::of(Tag::begin_tag)); return next();
    case Op::end_tag: end_tag(); return next();
    case Op::choice_count: push(Datum::integer(static_cast<std::int32_t>(flow_->choices.size()))); return next();
    case Op::turn_count: push(Datum::integer(turn())); return next();
    case Op::turns_since:
    case Op::read_count: count_lookup(cell.op); return next();
    case Op::random: random(); return next();
    case Op::seed_random: seed_random(); return next();
    case Op::sequence_visits: push(Datum::integer(wrapped_difference(visits_of(cell.argument), 1))); return next();
    case Op::sequence_shuffle: shuffle(cell.argument); return next();
    case Op::thread:
        next();
        while (address_ != none && program_.cells[address_].op == Op::end) content_ended();
        return push_thread();
    case Op::done:
        if (can_pop_thread()) {
            pop_thread();
            if (address_ != none) next();
        } else {
            safe_exit_ = true;
            finish();
        }
        return;
    case Op::end_story: return force_end();
    case Op::list_from_integer: list_from_integer(); return next();
    case Op::list_range: list_range(); return next();
    case Op::list_random: list_random(); return next();
    case Op::divert: return jump(program_.jumps[cell.argument]);
    case Op::divert_by_flags:
    case Op::divert_to_variable: return divert(cell);
    case Op::call_external: return call_external(cell);
    case Op::choice: make_choice(cell); return next();
    case Op::get_variable: get_variable(cell.argument); return next();
    case Op::get_visits: push(Datum::integer(visits_of(cell.argument))); return next();
    case Op::set_variable: assign(cell); return next();
    case Op::native: native(static_cast<Native>(cell.argument)); return next();
    }
}

// ---- values

Datum Machine::pop()
{
    if (stack_.empty()) fault("trying to pop too many objects");
    Datum value = std::move(stack_.back());
    stack_.pop_back();
    return value;
}

void Machine::native(Native function)
{
    const auto wanted = static_cast<std::size_t>(arity(function));
    if (stack_.size() < wanted) fault("trying to pop too many objects");
    if (wanted == 1) {
        stack_.back() = operators_.unary(function, stack_.back());
        return;
    }
    Datum& left = stack_[stack_.size() - 2];
    left = operators_.binary(function, left, stack_.back());
    stack_.pop_back();
}

void Machine::get_variable(std::uint32_t name)
{
    Datum value = variable_value(name);
    if (value.is(Tag::unset)) {
        add_problem(Severity::warning,
                    "Variable not found: '" + std::string(program_.names[name]) +
                        "'. Using default value of 0 (false). This can happen with temporary variables if the "
                        "declaration hasn't yet been hit. Globals are always given a default value on load if a value "
                        "doesn't exist in the save state.");
        value = Datum::integer(0);
    }
    push(std::move(value));
}

bool Machine::is_global(std::uint32_t name) const
{
    const std::uint32_t global = program_.global_of_name[name];
    return global != none && !globals_[global].is(Tag::unset);
}

/// What a name holds, without following pointers. Frame -1 is the innermost one, 0 means globals.
Datum Machine::raw_variable(std::uint32_t name, std::int32_t frame_index) const
{
    if (frame_index <= 0) {
        if (is_global(name)) return globals_[program_.global_of_name[name]];
        if (program_.single_items[name] != none) return Datum::list(program_.single_items[name]);
        if (frame_index == 0) return {};
    }
    const Frame* in = frame_index < 0 ? &frame() : thread().at(static_cast<std::uint32_t>(frame_index));
    if (!in) return {};
    for (const Frame::Temporary& temporary : in->temporaries) {
        if (temporary.name == name) return temporary.value;
    }
    return {};
}

Datum Machine::dereferenced(Datum value) const
{
    for (int hops = 0; value.is(Tag::pointer); ++hops) {
        if (hops > 1000) fault("a variable refers to itself");
        value = raw_variable(value.id(), value.detail());
    }
    return value;
}

Datum Machine::variable_value(std::uint32_t name)
{
    return dereferenced(raw_variable(name, -1));
}

std::int32_t Machine::context_of(std::uint32_t name) const
{
    for (const Frame::Temporary& temporary : frame().temporaries) {
        if (temporary.name == name) return static_cast<std::int32_t>(frame().depth);
    }
    return 0;
}

void Machine::assign(const Cell& cell)
{
    Datum value = pop();
    std::uint32_t name = cell.argument;
    std::int32_t frame_index = -1;
    const bool declares = (cell.flags & assign_flag::declares) != 0;
    bool global = declares ? (cell.flags & assign_flag::global) != 0 : is_global(name);
    if (declares) {
        if (value.is(Tag::pointer)) { // a pointer to a pointer is a pointer to what that one points to
            std::int32_t at = value.detail();
            if (at == -1) at = is_global(value.id()) ? 0 : static_cast<std::int32_t>(frame().depth) - 1;
            const Datum pointed = raw_variable(value.id(), at);
            const bool to_itself = value.id() == name && at == static_cast<std::int32_t>(frame().depth);
            if (pointed.is(Tag::pointer) || to_itself)
                value = pointed; // a parameter named as the variable of the same frame that it stands for is that one
            else
                value = Datum::pointer(value.id(), at);
        }
    } else {
        for (int hops = 0;; ++hops) {
            const Datum existing = raw_variable(name, frame_index);
            if (!existing.is(Tag::pointer)) break;
            if (hops > 1000) fault("a variable refers to itself");
            name = existing.id();
            frame_index = existing.detail();
            global = frame_index == 0;
        }
    }
    if (global) {
        if (program_.global_of_name[name] == none)
            fault("Could not find global variable to set: " + std::string(program_.names[name]));
        set_global(program_.global_of_name[name], std::move(value));
    } else {
        set_temporary(name, std::move(value), declares, frame_index);
    }
}

/// An empty list goes on belonging to the lists of the value before it.
void Machine::keep_origins(const Datum& before, Datum& after)
{
    if (!before.is_list() || !after.is_list()) return;
    const Lists& lists = operators_.lists();
    if (lists.of(after).items.empty()) after = lists.empty_of(lists.of(before));
}

void Machine::set_global(std::uint32_t global, Datum value)
{
    keep_origins(globals_[global], value);
    globals_[global].swap(value);
    globals_before_.push_back({global, std::move(value)});
    if (globals_before_.size() > 4 * globals_.size() + 1024) compact_journals();
}

void Machine::set_temporary(std::uint32_t name, Datum value, bool declares, std::int32_t frame_index)
{
    const std::uint32_t depth = frame_index < 0 ? frame().depth : static_cast<std::uint32_t>(frame_index);
    const bool exists = depth >= 1 && depth <= frame().depth;
    if (exists) {
        Frame& in = thread().own(depth);
        for (Frame::Temporary& temporary : in.temporaries) {
            if (temporary.name != name) continue;
            keep_origins(temporary.value, value);
            temporary.value = std::move(value);
            return;
        }
        if (declares) {
            in.temporaries.push_back({name, std::move(value)});
            return;
        }
    }
    fault("Could not find temporary variable to set: " + std::string(program_.names[name]));
}

std::int32_t Machine::visits_of(std::uint32_t container)
{
    const Container& c = program_.containers[container];
    if (c.visits == none) {
        fault("Read count for target (" + (c.name == none ? "" : std::string(program_.names[c.name])) +
              " - on ) unknown. The story may need to be compiled with countAllVisits flag (-c).");
    }
    return visits_[c.visits];
}

std::int32_t Machine::turns_since(std::uint32_t container)
{
    const Container& c = program_.containers[container];
    if (c.turns == none) {
        fault("TURNS_SINCE() for target (" + (c.name == none ? "" : std::string(program_.names[c.name])) +
              " - on ) unknown. The story may need to be compiled with countAllVisits flag (-c).");
    }
    return turns_[c.turns] == never ? -1 : wrapped_difference(turn_, turns_[c.turns]);
}

void Machine::count_lookup(Op op)
{
    const Datum target = pop();
    if (!target.is(Tag::target)) {
        std::string saw;
        operators_.append_text(saw, target);
        fault("TURNS_SINCE / READ_COUNT expected a divert target (knot, stitch, label name), but saw " + saw +
              (target.is(Tag::integer)
                   ? ". Did you accidentally pass a read count ('knot_name') instead of a target ('-> knot_name')?"
                   : ""));
    }
    const Location location{target.id(), target.detail()};
    const std::uint32_t container = program_.container_at(location);
    if (container != none)
        return push(Datum::integer(op == Op::turns_since ? turns_since(container) : visits_of(container)));
    add_problem(Severity::warning, std::string("Failed to find container for ") +
                                       (op == Op::turns_since ? "TurnsSince" : "ReadCount") + " lookup at " +
                                       program_.path(location));
    push(Datum::integer(op == Op::turns_since ? -1 : 0));
}

// ---- chance

void Machine::random()
{
    const Datum high = pop(), low = pop();
    if (!low.is(Tag::integer)) fault("Invalid value for minimum parameter of RANDOM(min, max)");
    if (!high.is(Tag::integer)) fault("Invalid value for maximum parameter of RANDOM(min, max)");
    const std::int64_t range = std::int64_t{high.integer()} - low.integer() + 1;
    if (range > std::numeric_limits<std::int32_t>::max())
        fault("RANDOM was called with a range that exceeds the size that ink numbers can use.");
    if (range <= 0) {
        fault("RANDOM was called with minimum as " + std::to_string(low.integer()) + " and maximum as " +
              std::to_string(high.integer()) + ". The maximum must be larger");
    }
    DotNetRandom generator(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(seed_) + static_cast<std::uint32_t>(previous_random_)));
    previous_random_ = generator.next();
    push(Datum::integer(static_cast<std::int32_t>(previous_random_ % range + low.integer())));
}

void Machine::seed_random()
{
    const Datum seed = pop();
    if (!seed.is(Tag::integer)) fault("Invalid value passed to SEED_RANDOM");
    seed_ = seed.integer();
    previous_random_ = 0;
    push(Datum::nothing());
}

void Machine::shuffle(std::uint32_t container)
{
    const Datum elements = pop();
    if (!elements.is(Tag::integer)) fault("expected number of elements in sequence for shuffle index");
    const Datum seen = pop();
    if (!seen.is(Tag::integer)) fault("expected sequence count value for shuffle index");
    const std::int32_t count = elements.integer();
    if (count == 0) fault("Attempted to divide by zero.");
    if (count < 0 || count > 1'000'000 || seen.integer() < 0)
        fault("expected number of elements in sequence for shuffle index");
    const std::int32_t round = seen.integer() / count, place = seen.integer() % count;

    scratch_text_.clear();
    program_.append_path(scratch_text_, container);
    std::uint32_t seed = static_cast<std::uint32_t>(round) + static_cast<std::uint32_t>(seed_);
    for (std::string_view rest = scratch_text_; !rest.empty();) {
        const CodePoint point = decode_utf8(rest);
        const auto c = static_cast<std::uint32_t>(point.value);
        seed += c < 0x10000 ? c : (0xD800 + ((c - 0x10000) >> 10)) + (0xDC00 + ((c - 0x10000) & 0x3FF));
        rest.remove_prefix(point.bytes);
    }
    DotNetRandom generator(static_cast<std::int32_t>(seed));
    scratch_.clear();
    for (std::int32_t i = 0; i < count; ++i) scratch_.push_back(static_cast<std::uint32_t>(i));
    for (std::int32_t i = 0;; ++i) {
        const std::size_t chosen = static_cast<std::size_t>(generator.next()) % scratch_.size();
        if (i == place) return push(Datum::integer(static_cast<std::int32_t>(scratch_[chosen])));
        scratch_.erase(scratch_.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
}

// ---- lists

void Machine::list_from_integer()
{
    const Datum number = pop(), list = pop();
    if (!number.is(Tag::integer)) fault("Passed non-integer when creating a list element from a numerical value.");
    if (!list.is_text()) fault("Expected the name of a list");
    const std::string_view wanted = operators_.text(list);
    for (const ListDefinition& definition : program_.list_definitions) {
        if (program_.names[definition.name] != wanted) continue;
        for (std::uint32_t entry = definition.first; entry < definition.first + definition.size; ++entry) {
            if (program_.list_entries[entry].value == number.integer()) return push(operators_.lists().single(entry));
        }
        return push(operators_.lists().empty());
    }
    fault("Failed to find LIST called " + std::string(wanted));
}

void Machine::list_range()
{
    const Datum high = pop(), low = pop(), list = pop();
    if (!list.is_list() || low.is(Tag::nothing) || high.is(Tag::nothing))
        fault("Expected list, minimum and maximum for LIST_RANGE");
    const Lists& lists = operators_.lists();
    std::int32_t from = 0, to = std::numeric_limits<std::int32_t>::max();
    if (low.is(Tag::integer))
        from = low.integer();
    else if (low.is_list() && !lists.of(low).items.empty())
        from = lists.value(lists.lowest(lists.of(low)));
    if (high.is(Tag::integer))
        to = high.integer();
    else if (high.is_list() && !lists.of(high).items.empty())
        to = lists.value(lists.highest(lists.of(high)));
    push(lists.range(lists.of(list), from, to));
}

void Machine::list_random()
{
    const Datum value = pop();
    if (!value.is_list()) fault("Expected list for LIST_RANDOM");
    const ListData& list = operators_.lists().of(value);
    if (list.items.empty()) return push(operators_.lists().empty());
    DotNetRandom generator(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(seed_) + static_cast<std::uint32_t>(previous_random_)));
    previous_random_ = generator.next();
    push(operators_.lists().single(list.items[static_cast<std::size_t>(previous_random_) % list.items.size()]));
}

// ---- output

/// Prints the value on top of the stack, if there is any: functions may have left none.
void Machine::put_value()
{
    if (stack_.empty()) return;
    const Datum value = pop();
    if (value.is_text()) return put_text(value);
    if (value.is(Tag::nothing)) return;
    HeapString* text = heap_.string();
    operators_.append_text(text->text, value);
    put_text(heap_.filled(text));
}

void Machine::put_text(std::uint32_t id)
{
    const StoryText& text = program_.texts[id];
    if (text.pieces == 0) return put_piece(Datum::text(id), text.kind);
    for (std::uint32_t i = 0; i < text.pieces; ++i)
        put_piece(Datum::text(text.first_piece + i), program_.texts[text.first_piece + i].kind);
}

void Machine::put_text(const Datum& text)
{
    if (text.is(Tag::text)) return put_text(text.id());
    const std::string& characters = text.string()->text;
    if (text.string()->kind == TextKind::newline || characters.find('\n') == std::string::npos)
        return put_piece(text, text.string()->kind);
    const std::vector<std::string_view> pieces = split_newlines(characters);
    if (pieces.empty()) return put_piece(text, text.string()->kind);
    for (std::string_view piece : pieces) {
        const Datum part = heap_.string(piece);
        put_piece(part, part.string()->kind);
    }
}

/// Glue and the beginning of a function's output swallow newlines; otherwise a line has one newline, behind its words.
void Machine::put_piece(const Datum& text, TextKind kind)
{
    Output& output = flow_->output;
    std::int32_t function_start = frame().kind == FrameKind::function ? frame().output_start : -1;
    std::int32_t glue = -1;
    if (output.last_glue() > output.last_string())
        glue = output.last_glue();
    else if (output.last_string() >= 0 && output.last_string() >= function_start)
        function_start = -1;
    if (glue != -1 || function_start != -1) {
        if (kind == TextKind::newline) return;
        if (kind == TextKind::words) {
            if (glue != -1) output.remove_glue();
            if (function_start != -1) {
                for (std::uint32_t depth = frame().depth; depth > 0; --depth) {
                    const Frame* at = thread().at(depth);
                    if (at->kind != FrameKind::function) break;
                    if (at->output_start != -1) thread().own(depth).output_start = -1;
                }
            }
        }
    } else if (kind == TextKind::newline && (!output.has_text() || output.ends_in_newline())) {
        return;
    }
    output.push(text.from(address_));
    if (output.bytes() > options_.limits.output_bytes) {
        limit("ink.limit_output",
              "a line of the story is longer than " + std::to_string(options_.limits.output_bytes) + " bytes");
    }
}

void Machine::put_glue()
{
    if (evaluating_) fault("glue within an expression");
    flow_->output.trim_newlines();
    flow_->output.push(Datum::of(Tag::glue));
}

void Machine::end_string()
{
    Output& output = flow_->output;
    const std::vector<Datum>& items = output.items();
    std::size_t begin = items.size();
    while (begin > 0 && !items[begin - 1].is(Tag::begin_string)) --begin;
    HeapString* text = heap_.string();
    for (std::size_t i = begin; i < items.size(); ++i) {
        if (items[i].is_text()) text->text += operators_.text(items[i]);
    }
    Datum string = heap_.filled(text);
    // Tags made within a choice's text stay in the output.
    for (std::size_t i = items.size(); i-- > begin;) {
        if (items[i].is(Tag::label)) scratch_labels_.push_back(items[i]);
    }
    output.pop(items.size() - (begin > 0 ? begin - 1 : 0));
    for (Datum& label : scratch_labels_) output.push(std::move(label));
    scratch_labels_.clear();
    evaluating_ = true;
    push(std::move(string));
}

/// Within a string, which is a choice's text, a tag goes to the choice; elsewhere it stays in the line.
void Machine::end_tag()
{
    Output& output = flow_->output;
    if (!output.in_string()) return output.push(Datum::of(Tag::end_tag));
    const std::vector<Datum>& items = output.items();
    std::size_t begin = items.size();
    while (begin > 0 && !items[begin - 1].is_command()) --begin;
    if (begin == 0 || !items[begin - 1].is(Tag::begin_tag))
        fault("Unexpected ControlCommand while extracting tag from choice");
    HeapString* text = heap_.string();
    for (std::size_t i = begin; i < items.size(); ++i) {
        if (items[i].is_text()) text->text += operators_.text(items[i]);
    }
    clean_blanks(text->text);
    Datum label = heap_.filled(text, Tag::label);
    output.pop(items.size() - (begin - 1));
    push(std::move(label));
}

// ---- choices

/// Takes a choice's text, and the tags that came before it, from the stack.
Datum Machine::choice_text(PendingChoice& choice)
{
    Datum text = pop();
    if (!text.is_text()) fault("Expected the text of a choice");
    while (!stack_.empty() && stack_.back().is(Tag::label)) {
        const Datum tag = pop();
        if (choice.tag_count == choice.tags.size()) choice.tags.emplace_back();
        choice.tags[choice.tag_count++] = tag.string()->text;
    }
    return text;
}

void Machine::make_choice(const Cell& cell)
{
    const ChoicePoint& point = program_.choice_points[cell.argument];
    bool show = !(point.flags & choice_flag::condition) || operators_.truthy(pop());
    PendingChoice* made = choice_pool_.make();
    const ChoiceHandle choice(choice_pool_, made);
    made->tag_count = 0;
    Datum choice_only, start;
    if (point.flags & choice_flag::choice_only_text) choice_only = choice_text(*made);
    if (point.flags & choice_flag::start_text) start = choice_text(*made);
    if ((point.flags & choice_flag::once_only) && visits_of(point.counted) > 0) show = false;
    if (!show) return;

    std::string& text = made->text;
    text.clear();
    if (start.is_text()) text += operators_.text(start);
    if (choice_only.is_text()) text += operators_.text(choice_only);
    text.erase(text.find_last_not_of(" \t") + 1);
    text.erase(0, text.find_first_not_of(" \t"));
    std::reverse(made->tags.begin(), made->tags.begin() + static_cast<std::ptrdiff_t>(made->tag_count));
    made->target = point.target;
    made->source = address_;
    made->invisible = (point.flags & choice_flag::invisible) != 0;
    made->thread = fork();
    flow_->choices.push_back(choice);
}

std::span<const Choice> Machine::choices()
{
    std::size_t count = 0;
    if (!can_continue()) {
        for (const ChoiceHandle& choice : flow_->choices) {
            if (choice->invisible) continue;
            if (count == offered_.size()) offered_.emplace_back();
            Choice& offered = offered_[count++];
            offered.text = choice->text;
            offered.tags.assign(choice->tags.begin(),
                                choice->tags.begin() + static_cast<std::ptrdiff_t>(choice->tag_count));
            offered.target.clear();
            program_.append_path(offered.target, choice->target);
        }
    }
    return std::span(offered_).first(count);
}

Result<void> Machine::choose(std::size_t index)
{
    std::size_t left = index;
    if (!can_continue()) {
        for (const ChoiceHandle& offered : flow_->choices) {
            if (offered->invisible || left-- > 0) continue;
            problems_.clear();
            if (options_.listener) options_.listener->choice_made(choices()[index]);
            const ChoiceHandle choice = offered;
            take_thread(choice->thread);
            set_chosen(choice->target, true);
            counts_before_.clear();
            store();
            return {};
        }
    }
    return fail(Code::usage, "ink.no_such_choice",
                "the story offers no choice " + std::to_string(index) + " now (they count from 0)");
}

Result<void> Machine::choose_path(std::string_view path, std::span<const Value> arguments, bool reset)
{
    const Program::Found found = program_.find(path);
    if (!found.exact || path.empty()) return no_such_path(path);
    if (!reset && frame().kind == FrameKind::function)
        return fail(Code::usage, "ink.in_function",
                    "the story is within a function: let it finish, or reset the call stack");
    GOLDBOX_TRY(std::vector<Datum> values, from_values(arguments));
    forget_unfinished();
    problems_.clear();
    if (reset) force_end();
    for (Datum& value : values) push(std::move(value));
    set_chosen(found.location, true);
    counts_before_.clear();
    safe_exit_ = false;
    store();
    if (options_.listener) options_.listener->path_chosen(path, arguments);
    return {};
}

// ---- the host's side

std::optional<Value> Machine::variable(std::string_view name) const
{
    const std::uint32_t id = program_.names.find(name);
    if (id == none || !is_global(id)) return std::nullopt;
    return to_value(globals_[program_.global_of_name[id]]);
}

Result<void> Machine::set_variable(std::string_view name, const Value& value)
{
    const std::uint32_t id = program_.names.find(name);
    if (id == none || !is_global(id))
        return fail(Code::not_found, "ink.no_such_variable", "the story declares no variable " + std::string(name));
    if (std::holds_alternative<std::monostate>(value))
        return fail(Code::invalid, "ink.bad_value", "a variable cannot hold nothing");
    GOLDBOX_TRY(Datum datum, from_value(value));
    forget_unfinished();
    set_global(program_.global_of_name[id], std::move(datum));
    note_changes();
    globals_before_.clear();
    tell_changes();
    return {};
}

std::int32_t Machine::visits(std::string_view path) const
{
    const Program::Found found = program_.find(path);
    if (!found.exact) return 0;
    const std::uint32_t container = program_.container_at(found.location);
    if (container == none || program_.containers[container].visits == none) return 0;
    return visits_[program_.containers[container].visits];
}

Result<Session::Evaluation> Machine::evaluate(std::string_view function, std::span<const Value> arguments)
{
    const auto container = program_.knot(function);
    if (!container)
        return fail(Code::not_found, "ink.no_such_function", "the story has no function " + std::string(function));
    GOLDBOX_TRY(std::vector<Datum> values, from_values(arguments));
    Session::Evaluation result;
    GOLDBOX_CHECK(guarded([&] { call_from_host(*container, std::move(values), result); }));
    if (options_.listener) options_.listener->function_evaluated({function, arguments, result.text, result.value});
    tell_changes();
    return result;
}

void Machine::call_from_host(std::uint32_t container, std::vector<Datum> arguments, Session::Evaluation& result)
{
    const std::vector<Datum> output = flow_->output.items();
    const std::size_t height = stack_.size();
    push_frame(FrameKind::from_host);
    Frame& called = thread().own();
    called.stack_height = static_cast<std::uint32_t>(height);
    called.output_start = 0;
    address_ = program_.start_of(container);
    store();
    for (Datum& value : arguments) push(std::move(value));
    add_lines(result.text);
    if (has_error_ || frame().kind != FrameKind::from_host) {
        throw CallFault{{.code = Code::invalid,
                         .reason = "ink.story_mistake",
                         .message = "the function " + program_.path(container) +
                                    " fails: " + (problems_.empty() ? "it ends the story" : problems_.back().message)}};
    }
    if (stack_.size() > height && !stack_.back().is(Tag::nothing)) result.value = to_value(stack_.back());
    if (stack_.size() > height) stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(height), stack_.end());
    thread().pop();
    fetch();
    flow_->output.assign(output);
}

Result<std::vector<Datum>> Machine::from_values(std::span<const Value> values)
{
    std::vector<Datum> out;
    for (const Value& value : values) {
        GOLDBOX_TRY(Datum datum, from_value(value));
        out.push_back(std::move(datum));
    }
    return out;
}

std::vector<ExternalAnswer> Machine::take_answers()
{
    return std::exchange(answers_, {});
}

void Machine::call_external(const Cell& cell)
{
    const std::string_view name = program_.names[cell.argument];
    Externals* externals = options_.externals;
    const std::optional<ExternalKind> kind = externals ? externals->kind(name) : std::nullopt;
    if (!kind) return call_fallback(cell.argument);
    if (*kind == ExternalKind::action || *kind == ExternalKind::wait) {
        if (flow_->output.in_string()) {
            fault("External function " + std::string(name) +
                  " could not be called because 1) it wasn't marked as lookaheadSafe when BindExternalFunction was "
                  "called and 2) the story is in the middle of string generation, either because choice text is being "
                  "generated, or because you have ink like \"hello {func()}\". You can work around this by generating "
                  "the result of your function into a temporary variable before the string or choice gets generated: ~ "
                  "temp x = " +
                  std::string(name) + "()");
        }
        if (newline_.set) {
            saw_action_ = true;
            return next();
        }
    }
    if (*kind == ExternalKind::wait && frame().kind == FrameKind::function)
        fault(std::string(name) + "() was called within a function, where the story cannot wait for it");
    if (stack_.size() < cell.detail) fault("trying to pop too many objects");
    ExternalAnswer answer{.kind = *kind, .name = std::string(name), .arguments = {}, .answer = {}, .site = {}};
    for (std::size_t i = stack_.size() - cell.detail; i < stack_.size(); ++i)
        answer.arguments.push_back(to_value(stack_[i]));
    stack_.erase(stack_.end() - cell.detail, stack_.end());
    program_.append_path(answer.site, program_.locate(address_));
    answer.turn = static_cast<std::uint32_t>(turn());
    for (std::uint32_t c = program_.owners[address_]; c != none; c = program_.containers[c].parent) {
        if (program_.containers[c].visits == none) continue;
        answer.visits = static_cast<std::uint32_t>(visits_[program_.containers[c].visits]);
        break;
    }
    Result<Value> answered = externals->call({.name = name,
                                              .arguments = answer.arguments,
                                              .site = answer.site,
                                              .turn = answer.turn,
                                              .visits = answer.visits});
    if (!answered) throw CallFault{answered.error()};
    Result<Datum> value = from_value(*answered);
    if (!value) throw CallFault{value.error()};
    push(*std::move(value));
    answer.answer = *std::move(answered);
    answers_.push_back(std::move(answer));
    if (*kind == ExternalKind::wait) waits_ = stack_.size() - 1;
    next();
}

void Machine::call_fallback(std::uint32_t name)
{
    const std::uint32_t container = program_.children.find(0, name);
    if (container == none) {
        fault("Trying to call EXTERNAL function '" + std::string(program_.names[name]) +
              "' which has not been bound, and fallback ink function could not be found.");
    }
    push_frame(FrameKind::function);
    jump_to(program_.start_of(container));
}

Value Machine::to_value(const Datum& datum) const
{
    switch (datum.tag()) {
    case Tag::boolean: return datum.boolean();
    case Tag::integer: return datum.integer();
    case Tag::real: return datum.real();
    case Tag::text:
    case Tag::string: return std::string(operators_.text(datum));
    case Tag::target: return DivertTarget{program_.path(Location{datum.id(), datum.detail()})};
    case Tag::pointer: return std::string(program_.names[datum.id()]);
    case Tag::list:
    case Tag::set: {
        const ListData& list = operators_.lists().of(datum);
        List out;
        for (std::uint32_t entry : list.items) {
            const ListEntry& item = program_.list_entries[entry];
            out.items.push_back(
                {std::string(program_.names[item.list]), std::string(program_.names[item.item]), item.value});
        }
        std::ranges::sort(out.items, [](const ListItem& a, const ListItem& b) {
            return std::tie(a.value, a.list, a.item) < std::tie(b.value, b.list, b.item);
        });
        std::vector<std::uint32_t> origins;
        operators_.lists().append_origins(list, origins);
        for (std::uint32_t origin : origins)
            out.origins.emplace_back(program_.names[program_.list_definitions[origin].name]);
        return out;
    }
    default: return {};
    }
}

Result<Datum> Machine::from_value(const Value& value)
{
    struct Convert {
        Machine& machine;
        Result<Datum> operator()(std::monostate) const { return Datum::nothing(); }
        Result<Datum> operator()(bool boolean) const { return Datum::boolean(boolean); }
        Result<Datum> operator()(std::int32_t integer) const { return Datum::integer(integer); }
        Result<Datum> operator()(float real) const { return Datum::real(real); }
        Result<Datum> operator()(const std::string& text) const { return machine.heap_.string(text); }
        Result<Datum> operator()(const DivertTarget& target) const
        {
            const Program::Found found = machine.program_.find(target.path);
            if (!found.exact || target.path.empty()) return no_such_path(target.path);
            return Datum::target(found.location.container, found.location.index);
        }
        Result<Datum> operator()(const List& list) const
        {
            const Program& program = machine.program_;
            ListData data;
            for (const ListItem& item : list.items) {
                const std::uint32_t list_name = program.names.find(item.list), name = program.names.find(item.item);
                const std::uint32_t entry =
                    list_name == none || name == none ? none : program.entries_by_name.find(list_name, name);
                if (entry == none)
                    return fail(Code::not_found, "ink.bad_value",
                                "the story has no list item " + item.list + "." + item.item);
                if (std::ranges::find(data.items, entry) == data.items.end()) data.items.push_back(entry);
            }
            for (std::uint32_t i = 0; i < program.list_definitions.size(); ++i) {
                if (std::ranges::find(list.origins, program.names[program.list_definitions[i].name]) !=
                    list.origins.end())
                    data.origins.push_back(i);
            }
            HeapList* made = machine.heap_.list();
            Datum datum(made);
            made->list = std::move(data);
            return datum;
        }
    };
    return std::visit(Convert{*this}, value);
}

// ---- flows

Result<void> Machine::switch_flow(std::string_view name)
{
    if (name == flow_->name) return {};
    forget_unfinished();
    store();
    auto found = flows_.find(name);
    const bool fresh = found == flows_.end();
    if (fresh) found = flows_.emplace(std::string(name), std::make_unique<Flow>(std::string(name), operators_)).first;
    flow_ = found->second.get();
    problems_.clear();
    if (fresh)
        start();
    else
        fetch();
    return {};
}

Result<void> Machine::remove_flow(std::string_view name)
{
    if (name == default_flow) return fail(Code::usage, "ink.default_flow", "the default flow cannot be removed");
    const auto found = flows_.find(name);
    if (found == flows_.end())
        return fail(Code::not_found, "ink.no_such_flow", "there is no flow " + std::string(name));
    if (found->second.get() == flow_) GOLDBOX_CHECK(switch_flow(default_flow));
    forget_unfinished();
    flows_.erase(found);
    return {};
}

std::vector<std::string> Machine::flow_names() const
{
    std::vector<std::string> names;
    for (const auto& [name, flow] : flows_) names.push_back(name);
    return names;
}

std::size_t Machine::memory_bytes() const
{
    auto of = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    std::size_t total = sizeof(*this) + heap_.bytes() + frames_.bytes() + choice_pool_.bytes() + of(globals_) +
                        of(visits_) + of(turns_) + of(stack_) + of(globals_before_) + of(counts_before_) +
                        of(problems_) + of(answers_) + line_text_.capacity() + scratch_text_.capacity() + of(scratch_);
    for (const auto& [name, flow] : flows_) {
        total += sizeof(Flow) + of(flow->threads) + of(flow->choices) + of(flow->output.items());
    }
    for (const Mark* mark : {&newline_, &begin_}) {
        total += of(mark->threads) + of(mark->output) + of(mark->choices) + of(mark->stack);
    }
    for (const auto* tags : {&line_tags_, &scratch_tags_}) {
        for (const std::string& tag : *tags) total += sizeof(tag) + tag.capacity();
    }
    for (const Choice& choice : offered_) total += sizeof(choice) + choice.text.capacity() + choice.target.capacity();
    if (told_) {
        total += sizeof(Told) + of(told_->globals) + of(told_->visits) + of(told_->turns);
        for (const auto& [key, value] : told_->rest) total += 64 + key.capacity() + value.capacity();
    }
    return total;
}

} // namespace goldbox::narrative
