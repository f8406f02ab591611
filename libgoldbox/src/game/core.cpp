// SPDX-License-Identifier: MIT
#include "game/core.hpp"
#include "game/vote.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/random.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/game/fields.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace goldbox::game {
namespace {

/// What one step of a story may tell, whatever the limits of a line are.
constexpr std::size_t most_lines = 5000;
constexpr std::size_t most_bytes = 1u << 20;

std::string_view without_newline(std::string_view text)
{
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

} // namespace

// Preparing, committing, discarding -------------------------------------------------------------------------------

Result<Batch> Core::prepare(const Command& command)
{
    GOLDBOX_CHECK(validate(command));
    Batch batch;
    batch.first = state.seq + 1;
    batch.packs = pack->hash();
    batch.command = command;
    open_.push_back({batch.first, {}, {}, pack});
    batch_ = &batch;
    actor_ = find_seat(state, command.seat);
    given_up_.reset();
    wanted_.reset();
    entering_.reset();
    waits_ = 0;
    looks_ = false;
    std::visit([&](const auto& order) { resolve(order); }, command.what);
    look_around();
    batch_ = nullptr;
    if (!given_up_) return batch;
    discard(batch);
    return unexpected(*std::exchange(given_up_, std::nullopt));
}

void Core::commit(const Batch& batch)
{
    GOLDBOX_ASSERT(!open_.empty() && open_.front().first == batch.first, "batches are committed in order");
    open_.pop_front();
}

void Core::discard(const Batch& batch)
{
    GOLDBOX_ASSERT(!open_.empty() && open_.back().first == batch.first, "batches are discarded newest first");
    Open& open = open_.back();
    for (std::size_t i = 0; i < parts; ++i) {
        if (open.journal.touched.test(i)) hashes_[i].reset();
    }
    unwind(state, open.journal);
    if (pack != open.pack) {
        pack = open.pack;
        static_cast<void>(use_rules()); // they compiled before
    }
    if (rulings_) rulings_->judge().forget();
    for (std::uint64_t id : open.texts) texts.erase(id);
    open_.pop_back();
    live_.clear();
}

Result<std::shared_ptr<const rules::Ruleset>> Core::rules_of(const content::Pack& packs) const
{
    if (const auto known = rulesets_.find(packs.hash()); known != rulesets_.end()) return known->second;
    rules::LoadedRules loaded = rules::load_rules(packs);
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
        if (diagnostic.severity == Severity::error)
            return fail(Code::invalid, "game.bad_rules", "the rules of this pack do not hold: " + diagnostic.message);
    }
    return rulesets_[packs.hash()] = std::move(loaded.rules);
}

Result<void> Core::use_rules()
{
    rulings_.reset();
    met_.reset();
    known_.reset();
    if (options.ruleset) rulesets_[pack->hash()] = std::exchange(options.ruleset, nullptr); // of the first pack alone
    GOLDBOX_TRY(const auto ruleset, rules_of(*pack));
    if (!ruleset) return {};
    rulings_ = std::make_unique<Rulings>(
        state, ruleset, [this](rules::Event event) -> const rules::Event& { return emit_judged(std::move(event)); });
    return {};
}

const Event& Core::emit(Event event)
{
    auto& onlookers = batch_->audiences.emplace_back(audience(state, event));
    Journal& journal = open_.back().journal;
    const Result<void> applied = apply(state, event, journal);
    GOLDBOX_ASSERT(applied.has_value(), "the game made an event that does not fit");
    for (Onlooker& onlooker : onlookers) onlooker.seq = state.seats.find(onlooker.seat)->seen;
    for (std::size_t i = 0; i < parts; ++i) {
        if (journal.touched.test(i)) hashes_[i].reset();
    }
    return batch_->events.emplace_back(std::move(event));
}

Hash Core::state_hash()
{
    std::array<Hash, parts> hashes;
    for (std::size_t i = 0; i < parts; ++i) {
        if (!hashes_[i]) hashes_[i] = hash_of(state, static_cast<Part>(i));
        hashes[i] = *hashes_[i];
    }
    return combine(hashes);
}

Result<void> Core::audit(const Command& command, const std::vector<Event>& recorded)
{
    for (const Event& event : recorded) {
        if (auto* told = std::get_if<StoryAdvanced>(&event)) {
            recorded_.insert(recorded_.end(), told->answers.begin(), told->answers.end());
        }
    }
    const Seq first = state.seq + 1;
    auto batch = prepare(command);
    recorded_.clear();
    if (!batch) {
        return unexpected(Error{Code::corrupt, "game.audit_differs",
                                "the recorded command of event " + std::to_string(first) + " is refused now"}
                              .because_of(batch.error()));
    }
    commit(*batch);
    for (std::size_t i = 0; i < std::max(recorded.size(), batch->events.size()); ++i) {
        const std::string was = i < recorded.size() ? json::to_json(recorded[i]) : "nothing";
        const std::string is = i < batch->events.size() ? json::to_json(batch->events[i]) : "nothing";
        if (was == is) continue;
        return fail(Code::corrupt, "game.audit_differs",
                    "event " + std::to_string(first + i) + " was\n  " + was + "\nand is now\n  " + is);
    }
    return {};
}

