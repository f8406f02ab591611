#pragma once
// SPDX-License-Identifier: MIT
// Prompt templates where a config or a pack keeps them.

#include "pack_files.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/llm/config.hpp>

#include <memory>
#include <string>
#include <vector>

namespace goldbox::cli {

/// Where the templates of a config lie: a folder of them, or the folder `prompts` of a pack.
struct Templates {
    std::shared_ptr<const FileSource> files;
    std::string folder; ///< in `files`, with a slash; empty: at the top

    [[nodiscard]] Result<llm::Request> fill(llm::Variant variant, const llm::PromptValues& values) const;
};

/// `path` is a folder of templates, a pack's folder, or a zip of one.
[[nodiscard]] Result<Templates> open_templates(const std::string& path);

/// `NAME=VALUE` of --set.
[[nodiscard]] Result<llm::PromptValues> prompt_values(const std::vector<std::string>& settings);

/// What is wrong with the templates in a pack's folder `prompts`. Files without a `{{role}}` are parts of others, and
/// looked at where they are included.
[[nodiscard]] std::vector<Diagnostic> check_prompts(const PackChoice& pack);

} // namespace goldbox::cli
