#pragma once
// SPDX-License-Identifier: MIT
// Prompts as files that authors write, in a pack's folder `prompts` or anywhere:
//
//     {{! what the narrator is told }}
//     {{role system}}
//     You narrate. {{include house_rules.prompt}}
//     {{cache}}
//     {{role user}}
//     {{raw facts}}
//     <said>{{said}}</said>
//
// `{{name}}` is a slot for what people wrote: it cannot close the marks around it. `{{raw name}}` is for text that the
// program made. `\{{` stands for two braces. Slots are strict: each must be given, and nothing else. Included files are
// named from the folder of the template that is compiled.

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/llm/message.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goldbox::llm {

using PromptValues = std::map<std::string, std::string, std::less<>>;

/// A compiled template. It keeps no reference to its files.
class Prompt {
public:
    /// Bounds: 64 files, 8 deep, 1 MiB. All mistakes at once: `llm.prompt_syntax`, `llm.prompt_include`,
    /// `llm.prompt_too_large`, and those of the files.
    [[nodiscard]] static Result<Prompt> compile(const FileSource& files, std::string_view name);
    /// What `compile` would refuse, each with its place; empty: nothing.
    [[nodiscard]] static std::vector<Diagnostic> check(const FileSource& files, std::string_view name);

    /// Names of the values that it needs, sorted.
    [[nodiscard]] const std::vector<std::string>& slots() const { return slots_; }

    /// `llm.prompt_missing`, `llm.prompt_unknown` (a value that has no slot), `llm.prompt_too_large`. A slot's text is
    /// well-formed, has no control characters but newlines, `<`, `>` and `&` written as entities, and at most 4,000
    /// bytes; a raw one is as it is, and at most 256 KiB.
    [[nodiscard]] Result<std::vector<Message>> render(const PromptValues& values) const;

private:
    friend class PromptCompiler;
    struct Slot {
        std::string name;
        bool raw = false;
    };
    struct Begin {
        Role role;
    };
    using Piece = std::variant<std::string, Slot, Begin, CacheMark>;
    std::vector<Piece> pieces_;
    std::vector<std::string> slots_;
};

/// What a slot makes of a text.
[[nodiscard]] std::string escape_slot(std::string_view text);

} // namespace goldbox::llm
