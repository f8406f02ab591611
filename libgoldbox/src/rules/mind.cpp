// SPDX-License-Identifier: MIT
#include "rules/mind.hpp"

#include <goldbox/base/random.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace goldbox::rules {
namespace {

// What is worth how many hit points where no dice say it.
constexpr std::int64_t helpless_worth = 12;     ///< somebody can do nothing for a while
constexpr std::int64_t other_worth = 3;         ///< something else lies on somebody
constexpr std::int64_t down_worth = 8;          ///< somebody falls, beyond the hit points it had
constexpr std::int64_t up_worth = 12;           ///< somebody who was down stands again
constexpr std::int64_t level_price = 3;         ///< of each level of a spell
constexpr std::int64_t thing_price = 3;         ///< of a charge or a thing that is used up
constexpr std::int64_t blow_price = 3;          ///< of a blow that walking away brings
constexpr std::int32_t always = 1'000'000;      ///< of `flees_at`
constexpr std::int64_t zone_price = 6;          ///< of standing where it hurts
constexpr std::int64_t most_told = 1000;        ///< that an action may say it is worth
constexpr std::uint32_t rounds_of_a_search = 4; ///< until who looks for somebody looks elsewhere
constexpr std::size_t most_places = 24;         ///< where an area is thought of

} // namespace

const content::Temper& Mind::temper(CreatureId creature)
{
    const TagSet& tags = sheets_.tags(creature);
    for (const auto& [tag, temper] : rules_.battle->tempers) {
        if (tags.test(tag)) return temper;
    }
    return rules_.battle->temper;
}

Result<Advice> Mind::advise(CreatureId creature, bool why, bool flees)
{
    if (tactics_.decider() != creature || !creature)
        return fail(Code::refused, "rules.not_your_turn", "this creature has nothing to decide");
    if (world_.pending) {
        // what is offered beyond the first choice is worth doing
        const auto choices = world_.pending->choices.size();
        return Advice{.command = Answer{creature, choices > 1 ? 1u : 0u}, .why = "takes what is offered"};
    }
    if (!field_.fights(creature)) return Advice{.command = EndTurn{creature}, .why = "can do nothing"};
    self_ = creature;
    here_ = *field_.body(creature);
    walker_ = deeds_.walker(creature);
    walks_ = sheets_.left(walker_, rules_.battle->movement);
    temper_ = temper(creature);
    if (flees) temper_.flees_at = always;
    tells_ = why;
    told_.clear();
    best_.reset();
    foes_.clear();
    friends_.clear();
    for (const CreatureId other : field_.everybody()) {
        if (!field_.enemies(creature, other))
            friends_.push_back(other);
        else if (field_.fights(other) && field_.perceives(creature, other))
            foes_.push_back(other);
    }
    if (const auto away = run_away()) return Advice{.command = *away, .why = "has had enough"};
    plans_ = deeds_.plans(creature);
    marked_ = 0;
    if (!plans_.empty()) find_marks();
    find_threats();
    cheapest_ = nullptr;
    stands_.assign(1, {.place = here_.place});
    stands_.front().price = price_of(stands_.front());
    for (const Deeds::Plan& plan : plans_) think(plan);
    if (!best_) return Advice{.command = approach(), .why = tell()};
    if (best_->from) return Advice{Walk{creature, *best_->from}, best_->score, tell()};
    return Advice{Deeds::command(*best_->plan, rules_, best_->targets, best_->place), best_->score, tell()};
}

std::string Mind::tell() const
{
    std::vector<std::size_t> order(told_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(-told_[i].first, i); });
    std::string text;
    for (const std::size_t i : order) {
        const auto& [score, what] = told_[i];
        text += (text.empty() ? "" : "; ") + what + " " + std::to_string(score * 100 / certain) + "/100";
    }
    return text;
}

// Where to stand -----------------------------------------------------------------------------------------------------

void Mind::find_threats()
{
    threats_.clear();
    const Tag elusive = field_.tags().elusive;
    const bool leaves_freely = elusive != 0 && sheets_.tags(self_).test(elusive);
    const std::int64_t near = certain * temper_.distance / 100, blow = blow_price * certain * temper_.caution / 100;
    for (const CreatureId foe : foes_) {
        const Body body = *field_.body(foe);
        const std::int32_t reach = field_.reach(foe);
        const bool holds = !leaves_freely && field_.distance(here_, body) <= reach;
        threats_.push_back({body, reach, field_.vicinity(body, here_.size, reach), near, holds ? blow : 0});
    }
}

