// SPDX-License-Identifier: MIT
#include "narrative/compiler/parser.hpp"

#include <array>

namespace goldbox::narrative::ink {

// ---- lines and text

NodeList* Parser::line_of_content()
{
    spaces();
    const Place place = here();
    NodeList* results = attempt([&] { return content(); });
    if (!results || results->empty()) return nullptr;

    if (const auto* text = as<Text>((*results)[0]); text && text->text.starts_with("return")) {
        warning("ink.return_without_tilde", "is a `~` missing before `return`?");
    }
    if (results->back()->kind != Kind::divert) trim_end(*results, false);
    end_tag(results);

    // A line that is nothing but tags belongs to the line below, so it does not end in a newline.
    const auto* first = results->empty() ? nullptr : as<Tag>((*results)[0]);
    if (!first || !first->start) results->push(pool_, make_text("\n", place));
    expect_end_of_line();
    return results;
}

NodeList* Parser::content()
{
    if (after_spaces() == '~') {
        spaced_literal("~");
        error("ink.stray_tilde", "`~` begins a line of logic; inside a line, logic stands in braces");
    }
    NodeList* results = make_list();
    const auto text = [&] {
        Text* found = optional([&] { return content_text(); });
        if (found) results->push(pool_, found);
        return found != nullptr;
    };
    const auto other = [&] {
        const Statement found = optional([&] { return logic_glue_or_tag(); });
        add_results(*results, found);
        return bool(found);
    };
    text();
    for (bool more = true; more && !at_end();) {
        more = other();
        more = text() || more;
    }
    // The diverts of a choice come after its brackets.
    if (!in_choice_) {
        if (NodeList* leads = attempt([&] { return diverts(); })) {
            end_tag(results);
            trim_end(*results, true);
            results->append(pool_, *leads);
        }
    }
    return results->empty() ? nullptr : results;
}

void Parser::add_results(NodeList& results, const Statement& more)
{
    if (more.node) results.push(pool_, more.node);
    if (more.nodes) results.append(pool_, *more.nodes);
}

Text* Parser::content_text()
{
    const Place place = here();
    const std::string_view first = plain_text();
    if (peek() != '\\' || at_end()) return first.empty() ? nullptr : make_text(first, place);

    std::string whole(first);
    while (literal("\\")) {
        if (!at_end()) whole += text_[at_++];
        whole += plain_text();
    }
    return make_text(pool_.keep(whole), place);
}

/// Text up to a character that means something here.
std::string_view Parser::plain_text()
{
    const std::string_view stops = in_string_   ? std::string_view("-<{}|\n\r\\#\"")
                                   : in_choice_ ? std::string_view("-<{}|\n\r\\#[]")
                                                : std::string_view("-<{}|\n\r\\#");
    const std::uint32_t start = at_;
    std::size_t at = at_;
    for (;; ++at) {
        at = text_.find_first_of(stops, at);
        if (at == std::string_view::npos) {
            at = text_.size();
            break;
        }
        const char c = text_[at];
        const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
        if (c == '-' && next != '>') continue;
        if (c == '<' && next != '-' && next != '>') continue;
        break;
    }
    at_ = static_cast<std::uint32_t>(at);
    spend((at_ - start) / 16);
    if (context_.aborted) return {};
    return text_.substr(start, at_ - start);
}

void Parser::trim_end(NodeList& results, bool ends_with_space)
{
    while (!results.empty()) {
        auto* last = as<Text>(results.back());
        if (!last) return;
        last->text = last->text.substr(0, last->text.find_last_not_of(" \t") + 1);
        if (ends_with_space) {
            last->text = pool_.keep(std::string(last->text) + ' ');
            return;
        }
        if (!last->text.empty()) return;
        results.pop();
    }
}

Parser::Statement Parser::logic_glue_or_tag()
{
    switch (after_spaces()) {
    case '{':
        if (ContentList* logic = attempt([&] { return inline_logic(); })) return {logic, nullptr};
        return {};
    case '<': return {attempt([&] { return glue(); }), nullptr};
    case '#': return {attempt([&] { return start_tag(); }), nullptr};
    default: return {};
    }
}

Node* Parser::glue()
{
    const Place place = here();
    return literal("<>") ? make<Glue>(place) : nullptr;
}

// ---- tags

Tag* Parser::make_tag(bool start)
{
    auto* tag = make<Tag>(here());
    tag->start = start;
    return tag;
}

Node* Parser::start_tag()
{
    spaces();
    const Place place = here();
    if (!literal("#")) return nullptr;
    if (in_string_) error("ink.tag_in_string", "a tag cannot stand inside a string; write `\\#` for the character");
    Node* result = nullptr;
    if (in_tag_) {
        auto* both = make<ContentList>();
        add_content(pool_, *both, make_tag(false));
        add_content(pool_, *both, make_tag(true));
        result = both;
    } else {
        result = make_tag(true);
    }
    result->place = place;
    in_tag_ = true;
    spaces();
    return result;
}

void Parser::end_tag(NodeList* list)
{
    if (in_tag_ && list) list->push(pool_, make_tag(false));
    in_tag_ = false;
}

void Parser::end_tag(ContentList* list)
{
    if (in_tag_ && list) add_content(pool_, *list, make_tag(false));
    in_tag_ = false;
}

// ---- logic in braces

ContentList* Parser::inline_logic()
{
    Deeper deeper(*this);
    const Place place = here();
    if (!literal("{")) return nullptr;
    const bool was_in_string = in_string_;
    const bool was_in_tag = in_tag_;
    spaces();
    Node* logic = expect([&] { return inner_logic(); }, "ink.bad_braces",
                         "a value, a condition or alternatives inside the braces");
    if (!logic) {
        in_string_ = was_in_string;
        return nullptr;
    }
    disallow_increment(logic);
    auto* list = as<ContentList>(logic);
    if (!list) {
        list = make<ContentList>(place);
        add_content(pool_, *list, logic);
    }
    spaces();
    expect_literal("}", "ink.unclosed_brace", "`}` at the end of the logic");
    in_string_ = was_in_string;
    // `# {image}.jpg` goes on with its tag, `{red #red|blue #blue}` is over with it.
    if (!was_in_tag) end_tag(list);
    return list;
}

Node* Parser::inner_logic()
{
    const Place place = here_after_spaces();
    spaces();
    if (const std::uint8_t type = attempt([&] { return sequence_type(); })) {
        auto* elements =
            expect([&] { return sequence_elements(); }, "ink.bad_sequence", "the elements of the sequence");
        if (!elements) return nullptr;
        Sequence* found = make_sequence(*elements, type);
        found->place = place;
        return found;
    }
    if (Expression* initial = attempt([&] { return condition(); })) {
        Node* found = expect([&] { return conditional(initial); }, "ink.bad_conditional",
                             "what happens when the condition is true");
        if (found) found->place = place;
        return found;
    }
    // What remains is told apart by what reaches the closing brace: {name} is a value, {my name} a sequence of one.
    for (int which = 0; which < 3; ++which) {
        const Mark mark = begin();
        Node* found = attempt([&] { return inner_logic_rule(which); });
        const bool reaches_end = found && after_spaces() == '}';
        if (reaches_end) {
            found->place = place;
            return found;
        }
        fail(mark);
    }
    return nullptr;
}

Node* Parser::inner_logic_rule(int which)
{
    switch (which) {
    case 0: return conditional();
    case 1: return sequence();
    default: {
        Expression* value = attempt([&] { return expression(); });
        if (value) value->prints = true;
        return value;
    }
    }
}

// ---- conditionals

Conditional* Parser::conditional()
{
    Expression* initial = attempt([&] { return condition(); });
    return attempt([&] { return conditional(initial); });
}

/// What follows `{condition:`, or a block that begins on a new line.
Conditional* Parser::conditional(Expression* initial)
{
    const bool is_inline = !newline();
    if (!is_inline) reported_ = false;
    if (is_inline && !initial) return nullptr;

    List<Branch*> branches;
    if (is_inline) {
        if (!inline_branches(branches)) return nullptr;
    } else {
        if (block_branches(branches)) {
            if (branches.size() == 1 && branches[0]->is_else && initial) {
                Branch* empty = make_branch(nullptr, branches[0]->place);
                empty->is_true_branch = true;
                branches.push_front(pool_, empty);
            }
        } else if (!initial || !sole_branch(branches)) {
            return nullptr;
        }
        initial ? mark_switch(branches) : mark_if_chain(branches);
    }
    auto* found = make<Conditional>();
    found->initial_condition = initial;
    found->branches = branches;
    add_content(pool_, *found, initial);
    for (Branch* branch : branches) {
        branch->is_inline = is_inline;
        add_content(pool_, *found, branch);
    }
    return found;
}

bool Parser::inline_branches(List<Branch*>& branches)
{
    const Mark mark = begin();
    List<NodeList*> contents;
    List<Place> places;
    do {
        const Place place = here();
        NodeList* one = attempt([&] { return content(); });
        if (!one) break;
        contents.push(pool_, one);
        places.push(pool_, place);
    } while (literal("|") && !at_end());
    if (contents.empty()) {
        fail(mark);
        return false;
    }
    if (contents.size() > 2) {
        error("ink.too_many_branches", "a condition has one or two alternatives, `{condition: yes|no}`");
        return true;
    }
    for (std::uint32_t i = 0; i < contents.size(); ++i) {
        Branch* branch = make_branch(contents[i], places[i]);
        (i == 0 ? branch->is_true_branch : branch->is_else) = true;
        branches.push(pool_, branch);
    }
    return true;
}

bool Parser::block_branches(List<Branch*>& branches)
{
    newlines();
    while (Branch* branch = attempt([&] { return block_branch(); })) branches.push(pool_, branch);
    if (branches.empty()) return false;
    newlines();
    return true;
}

/// One piece of content that no dash begins, and perhaps an `- else:` after it.
bool Parser::sole_branch(List<Branch*>& branches)
{
    const Place place = here();
    NodeList* nodes = statements(Block::inner);
    if (!nodes) return false;
    branches.push(pool_, make_branch(nodes, place));
    Branch* other = attempt([&] { return block_branch(); });
    if (!other) return true;
    if (!other->is_else) {
        error_at(*other, "ink.misplaced_else", "expected `- else:` here, not a further condition");
        other->is_else = true;
    }
    branches.push(pool_, other);
    return true;
}

Branch* Parser::block_branch()
{
    const Place place = here_after_spaces();
    spaces();
    if (!dash_not_arrow()) return nullptr;
    spaces();
    const bool is_else = attempt([&] { return else_colon(); });
    Expression* own = is_else ? nullptr : attempt([&] { return condition(); });
    NodeList* nodes = statements(Block::inner);
    if (!own && !nodes) {
        error("ink.empty_branch", "expected content after the `-` of the branch");
        nodes = make_list();
        nodes->push(pool_, make_text("", place));
    }
    newlines();
    Branch* branch = make_branch(nodes, place);
    branch->condition = own;
    branch->is_else = is_else;
    add_content(pool_, *branch, own);
    return branch;
}

Branch* Parser::make_branch(NodeList* nodes, Place place)
{
    auto* branch = make<Branch>(place);
    if (nodes) {
        branch->weave = make_weave(pool_, *nodes);
        add_content(pool_, *branch, branch->weave);
    }
    return branch;
}

/// `{ value: - case: ... - case: ... - else: ... }` or `{ condition: - when true - when false }`.
void Parser::mark_switch(List<Branch*>& branches)
{
    bool any_condition = false;
    for (std::uint32_t i = 0; i < branches.size(); ++i) {
        Branch& branch = *branches[i];
        const bool is_last = i + 1 == branches.size();
        if (branch.condition) {
            branch.matches_equality = true;
            any_condition = true;
        } else if (any_condition && is_last) {
            branch.matches_equality = true;
            branch.is_else = true;
        } else if (!is_last && branches.size() > 2) {
            error_at(branch, "ink.misplaced_else",
                     "only the last branch can do without a condition; is a `:` missing?");
        } else {
            (i == 0 ? branch.is_true_branch : branch.is_else) = true;
        }
    }
}

/// `{ - condition: ... - condition: ... - else: ... }`
void Parser::mark_if_chain(List<Branch*>& branches)
{
    for (std::uint32_t i = 0; i < branches.size(); ++i) {
        Branch& branch = *branches[i];
        if (branch.condition) continue;
        if (i + 1 == branches.size()) {
            branch.is_else = true;
        } else if (!branch.is_else) {
            error_at(branch, "ink.missing_condition", "this branch has no condition; is a `:` missing?");
        } else if (branches.back()->is_else) {
            error_at(*branches.back(), "ink.misplaced_else", "there is more than one `else`; one can stand at the end");
        } else {
            error_at(branch, "ink.misplaced_else", "`else` must be the last branch");
        }
    }
    if (branches.size() == 1 && !branches[0]->condition) {
        error_at(*branches[0], "ink.missing_condition", "no branch of this block has a condition");
    }
}

Expression* Parser::condition()
{
    Expression* found = attempt([&] { return expression(); });
    if (!found) return nullptr;
    disallow_increment(found);
    spaces();
    return literal(":") ? found : nullptr;
}

bool Parser::else_colon()
{
    if (!literal("else")) return false;
    spaces();
    return literal(":");
}

// ---- sequences

Sequence* Parser::sequence()
{
    spaces();
    std::uint8_t type = attempt([&] { return sequence_type(); });
    if (type == 0) type = stopping;
    const auto* elements = attempt([&] { return sequence_elements(); });
    if (!elements || elements->size() <= 1) return nullptr;
    return make_sequence(*elements, type);
}

Sequence* Parser::make_sequence(const List<NodeList*>& elements, std::uint8_t type)
{
    auto* found = make<Sequence>();
    found->type = type;
    for (const NodeList* nodes : elements) {
        Node* element = nodes->empty() ? static_cast<Node*>(make<ContentList>()) : make_weave(pool_, *nodes);
        found->elements.push(pool_, element);
        add_content(pool_, *found, element);
    }
    return found;
}

std::uint8_t Parser::sequence_type()
{
    std::uint8_t type = attempt([&] { return sequence_symbols(); });
    if (type == 0) type = attempt([&] { return sequence_words(); });
    switch (type) {
    case 0:
    case once:
    case cycle:
    case stopping:
    case shuffle:
    case shuffle | stopping:
    case shuffle | once: return type;
    default: error("ink.bad_sequence", "these kinds of sequence do not go together"); return stopping;
    }
}

std::uint8_t Parser::sequence_symbols()
{
    std::uint8_t type = 0;
    for (;; ++at_) {
        switch (peek()) {
        case '!': type |= once; break;
        case '&': type |= cycle; break;
        case '~': type |= shuffle; break;
        case '$': type |= stopping; break;
        default: return type;
        }
    }
}

std::uint8_t Parser::sequence_words()
{
    std::uint8_t type = 0;
    do {
        const std::uint8_t one = attempt([&] { return sequence_word(); });
        if (one == 0) break;
        type |= one;
    } while (spaces() && !at_end());
    return type != 0 && literal(":") ? type : std::uint8_t{0};
}

std::uint8_t Parser::sequence_word()
{
    const std::string_view name = attempt_identifier().name;
    if (name == "once") return once;
    if (name == "cycle") return cycle;
    if (name == "shuffle") return shuffle;
    if (name == "stopping") return stopping;
    return 0;
}

List<NodeList*>* Parser::sequence_elements()
{
    if (newline()) return attempt([&] { return block_elements(); });
    return attempt([&] { return inline_elements(); });
}

List<NodeList*>* Parser::inline_elements()
{
    auto* elements = pool_.make<List<NodeList*>>();
    bool any = false;
    for (;;) {
        NodeList* one = optional([&] { return content(); });
        elements->push(pool_, one ? one : make_list());
        any = any || one;
        if (!literal("|")) break;
        any = true;
        if (at_end()) break;
    }
    return any ? elements : nullptr;
}

List<NodeList*>* Parser::block_elements()
{
    newlines();
    auto* elements = pool_.make<List<NodeList*>>();
    while (NodeList* one = attempt([&] { return block_element(); })) elements->push(pool_, one);
    return elements->empty() ? nullptr : elements;
}

NodeList* Parser::block_element()
{
    spaces();
    const Place place = here();
    if (!dash_not_arrow()) return nullptr;
    spaces();
    NodeList* nodes = statements(Block::inner);
    if (nodes) {
        nodes->push_front(pool_, make_text("\n", place));
        return nodes;
    }
    newlines();
    return make_list();
}

// ---- diverts

/// `-> there`, `-> a -> b`, `-> tunnel ->`, `->->`, `->-> there`, `<- thread`, or `->` alone.
NodeList* Parser::diverts()
{
    spaces();
    if (peek() == '<') {
        if (Divert* found = attempt([&] { return thread(); })) {
            NodeList* list = make_list();
            list->push(pool_, found);
            return list;
        }
    }
    if (peek() != '-' || peek(1) != '>') return nullptr;

    struct Step {
        int arrows = 0;
        Divert* divert = nullptr; ///< what follows the arrows
        Place place;
    };
    List<Step> steps;
    bool ends_with_arrow = true;
    while (peek() == '-' && peek(1) == '>') {
        const Place place = here();
        const int found = attempt([&] { return arrows(); });
        Divert* divert = attempt([&] { return divert_with_arguments(); });
        steps.push(pool_, {found, divert, place});
        ends_with_arrow = divert == nullptr;
        if (!divert) break;
    }

    NodeList* list = make_list();
    end_tag(list);
    for (std::uint32_t i = 0; i < steps.size(); ++i) {
        const bool is_last = i + 1 == steps.size();
        if (steps[i].arrows == 2) {
            if (i != 0 && !is_last) {
                error("ink.bad_arrows", "`->->` stands only at the beginning or the end of a divert");
            }
            auto* onwards = make<TunnelOnwards>(steps[i].place);
            onwards->after = steps[i].divert;
            add_content(pool_, *onwards, onwards->after);
            list->push(pool_, onwards);
            break;
        }
        if (!steps[i].divert) break;
        // More arrows to come: it is a tunnel.
        steps[i].divert->tunnel = !is_last;
        list->push(pool_, steps[i].divert);
    }
    if (list->empty() && steps.size() == 1 && ends_with_arrow) {
        auto* bare = make<Divert>(steps[0].place);
        bare->empty = true;
        list->push(pool_, bare);
        if (!in_choice_) error("ink.empty_divert", "`->` without a target is for choices only");
    }
    return list;
}

Divert* Parser::thread()
{
    spaces();
    if (!literal("<-")) return nullptr;
    const Place place = here();
    spaces();
    Divert* found = expect([&] { return divert_with_arguments(); }, "ink.missing_target", "the target of the thread");
    if (!found) found = make<Divert>(place);
    found->thread = true;
    return found;
}

/// 1 for `->`, 2 for `->->`.
int Parser::arrows()
{
    int count = 0;
    while (literal("->")) ++count;
    if (count > 2) error("ink.bad_arrows", "only `->` and `->->` are arrows");
    return count > 2 ? 2 : count;
}

Divert* Parser::divert_with_arguments()
{
    spaces();
    const Place place = here();
    Path target;
    for (;;) {
        const Mark mark = begin();
        spaces();
        const Identifier name = attempt_identifier();
        if (name.empty()) {
            fail(mark);
            break;
        }
        spaces();
        target.push(pool_, name);
        if (!literal(".")) break;
    }
    if (target.empty()) return nullptr;
    spaces();
    auto* found = make<Divert>(place);
    found->target = target;
    if (const auto* given = attempt([&] { return arguments(); })) found->arguments = *given;
    spaces();
    for (Expression* argument : found->arguments) add_content(pool_, *found, argument);
    return found;
}

/// A divert as a value. Tunnels and threads are none; where sequences look alike, this is how they are told apart.
Divert* Parser::single_divert()
{
    const NodeList* found = attempt([&] { return diverts(); });
    if (!found || found->size() != 1) return nullptr;
    auto* divert = as<Divert>((*found)[0]);
    return divert && !divert->tunnel && !divert->thread ? divert : nullptr;
}

} // namespace goldbox::narrative::ink
