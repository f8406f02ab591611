#pragma once
// SPDX-License-Identifier: MIT
// A library of the system that is loaded when it is first needed: a program that never needs it should not wait, each
// time it starts, for it and for all that it brings along.

#include <goldbox/base/result.hpp>

#include <string>

namespace goldbox {

/// Never unloaded: others in the process may use it too.
class SharedLibrary {
public:
    /// `file` as the loader knows it ("libzip.so.4"); `reason` of every error; `package` that brings it.
    [[nodiscard]] static Result<SharedLibrary> load(std::string file, std::string reason, const std::string& package);

    /// Sets `function` to what the library has under `name`.
    template <class Function>
    void find(Function*& function, const char* name)
    {
        function = reinterpret_cast<Function*>(address(name));
    }

    /// Whether everything that was asked for was found.
    [[nodiscard]] Result<void> complete() const;

private:
    SharedLibrary(void* handle, std::string file, std::string reason);
    void* address(const char* name);

    void* handle_;
    std::string file_;
    std::string reason_;
    std::string missing_;
};

} // namespace goldbox
