// SPDX-License-Identifier: MIT
#include "peers/story_writer.hpp"

#include <goldbox/base/random.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <utility>

namespace goldbox::test {

namespace {

using std::string;
using Strings = std::vector<string>;

class Chance {
public:
    explicit Chance(std::uint64_t seed) : seed_(seed) {}

    std::uint32_t below(std::uint32_t bound) { return draw_below({.seed = seed_, .counter = counter_++}, bound); }
    std::size_t size(std::size_t low, std::size_t high) // both included
    {
        return low + below(static_cast<std::uint32_t>(high - low + 1));
    }
    bool percent(std::uint32_t n) { return below(100) < n; }

    template <class Items>
    auto of(const Items& items)
    {
        return *std::next(std::begin(items), below(static_cast<std::uint32_t>(std::size(items))));
    }
    string of(std::initializer_list<std::string_view> items)
    {
        return string(*(items.begin() + size(0, items.size() - 1)));
    }

private:
    std::uint64_t seed_;
    std::uint32_t counter_ = 0;
};

string number(std::size_t n)
{
    return std::to_string(n);
}

enum class Kind : std::uint8_t { knot, tunnel, thread, function };

/// What a parameter takes. `ref` ones are whole numbers.
enum class Takes : std::uint8_t { number, reference, target };

struct Parameter {
    string name;
    Takes takes;
};

/// A knot, and what can be said of it before it is written.
struct Flow {
    string name;
    Kind kind = Kind::knot;
    std::vector<Parameter> parameters{};
    Strings labels{}; ///< of its weave, without the knot's name
    Strings stitches{};
    bool first_stitch = false; ///< it has no content of its own but begins with its first stitch
};

/// Where something is written.
struct Place {
    std::size_t flow = 0; ///< index in flows; past their end: the loose content at the beginning
    Kind kind = Kind::knot;
    bool function_body = false;
    bool after_choice = false; ///< the reader chose since the flow began, so that going back ends
    std::size_t level = 0;     ///< of the weave
    std::size_t blocks = 0;    ///< braces around it
    string indent{};
    Strings numbers{}; ///< names of whole numbers that are in scope besides the globals
    Strings targets{}; ///< names of parameters that are divert targets
};

class Writer {
public:
    explicit Writer(std::uint64_t seed) : chance_(seed) { plan(); }

    WrittenStory write()
    {
        const bool includes = chance_.percent(50);
        declarations();
        const string declared = std::exchange(out_, {});
        beginning();
        string main = std::exchange(out_, {});
        string other = includes && chance_.percent(30) ? sentence(2) + "\n" : "";
        for (std::size_t i = 0; i < flows_.size(); ++i) {
            knot(i);
            (includes && chance_.percent(50) ? other : main) += std::exchange(out_, {});
        }
        WrittenStory story;
        story.externals = externals_;
        // declarations count wherever they stand
        (includes && chance_.percent(30) ? other : main).insert(0, declared);
        if (includes) {
            story.files["other.ink"] = other;
            main.insert(0, "INCLUDE other.ink\n");
        }
        story.files["story.ink"] = main;
        return story;
    }

private:
    // --- plan: every name that something may refer to before it is written -------------------------------------------

    void plan()
    {
        plan_flows(Kind::knot, "knot", chance_.size(2, 5));
        plan_flows(Kind::tunnel, "tunnel", chance_.size(1, 3));
        plan_flows(Kind::thread, "thread", chance_.size(0, 2));
        plan_flows(Kind::function, "fun", chance_.size(2, 5));
        for (std::size_t i = 0; i < chance_.size(1, 3); ++i) lists_.push_back(a_list(i));
    }

    void plan_flows(Kind kind, const string& name, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            Flow flow{.name = name + number(i), .kind = kind};
            for (std::size_t p = 0, all = kind == Kind::function ? chance_.size(0, 3) : chance_.size(0, 1); p < all;
                 ++p)
                flow.parameters.push_back({string(1, static_cast<char>('p' + p)), a_parameter(kind)});
            if (kind != Kind::function) plan_places(flow);
            flows_.push_back(std::move(flow));
        }
    }

    Takes a_parameter(Kind kind)
    {
        if (kind == Kind::function) return chance_.percent(35) ? Takes::reference : Takes::number;
        return chance_.percent(15) ? Takes::reference : chance_.percent(15) ? Takes::target : Takes::number;
    }

    void plan_places(Flow& flow)
    {
        if (flow.kind == Kind::knot) {
            for (std::size_t i = 0; i < chance_.size(0, 4) / 2; ++i) flow.stitches.push_back("stitch" + number(i));
            flow.first_stitch = !flow.stitches.empty() && flow.parameters.empty() && chance_.percent(30);
        }
        if (flow.first_stitch) return;
        for (const char* label : {"la", "lb", "lc"}) {
            if (chance_.percent(50)) flow.labels.emplace_back(label);
        }
    }

