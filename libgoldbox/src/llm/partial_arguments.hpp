#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/json/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace goldbox::llm {

/// Arguments that arrive leaf by leaf, each with a path (Gemini's `partialArgs`):
/// `{"jsonPath": "$.items[0].name", "stringValue": "app", "willContinue": true}`. Texts grow by repetition.
class PartialArguments {
public:
    PartialArguments();
    ~PartialArguments();
    PartialArguments(PartialArguments&&) noexcept;
    PartialArguments& operator=(PartialArguments&&) noexcept;

    /// False: the path is no path, contradicts an earlier one, or asks for more than is allowed; nothing changed.
    bool add(const json::Value& piece);

    [[nodiscard]] std::string json() const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::size_t nodes_ = 0;
};

} // namespace goldbox::llm
