#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/content/pack.hpp>

#include "support/catch.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goldbox::test {

/// A pack of one story, from its ink source.
inline std::shared_ptr<const content::Pack> pack_of(std::string_view ink)
{
    MemoryFiles files;
    files.add("tale.ink", std::string(ink));
    content::Loaded loaded = content::load_story(files, "tale.ink");
    for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(loaded.pack);
    return loaded.pack;
}

/// Every mistake of a pack, as it is told.
inline std::vector<std::string> messages(const content::Loaded& loaded)
{
    std::vector<std::string> all;
    for (const Diagnostic& diagnostic : loaded.diagnostics) all.push_back(to_string(diagnostic));
    return all;
}

/// Two rooms that one can walk between for ever, a rope to take, and a way out.
inline constexpr std::string_view rooms_ink = R"(INCLUDE goldbox.ink
VAR steps = 0
-> cellar
== cellar
~ steps++
The cellar.
+ [Up] -> attic
* [Take the rope]
  {give("rope"): You take the rope.}
  -> cellar
+ {has("rope")} [Climb out] -> out
== attic
The attic. {players()} of you. {check("stealth", 11): Nothing stirs.|A board creaks.}
+ [Down] -> cellar
+ [Jump] -> out
== out
Outside, after {steps} steps.
-> END
)";

} // namespace goldbox::test
