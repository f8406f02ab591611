// SPDX-License-Identifier: MIT
#include "number.hpp"
#include "state_text.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace goldbox::narrative {

// ---- values

void StateWriter::write_value(json::Writer& out, const Datum& value) const
{
    switch (value.tag()) {
    case Tag::boolean: out.value(value.boolean()); break;
    case Tag::integer: out.value(value.integer()); break;
    case Tag::real: {
        std::string text;
        append_float(text, value.real());
        if (text == "NaN") text = "0.0"; // JSON has none; so does the reference
        if (text.ends_with("Infinity")) text = text[0] == '-' ? "-3.4028235E+38" : "3.4028235E+38";
        if (text.find_first_of(".E") == std::string::npos) text += ".0";
        out.raw(text);
        break;
    }
    case Tag::text:
    case Tag::string: {
        const std::string_view text = machine_.operators_.text(value);
        out.value(text == "\n" ? std::string(text) : "^" + std::string(text));
        break;
    }
    case Tag::target:
        out.begin_object().member("^->", program_.path(Location{value.id(), value.detail()})).end_object();
        break;
    case Tag::pointer:
        out.begin_object().member("^var", program_.names[value.id()]).member("ci", value.detail()).end_object();
        break;
    case Tag::list:
    case Tag::set: write_list(out, machine_.operators_.lists().of(value)); break;
    case Tag::label: out.begin_object().member("#", value.string()->text).end_object(); break;
    case Tag::glue: out.value("<>"); break;
    case Tag::begin_string: out.value("str"); break;
    case Tag::begin_tag: out.value("#"); break;
    case Tag::end_tag: out.value("/#"); break;
    case Tag::nothing:
    case Tag::unset: out.value("void"); break;
    }
}

void StateWriter::write_list(json::Writer& out, const ListData& list) const
{
    out.begin_object().key("list").begin_object();
    for (std::uint32_t entry : list.items) {
        const ListEntry& item = program_.list_entries[entry];
        out.member(std::string(program_.names[item.list]) + "." + std::string(program_.names[item.item]), item.value);
    }
    out.end_object();
    if (list.items.empty() && !list.origins.empty()) {
        out.key("origins").begin_array();
        for (std::uint32_t origin : list.origins) out.value(program_.names[program_.list_definitions[origin].name]);
        out.end_array();
    }
    out.end_object();
}

bool StateWriter::same(const Datum& left, const Datum& right) const
{
    if (left.identical(right)) return true;
    if (left.is_text() && right.is_text()) return machine_.operators_.text(left) == machine_.operators_.text(right);
    const Lists& lists = machine_.operators_.lists();
    return left.is_list() && right.is_list() && lists.of(left) == lists.of(right);
}

// ---- flows

void StateWriter::write_flow(json::Writer& out, const Flow& flow, Format format) const
{
    out.begin_object().key("callstack").begin_object().key("threads").begin_array();
    for (const Thread& thread : flow.threads) write_thread(out, thread, format);
    out.end_array().member("threadCounter", flow.thread_counter).end_object();
    if (format == Format::ink) {
        out.key("outputStream").begin_array();
        for (const Datum& item : flow.output.items()) write_value(out, item);
        out.end_array();
    }
    const auto runs = [&](const PendingChoice& choice) {
        return std::ranges::any_of(flow.threads,
                                   [&](const Thread& thread) { return thread.index == choice.thread.index; });
    };
    bool any = false;
    for (const ChoiceHandle& choice : flow.choices) {
        if (runs(*choice)) continue;
        if (!any) out.key("choiceThreads").begin_object();
        any = true;
        out.key(std::to_string(choice->thread.index));
        write_thread(out, choice->thread, format);
    }
    if (any) out.end_object();
    out.key("currentChoices").begin_array();
    std::size_t index = 0;
    for (const ChoiceHandle& choice : flow.choices) write_choice(out, *choice, choice->invisible ? 0 : index++);
    out.end_array().end_object();
}

void StateWriter::write_thread(json::Writer& out, const Thread& thread, Format format) const
{
    std::vector<const Frame*> frames;
    for (const Frame* frame = &thread.top(); frame; frame = frame->parent) frames.push_back(frame);
    out.begin_object().key("callstack").begin_array();
    for (std::size_t i = frames.size(); i-- > 0;) write_frame(out, *frames[i], format);
    out.end_array().member("threadIndex", thread.index);
    if (thread.previous != none) out.member("previousContentObject", program_.path(program_.locate(thread.previous)));
    out.end_object();
}

void StateWriter::write_frame(json::Writer& out, const Frame& frame, Format format) const
{
    out.begin_object();
    if (frame.address != none) {
        const Location at = program_.locate(frame.address);
        out.member("cPath", program_.path(Location{at.container, -1})).member("idx", at.index);
    }
    out.member("exp", frame.evaluating).member("type", static_cast<int>(frame.kind));
    if (!frame.temporaries.empty()) {
        out.key("temp").begin_object();
        for (const Frame::Temporary& temporary : frame.temporaries) {
            out.key(program_.names[temporary.name]);
            write_value(out, temporary.value);
        }
        out.end_object();
    }
    if (format == Format::session && frame.output_start != 0) out.member("out", frame.output_start);
    out.end_object();
}

