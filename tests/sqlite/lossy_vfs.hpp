#pragma once
// SPDX-License-Identifier: MIT
// A disk for tests that keeps only what it promised to keep. It lives in memory, so that a thousand power cuts take
// seconds, and follows the rules that SQLite's unix VFS has on a file system that promises nothing beyond POSIX:
//
// - What was written to a file since its last sync may be lost; in any mix of 512-byte sectors, old and new.
// - A change of a file's length is such a write.
// - A name that was given or taken away may be lost until the folder is synced: by the first sync of a journal or WAL,
//   and by a removal that asks for it. SQLite's unix VFS does just these.
// - Shared memory (-shm) belongs to the running processes; after a cut it is gone.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace goldbox::tests {

enum class DiskCall : std::uint8_t { read, write, truncate, sync, remove, open, share_memory };

/// Which unsynced writes a power cut leaves behind.
enum class Survival : std::uint8_t {
    none,           ///< exactly what was synced
    random_sectors, ///< any of the others, too: torn pages, later writes without earlier ones
};

class LossyDisk {
public:
    LossyDisk();
    ~LossyDisk();
    LossyDisk(const LossyDisk&) = delete;
    LossyDisk& operator=(const LossyDisk&) = delete;

    /// Name of the VFS, for SqliteOptions::vfs.
    [[nodiscard]] const std::string& vfs() const { return name_; }

    /// The power goes during the n-th write, truncate, sync or remove from the beginning; later calls all fail.
    void cut_at(std::uint64_t call) { cut_at_ = call; }
    [[nodiscard]] bool is_cut() const { return cut_; }
    [[nodiscard]] std::uint64_t changes() const { return changes_; } ///< writes, truncates, syncs and removes so far

    /// The power is back; every file is closed. What was not synced is lost as `survival` says.
    void restart(Survival survival, std::uint32_t seed);

    /// The n-th call from now (of any kind) answers with this SQLite code and does nothing. Calls made while the disk
    /// is watched do not count.
    void fail_at(std::uint64_t call, int code);
    void set_watched(bool watched) { watched_ = watched; }
    /// Every write from now answers SQLITE_FULL.
    void set_full(bool full) { full_ = full; }
    /// Files are opened for reading only, as on a medium that cannot be written.
    void set_read_only(bool read_only) { read_only_ = read_only; }
    [[nodiscard]] bool is_read_only() const { return read_only_; }
    [[nodiscard]] bool has_failed() const { return failed_; }

    [[nodiscard]] std::uint64_t count(DiskCall call) const { return counts_.at(static_cast<std::size_t>(call)); }

    // For the functions of the VFS ------------------------------------------------------------------------------

    struct Change {
        bool truncates = false;
        std::size_t offset = 0; ///< or the new length
        std::string bytes;
    };
    struct File {
        std::string now;     ///< as programs see it
        std::string durable; ///< as it was synced
        std::vector<Change> unsynced;
    };
    using Names = std::map<std::string, std::shared_ptr<File>>;

    /// SQLITE_OK, or why this call fails.
    int before(DiskCall call);
    void change(File& file, Change change);
    void sync(File& file);
    void sync_names() { durable_names_ = names_; }
    [[nodiscard]] Names& names() { return names_; }
    std::vector<std::unique_ptr<std::vector<char>>>& shared_memory(const std::string& name) { return shared_[name]; }
    void drop_shared_memory(const std::string& name) { shared_.erase(name); }

private:
    void survive(File& file, Survival survival, std::mt19937& random);

    std::string name_;
    std::unique_ptr<sqlite3_vfs> vfs_;
    Names names_;
    Names durable_names_;
    std::map<std::string, std::vector<std::unique_ptr<std::vector<char>>>> shared_;
    std::array<std::uint64_t, 7> counts_{};
    std::uint64_t changes_ = 0;
    std::optional<std::uint64_t> cut_at_;
    bool cut_ = false;
    std::uint64_t calls_until_failure_ = 0;
    int failure_ = 0;
    bool failed_ = false;
    bool watched_ = false;
    bool full_ = false;
    bool read_only_ = false;
};

} // namespace goldbox::tests
