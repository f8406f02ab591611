// SPDX-License-Identifier: MIT
#include <goldbox/host/transfer.hpp>

#include "host/codec.hpp"

#include <goldbox/base/base64.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/base/version.hpp>
#include <goldbox/game/fields.hpp>
#include <goldbox/game/state.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <variant>

// The lines of an exported game, in the order they come. docs/export.md shows them.
namespace goldbox::host {

/// JSON inside JSON, as it is.
struct Raw {
    std::string text;
    bool operator==(const Raw&) const = default;
};

struct GameLine {
    std::string format;
    std::uint32_t version = 0;
    std::string engine;
    std::string name;
    std::string pack;
    Hash packs;
    std::uint64_t seed = 0;
    std::int64_t created = 0;
    bool operator==(const GameLine&) const = default;
};

struct PackLine {
    std::string image; ///< base64
    bool operator==(const PackLine&) const = default;
};

struct EventPart {
    std::string type;
    std::uint16_t schema = 1;
    Raw body;
    bool operator==(const EventPart&) const = default;
};

struct RecordLine {
    store::Seq seq = 0;
    std::string seat;
    std::string command_id;
    std::string correlation_id;
    Raw command;
    std::vector<EventPart> events;
    std::string engine;
    Hash packs;
    std::int64_t at = 0;
    bool operator==(const RecordLine&) const = default;
};

struct TextLine {
    std::uint64_t id = 0;
    std::string seat;
    std::string salt; ///< base64
    std::string content;
    bool operator==(const TextLine&) const = default;
};

struct EndLine {
    std::uint64_t events = 0;
    Hash state_hash;
    bool operator==(const EndLine&) const = default;
};

using TransferLine = std::variant<GameLine, PackLine, RecordLine, TextLine, EndLine>;

} // namespace goldbox::host

namespace goldbox::json {

template <>
struct Codec<host::Raw> {
    static constexpr std::string_view schema = "true";
    static void write(Writer& writer, const host::Raw& raw) { writer.raw(raw.text); }
    static void read(Reading&, const Value& value, host::Raw& raw) { raw.text = json::write(value); }
};

template <>
struct Fields<host::GameLine> {
    using T = host::GameLine;
    static constexpr std::string_view name = "game";
    static constexpr std::string_view doc = "The first line: what game this is.";
    static constexpr auto table =
        std::make_tuple(field("format", &T::format, {.doc = "goldbox-game", .required = true}),
                        field("version", &T::version, {.doc = "of the format", .required = true}),
                        field("engine", &T::engine, {.doc = "version that began the game", .max = 100}),
                        field("name", &T::name, {.doc = "of the game", .max = 100, .required = true}),
                        field("pack", &T::pack, {.doc = "id of the pack", .max = 100, .required = true}),
                        field("packs", &T::packs, {.doc = "hash of the pack's image", .required = true}),
                        field("seed", &T::seed, {.doc = "of its random numbers", .required = true}),
                        field("created", &T::created, {.doc = "when", .unit = "ms since 1970"}));
};

template <>
struct Fields<host::PackLine> {
    using T = host::PackLine;
    static constexpr std::string_view name = "pack";
    static constexpr std::string_view doc = "What the game plays.";
    static constexpr auto table = std::make_tuple(field("image", &T::image, {.doc = "base64", .required = true}));
};

template <>
struct Fields<host::EventPart> {
    using T = host::EventPart;
    static constexpr std::string_view name = "event";
    static constexpr std::string_view doc = "One event as it is stored.";
    static constexpr auto table =
        std::make_tuple(field("type", &T::type, {.doc = "what happened", .max = 100, .required = true}),
                        field("schema", &T::schema, {.doc = "of the type's JSON"}),
                        field("body", &T::body, {.doc = "the event", .required = true}));
};

template <>
struct Fields<host::RecordLine> {
    using T = host::RecordLine;
    static constexpr std::string_view name = "record";
    static constexpr std::string_view doc = "One accepted command and what came of it.";
    static constexpr auto table =
        std::make_tuple(field("seq", &T::seq, {.doc = "of the first event", .required = true}),
                        field("seat", &T::seat, {.doc = "who commanded", .max = 100}),
                        field("command_id", &T::command_id, {.doc = "for repeating it", .max = 1000}),
                        field("correlation_id", &T::correlation_id, {.doc = "what caused it", .max = 1000}),
                        field("command", &T::command, {.doc = "the command", .required = true}),
                        field("events", &T::events, {.doc = "what came of it", .min = 1, .required = true}),
                        field("engine", &T::engine, {.doc = "version that resolved it", .max = 100}),
                        field("packs", &T::packs, {.doc = "hash of the pack's image", .required = true}),
                        field("at", &T::at, {.doc = "when", .unit = "ms since 1970"}));
};

template <>
struct Fields<host::TextLine> {
    using T = host::TextLine;
    static constexpr std::string_view name = "text";
    static constexpr std::string_view doc = "Personal text, where the export was made with it.";
    static constexpr auto table = std::make_tuple(
        field("id", &T::id, {.doc = "number in the game", .min = 1, .required = true}),
        field("seat", &T::seat, {.doc = "whose", .max = 100}), field("salt", &T::salt, {.doc = "base64", .max = 100}),
        field("content", &T::content, {.doc = "UTF-8", .max = 4000}));
};

template <>
struct Fields<host::EndLine> {
    using T = host::EndLine;
    static constexpr std::string_view name = "end";
    static constexpr std::string_view doc = "The last line: nothing is missing.";
    static constexpr auto table =
        std::make_tuple(field("events", &T::events, {.doc = "how many there are", .required = true}),
                        field("state_hash", &T::state_hash, {.doc = "after the last event", .required = true}));
};

} // namespace goldbox::json