void StateWriter::write_choice(json::Writer& out, const PendingChoice& choice, std::size_t index) const
{
    out.begin_object().member("text", choice.text).member("index", static_cast<int>(index));
    out.member("originalChoicePath",
               choice.source == none ? std::string() : program_.path(program_.locate(choice.source)));
    out.member("originalThreadIndex", choice.thread.index).member("targetPath", program_.path(choice.target));
    out.member("isInvisibleDefault", choice.invisible);
    if (choice.tag_count > 0) {
        out.key("tags").begin_array();
        for (std::size_t i = 0; i < choice.tag_count; ++i) out.value(choice.tags[i]);
        out.end_array();
    }
    out.end_object();
}

// ---- ink's saves

std::string StateWriter::save() const
{
    std::string text;
    json::Writer out(text);
    out.begin_object().key("flows").begin_object();
    for (const auto& [name, flow] : machine_.flows_) {
        out.key(name);
        write_flow(out, *flow, Format::ink);
    }
    out.end_object().member("currentFlowName", machine_.flow_->name);
    out.key("variablesState").begin_object();
    for (std::size_t i = 0; i < machine_.globals_.size(); ++i) {
        if (same(machine_.globals_[i], program_.first_globals[i])) continue;
        out.key(program_.names[program_.global_names[i]]);
        write_value(out, machine_.globals_[i]);
    }
    out.end_object().key("evalStack").begin_array();
    for (const Datum& value : machine_.stack_) write_value(out, value);
    out.end_array().key("visitCounts").begin_object();
    for (std::size_t i = 0; i < machine_.visits_.size(); ++i) {
        if (machine_.visits_[i] != 0) out.member(program_.path(program_.visit_containers[i]), machine_.visits_[i]);
    }
    out.end_object().key("turnIndices").begin_object();
    for (std::size_t i = 0; i < machine_.turns_.size(); ++i) {
        if (machine_.turns_[i] != never) out.member(program_.path(program_.turn_containers[i]), machine_.turns_[i]);
    }
    out.end_object();
    out.member("turnIdx", machine_.turn_).member("storySeed", machine_.seed_);
    out.member("previousRandom", machine_.previous_random_);
    out.member("inkSaveVersion", 10).member("inkFormatVersion", 21);
    // Ours; ink's own runtimes do not look at it.
    out.key("goldboxShapes").begin_object();
    const std::vector<bool> scopes = mentioned();
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        if (scopes[i])
            out.member(program_.path(program_.shapes().scopes[i].container), program_.shapes().scopes[i].text);
    }
    out.end_object().end_object();
    return text;
}

// ---- session states

std::string StateWriter::global(std::size_t index) const
{
    std::string text;
    json::Writer out(text);
    write_value(out, machine_.globals_[index]);
    return text;
}

std::string StateWriter::counter_key(std::string_view kind, std::uint32_t container) const
{
    std::string key(kind);
    program_.append_path(key, container);
    return key;
}

void StateWriter::add_rest(SessionState& state) const
{
    const Machine fresh(program_, nullptr, {});
    std::string at_start;
    json::Writer start_out(at_start);
    StateWriter(fresh).write_flow(start_out, *fresh.flow_, Format::session);
    for (const auto& [name, flow] : machine_.flows_) {
        std::string text;
        json::Writer out(text);
        write_flow(out, *flow, Format::session);
        if (name != default_flow || text != at_start) state.emplace("flow/" + name, std::move(text));
    }
    if (machine_.flow_->name != default_flow) {
        std::string& name = state["flow"];
        json::append_quoted(name, machine_.flow_->name);
    }
    if (!machine_.stack_.empty()) {
        json::Writer out(state["evaluation"]);
        out.begin_array();
        for (const Datum& value : machine_.stack_) write_value(out, value);
        out.end_array();
    }
    auto number = [&](const char* key, std::int32_t value) {
        if (value != 0) state.emplace(key, std::to_string(value));
    };
    number("previous_random", machine_.previous_random_);
    number("seed", machine_.seed_);
    number("turn", machine_.turn());
}

std::vector<bool> StateWriter::mentioned() const
{
    const ShapeBook& book = program_.shapes();
    std::vector<bool> scopes(book.scopes.size(), false);
    for (std::size_t i = 0; i < machine_.visits_.size(); ++i) {
        if (machine_.visits_[i] != program_.first_visits[i]) scopes[book.scope_of_visits[i]] = true;
    }
    for (std::size_t i = 0; i < machine_.turns_.size(); ++i) {
        if (machine_.turns_[i] != program_.first_turns[i]) scopes[book.scope_of_turns[i]] = true;
    }
    auto add_thread = [&](const Thread& thread) {
        for (const Frame* frame = &thread.top(); frame; frame = frame->parent) {
            if (frame->address != none && frame->address != program_.start_of(0))
                scopes[book.scope_of(program_, program_.owners[frame->address])] = true;
        }
    };
    for (const auto& [name, flow] : machine_.flows_) {
        for (const Thread& thread : flow->threads) add_thread(thread);
        for (const ChoiceHandle& choice : flow->choices) {
            add_thread(choice->thread);
            scopes[book.scope_of(program_, choice->target.container)] = true;
        }
    }
    return scopes;
}

