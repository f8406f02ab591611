// SPDX-License-Identifier: MIT
// node inkjs.js STORY load|run|walk|compile N: the work of `goldbox ink bench` done by inkjs, found as INKJS says.
// Prints one JSON object with the same fields; cpu_seconds are those of the process, without its start and the first
// reading of the story.
"use strict";
const fs = require("fs");
const { Story, Compiler } = require(process.env.INKJS);

const [file, mode, count] = process.argv.slice(2);
const n = Number(count);
const source = fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "");
const work = { mode, n, lines: 0, choices: 0, text_hash: 0 };

function take(text) {
    work.lines++;
    for (let i = 0; i < text.length; i++) work.text_hash = (Math.imul(work.text_hash, 31) + text.charCodeAt(i)) | 0;
}

function drain(story) {
    while (story.canContinue) take(story.Continue());
}

function restart(story) {
    story.ResetState();
    story.state.storySeed = 42;
    drain(story);
}

let random = 12345;
function walk(story) {
    restart(story);
    for (let made = 0; story.currentChoices.length > 0 && made < 400; made++) {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        story.ChooseChoiceIndex((random >>> 8) % story.currentChoices.length);
        work.choices++;
        drain(story);
    }
}

const ready = { load: () => new Story(source), compile: () => new Compiler(source).Compile() }[mode];
const play = { run: restart, walk }[mode];
let story = ready ? null : new Story(source);
const before = process.cpuUsage();
for (let i = 0; i < n; i++) {
    if (ready) story = ready();
    else play(story);
}
const used = process.cpuUsage(before);
work.cpu_seconds = (used.user + used.system) / 1e6;
if (ready) drain(story);
console.log(JSON.stringify(work));