namespace goldbox::host {
namespace {

constexpr std::string_view format_name = "goldbox-game";
constexpr std::uint32_t format_version = 1;

/// No game that rules allowed has more of these; folding a log that has would take for ever.
constexpr std::size_t most_rows = 1000;

// Export ----------------------------------------------------------------------------------------------------------

RecordLine line_of(const store::Record& record)
{
    // The answer and the payload's hash stay behind: they are made with personal text in them.
    RecordLine line{.seq = record.seq,
                    .seat = record.seat,
                    .command_id = record.command_id,
                    .correlation_id = record.correlation_id,
                    .command = {record.command},
                    .events = {},
                    .engine = record.engine,
                    .packs = record.packs,
                    .at = record.at.milliseconds};
    for (const store::StoredEvent& event : record.events) {
        line.events.push_back({event.type, event.schema, {event.body}});
    }
    return line;
}

store::Record record_of(RecordLine line)
{
    store::Record record{.seq = line.seq,
                         .seat = std::move(line.seat),
                         .command_id = std::move(line.command_id),
                         .payload = {},
                         .correlation_id = std::move(line.correlation_id),
                         .command = std::move(line.command.text),
                         .answer = {},
                         .events = {},
                         .engine = std::move(line.engine),
                         .packs = line.packs,
                         .at = {line.at}};
    for (EventPart& event : line.events) {
        record.events.push_back({std::move(event.type), event.schema, std::move(event.body.text)});
    }
    return record;
}

std::string to_line(const TransferLine& line)
{
    return json::to_json(line);
}

/// Writes the records and folds them on the way; the state is the one after the last.
Result<game::State> write_records(store::Store& store, const store::GameInfo& info,
                                  const std::function<Result<void>(std::string_view)>& line)
{
    game::State state;
    state.seed = info.seed;
    while (state.seq < info.head) {
        GOLDBOX_TRY(const auto records, store.read(info.id, state.seq + 1));
        if (records.empty()) return fail(Code::corrupt, "host.log_ends", "the log is shorter than its game");
        for (const store::Record& record : records) {
            GOLDBOX_TRY(const auto events, decode_events(record));
            for (const game::Event& event : events) GOLDBOX_CHECK(game::fold(state, event));
            GOLDBOX_CHECK(line(to_line(line_of(record))));
        }
    }
    return state;
}

/// What the game went on with after it was begun, each once.
Result<void> write_later_packs(store::Store& store, const store::GameInfo& info,
                               const std::function<Result<void>(std::string_view)>& line)
{
    std::set<Hash> written = {info.packs};
    for (store::Seq seq = 1; seq <= info.head;) {
        GOLDBOX_TRY(const auto records, store.read(info.id, seq));
        if (records.empty()) return fail(Code::corrupt, "host.log_ends", "the log is shorter than its game");
        for (const store::Record& record : records) {
            seq = record.last() + 1;
            if (record.events.front().type != json::Fields<game::PacksUsed>::name) continue;
            GOLDBOX_TRY(const game::Event event, decode_event(record.events.front()));
            const Hash packs = std::get<game::PacksUsed>(event).packs;
            if (!written.insert(packs).second) continue;
            GOLDBOX_TRY(const std::string image, store.read_pack(packs));
            GOLDBOX_CHECK(line(to_line(PackLine{to_base64(image)})));
        }
    }
    return {};
}

// Import ----------------------------------------------------------------------------------------------------------

/// Reads an exported game line by line into memory, and believes nothing of it.
class Importer {
public:
    Importer(const ImportLimits& limits, const std::function<Result<std::optional<std::string>>()>& next)
        : limits_(limits), next_(next)
    {
    }

