// SPDX-License-Identifier: MIT
#include "narrative/import/yarn.hpp"

#include "narrative/import/ink_writer.hpp"
#include "narrative/import/yarn_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace goldbox::narrative::importing {

namespace {

using Kind = Statement::Kind;

constexpr std::string_view node_by_name = "node_named";

// --- files and nodes
// ---------------------------------------------------------------------------------------------------

/// The line without a comment; `//` within quotes of a command or value is none.
std::string_view without_comment(std::string_view line)
{
    bool quoted = false;
    int open = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const char c = line[i];
        if (c == '\\')
            ++i;
        else if (c == '"' && open > 0)
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (c == '{' || line.substr(i).starts_with("<<"))
            ++open;
        else if (c == '}' || line.substr(i).starts_with(">>"))
            --open;
        else if (c == '/' && line[i + 1] == '/')
            return line.substr(0, i);
    }
    return line;
}

YarnLine line_of(std::string_view line)
{
    YarnLine made;
    std::size_t at = 0;
    for (; at < line.size() && (line[at] == ' ' || line[at] == '\t'); ++at)
        made.indent = line[at] == '\t' ? (made.indent / 8 + 1) * 8 : made.indent + 1;
    made.text = line.substr(at);
    while (!made.text.empty() && (made.text.back() == ' ' || made.text.back() == '\t')) made.text.remove_suffix(1);
    return made;
}

class YarnFileReader {
public:
    YarnFileReader(const SourceFile& file, YarnStory& story, Report& report)
        : file_(file), story_(story), report_(report)
    {
    }

    void read()
    {
        const std::string_view text = file_.text();
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            read_line(text.substr(at, end - at), at);
            at = end + 1;
        }
        if (in_body_)
            report_.lost("import.unclosed", file_, node_.offset, "the node `" + node_.title + "` without `===`",
                         "it goes to the file's end");
        if (in_body_) finish();
    }

private:
    void read_line(std::string_view line, std::size_t offset)
    {
        const std::string_view bare = trimmed(line);
        if (in_body_) {
            if (bare == "===") return finish();
            const YarnLine made = line_of(without_comment(line));
            if (!made.text.empty()) node_.lines.push_back(made);
            return;
        }
        if (bare.empty() || bare.starts_with("//")) return;
        if (bare == "---") {
            in_body_ = true;
            if (node_.file == nullptr) node_.offset = offset;
            node_.file = &file_;
            return;
        }
        if (bare.starts_with('#') && node_.file == nullptr) {
            story_.tags.emplace_back(trimmed(bare.substr(1)));
            return;
        }
        read_header(bare, offset);
    }

    void read_header(std::string_view header, std::size_t offset)
    {
        const std::size_t colon = header.find(':');
        if (colon == std::string_view::npos) {
            report_.lost("import.header", file_, offset,
                         "`" + std::string(header.substr(0, 60)) + "` is no header and stands in no node", "nothing");
            return;
        }
        if (node_.file == nullptr) node_.offset = offset;
        node_.file = &file_;
        const std::string_view key = trimmed(header.substr(0, colon)), value = trimmed(header.substr(colon + 1));
        if (key == "title")
            node_.title = value;
        else
            node_.headers.emplace_back(key, value);
    }

    void finish()
    {
        in_body_ = false;
        if (node_.title.empty())
            report_.lost("import.header", file_, node_.offset, "a node without a title",
                         "a knot that nothing leads to");
        story_.nodes.push_back(std::exchange(node_, {}));
    }

    const SourceFile& file_;
    YarnStory& story_;
    Report& report_;
    YarnNode node_;
    bool in_body_ = false;
};

// --- statements
// --------------------------------------------------------------------------------------------------------

/// `<<name arguments>>` and what follows on the line.
struct Command {
    std::string_view name, arguments, after, whole;
};

std::optional<Command> command_of(std::string_view text)
{
    if (!text.starts_with("<<")) return std::nullopt;
    std::size_t steps = text.size();
    const std::size_t end = closing(text.substr(2), ">>", steps);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view inside = trimmed(text.substr(2, end));
    std::size_t name = 0;
    while (name < inside.size() && inside[name] != ' ' && inside[name] != '\t' && inside[name] != '{') ++name;
    return Command{inside.substr(0, name), trimmed(inside.substr(name)), trimmed(text.substr(end + 4)),
                   text.substr(0, end + 4)};
}

