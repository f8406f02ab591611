// SPDX-License-Identifier: MIT
#include <goldbox/game/translate.hpp>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace goldbox::game {
namespace {

/// Shows texts of one story after another in one language.
class Teller {
public:
    Teller(const content::Pack& pack, std::string_view language) : pack_(pack), language_(language) {}

    bool story(std::string_view name)
    {
        const auto found = pack_.translation(language_, name);
        translation_ = found ? *found : nullptr;
        return translation_ != nullptr;
    }

    void show(std::string& text, const std::vector<narrative::Said>& said) const
    {
        text = translation_->show(said, text);
    }
    template <class Spoken>
    void show_all(std::vector<Spoken>& all) const
    {
        for (Spoken& one : all) show(one.text, one.said);
    }

private:
    const content::Pack& pack_;
    std::string_view language_;
    std::shared_ptr<const narrative::Translation> translation_;
};

const StoryView* story_of(const View& view, StoryId id)
{
    const auto found = std::ranges::find(view.stories, id, &StoryView::id);
    return found == view.stories.end() ? nullptr : &*found;
}

} // namespace

void translate(View& view, const content::Pack& pack, std::string_view language)
{
    Teller teller(pack, language);
    for (StoryView& story : view.stories) {
        if (!teller.story(story.name)) continue;
        teller.show_all(story.lines);
        teller.show_all(story.choices);
    }
}

void translate(std::span<Projection> events, const View& view, const content::Pack& pack, std::string_view language)
{
    Teller teller(pack, language);
    for (Projection& projection : events) {
        if (auto* told = std::get_if<StoryAdvanced>(&projection.event)) {
            const StoryView* story = story_of(view, told->story);
            if (!story || !teller.story(story->name)) continue;
            teller.show_all(told->lines);
            teller.show_all(told->choices);
        } else if (auto* made = std::get_if<ChoiceMade>(&projection.event)) {
            const StoryView* story = story_of(view, made->story);
            if (story && teller.story(story->name)) teller.show(made->text, made->said);
        }
    }
}

} // namespace goldbox::game
