#pragma once
// SPDX-License-Identifier: MIT
// Answers that are JSON, and calls whose arguments are: whatever a provider promises, both are validated here, against
// the whole schema.
//
//     auto asking = llm::Structured::begin(request);        // request.output is set
//     for (;;) {
//         llm::Outcome outcome = ...;                        // asking->request(), sent your way
//         auto step = asking->answer(*outcome);
//         if (auto* value = std::get_if<llm::JsonText>(&step)) ...   // valid
//         else if (auto* failure = std::get_if<llm::Failure>(&step)) ...
//         else continue;                                     // Again: asking->request() asks for a repair
//     }

#include <goldbox/base/result.hpp>
#include <goldbox/json/validator.hpp>
#include <goldbox/llm/failure.hpp>
#include <goldbox/llm/request.hpp>
#include <goldbox/llm/response.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goldbox::llm {

/// Ask once more: the request now holds the answer and what is wrong with it.
struct Again {};

/// One question for JSON: the answer, or one round of repair and then the answer or a failure. No I/O, no clock.
class Structured {
public:
    /// `llm.invalid_request` without `output`; the reasons of `json::Schema::compile` for a schema that is none.
    [[nodiscard]] static Result<Structured> begin(Request request);

    /// What is to be sent next.
    [[nodiscard]] const Request& request() const { return request_; }

    /// What to do with an answer: take it (JSON on one line), ask again, or give up. An answer that was cut off by its
    /// length or filtered is not asked for again: `too_large`, `filtered`. After a repair in vain: `schema`.
    [[nodiscard]] std::variant<JsonText, Again, Failure> answer(const Response& response);

    [[nodiscard]] int repairs() const { return repairs_; } ///< how many were asked for: 0 or 1

private:
    Structured(Request request, std::optional<json::Schema> schema)
        : request_(std::move(request)), schema_(std::move(schema))
    {
    }
    Request request_;
    std::optional<json::Schema> schema_; ///< none: any JSON object
    int repairs_ = 0;
};

/// The JSON that an answer holds: the text itself, what stands in its code fence, or what stands between the first
/// bracket and the last. Empty when it holds none.
[[nodiscard]] std::string_view find_json(std::string_view answer);

/// Whether a call may run: nothing, or the result that tells the model what is wrong (`is_error`): a tool that is not
/// there, arguments that are no JSON, arguments against the tool's schema.
[[nodiscard]] std::optional<ToolResult> refuse_call(const ToolCall& call, const std::vector<Tool>& tools);

} // namespace goldbox::llm
