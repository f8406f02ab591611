// SPDX-License-Identifier: MIT
#include "file_output.hpp"

#include <goldbox/base/text.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace goldbox::cli {
namespace {

tl::unexpected<Error> cannot_write(const std::string& name, int error)
{
    const std::string what = name.empty() ? "standard output" : "\"" + printable(name) + "\"";
    return fail(Code::unavailable, "cli.cannot_write",
                "cannot write " + what + ": " + std::generic_category().message(error));
}

/// Devices and pipes are written to as they are; only a regular file can be replaced.
bool replaceable(const std::string& name)
{
    std::error_code bad;
    const auto status = std::filesystem::status(name, bad);
    return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
}

} // namespace

Result<FileOutput> FileOutput::create(Context& context, const std::string& name)
{
    FileOutput file;
    if (name.empty() || name == "-") {
        file.out_ = &context.out;
        return file;
    }
    file.name_ = name;
    if (replaceable(name)) file.unfinished_ = name + ".part";
    const std::string& target = file.unfinished_.empty() ? name : file.unfinished_;
    file.descriptor_ = ::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file.descriptor_ < 0) {
        file.unfinished_.clear();
        return cannot_write(name, errno);
    }
    file.own_ = std::make_unique<Output>(file.descriptor_);
    file.out_ = file.own_.get();
    return file;
}

FileOutput::FileOutput(FileOutput&& other) noexcept
    : name_(std::move(other.name_)),
      unfinished_(std::exchange(other.unfinished_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      own_(std::move(other.own_)),
      out_(other.out_)
{
}

FileOutput::~FileOutput()
{
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
}

Result<void> FileOutput::check() const
{
    if (out_->failed()) return cannot_write(name_, out_->error());
    return {};
}

Result<void> FileOutput::write(std::string_view text)
{
    out_->write(text);
    return check();
}

Result<void> FileOutput::finish()
{
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0) return cannot_write(name_, errno);
    const std::string unfinished = std::exchange(unfinished_, {});
    if (!unfinished.empty() && std::rename(unfinished.c_str(), name_.c_str()) != 0) {
        const int error = errno;
        ::unlink(unfinished.c_str());
        return cannot_write(name_, error);
    }
    return check();
}

} // namespace goldbox::cli
