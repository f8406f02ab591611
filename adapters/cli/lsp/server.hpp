#pragma once
// SPDX-License-Identifier: MIT
// The Language Server Protocol (3.17) for ink. What ink means is asked of goldbox/narrative/index.hpp; here it is only
// put into the protocol's words.

#include "lsp/protocol.hpp"
#include "lsp/workspace.hpp"

#include <goldbox/json/value.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace goldbox::cli::lsp {

/// Takes messages and sends messages; knows nothing of pipes. Hostile input is answered with errors.
class Server {
public:
    using Send = std::function<void(std::string_view body)>;

    Server(Send send, OpenFolder open) : send_(std::move(send)), workspace_(std::move(open)) {}

    void receive(std::string_view body);

    /// Whether something changed that the editor has not been told the remarks about. Typing comes in bursts, so they
    /// are worked out when no further message is waiting.
    [[nodiscard]] bool has_work() const { return state_ == State::running && has_news_; }
    void settle();

    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    /// 0 when the editor said that it would leave.
    [[nodiscard]] int exit_status() const { return orderly_ ? 0 : 1; }

private:
    enum class State { fresh, running, shut_down, ended };

    struct Refusal {
        Failure failure = Failure::invalid_params;
        std::string message;
    };
    /// The result as JSON, or why there is none.
    using Answer = tl::expected<std::string, Refusal>;
    using Request = Answer (Server::*)(const json::Value& params);
    using Notification = void (Server::*)(const json::Value& params);

    void request(const json::Value& id, std::string_view method, const json::Value& params);
    void notify(std::string_view method, const json::Value& params);
    void answer(const json::Value& id, const Answer& answer);
    void send_notification(std::string_view method, std::string_view params);
    [[nodiscard]] static tl::unexpected<Refusal> refuse(std::string message, Failure failure = Failure::invalid_params);

    // ---- the editor begins, changes and ends (server.cpp)
    Answer initialize(const json::Value& params);
    Answer shutdown(const json::Value& params);
    void initialized(const json::Value& params);
    void did_open(const json::Value& params);
    void did_change(const json::Value& params);
    void did_save(const json::Value& params);
    void did_close(const json::Value& params);
    void did_change_files(const json::Value& params);
    void did_change_folders(const json::Value& params);
    void publish(const std::string& path, const std::vector<std::pair<Range, Diagnostic>>& remarks);

    // ---- what the editor asks (features.cpp)
    Answer definition(const json::Value& params);
    Answer references(const json::Value& params);
    Answer highlight(const json::Value& params);
    Answer hover(const json::Value& params);
    Answer completion(const json::Value& params);
    Answer prepare_rename(const json::Value& params);
    Answer rename(const json::Value& params);
    Answer document_symbols(const json::Value& params);
    Answer workspace_symbols(const json::Value& params);
    Answer folding_ranges(const json::Value& params);

    /// A place of a story that a request is about.
    struct Spot {
        Project* project = nullptr;
        std::uint32_t file = 0;
        narrative::TextPoint point;
        const narrative::Use* use = nullptr; ///< null: nothing is named there
        [[nodiscard]] const narrative::Symbol& symbol() const { return project->index.symbols[use->symbol]; }
    };
    /// One for each story that the file is part of.
    [[nodiscard]] tl::expected<std::vector<Spot>, Refusal> spots(const json::Value& params);
    [[nodiscard]] std::vector<Spot> named_spots(const json::Value& params);
    /// A stretch of a file as the protocol has it. Stories that share a file share its locations.
    struct Location {
        std::string path;
        Range range;
        auto operator<=>(const Location&) const = default;
    };
    [[nodiscard]] Location location(Project& project, const narrative::TextRange& range);
    static void write_location(json::Writer& writer, const Location& location);
    [[nodiscard]] static std::string locations_json(const std::set<Location>& locations);
    void write_symbol(json::Writer& writer, Project& project, std::uint32_t symbol,
                      const std::multimap<std::uint32_t, std::uint32_t>& parts);
    void write_completion(json::Writer& writer, const narrative::Completion& item, const Spot& spot,
                          const Range& replaced);
    void write_file_completions(json::Writer& writer, const Spot& spot, std::string_view before);
    [[nodiscard]] std::string hover_json(const Document& document, const narrative::TextRange& range,
                                         std::string_view signature, std::string_view what,
                                         std::string_view documentation) const;

    struct RequestEntry;
    struct NotificationEntry;
    static const RequestEntry requests[];
    static const NotificationEntry notifications[];

    Send send_;
    Workspace workspace_;
    State state_ = State::fresh;
    bool orderly_ = false; ///< `shutdown` came before `exit`
    bool has_news_ = false;
    Encoding encoding_ = Encoding::utf16;
    bool registers_watchers_ = false;              ///< the editor watches files for those who ask
    std::map<std::string, std::string> published_; ///< what was said last about each file
};

} // namespace goldbox::cli::lsp
