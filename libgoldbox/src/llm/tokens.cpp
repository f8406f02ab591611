// SPDX-License-Identifier: MIT
#include <goldbox/llm/tokens.hpp>

#include "llm/look.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <array>

namespace goldbox::llm {
namespace {

constexpr std::int64_t of_a_picture = 1000;
constexpr std::int64_t of_a_message = 4; ///< its frame

enum class Kind : std::uint8_t { space, letter, digit, sign, other };

Kind kind_of(char32_t c)
{
    if (c == ' ' || (c >= '\t' && c <= '\r')) return Kind::space;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::letter;
    if (c >= '0' && c <= '9') return Kind::digit;
    return c < 0x80 ? Kind::sign : Kind::other;
}

std::int64_t ceiling(std::size_t count, std::size_t by)
{
    return static_cast<std::int64_t>((count + by - 1) / by);
}

/// Words are one token up to seven letters, then one more for each five; shouting and noise cost more.
std::int64_t tokens_of_word(std::string_view word)
{
    if (word.size() >= 32) return ceiling(word.size(), word.find_first_not_of(word[0]) == word.npos ? 8 : 3);
    const bool shouts = word.size() > 2 && std::ranges::all_of(word, [](char c) { return c <= 'Z'; });
    if (shouts) return ceiling(word.size(), 3);
    return word.size() <= 7 ? 1 : 1 + ceiling(word.size() - 7, 5);
}

std::int64_t tokens_of_run(Kind kind, std::string_view run)
{
    switch (kind) {
    case Kind::space: return run == " " ? 0 : ceiling(run.size(), 4); // a single space belongs to the word behind it
    case Kind::letter: return tokens_of_word(run);
    case Kind::digit: return ceiling(run.size(), 3);
    default: return ceiling(run.size(), 2);
    }
}

/// What one character beyond ASCII costs, in quarters of a token, by where its script stands.
std::int64_t quarters_of(char32_t c)
{
    struct Row {
        char32_t below;
        std::int64_t quarters;
    };
    constexpr std::array rows = {
        Row{0x250, 4},    // Latin with marks
        Row{0x700, 2},    // Greek, Cyrillic, Hebrew, Arabic
        Row{0x2000, 3},   // India and its neighbours
        Row{0x3000, 6},   // punctuation, arrows, symbols
        Row{0xA000, 4},   // kana and han
        Row{0xAC00, 6},   //
        Row{0xD7B0, 4},   // hangul
        Row{0x10000, 6},  //
        Row{0x110000, 8}, // pictures
    };
    if (c == 0x200D || c == 0xFE0F) return 4; // what joins pictures
    return std::ranges::find_if(rows, [&](const Row& row) { return c < row.below; })->quarters;
}

std::int64_t estimate_part(const Part& part)
{
    struct Visitor {
        std::int64_t operator()(const Text& text) const { return estimate_tokens(text.text); }
        std::int64_t operator()(const Image&) const { return of_a_picture; }
        std::int64_t operator()(const Audio&) const { return of_a_picture; }
        std::int64_t operator()(const File&) const { return of_a_picture; }
        std::int64_t operator()(const Reasoning& reasoning) const { return estimate_tokens(reasoning.text); }
        std::int64_t operator()(const ToolCall& call) const
        {
            return of_a_message + estimate_tokens(call.name) + estimate_tokens(call.arguments.text);
        }
        std::int64_t operator()(const ToolResult& result) const
        {
            return of_a_message + estimate_tokens(result.output) +
                   static_cast<std::int64_t>(result.images.size()) * of_a_picture;
        }
        std::int64_t operator()(const Opaque& opaque) const { return estimate_tokens(opaque.data.text); }
        std::int64_t operator()(const CacheMark&) const { return 0; }
    };
    return std::visit(Visitor{}, part);
}

/// The members of a body that a provider counts; others it refuses.
std::string members_named(std::string_view body, std::span<const std::string_view> names)
{
    std::string text;
    const auto document = json::read(body);
    if (!document) return text;
    json::Writer out(text);
    out.begin_object();
    for (const std::string_view name : names) {
        if (const json::Value* member = look(document->root, name)) out.member(name, *member);
    }
    out.end_object();
    return text;
}

} // namespace

std::int64_t estimate_tokens(std::string_view text)
{
    std::int64_t tokens = 0, quarters = 0;
    while (!text.empty()) {
        const CodePoint first = decode_utf8(text);
        const Kind kind = kind_of(first.value);
        if (kind == Kind::other) {
            quarters += quarters_of(first.value);
            text.remove_prefix(first.bytes);
            continue;
        }
        std::size_t end = 1;
        while (end < text.size() && static_cast<unsigned char>(text[end]) < 0x80 &&
               kind_of(static_cast<unsigned char>(text[end])) == kind) {
            ++end;
        }
        tokens += tokens_of_run(kind, text.substr(0, end));
        text.remove_prefix(end);
    }
    return tokens + (quarters + 3) / 4;
}

std::int64_t estimate_tokens(const Request& request)
{
    std::int64_t tokens = 0;
    for (const Message& message : request.messages) {
        tokens += of_a_message;
        for (const Part& part : message.parts) tokens += estimate_part(part);
    }
    for (const Tool& tool : request.tools) {
        tokens += 2 * of_a_message + estimate_tokens(tool.name) + estimate_tokens(tool.description) +
                  estimate_tokens(tool.parameters.text);
    }
    if (request.output) tokens += estimate_tokens(request.output->schema.text);
    return tokens;
}

Result<std::optional<HttpRequest>> encode_token_count(const Provider& provider, const Request& request)
{
    Request counted = request;
    counted.stream = false;
    if (provider.surface == Surface::anthropic) {
        constexpr std::string_view names[] = {"model", "system", "messages", "tools", "tool_choice", "thinking"};
        GOLDBOX_TRY(Encoded encoded, encode(provider, counted));
        encoded.http.path += "/count_tokens";
        encoded.http.body = members_named(encoded.http.body, names);
        return std::move(encoded.http);
    }
    if (provider.surface == Surface::gemini) {
        GOLDBOX_TRY(Encoded encoded, encode(provider, counted));
        const std::size_t colon = encoded.http.path.rfind(':');
        const std::string model = encoded.http.path.substr(1, colon - 1);
        encoded.http.path = encoded.http.path.substr(0, colon) + ":countTokens";
        std::string body;
        json::Writer out(body);
        out.begin_object().key("generateContentRequest").begin_object().member("model", model);
        if (const auto whole = json::read(encoded.http.body)) {
            for (const json::Member& each : whole->root.object()) out.member(each.name, each.value);
        }
        out.end_object().end_object();
        encoded.http.body = std::move(body);
        return std::move(encoded.http);
    }
    return std::optional<HttpRequest>();
}

std::optional<std::int64_t> decode_token_count(std::string_view body)
{
    const auto document = json::read(body);
    if (!document) return std::nullopt;
    for (const std::string_view name : {"input_tokens", "totalTokens"}) {
        const auto count = integer_at(document->root, name);
        if (count && *count >= 0) return count;
    }
    return std::nullopt;
}

} // namespace goldbox::llm