// Resolving -------------------------------------------------------------------------------------------------------

Text Core::admit(Text text)
{
    if (text.id != 0) return text; // an audit brings it back as it was kept
    text.id = state.next_text;
    text.hash = Hasher().add(text.salt).add(text.content).finish();
    open_.back().texts.push_back(text.id);
    texts[text.id] = text.content;
    batch_->texts.push_back(text);
    return {.id = text.id, .hash = text.hash};
}

void Core::resolve(const Join& join)
{
    const Text name = admit(join.name);
    batch_->command.what = Join{name};
    emit(SeatJoined{actor_ ? actor_ : state.seats.next_id(), batch_->command.seat, name});
    looks_ = true;
    open_timers(); // of votes that waited for somebody to come
}

void Core::resolve(const Leave&)
{
    emit(SeatLeft{actor_});
    count_all_votes();
}

void Core::count_all_votes()
{
    std::vector<StoryId> voting;
    state.stories.each([&](StoryId id, const StorySession& story) {
        if (story.decision == Decision::vote && story.status == StoryStatus::waiting) voting.push_back(id);
    });
    for (StoryId story : voting) count_votes(story, false);
}

void Core::resolve(const Begin& begin)
{
    const StoryId id = state.stories.next_id();
    const std::uint32_t drawn = state.drawn.contains(Stream::story) ? state.drawn.at(Stream::story) : 0;
    const std::uint32_t seed = draw_below(
        {.seed = state.seed, .stream = static_cast<std::uint32_t>(Stream::story), .counter = drawn}, 0x7FFFFFFF);
    const bool leads = begin.members.empty() || std::ranges::find(begin.members, actor_) != begin.members.end();
    emit(StoryBegun{.story = id,
                    .name = begin.story,
                    .decision = begin.decision,
                    .leader = leads ? actor_ : begin.members.front(),
                    .members = begin.members,
                    .quorum_percent = begin.quorum_percent,
                    .deadline_seconds = begin.deadline_seconds,
                    .seed = static_cast<std::int32_t>(seed)});
    if (rulings_) {
        if (auto set_out = rulings_->set_out(pack->manifest()); !set_out) return give_up(set_out.error());
    }
    advance(id, {});
}

void Core::resolve(const Choose& choose)
{
    if (state.stories.find(choose.story)->decision == Decision::leader)
        return take(choose.story, choose.choice, actor_);
    emit(VoteCast{choose.story, actor_, choose.choice});
    count_votes(choose.story, false);
}

void Core::resolve(const Say& say)
{
    const Text text = admit(say.text);
    batch_->command.what = Say{text, say.to};
    emit(Said{actor_, text, say.to});
}

void Core::resolve(const Undo& undo)
{
    emit(Rewound{*before_undone(state, undo)});
    live_.clear();
    if (rulings_) rulings_->judge().forget();
    looks_ = true;
    open_timers();
}

void Core::resolve(const Expire& expire)
{
    const Request request = *std::ranges::find(state.requests, expire.request, &Request::id);
    emit(RequestClosed{request.id});
    count_votes(request.story, true);
    open_timer(request.story); // if nothing was decided; a new round has its own already
}

void Core::resolve(const Vacate&)
{
    emit(SeatsVacated{});
}

void Core::resolve(const UsePacks& use)
{
    pack = known_packs.at(use.packs);
    live_.clear(); // stories go on from what they remember
    if (auto rules = use_rules(); !rules) return give_up(rules.error());
    emit(PacksUsed{use.packs});
}

void Core::resolve(const Answer& answer)
{
    if (auto answered = rulings_->judge().answer(answer.choice); !answered) return give_up(answered.error());
    fight_on();
    go_on_with_stories();
}

void Core::go_on_with_stories()
{
    std::vector<StoryId> held;
    state.stories.each([&](StoryId id, const StorySession& story) {
        if (story.status == StoryStatus::held) held.push_back(id);
    });
    for (const StoryId story : held) {
        if (!is_walked_by(story) && !is_busy(state) && !given_up_) advance(story, {});
    }
    if (!is_busy(state) && !given_up_) count_all_votes(); // that had to wait for it
}

void Core::undertake(const Order& order)
{
    emit(Undertaken{actor_, batch_->first - 1});
    if (auto done = rulings_->undertake(order); !done) give_up(done.error());
}

void Core::close_timers(StoryId story)
{
    const std::vector<Request> requests = state.requests;
    for (const Request& request : requests) {
        if (request.story == story) emit(RequestClosed{request.id});
    }
}

/// Each open vote with a deadline has one timer, as long as anybody is there to vote.
void Core::open_timer(StoryId id)
{
    const StorySession& story = *state.stories.find(id);
    if (story.decision != Decision::vote || story.deadline_seconds == 0) return;
    if (story.status != StoryStatus::waiting || !leader_of(state, story)) return;
    if (std::ranges::find(state.requests, id, &Request::story) != state.requests.end()) return;
    emit(RequestOpened{state.next_request, "timer", id, story.deadline_seconds});
}