/// The blows that getting there would cost, and how much it dislikes to stand there.
std::int64_t Mind::price_of(const Stand& stand)
{
    const Body there{stand.place, here_.size};
    std::int64_t price = 0;
    for (const Threat& threat : threats_) {
        const bool near = threat.near.covers(there.place) && field_.distance(there, threat.body) <= threat.reach;
        price += near ? threat.inside : threat.outside;
    }
    for (const ZoneHere& zone : field_.zones()) {
        const bool harms = zone.known || (zone.info && zone.info->harms && field_.wants(zone, self_));
        if (harms && zone.meets(there)) price += zone_price * certain * temper_.caution / 100;
    }
    return price + stand.feet * certain / 256; // of two equal places the nearer one
}

/// Each place it can get to, where it is first. Only what is aimed at others asks for them.
std::span<const Mind::Stand> Mind::stands()
{
    if (cheapest_) return stands_;
    for (const auto& [place, feet] : field_.reachable(walker_, walks_)) {
        stands_.push_back({place, feet});
        stands_.back().price = price_of(stands_.back());
    }
    cheapest_ = &*std::ranges::min_element(stands_, {}, &Stand::price);
    return stands_;
}

/// Whom it perceives, in the order in which it thinks of them.
void Mind::find_marks()
{
    const auto take = [&](CreatureId other, bool enemy) {
        const auto body = field_.body(other);
        if (!body || !field_.perceives(self_, other)) return;
        if (marked_ == marks_.size()) marks_.emplace_back();
        Mark& mark = marks_[marked_++];
        mark.creature = other;
        mark.body = *body;
        mark.enemy = enemy;
        mark.seen = field_.sees(self_, other);
        mark.stands.clear(); // both keep their room
        mark.of_attack.clear();
    };
    for (const CreatureId foe : foes_) take(foe, true);
    for (const CreatureId one : friends_) take(one, false);
}

/// The best place from which something that reaches so far reaches a body.
const Mind::Stand* Mind::stand_for(const Body& target, std::int32_t feet)
{
    const Stand* best = nullptr;
    const bool has_stairs = !field_.grid().links().empty();
    if (!has_stairs && field_.distance(here_, target) > feet + walks_ + field_.cell_feet()) return nullptr;
    const Vicinity near = field_.vicinity(target, here_.size, feet);
    const auto reaches = [&](const Stand& stand) {
        const Body there{stand.place, here_.size};
        return near.covers(stand.place) && field_.distance(there, target) <= feet && field_.reaches(there, target);
    };
    const auto all = stands();
    if (reaches(*cheapest_)) return cheapest_; // what reaches far often does
    for (const Stand& stand : all) {
        if ((!best || stand.price < best->price) && reaches(stand)) best = &stand;
    }
    return best;
}

const Mind::Stand* Mind::stand_for(Mark& mark, std::int32_t feet)
{
    const auto found = std::ranges::find(mark.stands, feet, &std::pair<std::int32_t, const Stand*>::first);
    if (found != mark.stands.end()) return found->second;
    return mark.stands.emplace_back(feet, stand_for(mark.body, feet)).second;
}

const TagSet& Mind::of_attack(Mark& mark, std::int32_t near_feet)
{
    const auto found = std::ranges::find(mark.of_attack, near_feet, &std::pair<std::int32_t, TagSet>::first);
    if (found != mark.of_attack.end()) return found->second;
    return mark.of_attack.emplace_back(near_feet, field_.of_attack(self_, mark.creature, near_feet)).second;
}

// What to do ---------------------------------------------------------------------------------------------------------

void Mind::think(const Deeds::Plan& plan)
{
    if (plan.needs_place()) return think_of_places(plan);
    if (!plan.at_self()) return think_of_targets(plan);
    thought_ = {.plan = &plan, .targets = deeds_.everybody_in(plan, here_, std::nullopt)};
    consider(stands_.front(), {});
}

void Mind::think_of_targets(const Deeds::Plan& plan)
{
    const auto [near, far] = field_.ranges(plan.aim(), deeds_.view(plan));
    const std::int64_t count = plan.aim() ? sheets_.value(plan.aim()->count, deeds_.view(plan)) : 1;
    if (count < 1) return;
    const bool must_see = plan.aim() && plan.aim()->seen;
    const auto is_aim = [&](const Mark& mark) { return (mark.seen || !must_see) && deeds_.suits(plan, mark.creature); };
    const std::span marks(marks_.data(), marked_);
    for (Mark& mark : marks) {
        if (!is_aim(mark)) continue;
        const Stand* const close = stand_for(mark, near);
        const Stand* const stand = close || near == far ? close : stand_for(mark, far);
        if (!stand) continue;
        thought_.plan = &plan;
        thought_.targets.assign(1, mark.creature);
        thought_.place.reset();
        TagSet tags;
        if (stand == stands_.data())
            tags = of_attack(mark, near);
        else if (!close && field_.tags().far != 0)
            tags.set(field_.tags().far);
        // further ones beside the first, where it has them in reach from there
        const Body from{stand->place, here_.size};
        for (const Mark& other : marks) {
            if (std::cmp_greater_equal(thought_.targets.size(), count)) break;
            if (&other == &mark || other.enemy != mark.enemy || !is_aim(other)) continue;
            if (field_.distance(from, other.body) <= far && field_.reaches(from, other.body))
                thought_.targets.push_back(other.creature);
        }
        consider(*stand, tags);
    }
}

