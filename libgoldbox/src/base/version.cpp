// SPDX-License-Identifier: MIT
#include <goldbox/base/version.hpp>

namespace goldbox {

std::string_view version()
{
    return GOLDBOX_VERSION;
}

} // namespace goldbox
