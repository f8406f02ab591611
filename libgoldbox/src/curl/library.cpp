// SPDX-License-Identifier: MIT
#include "curl/library.hpp"

#include <dlfcn.h>

#include <string>

namespace goldbox::curl {
namespace {

constexpr const char* file = "libcurl.so.4";

Result<Library> load()
{
    // its names stay apart from those of a program that links another libcurl
    void* const handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        return fail(Code::unavailable, "curl.unavailable",
                    // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc's is safe, and this runs once
                    std::string("libcurl cannot be loaded (Debian: libcurl4): ") + ::dlerror());
    }
    Library library{};
    std::string missing;
    const auto find = [&](auto& function, const char* name) {
        void* const symbol = ::dlsym(handle, name);
        if (!symbol) missing = name;
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
    };
    find(library.global_init, "curl_global_init");
    find(library.easy_init, "curl_easy_init");
    find(library.easy_cleanup, "curl_easy_cleanup");
    find(library.easy_reset, "curl_easy_reset");
    find(library.easy_setopt, "curl_easy_setopt");
    find(library.easy_getinfo, "curl_easy_getinfo");
    find(library.easy_strerror, "curl_easy_strerror");
    find(library.multi_init, "curl_multi_init");
    find(library.multi_cleanup, "curl_multi_cleanup");
    find(library.multi_setopt, "curl_multi_setopt");
    find(library.multi_add_handle, "curl_multi_add_handle");
    find(library.multi_remove_handle, "curl_multi_remove_handle");
    find(library.multi_perform, "curl_multi_perform");
    find(library.multi_poll, "curl_multi_poll");
    find(library.multi_wakeup, "curl_multi_wakeup");
    find(library.multi_info_read, "curl_multi_info_read");
    find(library.slist_append, "curl_slist_append");
    find(library.slist_free_all, "curl_slist_free_all");
    if (!missing.empty())
        return fail(Code::unavailable, "curl.unavailable", "this libcurl is too old: it has no " + missing);
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