    struct List {
        string name;
        Strings items;
        string declaration;
    };

    List a_list(std::size_t index)
    {
        static constexpr std::array<std::array<std::string_view, 5>, 3> names{
            {{"red", "amber", "green", "blue", "grey"},
             {"north", "east", "south", "west", "amber"},
             {"one", "two", "three", "four", "grün"}}};
        List list{.name = "List" + number(index), .items = {}, .declaration = {}};
        std::size_t value = 1;
        for (std::size_t i = 0; i < chance_.size(2, 5); ++i) {
            const string item(names.at(index).at(i));
            string text = item;
            if (chance_.percent(20)) {
                value += chance_.size(1, 3);
                text += " = " + number(value);
            }
            ++value;
            if (chance_.percent(35)) text = "(" + text + ")";
            list.declaration += (i > 0 ? ", " : "") + text;
            list.items.push_back(list.name + "." + item); // "amber" alone could be either's
        }
        return list;
    }

    // --- declarations ------------------------------------------------------------------------------------------------

    void declarations()
    {
        if (chance_.percent(30)) line("# title: " + word() + (chance_.percent(30) ? " # author: " + word() : ""));
        line("CONST trio = 3");
        line("CONST motto = \"" + word() + "\"");
        for (const char* name : {"na", "nb", "nc"}) line(string("VAR ") + name + " = " + number(chance_.size(0, 9)));
        for (const char* name : {"fa", "fb"})
            line(string("VAR ") + name + " = " + chance_.of({"0.5", "1.25", "2.75", "-0.5"}));
        for (const char* name : {"ba", "bb"}) line(string("VAR ") + name + " = " + chance_.of({"true", "false"}));
        line("VAR sa = \"" + words(1, 2) + "\"");
        line("VAR sb = \"\"");
        for (const List& list : lists_) line("LIST " + list.name + " = " + list.declaration);
        line("VAR va = (" + chance_.of(chance_.of(lists_).items) + ")");
        line("VAR vb = ()");
        line("VAR goal = -> " + plain_knot());
        line("VAR detour = -> " + plain_tunnel());
        for (const char* name : {"host_a", "host_b"}) an_external(name);
        if (chance_.percent(10)) line("TODO: " + words(1, 3));
    }

    void an_external(const string& name)
    {
        if (chance_.percent(40)) return;
        line("EXTERNAL " + name + "(x)");
        hosted_.push_back(name);
        if (chance_.percent(50)) {
            externals_.push_back(name);
            return;
        }
        fallbacks_ += "=== function " + name + "(x)\n" + (chance_.percent(30) ? words(1, 2) + "\n" : string()) +
                      "~ return x + 1\n";
    }

    /// A knot without parameters, so that a variable may hold it; the last one always is.
    string plain_knot()
    {
        Strings names{"ending"};
        for (const Flow& flow : flows_) {
            if (flow.kind == Kind::knot && flow.parameters.empty()) names.push_back(flow.name);
        }
        return chance_.of(names);
    }

    string plain_tunnel()
    {
        Strings names{"passage"};
        for (const Flow& flow : flows_) {
            if (flow.kind == Kind::tunnel && flow.parameters.empty()) names.push_back(flow.name);
        }
        return chance_.of(names);
    }

    // --- flows -------------------------------------------------------------------------------------------------------

    void beginning()
    {
        Place place{.flow = flows_.size()};
        statements(place, chance_.size(1, 4));
        if (chance_.percent(40)) weave(place);
        line("-> " + call(0, place));
        line("=== ending");
        line(chance_.percent(50) ? "The end." : "The end of {na} and {ending}.");
        line(chance_.of({"-> END", "-> DONE"}));
        line("=== passage");
        line("Through the passage, {passage:again|once}.");
        line("->->");
        line("=== finale(x)");
        line("The finale of {x}.");
        line("-> END");
        out_ += fallbacks_;
    }

    void knot(std::size_t index)
    {
        const Flow& flow = flows_[index];
        Place place{.flow = index, .kind = flow.kind, .function_body = flow.kind == Kind::function};
        line(chance_.of({"=== ", "== "}) + string(flow.kind == Kind::function ? "function " : "") + flow.name +
             parameters(flow, place) + chance_.of({"", " ===", " =="}));
        if (flow.kind == Kind::function) return function(place);
        pending_ = flow.labels;
        if (!flow.first_stitch) body(place);
        for (const string& name : flow.stitches) {
            line("= " + name);
            Place stitch{.flow = index, .kind = flow.kind};
            body(stitch);
        }
    }

    static string parameters(const Flow& flow, Place& place)
    {
        if (flow.parameters.empty()) return {};
        string text;
        for (const Parameter& parameter : flow.parameters) {
            text += text.empty() ? "(" : ", ";
            if (parameter.takes == Takes::reference) text += "ref ";
            if (parameter.takes == Takes::target) text += "-> ";
            text += parameter.name;
            (parameter.takes == Takes::target ? place.targets : place.numbers).push_back(parameter.name);
        }
        return text + ")";
    }

