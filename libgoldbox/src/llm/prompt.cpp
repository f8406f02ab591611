// SPDX-License-Identifier: MIT
#include <goldbox/llm/prompt.hpp>

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/fields.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace goldbox::llm {
namespace {

constexpr std::size_t most_files = 64;
constexpr std::size_t most_depth = 8;
constexpr std::size_t most_bytes = 1u << 20; ///< of all files, and of what is rendered
constexpr std::size_t longest_slot = 4000;
constexpr std::size_t longest_raw = 256u << 10;
constexpr std::string_view spaces = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

bool is_name(std::string_view text)
{
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !text.empty() && text.size() <= 64 && is_letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

Where place_of(std::string_view text, std::size_t at, std::string_view file)
{
    const std::string_view before = text.substr(0, at);
    const std::size_t line = before.rfind('\n');
    return {std::string(file), static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1),
            static_cast<std::uint32_t>(line == std::string_view::npos ? at + 1 : at - line)};
}

/// Cuts at a code point, and says so.
std::string shortened(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return std::string(text.substr(0, most)) + "…";
}

} // namespace

std::string escape_slot(std::string_view text)
{
    std::string out;
    for (const char c : shortened(printable(text, true), longest_slot)) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        default: out += c;
        }
    }
    return out;
}

class PromptCompiler {
public:
    explicit PromptCompiler(const FileSource& files) : files_(files) {}

    Result<Prompt> compile(std::string_view name)
    {
        folder_ = name.substr(0, name.rfind('/') + 1); // nothing where there is no slash
        read(name, {});
        if (wrong_.empty() && !has_role_)
            mistake({.file = std::string(name)}, "llm.prompt_syntax", "the prompt has no {{role ...}}");
        if (!wrong_.empty()) return unexpected(json::as_error(wrong_));
        prompt_.slots_.assign(slots_.begin(), slots_.end());
        return std::move(prompt_);
    }

    [[nodiscard]] std::vector<Diagnostic> mistakes() && { return std::move(wrong_); }

private:
    void mistake(Where where, std::string reason, std::string message)
    {
        constexpr std::size_t enough = 50;
        if (wrong_.size() < enough)
            wrong_.push_back({Severity::error, std::move(reason), std::move(message), std::move(where)});
    }

    void read(std::string_view name, const Where& from)
    {
        if (std::ranges::find(open_, name) != open_.end() || open_.size() >= most_depth || count_ >= most_files) {
            return mistake(from, "llm.prompt_include",
                           "including \"" + printable(name) + "\" goes in circles, or too deep, or there are too many");
        }
        if (!is_inner_path(name)) {
            return mistake(from, "base.bad_path", "the name \"" + printable(name) + "\" leaves the templates' folder");
        }
        auto text = files_.read(name);
        if (!text)
            return mistake(from.file.empty() ? Where{.file = std::string(name)} : from, text.error().reason,
                           text.error().message);
        ++count_;
        bytes_ += text->size();
        if (bytes_ > most_bytes)
            return mistake(from, "llm.prompt_too_large", "the prompt's files are larger than 1 MiB");
        open_.emplace_back(name);
        read_text(*text, std::string(name));
        open_.pop_back();
    }

    void read_text(std::string_view text, const std::string& file)
    {
        std::size_t at = 0;
        while (at < text.size()) {
            const std::size_t open = text.find("{{", at);
            if (open == std::string_view::npos) return plain(text.substr(at), place_of(text, at, file));
            if (open > at && text[open - 1] == '\\') {
                plain(text.substr(at, open - 1 - at), place_of(text, at, file));
                plain("{{", place_of(text, open, file));
                at = open + 2;
                continue;
            }
            plain(text.substr(at, open - at), place_of(text, at, file));
            const std::size_t close = text.find("}}", open);
            const Where where = place_of(text, open, file);
            if (close == std::string_view::npos) return mistake(where, "llm.prompt_syntax", "{{ is not closed with }}");
            tag(trimmed(text.substr(open + 2, close - open - 2)), where);
            at = close + 2;
        }
    }

    void plain(std::string_view text, const Where& where)
    {
        if (text.empty()) return;
        if (!has_role_) {
            if (!trimmed(text).empty())
                mistake(where, "llm.prompt_syntax", "text stands before the first {{role ...}}");
            return;
        }
        auto* last = prompt_.pieces_.empty() ? nullptr : std::get_if<std::string>(&prompt_.pieces_.back());
        if (last)
            *last += text;
        else
            prompt_.pieces_.emplace_back(std::string(text));
    }

    void tag(std::string_view content, const Where& where)
    {
        if (content.starts_with('!')) return;
        const std::string_view word = content.substr(0, content.find_first_of(spaces));
        const std::string_view rest = trimmed(content.substr(word.size()));
        if (rest.empty() && word == "cache") return mark(CacheLifetime::five_minutes, where);
        if (rest.empty()) return slot(word, false, where);
        if (word == "cache" && rest == "1h") return mark(CacheLifetime::one_hour, where);
        if (word == "raw") return slot(rest, true, where);
        if (word == "role") return role(rest, where);
        if (word == "include") return read(folder_ + std::string(rest), where);
        mistake(where, "llm.prompt_syntax",
                "{{" + printable(content.substr(0, 60)) +
                    "}} is none of {{name}}, {{raw name}}, {{role ...}}, {{include file}}, {{cache}}, {{! ...}}");
    }

