#pragma once
// SPDX-License-Identifier: MIT
// Replies that were recorded once and are given again for the same request: tests against real answers, without a
// network or a key. A recording is text, one JSON object a line:
//
//     {"request": "<hash>", "method": "POST", "path": "/chat/completions", "body": {...},
//      "status": 200, "headers": {"content-type": "..."}, "reply": "..."}
//
// Neither keys nor any other header of the request are in it.

#include <goldbox/base/hash.hpp>
#include <goldbox/llm/transport.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// What a request is found by: method, the URL's path and the body, its members in any order.
[[nodiscard]] Hash fingerprint(const WireRequest& request);

/// Carries requests through another transport and hands each finished exchange to `write`, one line with its newline.
/// `write` is called on threads of that transport, never two at a time.
[[nodiscard]] std::unique_ptr<Transport> make_recorder(Transport& inner,
                                                       std::function<void(std::string_view line)> write);

/// Answers from a recording. The same request asked again gets the next of its recorded replies, the last one for
/// ever; one that was not recorded fails with `connection`. For one thread. `json.*` where the recording is none.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_replay(std::string_view recording);

} // namespace goldbox::llm