/// At and around each enemy, from where it stands, or from the nearest place from which that is near enough.
void Mind::think_of_places(const Deeds::Plan& plan)
{
    const std::int32_t far = field_.ranges(plan.aim(), deeds_.view(plan)).second;
    const bool burst = !is_direction(plan.aim()->area->shape);
    std::vector<Position> places;
    for (const CreatureId foe : foes_) {
        const Position at = field_.body(foe)->place;
        if (at.level != here_.place.level) continue;
        for (const auto& [x, y] : {std::pair(0, 0), {1, 1}, {-1, 0}, {2, -1}}) {
            const Position place{at.level, at.x + x, at.y + y};
            if (field_.contains(place) && places.size() < most_places) places.push_back(place);
            if (!burst) break;
        }
    }
    std::ranges::sort(places, earlier);
    places.erase(std::ranges::unique(places).begin(), places.end());
    for (const Position& place : places) {
        const Stand* const stand = burst ? stand_for(Body{place, 1}, far) : stands_.data();
        if (!stand || (!burst && here_.covers(place))) continue;
        thought_ = {
            .plan = &plan, .targets = deeds_.everybody_in(plan, {stand->place, here_.size}, place), .place = place};
        if (!thought_.targets.empty()) consider(*stand, {});
    }
}

/// What is thought of now, from that place.
void Mind::consider(const Stand& stand, const TagSet& of_attack)
{
    Thought& thought = thought_;
    const Deeds::Plan& plan = *thought.plan;
    const Viewpoint from = deeds_.view(plan);
    const auto& expected = forecast_.of(*plan.program, {.self = self_,
                                                        .targets = thought.targets,
                                                        .item = from.item,
                                                        .item_row = from.item_row,
                                                        .level = plan.level,
                                                        .of_attack = of_attack});
    const std::int64_t worth = this->worth(plan, expected);
    if (worth <= 0) return;
    thought.score = worth - thrift(plan) - stand.price;
    thought.from.reset();
    if (&stand != stands_.data()) thought.from = stand.place;
    // what is aimed at whom an area finds, the command does not name
    if (plan.aim() && plan.aim()->area) thought.targets.clear();
    if (tells_) {
        const std::string& name = plan.is_spell ? rules_.spells[plan.index].name : rules_.actions[plan.index].name;
        std::string what = name;
        for (const CreatureId target : thought.targets) what += " at " + deeds_.name(target);
        if (thought.place) what += " at " + std::to_string(thought.place->x) + "," + std::to_string(thought.place->y);
        told_.emplace_back(thought.score, std::move(what));
    }
    if (thought.score > 0 && (!best_ || thought.score > best_->score)) best_ = thought;
}

/// In 1024ths of a hit point, by what the temper makes of it. What somebody cannot lose any more counts for nothing.
std::int64_t Mind::worth(const Deeds::Plan& plan, const std::vector<Expected>& expected)
{
    std::int64_t sum = 0;
    for (const Expected& each : expected) {
        const Creature& row = *world_.creatures.find(each.creature);
        const std::int64_t hit_points = std::max<std::int64_t>(row.vitals.hit_points, 0) * certain;
        const std::int64_t wounds =
            std::max<std::int64_t>(sheets_.stat(each.creature, rules_.hit_points) * certain - hit_points, 0);
        const bool enemy = field_.enemies(self_, each.creature);
        if (enemy && !field_.perceives(self_, each.creature)) continue;
        const bool down = row.vitals.life != Life::alive;
        std::int64_t harm = down ? 0 : std::min(each.harm, hit_points);
        // the nearer it is to falling, the more each hit point is worth: so several strike at one
        if (harm > 0) harm += harm * down_worth * certain / std::max(hit_points, certain);
        const std::int64_t mending =
            std::min(each.mending, wounds) + (down && each.mending > 0 ? up_worth * certain : 0);
        const bool was_helpless =
            field_.tags().helpless != 0 && sheets_.tags(each.creature).test(field_.tags().helpless);
        const std::int64_t helpless = down || was_helpless ? 0 : each.helpless * helpless_worth;
        const std::int64_t other = down ? 0 : each.other * other_worth;
        if (enemy) {
            sum += harm * temper_.harm / 100 + helpless * temper_.hinders / 100 + other * temper_.hinders / 100 -
                   mending - each.relief * other_worth;
        } else {
            // on friends a spell for friends does good, and everything else ill
            const bool good = plan.aim() && plan.aim()->at == content::AimAt::friends;
            sum += (mending + each.relief * other_worth) * temper_.mends / 100 -
                   (harm + helpless) * temper_.spares / 100 +
                   (good                     ? other
                    : each.creature == self_ ? 0
                                             : -other);
        }
    }
    const auto* const more = plan.is_spell ? nullptr : &rules_.actions[plan.index].worth;
    if (more && *more) sum += std::clamp(sheets_.value(**more, deeds_.view(plan)), -most_told, most_told) * certain;
    return sum;
}