    /// Everything that the file holds, checked.
    Result<void> read()
    {
        GOLDBOX_CHECK(read_game());
        GOLDBOX_CHECK(read_pack());
        while (!ended_) GOLDBOX_CHECK(read_one());
        GOLDBOX_TRY(const std::optional<std::string> more, next_line());
        if (more) return wrong("something follows the end line");
        return {};
    }

    /// What the game plays at its end.
    [[nodiscard]] std::shared_ptr<const content::Pack> playing() const { return packs.at(playing_); }

    GameLine game;
    std::map<Hash, std::shared_ptr<const content::Pack>> packs; ///< all that the game ever played
    game::State state;
    std::vector<store::Record> records;
    std::vector<store::Text> texts;

private:
    [[nodiscard]] Where here() const { return {.file = "", .line = line_, .column = 0}; }

    [[nodiscard]] tl::unexpected<Error> wrong(std::string message) const
    {
        return fail(Code::invalid, "host.bad_import", std::move(message), here());
    }

    [[nodiscard]] tl::unexpected<Error> wrong(std::string message, Error cause) const
    {
        return unexpected(
            Error{Code::invalid, "host.bad_import", std::move(message), here()}.because_of(std::move(cause)));
    }

    [[nodiscard]] tl::unexpected<Error> too_much(std::string message) const
    {
        return fail(Code::limit, "host.import_limit", std::move(message), here());
    }

    [[nodiscard]] Result<std::optional<std::string>> next_line()
    {
        GOLDBOX_TRY(std::optional<std::string> line, next_());
        ++line_;
        if (!line) return line;
        bytes_ += line->size();
        if (line->size() > limits_.line_bytes) {
            return too_much("this line is longer than " + std::to_string(limits_.line_bytes) + " bytes");
        }
        if (bytes_ > limits_.total_bytes) {
            return too_much("the exported game is larger than " + std::to_string(limits_.total_bytes) + " bytes");
        }
        return line;
    }

    [[nodiscard]] Result<TransferLine> next_part()
    {
        GOLDBOX_TRY(const std::optional<std::string> text, next_line());
        if (!text) return wrong("the file ends too early: its last line is missing");
        auto part = json::from_json<TransferLine>(*text, {.max_bytes = limits_.line_bytes});
        if (!part) return wrong("this is not a line of an exported game", std::move(part).error());
        return part;
    }

    Result<void> read_game()
    {
        GOLDBOX_TRY(const std::optional<std::string> text, next_line());
        if (!text) return wrong("the file is empty");
        // Before anything else: a later version of the format may look otherwise.
        const auto document = json::read(*text, {.max_bytes = limits_.line_bytes});
        const json::Value* format = document ? document->root.find("format") : nullptr;
        if (!format || !format->is(json::Kind::string) || format->string() != format_name) {
            return wrong("this is not an exported game: `goldbox export` writes one");
        }
        const json::Value* version = document->root.find("version");
        if (version && version->is(json::Kind::integer) && version->integer() > format_version) {
            return fail(Code::unsupported, "host.newer_format",
                        "this game was exported by a newer version; use that version to open it", here());
        }
        auto part = json::from_json<TransferLine>(*text, {.max_bytes = limits_.line_bytes});
        if (!part) return wrong("the first line is damaged", std::move(part).error());
        auto* head = std::get_if<GameLine>(&*part);
        if (!head || head->version != format_version) return wrong("the first line is damaged");
        game = std::move(*head);
        state.seed = game.seed;
        return {};
    }

    Result<void> read_pack()
    {
        GOLDBOX_TRY(const TransferLine part, next_part());
        const auto* line = std::get_if<PackLine>(&part);
        if (!line) return wrong("the pack is missing: it is the second line");
        playing_ = game.packs;
        return load(*line, &game.packs).map([](const auto&) {});
    }

    /// What the game went on with later; every one of them before the records.
    Result<void> take(const PackLine& line)
    {
        if (!records.empty()) return wrong("a pack follows the records");
        return load(line).map([](const auto&) {});
    }

