// SPDX-License-Identifier: MIT
#include "zip/library.hpp"

#include "base/shared_library.hpp"

#include <goldbox/base/try.hpp>

namespace goldbox::zip {
namespace {

Result<Library> load()
{
    GOLDBOX_TRY(SharedLibrary file, SharedLibrary::load("libzip.so.4", "zip.unavailable", "libzip4"));
    Library library{};
    file.find(library.discard, "zip_discard");
    file.find(library.error_code_zip, "zip_error_code_zip");
    file.find(library.error_fini, "zip_error_fini");
    file.find(library.error_init, "zip_error_init");
    file.find(library.error_strerror, "zip_error_strerror");
    file.find(library.fclose, "zip_fclose");
    file.find(library.file_get_error, "zip_file_get_error");
    file.find(library.file_get_external_attributes, "zip_file_get_external_attributes");
    file.find(library.fopen_index, "zip_fopen_index");
    file.find(library.fread, "zip_fread");
    file.find(library.get_error, "zip_get_error");
    file.find(library.get_name, "zip_get_name");
    file.find(library.get_num_entries, "zip_get_num_entries");
    file.find(library.open_from_source, "zip_open_from_source");
    file.find(library.source_buffer_create, "zip_source_buffer_create");
    file.find(library.source_free, "zip_source_free");
    GOLDBOX_CHECK(file.complete());
    return library;
}

} // namespace

const Result<Library>& load_library()
{
    static const Result<Library> library = load();
    return library;
}

} // namespace goldbox::zip