void Core::open_timers()
{
    std::vector<StoryId> stories;
    state.stories.each([&](StoryId id, const StorySession&) { stories.push_back(id); });
    for (StoryId story : stories) open_timer(story);
}

void Core::count_votes(StoryId id, bool time_is_up)
{
    if (is_busy(state)) return; // no story goes on before that
    if (auto choice = decided(state, *state.stories.find(id), time_is_up)) take(id, *choice, {});
}

void Core::take(StoryId id, std::uint32_t choice, SeatId by)
{
    const StoryChoice taken = state.stories.find(id)->choices[choice];
    emit(ChoiceMade{id, choice, taken.text, by, batch_->first - 1, taken.said});
    close_timers(id);
    advance(id, {.choice = choice});
}

// Stories ---------------------------------------------------------------------------------------------------------

Result<Live*> Core::live(StoryId id)
{
    if (auto found = live_.find(id); found != live_.end()) return &found->second;
    const StorySession& story = *state.stories.find(id);
    GOLDBOX_TRY(auto program, pack->story(story.name));
    auto binding = std::make_unique<Binding>(*this, id);
    const narrative::SessionOptions session_options{story.seed, binding.get(), options.limits};
    auto memory = state.memories.find(id);
    if (memory == state.memories.end()) {
        narrative::Session session(std::move(program), session_options);
        return &live_.emplace(id, Live{std::move(binding), std::move(session)}).first->second;
    }
    GOLDBOX_TRY(auto resumed, narrative::Session::resume(std::move(program), memory->second, session_options));
    return &live_.emplace(id, Live{std::move(binding), std::move(resumed.session)}).first->second;
}

void Core::emit_checks(StoryId story, const std::vector<narrative::ExternalAnswer>& answers)
{
    for (const auto& answer : answers) {
        if (answer.kind != narrative::ExternalKind::check || answer.name != "check") continue;
        const narrative::ExternalCall call{answer.name, answer.arguments, answer.site, answer.turn, answer.visits};
        auto told = rolled(story, call);
        if (!told) continue; // by something that the packs of today do not know
        told->success = answer.answer == narrative::Value(true);
        emit(*std::move(told));
    }
}

void Core::advance(StoryId id, const Step& step)
{
    StoryAdvanced told{.story = id};
    auto mistake = [&](const Error& error) {
        told.problems.push_back({Severity::error, error.message});
        told.status = StoryStatus::failed;
    };
    auto found = live(id);
    if (!found) {
        mistake(found.error());
        emit(std::move(told));
        return;
    }
    narrative::Session& session = (*found)->session;
    if (step.choice) {
        if (auto chosen = session.choose(*step.choice); !chosen) mistake(chosen.error());
    } else if (!step.path.empty()) {
        if (auto chosen = session.choose_path(step.path, {}, false); !chosen) mistake(chosen.error());
    }
    const narrative::Texts* translatable = pack->texts(state.stories.find(id)->name);
    std::size_t bytes = 0;
    while (told.status != StoryStatus::failed && session.can_continue()) {
        auto line = session.advance();
        if (!line) {
            mistake(line.error());
            break;
        }
        if (given_up_) return;
        auto answers = session.take_answers();
        emit_checks(id, answers);
        std::ranges::move(answers, std::back_inserter(told.answers));
        std::ranges::copy(session.problems(), std::back_inserter(told.problems));
        const std::string_view text = without_newline(line->text);
        bytes += text.size();
        if (!text.empty() || !line->tags.empty()) {
            told.lines.push_back({std::string(text), {line->tags.begin(), line->tags.end()}});
            if (translatable) told.lines.back().said = translatable->line(session);
        }
        if (told.lines.size() > most_lines || bytes > most_bytes) {
            mistake(
                {Code::limit, "game.story_too_long", "the story tells more than 5000 lines or 1 MiB without a choice"});
        }
        if ((state.world.pending || wanted_ || entering_) && told.status != StoryStatus::failed) {
            told.status = StoryStatus::held;
            break;
        }
    }
    const auto is_error = [](const narrative::Problem& problem) { return problem.severity == Severity::error; };
    if (std::ranges::any_of(told.problems, is_error)) told.status = StoryStatus::failed;
    if (told.status == StoryStatus::failed) {
        wanted_.reset();
        entering_.reset();
    }
    if (told.status == StoryStatus::waiting) {
        for (const narrative::Choice& offered : session.choices()) {
            told.choices.push_back({offered.text, offered.tags});
            if (translatable) told.choices.back().said = translatable->choice(offered);
        }
        if (told.choices.empty()) told.status = StoryStatus::ended;
    }
    told.memory = session.take_delta();
    emit(std::move(told));
    open_timer(id);
    if (wanted_) begin_fight();
    if (entering_) enter_map();
}

} // namespace goldbox::game
