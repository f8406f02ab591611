#pragma once
// SPDX-License-Identifier: MIT
// The adventure whose maps are looked at, with the rules that it needs.

#include <goldbox/content/pack.hpp>

#include <memory>

namespace goldbox::test {

[[nodiscard]] inline content::Loaded toll_bridge()
{
    const auto folder = [](const char* path) { return std::make_shared<FolderFiles>(path); };
    return content::load_packs({{folder(GOLDBOX_SOURCE_DIR "/examples/adventures/toll_bridge"), "toll_bridge"},
                                {folder(GOLDBOX_SOURCE_DIR "/libgoldbox/share/packs/srd51"), "srd51"}});
}

} // namespace goldbox::test
