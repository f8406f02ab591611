// SPDX-License-Identifier: MIT
#include <goldbox/llm/message.hpp>

namespace goldbox::llm {

std::string text_of(const Message& message)
{
    std::string all;
    for (const Part& part : message.parts) {
        if (const auto* text = std::get_if<Text>(&part)) all += text->text;
    }
    return all;
}

std::string reasoning_of(const Message& message)
{
    std::string all;
    for (const Part& part : message.parts) {
        if (const auto* reasoning = std::get_if<Reasoning>(&part)) all += reasoning->text;
    }
    return all;
}

std::vector<const ToolCall*> calls_of(const Message& message)
{
    std::vector<const ToolCall*> calls;
    for (const Part& part : message.parts) {
        if (const auto* call = std::get_if<ToolCall>(&part)) calls.push_back(call);
    }
    return calls;
}

} // namespace goldbox::llm
