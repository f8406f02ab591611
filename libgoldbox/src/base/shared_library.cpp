// SPDX-License-Identifier: MIT
#include "base/shared_library.hpp"

#include <dlfcn.h>

#include <utility>

namespace goldbox {

Result<SharedLibrary> SharedLibrary::load(std::string file, std::string reason, const std::string& package)
{
    // its names stay apart from those of a program that links another one
    void* const handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle) return SharedLibrary(handle, std::move(file), std::move(reason));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc keeps one message for each thread
    const std::string why = ::dlerror();
    return fail(Code::unavailable, std::move(reason),
                file + " cannot be loaded (Debian: apt install " + package + "): " + why);
}

SharedLibrary::SharedLibrary(void* handle, std::string file, std::string reason)
    : handle_(handle), file_(std::move(file)), reason_(std::move(reason))
{
}

void* SharedLibrary::address(const char* name)
{
    void* const found = ::dlsym(handle_, name);
    if (!found && missing_.empty()) missing_ = name;
    return found;
}

Result<void> SharedLibrary::complete() const
{
    if (missing_.empty()) return {};
    return fail(Code::unavailable, reason_, "this " + file_ + " is too old: it has no " + missing_);
}

} // namespace goldbox
