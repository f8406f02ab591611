#pragma once
// SPDX-License-Identifier: MIT
// libzip, loaded when the first archive is read: it brings the whole of OpenSSL along.

#include <goldbox/base/result.hpp>

#include <zip.h>

namespace goldbox::zip {

struct Library {
    decltype(&::zip_discard) discard;
    decltype(&::zip_error_code_zip) error_code_zip;
    decltype(&::zip_error_fini) error_fini;
    decltype(&::zip_error_init) error_init;
    decltype(&::zip_error_strerror) error_strerror;
    decltype(&::zip_fclose) fclose;
    decltype(&::zip_file_get_error) file_get_error;
    decltype(&::zip_file_get_external_attributes) file_get_external_attributes;
    decltype(&::zip_fopen_index) fopen_index;
    decltype(&::zip_fread) fread;
    decltype(&::zip_get_error) get_error;
    decltype(&::zip_get_name) get_name;
    decltype(&::zip_get_num_entries) get_num_entries;
    decltype(&::zip_open_from_source) open_from_source;
    decltype(&::zip_source_buffer_create) source_buffer_create;
    decltype(&::zip_source_free) source_free;
};

/// Loads libzip, once for a process. `zip.unavailable`. Any thread.
[[nodiscard]] const Result<Library>& load_library();

/// The same where it is known to be there: once an archive is being read.
[[nodiscard]] inline const Library& lib()
{
    return *load_library();
}

} // namespace goldbox::zip
