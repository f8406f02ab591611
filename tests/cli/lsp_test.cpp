// SPDX-License-Identifier: MIT
// The language server as an editor sees it: a process with pipes.
#include "cli/process.hpp"
#include "lsp/framing.hpp"
#include "lsp/protocol.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <chrono>
#include <deque>
#include <map>

using namespace goldbox;
using namespace goldbox::test;
using goldbox::cli::lsp::find;
using goldbox::cli::lsp::framed;
using goldbox::cli::lsp::MessageReader;
using goldbox::cli::lsp::uri_of;
using goldbox::tests::must;

namespace {

std::string json_text(std::string_view text)
{
    std::string result;
    json::append_quoted(result, text);
    return result;
}

/// An editor: talks to the server and remembers what was published.
class Editor {
public:
    explicit Editor(const TemporaryFolder& folder, std::string_view capabilities = "{}", bool with_workspace = true)
        : folder_(folder), process_({"ink", "lsp"}, folder.path())
    {
        const std::string folders = R"([{"uri":)" + json_text(uri_of(folder.path())) + R"(,"name":"w"}])";
        const json::Document answer =
            ask("initialize", R"({"processId":null,"rootUri":null,"capabilities":)" + std::string(capabilities) +
                                  (with_workspace ? ",\"workspaceFolders\":" + folders : "") + "}");
        encoding = std::string(find(answer.root, "result/capabilities/positionEncoding")->string());
        tell("initialized", "{}");
    }

    std::string encoding;

    void send(const std::string& body) const { process_.write(framed(body)); }
    void send_raw(const std::string& bytes) const { process_.write(bytes); }
    void tell(const std::string& method, const std::string& params) const
    {
        send(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + "}");
    }

    /// The answer to a request.
    json::Document ask(const std::string& method, const std::string& params)
    {
        const int id = ++last_id_;
        send(R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method + R"(","params":)" + params +
             "}");
        while (true) {
            json::Document message = next();
            const json::Value* answered = message.root.find("id");
            if (answered && answered->is(json::Kind::integer) && answered->integer() == id &&
                !message.root.find("method"))
                return message;
        }
    }
    /// The result as JSON text; `error CODE` where it was refused.
    std::string result(const std::string& method, const std::string& params)
    {
        const json::Document answer = ask(method, params);
        if (const json::Value* error = answer.root.find("error"))
            return "error " + std::to_string(error->find("code")->integer());
        return json::write(*answer.root.find("result"));
    }

    /// The next message that is no notification of remarks; those are kept.
    json::Document next()
    {
        while (true) {
            json::Document message = any();
            if (!note_remarks(message.root)) return message;
        }
    }

    std::string uri(const std::string& name) const { return uri_of(folder_ / name); }

    void open(const std::string& name, const std::string& text)
    {
        tell("textDocument/didOpen", R"({"textDocument":{"uri":)" + json_text(uri(name)) +
                                         R"(,"languageId":"ink","version":1,"text":)" + json_text(text) + "}}");
    }
    void change(const std::string& name, const std::string& changes)
    {
        tell("textDocument/didChange", R"({"textDocument":{"uri":)" + json_text(uri(name)) + R"(,"version":)" +
                                           std::to_string(++version_) + R"(},"contentChanges":[)" + changes + "]}");
    }
    void replace_all(const std::string& name, const std::string& text)
    {
        change(name, R"({"text":)" + json_text(text) + "}");
    }

    /// `0:3-0:10 1 ink.unknown_divert` for each remark about a file, when it is published next.
    std::string remarks(const std::string& name)
    {
        while (!remarks_.contains(uri(name))) (void)note_remarks(any().root);
        return remarks_.extract(uri(name)).mapped();
    }

    std::string at(const std::string& name, int line, int character, const std::string& more = {}) const
    {
        return R"({"textDocument":{"uri":)" + json_text(uri(name)) + R"(},"position":{"line":)" + std::to_string(line) +
               R"(,"character":)" + std::to_string(character) + "}" + more + "}";
    }
    std::string in(const std::string& name) const { return R"({"textDocument":{"uri":)" + json_text(uri(name)) + "}}"; }

    /// `tale.ink 0:3-0:10` for each location.
    std::string locations(const std::string& method, const std::string& params)
    {
        const json::Document answer = ask(method, params);
        std::string text;
        for (const json::Value& location : find(answer.root, "result")->array()) {
            const std::string file(location.find("uri")->string());
            text += (text.empty() ? "" : ", ") + file.substr(file.rfind('/') + 1) + ' ' +
                    range_text(*location.find("range"));
        }
        return text;
    }

