#pragma once
// SPDX-License-Identifier: MIT
// The recorded exchanges with real providers that lie beside the project.

#include <goldbox/json/value.hpp>
#include <goldbox/llm/codec.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

/// The member's text; empty when it is none.
[[nodiscard]] std::string string_at(const json::Value& value, std::string_view name);

/// Of a conversation; nothing for embeddings and the like.
[[nodiscard]] std::optional<llm::Surface> surface_of(const std::string& recorded);

struct Exchange {
    std::string file, provider, surface;
    std::string oracle; ///< `ok`, `error`, or what is not to be compared
    bool stream = false;
    llm::HttpHead head;
    std::string body;
    json::Document expected;
};

/// All of conversations. Fails the test where the data is not as expected.
[[nodiscard]] std::vector<Exchange> exchanges();

/// Any recorded reply, by provider and name.
struct RecordedReply {
    llm::HttpHead head;
    std::string body;
};
[[nodiscard]] RecordedReply recorded_reply(const std::string& name);

[[nodiscard]] const llm::Provider& provider_of(const Exchange& exchange);

} // namespace goldbox::test
