// SPDX-License-Identifier: MIT
#include "pack_watch.hpp"

#include "ink_files.hpp"

#include <algorithm>
#include <filesystem>

namespace goldbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 20'000; ///< looked at in one folder; whoever names their home folder watches a part

std::string folder_to_watch(const std::string& path)
{
    std::error_code bad;
    return fs::is_directory(path, bad) ? path : folder_of(path);
}

} // namespace

PackWatch::PackWatch(const PackChoice& choice, const content::Pack& pack)
{
    folders_.push_back(folder_to_watch(choice.path));
    for (const std::string& with : choice.with) folders_.push_back(folder_to_watch(with));
    // what the packs stand on lies beside them
    const fs::path beside = fs::path(choice.path).lexically_normal().parent_path();
    for (const content::Manifest& each : pack.packs()) {
        std::error_code bad;
        if (fs::is_directory(beside / each.id, bad)) folders_.push_back((beside / each.id).string());
    }
    std::ranges::sort(folders_);
    const auto twice = std::ranges::unique(folders_);
    folders_.erase(twice.begin(), twice.end());
    seen_ = look();
}

bool PackWatch::changed()
{
    std::vector<Stamp> now = look();
    if (now == seen_) return false;
    seen_ = std::move(now);
    return true;
}

std::vector<PackWatch::Stamp> PackWatch::look() const
{
    std::vector<Stamp> stamps;
    for (const std::string& folder : folders_) {
        std::error_code bad;
        std::size_t count = 0;
        for (fs::recursive_directory_iterator it(folder, bad), end; !bad && it != end && ++count <= most_files;
             it.increment(bad)) {
            std::error_code gone;
            if (!it->is_regular_file(gone)) continue;
            const auto written = it->last_write_time(gone).time_since_epoch().count();
            stamps.push_back({it->path().string(), static_cast<std::int64_t>(written), it->file_size(gone)});
        }
    }
    std::ranges::sort(stamps, {}, &Stamp::file);
    return stamps;
}

} // namespace goldbox::cli
