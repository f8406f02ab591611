#pragma once
// SPDX-License-Identifier: MIT
// Zip archives as sources of files, for packs that travel as one file.

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace goldbox::zip {

/// What an archive may unpack to. Counted while unpacking: what its headers say is not believed.
struct Limits {
    std::size_t files = 10'000;
    std::uint64_t bytes = 64u << 20; ///< of the archive, and of everything in it
    std::uint64_t ratio = 200;       ///< bytes unpacked for each byte of the archive
};

/// Unpacks an archive into memory. An archive that holds one folder, and all in it, is taken for that folder.
///
/// Errors: `zip.bad_archive` (none, damaged, or two files of one name), `zip.bad_name` (a name that leaves the archive,
/// or is no UTF-8; a link), `zip.encrypted`, `zip.unsupported` (another way of packing), `zip.too_large`, and of files
/// those of base::read_file.
[[nodiscard]] Result<std::shared_ptr<const FileSource>> open_zip(const std::string& path, const Limits& limits = {});
/// The same of an archive in memory.
[[nodiscard]] Result<std::shared_ptr<const FileSource>> read_zip(const std::string& archive, const Limits& limits = {});

} // namespace goldbox::zip
