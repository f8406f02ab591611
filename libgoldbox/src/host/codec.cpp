// SPDX-License-Identifier: MIT
#include "host/codec.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/base/version.hpp>
#include <goldbox/game/fields.hpp>

#include <array>

namespace goldbox::host {

/// What a sender is answered with.
struct Answer {
    game::Seq seq = 0;
    std::vector<game::Projection> events;
    bool operator==(const Answer&) const = default;
};

} // namespace goldbox::host

template <>
struct goldbox::json::Fields<goldbox::host::Answer> {
    using T = goldbox::host::Answer;
    static constexpr std::string_view name = "answer";
    static constexpr std::string_view doc = "What a command led to, as its sender may see it.";
    static constexpr auto table =
        std::make_tuple(field("seq", &T::seq, {.doc = "last event the sender can see", .required = true}),
                        field("events", &T::events, {.doc = "new ones", .required = true}));
};

namespace goldbox::host {
namespace {

/// Every event type has schema 1 so far. A type whose JSON changes shape gets a number here and an upcast beside it.
constexpr std::uint16_t schema_of_events = 1;

} // namespace

Hash payload_of(const game::Command& command)
{
    return sha256(json::to_json(command));
}

store::Record make_record(const game::Batch& batch, const game::Command& sent, std::string answer)
{
    store::Record record{.seq = batch.first,
                         .seat = sent.seat,
                         .command_id = sent.id,
                         .command = json::to_json(batch.command),
                         .answer = std::move(answer),
                         .engine = std::string(version()),
                         .packs = batch.packs};
    if (!sent.id.empty()) record.payload = payload_of(sent);
    record.events.reserve(batch.events.size());
    for (const game::Event& event : batch.events) {
        record.events.push_back({std::string(json::type_of(event)), schema_of_events, json::to_json(event)});
    }
    return record;
}

Result<game::Event> decode_event(const store::StoredEvent& stored)
{
    const std::string newer = "this game was played with a newer version; use that version to open it";
    if (stored.schema > schema_of_events) {
        return fail(Code::unsupported, "host.unknown_event",
                    "event type " + stored.type + " has schema " + std::to_string(stored.schema) + ": " + newer);
    }
    auto event = json::from_json<game::Event>(stored.body, {.file = "event " + stored.type});
    if (event && json::type_of(*event) == stored.type) return event;
    if (!event && event.error().reason == "json.unknown_name") {
        return unexpected(
            Error{Code::unsupported, "host.unknown_event", "event type " + stored.type + ": " + newer}.because_of(
                event.error()));
    }
    Error damaged{Code::corrupt, "host.bad_event", "the event " + stored.type + " in the log is damaged"};
    return unexpected(event ? damaged : damaged.because_of(event.error()));
}

Result<std::vector<game::Event>> decode_events(const store::Record& record)
{
    std::vector<game::Event> events;
    events.reserve(record.events.size());
    for (const store::StoredEvent& stored : record.events) {
        GOLDBOX_TRY(events.emplace_back(), decode_event(stored));
    }
    return events;
}

Result<game::Command> decode_command(const store::Record& record)
{
    return json::from_json<game::Command>(record.command, {.file = "command of event " + std::to_string(record.seq)});
}

std::string make_answer(game::Seq seq, std::vector<game::Projection> events)
{
    return json::to_json(Answer{seq, std::move(events)});
}

Result<Outcome> read_answer(std::string text)
{
    GOLDBOX_TRY(Answer answer, json::from_json<Answer>(text, {.file = "answer"}));
    return Outcome{std::move(text), std::move(answer.events), true};
}

Result<void> fold_log(store::Store& store, std::string_view game, game::State& state, store::Seq until,
                      const Folded& each)
{
    while (state.seq < until) {
        GOLDBOX_TRY(auto records, store.read(game, state.seq + 1));
        if (records.empty()) {
            return fail(Code::corrupt, "host.log_ends",
                        "the log ends after event " + std::to_string(state.seq) + ", before event " +
                            std::to_string(until));
        }
        for (const store::Record& record : records) {
            for (std::size_t i = 0; i < record.events.size() && state.seq < until; ++i) {
                if (record.seq + i <= state.seq) continue;
                GOLDBOX_TRY(game::Event event, decode_event(record.events[i]));
                const auto onlookers = each ? game::audience(state, event) : std::vector<game::Onlooker>{};
                GOLDBOX_CHECK(game::fold(state, event));
                if (each) each(state, event, onlookers);
            }
        }
    }
    return {};
}

store::Job make_job(const game::Request& request, Timestamp now)
{
    const Timestamp due{now.milliseconds + std::int64_t{request.seconds} * 1000};
    return {.id = request.id, .game = {}, .kind = request.kind, .payload = "{}", .due = due};
}

Result<void> check_name(std::string_view name)
{
    if (!name.empty() && name.size() <= 100 && printable(name) == name) return {};
    return fail(Code::invalid, "host.bad_name", "a game's name is 1 to 100 bytes of printable UTF-8");
}

std::string random_id(const HostOptions& options)
{
    std::array<char, 16> bytes;
    options.entropy(bytes);
    std::string id;
    for (char byte : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        id += digits[static_cast<unsigned char>(byte) >> 4];
        id += digits[static_cast<unsigned char>(byte) & 15];
    }
    return id;
}

} // namespace goldbox::host
