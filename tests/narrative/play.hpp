#pragma once
// SPDX-License-Identifier: MIT
// Short ways to load the stories in tests/narrative/stories and to read what a session says.

#include "support/must.hpp"

#include <goldbox/narrative/session.hpp>
#include <goldbox/narrative/story.hpp>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace goldbox::narrative {

inline std::string story_text(const std::string& name)
{
    std::ifstream file(GOLDBOX_SOURCE_DIR "/tests/narrative/stories/" + name + ".ink.json", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::shared_ptr<const Story> load_story(const std::string& name)
{
    return tests::must(Story::load(story_text(name)));
}

/// A story whose root holds these instructions.
inline std::shared_ptr<const Story> story_of(const std::string& instructions, const std::string& knots = {})
{
    const std::string end = knots.empty() ? "null" : "{" + knots + "}";
    return tests::must(Story::load(R"({"inkVersion":21,"root":[)" + instructions + "," + end + R"(],"listDefs":{}})"));
}

/// All lines up to the next choice, with tags in brackets and problems behind `!`.
inline std::string read_on(Session& session)
{
    std::string text;
    while (session.can_continue()) {
        const Line line = tests::must(session.advance());
        text += line.text;
        for (const std::string& tag : line.tags) text += "[" + tag + "]";
        for (const Problem& problem : session.problems()) text += "!" + problem.message + "\n";
    }
    return text;
}

inline std::string choices_of(const Session& session)
{
    std::string text;
    for (const Choice& choice : session.choices()) text += choice.text + "|";
    return text;
}

inline std::string evaluated(Session& session, const std::string& function, const std::vector<Value>& arguments = {})
{
    return tests::must(session.evaluate(function, arguments)).text;
}

} // namespace goldbox::narrative
