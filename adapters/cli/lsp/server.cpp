// SPDX-License-Identifier: MIT
#include "lsp/server.hpp"

#include <goldbox/base/version.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <iterator>

namespace goldbox::cli::lsp {
namespace {

constexpr std::string_view capabilities = R"({"textDocumentSync":{"openClose":true,"change":2,"save":true},)"
                                          R"("definitionProvider":true,"referencesProvider":true,)"
                                          R"("documentHighlightProvider":true,"hoverProvider":true,)"
                                          R"("completionProvider":{"triggerCharacters":[">",".","{","~","("]},)"
                                          R"("renameProvider":{"prepareProvider":true},)"
                                          R"("documentSymbolProvider":true,"workspaceSymbolProvider":true,)"
                                          R"("foldingRangeProvider":true,"workspace":{"workspaceFolders":)"
                                          R"({"supported":true,"changeNotifications":true}},"positionEncoding":)";

constexpr std::string_view watch_ink_files =
    R"({"jsonrpc":"2.0","id":"watch","method":"client/registerCapability","params":{"registrations":[{"id":"watch",)"
    R"("method":"workspace/didChangeWatchedFiles","registerOptions":{"watchers":[{"globPattern":"**/*.ink"}]}}]}})";

/// The protocol's number for what matters how much.
int severity_number(Severity severity)
{
    switch (severity) {
    case Severity::error: return 1;
    case Severity::warning: return 2;
    case Severity::author: return 3; // information
    }
    return 1;
}

/// The first encoding that the editor wants and we know.
Encoding agreed_encoding(const json::Value& params)
{
    const json::Value* wanted = find(params, "capabilities/general/positionEncodings");
    if (!wanted || !wanted->is(json::Kind::array)) return Encoding::utf16;
    for (const json::Value& one : wanted->array()) {
        if (!one.is(json::Kind::string)) continue;
        if (one.string() == "utf-8") return Encoding::utf8;
        if (one.string() == "utf-16") return Encoding::utf16;
    }
    return Encoding::utf16;
}

bool is_id(const json::Value& id)
{
    return id.is(json::Kind::string) || id.is(json::Kind::integer);
}

std::vector<std::string> folder_paths(const json::Value* folders)
{
    std::vector<std::string> paths;
    if (!folders || !folders->is(json::Kind::array)) return paths;
    for (const json::Value& folder : folders->array()) {
        if (const auto path = path_of(string_at(folder, "uri").value_or(""))) paths.push_back(*path);
    }
    return paths;
}

} // namespace

struct Server::RequestEntry {
    std::string_view method;
    Request handle;
};

struct Server::NotificationEntry {
    std::string_view method;
    Notification handle;
};

const Server::RequestEntry Server::requests[] = {
    {"shutdown", &Server::shutdown},
    {"textDocument/definition", &Server::definition},
    {"textDocument/references", &Server::references},
    {"textDocument/documentHighlight", &Server::highlight},
    {"textDocument/hover", &Server::hover},
    {"textDocument/completion", &Server::completion},
    {"textDocument/prepareRename", &Server::prepare_rename},
    {"textDocument/rename", &Server::rename},
    {"textDocument/documentSymbol", &Server::document_symbols},
    {"textDocument/foldingRange", &Server::folding_ranges},
    {"workspace/symbol", &Server::workspace_symbols},
};

const Server::NotificationEntry Server::notifications[] = {
    {"initialized", &Server::initialized},
    {"textDocument/didOpen", &Server::did_open},
    {"textDocument/didChange", &Server::did_change},
    {"textDocument/didSave", &Server::did_save},
    {"textDocument/didClose", &Server::did_close},
    {"workspace/didChangeWatchedFiles", &Server::did_change_files},
    {"workspace/didChangeWorkspaceFolders", &Server::did_change_folders},
};

// ---- messages

void Server::receive(std::string_view body)
{
    if (ended()) return;
    const auto message = json::read(body, {.max_bytes = body.size() + 1});
    if (!message) {
        answer(json::Value(), refuse(message.error().message, Failure::parse_error));
        return;
    }
    const json::Value none;
    const json::Value* method = message->root.find("method");
    const json::Value* id = message->root.find("id");
    const json::Value* params = message->root.find("params");
    if (!message->root.is(json::Kind::object) || (!method && !id)) {
        answer(none, refuse("a message is an object with a method", Failure::invalid_request));
    } else if (!method) {
        // an answer to what we asked; nothing depends on it
    } else if (!method->is(json::Kind::string) || (id && !is_id(*id))) {
        answer(id && is_id(*id) ? *id : none,
               refuse("a method is a string, an id a string or integer", Failure::invalid_request));
    } else if (id) {
        request(*id, method->string(), params ? *params : none);
    } else {
        notify(method->string(), params ? *params : none);
    }
}

void Server::request(const json::Value& id, std::string_view method, const json::Value& params)
{
    if (method == "initialize") {
        answer(id, state_ == State::fresh ? initialize(params)
                                          : refuse("this server was initialized already", Failure::invalid_request));
        return;
    }
    if (state_ == State::fresh) {
        answer(id, refuse("the first request is `initialize`", Failure::not_initialized));
        return;
    }
    if (state_ == State::shut_down) {
        answer(id, refuse("this server was shut down; what is left is `exit`", Failure::invalid_request));
        return;
    }
    const auto* found = std::ranges::find(requests, method, &RequestEntry::method);
    answer(id, found != std::end(requests)
                   ? (this->*found->handle)(params)
                   : refuse("this server does not know `" + std::string(method) + '`', Failure::method_not_found));
}

void Server::notify(std::string_view method, const json::Value& params)
{
    if (method == "exit") {
        orderly_ = state_ == State::shut_down;
        state_ = State::ended;
        return;
    }
    if (state_ != State::running) return;
    const auto* found = std::ranges::find(notifications, method, &NotificationEntry::method);
    if (found != std::end(notifications)) (this->*found->handle)(params);
}

void Server::answer(const json::Value& id, const Answer& answer)
{
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("jsonrpc", "2.0").key("id").value(id);
    if (answer) {
        writer.key("result").raw(*answer);
    } else {
        writer.key("error").begin_object();
        writer.member("code", static_cast<int>(answer.error().failure)).member("message", answer.error().message);
        writer.end_object();
    }
    writer.end_object();
    send_(body);
}

void Server::send_notification(std::string_view method, std::string_view params)
{
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("jsonrpc", "2.0").member("method", method).key("params").raw(params).end_object();
    send_(body);
}

tl::unexpected<Server::Refusal> Server::refuse(std::string message, Failure failure)
{
    return tl::unexpected<Refusal>(Refusal{failure, std::move(message)});
}

// ---- begin and end

Server::Answer Server::initialize(const json::Value& params)
{
    state_ = State::running;
    encoding_ = agreed_encoding(params);
    registers_watchers_ = is_true(params, "capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
    std::vector<std::string> folders = folder_paths(find(params, "workspaceFolders"));
    if (folders.empty()) {
        if (const auto root = path_of(string_at(params, "rootUri").value_or(""))) folders.push_back(*root);
    }
    for (const std::string& folder : folders) workspace_.add_folder(folder);

    std::string result = R"({"capabilities":)";
    result += capabilities;
    result += encoding_ == Encoding::utf8 ? R"("utf-8"})" : R"("utf-16"})";
    result += R"(,"serverInfo":{"name":"goldbox","version":")" + std::string(version()) + "\"}}";
    return result;
}

void Server::initialized(const json::Value&)
{
    if (registers_watchers_) send_(watch_ink_files);
}

Server::Answer Server::shutdown(const json::Value&)
{
    state_ = State::shut_down;
    return "null";
}

// ---- documents

void Server::did_open(const json::Value& params)
{
    const auto path = path_of(string_at(params, "textDocument/uri").value_or(""));
    auto text = string_at(params, "textDocument/text");
    if (!path || !text || text->size() > Workspace::largest_document || *path == "/") return;
    if (workspace_.count() >= Workspace::most_documents && !workspace_.document(*path)) return;
    const json::Value* version = find(params, "textDocument/version");
    workspace_.open(*path, std::move(*text), version && version->is(json::Kind::integer) ? version->integer() : 0);
    published_.erase(*path); // an editor that opens a file wants to be told
    has_news_ = true;
}

void Server::did_change(const json::Value& params)
{
    const auto path = path_of(string_at(params, "textDocument/uri").value_or(""));
    OpenDocument* open = path ? workspace_.document(*path) : nullptr;
    const json::Value* changes = find(params, "contentChanges");
    if (!open || !changes || !changes->is(json::Kind::array)) return;
    for (const json::Value& change : changes->array()) {
        const auto text = string_at(change, "text");
        if (!text || open->document.text().size() + text->size() > Workspace::largest_document) continue;
        if (const auto range = range_at(change, "range")) {
            open->document.replace(*range, *text, encoding_);
        } else if (!change.find("range")) {
            open->document = Document(*text);
        }
    }
    const json::Value* version = find(params, "textDocument/version");
    if (version && version->is(json::Kind::integer)) open->version = version->integer();
    workspace_.changed(*path);
    has_news_ = true;
}

void Server::did_save(const json::Value&)
{
    // The buffer counted before it was saved. Other files may have changed as well, where nobody watches them for us.
    if (registers_watchers_) return;
    workspace_.files_changed();
    has_news_ = true;
}

void Server::did_close(const json::Value& params)
{
    if (const auto path = path_of(string_at(params, "textDocument/uri").value_or(""))) workspace_.close(*path);
    has_news_ = true;
}

void Server::did_change_files(const json::Value&)
{
    workspace_.files_changed();
    has_news_ = true;
}

void Server::did_change_folders(const json::Value& params)
{
    for (const std::string& path : folder_paths(find(params, "event/removed"))) workspace_.remove_folder(path);
    for (const std::string& path : folder_paths(find(params, "event/added"))) workspace_.add_folder(path);
    has_news_ = true;
}

// ---- remarks

void Server::settle()
{
    if (!has_work()) return;
    has_news_ = false;
    auto remarks = workspace_.remarks(encoding_);
    // What was said about a file that is in no story any more is taken back.
    for (const auto& [path, said] : published_) (void)remarks[path];
    for (const auto& [path, about] : remarks) publish(path, about);
}

void Server::publish(const std::string& path, const std::vector<std::pair<Range, Diagnostic>>& remarks)
{
    std::string params;
    json::Writer writer(params);
    writer.begin_object().member("uri", uri_of(path));
    if (const OpenDocument* open = workspace_.document(path)) writer.member("version", open->version);
    writer.key("diagnostics").begin_array();
    for (const auto& [range, diagnostic] : remarks) {
        writer.begin_object().key("range");
        write(writer, range);
        writer.member("severity", severity_number(diagnostic.severity)).member("code", diagnostic.code);
        const std::string remedy = diagnostic.remedy.empty() ? "" : "\n" + diagnostic.remedy;
        writer.member("source", "ink").member("message", diagnostic.message + remedy).end_object();
    }
    writer.end_array().end_object();
    auto& said = published_[path];
    if (said == params) return;
    said = params;
    send_notification("textDocument/publishDiagnostics", params);
}

} // namespace goldbox::cli::lsp
