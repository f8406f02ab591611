#pragma once
// SPDX-License-Identifier: MIT
// `goldbox play --watch`: whether the files of a pack changed since they were looked at last.

#include "pack_files.hpp"

#include <goldbox/content/pack.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace goldbox::cli {

class PackWatch {
public:
    /// Watches the folders of a stack of packs; of a story, the folder it lies in.
    PackWatch(const PackChoice& choice, const content::Pack& pack);

    /// True once for each time that something was written, added or removed.
    [[nodiscard]] bool changed();

private:
    struct Stamp {
        std::string file;
        std::int64_t written = 0;
        std::uint64_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    [[nodiscard]] std::vector<Stamp> look() const;

    std::vector<std::string> folders_;
    std::vector<Stamp> seen_;
};

} // namespace goldbox::cli
