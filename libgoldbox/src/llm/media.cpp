// SPDX-License-Identifier: MIT
#include <goldbox/llm/media.hpp>

#include "llm/encoder.hpp"
#include "llm/error_body.hpp"
#include "llm/look.hpp"
#include "llm/usage.hpp"

#include <goldbox/base/base64.hpp>
#include <goldbox/base/hash.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

constexpr std::size_t most_bytes = 64u << 20;

tl::unexpected<Error> refuse(std::string message)
{
    return fail(Code::invalid, "llm.invalid_request", std::move(message));
}

tl::unexpected<Error> unsupported(const Provider& provider, std::string_view what)
{
    return fail(Code::unsupported, "llm.unsupported", provider.name + " has no " + std::string(what));
}

bool is_success(const HttpHead& head)
{
    return head.status >= 200 && head.status < 300;
}

Failure refusal(const HttpHead& head, std::string_view body)
{
    return classify(head.status, head.headers, body, head.received);
}

Failure unreadable(const HttpHead& head, std::string_view body, const std::string& why)
{
    return make_failure(FailureKind::not_a_reply, presentable(why + "; it begins: " + std::string(body.substr(0, 300))),
                        head.status);
}

Result<void> add_extra(std::string& body, const JsonText& extra)
{
    if (extra.empty()) return {};
    const auto document = json::read(extra.text);
    if (!document || !document->root.is(json::Kind::object)) return refuse("extra must be a JSON object");
    for (const json::Member& member : document->root.object()) {
        body.back() = ','; // in place of the brace that closes the object
        json::append_quoted(body, member.name);
        body += ':' + json::write(member.value) + '}';
    }
    return {};
}

Encoded post(const Provider& provider, std::string path, std::string body)
{
    Encoded encoded;
    encoded.http = {.method = "POST",
                    .path = std::move(path),
                    .headers = {{"content-type", "application/json"}, {"accept", "application/json"}},
                    .body = std::move(body)};
    for (const auto& header : provider.headers) encoded.http.headers.push_back(header);
    return encoded;
}

// Pictures -----------------------------------------------------------------------------------------------------------

std::string openai_image_body(const ImageRequest& request)
{
    std::string body;
    json::Writer out(body);
    out.begin_object().member("model", request.model).member("prompt", request.prompt).member("n", request.count);
    if (!request.size.empty()) out.member("size", request.size);
    if (!request.quality.empty()) out.member("quality", request.quality);
    // gpt-image models answer with base64 and refuse to be told so
    if (!request.model.starts_with("gpt-image") && !request.model.starts_with("chatgpt-image")) {
        out.member("response_format", "b64_json");
    }
    if (!request.from.empty()) {
        out.key("images").begin_array();
        for (const Image& image : request.from) {
            out.begin_object().member("image_url", data_url(image.media_type, image.base64, image.url)).end_object();
        }
        out.end_array();
    }
    out.end_object();
    return body;
}

std::string imagen_body(const ImageRequest& request)
{
    std::string body;
    json::Writer out(body);
    out.begin_object().key("instances").begin_array().begin_object().member("prompt", request.prompt);
    out.end_object().end_array().key("parameters").begin_object().member("sampleCount", request.count);
    out.end_object().end_object();
    return body;
}

Result<Encoded> gemini_images(const Provider& provider, const ImageRequest& request)
{
    Request conversation;
    conversation.model = request.model;
    conversation.messages = {user_message(request.prompt)};
    for (const Image& image : request.from) conversation.messages[0].parts.emplace_back(image);
    GOLDBOX_TRY(Encoded encoded, encode(provider, conversation));
    if (request.model.starts_with("imagen")) {
        encoded.http.path.replace(encoded.http.path.rfind(':'), std::string::npos, ":predict");
        encoded.http.body = imagen_body(request);
        if (!request.from.empty())
            encoded.warnings.push_back({"llm.dropped", "pictures were left out: imagen takes none"});
    } else {
        const std::string_view none = R"("generationConfig":{})";
        encoded.http.body.replace(encoded.http.body.rfind(none), none.size(),
                                  R"("generationConfig":{"responseModalities":["TEXT","IMAGE"]})");
        if (request.count != 1) encoded.warnings.push_back({"llm.dropped", "count was left out: one picture a call"});
    }
    if (!request.size.empty() || !request.quality.empty()) {
        encoded.warnings.push_back({"llm.dropped", "size and quality were left out: this surface takes neither"});
    }
    return encoded;
}

std::string media_type_of(std::string_view format)
{
    return format.empty() ? "image/png" : "image/" + std::string(format);
}

