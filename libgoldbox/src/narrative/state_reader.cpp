// SPDX-License-Identifier: MIT
#include "state_text.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

namespace goldbox::narrative {

namespace {

using json::Kind;

constexpr std::int64_t oldest_save = 8;
constexpr std::int64_t newest_save = 10;

tl::unexpected<Error> bad_state(std::string message)
{
    return fail(Code::invalid, "ink.bad_state", std::move(message));
}

bool in_range(std::int64_t number)
{
    return number >= std::numeric_limits<std::int32_t>::min() && number <= std::numeric_limits<std::int32_t>::max();
}

Result<std::int32_t> whole(const json::Value* value, std::string_view what)
{
    if (!value || !value->is(Kind::integer) || !in_range(value->integer()))
        return bad_state(std::string(what) + " of the session is no whole number");
    return static_cast<std::int32_t>(value->integer());
}

std::int32_t whole_or(const json::Value* value, std::int32_t otherwise)
{
    const bool good = value && value->is(Kind::integer) && in_range(value->integer());
    return good ? static_cast<std::int32_t>(value->integer()) : otherwise;
}

std::string_view text_or_empty(const json::Value* value)
{
    return value && value->is(Kind::string) ? value->string() : std::string_view();
}

bool is_true(const json::Value* value)
{
    return value && value->is(Kind::boolean) && value->boolean();
}

} // namespace

void StateReader::warn(std::string message)
{
    if (moved_.size() < 1000) moved_.push_back({Severity::warning, std::move(message), {}});
}

// ---- values

Result<Datum> StateReader::read_value(const json::Value& token)
{
    switch (token.kind()) {
    case Kind::boolean: return Datum::boolean(token.boolean());
    case Kind::integer:
        if (in_range(token.integer())) return Datum::integer(static_cast<std::int32_t>(token.integer()));
        return Datum::real(static_cast<float>(token.number()));
    case Kind::number: return Datum::real(static_cast<float>(token.number()));
    case Kind::string: {
        const std::string_view word = token.string();
        if (word.starts_with('^')) return machine_.heap_.string(word.substr(1));
        if (word == "\n") return machine_.heap_.string(word);
        if (word == "void") return Datum::nothing();
        if (word == "<>") return Datum::of(Tag::glue);
        if (word == "str") return Datum::of(Tag::begin_string);
        if (word == "#") return Datum::of(Tag::begin_tag);
        if (word == "/#") return Datum::of(Tag::end_tag);
        break;
    }
    case Kind::object: {
        if (const json::Value* path = token.find("^->"); path && path->is(Kind::string)) {
            const Program::Found found = program_.find(path->string());
            const Relocation::Container now = relocation_.container(path->string());
            if (now.container != none) return Datum::target(now.container, -1);
            if (found.exact && now.labelled == found.labelled)
                return Datum::target(found.location.container, found.location.index);
            const std::uint32_t instead = now.labelled == none ? 0 : now.labelled;
            warn("the divert target " + printable(path->string()) + " is gone; " +
                 (instead == 0 ? std::string("the story's beginning") : program_.path(instead)) + " stands for it");
            return Datum::target(instead, -1);
        }
        if (const json::Value* name = token.find("^var"); name && name->is(Kind::string)) {
            const std::uint32_t id = program_.names.find(name->string());
            const std::int32_t frame = whole_or(token.find("ci"), -1);
            if (frame < -1) break;
            if (id != none) return Datum::pointer(id, frame);
            warn("the variable " + printable(name->string()) + " is gone from the story; 0 stands for it");
            return Datum::integer(0);
        }
        if (const json::Value* label = token.find("#"); label && label->is(Kind::string))
            return machine_.heap_.string(label->string(), Tag::label);
        if (const json::Value* list = token.find("list"); list && list->is(Kind::object))
            return read_list(*list, token.find("origins"));
        break;
    }
    default: break;
    }
    return bad_state("a value of the session is none that ink knows");
}

Result<Datum> StateReader::read_list(const json::Value& items, const json::Value* origins)
{
    HeapList* made = machine_.heap_.list();
    Datum result(made);
    for (const json::Member& item : items.object()) {
        const std::size_t dot = std::min(item.name.find('.'), item.name.size());
        const std::uint32_t list = program_.names.find(item.name.substr(0, dot));
        const std::uint32_t name = program_.names.find(item.name.substr(std::min(dot + 1, item.name.size())));
        const std::uint32_t entry = list == none || name == none ? none : program_.entries_by_name.find(list, name);
        if (entry == none) {
            warn("the list item " + printable(item.name) + " is gone and left out");
        } else if (std::ranges::find(made->list.items, entry) == made->list.items.end()) {
            made->list.items.push_back(entry);
        }
    }
    if (origins && origins->is(Kind::array)) {
        for (const json::Value& origin : origins->array()) {
            for (std::uint32_t i = 0; i < program_.list_definitions.size(); ++i) {
                if (text_or_empty(&origin) == program_.names[program_.list_definitions[i].name] &&
                    std::ranges::find(made->list.origins, i) == made->list.origins.end())
                    made->list.origins.push_back(i);
            }
        }
    }
    return result;
}

Result<std::vector<Datum>> StateReader::read_values(const json::Value& values)
{
    if (!values.is(Kind::array)) return bad_state("a list of values of the session is not an array");
    std::vector<Datum> out;
    for (const json::Value& token : values.array()) {
        GOLDBOX_TRY(Datum value, read_value(token));
        out.push_back(std::move(value));
    }
    return out;
}

// ---- places

/// A frame as it was written, before it is known what of it can go on.
struct StateReader::ReadFrame {
    enum class Fate : std::uint8_t {
        kept,
        stuck, ///< within an expression that is another now
        gone,  ///< nothing labelled is left around it
    };
    FrameKind kind = FrameKind::tunnel;
    bool evaluating = false;
    std::int32_t output_start = 0;
    std::vector<Frame::Temporary> temporaries;
    std::string_view path;
    std::int64_t index = 0;
    bool stopped = false; ///< it goes on nowhere: its flow waits for a choice or is over

