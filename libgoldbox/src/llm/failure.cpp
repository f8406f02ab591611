// SPDX-License-Identifier: MIT
#include <goldbox/llm/failure.hpp>

#include "llm/calendar.hpp"
#include "llm/error_body.hpp"
#include "llm/look.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace goldbox::llm {
namespace {

using enum FailureKind;

constexpr std::size_t most_message = 2000; // bytes

struct KindRow {
    FailureKind kind;
    std::string_view name;
    Code code;
    bool heals; ///< by itself, with time
};

constexpr KindRow kinds[] = {
    {rate_limited, "rate_limited", Code::unavailable, true},
    {quota, "quota", Code::limit, false},
    {auth, "auth", Code::refused, false},
    {permission, "permission", Code::refused, false},
    {not_found, "not_found", Code::not_found, false},
    {context_length, "context_length", Code::limit, false},
    {too_large, "too_large", Code::limit, false},
    {filtered, "filtered", Code::refused, false},
    {unsupported, "unsupported", Code::unsupported, false},
    {invalid, "invalid_request", Code::invalid, false},
    {overloaded, "overloaded", Code::unavailable, true},
    {server, "server", Code::unavailable, true},
    {timeout, "timeout", Code::unavailable, true},
    {connection, "connection", Code::unavailable, true},
    {cut, "cut", Code::unavailable, true},
    {not_a_reply, "not_a_reply", Code::unavailable, true},
    {cancelled, "cancelled", Code::refused, false},
    {schema, "schema", Code::invalid, false},
    {budget, "budget", Code::limit, false},
    {circuit_open, "circuit_open", Code::unavailable, false},
};

const KindRow& row_of(FailureKind kind)
{
    return *std::ranges::find(kinds, kind, &KindRow::kind);
}

/// What providers call it: OpenAI's code and type, Anthropic's type, Google's status.
constexpr std::pair<std::string_view, FailureKind> known_names[] = {
    {"insufficient_quota", quota},
    {"billing_error", quota},
    {"billing_hard_limit_reached", quota},
    {"insufficient_balance", quota},
    {"context_length_exceeded", context_length},
    {"string_above_max_length", too_large},
    {"invalid_api_key", auth},
    {"authentication_error", auth},
    {"API_KEY_INVALID", auth},
    {"UNAUTHENTICATED", auth},
    {"permission_error", permission},
    {"PERMISSION_DENIED", permission},
    {"model_not_found", not_found},
    {"not_found_error", not_found},
    {"NOT_FOUND", not_found},
    {"rate_limit_exceeded", rate_limited},
    {"rate_limit_error", rate_limited},
    {"RESOURCE_EXHAUSTED", rate_limited},
    {"overloaded_error", overloaded},
    {"server_is_overloaded", overloaded},
    {"UNAVAILABLE", overloaded},
    {"api_error", server},
    {"server_error", server},
    {"INTERNAL", server},
    {"timeout_error", timeout},
    {"DEADLINE_EXCEEDED", timeout},
    {"request_too_large", too_large},
    {"content_filter", filtered},
    {"content_policy_violation", filtered},
    {"moderation_blocked", filtered},
    {"unsupported_parameter", unsupported},
    {"unsupported_value", unsupported},
    {"unknown_parameter", unsupported},
};

/// Where only the words tell. Lower case.
constexpr std::pair<std::string_view, FailureKind> known_words[] = {
    {"maximum context length", context_length},
    {"context window", context_length},
    {"context length", context_length},
    {"context size", context_length},
    {"prompt is too long", context_length},
    {"prompt too long", context_length},
    {"input token count", context_length},
    {"maximum prompt length", context_length},
    {"api key", auth},
    {"usage limit", quota},
    {"credit balance", quota},
    {"insufficient balance", quota},
    {"unsupported parameter", unsupported},
};

FailureKind kind_of_status(int status)
{
    switch (status) {
    case 401: return auth;
    case 402: return quota;
    case 403: return permission;
    case 404: return not_found;
    case 408:
    case 504: return timeout;
    case 409: return server;
    case 413: return too_large;
    case 429: return rate_limited;
    case 503:
    case 529: return overloaded;
    default: return status >= 500 || status == 0 ? server : invalid;
    }
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '*' || c == '.';
}

bool looks_like_key(std::string_view word)
{
    constexpr std::string_view beginnings[] = {"sk-", "sk_", "xai-", "AIza", "gsk_", "pk-", "key-"};
    return word.size() >= 10 &&
           std::ranges::any_of(beginnings, [&](std::string_view beginning) { return word.starts_with(beginning); });
}

std::string without_keys(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_word) - text.begin());
        const std::string_view word = text.substr(0, end);
        out += looks_like_key(word) ? "[key]" : word;
        text.remove_prefix(end);
        if (text.empty()) break;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