void read_openai_images(ImageResponse& response, const json::Value& body)
{
    const std::string type = media_type_of(text_at(body, "output_format"));
    for (const json::Value& each : array_at(body, "data")) {
        const std::string_view base64 = text_at(each, "b64_json"), url = text_at(each, "url");
        if (base64.empty() && url.empty()) continue;
        response.images.push_back(base64.empty() ? Image{{}, {}, std::string(url)}
                                                 : Image{type, std::string(base64), {}});
        if (response.text.empty()) response.text = text_at(each, "revised_prompt");
    }
    if (const json::Value* usage = look(body, "usage")) response.usage = responses_usage(*usage);
}

void read_imagen(ImageResponse& response, const json::Value& body)
{
    for (const json::Value& each : array_at(body, "predictions")) {
        const std::string_view base64 = text_at(each, "bytesBase64Encoded"), type = text_at(each, "mimeType");
        if (!base64.empty())
            response.images.push_back({type.empty() ? "image/png" : std::string(type), std::string(base64), {}});
    }
}

ImageOutcome gemini_pictures(const Provider& provider, const HttpHead& head, std::string_view body)
{
    const Outcome outcome = decode(provider, head, body);
    if (!outcome) return unexpected(outcome.error());
    ImageResponse response;
    for (const Part& part : outcome->message.parts) {
        if (const auto* image = std::get_if<Image>(&part)) response.images.push_back(*image);
    }
    response.text = text_of(outcome->message);
    response.usage = outcome->usage;
    response.warnings = outcome->warnings;
    if (!response.images.empty()) return response;
    const bool filtered = outcome->finish.reason == FinishReason::content_filter;
    return unexpected(make_failure(filtered ? FailureKind::filtered : FailureKind::not_a_reply,
                                   presentable("no picture came (" + outcome->finish.raw + ") " + response.text),
                                   head.status));
}

// Recordings ---------------------------------------------------------------------------------------------------------

/// A multipart form; its boundary is made from what it holds, so that it does not occur there.
class Form {
public:
    explicit Form(std::string_view seed) : boundary_("goldbox-" + sha256(seed).hex().substr(0, 32)) {}

    void field(std::string_view name, std::string_view value)
    {
        begin(name, {});
        body_.append("\r\n").append(value).append("\r\n");
    }
    void file(std::string_view name, std::string_view file_name, std::string_view media_type, std::string_view bytes)
    {
        begin(name, file_name);
        body_.append("Content-Type: ").append(quoted(media_type)).append("\r\n\r\n").append(bytes).append("\r\n");
    }
    [[nodiscard]] std::string body() && { return std::move(body_.append("--").append(boundary_).append("--\r\n")); }
    [[nodiscard]] std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }

private:
    /// Neither quotes nor line ends get into a header.
    static std::string quoted(std::string_view text)
    {
        std::string out = printable(text);
        std::ranges::replace(out, '"', '\'');
        return out;
    }
    void begin(std::string_view name, std::string_view file_name)
    {
        body_.append("--").append(boundary_).append("\r\nContent-Disposition: form-data; name=\"").append(name) += '"';
        if (!file_name.empty()) body_.append("; filename=\"").append(quoted(file_name)) += '"';
        body_ += "\r\n";
    }

    std::string boundary_, body_;
};

Result<Encoded> openai_transcription(const Provider& provider, const TranscriptionRequest& request)
{
    const auto bytes = from_base64(request.audio.base64);
    if (!bytes || bytes->empty()) return refuse("the recording is no base64");
    Form form(*bytes);
    form.field("model", request.model);
    if (!request.language.empty()) form.field("language", request.language);
    if (!request.prompt.empty()) form.field("prompt", request.prompt);
    form.field("response_format", request.model.starts_with("whisper") ? "verbose_json" : "json");
    form.file("file", request.file_name, request.audio.media_type, *bytes);
    Encoded encoded = post(provider, "/audio/transcriptions", {});
    encoded.http.headers[0].second = form.content_type();
    encoded.http.body = std::move(form).body();
    return encoded;
}

Result<Encoded> gemini_transcription(const Provider& provider, const TranscriptionRequest& request)
{
    if (request.audio.base64.empty()) return refuse("there is no recording");
    std::string wish = "Write down what is said in this recording, word for word, and nothing else.";
    if (!request.language.empty()) wish += " The language is " + request.language + ".";
    if (!request.prompt.empty()) wish += " Names and words to expect: " + request.prompt;
    Request conversation;
    conversation.model = request.model;
    conversation.messages = {user_message(std::move(wish))};
    conversation.messages[0].parts.emplace_back(request.audio);
    return encode(provider, conversation);
}