/// What all nodes of a story share while they are read.
struct Shared {
    Names& names;
    YarnVocabulary& vocabulary;
    const ImportOptions& options;
    Report& report;
    std::set<std::string, std::less<>> detoured; ///< nodes that return
    std::map<std::string, std::size_t> commands; ///< ink names of commands, and the most arguments they get
    std::vector<Variable> variables;             ///< that the import needs
    std::set<std::string, std::less<>> alone;    ///< nodes that return, and are jumped to as well
    bool by_name = false;

    /// The knot that a jump to a node goes to.
    std::string jump_target(std::string_view title)
    {
        const std::string& knot = *vocabulary.knot(title);
        if (!detoured.contains(title)) return knot;
        alone.emplace(title);
        return names.of("alone " + std::string(title), knot + "_alone");
    }
};

class NodeReader {
public:
    NodeReader(const YarnNode& node, Shared& shared)
        : node_(node),
          shared_(shared),
          report_(shared.report),
          lines_(node.lines),
          returns_(shared.detoured.contains(node.title))
    {
    }

    Block read() { return read_block(0); }

private:
    static constexpr auto ends_ =
        std::to_array<std::string_view>({"elseif", "else", "endif", "endonce", "case", "endenum"});

    /// Statements indented by at least `floor`, up to a command that ends what is open.
    Block read_block(std::size_t floor)
    {
        Block block;
        if (++depth_ > shared_.options.max_depth) {
            if (at_ < lines_.size())
                report_.error("import.too_deep", node_.file->where(here()),
                              "options and conditions deeper than " + std::to_string(shared_.options.max_depth));
            at_ = lines_.size();
        }
        while (at_ < lines_.size() && lines_[at_].indent >= floor) {
            const std::string_view text = lines_[at_].text;
            const auto command = command_of(text);
            if (command && std::ranges::find(ends_, command->name) != ends_.end()) {
                if (open_ > 0) break;
                report_.lost("import.unopened", *node_.file, here(),
                             "`" + std::string(command->whole) + "` belongs to nothing", "nothing");
                consume(*command);
            } else if (text.starts_with("->")) {
                read_options(block);
            } else if (text.starts_with("=>")) {
                read_group(block);
            } else if (command) {
                read_command(block, *command);
            } else {
                read_line(block);
            }
        }
        --depth_;
        return block;
    }

    [[nodiscard]] std::size_t here() const
    {
        return at_ < lines_.size() ? node_.file->offset_of(lines_[at_].text) : node_.offset;
    }

    /// Goes behind a command, which need not be the last thing on its line.
    void consume(const Command& command)
    {
        if (command.after.empty()) {
            ++at_;
        } else {
            lines_[at_].text = command.after;
        }
    }

    void read_line(Block& block)
    {
        YarnText text = read_text(lines_[at_].text);
        ++at_;
        Block line = std::move(text.words);
        for (std::string& tag : text.tags) line.push_back(make(Kind::tag, std::move(tag)));
        line.push_back(make(Kind::newline));
        report_.did();
        if (!text.condition && !text.once) {
            std::ranges::move(line, std::back_inserter(block));
        } else if (!text.condition) {
            block.push_back({.kind = Kind::once, .branches = {{{}, std::move(line)}}});
        } else {
            block.push_back(conditional(*text.condition, text.once, std::move(line)));
        }
    }

    YarnText read_text(std::string_view text)
    {
        return YarnTextReader(text, *node_.file, shared_.vocabulary, shared_.options, report_).read();
    }

    /// A block under a condition, and only the first time where `once`.
    Statement conditional(const Expression& condition, bool once, Block block)
    {
        std::string ink = condition.ink;
        if (once) {
            const std::string seen = note_once(block);
            ink = wrapped(condition, Level::equality) + " and not " + seen;
        }
        return {.kind = Kind::condition, .branches = {{std::move(ink), std::move(block)}}};
    }

    /// A variable that remembers that a block ran.
    std::string note_once(Block& block)
    {
        std::string seen = shared_.names.fresh("seen");
        shared_.variables.push_back({seen, "false"});
        block.insert(block.begin(), make(Kind::code, seen + " = true"));
        return seen;
    }