std::optional<std::int64_t> parse_number(std::string_view text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// "34.4s" or "1.5" as milliseconds, rounded up.
std::optional<std::int64_t> parse_seconds(std::string_view text)
{
    if (text.ends_with('s')) text.remove_suffix(1);
    double seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    if (!(seconds >= 0 && seconds < 1e9)) return std::nullopt;
    return static_cast<std::int64_t>(std::ceil(seconds * 1000));
}

/// An HTTP date in its one form that may be sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::optional<std::int64_t> parse_http_date(std::string_view text)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    const auto day = parse_number(text.substr(5, 2)), year = parse_number(text.substr(12, 4));
    const auto hour = parse_number(text.substr(17, 2)), minute = parse_number(text.substr(20, 2)),
               second = parse_number(text.substr(23, 2));
    const std::size_t month = months.find(text.substr(8, 3));
    if (!day || !year || !hour || !minute || !second || month == std::string_view::npos || *year < 1970) {
        return std::nullopt;
    }
    const std::int64_t days = days_of(*year, static_cast<std::int64_t>(month / 3) + 1, *day);
    return (((days * 24 + *hour) * 60 + *minute) * 60 + *second) * 1000;
}

/// The parts of an error object, wherever a provider puts them.
struct Words {
    std::string_view message;
    std::vector<std::string_view> names; ///< codes and types, the most telling first
};

Words words_of(const json::Value& body)
{
    Words words;
    const auto take = [&](const json::Value& from) {
        for (const std::string_view key : {"code", "type", "status"}) {
            const std::string_view text = text_at(from, key);
            if (!text.empty() && text != "error") words.names.push_back(text);
        }
        if (words.message.empty()) words.message = text_at(from, "message");
    };
    if (const json::Value* error = look(body, "error")) {
        if (error->is(json::Kind::string)) words.message = error->string();
        take(*error);
    }
    if (const json::Value* detail = look(body, "detail")) {
        if (detail->is(json::Kind::string)) words.message = detail->string();
        for (const json::Value& each : array_of(detail)) {
            if (words.message.empty()) words.message = text_at(each, "msg");
        }
    }
    take(body);
    return words;
}

/// Google's details: the true reason, how long to wait, and whether the quota is one of a day.
void read_details(const json::Value& body, Failure& failure)
{
    for (const json::Value& detail : array_of(look(body, {"error", "details"}))) {
        if (text_at(detail, "reason") == "API_KEY_INVALID") failure.kind = auth;
        if (const auto wait = parse_seconds(text_at(detail, "retryDelay"))) failure.retry_after_ms = wait;
        for (const json::Value& violation : array_at(detail, "violations")) {
            if (text_at(violation, "quotaId").find("PerDay") != std::string_view::npos) failure.kind = quota;
        }
    }
}

