#pragma once
// SPDX-License-Identifier: MIT
// libcurl, loaded when it is first needed. It brings thirty libraries along, and a program that never makes a call
// should not wait for them each time it starts.

#include <goldbox/base/result.hpp>

#include <curl/curl.h>

namespace goldbox::curl {

struct Library {
    decltype(&::curl_global_init) global_init;
    decltype(&::curl_easy_init) easy_init;
    decltype(&::curl_easy_cleanup) easy_cleanup;
    decltype(&::curl_easy_reset) easy_reset;
    decltype(&::curl_easy_setopt) easy_setopt;
    decltype(&::curl_easy_getinfo) easy_getinfo;
    decltype(&::curl_easy_strerror) easy_strerror;
    decltype(&::curl_multi_init) multi_init;
    decltype(&::curl_multi_cleanup) multi_cleanup;
    decltype(&::curl_multi_setopt) multi_setopt;
    decltype(&::curl_multi_add_handle) multi_add_handle;
    decltype(&::curl_multi_remove_handle) multi_remove_handle;
    decltype(&::curl_multi_socket_action) multi_socket_action;
    decltype(&::curl_multi_info_read) multi_info_read;
    decltype(&::curl_slist_append) slist_append;
    decltype(&::curl_slist_free_all) slist_free_all;
};

/// Loads and sets up libcurl, once for a process and never taken down: others in it may use it too. `curl.unavailable`.
/// Any thread.
[[nodiscard]] const Result<Library>& load_library();

/// The same where it is known to be there: behind a transport.
[[nodiscard]] inline const Library& lib()
{
    return *load_library();
}

} // namespace goldbox::curl
