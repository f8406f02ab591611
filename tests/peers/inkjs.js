// SPDX-License-Identifier: MIT
// inkjs behind a pipe: `node inkjs.js FOLDER`, where FOLDER holds node_modules/inkjs. One request a line on standard
// input, one answer a line on standard output, both JSON; tests/peers/inkjs.hpp says what they hold.
"use strict";
const path = require("path");
const readline = require("readline");

const inkjs = path.resolve(process.argv[2], "node_modules/inkjs");
const { Story } = require(path.join(inkjs, "engine/Story"));
const { Compiler } = require(path.join(inkjs, "compiler/Compiler"));
const { CompilerOptions } = require(path.join(inkjs, "compiler/CompilerOptions"));

const MAX = 2147483647;

/// .NET's System.Random, which the C# runtime draws from. inkjs has a generator of its own; with this one in its place,
/// stories that draw can be compared too.
class Random {
    constructor(seed) {
        const positive = (seed | 0) === -MAX - 1 ? MAX : Math.abs(seed | 0);
        this.slots = new Int32Array(55);
        let older = (161803398 - positive) | 0;
        let newer = 1;
        this.slots[54] = older;
        for (let i = 1; i < 55; ++i) {
            const at = ((21 * i) % 55) - 1;
            this.slots[at] = newer;
            newer = Random.within((older - newer) | 0);
            older = this.slots[at];
        }
        for (let round = 0; round < 4; ++round) {
            for (let i = 0; i < 55; ++i) {
                this.slots[i] = Random.within((this.slots[i] - this.slots[(i + 31) % 55]) | 0);
            }
        }
        this.at = 0;
        this.other = 21;
    }
    static within(n) {
        return n < 0 ? (n + MAX) | 0 : n;
    }
    next() {
        let n = (this.slots[this.at] - this.slots[this.other]) | 0;
        if (n === MAX) --n;
        n = Random.within(n);
        this.slots[this.at] = n;
        this.at = (this.at + 1) % 55;
        this.other = (this.other + 1) % 55;
        return n;
    }
}
const prng = require(path.join(inkjs, "engine/PRNG"));
const own_generator = prng.PRNG;

/// A story without end would keep us for ever.
let steps_left = 0;
const step = Story.prototype.Step;
Story.prototype.Step = function () {
    if (--steps_left < 0) throw new Error("too many steps");
    step.call(this);
};

/// {files, main} -> {story?, remarks: [{severity, file, line, text}], thrown?}
function compile({ files, main }) {
    steps_left = 100000;
    const remarks = [];
    const severities = ["author", "warning", "error"];
    const on_error = (text, type) => {
        const place = /^[A-Z: ]*?(?:'([^']*)' )?line (\d+): /.exec(text);
        remarks.push({ severity: severities[type], file: (place && place[1]) || main, line: place ? +place[2] : 0, text });
    };
    const handler = {
        ResolveInkFilename: (name) => name,
        LoadInkFileContents: (name) => {
            if (!(name in files)) throw new Error(`no file ${name}`);
            return files[name];
        },
    };
    try {
        const story = new Compiler(files[main], new CompilerOptions(main, [], true, on_error, handler)).Compile();
        return { story: story.ToJson(), remarks };
    } catch (error) {
        return { remarks, thrown: String(error.message) };
    }
}

/// {story, seed, externals, input, save_after?, unit?, load?, own_generator?} -> {transcript, save?, saved_at?, thrown?}
/// A step is a line or a choice; `save_after` counts steps, or choices when `unit` is "choices".
function play(request) {
    prng.PRNG = request.own_generator ? own_generator : Random;
    let transcript = "";
    const answer = {};
    let steps = 0;
    let choices_made = 0;
    let problems = [];
    steps_left = 100000;
    try {
        const story = new Story(request.story);
        story.onError = (message, type) => problems.push(message);
        story.allowExternalFunctionFallbacks = true;
        for (const name of request.externals) story.BindExternalFunctionGeneral(name, () => 0, false);
        if (request.load !== undefined) story.state.LoadJson(request.load);
        else story.state.storySeed = request.seed;
        const save_here = (count) => {
            if (request.save_after !== count || answer.save !== undefined) return;
            answer.save = story.state.ToJson();
            answer.saved_at = Buffer.byteLength(transcript);
        };
        const by_choices = request.unit === "choices";
        for (;;) {
            while (story.canContinue) {
                if (!by_choices) save_here(steps);
                transcript += story.Continue();
                const tags = story.currentTags;
                if (tags.length > 0) transcript += `# tags: ${tags.join(", ")}\n`;
                for (const problem of problems) transcript += problem + "\n";
                problems = [];
                ++steps;
            }
            save_here(by_choices ? choices_made : steps);
            const choices = story.currentChoices;
            if (choices.length === 0) break;
            transcript += "\n";
            choices.forEach((choice, i) => {
                transcript += `${i + 1}: ${choice.text}\n`;
                if (request.choice_tags && choice.tags && choice.tags.length > 0)
                    transcript += `# tags: ${choice.tags.join(", ")}\n`;
            });
            transcript += "?> ";
            if (choices_made === request.input.length) {
                transcript += "<User input stream closed.>\n";
                break;
            }
            story.ChooseChoiceIndex(request.input[choices_made] % choices.length);
            ++choices_made;
            ++steps;
        }
    } catch (error) {
        answer.thrown = String(error.message);
        for (const problem of problems) transcript += problem + "\n";
    }
    answer.transcript = transcript;
    return answer;
}

console.warn = console.error = console.trace = () => {};
readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const request = JSON.parse(line);
    const answer = request.do === "compile" ? compile(request) : play(request);
    process.stdout.write(JSON.stringify(answer) + "\n");
});