    void read_options(Block& block)
    {
        Statement made{.kind = Kind::options};
        const std::size_t indent = lines_[at_].indent;
        while (at_ < lines_.size() && lines_[at_].indent == indent && lines_[at_].text.starts_with("->")) {
            YarnText text = read_text(trimmed(lines_[at_].text.substr(2)));
            ++at_;
            Option option{.text = std::move(text.words), .tags = std::move(text.tags), .once = text.once};
            if (text.condition) option.conditions.push_back(text.condition->ink);
            option.body = read_inner(indent + 1);
            made.options.push_back(std::move(option));
            report_.did();
        }
        block.push_back(std::move(made));
    }

    /// The body of an option: an `<<endif>>` in it closes nothing outside.
    Block read_inner(std::size_t floor)
    {
        const std::size_t open = std::exchange(open_, 0);
        const std::size_t outer = std::exchange(floor_, floor);
        Block block = read_block(floor);
        open_ = open;
        floor_ = outer;
        return block;
    }

    /// Lines of which one is said. Where none has a condition that is a shuffle.
    void read_group(Block& block)
    {
        const std::size_t indent = lines_[at_].indent;
        const std::size_t begin = here();
        Statement chain{.kind = Kind::condition}, shuffle{.kind = Kind::shuffle};
        while (at_ < lines_.size() && lines_[at_].indent == indent && lines_[at_].text.starts_with("=>")) {
            YarnText text = read_text(trimmed(lines_[at_].text.substr(2)));
            ++at_;
            Block line = std::move(text.words);
            for (std::string& tag : text.tags) line.push_back(make(Kind::tag, std::move(tag)));
            line.push_back(make(Kind::newline));
            std::ranges::move(read_inner(indent + 1), std::back_inserter(line));
            report_.did();
            if (text.condition || text.once) {
                Statement one = conditional(text.condition.value_or(truth(true)), text.once, std::move(line));
                chain.branches.push_back(std::move(one.branches.front()));
            } else {
                shuffle.branches.push_back({{}, std::move(line)});
            }
        }
        if (chain.branches.empty()) {
            block.push_back(std::move(shuffle));
            return;
        }
        report_.differs("import.line_group", *node_.file, begin, "lines with conditions in a group",
                        "the first whose condition holds, else one of the others by chance");
        if (!shuffle.branches.empty()) chain.branches.push_back({{}, {std::move(shuffle)}});
        block.push_back(std::move(chain));
    }

    void read_command(Block& block, const Command& command)
    {
        struct Entry {
            std::string_view name;
            void (NodeReader::*read)(Block&, const Command&);
        };
        static constexpr auto entries = std::to_array<Entry>({{"set", &NodeReader::read_set},
                                                              {"declare", &NodeReader::skip},
                                                              {"enum", &NodeReader::skip_enum},
                                                              {"if", &NodeReader::read_if},
                                                              {"once", &NodeReader::read_once},
                                                              {"jump", &NodeReader::read_jump},
                                                              {"detour", &NodeReader::read_detour},
                                                              {"return", &NodeReader::read_return},
                                                              {"stop", &NodeReader::read_stop},
                                                              {"call", &NodeReader::read_call}});
        const auto entry = std::ranges::find(entries, command.name, &Entry::name);
        if (entry == entries.end()) {
            read_custom(block, command);
            consume(command);
        } else {
            (this->*entry->read)(block, command);
        }
    }

    std::optional<Expression> expression(std::string_view text, const Command& command, Block& block)
    {
        ExpressionParser parser(text, shared_.vocabulary, {.max_depth = shared_.options.max_depth});
        auto value = parser.expression();
        report_foreign(text);
        if (value) return value;
        lose(block, command, parser.problem().what);
        return std::nullopt;
    }

    void report_foreign(std::string_view text)
    {
        for (const std::string& function : shared_.vocabulary.take_foreign()) {
            report_.differs("import.function", *node_.file, node_.file->offset_of(text),
                            "the game's function `" + function + "`",
                            "an EXTERNAL that answers 0 where the game has none");
        }
    }

    void lose(Block& block, const Command& command, const std::string& why)
    {
        const std::string shown(command.whole.substr(0, 80));
        report_.lost("import.expression", *node_.file, node_.file->offset_of(command.whole),
                     "`" + shown + "`: ink has no counterpart for " + why, "a TODO");
        const Where where = node_.file->where(node_.file->offset_of(command.whole));
        block.push_back(make(Kind::note, where.file + ':' + std::to_string(where.line) + ": " + shown));
    }

