// SPDX-License-Identifier: MIT
#include <goldbox/zip/zip_files.hpp>

#include "zip/library.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace goldbox::zip {
namespace {

using Files = std::map<std::string, std::string, std::less<>>;

struct CloseArchive {
    void operator()(zip_t* archive) const { lib().discard(archive); }
};
struct CloseFile {
    void operator()(zip_file_t* file) const { lib().fclose(file); }
};

tl::unexpected<Error> bad(std::string why)
{
    return fail(Code::invalid, "zip.bad_archive", "this zip archive cannot be read: " + std::move(why));
}

tl::unexpected<Error> too_large(std::string why)
{
    return fail(Code::limit, "zip.too_large", "this zip archive is too large: " + std::move(why));
}

std::string quoted(std::string_view name)
{
    return '"' + printable(name.substr(0, 200)) + '"';
}

/// Why an error of a file in an archive happened.
tl::unexpected<Error> explain(zip_error_t* error, std::string_view name)
{
    const std::string why = lib().error_strerror(error);
    switch (lib().error_code_zip(error)) {
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return fail(Code::unsupported, "zip.encrypted", quoted(name) + " in this archive is encrypted");
    case ZIP_ER_COMPNOTSUPP:
        return fail(Code::unsupported, "zip.unsupported",
                    quoted(name) + " is packed in a way that is not understood; use deflate");
    default: return bad(quoted(name) + ": " + why);
    }
}

class Unpacker {
public:
    Unpacker(const std::string& archive, const Limits& limits) : bytes_(archive), limits_(limits) {}

    Result<Files> unpack()
    {
        if (!load_library()) return tl::unexpected(load_library().error());
        GOLDBOX_CHECK(open());
        const zip_int64_t count = lib().get_num_entries(archive_.get(), 0);
        if (static_cast<std::uint64_t>(std::max<zip_int64_t>(count, 0)) > limits_.files) {
            return too_large("it holds more than " + std::to_string(limits_.files) + " files");
        }
        for (zip_int64_t i = 0; i < count; ++i) GOLDBOX_CHECK(take(static_cast<zip_uint64_t>(i)));
        return std::move(files_);
    }

private:
    Result<void> open()
    {
        if (bytes_.empty()) return bad("it is empty"); // libzip takes nothing for an archive of nothing
        zip_error_t error;
        lib().error_init(&error);
        zip_source_t* source = lib().source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
        archive_.reset(source ? lib().open_from_source(source, ZIP_RDONLY, &error) : nullptr);
        const std::string why = lib().error_strerror(&error);
        lib().error_fini(&error);
        if (archive_) return {};
        if (source) lib().source_free(source);
        return bad(why);
    }

    Result<void> take(zip_uint64_t index)
    {
        const char* raw = lib().get_name(archive_.get(), index, ZIP_FL_ENC_GUESS);
        if (!raw) return bad("a file has no name");
        std::string name = raw;
        const bool folder = name.ends_with('/');
        if (folder) name.pop_back();
        if (!is_utf8(name) || !is_inner_path(name) || is_link(index)) {
            return fail(Code::invalid, "zip.bad_name",
                        "the name " + quoted(raw) +
                            " leads out of the archive, is a link or is not well-formed; nothing of it is read");
        }
        if (folder) return {};
        GOLDBOX_TRY(std::string content, read(index, name));
        if (!files_.emplace(name, std::move(content)).second) return bad("there are two files " + quoted(name));
        return {};
    }

    [[nodiscard]] bool is_link(zip_uint64_t index) const
    {
        constexpr std::uint32_t kind_of_file = 0170000, link = 0120000; // of Unix, in the upper half
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        if (lib().file_get_external_attributes(archive_.get(), index, 0, &system, &attributes) != 0) return false;
        return system == ZIP_OPSYS_UNIX && ((attributes >> 16) & kind_of_file) == link;
    }

    Result<std::string> read(zip_uint64_t index, const std::string& name)
    {
        const std::unique_ptr<zip_file_t, CloseFile> file(lib().fopen_index(archive_.get(), index, 0));
        if (!file) return explain(lib().get_error(archive_.get()), name);
        std::string content;
        std::array<char, 1 << 14> buffer;
        for (;;) {
            const zip_int64_t got = lib().fread(file.get(), buffer.data(), buffer.size());
            if (got < 0) return explain(lib().file_get_error(file.get()), name);
            if (got == 0) return content;
            content.append(buffer.data(), static_cast<std::size_t>(got));
            unpacked_ += static_cast<std::uint64_t>(got);
            if (unpacked_ > limits_.bytes) {
                return too_large("it unpacks to more than " + std::to_string(limits_.bytes) + " bytes");
            }
            if (unpacked_ > limits_.ratio * bytes_.size()) {
                return too_large("it unpacks to more than " + std::to_string(limits_.ratio) + " times its size");
            }
        }
    }

    const std::string& bytes_;
    const Limits& limits_;
    std::unique_ptr<zip_t, CloseArchive> archive_;
    Files files_;
    std::uint64_t unpacked_ = 0;
};

/// The one folder at the top of an archive, with its slash; empty where there is none, or more.
std::string only_folder(const Files& files)
{
    if (files.empty()) return {};
    const std::string& first = files.begin()->first;
    const std::string folder = first.substr(0, first.find('/') + 1);
    const auto inside = [&](const auto& file) { return file.first.starts_with(folder); };
    return !folder.empty() && std::ranges::all_of(files, inside) ? folder : std::string();
}

} // namespace

Result<std::shared_ptr<const FileSource>> read_zip(const std::string& archive, const Limits& limits)
{
    GOLDBOX_TRY(Files files, Unpacker(archive, limits).unpack());
    auto source = std::make_shared<MemoryFiles>();
    const std::size_t cut = only_folder(files).size();
    for (auto& [name, content] : files) source->add(name.substr(cut), std::move(content));
    return source;
}

Result<std::shared_ptr<const FileSource>> open_zip(const std::string& path, const Limits& limits)
{
    GOLDBOX_TRY(const std::string archive, read_file(path, limits.bytes));
    return read_zip(archive, limits);
}

} // namespace goldbox::zip
