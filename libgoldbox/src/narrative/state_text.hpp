#pragma once
// SPDX-License-Identifier: MIT
// A machine's state as text and back: in ink's own save format, and as the keys and values of a SessionState, which
// hold the same pieces (docs/ink-sessions.md).

#include <goldbox/json/value.hpp>
#include <goldbox/json/writer.hpp>

#include "machine.hpp"
#include "shape.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

/// Which of the two formats a flow is written in. A session's own leaves out the last line, which is told already, and
/// adds what ink forgets.
enum class Format : std::uint8_t { ink, session };

class StateWriter {
public:
    explicit StateWriter(const Machine& machine) : machine_(machine), program_(machine.program_) {}

    void write_value(json::Writer& out, const Datum& value) const;
    void write_flow(json::Writer& out, const Flow& flow, Format format) const;
    [[nodiscard]] std::string save() const;
    /// Adds the keys of a global, and of everything that is neither variable nor counter.
    [[nodiscard]] std::string global(std::size_t index) const;
    void add_rest(SessionState& state) const;
    /// The numbers of the knots that the state speaks of (ShapeBook::scopes), as flags.
    [[nodiscard]] std::vector<bool> mentioned() const;
    [[nodiscard]] std::pair<std::string, std::string> shape(std::size_t scope) const;
    [[nodiscard]] SessionState state() const;
    [[nodiscard]] SessionDelta delta(Machine::Told& told) const;
    [[nodiscard]] bool same(const Datum& left, const Datum& right) const;
    [[nodiscard]] std::string counter_key(std::string_view kind, std::uint32_t container) const;

private:
    void write_thread(json::Writer& out, const Thread& thread, Format format) const;
    void write_frame(json::Writer& out, const Frame& frame, Format format) const;
    void write_choice(json::Writer& out, const PendingChoice& choice, std::size_t index) const;
    void write_list(json::Writer& out, const ListData& list) const;

    const Machine& machine_;
    const Program& program_;
};

/// Reads what a stranger may have written, perhaps about an older version of the story. Places are found again by
/// their words; those that are gone are replaced by the nearest labelled one around them.
class StateReader {
public:
    explicit StateReader(Machine& machine)
        : machine_(machine), program_(machine.program_), relocation_(machine.program_)
    {
    }

    [[nodiscard]] Result<void> resume(const SessionState& state);
    [[nodiscard]] Result<void> load(const json::Value& save);
    [[nodiscard]] std::vector<Problem> moved() && { return std::move(moved_); }

private:
    [[nodiscard]] Result<Datum> read_value(const json::Value& token);
    [[nodiscard]] Result<Datum> read_list(const json::Value& items, const json::Value* origins);
    [[nodiscard]] Result<void> read_flow(const json::Value& flow, std::string_view name);
    enum class Role : std::uint8_t { runs, waits, of_choice };
    [[nodiscard]] Result<Thread> read_thread(const json::Value& thread, Role role);
    struct ReadFrame;
    [[nodiscard]] Result<ReadFrame> read_frame(const json::Value& frame);
    void place_frame(ReadFrame& frame, bool innermost);
    void place_at_label(ReadFrame& frame, bool innermost);
    void leave_expression(std::vector<ReadFrame>& frames);
    [[nodiscard]] Result<void> drop_lost(std::vector<ReadFrame>& frames);
    [[nodiscard]] Result<std::uint32_t> beginning(std::string_view lost);
    [[nodiscard]] Result<bool> read_choice(const json::Value& choice, const json::Value* threads, Flow& flow);
    [[nodiscard]] Result<void> rescue(Flow& flow, std::string_view lost);
    [[nodiscard]] Result<std::uint32_t> read_place(std::string_view container, std::int64_t index);
    [[nodiscard]] std::uint32_t previous_place(std::string_view path) const;
    void begin_relocation(const std::vector<std::string_view>& visited);
    [[nodiscard]] Result<std::vector<Datum>> read_values(const json::Value& values);
    [[nodiscard]] Result<void> read_variables(const json::Value& variables);
    void read_counter(std::string_view path, std::int32_t count, bool turns);
    [[nodiscard]] Result<void> read_counters(const json::Value* counters, bool turns);
    [[nodiscard]] Result<void> read_key(std::string_view key, const json::Value& value, std::string& current);
    void warn(std::string message);

    Machine& machine_;
    const Program& program_;
    std::vector<Problem> moved_;
    Relocation relocation_;
    bool left_expression_ = false;
    bool knows_story_ = true; ///< some of what was visited is still there
};

} // namespace goldbox::narrative
