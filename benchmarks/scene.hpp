#pragma once
// SPDX-License-Identifier: MIT
// What the benchmarks play: two rooms to walk between for ever, with a check in one of them.

#include "must.hpp"

#include <goldbox/content/pack.hpp>

#include <cstdio>
#include <memory>

namespace goldbox::bench {

inline std::shared_ptr<const content::Pack> two_rooms()
{
    MemoryFiles files;
    files.add("rooms.ink", R"(INCLUDE goldbox.ink
VAR steps = 0
-> cellar
== cellar
~ steps++
The cellar is cold, and the water stands ankle-deep between the barrels.
+ [Up the stairs] -> attic
+ [Wait] You wait. Something drips. -> cellar
== attic
Under the roof it smells of straw. {check("perception", 11):Nothing stirs.|A board creaks behind you.}
+ [Down the stairs] -> cellar
+ [Wait] You wait. The wind goes round the house. -> attic
)");
    content::Loaded loaded = content::load_story(files, "rooms.ink");
    if (!loaded.pack) {
        for (const Diagnostic& diagnostic : loaded.diagnostics)
            std::fprintf(stderr, "%s\n", to_string(diagnostic).c_str());
        std::exit(3);
    }
    return loaded.pack;
}

} // namespace goldbox::bench