    void role(std::string_view name, const Where& where)
    {
        constexpr std::pair<std::string_view, Role> names[] = {
            {"system", Role::system}, {"user", Role::user}, {"assistant", Role::assistant}};
        const auto* const found = std::ranges::find(names, name, &std::pair<std::string_view, Role>::first);
        if (found == std::end(names)) {
            return mistake(where, "llm.prompt_syntax",
                           "there is no role \"" + printable(name) + "\": write system, user or assistant");
        }
        has_role_ = true;
        prompt_.pieces_.emplace_back(Prompt::Begin{found->second});
    }

    void slot(std::string_view name, bool raw, const Where& where)
    {
        if (!is_name(name)) {
            return mistake(where, "llm.prompt_syntax",
                           "\"" + printable(name.substr(0, 60)) +
                               "\" is no name of a slot: small letters, digits and _");
        }
        if (!has_role_) return mistake(where, "llm.prompt_syntax", "a slot stands before the first {{role ...}}");
        slots_.emplace(name);
        prompt_.pieces_.emplace_back(Prompt::Slot{std::string(name), raw});
    }

    void mark(CacheLifetime lifetime, const Where& where)
    {
        if (!has_role_) return mistake(where, "llm.prompt_syntax", "{{cache}} stands before the first {{role ...}}");
        prompt_.pieces_.emplace_back(CacheMark{lifetime});
    }

    const FileSource& files_;
    std::string folder_; ///< of the first file, with a slash
    Prompt prompt_;
    std::set<std::string> slots_;
    std::vector<std::string> open_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    bool has_role_ = false;
    std::vector<Diagnostic> wrong_;
};

Result<Prompt> Prompt::compile(const FileSource& files, std::string_view name)
{
    return PromptCompiler(files).compile(name);
}

std::vector<Diagnostic> Prompt::check(const FileSource& files, std::string_view name)
{
    PromptCompiler compiler(files);
    (void)compiler.compile(name);
    return std::move(compiler).mistakes();
}

namespace {

/// Spaces around a message, and around its cache marks, are the file's and not the prompt's.
void finish(Message& message)
{
    std::erase_if(message.parts, [](const Part& part) {
        const auto* text = std::get_if<Text>(&part);
        return text && trimmed(text->text).empty();
    });
    for (Part& part : message.parts) {
        if (auto* text = std::get_if<Text>(&part)) text->text = trimmed(text->text);
    }
}

void append(Message& message, std::string_view text)
{
    if (message.parts.empty() || !std::holds_alternative<Text>(message.parts.back()))
        message.parts.emplace_back(Text{});
    std::get<Text>(message.parts.back()).text += text;
}

Result<void> check_values(const std::vector<std::string>& slots, const PromptValues& values)
{
    for (const std::string& slot : slots) {
        if (!values.contains(slot)) {
            return fail(Code::invalid, "llm.prompt_missing", "the prompt needs a value for \"" + slot + "\"");
        }
    }
    for (const auto& [name, value] : values) {
        if (std::ranges::binary_search(slots, name)) continue;
        const std::vector<std::string_view> known(slots.begin(), slots.end());
        const std::string_view meant = nearest(name, known);
        return fail(Code::invalid, "llm.prompt_unknown",
                    "the prompt has no slot \"" + printable(name) + "\"" +
                        (meant.empty() ? std::string() : "; did you mean \"" + std::string(meant) + "\"?"));
    }
    return {};
}

} // namespace

Result<std::vector<Message>> Prompt::render(const PromptValues& values) const
{
    GOLDBOX_CHECK(check_values(slots_, values));
    std::vector<Message> messages;
    std::size_t bytes = 0;
    for (const Piece& piece : pieces_) {
        if (const auto* begin = std::get_if<Begin>(&piece)) {
            messages.push_back({.role = begin->role, .parts = {}, .origin = {}});
        } else if (const auto* mark = std::get_if<CacheMark>(&piece)) {
            messages.back().parts.emplace_back(*mark);
        } else if (const auto* text = std::get_if<std::string>(&piece)) {
            append(messages.back(), *text);
            bytes += text->size();
        } else {
            const Slot& slot = std::get<Slot>(piece);
            const std::string& value = values.find(slot.name)->second;
            if (slot.raw && value.size() > longest_raw) {
                return fail(Code::limit, "llm.prompt_too_large",
                            "the value of \"" + slot.name + "\" is larger than 256 KiB");
            }
            const std::string filled = slot.raw ? to_utf8(value) : escape_slot(value);
            append(messages.back(), filled);
            bytes += filled.size();
        }
        if (bytes > most_bytes) return fail(Code::limit, "llm.prompt_too_large", "the prompt is larger than 1 MiB");
    }
    for (Message& message : messages) finish(message);
    std::erase_if(messages, [](const Message& message) { return message.parts.empty(); });
    return messages;
}

} // namespace goldbox::llm
