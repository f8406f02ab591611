// SPDX-License-Identifier: MIT
// JSON files against schemas, for those who write packs.
#include "commands.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/validator.hpp>
#include <goldbox/json/writer.hpp>

#include <deque>
#include <filesystem>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

struct File {
    std::string text;
    json::ReadOptions read;
    json::Document document;

    [[nodiscard]] json::Source source() const { return {text, read}; }
};

Result<File> read_json(const std::string& name, bool comments)
{
    File file;
    file.read = {.file = name, .comments = comments};
    GOLDBOX_TRY(file.text, read_file(name));
    GOLDBOX_TRY(file.document, json::read(file.text, file.read));
    return file;
}

/// The schemas that lie beside one: what its relative references lead to.
class Beside {
public:
    explicit Beside(const fs::path& schema)
        : folder_(schema.has_parent_path() ? schema.parent_path().string() : std::string("."))
    {
    }

    const json::Value* find(std::string_view uri)
    {
        auto text = FolderFiles(folder_).read(uri);
        if (!text) return nullptr;
        auto document = json::read(*text, {.comments = true});
        return document ? &read_.emplace_back(*std::move(document)).root : nullptr;
    }

private:
    std::string folder_;
    std::deque<json::Document> read_;
};

Result<json::Schema> compile(const std::string& name, bool formats)
{
    GOLDBOX_TRY(const File file, read_json(name, true));
    Beside beside{fs::path(name)};
    const json::SchemaOptions options{.uri = fs::path(name).filename().string(),
                                      .documents = {},
                                      .resolve = [&](std::string_view uri) { return beside.find(uri); },
                                      .assert_formats = formats,
                                      .source = file.source()};
    return json::Schema::compile(file.document.root, options);
}

/// A file that names no schema with --schema is one itself: it is checked against the meta-schema that it names.
Result<json::Schema> schema_for(const JsonCheckCommand& options, const File& file)
{
    if (!options.schema.empty()) return compile(options.schema, options.formats);
    const json::Value* named = file.document.root.find("$schema");
    const auto draft = named && named->is(json::Kind::string) ? json::draft_of(named->string()) : std::nullopt;
    if (!draft) {
        return fail(Code::usage, "cli.no_schema",
                    printable(file.read.file) + " is no JSON Schema of a draft that is understood; say with --schema "
                                                "what it should be checked against");
    }
    GOLDBOX_CHECK(compile(options.file, options.formats));
    return json::Schema::of_schemas(*draft);
}

std::string as_json(const std::vector<json::Violation>& violations)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("valid", violations.empty()).key("diagnostics").begin_array();
    for (const json::Violation& each : violations) {
        writer.begin_object().member("severity", "error");
        writer.member("file", each.where.file).member("line", each.where.line).member("column", each.where.column);
        writer.member("code", each.reason).member("message", each.message).member("pointer", each.instance);
        writer.member("schema", each.schema).member("keyword", each.keyword);
        writer.member("suggestion", each.suggestion).end_object();
    }
    writer.end_array().end_object();
    return text;
}

/// Every place in which the file breaks the schema; where it is no JSON at all, that place.
Result<std::vector<json::Violation>> violations_of(const JsonCheckCommand& options)
{
    const auto file = read_json(options.file, options.comments);
    if (!file && file.error().reason.starts_with("json.")) {
        json::Violation no_json;
        no_json.reason = file.error().reason;
        no_json.message = file.error().message;
        no_json.where = file.error().where;
        return std::vector{no_json};
    }
    if (!file) return unexpected(file.error());
    GOLDBOX_TRY(const json::Schema schema, schema_for(options, *file));
    return schema.validate(file->document.root, {.source = file->source()});
}

} // namespace

Result<Exit> json_check(Context& context, const JsonCheckCommand& options)
{
    GOLDBOX_TRY(const auto violations, violations_of(options));
    if (context.json())
        context.out.line(as_json(violations));
    else if (violations.empty())
        context.out.line(printable(options.file) + ": valid");
    std::vector<Diagnostic> diagnostics;
    for (const json::Violation& violation : violations) diagnostics.push_back(json::as_diagnostic(violation));
    print(context, diagnostics);
    return violations.empty() ? Exit::done : Exit::refused;
}

} // namespace goldbox::cli