    Finished leave()
    {
        (void)ask("shutdown", "null");
        tell("exit", "null");
        return process_.finish();
    }
    Finished finish() { return process_.finish(); }

    static std::string range_text(const json::Value& range)
    {
        const auto point = [](const json::Value& at) {
            return std::to_string(at.find("line")->integer()) + ':' + std::to_string(at.find("character")->integer());
        };
        return point(*range.find("start")) + '-' + point(*range.find("end"));
    }

private:
    json::Document any()
    {
        while (true) {
            if (auto body = must(reader_.next())) return must(json::read(*body, {}));
            const std::string more = process_.read_more();
            if (more.empty()) FAIL("the server ended");
            reader_.feed(more);
        }
    }

    bool note_remarks(const json::Value& message)
    {
        const json::Value* method = message.find("method");
        if (!method || method->string() != "textDocument/publishDiagnostics") return false;
        std::string text;
        for (const json::Value& remark : find(message, "params/diagnostics")->array()) {
            text += (text.empty() ? "" : ", ") + range_text(*remark.find("range")) + ' ' +
                    std::to_string(remark.find("severity")->integer()) + ' ' +
                    std::string(remark.find("code")->string());
        }
        remarks_[std::string(find(message, "params/uri")->string())] = text;
        return true;
    }

    const TemporaryFolder& folder_;
    Process process_;
    MessageReader reader_;
    int last_id_ = 0;
    int version_ = 1;
    std::map<std::string, std::string> remarks_;
};

const std::string tale = "INCLUDE more.ink\n"               // 0
                         "// Coins.\n"                      // 1
                         "VAR gold = 3\n"                   // 2
                         "LIST doors = open, (shut)\n"      // 3
                         "{gold} \xF0\x9F\x8E\xB2 {gold}\n" // 4
                         "-> kitchen.drawer\n";             // 5
const std::string more = "== kitchen(x)\n"                  // 0
                         "* (look) [Look] -> drawer\n"      // 1
                         "= drawer\n"                       // 2
                         "~ gold = double(gold)\n"          // 3
                         "-> DONE\n"                        // 4
                         "== function double(a)\n"          // 5
                         "~ return a * MAX(2, 1)\n";        // 6

} // namespace

TEST_CASE("an editor begins and leaves in order", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Editor editor(folder);
    CHECK(editor.encoding == "utf-16");
    CHECK(editor.result("initialize", "{}") == "error -32600");
    CHECK(editor.result("no/such/method", "{}") == "error -32601");
    editor.tell("$/cancelRequest", R"({"id":1})");
    editor.tell("$/setTrace", R"({"value":"off"})");
    CHECK(editor.result("shutdown", "null") == "null");
    CHECK(editor.result("textDocument/hover", "{}") == "error -32600");
    editor.tell("exit", "null");
    CHECK(editor.finish().exit == 0);
}

TEST_CASE("leaving without a word is status 1", "[cli][lsp]")
{
    const TemporaryFolder folder;
    {
        Editor editor(folder);
        editor.tell("exit", "null");
        CHECK(editor.finish().exit == 1);
    }
    Editor editor(folder);
    CHECK(editor.finish().exit == 1); // the pipe closed
}

