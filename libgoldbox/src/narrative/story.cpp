// SPDX-License-Identifier: MIT
#include <goldbox/narrative/story.hpp>

#include "image.hpp"
#include "listing.hpp"
#include "loader.hpp"
#include "machine.hpp"
#include "program.hpp"
#include "source_lines.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>

namespace goldbox::narrative {

Story::Story(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Story::~Story() = default;

Result<std::shared_ptr<const Story>> Story::load(std::string_view ink_json, const LoadOptions& options)
{
    if (ink_json.size() > options.max_bytes) {
        return fail(Code::limit, "ink.too_large",
                    "the story is larger than " + std::to_string(options.max_bytes) + " bytes", {.file = options.file});
    }
    // A container is an array, and what it names is an object within.
    const json::ReadOptions reading{
        .file = options.file, .max_bytes = options.max_bytes, .max_depth = 2 * options.max_depth + 8};
    auto document = json::read(ink_json, reading);
    if (!document) {
        Error error = std::move(document).error();
        if (error.reason == "json.too_deep") error.reason = "ink.too_deep";
        return unexpected(std::move(error));
    }
    return load(document->root, options);
}

Result<std::shared_ptr<const Story>> Story::load(const json::Value& tree, const LoadOptions& options)
{
    GOLDBOX_TRY(std::unique_ptr<Program> program, lower(tree, options));
    if (options.source_lines && !options.source_lines->is(json::Kind::null))
        GOLDBOX_CHECK(attach_lines(*program, *options.source_lines));
    if (auto declared = Machine::declare(*program); !declared) {
        Error error = std::move(declared).error();
        error.where.file = options.file;
        return unexpected(std::move(error));
    }
    return std::shared_ptr<const Story>(new Story(std::move(program)));
}

Result<std::shared_ptr<const Story>> Story::load_image(std::shared_ptr<const std::string> image,
                                                       const LoadOptions& options)
{
    GOLDBOX_TRY(std::unique_ptr<Program> program, read_image(std::move(image), options));
    return std::shared_ptr<const Story>(new Story(std::move(program)));
}

Result<std::shared_ptr<const Story>> Story::load_image(std::string image, const LoadOptions& options)
{
    return load_image(std::make_shared<const std::string>(std::move(image)), options);
}

bool Story::is_image(std::string_view bytes)
{
    return narrative::is_image(bytes);
}

std::string Story::save_image() const
{
    return write_image(*program_);
}

std::span<const std::string> Story::global_tags() const
{
    return program_->global_tags;
}

std::span<const std::string> Story::externals() const
{
    return program_->external_names;
}

std::span<const std::string> Story::variables() const
{
    return program_->variable_names;
}

std::span<const std::string> Story::knots() const
{
    return program_->knot_names;
}

bool Story::has_function(std::string_view name) const
{
    return program_->knot(name).has_value();
}

namespace {

Result<std::uint32_t> container_at(const Program& program, std::string_view path)
{
    const Program::Found found = program.find(path);
    const std::uint32_t container = found.exact ? program.container_at(found.location) : none;
    if (container == none) return no_such_path(path);
    return container;
}

} // namespace

Result<std::vector<std::string>> Story::parameters(std::string_view path) const
{
    GOLDBOX_TRY(const std::uint32_t container, container_at(*program_, path));
    std::vector<std::string> names;
    for (std::uint32_t name : program_->parameters_of(container)) names.emplace_back(program_->names[name]);
    return names;
}

Result<std::vector<std::string>> Story::tags(std::string_view path) const
{
    GOLDBOX_TRY(const std::uint32_t container, container_at(*program_, path));
    std::vector<std::string> tags;
    for (const std::uint32_t text : program_->tag_texts_of(container)) tags.emplace_back(program_->text(text));
    return tags;
}

Result<std::vector<Instruction>> Story::instructions(std::string_view path) const
{
    GOLDBOX_TRY(const std::uint32_t container, container_at(*program_, path));
    return list_instructions(*program_, container);
}

std::size_t Story::memory_bytes() const
{
    return sizeof(*this) + program_->memory_bytes();
}

} // namespace goldbox::narrative