    void skip(Block& block, const Command& command)
    {
        (void)block;
        consume(command); // declarations were read before
    }

    void skip_enum(Block& block, const Command& command)
    {
        (void)block;
        consume(command);
        while (at_ < lines_.size()) {
            const auto next = command_of(lines_[at_].text);
            if (!next || (next->name != "case" && next->name != "endenum")) return;
            consume(*next);
            if (next->name == "endenum") return;
        }
    }

    void read_set(Block& block, const Command& command)
    {
        ExpressionParser parser(command.arguments, shared_.vocabulary, {.max_depth = shared_.options.max_depth});
        const auto assignments = parser.assignments();
        report_foreign(command.arguments);
        const bool computed = assignments && assignments->front().variable.ends_with("()");
        if (!assignments || computed) {
            lose(block, command, computed ? "setting a smart variable" : parser.problem().what);
        } else {
            for (const Assignment& assignment : *assignments) {
                shared_.vocabulary.assigned(assignment);
                block.push_back(make(Kind::code, code(assignment)));
            }
            report_.did();
        }
        consume(command);
    }

    void read_if(Block& block, const Command& command)
    {
        Statement made{.kind = Kind::condition};
        Command part = command;
        bool open = true;
        while (open) {
            Branch branch;
            const bool otherwise = part.name == "else";
            if (!otherwise) {
                const auto condition = expression(part.arguments, part, block);
                branch.condition = condition ? condition->ink : "false";
                report_.did();
            }
            consume(part);
            branch.block = read_part();
            made.branches.push_back(std::move(branch));
            const auto next = at_ < lines_.size() ? command_of(lines_[at_].text) : std::nullopt;
            open = next && !otherwise && (next->name == "elseif" || next->name == "else");
            if (next && next->name == "endif") {
                consume(*next);
            } else if (open) {
                part = *next;
            } else {
                unclosed(command, "<<endif>>");
            }
        }
        block.push_back(std::move(made));
    }

    /// What stands between two commands of an `<<if>>` or `<<once>>`.
    Block read_part()
    {
        ++open_;
        Block block = read_block(floor_);
        --open_;
        return block;
    }

    void unclosed(const Command& command, std::string_view end)
    {
        report_.lost("import.unclosed", *node_.file, node_.file->offset_of(command.whole),
                     "`" + std::string(command.whole.substr(0, 80)) + "` without `" + std::string(end) + "`",
                     "it goes as far as it can");
    }

    void read_once(Block& block, const Command& command)
    {
        std::optional<Expression> condition;
        if (command.arguments.starts_with("if"))
            condition = expression(trimmed(command.arguments.substr(2)), command, block).value_or(truth(false));
        consume(command);
        Block first = read_part();
        std::optional<Block> other;
        auto next = at_ < lines_.size() ? command_of(lines_[at_].text) : std::nullopt;
        if (next && next->name == "else") {
            consume(*next);
            other = read_part();
            next = at_ < lines_.size() ? command_of(lines_[at_].text) : std::nullopt;
        }
        if (next && next->name == "endonce")
            consume(*next);
        else
            unclosed(command, "<<endonce>>");
        report_.did();
        Statement made{.kind = Kind::once};
        if (condition)
            made = conditional(*condition, true, std::move(first));
        else
            made.branches.push_back({{}, std::move(first)});
        if (other) made.branches.push_back({{}, *std::move(other)});
        block.push_back(std::move(made));
    }

    /// The knot that a jump or detour names; empty when there is none.
    std::string target(const Command& command, bool jump, Block& block)
    {
        const std::string_view name = command.arguments;
        if (name.starts_with('{') && name.ends_with('}')) {
            const auto value = expression(name.substr(1, name.size() - 2), command, block);
            if (!value) return {};
            shared_.by_name = true;
            return std::string(node_by_name) + '(' + value->ink + ')';
        }
        const std::string* knot = shared_.vocabulary.knot(name);
        if (!knot) {
            report_.lost("import.missing_target", *node_.file, node_.file->offset_of(command.whole),
                         "there is no node `" + std::string(name.substr(0, 60)) + "`", "a TODO");
            block.push_back(make(Kind::note, std::string(command.whole)));
            return {};
        }
        return jump ? shared_.jump_target(name) : *knot;
    }

