// SPDX-License-Identifier: MIT
#include <goldbox/narrative/translation.hpp>

#include "narrative/output.hpp"
#include "narrative/strings/pattern.hpp"
#include "narrative/strings/plural.hpp"
#include "narrative/strings/texts.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>

namespace goldbox::narrative {

namespace strings {

namespace {

constexpr int deepest = 64;

/// One form of a translation: words, and which argument goes where.
struct Form {
    struct Part {
        std::string words;
        std::uint32_t argument = none;
    };
    std::vector<Part> parts;
};

/// A translated text. Forms are as many as the rule has, or one.
struct Phrase {
    std::vector<Form> forms;
    std::size_t arguments = 0;
};

std::optional<std::uint64_t> whole_number(std::string_view text)
{
    if (text.starts_with('-')) text.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class BoundTranslation final : public Translation {
public:
    explicit BoundTranslation(std::shared_ptr<const Texts> texts)
        : texts_(std::move(texts)), story_(static_cast<const StoryTexts&>(*texts_))
    {
    }

    [[nodiscard]] const std::string& language() const override { return language_; }
    [[nodiscard]] const Texts& texts() const override { return *texts_; }
    [[nodiscard]] std::string show(const std::vector<Said>& said, std::string_view shown) const override;

    void bind(const Catalogue& catalogue);

private:
    struct Teller;
    void bind(const Variant& variant, const Entry& entry);
    [[nodiscard]] static std::optional<Form> form_of(std::string_view text, const Variant& variant);
    [[nodiscard]] std::string value(const std::string& text) const;
    [[nodiscard]] const Form& choose(const Phrase& phrase, const std::vector<std::string>& arguments) const;

    std::shared_ptr<const Texts> texts_;
    const StoryTexts& story_;
    std::string language_;
    PluralRule rule_;
    std::map<std::string_view, Phrase> phrases_; ///< by key
    std::map<std::string, std::string, std::less<>> values_;
};

/// Finds an entry by its key, or by its source alone: a text that moved to another knot is still the same text.
class Index {
public:
    explicit Index(const Catalogue& catalogue)
    {
        for (const Entry& entry : catalogue.entries) {
            if (!entry.translated()) continue;
            exact_.try_emplace({entry.context, entry.source}, &entry);
            by_source_.try_emplace(entry.source, &entry);
        }
    }

    [[nodiscard]] const Entry* find(std::string_view context, std::string_view source) const
    {
        if (const auto found = exact_.find({context, source}); found != exact_.end()) return found->second;
        const auto found = by_source_.find(source);
        return found == by_source_.end() ? nullptr : found->second;
    }
    [[nodiscard]] const Entry* exactly(std::string_view context, std::string_view source) const
    {
        const auto found = exact_.find({context, source});
        return found == exact_.end() ? nullptr : found->second;
    }

private:
    std::map<std::pair<std::string_view, std::string_view>, const Entry*> exact_;
    std::map<std::string_view, const Entry*> by_source_;
};

void BoundTranslation::bind(const Catalogue& catalogue)
{
    language_ = catalogue.language;
    const std::string_view header =
        catalogue.plural_forms.empty() ? known_plural_forms(language_) : catalogue.plural_forms;
    if (const auto rule = PluralRule::read(header)) rule_ = *rule;
    const Index index(catalogue);
    for (const Line& line : story_.lines().lines) {
        for (const Variant& variant : line.variants) {
            if (!variant.translatable) continue;
            if (const Entry* entry = index.find(line.context, variant.source)) bind(variant, *entry);
        }
    }
    for (const ValueText& text : story_.lines().values) {
        if (const Entry* entry = index.exactly(text.context, text.source))
            values_.try_emplace(text.source, entry->translations.front());
    }
}

void BoundTranslation::bind(const Variant& variant, const Entry& entry)
{
    Phrase phrase{.forms = {}, .arguments = placeholders(variant).size()};
    const std::size_t wanted = entry.plural ? rule_.forms() : 1;
    if (entry.translations.size() != wanted) return;
    for (const std::string& text : entry.translations) {
        auto form = form_of(text, variant);
        if (!form) return;
        phrase.forms.push_back(*std::move(form));
    }
    phrases_.try_emplace(variant.key, std::move(phrase));
}

/// Nothing when the text cannot be read or names what is not there; `check` says which.
std::optional<Form> BoundTranslation::form_of(std::string_view text, const Variant& variant)
{
    Form form;
    const auto pattern = Pattern::read(text);
    if (!pattern) return std::nullopt;
    const std::vector<std::string_view> names = placeholders(variant);
    if (variant.blank_before) form.parts.push_back({" ", none});
    for (const Pattern::Part& part : pattern->parts) {
        const auto found = std::ranges::find(names, part.text);
        if (part.placeholder && found == names.end()) return std::nullopt;
        if (part.placeholder)
            form.parts.push_back({{}, static_cast<std::uint32_t>(found - names.begin())});
        else
            form.parts.push_back({part.text, none});
    }
    if (variant.blank_after) form.parts.push_back({" ", none});
    return form;
}

/// The first whole number that the story put in chooses.
const Form& BoundTranslation::choose(const Phrase& phrase, const std::vector<std::string>& arguments) const
{
    if (phrase.forms.size() == 1) return phrase.forms.front();
    for (const std::string& argument : arguments) {
        if (const auto number = whole_number(argument)) return phrase.forms[rule_.form(*number)];
    }
    return phrase.forms.back();
}

/// A value, or the items of a list.
std::string BoundTranslation::value(const std::string& text) const
{
    if (const auto found = values_.find(text); found != values_.end()) return found->second;
    if (text.find(", ") == std::string::npos) return text;
    std::string all;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find(", ");
        const auto found = values_.find(rest.substr(0, end));
        if (found == values_.end()) return text;
        all += (all.empty() ? "" : ", ") + found->second;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
    }
    return all;
}

/// Puts one line together.
struct BoundTranslation::Teller {
    const BoundTranslation& translation;
    const std::vector<Said>& said;
    /// By whose argument they are: who, which argument, in their order.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> inner;
    /// A translation may name a placeholder as often as it likes, and so may what stands in it.
    std::size_t work_left = 10'000;
    static constexpr std::size_t most_bytes = 1u << 20;