TEST_CASE("remarks come for every file of the story, and go when they are mended", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("tale.ink", "INCLUDE parts/more.ink\n-> k\n");
    (void)folder.write("parts/more.ink", "== k\n-> nowhere\n");
    Editor editor(folder);
    // Only the included file is open: it is checked as part of the story that includes it.
    editor.open("parts/more.ink", "== k\n-> nowhere\nTODO: x\n");
    CHECK(editor.remarks("parts/more.ink") == "1:3-1:10 1 ink.unknown_divert, 2:0-2:7 3 ink.todo");
    CHECK(editor.remarks("tale.ink").empty());
    // What is not saved yet counts.
    editor.replace_all("parts/more.ink", "== k2\n-> DONE\n");
    CHECK(editor.remarks("parts/more.ink").empty());
    CHECK(editor.remarks("tale.ink") == "1:3-1:4 1 ink.unknown_divert");
    editor.open("tale.ink", "INCLUDE parts/more.ink\n-> k2\n");
    CHECK(editor.remarks("tale.ink").empty());
    // A closed file is what is on disk.
    editor.tell("textDocument/didClose", editor.in("parts/more.ink"));
    CHECK(editor.remarks("parts/more.ink") == "1:3-1:10 1 ink.unknown_divert");
    (void)folder.write("parts/more.ink", "== k2\n-> DONE\n");
    editor.tell("workspace/didChangeWatchedFiles", R"({"changes":[]})");
    CHECK(editor.remarks("parts/more.ink").empty());
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("a file is checked on its own when nothing includes it", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Editor editor(folder, "{}", false);
    editor.open("alone.ink", "-> nowhere\n");
    CHECK(editor.remarks("alone.ink") == "0:3-0:10 1 ink.unknown_divert");
    editor.open("main.ink", "INCLUDE alone.ink\n-> DONE\n== nowhere\n-> DONE\n");
    CHECK(editor.remarks("alone.ink").empty());
    editor.tell("textDocument/didClose", editor.in("main.ink"));
    CHECK(editor.remarks("alone.ink") == "0:3-0:10 1 ink.unknown_divert");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("edits in the middle of text with surrogates arrive where they belong", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Editor editor(folder);
    editor.open("tale.ink", "\xF0\x9F\x8E\xB2\xC3\xA9 {gold}\nVAR gold = 3\n");
    CHECK(editor.remarks("tale.ink").empty());
    // `gold` behind a die (two units) and an é (one): units 5 to 9
    editor.change("tale.ink",
                  R"({"range":{"start":{"line":0,"character":5},"end":{"line":0,"character":9}},"text":"coins"})");
    CHECK(editor.remarks("tale.ink") == "0:5-0:10 1 ink.unknown_variable");
    editor.change("tale.ink",
                  R"({"range":{"start":{"line":1,"character":4},"end":{"line":1,"character":8}},"text":"co"},)"
                  R"({"range":{"start":{"line":1,"character":6},"end":{"line":1,"character":6}},"text":"ins"})");
    CHECK(editor.remarks("tale.ink").empty());
    CHECK(editor.locations("textDocument/definition", editor.at("tale.ink", 0, 7)) == "tale.ink 1:4-1:9");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("an editor that counts bytes is answered in bytes", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Editor editor(folder, R"({"general":{"positionEncodings":["utf-32","utf-8","utf-16"]}})");
    CHECK(editor.encoding == "utf-8");
    editor.open("tale.ink", "\xF0\x9F\x8E\xB2\xC3\xA9 {gold}\n");
    CHECK(editor.remarks("tale.ink") == "0:8-0:12 1 ink.unknown_variable");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("names lead to where they are declared and used", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("more.ink", more);
    Editor editor(folder);
    editor.open("tale.ink", tale);
    const std::string definition = "textDocument/definition";
    CHECK(editor.locations(definition, editor.at("tale.ink", 5, 5)) == "more.ink 0:3-0:10");
    CHECK(editor.locations(definition, editor.at("tale.ink", 5, 12)) == "more.ink 2:2-2:8");
    CHECK(editor.locations(definition, editor.at("more.ink", 3, 3)) == "tale.ink 2:4-2:8");
    CHECK(editor.locations(definition, editor.at("more.ink", 3, 12)) == "more.ink 5:12-5:18");
    CHECK(editor.locations(definition, editor.at("more.ink", 6, 9)) == "more.ink 5:19-5:20");
    CHECK(editor.locations(definition, editor.at("more.ink", 1, 20)) == "more.ink 2:2-2:8");
    CHECK(editor.locations(definition, editor.at("tale.ink", 0, 9)) == "more.ink 0:0-0:0");
    CHECK(editor.locations(definition, editor.at("tale.ink", 1, 4)).empty());

    const std::string references = "textDocument/references";
    CHECK(editor.locations(references, editor.at("tale.ink", 4, 12, R"(,"context":{"includeDeclaration":true})")) ==
          "more.ink 3:2-3:6, more.ink 3:16-3:20, tale.ink 2:4-2:8, tale.ink 4:1-4:5, tale.ink 4:11-4:15");
    CHECK(editor.locations(references, editor.at("tale.ink", 2, 5, R"(,"context":{"includeDeclaration":false})")) ==
          "more.ink 3:2-3:6, more.ink 3:16-3:20, tale.ink 4:1-4:5, tale.ink 4:11-4:15");
    CHECK(editor.result("textDocument/documentHighlight", editor.at("more.ink", 3, 2)) ==
          R"([{"range":{"start":{"line":3,"character":2},"end":{"line":3,"character":6}},"kind":3},)"
          R"({"range":{"start":{"line":3,"character":16},"end":{"line":3,"character":20}},"kind":2}])");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("hovering shows what a name is", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("more.ink", more);
    Editor editor(folder);
    editor.open("tale.ink", tale);
    const auto hover = [&](const std::string& name, int line, int character) {
        const json::Document answer = editor.ask("textDocument/hover", editor.at(name, line, character));
        const json::Value* text = find(answer.root, "result/contents/value");
        return text ? std::string(text->string()) : "nothing";
    };
    CHECK(hover("tale.ink", 4, 2) == "```ink\nVAR gold = 3\n```\nvariable\n\nCoins.");
    CHECK(hover("tale.ink", 3, 22) == "```ink\ndoors.shut = 2\n```\nlist item in `doors`");
    CHECK(hover("tale.ink", 5, 4) == "```ink\n== kitchen(x) ==\n```\nknot");
    CHECK(hover("more.ink", 1, 4) == "```ink\n* (look)\n```\nlabel in `kitchen`");
    CHECK(hover("more.ink", 6, 15) == "```ink\nMAX(a, b)\n```\nfunction of ink\n\nThe larger of two numbers.");
    CHECK(hover("tale.ink", 1, 5) == "nothing");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("proposals replace the name that was begun", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("more.ink", more);
    (void)folder.write("parts/other.ink", "Other.\n");
    Editor editor(folder);
    editor.open("tale.ink", tale + "\xF0\x9F\x8E\xB2 -> kit\n~ gol\nINCLUDE pa");
    const auto proposals = [&](int line, int character) {
        const json::Document answer = editor.ask("textDocument/completion", editor.at("tale.ink", line, character));
        std::map<std::string, std::string> items;
        for (const json::Value& item : find(answer.root, "result/items")->array()) {
            items[std::string(item.find("label")->string())] = Editor::range_text(*find(item, "textEdit/range"));
        }
        return items;
    };
    auto targets = proposals(6, 9);
    CHECK(targets["kitchen"] == "6:6-6:9");
    CHECK(targets.contains("kitchen.drawer"));
    CHECK(targets.contains("DONE"));
    auto values = proposals(7, 5);
    CHECK(values["gold"] == "7:2-7:5");
    CHECK(values.contains("double"));
    CHECK(values.contains("temp"));
    CHECK(values.contains("RANDOM"));
    auto files = proposals(8, 10);
    CHECK(files["parts/other.ink"] == "8:8-8:10");
    CHECK_FALSE(files.contains("more.ink"));
    CHECK(proposals(1, 5).empty());
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("a name is changed in every file, or not at all", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("more.ink", more);
    Editor editor(folder);
    editor.open("tale.ink", tale);
    const auto rename = [&](int line, int character, const std::string& name) {
        return editor.result("textDocument/rename",
                             editor.at("tale.ink", line, character, R"(,"newName":)" + json_text(name)));
    };
    const auto edit = [](const std::string& range) { return R"({"range":)" + range + R"(,"newText":"coins"})"; };
    const auto range = [](int line, int from, int to) {
        const auto at = [&](int character) {
            return R"({"line":)" + std::to_string(line) + R"(,"character":)" + std::to_string(character) + "}";
        };
        return R"({"start":)" + at(from) + R"(,"end":)" + at(to) + "}";
    };
    CHECK(rename(4, 2, "coins") == R"({"changes":{)" + json_text(editor.uri("more.ink")) + ":[" + edit(range(3, 2, 6)) +
                                       "," + edit(range(3, 16, 20)) + "]," + json_text(editor.uri("tale.ink")) + ":[" +
                                       edit(range(2, 4, 8)) + "," + edit(range(4, 1, 5)) + "," +
                                       edit(range(4, 11, 15)) + "]}}");
    CHECK(rename(4, 2, "two words") == "error -32803");
    CHECK(rename(4, 2, "kitchen") == "error -32803");
    CHECK(rename(4, 2, "RANDOM") == "error -32803");
    CHECK(rename(4, 7, "x") == "error -32803"); // nothing is there
    CHECK(editor.result("textDocument/prepareRename", editor.at("tale.ink", 4, 12)) ==
          R"({"range":)" + range(4, 11, 15) + R"(,"placeholder":"gold"})");
    CHECK(editor.result("textDocument/prepareRename", editor.at("tale.ink", 1, 5)) == "null");
    editor.replace_all("tale.ink", tale + "{ oh no\n");
    CHECK(editor.result("textDocument/prepareRename", editor.at("tale.ink", 4, 2)) == "error -32803");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("outlines show the parts of a file and of the workspace", "[cli][lsp]")
{
    const TemporaryFolder folder;
    (void)folder.write("more.ink", more);
    Editor editor(folder);
    editor.open("tale.ink", tale);
    const auto outline = [&](const std::string& name) {
        std::string text;
        const auto add = [&](const auto& self, const json::Value& symbol) -> void {
            text += (text.empty() ? "" : " ") + std::string(symbol.find("name")->string()) + '[' +
                    Editor::range_text(*symbol.find("range"));
            const json::Value* children = symbol.find("children");
            for (const json::Value& child : children ? children->array() : std::span<const json::Value>())
                self(self, child);
            text += ']';
        };
        const json::Document answer = editor.ask("textDocument/documentSymbol", editor.in(name));
        for (const json::Value& symbol : find(answer.root, "result")->array()) add(add, symbol);
        return text;
    };
    CHECK(outline("tale.ink") == "gold[2:0-2:12] doors[3:0-3:25 open[3:13-3:17] shut[3:20-3:24]]");
    CHECK(outline("more.ink") == "kitchen[0:0-4:7 look[1:0-1:25] drawer[2:0-4:7]] double[5:0-6:22]");
    CHECK(editor.result("textDocument/foldingRange", editor.in("more.ink")) ==
          R"([{"startLine":0,"endLine":4},{"startLine":2,"endLine":4},{"startLine":5,"endLine":6}])");
    const json::Document found = editor.ask("workspace/symbol", R"({"query":"DRAW"})");
    const auto symbols = find(found.root, "result")->array();
    REQUIRE(symbols.size() == 1);
    CHECK(symbols[0].find("name")->string() == "drawer");
    CHECK(symbols[0].find("containerName")->string() == "kitchen");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("messages that are none are answered with errors, and the server goes on", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Editor editor(folder);
    const auto refused = [&](const std::string& body) {
        editor.send(body);
        const json::Document answer = editor.next();
        return find(answer.root, "error/code")->integer();
    };
    CHECK(refused("") == -32700);
    CHECK(refused("{") == -32700);
    CHECK(refused(std::string(100'000, '[')) == -32700);
    CHECK(refused("\xFF") == -32700);
    CHECK(refused("[]") == -32600);
    CHECK(refused("{}") == -32600);
    CHECK(refused(R"({"method":7,"id":1})") == -32600);
    CHECK(refused(R"({"method":"x","id":{}})") == -32600);
    for (const std::string method : {"definition", "references", "hover", "completion", "prepareRename", "rename",
                                     "documentSymbol", "foldingRange", "documentHighlight"}) {
        for (const std::string params :
             {"null", "[]", "{}", R"({"textDocument":7})", R"({"textDocument":{"uri":"x"}})",
              R"({"textDocument":{"uri":"file:///none.ink"},"position":{"line":-5,"character":1e9}})"}) {
            (void)editor.ask("textDocument/" + method, params);
        }
    }
    for (const std::string method : {"didOpen", "didChange", "didClose"}) {
        for (const std::string params : {"null", "{}", R"({"textDocument":{"uri":"file:///","text":"x"}})"}) {
            editor.tell("textDocument/" + method, params);
        }
    }
    editor.open("tale.ink", "-> nowhere\n");
    CHECK(editor.remarks("tale.ink") == "0:3-0:10 1 ink.unknown_divert");
    CHECK(editor.leave().exit == 0);
}

TEST_CASE("a stream that is no protocol ends the server with a word", "[cli][lsp]")
{
    const TemporaryFolder folder;
    Process process({"ink", "lsp"}, folder.path());
    process.write("GET / HTTP/1.1\r\n\r\n");
    const Finished done = process.finish();
    CHECK(done.exit == 1);
    CHECK(done.err.find("header") != std::string::npos);
}

TEST_CASE("each change of a story of 1,700 lines is followed by its remarks", "[cli][lsp]")
{
    GOLDBOX_NEED_DATA("ink/real");
    const TemporaryFolder folder;
    Editor editor(folder);
    const std::string story = read_whole((shared_data("ink/real") / "R16-intercept-w1/story.ink").string());
    editor.open("tale.ink", story);
    CHECK(editor.remarks("tale.ink").find("ink.unknown_divert") == std::string::npos);
    std::string expected;
    for (int line = 0; line < 3; ++line) {
        editor.change(
            "tale.ink",
            R"({"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":"-> nowhere\n"})");
        expected += std::to_string(line) + ":3-" + std::to_string(line) + ":10 1 ink.unknown_divert, ";
        CHECK(editor.remarks("tale.ink").starts_with(expected.substr(0, expected.size() - 2)));
    }
    CHECK(editor.leave().exit == 0);
}