    void read_jump(Block& block, const Command& command)
    {
        const std::string to = target(command, true, block);
        // a jump forgets where a detour came from
        if (!to.empty()) block.push_back(make(returns_ ? Kind::leave : Kind::divert, to));
        if (to.empty()) block.push_back(make(Kind::divert, "END"));
        report_.did();
        consume(command);
    }

    void read_detour(Block& block, const Command& command)
    {
        const std::string to = target(command, false, block);
        const bool by_name = to.find('(') != std::string::npos;
        if (by_name)
            lose(block, command, "a detour by name");
        else if (!to.empty())
            block.push_back(make(Kind::tunnel, to));
        report_.did();
        consume(command);
    }

    void read_return(Block& block, const Command& command)
    {
        block.push_back(returns_ ? make(Kind::leave) : make(Kind::divert, "END"));
        report_.did();
        consume(command);
    }

    void read_stop(Block& block, const Command& command)
    {
        block.push_back(make(Kind::divert, "END"));
        report_.did();
        consume(command);
    }

    void read_call(Block& block, const Command& command)
    {
        const auto value = expression(command.arguments, command, block);
        if (value && value->level == Level::atom && value->ink.ends_with(')')) {
            block.push_back(make(Kind::code, value->ink));
            report_.did();
        } else if (value) {
            lose(block, command, "a call of something that is no function");
        }
        consume(command);
    }

    /// A command of the game becomes a call of an external.
    void read_custom(Block& block, const Command& command)
    {
        if (command.name.empty()) {
            report_.lost("import.command", *node_.file, node_.file->offset_of(command.whole),
                         "a command without a name", "nothing");
            return;
        }
        const std::string& name = shared_.names.of("<<" + std::string(command.name), command.name);
        Statement made = make(Kind::command, name);
        std::string_view rest = command.arguments;
        while (!(rest = trimmed(rest)).empty()) {
            const std::size_t size = word_size(rest);
            made.arguments.push_back(argument(rest.substr(0, size), command, block));
            rest.remove_prefix(size);
        }
        std::size_t& most = shared_.commands[name];
        constexpr std::size_t enough = 50;
        if (made.arguments.size() > enough) made.arguments.resize(enough);
        most = std::max(most, made.arguments.size());
        report_.differs("import.command", *node_.file, node_.file->offset_of(command.whole),
                        "the game's command `" + std::string(command.whole.substr(0, 80)) + "`",
                        "a call of the EXTERNAL " + name + ", which does nothing where the game has none");
        report_.did();
        block.push_back(std::move(made));
    }

    static std::size_t word_size(std::string_view text)
    {
        if (text.starts_with('"')) {
            std::size_t end = 1;
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            return std::min(end + 1, text.size());
        }
        std::size_t end = 0;
        std::size_t steps = 16 * text.size();
        while (end < text.size() && text[end] != ' ' && text[end] != '\t') {
            const std::size_t close = text[end] == '{' ? closing(text.substr(end), "}", steps) : std::string_view::npos;
            end += close == std::string_view::npos ? 1 : close + 1;
        }
        return end;
    }

    std::string argument(std::string_view word, const Command& command, Block& block)
    {
        if (word.size() >= 2 && word.starts_with('"') && word.ends_with('"'))
            return text_literal(word.substr(1, word.size() - 2)).ink;
        if (word.size() >= 2 && word.starts_with('{') && word.ends_with('}')) {
            const auto value = expression(word.substr(1, word.size() - 2), command, block);
            return value ? value->ink : "\"\"";
        }
        const bool digits = word.size() < 9 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
        if (digits || word == "true" || word == "false") return std::string(word);
        return text_literal(word).ink;
    }

    const YarnNode& node_;
    Shared& shared_;
    Report& report_;
    std::vector<YarnLine> lines_;
    bool returns_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t open_ = 0;  ///< `<<if>>` and `<<once>>` that wait for their end
    std::size_t floor_ = 0; ///< least indentation of the option around
};

// --- the story
// ---------------------------------------------------------------------------------------------------------

