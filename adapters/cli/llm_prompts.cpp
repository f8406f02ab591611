// SPDX-License-Identifier: MIT
#include "llm_prompts.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <utility>

namespace goldbox::cli {
namespace {

constexpr std::string_view prompts_folder = "prompts/";

} // namespace

Result<llm::Request> Templates::fill(llm::Variant variant, const llm::PromptValues& values) const
{
    variant.prompt.insert(0, folder);
    return llm::make_request(variant, *files, values);
}

Result<Templates> open_templates(const std::string& path)
{
    GOLDBOX_TRY(auto files, open_files({.path = path}));
    const bool is_pack = files->read("pack.json").has_value();
    return Templates{std::move(files), is_pack ? std::string(prompts_folder) : std::string()};
}

Result<llm::PromptValues> prompt_values(const std::vector<std::string>& settings)
{
    llm::PromptValues values;
    for (const std::string& each : settings) {
        const std::size_t equals = each.find('=');
        if (equals == std::string::npos) {
            return fail(Code::usage, "cli.usage", "--set " + printable(each) + ": write NAME=VALUE");
        }
        values.insert_or_assign(each.substr(0, equals), each.substr(equals + 1));
    }
    return values;
}

std::vector<Diagnostic> check_prompts(const PackChoice& pack)
{
    std::vector<Diagnostic> wrong;
    const auto files = open_files(pack);
    if (!files) return wrong; // a single story; what else it may be was told by who loaded it
    const auto names = (*files)->list();
    if (!names) return wrong;
    for (const std::string& name : *names) {
        if (!name.starts_with(prompts_folder) || !name.ends_with(".prompt")) continue;
        const auto text = (*files)->read(name);
        if (text && text->find("{{role") == std::string::npos) continue;
        for (Diagnostic& each : llm::Prompt::check(**files, name)) {
            each.where.file = pack.path + (pack.path.ends_with('/') ? "" : "/") + each.where.file;
            wrong.push_back(std::move(each));
        }
    }
    return wrong;
}

} // namespace goldbox::cli
