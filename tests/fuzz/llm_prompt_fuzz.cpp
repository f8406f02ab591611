// SPDX-License-Identifier: MIT
// Any text as a template, that includes itself and a second one: refused with a place, or rendered so that no slot
// leaves its marks.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/llm/prompt.hpp>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(test::as_text(data, size));
    const std::size_t half = text.find("====");
    MemoryFiles files;
    files.add("main.prompt", text.substr(0, half));
    files.add("other.prompt", half == std::string::npos ? "Be brief." : text.substr(half + 4));
    const auto prompt = llm::Prompt::compile(files, "main.prompt");
    if (!prompt) {
        expect(!prompt.error().reason.empty() && !prompt.error().message.empty(), "a refusal has a name");
        return 0;
    }
    llm::PromptValues values;
    for (const std::string& slot : prompt->slots()) values[slot] = text.substr(0, 5000);
    const auto messages = prompt->render(values);
    expect(messages.has_value() || messages.error().reason == "llm.prompt_too_large", "all values were given");
    const std::string escaped = llm::escape_slot(text);
    expect(is_utf8(escaped) && escaped.find_first_of("<>") == std::string::npos, "a slot closes no mark");
    if (messages && !prompt->slots().empty()) {
        values.erase(values.begin());
        expect(!prompt->render(values), "no value may lack");
    }
    return 0;
}