double number_at(const json::Value& value, std::string_view name)
{
    const json::Value* found = look(value, name);
    return found && (found->is(json::Kind::integer) || found->is(json::Kind::number)) ? found->number() : 0;
}

void read_pieces(Transcription& transcription, const json::Value& body)
{
    for (const std::string_view list : {"segments", "words"}) {
        for (const json::Value& each : array_at(body, list)) {
            const std::string_view text = text_at(each, "text");
            transcription.segments.push_back({std::string(text.empty() ? text_at(each, "word") : text),
                                              number_at(each, "start"), number_at(each, "end")});
        }
        if (!transcription.segments.empty()) return; // words are parts of segments
    }
}

Transcription read_transcription(const Provider& provider, const json::Value& body)
{
    Transcription transcription;
    transcription.text = text_at(body, "text");
    transcription.language = text_at(body, "language");
    const json::Value* usage = look(body, "usage");
    for (const auto& [holder, name] :
         {std::pair{&body, "duration"}, {usage, "seconds"}, {usage, "prompt_audio_seconds"}}) {
        if (!holder || transcription.duration_seconds || !look(*holder, name)) continue;
        transcription.duration_seconds = number_at(*holder, name);
    }
    read_pieces(transcription, body);
    if (usage && look(*usage, "prompt_tokens"))
        transcription.usage = chat_usage(*usage, provider.quirks.reasoning_beside_output);
    else if (usage && look(*usage, "input_tokens"))
        transcription.usage = responses_usage(*usage);
    else if (usage)
        transcription.usage.raw.text = json::write(*usage);
    return transcription;
}

} // namespace

Result<Encoded> encode_images(const Provider& provider, const ImageRequest& request)
{
    if (request.model.empty() || request.prompt.empty()) return refuse("a picture needs a model and a prompt");
    if (request.count < 1 || request.count > 10) return refuse("count is 1 to 10");
    if (provider.surface == Surface::anthropic) return unsupported(provider, "pictures");
    Encoded encoded;
    if (provider.surface == Surface::gemini) {
        GOLDBOX_TRY(encoded, gemini_images(provider, request));
    } else {
        encoded =
            post(provider, request.from.empty() ? "/images/generations" : "/images/edits", openai_image_body(request));
    }
    GOLDBOX_CHECK(add_extra(encoded.http.body, request.extra));
    return encoded;
}

ImageOutcome decode_images(const Provider& provider, const HttpHead& head, std::string_view body)
{
    if (!is_success(head)) return unexpected(refusal(head, body));
    const auto document = json::read(body, {.file = {}, .max_bytes = most_bytes});
    if (!document) return unexpected(unreadable(head, body, "the reply is no JSON: " + document.error().message));
    if (look(document->root, "error")) return unexpected(classify_error(document->root, 0));
    if (provider.surface == Surface::gemini && !look(document->root, "predictions")) {
        return gemini_pictures(provider, head, body);
    }
    ImageResponse response;
    read_openai_images(response, document->root);
    read_imagen(response, document->root);
    if (response.images.empty()) return unexpected(unreadable(head, body, "no picture came"));
    return response;
}

Result<Encoded> encode_transcription(const Provider& provider, const TranscriptionRequest& request)
{
    if (request.model.empty()) return refuse("the request names no model");
    switch (provider.surface) {
    case Surface::anthropic: return unsupported(provider, "transcription");
    case Surface::gemini: return gemini_transcription(provider, request);
    default: return openai_transcription(provider, request);
    }
}

TranscriptionOutcome decode_transcription(const Provider& provider, const HttpHead& head, std::string_view body)
{
    if (!is_success(head)) return unexpected(refusal(head, body));
    if (provider.surface == Surface::gemini) {
        const Outcome outcome = decode(provider, head, body);
        if (!outcome) return unexpected(outcome.error());
        Transcription transcription;
        transcription.text = text_of(outcome->message);
        transcription.usage = outcome->usage;
        return transcription;
    }
    const bool plain = find_header(head.headers, "content-type").starts_with("text/plain");
    const auto document = json::read(body, {.file = {}, .max_bytes = most_bytes});
    if (!document && plain && is_utf8(body)) {
        Transcription transcription;
        transcription.text = body;
        return transcription;
    }
    if (!document) return unexpected(unreadable(head, body, "the reply is no JSON: " + document.error().message));
    if (look(document->root, "error")) return unexpected(classify_error(document->root, 0));
    if (!document->root.find("text")) return unexpected(unreadable(head, body, "the reply holds no text"));
    return read_transcription(provider, document->root);
}

} // namespace goldbox::llm