FailureKind kind_of(const Words& words, int status)
{
    for (const std::string_view each : words.names) {
        const auto found = std::ranges::find(known_names, each, &std::pair<std::string_view, FailureKind>::first);
        if (found != std::end(known_names)) return found->second;
    }
    if (status == 400 || status == 413 || status == 422 || status == 429 || status == 0) {
        const std::string text = lower(words.message);
        for (const auto& [word, kind] : known_words) {
            if (text.find(word) != std::string::npos && (status != 429 || kind == quota)) return kind;
        }
    }
    return kind_of_status(status);
}

bool retry_status(int status)
{
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

} // namespace

std::string_view name(FailureKind kind)
{
    return row_of(kind).name;
}

Error as_error(const Failure& failure)
{
    const KindRow& row = row_of(failure.kind);
    std::string message = failure.message.empty() ? "the language model did not answer" : failure.message;
    if (failure.status != 0) message += " (HTTP " + std::to_string(failure.status) + ")";
    return {row.code, "llm." + std::string(row.name), std::move(message), {}, nullptr};
}

std::string_view find_header(const Headers& headers, std::string_view name)
{
    const std::string wanted = lower(name);
    for (const auto& [key, value] : headers) {
        if (key.size() == wanted.size() && lower(key) == wanted) return value;
    }
    return {};
}

std::optional<std::int64_t> retry_after(const Headers& headers, Timestamp now)
{
    if (const auto exact = parse_number(find_header(headers, "retry-after-ms")); exact && *exact >= 0) return exact;
    const std::string_view text = find_header(headers, "retry-after");
    if (text.empty()) return std::nullopt;
    if (const auto wait = parse_seconds(text)) return wait;
    const auto date = parse_http_date(text);
    const auto from = parse_http_date(find_header(headers, "date")).value_or(now.milliseconds);
    if (!date || from == 0) return std::nullopt;
    return std::max<std::int64_t>(0, *date - from);
}

std::string presentable(std::string_view text)
{
    std::string out = without_keys(printable(text.substr(0, most_message), true));
    if (out.size() > most_message) { // what is no text became longer
        std::size_t end = most_message;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0u) == 0x80u) --end;
        out.resize(end);
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
    return out;
}

Failure make_failure(FailureKind kind, std::string message, int status)
{
    Failure failure;
    failure.kind = kind;
    failure.status = status;
    failure.retryable = row_of(kind).heals;
    failure.message = std::move(message);
    failure.partial.complete = false;
    return failure;
}

Failure classify_error(const json::Value& body, int status)
{
    // Google answers a stream's request with the error in an array
    if (body.is(json::Kind::array) && !body.array().empty()) return classify_error(body.array()[0], status);
    // an OpenRouter stream says with a number what the status would have been
    if (status == 0) status = static_cast<int>(integer_at(body, {"error", "code"}).value_or(0) % 1000);
    const Words words = words_of(body);
    Failure failure = make_failure(kind_of(words, status), presentable(words.message), status);
    if (!words.names.empty()) failure.code = presentable(words.names[0]);
    read_details(body, failure);
    const bool heals = row_of(failure.kind).heals;
    failure.retryable = status == 0 ? heals : heals && retry_status(status);
    return failure;
}

Failure classify(int status, const Headers& headers, std::string_view body, Timestamp now)
{
    const auto document = json::read(body, {.file = {}, .max_bytes = 1u << 20});
    Failure failure;
    if (document && (document->root.is(json::Kind::object) || document->root.is(json::Kind::array))) {
        failure = classify_error(document->root, status);
    } else {
        failure = make_failure(kind_of_status(status), presentable(body));
        failure.retryable = row_of(failure.kind).heals && retry_status(status);
    }
    failure.status = status;
    if (const auto wait = retry_after(headers, now)) failure.retry_after_ms = wait;
    const std::string_view hint = find_header(headers, "x-should-retry");
    if (hint == "true" && failure.kind != quota) failure.retryable = true;
    if (hint == "false") failure.retryable = false;
    return failure;
}

} // namespace goldbox::llm
