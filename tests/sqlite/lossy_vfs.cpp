// SPDX-License-Identifier: MIT
#include "sqlite/lossy_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>

namespace goldbox::tests {
namespace {

constexpr std::size_t sector = 512;

struct Handle {
    sqlite3_file base; // first, so that SQLite's pointer is ours
    LossyDisk* disk;
    std::shared_ptr<LossyDisk::File> file;
    std::string name;
    bool syncs_names; ///< a journal or WAL that was just created
};

Handle& self(sqlite3_file* file)
{
    return *reinterpret_cast<Handle*>(file);
}

LossyDisk& disk(sqlite3_vfs* vfs)
{
    return *static_cast<LossyDisk*>(vfs->pAppData);
}

void apply_change(std::string& content, const LossyDisk::Change& change)
{
    if (change.truncates) return content.resize(change.offset);
    const std::size_t end = change.offset + change.bytes.size();
    if (content.size() < end) content.resize(end);
    std::ranges::copy(change.bytes, content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

// Files -------------------------------------------------------------------------------------------------------------

int close(sqlite3_file* file)
{
    self(file).~Handle();
    return SQLITE_OK;
}

int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset)
{
    Handle& handle = self(file);
    if (int code = handle.disk->before(DiskCall::read)) return code;
    const std::string& content = handle.file->now;
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t from = std::min(content.size(), static_cast<std::size_t>(offset));
    const std::size_t got = std::min(content.size() - from, wanted);
    std::memcpy(out, content.data() + from, got);
    std::memset(static_cast<char*>(out) + got, 0, wanted - got);
    return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    Handle& handle = self(file);
    LossyDisk::Change change{false, static_cast<std::size_t>(offset),
                             std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))};
    const int code = handle.disk->before(DiskCall::write);
    // a write that the power cut interrupts may reach the disk
    if (code == SQLITE_OK || handle.disk->is_cut()) handle.disk->change(*handle.file, std::move(change));
    return code;
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    Handle& handle = self(file);
    const int code = handle.disk->before(DiskCall::truncate);
    if (code == SQLITE_OK) handle.disk->change(*handle.file, {true, static_cast<std::size_t>(size), {}});
    return code;
}

int sync(sqlite3_file* file, int)
{
    Handle& handle = self(file);
    if (int code = handle.disk->before(DiskCall::sync)) return code;
    handle.disk->sync(*handle.file);
    if (handle.syncs_names) handle.disk->sync_names();
    handle.syncs_names = false;
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    *size = static_cast<sqlite3_int64>(self(file).file->now.size());
    return SQLITE_OK;
}

// One connection at a time: locks always succeed.
int lock(sqlite3_file*, int)
{
    return SQLITE_OK;
}

int is_reserved(sqlite3_file*, int* reserved)
{
    *reserved = 0;
    return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*)
{
    return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file*)
{
    return static_cast<int>(sector);
}

int device_characteristics(sqlite3_file*)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; // what the unix VFS says of every disk
}

int shm_map(sqlite3_file* file, int region, int size, int extend, volatile void** out)
{
    Handle& handle = self(file);
    *out = nullptr;
    if (handle.disk->before(DiskCall::share_memory) != SQLITE_OK) return SQLITE_IOERR_SHMMAP;
    auto& regions = handle.disk->shared_memory(handle.name);
    const auto index = static_cast<std::size_t>(region);
    if (index >= regions.size() && extend == 0) return SQLITE_OK;
    while (regions.size() <= index) {
        regions.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
    }
    *out = regions[index]->data();
    return SQLITE_OK;
}

int shm_lock(sqlite3_file*, int, int, int)
{
    return SQLITE_OK;
}

void shm_barrier(sqlite3_file*) {}

int shm_unmap(sqlite3_file* file, int)
{
    self(file).disk->drop_shared_memory(self(file).name);
    return SQLITE_OK;
}

const sqlite3_io_methods file_methods = {.iVersion = 2,
                                         .xClose = close,
                                         .xRead = read,
                                         .xWrite = write,
                                         .xTruncate = truncate,
                                         .xSync = sync,
                                         .xFileSize = file_size,
                                         .xLock = lock,
                                         .xUnlock = lock,
                                         .xCheckReservedLock = is_reserved,
                                         .xFileControl = file_control,
                                         .xSectorSize = sector_size,
                                         .xDeviceCharacteristics = device_characteristics,
                                         .xShmMap = shm_map,
                                         .xShmLock = shm_lock,
                                         .xShmBarrier = shm_barrier,
                                         .xShmUnmap = shm_unmap,
                                         .xFetch = nullptr,
                                         .xUnfetch = nullptr};

