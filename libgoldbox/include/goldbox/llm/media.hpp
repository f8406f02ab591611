#pragma once
// SPDX-License-Identifier: MIT
// Pictures from words, and words from recordings. As with conversations: what goes on the wire, and what came back; the
// bytes travel elsewhere.

#include <goldbox/llm/codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::llm {

struct ImageRequest {
    std::string model;
    std::string prompt;
    std::int64_t count = 1;  ///< 1..10
    std::string size;        ///< `1024x1024`; empty: the model's own choice
    std::string quality;     ///< the provider's word; empty: its default
    std::vector<Image> from; ///< pictures to be changed
    JsonText extra;          ///< an object whose members go into the body as they are
    bool operator==(const ImageRequest&) const = default;
};

struct ImageResponse {
    std::vector<Image> images; ///< `base64` or `url`, whichever the provider sent
    std::string text;          ///< what was said beside them
    Usage usage;
    std::vector<Warning> warnings;
    bool operator==(const ImageResponse&) const = default;
};
using ImageOutcome = tl::expected<ImageResponse, Failure>;

/// OpenAI-shaped (`/images/generations`, `/images/edits`) or Gemini (`generateContent`, and `predict` for imagen
/// models). `llm.invalid_request` without a prompt; `llm.unsupported` on a surface that makes no pictures (anthropic).
[[nodiscard]] Result<Encoded> encode_images(const Provider& provider, const ImageRequest& request);
/// An answer without a picture is a failure: `filtered` where the provider says so, else `not_a_reply`.
[[nodiscard]] ImageOutcome decode_images(const Provider& provider, const HttpHead& head, std::string_view body);

struct TranscriptionRequest {
    std::string model;
    Audio audio;
    std::string file_name = "audio.wav"; ///< its ending tells some providers the format
    std::string language;                ///< ISO 639-1; empty: found out
    std::string prompt;                  ///< names and words to expect
    bool operator==(const TranscriptionRequest&) const = default;
};

struct Transcription {
    struct Piece {
        std::string text;
        double begin_seconds = 0;
        double end_seconds = 0;
        bool operator==(const Piece&) const = default;
    };
    std::string text;
    std::string language; ///< in the provider's words; empty: not told
    std::optional<double> duration_seconds;
    std::vector<Piece> segments; ///< or words, where only those are told
    Usage usage;
    std::vector<Warning> warnings;
    bool operator==(const Transcription&) const = default;
};
using TranscriptionOutcome = tl::expected<Transcription, Failure>;

/// OpenAI-shaped (`/audio/transcriptions`, a multipart form) or Gemini (a recording in a conversation).
/// `llm.invalid_request` without a recording that is base64; `llm.unsupported` on anthropic.
[[nodiscard]] Result<Encoded> encode_transcription(const Provider& provider, const TranscriptionRequest& request);
/// JSON, or plain text where the provider was told to answer so.
[[nodiscard]] TranscriptionOutcome decode_transcription(const Provider& provider, const HttpHead& head,
                                                        std::string_view body);

} // namespace goldbox::llm