    void body(Place& place)
    {
        statements(place, chance_.size(1, 4));
        for (std::size_t i = 0; i < chance_.size(0, 2); ++i) weave(place);
        for (const string& label : std::exchange(pending_, {})) line("- (" + label + ") " + sentence(1));
        ending_of(place);
    }

    void ending_of(const Place& place)
    {
        if (chance_.percent(4)) return; // a loose end
        switch (place.kind) {
        case Kind::tunnel:
            line(chance_.percent(85)   ? "->->"
                 : chance_.percent(50) ? "->-> ending"
                                       : "->-> finale(" + leaf(place) + ")");
            return;
        case Kind::thread: line("-> DONE"); return;
        default: line("-> " + forward(place)); return;
        }
    }

    void function(Place& place)
    {
        const Flow& flow = flows_[place.flow];
        place.numbers.push_back("na");
        for (const Parameter& parameter : flow.parameters) {
            if (parameter.takes == Takes::reference && chance_.percent(60))
                line("~ " + parameter.name + " = (" + parameter.name + " + " + whole(1, place) + ") % 50");
        }
        if (chance_.percent(25)) recursion(flow);
        line(place, chance_.percent(50) ? sentence(1, place) : logic(place));
        statements(place, chance_.size(0, 2));
        if (chance_.percent(75))
            line("~ return " + chance_.of({whole(2, place), truth(1, place), text_value(1, place)}));
    }

    void recursion(const Flow& flow)
    {
        if (flow.parameters.empty() || flow.parameters.front().takes != Takes::number) return;
        const string name = flow.parameters.front().name;
        string arguments = name + " - 1";
        for (std::size_t i = 1; i < flow.parameters.size(); ++i) {
            const Parameter& parameter = flow.parameters[i];
            arguments += ", " + (parameter.takes == Takes::reference ? parameter.name : number(i));
        }
        line("{ " + name + " > 0 && " + name + " < 5:");
        line("    ~ return " + flow.name + "(" + arguments + ") + " + name);
        line("}");
    }

    // --- going somewhere ---------------------------------------------------------------------------------------------

