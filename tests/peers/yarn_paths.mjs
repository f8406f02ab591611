// SPDX-License-Identifier: MIT
// All ways through a Yarn story, as the npm package yarn-bound (0.5.5) tells it: the yardstick of
// tests/narrative/import_test.cpp. After `npm install yarn-bound@0.5.5` in a folder of your own:
//
//     NODE_PATH=FOLDER/node_modules node tests/peers/yarn_paths.mjs STORY.yarn > STORY.paths
//
// One paragraph a way: the choices taken, from 1 among those on offer, then what is said and offered. Two things it does
// by itself are kept out: an empty line behind nested conditions, and (by a line between them in the stories) that
// options at the end of a condition and those after it become one question, which they do not in Yarn Spinner itself.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const YarnBound = createRequire(import.meta.url)("yarn-bound");
const dialogue = readFileSync(process.argv[2], "utf8");
const longest = 12;

/// yarn-bound takes the speaker's name out of a line.
function words(line) {
    const speaker = (line.markup ?? []).find((mark) => mark.name === "character");
    return (speaker ? speaker.properties.name + ": " : "") + line.text;
}

/// Follows a way; the options it ends at, or none.
function follow(way, say) {
    const story = new (YarnBound.default ?? YarnBound)({ dialogue });
    const left = [...way];
    for (let steps = 0; steps < 1000; ++steps) {
        const result = story.currentResult;
        if (!result) return [];
        if (result.options) {
            const offered = result.options.map((option, index) => ({ option, index })).filter(({ option }) => option.isAvailable);
            offered.forEach(({ option }, number) => say(`${number + 1}: ${words(option)}`));
            if (left.length === 0) return offered;
            story.advance(offered[left.shift() - 1].index);
        } else {
            if (result.text?.trim()) say(words(result));
            if (result.isDialogueEnd) return [];
            story.advance();
        }
    }
    throw new Error("the story does not end");
}

function walk(way) {
    const said = [];
    const offered = follow(way, (line) => said.push(line.trimEnd()));
    if (offered.length === 0 || way.length === longest) {
        console.log(`> ${way.join(" ")}\n${said.join("\n")}\n`);
        return;
    }
    offered.forEach((_, number) => walk([...way, number + 1]));
}

walk([]);