    Result<std::shared_ptr<const content::Pack>> load(const PackLine& line, const Hash* wanted = nullptr)
    {
        const auto image = from_base64(line.image);
        if (!image) return wrong("the pack's image is not base64");
        if (wanted && sha256(*image) != *wanted) {
            return fail(Code::corrupt, "host.hash_differs", "the pack has another hash than the first line says",
                        here());
        }
        content::Loaded loaded = content::load_image(*image);
        if (!loaded.pack) {
            return wrong("the pack does not load: " +
                         (loaded.diagnostics.empty() ? std::string() : to_string(loaded.diagnostics.front())));
        }
        if (loaded.pack->manifest().id != game.pack) return wrong("the pack has another id than the first line says");
        packs[loaded.pack->hash()] = loaded.pack;
        return std::move(loaded.pack);
    }

    Result<void> read_one()
    {
        GOLDBOX_TRY(TransferLine part, next_part());
        if (auto* record = std::get_if<RecordLine>(&part)) return take(std::move(*record));
        if (auto* text = std::get_if<TextLine>(&part)) return take(std::move(*text));
        if (auto* pack = std::get_if<PackLine>(&part)) return take(*pack);
        if (auto* end = std::get_if<EndLine>(&part)) return take(*end);
        return wrong("this line does not belong here");
    }

    Result<void> take(RecordLine line)
    {
        if (!texts.empty()) return wrong("a record follows the texts");
        if (line.seq != state.seq + 1) {
            return wrong("the log is not contiguous: event " + std::to_string(state.seq + 1) + " is missing");
        }
        if (line.packs != playing_) return wrong("this record was made with another pack than the game plays here");
        if (state.seq + line.events.size() > limits_.events) {
            return too_much("the game has more than " + std::to_string(limits_.events) + " events");
        }
        store::Record record = record_of(std::move(line));
        const auto command = decode_command(record);
        if (!command) return wrong("the command is damaged", command.error());
        if (command->seat != record.seat || command->id != record.command_id) {
            return wrong("the command and its record differ in who gave it");
        }
        for (const store::StoredEvent& stored : record.events) GOLDBOX_CHECK(fold(stored));
        records.push_back(std::move(record));
        return {};
    }

    Result<void> fold(const store::StoredEvent& stored)
    {
        const auto event = decode_event(stored);
        if (!event && event.error().reason == "host.unknown_event") {
            Error error = event.error();
            error.where = here();
            return unexpected(std::move(error));
        }
        if (!event) return wrong("an event is damaged", event.error());
        if (const auto* used = std::get_if<game::PacksUsed>(&*event)) {
            if (!packs.contains(used->packs)) return wrong("the game goes on with a pack that is not in the file");
            playing_ = used->packs;
        }
        if (const auto* joined = std::get_if<game::SeatJoined>(&*event)) hashes_[joined->name.id] = joined->name.hash;
        if (const auto* said = std::get_if<game::Said>(&*event)) hashes_[said->text.id] = said->text.hash;
        if (const auto folded = game::fold(state, *event); !folded) {
            return wrong("an event does not fit the game", folded.error());
        }
        if (state.seats.slots().size() > most_rows || state.stories.slots().size() > most_rows ||
            state.requests.size() > most_rows) {
            return too_much("the game has more seats, stories or requests than any game");
        }
        return {};
    }

    Result<void> take(TextLine line)
    {
        const auto salt = from_base64(line.salt);
        if (!salt) return wrong("the salt is not base64");
        const auto hash = hashes_.find(line.id);
        if (hash == hashes_.end()) return wrong("nothing in the log refers to this text");
        const bool erased = salt->empty() && line.content.empty();
        if (!erased && Hasher().add(*salt).add(line.content).finish() != hash->second) {
            return fail(Code::corrupt, "host.hash_differs", "the text has another hash than the log says", here());
        }
        hashes_.erase(hash); // each text once
        texts.push_back({line.id, std::move(line.seat), *salt, std::move(line.content)});
        return {};
    }

    Result<void> take(const EndLine& end)
    {
        if (end.events != state.seq) return wrong("the file says it has " + std::to_string(end.events) + " events");
        if (end.state_hash != game::hash_of(state)) {
            return fail(Code::corrupt, "host.hash_differs", "the folded log has another hash than the last line says",
                        here());
        }
        ended_ = true;
        return {};
    }