std::int64_t Mind::thrift(const Deeds::Plan& plan)
{
    std::int64_t price = 0;
    if (plan.is_spell) price += plan.level * level_price;
    if (plan.use && (plan.use->uses_up || plan.use->charges > 0)) price += thing_price;
    return price * certain * temper_.saves / 100;
}

// Where nothing can be done ------------------------------------------------------------------------------------------

/// Towards the nearest foe that it or a friend perceives; who is as near as can be is done. Where nobody knows of any,
/// it looks around: to a part of the battlefield that is another one every few rounds.
Command Mind::approach()
{
    const auto beside = [&](CreatureId foe) {
        return field_.distance(here_, *field_.body(foe)) <= field_.reach(self_);
    };
    if (std::ranges::any_of(foes_, beside)) return EndTurn{self_};
    std::vector<Position> goals;
    for (const CreatureId foe : field_.everybody()) {
        if (!field_.enemies(self_, foe) || !field_.fights(foe)) continue;
        const auto knows = [&](CreatureId one) {
            return (one == self_ || field_.fights(one)) && field_.perceives(one, foe);
        };
        if (std::ranges::any_of(friends_, knows)) goals.push_back(field_.body(foe)->place);
    }
    if (goals.empty()) goals.push_back(somewhere(here_.place));
    field_.look_towards(self_, goals);
    const Stand* best = nullptr;
    std::int32_t least = field_.feet_towards(here_.place);
    for (const Stand& stand : stands()) {
        const std::int32_t feet = field_.feet_towards(stand.place);
        if (feet >= least) continue;
        least = feet;
        best = &stand;
    }
    if (!best || best == stands_.data()) return EndTurn{self_};
    return Walk{self_, best->place};
}

/// A place of its floor, by who it is and what the round is: thinking takes no draw of the game's.
Position Mind::somewhere(const Position& here)
{
    const auto below = [&](std::uint32_t counter, std::int32_t bound) {
        const Draw draw{
            .seed = world_.encounter->round / rounds_of_a_search, .entity = self_.index, .counter = counter};
        return static_cast<std::int32_t>(draw_below(draw, static_cast<std::uint32_t>(bound)));
    };
    return {here.level, below(0, field_.grid().width()), below(1, field_.grid().height())};
}

/// Who has lost too much makes for the edge that is furthest from its foes.
std::optional<Command> Mind::run_away()
{
    const Creature& row = *world_.creatures.find(self_);
    const std::int64_t most = sheets_.stat(self_, rules_.hit_points);
    if (temper_.flees_at == 0 || std::int64_t{row.vitals.hit_points} * 100 >= most * temper_.flees_at)
        return std::nullopt;
    if (!tactics_.may(Flee{self_})) {
        // not from here, or not now
        const grid::Grid& grid = field_.grid();
        const auto to_edge = [&](const Position& place) {
            return std::min(
                {place.x, place.y, grid.width() - here_.size - place.x, grid.height() - here_.size - place.y});
        };
        std::optional<Position> best;
        std::int32_t least = to_edge(here_.place);
        for (const auto& [place, feet] : field_.reachable(walker_, walks_)) {
            if (to_edge(place) >= least) continue;
            least = to_edge(place);
            best = place;
        }
        if (best) return Walk{self_, *best};
        const auto beside = [&](CreatureId foe) {
            return field_.distance(here_, *field_.body(foe)) <= field_.reach(foe);
        };
        const bool cornered = std::ranges::any_of(foes_, beside);
        if (cornered && std::int64_t{row.vitals.hit_points} * 100 < most * temper_.yields_at) return Surrender{self_};
        return EndTurn{self_};
    }
    return Flee{self_};
}

} // namespace goldbox::rules
