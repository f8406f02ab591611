#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/base/result.hpp>
#include <goldbox/json/reader.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::content {

/// What somebody wrote, as messages cite it.
[[nodiscard]] std::string quoted(std::string_view text);
/// ` (did you mean "x"?)`, or nothing where none of the known names is near.
[[nodiscard]] std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

/// A JSON file that was read, for telling places in it.
struct TextFile {
    std::string name; ///< as messages name it
    std::string_view text;

    [[nodiscard]] json::ReadOptions options() const { return {.file = name, .comments = true}; }
    [[nodiscard]] Where find(std::span<const json::Step> path) const { return json::locate(text, path, options()); }
};

/// Looks up many places at once, in one walk over each file.
class Places {
public:
    /// The number under which `find` will answer.
    std::size_t ask(const TextFile& file, std::vector<json::Step> path);
    [[nodiscard]] std::vector<Where> find() const;

private:
    std::vector<std::pair<const TextFile*, std::vector<json::Step>>> asked_;
};

/// All that is wrong with the files of packs, in the order in which it was found. Places are looked up at the end.
class Remarks {
public:
    void add(Diagnostic remark);
    void add(Severity severity, std::string code, std::string message, const TextFile& file,
             std::vector<json::Step> path);
    [[nodiscard]] bool any_errors() const { return errors_; }
    /// Whether there is no room for more: the rest is left unsaid, and that it is will be said.
    [[nodiscard]] bool full()
    {
        more_ = more_ || remarks_.size() >= most;
        return more_;
    }

    /// Sorted by file in order of first remark, then by place.
    [[nodiscard]] std::vector<Diagnostic> finish();

private:
    static constexpr std::size_t most = 1000;
    static constexpr std::size_t place_known = std::size_t(-1);
    struct Remark {
        Diagnostic said;
        std::size_t place = place_known;
    };
    [[nodiscard]] bool admit(Severity severity);
    std::vector<Remark> remarks_;
    Places places_;
    bool errors_ = false;
    bool more_ = false;
};

} // namespace goldbox::content