    const ImportLimits& limits_;
    const std::function<Result<std::optional<std::string>>()>& next_;
    std::map<std::uint64_t, Hash> hashes_; ///< of texts, by number
    Hash playing_;                         ///< the pack that the next record is made with
    std::size_t bytes_ = 0;
    std::uint32_t line_ = 0;
    bool ended_ = false;
};

/// The name itself where it is free, otherwise with the first free number from 2.
Result<std::string> free_name(store::Store& store, const std::string& name)
{
    std::string candidate = name;
    for (int number = 2;; ++number) {
        const auto taken = store.find_game_named(candidate);
        if (!taken && taken.error().reason == "store.no_such_game") return candidate;
        if (!taken) return unexpected(taken.error());
        candidate = name + " " + std::to_string(number);
    }
}

/// The log as it will be kept: what was read, and at its end that all seats are empty. In one batch, so that there is
/// no moment in which somebody could inherit one.
Result<store::Batch> whole_log(Importer& read, const HostOptions& host)
{
    const std::vector<game::Request> before = read.state.requests;
    GOLDBOX_TRY(game::Game game, game::Game::resume(read.playing(), read.state, {.seed = read.game.seed}));
    const game::Command vacate{.id = {}, .seat = {}, .expected_seq = {}, .what = game::Vacate{}};
    GOLDBOX_TRY(const game::Batch vacated, game.submit(vacate));
    read.records.push_back(make_record(vacated, vacate, {}));
    store::Batch batch;
    batch.records = std::move(read.records);
    batch.texts = std::move(read.texts);
    for (const game::Request& request : game.state().requests) {
        batch.opened.push_back(make_job(request, host.clock.now()));
    }
    return batch;
}

Result<store::GameInfo> keep(store::Store& store, const HostOptions& host, Importer& read, store::GameInfo info)
{
    GOLDBOX_TRY(store::Batch batch, whole_log(read, host));
    for (const auto& [hash, pack] : read.packs) GOLDBOX_CHECK(store.put_pack(hash, pack->image()));
    GOLDBOX_CHECK(store.create_game(info));
    batch.game = info.id;
    const auto append = [&]() -> Result<void> {
        GOLDBOX_TRY(batch.epoch, store.take_over(info.id));
        return store.append(std::span(&batch, 1), host.clock.now()).front();
    };
    if (auto appended = append(); !appended) {
        // Nothing of the log was kept; the name is free again. If even that fails, the first error says more.
        if (const auto removed = store.remove_game(info.id); !removed && host.log) {
            host.log->write(LogLevel::warning, "host", "an empty game is left of a failed import");
        }
        return unexpected(std::move(appended).error());
    }
    return store.find_game(info.id);
}

} // namespace

Result<void> export_game(store::Store& store, std::string_view game, const ExportOptions& options,
                         const std::function<Result<void>(std::string_view line)>& line)
{
    GOLDBOX_TRY(const store::GameInfo info, store.find_game(game));
    GOLDBOX_TRY(const std::string image, store.read_pack(info.packs));
    GOLDBOX_CHECK(line(to_line(GameLine{.format = std::string(format_name),
                                        .version = format_version,
                                        .engine = info.engine,
                                        .name = info.name,
                                        .pack = info.pack,
                                        .packs = info.packs,
                                        .seed = info.seed,
                                        .created = info.created.milliseconds})));
    GOLDBOX_CHECK(line(to_line(PackLine{to_base64(image)})));
    GOLDBOX_CHECK(write_later_packs(store, info, line));
    GOLDBOX_TRY(const game::State state, write_records(store, info, line));
    if (options.texts) {
        GOLDBOX_TRY(const auto texts, store.read_texts(info.id));
        for (const store::Text& text : texts) {
            // Texts that came after the last record were not exported with it.
            if (text.id >= state.next_text) continue;
            GOLDBOX_CHECK(line(to_line(TextLine{text.id, text.seat, to_base64(text.salt), text.content})));
        }
    }
    return line(to_line(EndLine{state.seq, game::hash_of(state)}));
}

Result<store::GameInfo> import_game(store::Store& store, const HostOptions& host, const ImportOptions& options,
                                    const std::function<Result<std::optional<std::string>>()>& next)
{
    Importer read(options.limits, next);
    GOLDBOX_CHECK(read.read());
    const std::string wanted = options.name.empty() ? read.game.name : options.name;
    GOLDBOX_CHECK(check_name(wanted));
    GOLDBOX_TRY(const std::string name, free_name(store, wanted));
    GOLDBOX_CHECK(check_name(name));
    return keep(store, host, read,
                {.id = random_id(host),
                 .name = name,
                 .pack = read.game.pack,
                 .packs = read.game.packs,
                 .seed = read.game.seed,
                 .engine = read.game.engine,
                 .created = host.clock.now()});
}

} // namespace goldbox::host