    Fate fate = Fate::kept;
    std::uint32_t address = none;
};

Result<StateReader::ReadFrame> StateReader::read_frame(const json::Value& frame)
{
    const std::int32_t type = whole_or(frame.find("type"), -1);
    if (type != 0 && type != 1) return bad_state("a call of the session is neither tunnel nor function");
    ReadFrame out{.kind = static_cast<FrameKind>(type),
                  .evaluating = is_true(frame.find("exp")),
                  .output_start = std::max(-1, whole_or(frame.find("out"), 0))};
    const json::Value* path = frame.find("cPath");
    out.stopped = !path || !path->is(Kind::string);
    if (!out.stopped) {
        out.path = path->string();
        out.index = whole_or(frame.find("idx"), 0);
    }
    const json::Value* temporaries = frame.find("temp");
    if (!temporaries || !temporaries->is(Kind::object)) return out;
    for (const json::Member& temporary : temporaries->object()) {
        const std::uint32_t name = program_.names.find(temporary.name);
        if (name == none) continue; // nothing in the story can ask for it
        GOLDBOX_TRY(Datum value, read_value(temporary.value));
        out.temporaries.push_back({name, std::move(value)});
    }
    return out;
}

/// Finds the instruction where a frame goes on: itself, or for a caller the call that it waits for.
void StateReader::place_frame(ReadFrame& frame, bool innermost)
{
    if (frame.stopped) return;
    if (frame.index < 0 || frame.index == 0) {
        const std::uint32_t in = relocation_.container(frame.path).container;
        if (in != none && (frame.index < 0 || program_.containers[in].size == 0)) {
            frame.address = program_.containers[in].enter;
            return;
        }
    }
    const Relocation::Place place = relocation_.place(frame.path, frame.index);
    if (place.container == none) return place_at_label(frame, innermost);
    const auto call_at = [&](std::uint32_t index) { // nobody calls from behind the last instruction
        const std::uint32_t address = address_of(program_, place.container, index);
        return program_.cells[address].op == Op::end ? address - 1 : address;
    };
    if (frame.evaluating || frame.kind == FrameKind::function) {
        frame.address = innermost ? address_of(program_, place.container, place.index) : call_at(place.index);
        if (!place.same) frame.fate = ReadFrame::Fate::stuck;
        return;
    }
    if (innermost) {
        const std::uint32_t index = statement_from(program_, place.container, place.index);
        frame.address = address_of(program_, place.container, index);
        return;
    }
    if (place.same) {
        frame.address = call_at(place.index);
        return;
    }
    // A caller goes on behind its call, wherever that is now.
    const Container& in = program_.containers[place.container];
    for (std::uint32_t i = place.least; i < place.most; ++i) {
        const Cell& cell = program_.cells[program_.item(in, i)];
        const bool diverts = cell.op == Op::divert_by_flags || cell.op == Op::divert_to_variable;
        if (!diverts || !(cell.flags & divert_flag::tunnel)) continue;
        frame.address = program_.item(in, i);
        return;
    }
    const std::uint32_t index = statement_from(program_, place.container, place.index);
    frame.address = address_of(program_, place.container, index) - 1;
}

/// The beginning of the nearest labelled place, behind the parameters that nobody passes now.
void StateReader::place_at_label(ReadFrame& frame, bool innermost)
{
    const std::uint32_t label = relocation_.container(frame.path).labelled;
    if (label == none) {
        frame.fate = ReadFrame::Fate::gone;
        return;
    }
    warn("the place " + printable(frame.path) + " is gone from the story; the session goes on at " +
         program_.path(label));
    const std::vector<std::uint32_t> parameters = program_.parameters_of(label);
    for (std::uint32_t name : parameters) {
        if (std::ranges::find(frame.temporaries, name, &Frame::Temporary::name) != frame.temporaries.end()) continue;
        warn("the parameter " + std::string(program_.names[name]) + " of " + program_.path(label) + " is 0");
        frame.temporaries.push_back({name, Datum::integer(0)});
    }
    const Container& c = program_.containers[label];
    frame.address = c.size == 0 ? c.enter : address_of(program_, label, static_cast<std::uint32_t>(parameters.size()));
    if (!innermost) --frame.address; // the step behind it is the first
    if (frame.evaluating || frame.kind == FrameKind::function) frame.fate = ReadFrame::Fate::stuck;
}

/// Functions cannot return into an expression that changed, and what the expression had computed so far means nothing
/// any more: the statement around all of it is over.
void StateReader::leave_expression(std::vector<ReadFrame>& frames)
{
    const auto lost = [](const ReadFrame& frame) { return frame.fate != ReadFrame::Fate::kept; };
    const auto outermost = std::ranges::find_if(frames, [](const ReadFrame& frame) { return frame.evaluating; });
    if (outermost == frames.end() || std::none_of(outermost, frames.end(), lost)) return;
    warn("the expression at " + printable(outermost->path) + " changed; the session goes on behind it");
    frames.erase(std::next(outermost), frames.end());
    left_expression_ = true;
    ReadFrame& frame = frames.back();
    frame.evaluating = false;
    if (frame.fate == ReadFrame::Fate::gone) return;
    frame.fate = ReadFrame::Fate::kept;
    place_frame(frame, true);
}

/// What waits at a place that is gone for good is left out; when that was the flow's own place, it begins anew.
Result<void> StateReader::drop_lost(std::vector<ReadFrame>& frames)
{
    for (std::size_t i = frames.size(); i-- > 0;) {
        ReadFrame& frame = frames[i];
        if (frame.fate == ReadFrame::Fate::kept) continue;
        const bool innermost = i + 1 == frames.size();
        if (i == 0) {
            GOLDBOX_TRY(frame.address, beginning(frame.path));
            if (!innermost && frame.address > 0) --frame.address;
            frame.kind = FrameKind::tunnel;
            frame.evaluating = false;
            break;
        }
        warn("the place " + printable(frame.path) + " is gone from the story; the session leaves it");
        if (innermost && frames[i - 1].address != none) ++frames[i - 1].address; // behind the call
        frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return {};
}

/// Of the story, for a session whose place is gone; an error when the session is none of this story.
Result<std::uint32_t> StateReader::beginning(std::string_view lost)
{
    if (!knows_story_)
        return bad_state("the session's place " + printable(lost) +
                         " is gone from the story, and nothing labelled around it is left");
    warn("the place " + printable(lost) + " is gone from the story; the session goes on at the story's beginning");
    return program_.start_of(0);
}

Result<Thread> StateReader::read_thread(const json::Value& thread, Role role)
{
    const json::Value* list = thread.is(Kind::object) ? thread.find("callstack") : nullptr;
    if (!list || !list->is(Kind::array) || list->array().empty())
        return bad_state("a thread of the session has no call stack");
    if (list->array().size() > machine_.options_.limits.depth)
        return fail(Code::limit, "ink.limit_depth", "the session's call stack is deeper than the limit");
    std::vector<ReadFrame> frames;
    for (const json::Value& element : list->array()) {
        GOLDBOX_TRY(ReadFrame frame, read_frame(element));
        frames.push_back(std::move(frame));
    }
    // Who takes a choice leaves the place where it was offered; only its callers matter.
    if (role == Role::of_choice && relocation_.place(frames.back().path, frames.back().index).container == none)
        frames.back().stopped = true;
    const auto goes_on = [&](std::size_t i) { return i + 1 == frames.size() && role != Role::waits; };
    for (std::size_t i = 0; i < frames.size(); ++i) place_frame(frames[i], goes_on(i));
    leave_expression(frames);
    GOLDBOX_CHECK(drop_lost(frames));

    Thread out;
    for (ReadFrame& frame : frames) {
        if (out.empty()) {
            Frame* first = machine_.frames_.make();
            first->stack_height = 0;
            first->depth = 1;
            out = Thread(first);
        } else {
            out.push(FrameKind::tunnel);
        }
        Frame& into = out.own();
        into.kind = frame.kind;
        into.evaluating = frame.evaluating;
        into.output_start = frame.output_start;
        into.address = frame.address;
        into.temporaries = std::move(frame.temporaries);
    }
    out.index = static_cast<std::uint32_t>(whole_or(thread.find("threadIndex"), 0));
    if (const std::string_view path = text_or_empty(thread.find("previousContentObject")); !path.empty())
        out.previous = previous_place(path);
    return out;
}

/// Where a thread's last step was: it says which containers it is in already.
std::uint32_t StateReader::previous_place(std::string_view path) const
{
    const Relocation::Container now = relocation_.container(path);
    if (now.container != none) return program_.containers[now.container].enter;
    const std::size_t dot = path.rfind('.');
    std::int64_t index = -1;
    if (dot != std::string_view::npos) {
        const std::string_view last = path.substr(dot + 1);
        const auto [end, problem] = std::from_chars(last.data(), last.data() + last.size(), index);
        if (problem != std::errc() || end != last.data() + last.size()) index = -1;
    }
    const Relocation::Place place = index < 0 ? Relocation::Place{} : relocation_.place(path.substr(0, dot), index);
    if (place.container != none && place.index < program_.containers[place.container].size)
        return address_of(program_, place.container, place.index);
    return now.labelled == none ? 0 : program_.containers[now.labelled].enter;
}

// ---- flows

/// False when the choice leads to what is gone.
Result<bool> StateReader::read_choice(const json::Value& choice, const json::Value* threads, Flow& flow)
{
    if (!choice.is(Kind::object)) return bad_state("a choice of the session is not an object");
    const std::string_view path = text_or_empty(choice.find("targetPath"));
    if (path.empty()) return bad_state("a choice of the session leads nowhere");
    const std::uint32_t target = relocation_.container(path).container;
    if (target == none) {
        warn("the choice \"" + printable(text_or_empty(choice.find("text"))) + "\" is gone from the story");
        return false;
    }
    PendingChoice* made = machine_.choice_pool_.make();
    const ChoiceHandle handle(machine_.choice_pool_, made);
    made->text = text_or_empty(choice.find("text"));
    made->tag_count = 0;
    made->invisible = is_true(choice.find("isInvisibleDefault"));
    made->target = {target, -1};
    made->source = none;
    if (const json::Value* tags = choice.find("tags"); tags && tags->is(Kind::array)) {
        made->tags.clear();
        for (const json::Value& tag : tags->array()) made->tags.emplace_back(text_or_empty(&tag));
        made->tag_count = made->tags.size();
    }
    if (const std::string_view source = text_or_empty(choice.find("originalChoicePath")); !source.empty()) {
        const std::uint32_t address = previous_place(source);
        if (program_.cells[address].op == Op::choice) made->source = address;
    }
    const std::int32_t index = whole_or(choice.find("originalThreadIndex"), 0);
    const auto running = std::ranges::find(flow.threads, static_cast<std::uint32_t>(index), &Thread::index);
    if (running != flow.threads.end()) {
        made->thread = *running;
    } else {
        const json::Value* thread = threads ? threads->find(std::to_string(index)) : nullptr;
        if (!thread) return bad_state("a choice of the session has no thread");
        GOLDBOX_TRY(made->thread, read_thread(*thread, Role::of_choice));
    }
    flow.choices.push_back(handle);
    return true;
}

/// A flow that waited for choices which are all gone goes on where nobody needs to choose.
Result<void> StateReader::rescue(Flow& flow, std::string_view lost)
{
    if (!flow.choices.empty()) { // only invisible ones: what is done when nothing else is left
        const ChoiceHandle choice = flow.choices.front();
        Thread thread = choice->thread;
        flow.threads.assign(1, thread);
        flow.threads.back().own().address = program_.containers[choice->target.container].enter;
        flow.choices.clear();
        return {};
    }
    ReadFrame frame{.path = lost};
    place_at_label(frame, true);
    if (frame.fate == ReadFrame::Fate::gone) {
        GOLDBOX_TRY(frame.address, beginning(lost));
    }
    Frame& into = flow.threads.back().own();
    into.address = frame.address;
    into.evaluating = false;
    for (Frame::Temporary& temporary : frame.temporaries) {
        if (std::ranges::find(into.temporaries, temporary.name, &Frame::Temporary::name) == into.temporaries.end())
            into.temporaries.push_back(std::move(temporary));
    }
    return {};
}

Result<void> StateReader::read_flow(const json::Value& tree, std::string_view name)
{
    if (!tree.is(Kind::object)) return bad_state("a flow of the session is not an object");
    auto flow = std::make_unique<Flow>(std::string(name), machine_.operators_);
    const json::Value* stack = tree.find("callstack");
    if (!stack) stack = tree.find("callstackThreads"); // saves before there were flows
    const json::Value* threads = stack && stack->is(Kind::object) ? stack->find("threads") : nullptr;
    if (!threads || !threads->is(Kind::array) || threads->array().empty())
        return bad_state("a flow of the session has no threads");
    for (const json::Value& thread : threads->array()) {
        const bool last = &thread == &threads->array().back();
        GOLDBOX_TRY(Thread read, read_thread(thread, last ? Role::runs : Role::waits));
        flow->threads.push_back(std::move(read));
    }
    flow->thread_counter = static_cast<std::uint32_t>(whole_or(stack->find("threadCounter"), 0));
    if (const json::Value* output = tree.find("outputStream")) {
        GOLDBOX_TRY(std::vector<Datum> items, read_values(*output));
        for (Datum& item : items) flow->output.push(std::move(item));
    }
    if (const json::Value* choices = tree.find("currentChoices")) {
        if (!choices->is(Kind::array)) return bad_state("the choices of the session are not an array");
        std::string_view lost;
        bool offers = false;
        for (const json::Value& choice : choices->array()) {
            GOLDBOX_TRY(const bool kept, read_choice(choice, tree.find("choiceThreads"), *flow));
            const std::string_view source = text_or_empty(choice.find("originalChoicePath"));
            if (!kept && lost.empty()) lost = source.empty() ? text_or_empty(choice.find("targetPath")) : source;
            if (kept && !is_true(choice.find("isInvisibleDefault"))) offers = true;
        }
        const bool waits = flow->threads.back().top().address == none;
        if (waits && !lost.empty() && !offers) GOLDBOX_CHECK(rescue(*flow, lost));
    }
    machine_.flows_.insert_or_assign(std::string(name), std::move(flow));
    return {};
}

/// For the few places that are named by themselves.
Result<std::uint32_t> StateReader::read_place(std::string_view container, std::int64_t index)
{
    ReadFrame frame{.path = container, .index = index};
    place_frame(frame, true);
    if (frame.fate == ReadFrame::Fate::gone) return beginning(container);
    return frame.address;
}

// ---- variables and counters

Result<void> StateReader::read_variables(const json::Value& variables)
{
    if (!variables.is(Kind::object)) return bad_state("the variables of the session are not an object");
    for (const json::Member& variable : variables.object()) {
        const std::uint32_t name = program_.names.find(variable.name);
        if (name == none || program_.global_of_name[name] == none) {
            warn("the variable " + printable(variable.name) + " is gone from the story and left out");
            continue;
        }
        GOLDBOX_TRY(machine_.globals_[program_.global_of_name[name]], read_value(variable.value));
    }
    return {};
}

void StateReader::read_counter(std::string_view path, std::int32_t count, bool turns)
{
    const std::uint32_t container = relocation_.container(path).container;
    if (container == none) return;
    const Container& c = program_.containers[container];
    if (turns && c.turns != none) machine_.turns_[c.turns] = count;
    if (!turns && c.visits != none) machine_.visits_[c.visits] = count;
}

Result<void> StateReader::read_counters(const json::Value* counters, bool turns)
{
    if (!counters) return {};
    if (!counters->is(Kind::object)) return bad_state("the counts of the session are not an object");
    for (const json::Member& counter : counters->object()) {
        GOLDBOX_TRY(const std::int32_t count, whole(&counter.value, "a count"));
        read_counter(counter.name, count, turns);
    }
    return {};
}

// ---- ink's saves

Result<void> StateReader::load(const json::Value& save)
{
    if (!save.is(Kind::object)) return bad_state("ink save format incorrect, can't load");
    const json::Value* version = save.find("inkSaveVersion");
    if (!version || !version->is(Kind::integer)) return bad_state("ink save format incorrect, can't load");
    if (version->integer() < oldest_save || version->integer() > newest_save) {
        return fail(Code::unsupported, "ink.save_version",
                    "the save's version " + std::to_string(version->integer()) + " is none of 8, 9 and 10");
    }
    if (const json::Value* shapes = save.find("goldboxShapes"); shapes && shapes->is(Kind::object)) {
        for (const json::Member& shape : shapes->object()) relocation_.add(shape.name, text_or_empty(&shape.value));
    }
    std::vector<std::string_view> visited;
    if (const json::Value* counts = save.find("visitCounts"); counts && counts->is(Kind::object)) {
        for (const json::Member& count : counts->object()) visited.push_back(count.name);
    }
    begin_relocation(visited);
    std::string current(default_flow);
    if (const json::Value* flows = save.find("flows")) {
        if (!flows->is(Kind::object) || flows->object().empty()) return bad_state("the save has no flows");
        machine_.flows_.clear();
        for (const json::Member& flow : flows->object()) GOLDBOX_CHECK(read_flow(flow.value, flow.name));
        current = text_or_empty(save.find("currentFlowName"));
        if (!machine_.flows_.contains(current)) current = machine_.flows_.begin()->first;
    } else {
        GOLDBOX_CHECK(read_flow(save, default_flow));
    }
    machine_.flow_ = machine_.flows_.find(current)->second.get();

    if (const json::Value* variables = save.find("variablesState")) GOLDBOX_CHECK(read_variables(*variables));
    if (const json::Value* stack = save.find("evalStack")) {
        GOLDBOX_TRY(machine_.stack_, read_values(*stack));
    }
    std::ranges::fill(machine_.visits_, 0);
    std::ranges::fill(machine_.turns_, never);
    GOLDBOX_CHECK(read_counters(save.find("visitCounts"), false));
    GOLDBOX_CHECK(read_counters(save.find("turnIndices"), true));
    GOLDBOX_TRY(machine_.turn_, whole(save.find("turnIdx"), "the turn"));
    GOLDBOX_TRY(machine_.seed_, whole(save.find("storySeed"), "the seed"));
    machine_.previous_random_ = whole_or(save.find("previousRandom"), 0);
    if (left_expression_) machine_.stack_.clear();
    machine_.fetch();
    if (const std::string_view path = text_or_empty(save.find("currentDivertTarget")); !path.empty()) {
        GOLDBOX_TRY(machine_.address_, read_place(path, -1));
    }
    return {};
}

// ---- session states

Result<void> StateReader::read_key(std::string_view key, const json::Value& value, std::string& current)
{
    const std::size_t slash = std::min(key.find('/'), key.size());
    const std::string_view kind = key.substr(0, slash), name = key.substr(std::min(slash + 1, key.size()));
    if (slash == key.size()) {
        if (kind == "flow") {
            current = text_or_empty(&value);
            return {};
        }
        if (kind == "evaluation") {
            GOLDBOX_TRY(machine_.stack_, read_values(value));
            return {};
        }
        GOLDBOX_TRY(const std::int32_t number, whole(&value, key));
        if (kind == "turn")
            machine_.turn_ = wrapped_difference(number, 1);
        else if (kind == "seed")
            machine_.seed_ = number;
        else if (kind == "previous_random")
            machine_.previous_random_ = number;
        else
            return bad_state("the session's key " + printable(key) + " is unknown");
        return {};
    }
    if (kind == "shape") return {}; // read already
    if (kind == "flow") return read_flow(value, name);
    if (kind == "global") {
        const std::uint32_t id = program_.names.find(name);
        if (id == none || program_.global_of_name[id] == none) {
            warn("the variable " + printable(name) + " is gone from the story and left out");
            return {};
        }
        GOLDBOX_TRY(machine_.globals_[program_.global_of_name[id]], read_value(value));
        return {};
    }
    if (kind == "visits" || kind == "turns") {
        GOLDBOX_TRY(const std::int32_t count, whole(&value, key));
        read_counter(name, count, kind == "turns");
        return {};
    }
    return bad_state("the session's key " + printable(key) + " is unknown");
}

/// Shapes first, since all places are found by them.
Result<void> StateReader::resume(const SessionState& state)
{
    if (state.empty()) return {};
    std::vector<std::pair<std::string_view, json::Document>> keys;
    std::vector<std::string_view> visited;
    for (const auto& [key, text] : state) {
        auto value = json::read(text);
        if (!value) return bad_state("the session's " + printable(key) + ": " + value.error().message);
        keys.emplace_back(key, *std::move(value));
        const std::string_view name(key);
        if (name.starts_with("shape/")) relocation_.add(name.substr(6), text_or_empty(&keys.back().second.root));
        if (name.starts_with("visits/")) visited.push_back(name.substr(7));
    }
    begin_relocation(visited);
    machine_.seed_ = 0;
    std::string current(default_flow);
    for (const auto& [key, value] : keys) GOLDBOX_CHECK(read_key(key, value.root, current));
    const auto flow = machine_.flows_.find(current);
    if (flow == machine_.flows_.end()) return bad_state("the session's flow " + printable(current) + " is missing");
    machine_.flow_ = flow->second.get();
    if (left_expression_) machine_.stack_.clear();
    machine_.fetch();
    return {};
}

void StateReader::begin_relocation(const std::vector<std::string_view>& visited)
{
    relocation_.begin();
    for (const auto& [before, now] : relocation_.renamed())
        warn("the knot " + printable(before) + " is gone from the story; " + now + " stands for it");
    bool knots = false;
    knows_story_ = relocation_.knows_any();
    for (std::string_view path : visited) {
        const std::string_view knot = path.substr(0, path.find('.'));
        if (knot.empty() || (knot[0] >= '0' && knot[0] <= '9')) continue;
        knots = true;
        if (program_.knot(knot)) knows_story_ = true;
    }
    if (!knots) knows_story_ = true;
}

// ---- what Machine offers of this

Result<void> Machine::check_size() const
{
    if (memory_bytes() <= options_.limits.memory_bytes) return {};
    return fail(Code::limit, "ink.limit_memory", "what was saved needs more memory than a session may use");
}

Result<std::vector<Problem>> Machine::resume(const SessionState& state)
{
    StateReader reader(*this);
    GOLDBOX_CHECK(reader.resume(state));
    GOLDBOX_CHECK(check_size());
    const StateWriter writer(*this);
    told_ = std::make_unique<Told>(Told{globals_, visits_, turns_});
    writer.add_rest(told_->rest);
    told_->scopes = writer.mentioned();
    const SessionState now = writer.state();
    for (const auto& [key, value] : now) {
        const auto before = state.find(key);
        if (before == state.end() || before->second != value) told_->owed.changes.push_back({key, value});
    }
    for (const auto& [key, value] : state) {
        if (!now.contains(key)) told_->owed.changes.push_back({key, std::nullopt});
    }
    std::ranges::sort(told_->owed.changes, {}, &SessionDelta::Change::key);
    return std::move(reader).moved();
}

Result<std::vector<Problem>> Machine::load(std::string_view save_json)
{
    const auto document = json::read(save_json, {.max_depth = 200});
    if (!document) return bad_state(document.error().message);
    StateReader reader(*this);
    GOLDBOX_CHECK(reader.load(document->root));
    GOLDBOX_CHECK(check_size());
    return std::move(reader).moved();
}

} // namespace goldbox::narrative