    Teller(const BoundTranslation& its_translation, const std::vector<Said>& all)
        : translation(its_translation), said(all)
    {
        for (std::uint32_t i = 0; i < said.size(); ++i) {
            if (said[i].outer <= i) inner[{said[i].outer, said[i].slot}].push_back(i);
        }
    }

    bool tell_all(std::uint32_t outer, std::uint32_t slot, int depth, std::string& out)
    {
        const auto found = inner.find({outer, slot});
        if (found == inner.end() || depth > deepest) return false;
        return std::ranges::all_of(found->second, [&](std::uint32_t i) { return tell(i, depth, out); });
    }

    /// False when it has no translation, or does not fit.
    bool tell(std::uint32_t i, int depth, std::string& out)
    {
        if (work_left == 0 || out.size() > most_bytes) return false;
        --work_left;
        const Said& one = said[i];
        const auto phrase = translation.phrases_.find(one.text);
        if (phrase == translation.phrases_.end()) return tell_plain(i, depth, out);
        if (one.arguments.size() != phrase->second.arguments) return false;
        for (const Form::Part& part : translation.choose(phrase->second, one.arguments).parts) {
            if (part.argument == none)
                out += part.words;
            else
                out += argument(i, part.argument, depth);
        }
        return true;
    }

    /// A text of nothing but placeholders needs no translation.
    bool tell_plain(std::uint32_t i, int depth, std::string& out)
    {
        const Variant* variant = translation.story_.variant(said[i].text);
        if (!variant || variant->translatable || placeholders(*variant).size() != said[i].arguments.size())
            return false;
        std::uint32_t next = 0;
        for (const Piece& piece : variant->pieces) out += piece.words ? piece.text : argument(i, next++, depth);
        return true;
    }

    std::string argument(std::uint32_t i, std::uint32_t slot, int depth)
    {
        std::string text;
        if (tell_all(i + 1, slot, depth + 1, text)) return text;
        return translation.value(said[i].arguments[slot]);
    }
};

std::string BoundTranslation::show(const std::vector<Said>& said, std::string_view shown) const
{
    std::string text;
    if (said.empty() || !Teller(*this, said).tell_all(0, 0, 0, text)) return std::string(shown);
    std::ranges::replace(text, '\n', ' ');
    text += '\n'; // where blanks at the end are dropped
    clean_blanks(text);
    if (!shown.ends_with('\n')) text.pop_back();
    return text;
}

} // namespace

} // namespace strings

Translation::Bound Translation::bind(std::shared_ptr<const Texts> texts, const Catalogue& catalogue)
{
    Bound bound{.translation = nullptr, .diagnostics = check(catalogue)};
    auto translation = std::make_shared<strings::BoundTranslation>(std::move(texts));
    translation->bind(catalogue);
    bound.translation = std::move(translation);
    return bound;
}

} // namespace goldbox::narrative
