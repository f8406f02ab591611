// SPDX-License-Identifier: MIT
#include "llm/exchanges.hpp"
#include "llm/texts.hpp"
#include "support/catch.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/llm/media.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::test::has;
using goldbox::test::recorded_reply;
using goldbox::tests::must;

namespace {

const Provider& openai = default_provider(Surface::openai_responses);
const Provider& google = default_provider(Surface::gemini);

} // namespace

TEST_CASE("a picture is asked for as each provider takes it", "[llm][media]")
{
    ImageRequest request{.model = "gpt-image-1.5", .prompt = "A door", .size = "1024x1024"};
    const Encoded gpt = must(encode_images(openai, request));
    CHECK(gpt.http.path == "/images/generations");
    CHECK(gpt.http.body == R"({"model":"gpt-image-1.5","prompt":"A door","n":1,"size":"1024x1024"})");
    request.model = "grok-image";
    request.extra = {R"({"user":"ann"})"};
    CHECK(
        must(encode_images(*find_provider("xai"), request)).http.body ==
        R"({"model":"grok-image","prompt":"A door","n":1,"size":"1024x1024","response_format":"b64_json","user":"ann"})");
    request.extra = {};
    request.from = {Image{"image/png", "aGk=", {}}};
    const Encoded edit = must(encode_images(openai, request));
    CHECK(edit.http.path == "/images/edits");
    CHECK(has(edit.http.body, R"("images":[{"image_url":"data:image/png;base64,aGk="}])"));
    request.model = "gemini-2.5-flash-image";
    const Encoded gemini = must(encode_images(google, request));
    CHECK(gemini.http.path == "/models/gemini-2.5-flash-image:generateContent");
    CHECK(has(gemini.http.body, R"("generationConfig":{"responseModalities":["TEXT","IMAGE"]})"));
    CHECK(has(gemini.http.body, R"({"inlineData":{"mimeType":"image/png","data":"aGk="}})"));
    CHECK(gemini.warnings.size() == 1);
    request.model = "imagen-4";
    const Encoded imagen = must(encode_images(google, request));
    CHECK(imagen.http.path == "/models/imagen-4:predict");
    CHECK(imagen.http.body == R"({"instances":[{"prompt":"A door"}],"parameters":{"sampleCount":1}})");
    CHECK(encode_images(default_provider(Surface::anthropic), request).error().reason == "llm.unsupported");
    request.prompt.clear();
    CHECK(encode_images(openai, request).error().reason == "llm.invalid_request");
}

TEST_CASE("recorded pictures are read, and refusals too", "[llm][media]")
{
    GOLDBOX_NEED_DATA("llm");
    const auto [head, body] = recorded_reply("openai/75d0010c-aisdk-openai-image-edit");
    const ImageOutcome made = decode_images(openai, head, body);
    REQUIRE(made);
    REQUIRE(made->images.size() == 1);
    CHECK(made->images[0].media_type == "image/png");
    CHECK(made->images[0].base64.starts_with("iVBORw0KGgo"));
    const auto [no, why] = recorded_reply(
        "openai/e78ef991-image-edit-functionality-with-remote-urls-rejects-edits-with-a-url-having-invalid-content-0");
    const ImageOutcome refused = decode_images(openai, no, why);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == FailureKind::invalid);
    CHECK(refused.error().message == "Invalid image data.");
}

