#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/llm/transport.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace goldbox::curl {

struct CurlOptions {
    std::size_t threads = 2; ///< each carries as many transfers as come
    std::string ca_bundle;   ///< file of authorities that are trusted; empty: the system's
    std::string proxy;       ///< `http://proxy:3128`, `socks5h://...`; empty: what the environment says
    bool use_environment_proxy = true;
    bool http2 = true;                     ///< where the server speaks it, over TLS
    std::size_t idle_connections = 64;     ///< kept open by each thread for the next call
    std::string user_agent = "libgoldbox"; ///< empty: none
};

/// Carries requests over libcurl: many at once on few threads, connections used again. Only http and https; redirects
/// are not followed, because they would take the key along. `curl.unavailable` when libcurl cannot start,
/// `curl.no_ca_bundle` when that file cannot be read.
///
/// Its destructor cancels what is under way, and waits for its threads; not from one of them.
[[nodiscard]] Result<std::unique_ptr<llm::Transport>> make_transport(const CurlOptions& options = {});

} // namespace goldbox::curl
