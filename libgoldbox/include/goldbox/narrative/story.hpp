#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/hash.hpp>
#include <goldbox/base/result.hpp>
#include <goldbox/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::narrative {

class Program; // the flat program; see src/narrative/program.hpp

struct LoadOptions {
    std::string file;                  ///< named in errors
    std::size_t max_bytes = 64u << 20; ///< `ink.too_large`
    std::size_t max_depth = 1000;      ///< of nested containers: `ink.too_deep`
    /// What Compilation::source_lines holds, for problems and profiles that name file and line; may go afterwards.
    const json::Value* source_lines = nullptr;
};

/// One instruction of the compiled story, or a container of them, for people who look what became of their ink.
struct Instruction {
    std::string path;        ///< `harbor.0.3`
    std::uint32_t depth = 0; ///< containers around it
    std::string kind;        ///< `text`, `divert`, `container`
    std::string argument;    ///< what it prints, where it leads; may be empty
    Where where;             ///< when the story was loaded with its source lines
    bool operator==(const Instruction&) const = default;
};

/// A story ready to run: immutable, shared by any number of sessions on any number of threads.
class Story {
public:
    /// From ink JSON text (inkVersion 18 to 21). Errors: `ink.not_a_story`, `ink.version`, `ink.bad_path` (a divert to
    /// nowhere), `ink.too_large`, `ink.too_deep`, `ink.bad_lines`, and those of json::read.
    [[nodiscard]] static Result<std::shared_ptr<const Story>> load(std::string_view ink_json,
                                                                   const LoadOptions& options = {});
    /// From a tree, as the compiler makes it; the tree may go afterwards.
    [[nodiscard]] static Result<std::shared_ptr<const Story>> load(const json::Value& tree,
                                                                   const LoadOptions& options = {});

    /// From an image. It is not copied: the story runs on these bytes and shares their ownership. Every index in them
    /// is checked, so images of strangers are as safe as their JSON. Errors: `ink.not_an_image`, `ink.image_version`
    /// (of another version of the engine: make it anew), `ink.bad_image`, `ink.too_large`, `ink.too_deep`.
    [[nodiscard]] static Result<std::shared_ptr<const Story>> load_image(std::shared_ptr<const std::string> image,
                                                                         const LoadOptions& options = {});
    [[nodiscard]] static Result<std::shared_ptr<const Story>> load_image(std::string image,
                                                                         const LoadOptions& options = {});
    /// Whether bytes say of themselves that they are an image.
    [[nodiscard]] static bool is_image(std::string_view bytes);

    ~Story();
    Story(const Story&) = delete;
    Story& operator=(const Story&) = delete;

    [[nodiscard]] std::span<const std::string> global_tags() const;
    [[nodiscard]] std::span<const std::string> externals() const; ///< names called and not defined in ink, sorted
    [[nodiscard]] std::span<const std::string> variables() const; ///< declared globals, sorted
    [[nodiscard]] std::span<const std::string> knots() const;     ///< in the order of the file

    /// Whether Session::evaluate can call a function or knot of that name.
    [[nodiscard]] bool has_function(std::string_view name) const;
    /// Names of what a knot, stitch or function takes, in order; `ink.no_such_path`.
    [[nodiscard]] Result<std::vector<std::string>> parameters(std::string_view path) const;
    /// The tags at the top of a knot, stitch or label; `ink.no_such_path`.
    [[nodiscard]] Result<std::vector<std::string>> tags(std::string_view path) const;
    /// The tree of containers, or the part below a path: `ink.no_such_path`.
    [[nodiscard]] Result<std::vector<Instruction>> instructions(std::string_view path = {}) const;

    [[nodiscard]] std::size_t memory_bytes() const;

    /// The story as bytes that load about a hundred times faster than its JSON; the same bytes for the same story. It
    /// is a cache: only the same version of the engine, on a machine with the same byte order, reads it.
    [[nodiscard]] std::string save_image() const;

    [[nodiscard]] const Program& program() const { return *program_; }

private:
    explicit Story(std::unique_ptr<const Program> program);
    std::unique_ptr<const Program> program_;
};

} // namespace goldbox::narrative
