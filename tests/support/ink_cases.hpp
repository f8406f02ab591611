#pragma once
// SPDX-License-Identifier: MIT
// The conformance cases of ink beside the project: what their folders hold, and how transcripts are compared (the
// README of the data says both).

#include <goldbox/json/reader.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace goldbox::test {

inline std::string read_text(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Metadata {
    bool scored = true;
    std::optional<std::int32_t> seed;
    std::vector<std::string> externals{}; ///< names
    std::optional<std::uint64_t> save_after;
};

inline Metadata read_metadata(const std::filesystem::path& folder)
{
    Metadata metadata;
    const auto document = json::read(read_text(folder / "metadata.json"));
    if (!document) return metadata;
    const json::Value& root = document->root;
    if (const auto* scored = root.find("scored")) metadata.scored = scored->boolean();
    if (const auto* seed = root.find("storySeed"); seed && seed->is(json::Kind::integer))
        metadata.seed = static_cast<std::int32_t>(seed->integer());
    if (const auto* externals = root.find("externals")) {
        for (const json::Value& name : externals->array()) metadata.externals.emplace_back(name.string());
    }
    if (const auto* save = root.find("save"); save && save->is(json::Kind::object)) {
        if (const auto* after = save->find("after_choices"))
            metadata.save_after = static_cast<std::uint64_t>(after->integer());
    }
    return metadata;
}

inline std::string without_colour(const std::string& text)
{
    std::string out;
    for (std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i) {
        if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
            i = text.find('m', i);
            if (i == std::string::npos) break;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// What a transcript says, line by line, as the data's README compares it.
inline std::vector<std::string> lines_of(const std::string& transcript, bool any_problem_text)
{
    static const std::string closed = "<User input stream closed.>";
    std::string text = without_colour(transcript);
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (text[i] == '\n' || text[i] == '\r')
            lines.emplace_back();
        else
            lines.back() += text[i];
    }
    if (lines.back().empty()) lines.pop_back();
    if (!lines.empty() && lines.back().ends_with(closed)) {
        lines.back().resize(lines.back().size() - closed.size());
        if (lines.back().empty()) lines.pop_back();
    }
    if (!any_problem_text) return lines;
    for (std::string& line : lines) {
        for (const std::string prefix : {"RUNTIME ERROR:", "RUNTIME WARNING:"}) {
            if (const std::size_t at = line.find(prefix); at != std::string::npos) line.resize(at + prefix.size());
        }
    }
    return lines;
}

inline std::string first_difference(const std::vector<std::string>& wanted, const std::vector<std::string>& got)
{
    for (std::size_t i = 0; i < std::max(wanted.size(), got.size()); ++i) {
        const std::string want = i < wanted.size() ? wanted[i] : "(end)", have = i < got.size() ? got[i] : "(end)";
        if (want != have) return "line " + std::to_string(i + 1) + ": wanted " + want + " | got " + have;
    }
    return {};
}

inline std::vector<std::filesystem::path> case_folders(const std::filesystem::path& group)
{
    std::vector<std::filesystem::path> folders;
    for (const auto& entry : std::filesystem::directory_iterator(group)) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    return folders;
}

} // namespace goldbox::test
