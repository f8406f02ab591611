// SPDX-License-Identifier: MIT
#include "llm/reply.hpp"

#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>

namespace goldbox::llm {
namespace {

/// Nine letters and digits, which every provider takes as an id: the same call in the same reply gets the same one.
std::string make_id(std::string_view reply_id, const ToolCall& call, std::size_t number)
{
    std::uint64_t hash = 14695981039346656037u; // FNV-1a
    const auto mix = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
        hash = (hash ^ 0xFF) * 1099511628211u;
    };
    mix(reply_id);
    mix(call.name);
    mix(call.arguments.text);
    mix(std::to_string(number));
    std::string id = "c";
    for (int i = 0; i < 8; ++i, hash /= 36) id += "0123456789abcdefghijklmnopqrstuvwxyz"[hash % 36];
    return id;
}

} // namespace

void Reply::tell(Delta::Kind kind, std::size_t part, std::string_view text)
{
    if (sink && *sink) (*sink)({kind, part, text});
}

std::size_t Reply::add(Part part)
{
    auto& parts = response.message.parts;
    if (parts.size() >= max_parts_) {
        full_ = true;
        parts.pop_back(); // the decoder stops after this event
    }
    parts.push_back(std::move(part));
    return parts.size() - 1;
}

void Reply::text_into(std::size_t part, std::string_view piece)
{
    auto* text = std::get_if<Text>(&response.message.parts[part]);
    if (!text || piece.empty()) return;
    text->text += piece;
    tell(Delta::Kind::text, part, piece);
}

void Reply::reasoning_into(std::size_t part, std::string_view piece)
{
    auto* reasoning = std::get_if<Reasoning>(&response.message.parts[part]);
    if (!reasoning || piece.empty()) return;
    reasoning->text += piece;
    tell(Delta::Kind::reasoning, part, piece);
}

void Reply::text(std::string_view piece)
{
    if (piece.empty()) return;
    const auto& parts = response.message.parts;
    const auto* last = parts.empty() ? nullptr : std::get_if<Text>(&parts.back());
    const bool goes_on = last && last->data.empty(); // what is signed is closed
    text_into(goes_on ? parts.size() - 1 : add(Text{}), piece);
}

void Reply::reasoning(std::string_view piece)
{
    if (piece.empty()) return;
    const auto& parts = response.message.parts;
    const auto* last = parts.empty() ? nullptr : std::get_if<Reasoning>(&parts.back());
    const bool goes_on = last && last->data.empty(); // what is signed is closed
    reasoning_into(goes_on ? parts.size() - 1 : add(Reasoning{}), piece);
}

ToolCall* Reply::call(std::size_t part)
{
    return std::get_if<ToolCall>(&response.message.parts[part]);
}

Reply::Growing& Reply::growing(std::size_t part)
{
    const auto found = std::ranges::find(growing_, part, &Growing::part);
    return found != growing_.end() ? *found : growing_.emplace_back(Growing{part, {}});
}

std::size_t Reply::begin_call()
{
    const std::size_t part = add(ToolCall{});
    growing(part).arguments.clear();
    return part;
}

void Reply::call_id(std::size_t part, std::string_view id)
{
    if (ToolCall* made = call(part); made && !id.empty()) made->id = id;
}

void Reply::call_name(std::size_t part, std::string_view name)
{
    ToolCall* made = call(part);
    if (!made || name.empty() || made->name == name) return;
    made->name = name;
    tell(Delta::Kind::tool_name, part, name);
}

void Reply::call_arguments(std::size_t part, std::string_view piece)
{
    if (piece.empty() || !call(part)) return;
    growing(part).arguments += piece;
    tell(Delta::Kind::tool_arguments, part, piece);
}

void Reply::replace_arguments(std::size_t part, std::string_view whole)
{
    if (whole.empty() || !call(part)) return;
    std::string& arguments = growing(part).arguments;
    if (arguments.empty()) tell(Delta::Kind::tool_arguments, part, whole);
    arguments = whole;
}

const std::string& Reply::collected_arguments(std::size_t part) const
{
    static const std::string none;
    const auto found = std::ranges::find(growing_, part, &Growing::part);
    return found == growing_.end() ? none : found->arguments;
}

void Reply::remove(std::size_t part)
{
    auto& parts = response.message.parts;
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
    std::erase_if(growing_, [&](const Growing& each) { return each.part == part; });
    for (Growing& each : growing_) {
        if (each.part > part) --each.part;
    }
}

void Reply::finish(FinishReason reason, std::string_view raw)
{
    response.finish = {reason, std::string(raw)};
    finished_ = true;
}

void Reply::warn(std::string_view code, std::string message)
{
    response.warnings.push_back({std::string(code), std::move(message)});
}

void Reply::identify(std::string_view id, std::string_view model)
{
    if (response.id.empty()) response.id = id;
    if (response.model.empty()) response.model = model;
}

void Reply::settle(Growing& growing, std::size_t number)
{
    ToolCall* made = call(growing.part);
    if (!made) return;
    const bool blank = growing.arguments.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!blank) {
        if (const auto arguments = json::read(growing.arguments)) {
            made->arguments.text = json::write(arguments->root); // on one line, whatever the model wrote
        } else {
            made->malformed = std::move(growing.arguments);
            warn("llm.malformed_arguments", "the arguments of the call of " + made->name + " are no JSON");
        }
    }
    if (made->id.empty()) made->id = make_id(response.id, *made, number);
    if (made->name.empty()) warn("llm.nameless_call", "a call names no tool");
}

void Reply::settle()
{
    for (std::size_t i = 0; i < growing_.size(); ++i) settle(growing_[i], i);
    growing_.clear();
}

} // namespace goldbox::llm