    [[nodiscard]] std::size_t count(Kind kind) const
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(flows_, [kind](const Flow& flow) { return flow.kind == kind; }));
    }
    [[nodiscard]] std::size_t first(Kind kind) const
    {
        return static_cast<std::size_t>(
            std::ranges::find_if(flows_, [kind](const Flow& flow) { return flow.kind == kind; }) - flows_.begin());
    }
    [[nodiscard]] std::size_t last_knot() const { return count(Kind::knot) - 1; }

    /// `knot1(3, na)`
    string call(std::size_t index, const Place& place)
    {
        const Flow& flow = flows_[index];
        if (flow.parameters.empty()) return flow.name;
        string text = flow.name;
        for (std::size_t i = 0; i < flow.parameters.size(); ++i) text += (i ? ", " : "(") + argument(flow, i, place);
        return text + ")";
    }

    string argument(const Flow& flow, std::size_t index, const Place& place)
    {
        switch (flow.parameters[index].takes) {
        case Takes::reference: return chance_.of({"na", "nb", "nc"});
        case Takes::target: return "-> ending";
        case Takes::number: break;
        }
        if (flow.kind == Kind::function) return number(chance_.size(0, 4)); // functions may call themselves
        return whole(1, place);
    }

    /// A place that comes later in the order of knots, so that going there without a choice cannot go on for ever.
    string forward(const Place& place)
    {
        if (place.kind != Kind::knot) return chance_.of({"ending", "finale(2)", "END", "DONE"});
        const std::size_t from = place.flow < flows_.size() ? place.flow + 1 : 0;
        const std::size_t to = chance_.size(from, last_knot() + 2);
        if (to > last_knot() + 1) return chance_.of({"END", "DONE"});
        if (to > last_knot()) return "ending";
        return somewhere_in(to, place);
    }

    string somewhere_in(std::size_t index, const Place& place)
    {
        const Flow& flow = flows_[index];
        const bool bound = flow.parameters.empty();
        if (bound && !flow.stitches.empty() && chance_.percent(30)) return flow.name + "." + chance_.of(flow.stitches);
        if (!flow.labels.empty() && place.after_choice && chance_.percent(25))
            return flow.name + "." + chance_.of(flow.labels);
        return call(index, place);
    }

    string anywhere(const Place& place)
    {
        if (!place.after_choice) return forward(place);
        if (!place.targets.empty() && chance_.percent(40)) return chance_.of(place.targets);
        if (chance_.percent(10)) return "goal";
        if (place.flow < flows_.size() && place.kind == Kind::knot && chance_.percent(30)) return nearby(place);
        return chance_.percent(60) ? somewhere_in(chance_.size(0, last_knot()), place) : forward(place);
    }

    /// In the same knot, by its short name.
    string nearby(const Place& place)
    {
        const Flow& flow = flows_[place.flow];
        if (!flow.labels.empty() && chance_.percent(60)) return flow.name + "." + chance_.of(flow.labels);
        if (!flow.stitches.empty()) return chance_.of(flow.stitches);
        return call(place.flow, place);
    }

    string tunnel_call(const Place& place)
    {
        const std::size_t begin = first(Kind::tunnel);
        const std::size_t from = place.kind == Kind::tunnel ? place.flow + 1 : begin;
        const std::size_t end = begin + count(Kind::tunnel);
        const auto one = [&] {
            if (place.kind == Kind::knot && chance_.percent(12)) return string("detour");
            if (place.kind == Kind::thread) return string("passage"); // tunnels start threads
            return from < end && chance_.percent(80) ? call(chance_.size(from, end - 1), place) : string("passage");
        };
        string text = "-> " + one() + " ->";
        if (chance_.percent(15)) text += " " + one() + " ->";
        if (place.kind == Kind::knot && place.after_choice && chance_.percent(8)) text += " " + forward(place);
        return text;
    }

    // --- statements --------------------------------------------------------------------------------------------------

    void line(const string& text) { out_ += text + "\n"; }
    void line(const Place& place, const string& text) { line(place.indent + text); }

    void statements(Place& place, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) statement(place);
    }

    void statement(Place& place)
    {
        const std::uint32_t kind = chance_.below(100);
        if (kind < 40) return line(place, text_line(place));
        if (kind < 62) return line(place, logic(place));
        if (kind < 68) return if_block(place);
        if (kind < 72) return switch_block(place);
        if (kind < 78) return sequence_block(place);
        if (kind < 80) return line(place, chance_.of({"// ", "/* and */ "}) + words(1, 3));
        if (place.function_body) return line(place, text_line(place));
        if (kind < 90) return line(place, tunnel_call(place));
        if (kind < 95 && count(Kind::thread) > 0 && place.kind != Kind::thread) return thread_call(place);
        line(place, "{" + truth(1, place) + ": -> " + anywhere(place) + "}");
    }

    void thread_call(const Place& place)
    {
        const std::size_t begin = first(Kind::thread);
        line(place, "<- " + call(chance_.size(begin, begin + count(Kind::thread) - 1), place));
    }

    string text_line(const Place& place)
    {
        string text = chance_.percent(6) ? "<> " : "";
        text += sentence(2, place);
        if (chance_.percent(8))
            text += chance_.of({" <>", "<>"});
        else if (chance_.percent(12))
            text += tags(place);
        else if (!place.function_body && chance_.percent(4))
            text += " -> " + anywhere(place);
        return text;
    }

    string tags(const Place& place)
    {
        string text;
        for (std::size_t i = 0; i < chance_.size(1, 2); ++i) {
            text += " # " + words(1, 2);
            if (chance_.percent(40)) text += " {" + a_number(place) + "}";
            if (chance_.percent(10))
                text += " {" + chance_.of({"ba", "bb", "na > 3"}) + ":" + word() + "|" + word() + "}";
        }
        return text;
    }

    string logic(Place& place)
    {
        switch (chance_.below(14)) {
        case 0: return "~ " + a_number(place) + chance_.of({"++", "--"});
        case 1: return "~ " + a_number(place) + " += " + number(chance_.size(0, 9));
        case 2: return "~ " + a_number(place) + " -= " + number(chance_.size(0, 3));
        case 3: return "~ " + chance_.of({"fa", "fb"}) + " = " + fraction(2, place);
        case 4: return "~ " + chance_.of({"ba", "bb"}) + " = " + truth(2, place);
        case 5: return "~ " + chance_.of({"sa", "sb"}) + " = " + text_value(2, place);
        case 6: return "~ " + a_list_variable() + " = " + list_of_its_own(place);
        case 7: return "~ " + a_list_variable() + chance_.of({" += ", " -= "}) + list(1, place);
        case 8: return "~ SEED_RANDOM(" + number(chance_.size(0, 99)) + ")";
        case 9: return place.kind == Kind::knot && !place.function_body ? "~ goal = -> " + plain_knot() : "~ nb = 1";
        case 10: return "~ detour = -> " + plain_tunnel();
        case 11: return a_temporary(place);
        case 12: return "~ " + function_call(place);
        default: return "~ " + a_number(place) + " = " + whole(2, place) + " % 50";
        }
    }

    string a_temporary(Place& place)
    {
        const string name = "t" + number(temporaries_++);
        string text = "~ temp " + name + " = " + whole(2, place);
        // known from here on; inside braces it may never be set
        place.numbers.push_back(name);
        return text;
    }

    string a_number(const Place& place)
    {
        if (!place.numbers.empty() && chance_.percent(40)) return chance_.of(place.numbers);
        return chance_.of({"na", "nb", "nc"});
    }

    string a_list_variable()
    {
        if (chance_.percent(60)) return chance_.of({"va", "vb"});
        return chance_.of(lists_).name;
    }

    // --- blocks ------------------------------------------------------------------------------------------------------

    void if_block(const Place& around)
    {
        if (around.blocks >= 2) return line(around, words(1, 3));
        const bool leading = chance_.percent(50);
        line(around, leading ? "{ " + truth(2, around) + ":" : "{");
        if (leading) branch(around, true);
        for (std::size_t i = 0, all = leading ? 0 : chance_.size(1, 3); i < all;
             ++i) { // else alone may follow the former
            line(around, "- " + truth(2, around) + ":" + inline_start(around));
            branch(around);
        }
        if (chance_.percent(50)) {
            line(around, "- else:" + inline_start(around));
            branch(around, true);
        }
        line(around, "}");
    }

    void switch_block(const Place& around)
    {
        if (around.blocks >= 2) return line(around, words(1, 3));
        const bool strings = chance_.percent(15);
        line(around, "{ " + (strings ? text_value(1, around) : whole(1, around)) + ":");
        for (std::size_t i = 0; i < chance_.size(1, 3); ++i) {
            line(around,
                 "- " + (strings ? chance_.of({"sa", "motto", "\"ember\""}) : number(i)) + ":" + inline_start(around));
            branch(around);
        }
        if (chance_.percent(60)) {
            line(around, "- else:" + inline_start(around));
            branch(around, true);
        }
        line(around, "}");
    }

    void sequence_block(const Place& around)
    {
        if (around.blocks >= 2) return line(around, words(1, 3));
        line(around,
             "{ " + chance_.of({"stopping", "cycle", "once", "shuffle", "shuffle once", "shuffle stopping"}) + ":");
        for (std::size_t i = 0; i < chance_.size(2, 3); ++i) {
            line(around, "- " + (chance_.percent(60) ? sentence(1, around) : string()));
            if (chance_.percent(50)) branch(around);
        }
        line(around, "}");
    }

    string inline_start(const Place& place) { return chance_.percent(40) ? " " + sentence(1, place) : string(); }

    /// What stands in one branch of a block. One that is `needed` is not empty.
    void branch(const Place& around, bool needed = false)
    {
        Place place = around;
        ++place.blocks;
        place.indent += "    ";
        if (needed) line(place, sentence(1, place));
        statements(place, chance_.size(0, 2));
        if (place.function_body || place.blocks > 1) return;
        if (chance_.percent(20)) {
            Place chosen = place;
            chosen.after_choice = true;
            for (std::size_t i = 0; i < chance_.size(1, 2); ++i)
                line(place, chance_.of({"* ", "+ "}) + choice_text(place) + " -> " + anywhere(chosen));
        }
    }

    // --- weave -------------------------------------------------------------------------------------------------------

    /// Choices and the gather under them.
    void weave(Place& around)
    {
        Place place = around;
        ++place.level;
        place.indent = string(2 * (place.level - 1), ' ');
        bool fallback = false;
        for (std::size_t i = 0; i < chance_.size(1, 4); ++i) {
            if (!fallback && i > 0 && chance_.percent(10)) {
                fallback = true;
                fallback_choice(place);
            } else {
                choice(place);
            }
        }
        if (place.level > 1 && chance_.percent(40)) return; // the gather of the level above takes them
        // who diverts to a label has not chosen what stands before it
        if (gather(place)) place.after_choice = false;
        around.numbers = place.numbers;
        around.after_choice = place.after_choice;
        statements(place, chance_.size(0, 2));
    }

    [[nodiscard]] string bullets(const Place& place, char mark)
    {
        string text;
        for (std::size_t i = 0; i < place.level; ++i) text += string(1, mark) + (chance_.percent(50) ? " " : "");
        return text.ends_with(' ') ? text : text + " ";
    }

    string a_label()
    {
        if (pending_.empty() || chance_.percent(50)) return {};
        string label = "(" + pending_.back() + ") ";
        pending_.pop_back();
        return label;
    }

    void choice(const Place& around)
    {
        Place place = around;
        const string label = a_label();
        string text = bullets(place, chance_.percent(70) ? '*' : '+') + label;
        for (std::size_t i = 0; i < chance_.size(0, 4) / 3; ++i) text += "{" + truth(2, place) + "} ";
        text += choice_text(place);
        place.after_choice = label.empty();
        if (chance_.percent(15)) text += " -> " + anywhere(place);
        line(place.indent + text);
        choice_body(place);
    }

    /// Shared, choice-only and output-only parts, each with or without tags.
    string choice_text(const Place& place)
    {
        // braces at the beginning would be a condition
        const auto part = [&] {
            return word() + " " + sentence(1, place) + (chance_.percent(8) ? tags(place) + " " : string());
        };
        switch (chance_.below(6)) {
        case 0: return part();
        case 1: return "[" + part() + "]";
        case 2: return "[" + part() + "] " + part();
        case 3: return part() + "[] " + part();
        case 4: return part() + "[]";
        default: return part() + "[" + part() + "]" + part();
        }
    }

    void fallback_choice(const Place& around)
    {
        Place place = around;
        line(place.indent + bullets(place, '*') + "-> " + (chance_.percent(40) ? forward(place) : string()));
        choice_body(place);
    }

    void choice_body(Place& place)
    {
        place.indent += "  ";
        statements(place, chance_.size(0, 2));
        if (place.level < 3 && chance_.percent(25)) weave(place);
        if (place.after_choice && chance_.percent(20)) line(place, "-> " + anywhere(place));
    }

    /// Whether it got a label.
    bool gather(const Place& place)
    {
        const string label = a_label();
        line(place.indent + bullets(place, '-') + label + (chance_.percent(70) ? sentence(1, place) : string()));
        return !label.empty();
    }

    // --- text --------------------------------------------------------------------------------------------------------

    string word()
    {
        return chance_.of({"ember", "rope", "key", "bell", "harbour", "ferry", "candle", "thorn", "gate", "crow",
                           "rain", "Überfahrt", "été", "\\#nine", "it's", "salt.", "ash,", "oh!", "two  gaps"});
    }

    string words(std::size_t low, std::size_t high)
    {
        string text = word();
        for (std::size_t i = 1; i < chance_.size(low, high); ++i) text += " " + word();
        return text;
    }

    string sentence(std::size_t depth) { return sentence(depth, Place{.flow = flows_.size()}); }

    /// Words with logic between them. Never empty.
    string sentence(std::size_t depth, const Place& place)
    {
        string text = chance_.percent(80) || depth == 0 ? words(1, 3) : logic_in_text(depth, place);
        if (depth > 0 && chance_.percent(45)) text += chance_.of({" ", "", ", "}) + logic_in_text(depth, place);
        if (chance_.percent(30)) text += " " + word();
        return text;
    }

    string logic_in_text(std::size_t depth, const Place& place)
    {
        switch (chance_.below(10)) {
        case 0:
        case 1: return "{" + whole(2, place) + "}";
        case 2: return "{" + text_value(1, place) + "}";
        case 3: return "{" + list(2, place) + "}";
        case 4: return "{" + chance_.of({truth(1, place), fraction(1, place)}) + "}";
        case 5:
        case 6: return alternatives(depth, place);
        case 7: return "{" + function_call(place) + "}";
        default: return conditional(depth, place);
        }
    }

    string alternatives(std::size_t depth, const Place& place)
    {
        string text = "{" + chance_.of({"", "", "&", "!", "~", "$"});
        // one word and two bars would be the beginning of an `or`
        text += word() + " " + sentence(depth - 1, place);
        for (std::size_t i = 0; i < chance_.size(1, 3); ++i)
            text += "|" + (chance_.percent(20) ? string() : sentence(depth - 1, place));
        return text + "}";
    }

    string conditional(std::size_t depth, const Place& place)
    {
        string text = "{" + truth(1, place) + ":" + chance_.of({"", " "}) + sentence(depth - 1, place);
        if (chance_.percent(10)) text += " <>";
        if (chance_.percent(50)) text += "|" + sentence(depth - 1, place);
        return text + "}";
    }

    // --- values ------------------------------------------------------------------------------------------------------

    /// A knot or label, whose visits count. What takes references cannot be a value.
    string counted_value(const Place& place)
    {
        const string name = counted(place);
        const auto refers = [](const Parameter& parameter) { return parameter.takes == Takes::reference; };
        const auto found = std::ranges::find(flows_, name, &Flow::name);
        return found != flows_.end() && std::ranges::any_of(found->parameters, refers) ? "ending" : name;
    }

    string counted(const Place& place)
    {
        if (place.flow < flows_.size() && !flows_[place.flow].labels.empty() && chance_.percent(30))
            return chance_.of(flows_[place.flow].labels);
        const Flow& flow = flows_[chance_.size(0, first(Kind::function) - 1)];
        if (!flow.labels.empty() && chance_.percent(30)) return flow.name + "." + chance_.of(flow.labels);
        if (!flow.stitches.empty() && chance_.percent(30)) return flow.name + "." + chance_.of(flow.stitches);
        return flow.name;
    }

    /// Whole numbers. inkjs divides downwards and the reference towards zero, so only what cannot be negative is
    /// divided; products stay small, as inkjs does not overflow.
    string whole(std::size_t depth, const Place& place)
    {
        if (depth == 0 || chance_.percent(35)) return leaf(place);
        const string left = whole(depth - 1, place);
        switch (chance_.below(12)) {
        case 0: return "(" + left + " + " + whole(depth - 1, place) + ")";
        case 1: return "(" + left + " - " + whole(depth - 1, place) + ")";
        case 2: return "(" + left + " * " + number(chance_.size(0, 3)) + ")";
        case 3: return "(MAX(" + left + ", 0) / " + number(chance_.size(1, 4)) + ")";
        case 4: return "(" + left + chance_.of({" % ", " mod "}) + number(chance_.size(1, 7)) + ")";
        case 5: return chance_.of({"MIN", "MAX"}) + "(" + left + ", " + whole(depth - 1, place) + ")";
        case 6: return "INT(MAX(" + fraction(depth - 1, place) + ", 0))";
        case 7: return "LIST_COUNT(" + list(depth - 1, place) + ")";
        case 8: return "LIST_VALUE(" + list(depth - 1, place) + ")";
        case 9: return "RANDOM(" + number(chance_.size(0, 3)) + ", " + number(chance_.size(3, 20)) + ")";
        case 10: return "-" + leaf(place);
        default: return "(" + chance_.of({"ba", "bb", "true"}) + " + " + left + ")";
        }
    }

    string leaf(const Place& place)
    {
        switch (chance_.below(10)) {
        case 0: return number(chance_.size(0, 9));
        case 1: return "trio";
        case 2: return counted(place);
        case 3: return "TURNS_SINCE(-> " + counted_value(place) + ")";
        case 4: return "READ_COUNT(-> " + counted_value(place) + ")";
        case 5: return chance_.of({"TURNS()", "CHOICE_COUNT()"});
        case 6:
            if (!hosted_.empty() && chance_.percent(40))
                return chance_.of(hosted_) + "(" + number(chance_.size(0, 9)) + ")";
            [[fallthrough]];
        default: return a_number(place);
        }
    }

    /// Quarters, which print alike as single and as double, and which nothing is divided by: inkjs takes 2.0 for 2.
    string fraction(std::size_t depth, const Place& place)
    {
        if (depth == 0 || chance_.percent(40)) return chance_.of({"fa", "fb", "0.25", "1.5", "2.75", "3.5"});
        switch (chance_.below(6)) {
        case 0: return "(" + whole(depth - 1, place) + " % 9 + 0.25)";
        case 1: return "(" + whole(depth - 1, place) + " % 9 * 0.5)";
        case 2: return "(FLOAT(" + whole(depth - 1, place) + " % 9) / 4)";
        case 3: return chance_.of({"MIN", "MAX"}) + "(" + fraction(0, place) + ", " + whole(depth - 1, place) + " % 9)";
        case 4: return "POW(2, " + number(chance_.size(0, 3)) + ")";
        default: return chance_.of({"FLOOR", "CEILING"}) + "(MAX(" + fraction(0, place) + ", 0))";
        }
    }

    string truth(std::size_t depth, const Place& place)
    {
        const string compared = chance_.of({" == ", " != ", " < ", " > ", " <= ", " >= "});
        if (depth == 0 || chance_.percent(30)) {
            return chance_.of({"ba", "bb", "true", "false", "(" + leaf(place) + compared + leaf(place) + ")"});
        }
        switch (chance_.below(12)) {
        case 0: return "(" + truth(depth - 1, place) + chance_.of({" && ", " and "}) + truth(depth - 1, place) + ")";
        case 1: return "(" + truth(depth - 1, place) + chance_.of({" || ", " or "}) + truth(depth - 1, place) + ")";
        // `not` alone is 1 in inkjs and true in the reference
        case 2: return "(" + chance_.of({"not ", "!"}) + truth(depth - 1, place) + " && true)";
        case 3:
            return "(" + list(depth - 1, place) + chance_.of({" ? ", " !? ", " has ", " hasnt "}) +
                   list(depth - 1, place) + ")";
        case 4: return "(" + list(depth - 1, place) + compared + list(depth - 1, place) + ")";
        case 5:
            return "(" + text_value(depth - 1, place) + chance_.of({" == ", " != "}) + text_value(depth - 1, place) +
                   ")";
        case 6:
            return "(" + text_value(depth - 1, place) + chance_.of({" ? ", " !? "}) + "\"" +
                   chance_.of({"e", "ro", ""}) + "\")";
        case 7: return "(goal" + chance_.of({" == ", " != "}) + "-> " + plain_knot() + ")";
        case 8: return "(" + fraction(depth - 1, place) + compared + fraction(depth - 1, place) + ")";
        case 9: return "(" + counted(place) + " && not " + counted(place) + ")";
        default: return "(" + whole(depth - 1, place) + compared + whole(depth - 1, place) + ")";
        }
    }

    string text_value(std::size_t depth, const Place& place)
    {
        switch (chance_.below(depth == 0 ? 3 : 6)) {
        case 0: return "motto";
        case 1: return chance_.of({"sa", "sb"});
        case 2: return "\"" + chance_.of({"ember", "rope", "", "the gate"}) + "\"";
        case 3: return "\"" + chance_.of({"crow", "rain"}) + " {" + whole(depth - 1, place) + "}\"";
        case 4: return "(" + chance_.of({"motto", "sa", "\"x\""}) + " + " + whole(depth - 1, place) + ")";
        default: return "(\"" + chance_.of({"a", "b", "ü"}) + "\" + " + text_value(0, place) + ")";
        }
    }

    string list(std::size_t depth, const Place& place)
    {
        const List& definition = lists_[chance_.size(0, lists_.size() - 1)];
        if (depth == 0 || chance_.percent(35)) return list_leaf(definition);
        const string inner = list(depth - 1, place);
        switch (chance_.below(10)) {
        case 0: return "(" + inner + " + " + list(depth - 1, place) + ")";
        case 1: return "(" + inner + " - " + list(depth - 1, place) + ")";
        case 2: return "(" + inner + " ^ " + list(depth - 1, place) + ")";
        case 3: return "(" + inner + chance_.of({" + ", " - "}) + number(chance_.size(0, 2)) + ")";
        case 4: return chance_.of({"LIST_ALL", "LIST_INVERT"}) + "(" + inner + ")";
        case 5: return chance_.of({"LIST_MIN", "LIST_MAX"}) + "(" + inner + ")";
        case 6:
            return "LIST_RANGE(" + inner + ", " + number(chance_.size(1, 3)) + ", " + number(chance_.size(2, 5)) + ")";
        case 7:
            return "LIST_RANGE(" + inner + ", " + chance_.of(definition.items) + ", " + chance_.of(definition.items) +
                   ")";
        case 8: return "LIST_RANDOM(" + inner + ")";
        default: return definition.name + "(" + number(chance_.size(1, 4)) + ")";
        }
    }

    /// A list that is nobody else's. In the reference an empty one takes on the origins of the variable it is assigned
    /// to, and keeps them wherever else it is stored.
    string list_of_its_own(const Place& place)
    {
        const string value = list(2, place);
        const bool variable = value.find_first_of(".( ") == string::npos;
        return variable ? "(" + value + " + ())" : value;
    }

    string list_leaf(const List& definition)
    {
        switch (chance_.below(6)) {
        case 0: return "()";
        case 1: return two_items(definition);
        case 2: return chance_.of(definition.items);
        case 3: return definition.name;
        default: return chance_.of({"va", "vb"});
        }
    }

    /// Not the same one twice: of that the reference warns, but within arguments it calls its warning an error.
    string two_items(const List& definition)
    {
        const string one = chance_.of(definition.items);
        const string other = chance_.of(chance_.of(lists_).items);
        return one == other ? "(" + one + ")" : "(" + one + ", " + other + ")";
    }

    /// Functions call only those that come after them, or themselves.
    string function_call(const Place& place)
    {
        const std::size_t from = place.function_body ? place.flow + 1 : first(Kind::function);
        if (from >= flows_.size()) return "MAX(" + a_number(place) + ", 1)";
        return call_with_brackets(chance_.size(from, flows_.size() - 1), place);
    }

    string call_with_brackets(std::size_t index, const Place& place)
    {
        const string text = call(index, place);
        return text.ends_with(')') ? text : text + "()";
    }

    Chance chance_;
    string out_{};
    std::vector<Flow> flows_{};
    std::vector<List> lists_{};
    Strings hosted_{};    ///< externals
    Strings externals_{}; ///< those of them without a fallback
    Strings pending_{};   ///< labels of this knot that are still to be written
    std::size_t temporaries_ = 0;
    string fallbacks_{}; ///< of the others
};

} // namespace

WrittenStory write_story(std::uint64_t seed)
{
    return Writer(seed).write();
}

WrittenStory damage(WrittenStory story, std::uint64_t seed)
{
    Chance chance(seed);
    string& text = chance.percent(50) ? story.files.begin()->second : story.files.rbegin()->second;
    if (text.empty()) return story;
    Strings lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        lines.push_back(text.substr(at, text.find('\n', at) + 1 - at));
    const std::size_t at = chance.size(0, lines.size() - 1);
    string& line = lines[at];
    switch (chance.below(5)) {
    case 0: line.clear(); break;
    case 1: line += line; break;
    case 2:
        line.insert(chance.size(0, line.size() - 1),
                    chance.of({"{", "}", "->", "|", "(", ")", "[", "]", "\"", "#", "~", "*"}));
        break;
    case 3: line.erase(chance.size(0, line.size() - 1), line.size()).append("\n"); break;
    default:
        if (const std::size_t sign = line.find_first_of("{}[]()|~*+=\"", chance.size(0, line.size() - 1));
            sign != string::npos)
            line.erase(sign, 1);
    }
    text.clear();
    for (const string& each : lines) text += each;
    return story;
}

} // namespace goldbox::test
