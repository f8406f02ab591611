// SPDX-License-Identifier: MIT
// make_reference FILE [--check]: writes the reference page of a game's JSON, from the same field tables that read and
// write it. With --check nothing is written; the status is 1 when the file is not what would be.
#include <goldbox/game/fields.hpp>
#include <goldbox/json/schema.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace goldbox;

namespace {

std::string text_of(const json::Value& object, std::string_view name)
{
    const json::Value* found = object.find(name);
    return found && found->is(json::Kind::string) ? std::string(found->string()) : std::string();
}

std::string link(std::string_view reference)
{
    const std::string name(reference.substr(reference.rfind('/') + 1));
    return "[" + name + "](#" + name + ")";
}

/// A range in words, where a schema bounds one.
std::string bounds(const json::Value& schema, std::string_view least, std::string_view most, const std::string& what)
{
    const json::Value* min = schema.find(least);
    const json::Value* max = schema.find(most);
    std::string text;
    if (min) text = std::to_string(min->integer()) + (max ? " to " : " or more");
    if (max) text += (min ? "" : "at most ") + std::to_string(max->integer());
    return text.empty() ? text : ", " + text + what;
}

bool is_id(const json::Value& array)
{
    const json::Value* min = array.find("minItems");
    const json::Value* max = array.find("maxItems");
    return min && max && min->integer() == 2 && max->integer() == 2;
}

std::string type_of(const json::Value& schema)
{
    if (const json::Value* reference = schema.find("$ref")) return link(reference->string());
    if (const json::Value* constant = schema.find("const")) return "`\"" + std::string(constant->string()) + "\"`";
    for (const char* several : {"enum", "oneOf", "anyOf"}) {
        const json::Value* parts = schema.find(several);
        if (!parts) continue;
        std::string text;
        for (const json::Value& part : parts->array()) {
            if (!text.empty()) text += " or ";
            text += part.is(json::Kind::string) ? "`\"" + std::string(part.string()) + "\"`" : type_of(part);
        }
        return text;
    }
    const std::string type = text_of(schema, "type");
    if (type == "array") {
        const json::Value* items = schema.find("items");
        if (is_id(schema)) return "id";
        return "array of " + (items ? type_of(*items) : "values") + bounds(schema, "minItems", "maxItems", " elements");
    }
    if (type == "object") {
        const json::Value* rest = schema.find("additionalProperties");
        return rest && rest->is(json::Kind::object) ? "object of " + type_of(*rest) : "object";
    }
    if (type == "string") {
        const bool hash = schema.find("pattern") != nullptr;
        return hash ? "hash" : "string" + bounds(schema, "minLength", "maxLength", " bytes");
    }
    return (type.empty() ? "value" : type) + bounds(schema, "minimum", "maximum", "");
}

bool is_required(const json::Value& structure, std::string_view name)
{
    for (const json::Value& required : structure.find("required")->array()) {
        if (required.string() == name) return true;
    }
    return false;
}

std::string section(std::string_view name, const json::Value& structure)
{
    std::string text = "\n### " + std::string(name) + "\n\n" + text_of(structure, "description") + "\n";
    const auto members = structure.find("properties")->object();
    if (members.empty()) return text;
    text += "\n| member | type | |\n|---|---|---|\n";
    for (const json::Member& member : members) {
        text += "| `" + std::string(member.name) + "`" + (is_required(structure, member.name) ? "" : "?") + " | " +
                type_of(member.value) + " | " + text_of(member.value, "description") + " |\n";
    }
    return text;
}

/// The page: what travels, and under it each struct once.
class Page {
public:
    template <class T>
    void add(const std::string& title, std::string_view about)
    {
        const auto document = json::read(json::schema<T>(title));
        head_ += "\n## " + title + "\n\n" + std::string(about) + "\n\n" + type_of(document->root) + "\n";
        for (const json::Member& definition : document->root.find("$defs")->object())
            sections_.try_emplace(std::string(definition.name), section(definition.name, definition.value));
    }

    [[nodiscard]] std::string text() const
    {
        std::string text = "# The JSON of a game\n\nMade by `./dev docs` from the field tables of "
                           "`goldbox/game/fields.hpp`: do not edit. A member with `?` may be absent; it has its "
                           "default then. An id is an array of two integers: index and generation.\n" +
                           head_ + "\n## Structs\n";
        for (const auto& [name, section] : sections_) text += section;
        return text;
    }

private:
    std::string head_;
    std::map<std::string, std::string> sections_;
};

std::string page()
{
    Page page;
    page.add<decltype(game::Command::what)>("Commands", "What a seat asks for (`what` of a command):");
    page.add<game::Event>("Events", "What came of it, as the log holds it:");
    page.add<game::Projection>("Projections", "What a seat is told:");
    page.add<game::View>("View", "What a seat sees:");
    page.add<game::Options>("Options", "What a seat can do:");
    return page.text();
}

std::string content_of(const char* file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

int main(int count, char** arguments)
{
    const std::vector<std::string_view> words(arguments + 1, arguments + count);
    if (words.empty() || words.size() > 2 || (words.size() == 2 && words[1] != "--check")) {
        std::fputs("usage: make_reference FILE [--check]\n", stderr);
        return 2;
    }
    const std::string text = page();
    if (words.size() == 2) {
        if (content_of(arguments[1]) == text) return 0;
        std::fprintf(stderr, "%s is not what the field tables say; `./dev docs` makes it anew\n", arguments[1]);
        return 1;
    }
    std::ofstream file(arguments[1], std::ios::binary);
    if (!(file << text << std::flush)) {
        std::fprintf(stderr, "%s cannot be written\n", arguments[1]);
        return 1;
    }
    return 0;
}
