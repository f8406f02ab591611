#pragma once
// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/vfs.h>
#include <unistd.h>

namespace goldbox::bench {

/// A folder for databases on a real disk, removed at the end: within the current folder, or in the one that
/// GOLDBOX_BENCH_FOLDER names.
class Folder {
public:
    explicit Folder(std::string_view name)
    {
        const char* named = std::getenv("GOLDBOX_BENCH_FOLDER");
        path_ = std::filesystem::absolute(named ? named : ".") / (std::string(name) + "-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path_);
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

    /// Its name, as far as we know it; empty for one in memory, where durability costs nothing.
    [[nodiscard]] std::string file_system() const
    {
        struct statfs info{};
        if (::statfs(path_.c_str(), &info) != 0) return "unknown";
        switch (static_cast<unsigned long>(info.f_type)) {
        case 0x01021994: return "";
        case 0xEF53: return "ext4";
        case 0x58465342: return "xfs";
        case 0x9123683E: return "btrfs";
        case 0x794C7630: return "overlayfs";
        default: return "type " + std::to_string(info.f_type);
        }
    }

private:
    std::filesystem::path path_;
};

} // namespace goldbox::bench