std::pair<std::string, std::string> StateWriter::shape(std::size_t scope) const
{
    const ShapeBook::Scope& found = program_.shapes().scopes[scope];
    std::pair<std::string, std::string> out("shape/" + program_.path(found.container), {});
    json::append_quoted(out.second, found.text);
    return out;
}

SessionState StateWriter::state() const
{
    SessionState state;
    add_rest(state);
    const std::vector<bool> scopes = mentioned();
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        if (scopes[i]) state.insert(shape(i));
    }
    for (std::size_t i = 0; i < machine_.globals_.size(); ++i) {
        if (!same(machine_.globals_[i], program_.first_globals[i]))
            state.emplace("global/" + std::string(program_.names[program_.global_names[i]]), global(i));
    }
    for (std::size_t i = 0; i < machine_.visits_.size(); ++i) {
        if (machine_.visits_[i] != program_.first_visits[i])
            state.emplace(counter_key("visits/", program_.visit_containers[i]), std::to_string(machine_.visits_[i]));
    }
    for (std::size_t i = 0; i < machine_.turns_.size(); ++i) {
        if (machine_.turns_[i] != program_.first_turns[i])
            state.emplace(counter_key("turns/", program_.turn_containers[i]), std::to_string(machine_.turns_[i]));
    }
    return state;
}

/// Counters are compared as a whole: cheaper than to note each of their changes while the story runs.
SessionDelta StateWriter::delta(Machine::Told& told) const
{
    SessionDelta delta;
    auto change = [&](std::string key, std::optional<std::string> value) {
        delta.changes.push_back({std::move(key), std::move(value)});
    };
    for (std::size_t i = 0; i < machine_.globals_.size(); ++i) {
        if (same(machine_.globals_[i], told.globals[i])) continue;
        told.globals[i] = machine_.globals_[i];
        std::optional<std::string> value;
        if (!same(machine_.globals_[i], program_.first_globals[i])) value = global(i);
        change("global/" + std::string(program_.names[program_.global_names[i]]), std::move(value));
    }
    auto counters = [&](std::string_view kind, const std::vector<std::int32_t>& now, std::vector<std::int32_t>& before,
                        const std::vector<std::int32_t>& first, std::span<const std::uint32_t> containers) {
        for (auto at = std::ranges::mismatch(now, before).in1; at != now.end();) {
            const auto i = at - now.begin();
            const auto index = static_cast<std::size_t>(i);
            before[index] = *at;
            std::optional<std::string> value;
            if (*at != first[index]) value = std::to_string(*at);
            change(counter_key(kind, containers[index]), std::move(value));
            at = std::mismatch(at, now.end(), before.begin() + i).first;
        }
    };
    counters("visits/", machine_.visits_, told.visits, program_.first_visits, program_.visit_containers);
    counters("turns/", machine_.turns_, told.turns, program_.first_turns, program_.turn_containers);
    SessionState rest;
    add_rest(rest);
    for (const auto& [key, value] : rest) {
        const auto before = told.rest.find(key);
        if (before == told.rest.end() || before->second != value) change(key, value);
    }
    for (const auto& [key, value] : told.rest) {
        if (!rest.contains(key)) change(key, std::nullopt);
    }
    told.rest = std::move(rest);
    std::vector<bool> scopes = mentioned();
    told.scopes.resize(scopes.size());
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        if (scopes[i] == told.scopes[i]) continue;
        auto [key, value] = shape(i);
        change(std::move(key), scopes[i] ? std::optional(std::move(value)) : std::nullopt);
    }
    told.scopes = std::move(scopes);
    std::ranges::sort(delta.changes, {}, &SessionDelta::Change::key);
    return delta;
}

// ---- what Machine offers of this

SessionState Machine::state() const
{
    return StateWriter(*this).state();
}

std::string Machine::save() const
{
    return StateWriter(*this).save();
}

SessionDelta Machine::take_delta()
{
    if (!told_)
        told_ = std::make_unique<Told>(Told{program_.first_globals, program_.first_visits, program_.first_turns});
    SessionDelta delta = StateWriter(*this).delta(*told_);
    if (told_->owed.changes.empty()) return delta;
    // What resuming changed comes first; what was changed since takes its place.
    auto by_key = [](const SessionDelta::Change& left, const SessionDelta::Change& right) {
        return left.key < right.key;
    };
    SessionDelta both;
    std::ranges::set_union(delta.changes, told_->owed.changes, std::back_inserter(both.changes), by_key);
    told_->owed.changes.clear();
    return both;
}

} // namespace goldbox::narrative