// The file system ---------------------------------------------------------------------------------------------------

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags)
{
    file->pMethods = nullptr;
    LossyDisk& on = disk(vfs);
    if (int code = on.before(DiskCall::open)) return code == SQLITE_FULL ? SQLITE_FULL : SQLITE_CANTOPEN;
    std::shared_ptr<LossyDisk::File> found;
    bool created = false;
    if (name && on.names().contains(name)) {
        found = on.names().at(name);
    } else if (!name || (flags & SQLITE_OPEN_CREATE)) {
        found = std::make_shared<LossyDisk::File>();
        created = name != nullptr;
        if (created) on.names()[name] = found;
    } else {
        return SQLITE_CANTOPEN;
    }
    const bool journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
    new (file) Handle{{&file_methods}, &on, std::move(found), name ? name : "", created && journal};
    const int read_only = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    if (out_flags) *out_flags = on.is_read_only() ? read_only : flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder)
{
    if (int code = disk(vfs).before(DiskCall::remove)) return code;
    if (disk(vfs).names().erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder) disk(vfs).sync_names();
    return SQLITE_OK;
}

int access(sqlite3_vfs* vfs, const char* name, int, int* out)
{
    *out = disk(vfs).names().contains(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_pathname(sqlite3_vfs*, const char* name, int size, char* out)
{
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out)
{
    std::memset(out, 7, static_cast<std::size_t>(size));
    return size;
}

int sleep(sqlite3_vfs*, int microseconds)
{
    return microseconds;
}

int current_time(sqlite3_vfs*, double* days)
{
    *days = 2460000.5;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*)
{
    return 0;
}

} // namespace

LossyDisk::LossyDisk() : vfs_(std::make_unique<sqlite3_vfs>())
{
    static std::atomic<int> counter{0};
    name_ = "lossy-" + std::to_string(counter++);
    *vfs_ = {.iVersion = 1,
             .szOsFile = sizeof(Handle),
             .mxPathname = 512,
             .pNext = nullptr,
             .zName = name_.c_str(),
             .pAppData = this,
             .xOpen = open,
             .xDelete = remove,
             .xAccess = access,
             .xFullPathname = full_pathname,
             .xRandomness = randomness,
             .xSleep = sleep,
             .xCurrentTime = current_time,
             .xGetLastError = last_error};
    sqlite3_vfs_register(vfs_.get(), 0);
}

LossyDisk::~LossyDisk()
{
    sqlite3_vfs_unregister(vfs_.get());
}

int LossyDisk::before(DiskCall call)
{
    ++counts_.at(static_cast<std::size_t>(call));
    if (cut_) return SQLITE_IOERR;
    const bool writes = call == DiskCall::write || call == DiskCall::truncate;
    if (writes || call == DiskCall::sync || call == DiskCall::remove) {
        if (++changes_ == cut_at_) cut_ = true;
        if (cut_) return SQLITE_IOERR;
    }
    if (full_ && writes) return SQLITE_FULL;
    if (!watched_ && calls_until_failure_ > 0 && --calls_until_failure_ == 0) {
        failed_ = true;
        return failure_;
    }
    return SQLITE_OK;
}

void LossyDisk::fail_at(std::uint64_t call, int code)
{
    calls_until_failure_ = call;
    failure_ = code;
    failed_ = false;
}

void LossyDisk::change(File& file, Change change)
{
    apply_change(file.now, change);
    file.unsynced.push_back(std::move(change));
}

void LossyDisk::sync(File& file)
{
    for (const Change& change : file.unsynced) apply_change(file.durable, change);
    file.unsynced.clear();
}

void LossyDisk::survive(File& file, Survival survival, std::mt19937& random)
{
    // each cut has its own share of survivors, so that nearly all and nearly none come up too
    const auto share = static_cast<double>(random() % 101) / 100;
    auto lucky = [&] { return survival == Survival::random_sectors && std::bernoulli_distribution(share)(random); };
    for (const Change& change : file.unsynced) {
        if (change.truncates) {
            if (lucky()) apply_change(file.durable, change);
            continue;
        }
        for (std::size_t at = 0; at < change.bytes.size();) {
            const std::size_t offset = change.offset + at;
            const std::size_t size = std::min(change.bytes.size() - at, sector - offset % sector);
            if (lucky()) apply_change(file.durable, {false, offset, change.bytes.substr(at, size)});
            at += size;
        }
    }
    file.now = file.durable;
    file.unsynced.clear();
}

void LossyDisk::restart(Survival survival, std::uint32_t seed)
{
    std::mt19937 random(seed);
    Names names = durable_names_;
    if (survival == Survival::random_sectors) {
        for (const auto& [name, file] : names_) {
            if (random() % 2 == 0) names[name] = file;
        }
        for (const auto& [name, file] : durable_names_) {
            if (!names_.contains(name) && random() % 2 == 0) names.erase(name);
        }
    }
    for (auto& [name, file] : names) survive(*file, survival, random);
    names_ = names;
    durable_names_ = names;
    shared_.clear();
    cut_ = false;
    cut_at_.reset();
}

} // namespace goldbox::tests
