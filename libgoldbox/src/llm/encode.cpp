// SPDX-License-Identifier: MIT
#include <goldbox/llm/codec.hpp>
namespace goldbox::llm {
} // namespace goldbox::llm
