// SPDX-License-Identifier: MIT
// `goldbox llm image` and `transcribe`.
#include "commands.hpp"
#include "file_output.hpp"
#include "llm_desk.hpp"
#include "llm_json.hpp"

#include <goldbox/base/base64.hpp>
#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace goldbox::cli {
namespace {

constexpr std::uint64_t largest_medium = 32u << 20;

/// What the first bytes of a file say that it is; nothing where it is none of these.
std::string media_type_of(std::string_view bytes)
{
    struct Mark {
        std::size_t at;
        std::string_view bytes, type;
    };
    constexpr Mark marks[] = {{0, "\x89PNG", "image/png"}, {0, "\xFF\xD8\xFF", "image/jpeg"},
                              {0, "GIF8", "image/gif"},    {8, "WEBP", "image/webp"},
                              {8, "WAVE", "audio/wav"},    {0, "ID3", "audio/mp3"},
                              {0, "OggS", "audio/ogg"},    {0, "fLaC", "audio/flac"},
                              {4, "ftyp", "audio/mp4"},    {0, "\x1A\x45\xDF\xA3", "audio/webm"}};
    for (const Mark& mark : marks) {
        if (bytes.size() > mark.at && bytes.substr(mark.at).starts_with(mark.bytes)) return std::string(mark.type);
    }
    const bool is_mpeg =
        bytes.size() > 1 && bytes[0] == '\xFF' && (static_cast<unsigned char>(bytes[1]) & 0xE0) == 0xE0;
    return is_mpeg ? "audio/mp3" : "";
}

struct Medium {
    std::string type, base64;
};

Result<Medium> read_medium(const std::string& file, std::string_view kind)
{
    GOLDBOX_TRY(const std::string bytes, read_file(file, largest_medium));
    std::string type = media_type_of(bytes);
    if (type.starts_with(kind)) return Medium{std::move(type), to_base64(bytes)};
    return fail(Code::invalid, "cli.wrong_medium",
                kind == "image/" ? "this is no PNG, JPEG, GIF or WebP"
                                 : "this is no recording as WAV, MP3, Ogg, FLAC, MP4 or WebM",
                {.file = file});
}

/// `door.png`, `door-2.png`, `door-3.png`.
std::string numbered(const std::string& file, std::size_t number)
{
    if (number == 1) return file;
    const std::filesystem::path path = file;
    return (path.parent_path() / fmt::format("{}-{}{}", path.stem().string(), number, path.extension().string()))
        .string();
}

/// A file for each picture, before one is paid for. Those that are not finished go again.
Result<std::vector<FileOutput>> open_files(Context& context, const LlmImageCommand& options)
{
    std::vector<FileOutput> files;
    for (std::size_t i = 1; i <= static_cast<std::size_t>(options.count); ++i) {
        GOLDBOX_TRY(FileOutput file, FileOutput::create(context, numbered(options.out, i)));
        files.push_back(std::move(file));
    }
    return files;
}

/// Writes a picture, or names the place where the provider keeps it; adds to `list`.
Result<void> keep(Context& context, const llm::Image& image, const std::string& name, FileOutput& file,
                  json::Writer& list)
{
    if (image.base64.empty()) {
        list.begin_object().member("url", image.url).end_object();
        if (!context.json()) context.out.line("the provider keeps it at " + printable(image.url));
        return {};
    }
    const auto bytes = from_base64(image.base64);
    if (!bytes) return fail(Code::invalid, "cli.bad_picture", "what the provider sent as a picture is no base64");
    GOLDBOX_CHECK(file.write(*bytes));
    GOLDBOX_CHECK(file.finish());
    list.begin_object().member("file", name).member("media_type", image.media_type);
    list.member("bytes", static_cast<std::int64_t>(bytes->size())).end_object();
    if (!context.json() && file.named())
        context.out.line(fmt::format("{}: {}, {} bytes", name, printable(image.media_type), bytes->size()));
    return {};
}

void print_warnings(Context& context, const std::vector<llm::Warning>& warnings)
{
    for (const llm::Warning& warning : warnings) context.err.line("goldbox: " + printable(warning.message));
}

std::string transcription_json(const llm::Transcription& heard)
{
    std::string text;
    json::Writer out(text);
    out.begin_object().member("text", heard.text).member("language", heard.language);
    if (heard.duration_seconds) out.member("duration_seconds", *heard.duration_seconds);
    out.key("segments").begin_array();
    for (const llm::Transcription::Piece& piece : heard.segments) {
        out.begin_object().member("text", piece.text).member("begin_seconds", piece.begin_seconds);
        out.member("end_seconds", piece.end_seconds).end_object();
    }
    write_rest(out.end_array(), heard.usage, heard.warnings);
    out.end_object();
    return text;
}

} // namespace

Result<Exit> llm_image(Context& context, const LlmImageCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.caller.config));
    GOLDBOX_TRY(const llm::CallOptions call, call_of(*desk, options.caller));
    llm::ImageRequest request{.model = call.routes.front().model,
                              .prompt = options.prompt,
                              .count = options.count,
                              .size = options.size,
                              .quality = options.quality};
    for (const std::string& file : options.from) {
        GOLDBOX_TRY(Medium picture, read_medium(file, "image/"));
        request.from.push_back({std::move(picture.type), std::move(picture.base64), {}});
    }
    GOLDBOX_TRY(std::vector<FileOutput> files, open_files(context, options));
    const llm::ImageOutcome made = desk->client->make_images(request, call);
    if (!made) return tell_failure(context, made.error());
    std::string text;
    json::Writer out(text);
    out.begin_object().member("text", made->text).key("files").begin_array();
    for (std::size_t i = 0; i < std::min(made->images.size(), files.size()); ++i) {
        GOLDBOX_CHECK(keep(context, made->images[i], numbered(options.out, i + 1), files[i], out));
    }
    write_rest(out.end_array(), made->usage, made->warnings);
    out.end_object();
    if (context.json())
        context.out.line(text);
    else
        print_warnings(context, made->warnings);
    return Exit::done;
}

Result<Exit> llm_transcribe(Context& context, const LlmTranscribeCommand& options)
{
    GOLDBOX_TRY(const auto desk, open_llm_desk(options.caller.config));
    GOLDBOX_TRY(const llm::CallOptions call, call_of(*desk, options.caller));
    GOLDBOX_TRY(Medium recording, read_medium(options.file, "audio/"));
    const llm::TranscriptionRequest request{.model = call.routes.front().model,
                                            .audio = {std::move(recording.type), std::move(recording.base64)},
                                            .file_name = std::filesystem::path(options.file).filename().string(),
                                            .language = options.language,
                                            .prompt = options.expect};
    const llm::TranscriptionOutcome heard = desk->client->transcribe(request, call);
    if (!heard) return tell_failure(context, heard.error());
    if (context.json()) {
        context.out.line(transcription_json(*heard));
    } else {
        context.out.line(printable(heard->text, true));
        print_warnings(context, heard->warnings);
    }
    return Exit::done;
}

} // namespace goldbox::cli
