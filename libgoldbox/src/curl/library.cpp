// SPDX-License-Identifier: MIT
#include "curl/library.hpp"

#include "base/shared_library.hpp"

#include <goldbox/base/try.hpp>

namespace goldbox::curl {
namespace {

Result<Library> load()
{
    GOLDBOX_TRY(SharedLibrary file, SharedLibrary::load("libcurl.so.4", "curl.unavailable", "libcurl4"));
    Library library{};
    file.find(library.global_init, "curl_global_init");
    file.find(library.easy_init, "curl_easy_init");
    file.find(library.easy_cleanup, "curl_easy_cleanup");
    file.find(library.easy_reset, "curl_easy_reset");
    file.find(library.easy_setopt, "curl_easy_setopt");
    file.find(library.easy_getinfo, "curl_easy_getinfo");
    file.find(library.easy_strerror, "curl_easy_strerror");
    file.find(library.multi_init, "curl_multi_init");
    file.find(library.multi_cleanup, "curl_multi_cleanup");
    file.find(library.multi_setopt, "curl_multi_setopt");
    file.find(library.multi_add_handle, "curl_multi_add_handle");
    file.find(library.multi_remove_handle, "curl_multi_remove_handle");
    file.find(library.multi_socket_action, "curl_multi_socket_action");
    file.find(library.multi_info_read, "curl_multi_info_read");
    file.find(library.slist_append, "curl_slist_append");
    file.find(library.slist_free_all, "curl_slist_free_all");
    GOLDBOX_CHECK(file.complete());
    const CURLcode code = library.global_init(CURL_GLOBAL_DEFAULT);
    if (code == CURLE_OK) return library;
    return fail(Code::unavailable, "curl.unavailable",
                std::string("libcurl does not start: ") + library.easy_strerror(code));
}

} // namespace

const Result<Library>& load_library()
{
    static const Result<Library> library = load();
    return library;
}

} // namespace goldbox::curl