class StoryMaker {
public:
    StoryMaker(const YarnStory& story, Names& names, const ImportOptions& options, Report& report)
        : story_(story), vocabulary_(names, story), shared_{names, vocabulary_, options, report, {}, {}, {}, {}, false}
    {
    }

    Draft make()
    {
        draft_.tags = story_.tags;
        for (const YarnNode& node : story_.nodes) find_names(node);
        // twice, since a declaration may speak of one that stands further on
        declare_all();
        declared_ = true;
        declare_all();
        for (const YarnNode& node : story_.nodes) add_node(node);
        find_start();
        std::string by_name = shared_.by_name ? find_by_name() : std::string();
        for (const std::string& title : shared_.alone) add_alone(title);
        for (const auto& [name, known] : vocabulary_.variables()) {
            if (!known.computed)
                draft_.variables.push_back({name, known.value.empty() ? initial_value(known.type) : known.value});
        }
        for (const auto& [name, items] : lists_) draft_.lists.push_back({name, items});
        std::ranges::copy(shared_.variables, std::back_inserter(draft_.variables));
        draft_.externals = shared_.commands;
        draft_.externals.merge(vocabulary_.externals());
        for (const auto& [name, text] : vocabulary_.functions()) draft_.functions.push_back(text);
        if (!by_name.empty()) draft_.functions.push_back(std::move(by_name));
        return std::move(draft_);
    }

private:
    static std::string initial_value(Type type)
    {
        return type == Type::text ? "\"\"" : type == Type::truth ? "false" : "0";
    }

    template <class Visit>
    static void for_each_command(const YarnNode& node, const Visit& visit)
    {
        for (const YarnLine& line : node.lines) {
            for (auto command = command_of(line.text); command; command = command_of(command->after)) visit(*command);
        }
    }

    /// Enumerations hold for the whole story, wherever they stand; whether a node returns shows where it is named.
    void find_names(const YarnNode& node)
    {
        std::string enumeration;
        for_each_command(node, [&](const Command& command) {
            if (command.name == "detour" && vocabulary_.knot(command.arguments))
                shared_.detoured.emplace(command.arguments);
            if (command.name == "enum") begin_list(enumeration = command.arguments);
            if (command.name == "case" && !enumeration.empty()) add_case(node, enumeration, command);
        });
    }

    void declare_all()
    {
        for (const YarnNode& node : story_.nodes) {
            for_each_command(node, [&](const Command& command) {
                if (command.name == "declare") declare(node, command);
            });
        }
    }

    void declare(const YarnNode& node, const Command& command)
    {
        std::string_view text = command.arguments;
        const std::size_t sign = text.find('=');
        const std::size_t equals = sign == std::string_view::npos ? text.find(" to ") : sign;
        const std::string_view variable = trimmed(text.substr(0, equals));
        std::string_view value = equals == std::string_view::npos
                                     ? std::string_view()
                                     : trimmed(text.substr(equals + (sign == equals ? 1 : 4)));
        if (const std::size_t type = value.rfind(" as ");
            type != std::string_view::npos && value.find('"', type) == std::string_view::npos)
            value = trimmed(value.substr(0, type));
        ExpressionParser parser(value, vocabulary_, {.max_depth = shared_.options.max_depth});
        const auto initial = parser.expression();
        (void)vocabulary_.take_foreign();
        if (!initial || variable.size() < 2 || !variable.starts_with('$')) {
            if (!declared_) return;
            shared_.report.lost("import.expression", *node.file, node.file->offset_of(command.whole),
                                "`" + std::string(command.whole.substr(0, 80)) + "` has no value that ink can have",
                                "0");
            return;
        }
        vocabulary_.declare(variable, *initial);
        if (declared_) shared_.report.did();
    }

    void begin_list(std::string_view name) { lists_[shared_.names.of("enum " + std::string(name), name)]; }