TEST_CASE("pictures of Gemini and Imagen are read; none is a failure", "[llm][media]")
{
    const ImageOutcome gemini = decode_images(
        google, {},
        R"({"candidates":[{"content":{"parts":[{"text":"Here"},{"inlineData":{"mimeType":"image/jpeg","data":"aGk="}}]},"finishReason":"STOP"}]})");
    REQUIRE(gemini);
    CHECK(gemini->images == std::vector<Image>{{"image/jpeg", "aGk=", {}}});
    CHECK(gemini->text == "Here");
    CHECK(decode_images(google, {}, R"({"predictions":[{"bytesBase64Encoded":"aGk=","mimeType":"image/png"}]})"));
    const ImageOutcome without = decode_images(
        google, {},
        R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png"}}]},"finishReason":"STOP"}]})");
    REQUIRE(!without); // a picture that has no bytes is none
    CHECK(without.error().kind == FailureKind::not_a_reply);
    const ImageOutcome blocked = decode_images(google, {}, R"({"candidates":[{"finishReason":"IMAGE_SAFETY"}]})");
    REQUIRE_FALSE(blocked);
    CHECK(blocked.error().kind == FailureKind::filtered);
    for (const char* odd : {"", "<html>", "{}", "[]", R"({"data":null})", R"({"data":[{}]})"}) {
        const ImageOutcome nothing = decode_images(openai, {}, odd);
        REQUIRE_FALSE(nothing);
        CHECK(nothing.error().kind == FailureKind::not_a_reply);
    }
}

TEST_CASE("a recording travels as a form, or in a conversation", "[llm][media]")
{
    TranscriptionRequest request{.model = "whisper-1", .audio = {"audio/wav", "aGk="}, .file_name = "a\"\r\nb.wav"};
    request.language = "de";
    const Encoded form = must(encode_transcription(openai, request));
    CHECK(form.http.path == "/audio/transcriptions");
    const std::string_view type = find_header(form.http.headers, "content-type");
    REQUIRE(type.starts_with("multipart/form-data; boundary=goldbox-"));
    const std::string boundary(type.substr(type.find('=') + 1));
    CHECK(form.http.body.ends_with("hi\r\n--" + boundary + "--\r\n"));
    CHECK(has(form.http.body, "name=\"language\"\r\n\r\nde\r\n"));
    CHECK(has(form.http.body, "name=\"file\"; filename=\"a'b.wav\"\r\nContent-Type: audio/wav\r\n\r\nhi"));
    const Encoded gemini = must(encode_transcription(google, request));
    CHECK(has(gemini.http.body, R"({"inlineData":{"mimeType":"audio/wav","data":"aGk="}})"));
    request.audio.base64 = "not base64!";
    CHECK(encode_transcription(openai, request).error().reason == "llm.invalid_request");
    CHECK(encode_transcription(default_provider(Surface::anthropic), request).error().reason == "llm.unsupported");
}

TEST_CASE("recorded transcriptions are read", "[llm][media]")
{
    GOLDBOX_NEED_DATA("llm");
    const auto [head, body] = recorded_reply("openai/5fe01266-aisdk-openai-transcription");
    const TranscriptionOutcome openai_heard = decode_transcription(openai, head, body);
    REQUIRE(openai_heard);
    CHECK(openai_heard->text.starts_with("Galileo was an American robotic space program"));
    CHECK(openai_heard->language == "english");
    CHECK(openai_heard->duration_seconds == Approx(36.71));
    REQUIRE(openai_heard->segments.size() == 5); // words, where there are no segments
    CHECK(openai_heard->segments[1].text == "was");
    CHECK(openai_heard->segments[1].begin_seconds == Approx(0.66));

    const auto [mistral_head, mistral_body] = recorded_reply("mistral/27ece6d3-aisdk-mistral-transcription");
    const TranscriptionOutcome mistral = decode_transcription(*find_provider("mistral"), mistral_head, mistral_body);
    REQUIRE(mistral);
    CHECK(mistral->duration_seconds == Approx(36.0));
    CHECK(mistral->usage.output.total == 151);
    CHECK_FALSE(mistral->segments.empty());

    const TranscriptionOutcome plain =
        decode_transcription(openai, {.headers = {{"content-type", "text/plain; charset=UTF-8"}}}, " Hello.");
    REQUIRE(plain);
    CHECK(plain->text == " Hello.");
    CHECK_FALSE(decode_transcription(openai, {}, "<html>"));
    CHECK_FALSE(decode_transcription(openai, {.status = 401}, R"({"error":{"message":"x"}})"));
}
