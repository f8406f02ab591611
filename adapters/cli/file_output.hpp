#pragma once
// SPDX-License-Identifier: MIT

#include "output.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace goldbox::cli {

/// A file that a command makes, or standard output. A file gets its name when it is finished: an interrupted command
/// leaves no half of one.
class FileOutput {
public:
    /// `name` empty or `-`: standard output. `cli.cannot_write`.
    [[nodiscard]] static Result<FileOutput> create(Context& context, const std::string& name);
    ~FileOutput();
    FileOutput(FileOutput&&) noexcept;
    FileOutput& operator=(FileOutput&&) = delete;

    [[nodiscard]] Result<void> write(std::string_view text);
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] bool named() const { return !name_.empty(); }

private:
    FileOutput() = default;
    [[nodiscard]] Result<void> check() const;

    std::string name_;
    std::string unfinished_; ///< the file's name until it is finished
    int descriptor_ = -1;
    std::unique_ptr<Output> own_;
    Output* out_ = nullptr;
};

} // namespace goldbox::cli