    void add_case(const YarnNode& node, std::string_view enumeration, const Command& command)
    {
        const std::size_t end = std::min(command.arguments.find_first_of(" \t="), command.arguments.size());
        const std::string_view item = command.arguments.substr(0, end);
        const bool fits = !item.empty() && item.size() < 100 &&
                          is_name_start(static_cast<unsigned char>(item.front())) &&
                          std::ranges::all_of(item, [](char c) { return is_name_part(static_cast<unsigned char>(c)); });
        std::vector<std::string>& items = lists_[shared_.names.of("enum " + std::string(enumeration), enumeration)];
        if (!fits || std::ranges::find(items, vocabulary_.item_name(item)) != items.end()) {
            shared_.report.lost("import.expression", *node.file, node.file->offset_of(command.whole),
                                "the case `" + std::string(command.arguments.substr(0, 60)) + "`", "nothing");
            return;
        }
        if (end < command.arguments.size())
            shared_.report.differs("import.expression", *node.file, node.file->offset_of(command.whole),
                                   "the raw value of a case", "the case without it");
        items.push_back(vocabulary_.item_name(item));
        vocabulary_.add_case(enumeration, item);
        shared_.report.did();
    }

    void add_node(const YarnNode& node)
    {
        vocabulary_.enter(node.title);
        Knot knot{.name = *vocabulary_.knot(node.title)};
        if (knot.name != node.title) knot.title = node.title;
        for (const auto& [key, value] : node.headers) add_header(node, knot, key, value);
        knot.body = NodeReader(node, shared_).read();
        knot.ending = shared_.detoured.contains(node.title) ? "->->" : "-> END";
        draft_.knots.push_back(std::move(knot));
        shared_.report.did();
    }

    void add_header(const YarnNode& node, Knot& knot, std::string_view key, std::string_view value)
    {
        static constexpr auto of_editors =
            std::to_array<std::string_view>({"position", "color", "colorID", "group", "style", "scale", "subtitle"});
        if (std::ranges::find(of_editors, key) != of_editors.end()) return;
        if (key == "tags") {
            while (!(value = trimmed(value)).empty()) {
                const std::size_t end = std::min(value.find_first_of(" \t"), value.size());
                knot.tags.emplace_back(
                    value.substr(value.starts_with('#') ? 1 : 0, end - (value.starts_with('#') ? 1 : 0)));
                value.remove_prefix(end);
            }
        } else if (key == "when") {
            shared_.report.lost("import.header", *node.file, node.file->offset_of(key),
                                "`when: " + std::string(value.substr(0, 60)) + "`, which makes the node one of a group",
                                "a node of its own");
        } else {
            knot.tags.push_back(std::string(key) + ": " + std::string(value));
        }
    }

    void find_start()
    {
        if (story_.nodes.empty()) return;
        const std::string* start = vocabulary_.knot("Start");
        const std::string title = start ? "Start" : story_.nodes.front().title;
        if (!start) {
            const YarnNode& first = story_.nodes.front();
            shared_.report.differs("import.no_start", *first.file, first.offset, "there is no node `Start`",
                                   "the story begins here");
        }
        draft_.start = shared_.jump_target(title);
    }

    /// A node that detours lead to returns at its end; a jump to it must not.
    void add_alone(const std::string& title)
    {
        const std::string& knot = *vocabulary_.knot(title);
        draft_.knots.push_back({.name = shared_.names.of("alone " + title, knot + "_alone"),
                                .title = "a jump to " + title,
                                .body = {importing::make(Kind::tunnel, knot)},
                                .ending = "-> END"});
    }

    std::string find_by_name()
    {
        std::vector<std::pair<std::string, std::string>> knots;
        for (const YarnNode& node : story_.nodes)
            knots.emplace_back(text_literal(node.title).ink, shared_.jump_target(node.title));
        return finder(node_by_name, knots);
    }

    const YarnStory& story_;
    YarnVocabulary vocabulary_;
    Shared shared_;
    Draft draft_;
    std::map<std::string, std::vector<std::string>> lists_;
    bool declared_ = false; ///< all declarations were seen once
};

} // namespace

YarnStory read_yarn(const std::deque<SourceFile>& files, Report& report)
{
    YarnStory story;
    for (const SourceFile& file : files) YarnFileReader(file, story, report).read();
    std::set<std::string> titles;
    std::erase_if(story.nodes, [&](const YarnNode& node) {
        if (titles.insert(node.title).second) return false;
        report.lost("import.duplicate", *node.file, node.offset, "there is a node `" + node.title + "` before",
                    "the first one");
        return true;
    });
    return story;
}

Draft draft_of_yarn(const YarnStory& story, Names& names, const ImportOptions& options, Report& report)
{
    (void)names.of("()" + std::string(node_by_name), node_by_name);
    return StoryMaker(story, names, options, report).make();
}

} // namespace goldbox::narrative::importing
