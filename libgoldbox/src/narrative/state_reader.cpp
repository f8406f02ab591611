// SPDX-License-Identifier: MIT
#include "state_text.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <limits>

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
            if (found.exact) return Datum::target(found.location.container, found.location.index);
            warn("the divert target " + printable(path->string()) + " is gone; " + program_.path(found.labelled) +
                 " stands for it");
            return Datum::target(found.labelled, -1);
        }
        if (const json::Value* name = token.find("^var"); name && name->is(Kind::string)) {
            const std::uint32_t id = program_.names.find(name->string());
            const std::int32_t frame = whole_or(token.find("ci"), -1);
            if (id == none || frame < -1) break;
            return Datum::pointer(id, frame);
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

/// The address of an element of a container, or the beginning of the nearest labelled container around it.
Result<std::uint32_t> StateReader::read_place(std::string_view container, std::int64_t index)
{
    const Program::Found found = program_.find(container);
    const std::uint32_t in = program_.container_at(found.location);
    if (found.exact && in != none) {
        const Container& c = program_.containers[in];
        if (index < 0 || (index == 0 && c.size == 0)) return c.enter;
        if (index < c.size) return program_.item(c, static_cast<std::uint32_t>(index));
    }
    if (found.labelled == 0)
        return bad_state("the session's place " + printable(container) +
                         " is gone from the story, and nothing labelled around it is left");
    warn("the place " + printable(container) + " is gone from the story; the session goes on at " +
         program_.path(found.labelled));
    return program_.start_of(found.labelled);
}

Result<void> StateReader::read_frame(const json::Value& frame, Frame& into)
{
    const std::int32_t type = whole_or(frame.find("type"), -1);
    if (type != 0 && type != 1) return bad_state("a call of the session is neither tunnel nor function");
    into.kind = static_cast<FrameKind>(type);
    into.evaluating = is_true(frame.find("exp"));
    into.address = none;
    into.output_start = std::max(-1, whole_or(frame.find("out"), 0));
    if (const json::Value* path = frame.find("cPath"); path && path->is(Kind::string)) {
        GOLDBOX_TRY(into.address, read_place(path->string(), whole_or(frame.find("idx"), 0)));
    }
    const json::Value* temporaries = frame.find("temp");
    if (!temporaries || !temporaries->is(Kind::object)) return {};
    for (const json::Member& temporary : temporaries->object()) {
        const std::uint32_t name = program_.names.find(temporary.name);
        if (name == none) continue; // nothing in the story can ask for it
        GOLDBOX_TRY(Datum value, read_value(temporary.value));
        into.temporaries.push_back({name, std::move(value)});
    }
    return {};
}

Result<Thread> StateReader::read_thread(const json::Value& thread)
{
    const json::Value* frames = thread.is(Kind::object) ? thread.find("callstack") : nullptr;
    if (!frames || !frames->is(Kind::array) || frames->array().empty())
        return bad_state("a thread of the session has no call stack");
    if (frames->array().size() > machine_.options_.limits.depth)
        return fail(Code::limit, "ink.limit_depth", "the session's call stack is deeper than the limit");
    Thread out;
    for (const json::Value& element : frames->array()) {
        if (out.empty()) {
            Frame* first = machine_.frames_.make();
            first->stack_height = 0;
            first->depth = 1;
            out = Thread(first);
        } else {
            out.push(FrameKind::tunnel);
        }
        GOLDBOX_CHECK(read_frame(element, out.own()));
    }
    out.index = static_cast<std::uint32_t>(whole_or(thread.find("threadIndex"), 0));
    if (const std::string_view path = text_or_empty(thread.find("previousContentObject")); !path.empty()) {
        const Program::Found found = program_.find(path);
        out.previous = found.exact ? program_.address(found.location) : program_.containers[found.labelled].enter;
    }
    return out;
}

// ---- flows

Result<void> StateReader::read_choice(const json::Value& choice, const json::Value* threads, Flow& flow)
{
    if (!choice.is(Kind::object)) return bad_state("a choice of the session is not an object");
    PendingChoice* made = machine_.choice_pool_.make();
    const ChoiceHandle handle(machine_.choice_pool_, made);
    made->text = text_or_empty(choice.find("text"));
    made->tag_count = 0;
    made->invisible = is_true(choice.find("isInvisibleDefault"));
    made->source = none;
    if (const json::Value* tags = choice.find("tags"); tags && tags->is(Kind::array)) {
        made->tags.clear();
        for (const json::Value& tag : tags->array()) made->tags.emplace_back(text_or_empty(&tag));
        made->tag_count = made->tags.size();
    }
    if (const Program::Found source = program_.find(text_or_empty(choice.find("originalChoicePath"))); source.exact)
        made->source = program_.address(source.location);

    const std::string_view path = text_or_empty(choice.find("targetPath"));
    const Program::Found target = program_.find(path);
    made->target = target.location;
    if (!target.exact || path.empty() || program_.address(target.location) == none) {
        if (target.labelled == 0)
            return bad_state("the choice's target " + printable(path) +
                             " is gone from the story, and nothing labelled around it is left");
        warn("the choice's target " + printable(path) + " is gone from the story; the choice leads to " +
             program_.path(target.labelled));
        made->target = {target.labelled, -1};
    }

    const std::int32_t index = whole_or(choice.find("originalThreadIndex"), 0);
    const auto running = std::ranges::find(flow.threads, static_cast<std::uint32_t>(index), &Thread::index);
    if (running != flow.threads.end()) {
        made->thread = *running;
    } else {
        const json::Value* thread = threads ? threads->find(std::to_string(index)) : nullptr;
        if (!thread) return bad_state("a choice of the session has no thread");
        GOLDBOX_TRY(made->thread, read_thread(*thread));
    }
    flow.choices.push_back(handle);
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
        GOLDBOX_TRY(Thread read, read_thread(thread));
        flow->threads.push_back(std::move(read));
    }
    flow->thread_counter = static_cast<std::uint32_t>(whole_or(stack->find("threadCounter"), 0));
    if (const json::Value* output = tree.find("outputStream")) {
        GOLDBOX_TRY(std::vector<Datum> items, read_values(*output));
        for (Datum& item : items) flow->output.push(std::move(item));
    }
    if (const json::Value* choices = tree.find("currentChoices")) {
        if (!choices->is(Kind::array)) return bad_state("the choices of the session are not an array");
        for (const json::Value& choice : choices->array())
            GOLDBOX_CHECK(read_choice(choice, tree.find("choiceThreads"), *flow));
    }
    machine_.flows_.insert_or_assign(std::string(name), std::move(flow));
    return {};
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
    const Program::Found found = program_.find(path);
    const std::uint32_t container = found.exact ? program_.container_at(found.location) : none;
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
            machine_.turn_ = static_cast<std::int32_t>(static_cast<std::uint32_t>(number) - 1);
        else if (kind == "seed")
            machine_.seed_ = number;
        else if (kind == "previous_random")
            machine_.previous_random_ = number;
        else
            return bad_state("the session's key " + printable(key) + " is unknown");
        return {};
    }
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

Result<void> StateReader::resume(const SessionState& state)
{
    if (state.empty()) return {};
    machine_.seed_ = 0;
    std::string current(default_flow);
    for (const auto& [key, text] : state) {
        const auto value = json::read(text);
        if (!value) return bad_state("the session's " + printable(key) + " is not JSON: " + value.error().message);
        GOLDBOX_CHECK(read_key(key, value->root, current));
    }
    const auto flow = machine_.flows_.find(current);
    if (flow == machine_.flows_.end()) return bad_state("the session's flow " + printable(current) + " is missing");
    machine_.flow_ = flow->second.get();
    machine_.fetch();
    return {};
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
    told_ = std::make_unique<Told>(Told{globals_, visits_, turns_, {}});
    StateWriter(*this).add_rest(told_->rest);
    return std::move(reader).moved();
}

Result<std::vector<Problem>> Machine::load(std::string_view save_json)
{
    const auto document = json::read(save_json, {.max_depth = 200});
    if (!document) return bad_state("the save is not JSON: " + document.error().message);
    StateReader reader(*this);
    GOLDBOX_CHECK(reader.load(document->root));
    GOLDBOX_CHECK(check_size());
    return std::move(reader).moved();
}

} // namespace goldbox::narrative
