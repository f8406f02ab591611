// SPDX-License-Identifier: MIT
#include <goldbox/grid/fog.hpp>

#include <goldbox/base/try.hpp>
#include <goldbox/grid/grid.hpp>

#include <algorithm>
#include <bit>
#include <iterator>

namespace goldbox::grid {

namespace {

constexpr std::uint64_t known_format = 1;

// Numbers in 7 bits a byte, the lowest first; the upper bit says that more follow. Signed ones with the sign lowest.

void put(std::string& bytes, std::uint64_t number)
{
    for (; number >= 128; number >>= 7) bytes += static_cast<char>(number | 128);
    bytes += static_cast<char>(number);
}
void put_signed(std::string& bytes, std::int64_t number)
{
    put(bytes, static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63));
}

/// Takes numbers off the front; after a mistake it gives zeros.
class Numbers {
public:
    explicit Numbers(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t take()
    {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 63 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            number |= std::uint64_t{byte & 127u} << shift;
            if (byte < 128) return number;
        }
        broken_ = true;
        return 0;
    }
    std::int64_t take_signed()
    {
        const std::uint64_t number = take();
        return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
    }
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool broken_ = false;
};

tl::unexpected<Error> bad_fog()
{
    return fail(Code::corrupt, "grid.fog", "this is no fog of war, or it is damaged");
}

/// What numbers of the next run or sighting count from.
struct Before {
    std::uint64_t seq = 0;
    Spot spot;

    void put_next(std::string& bytes, std::uint64_t next_seq, Spot next)
    {
        put_signed(bytes, static_cast<std::int64_t>(next_seq - seq));
        put_signed(bytes, next.level - spot.level);
        put_signed(bytes, next.cell.y - spot.cell.y);
        put_signed(bytes, next.cell.x - spot.cell.x);
        *this = {next_seq, next};
    }
    void take_next(Numbers& numbers)
    {
        seq += static_cast<std::uint64_t>(numbers.take_signed());
        const auto moved = [&](std::int32_t from) {
            return static_cast<std::int32_t>(std::clamp<std::int64_t>(
                from + std::clamp<std::int64_t>(numbers.take_signed(), -1'000'000, 1'000'000), -1, 1'000'000));
        };
        spot.level = moved(spot.level);
        spot.cell.y = moved(spot.cell.y);
        spot.cell.x = moved(spot.cell.x);
    }
};

} // namespace

Result<Fog> Fog::create(std::int32_t width, std::int32_t height, std::int32_t levels)
{
    GOLDBOX_CHECK(Grid::check_size(width, height, levels));
    Fog fog;
    fog.known_.assign(static_cast<std::size_t>(levels), BitGrid(width, height));
    return fog;
}

/// Cells that were not known before, side by side.
void Fog::learn(Spot start, std::int32_t length, std::uint64_t seq)
{
    advance(seq);
    BitGrid& known = known_[static_cast<std::size_t>(start.level)];
    for (std::int32_t i = 0; i < length; ++i) known.set(start.cell + Cell{i, 0});
    const bool goes_on = !runs_.empty() && runs_.back().seq == seq_ &&
                         runs_.back().start == Spot{start.level, start.cell - Cell{runs_.back().length, 0}};
    if (goes_on)
        runs_.back().length += length; // it went past the end of a word
    else
        runs_.push_back({seq_, start, length});
}

void Fog::reveal_rows(std::int32_t level, const BitGrid& cells, std::int32_t first, std::int32_t last,
                      std::uint64_t seq)
{
    const BitGrid& known = known_[static_cast<std::size_t>(level)];
    for (std::int32_t y = std::max(first, 0); y <= std::min(last, known.height() - 1); ++y) {
        for (std::int32_t x = 0; x < known.width(); x += 64) {
            std::uint64_t fresh = cells.word(x, y) & ~known.word(x, y);
            if (known.width() - x < 64) fresh &= (std::uint64_t{1} << (known.width() - x)) - 1;
            while (fresh != 0) {
                const int begin = std::countr_zero(fresh);
                const int length = std::countr_one(fresh >> begin);
                learn({level, {x + begin, y}}, length, seq);
                fresh &= length == 64 ? 0 : ~(((std::uint64_t{1} << length) - 1) << begin);
            }
        }
    }
}

std::size_t Fog::reveal(const Sight& sight, std::uint64_t seq)
{
    const Spot eye = sight.eye();
    if (static_cast<std::uint32_t>(eye.level) >= known_.size()) return 0;
    const BitGrid& known = known_[static_cast<std::size_t>(eye.level)];
    BitGrid shown(known.width(), known.height());
    sight.add_shown(shown);
    const std::size_t before = known.count();
    reveal_rows(eye.level, shown, eye.cell.y - sight.radius(), eye.cell.y + sight.radius(), seq);
    return known.count() - before;
}

std::size_t Fog::reveal(std::int32_t level, const BitGrid& cells, std::uint64_t seq)
{
    if (static_cast<std::uint32_t>(level) >= known_.size()) return 0;
    const BitGrid& known = known_[static_cast<std::size_t>(level)];
    const std::size_t before = known.count();
    reveal_rows(level, cells, 0, known.height() - 1, seq);
    return known.count() - before;
}

void Fog::note(std::uint32_t who, Spot spot, std::uint64_t seq)
{
    if (static_cast<std::uint32_t>(spot.level) >= known_.size() || !known_.front().contains(spot.cell)) return;
    const auto found = std::ranges::lower_bound(sightings_, who, {}, &Sighting::who);
    const bool there = found != sightings_.end() && found->who == who;
    if (there && found->spot == spot && !found->gone) return;
    advance(seq);
    const Sighting sighting{who, spot, seq_, false};
    if (there)
        *found = sighting;
    else
        sightings_.insert(found, sighting);
}

void Fog::lose(std::uint32_t who, std::uint64_t seq)
{
    const auto found = std::ranges::lower_bound(sightings_, who, {}, &Sighting::who);
    if (found == sightings_.end() || found->who != who || found->gone) return;
    advance(seq);
    found->gone = true;
    found->seq = seq_;
}

std::optional<Spot> Fog::last_known(std::uint32_t who) const
{
    const auto found = std::ranges::lower_bound(sightings_, who, {}, &Sighting::who);
    if (found == sightings_.end() || found->who != who || found->gone) return {};
    return found->spot;
}

FogChanges Fog::changed_since(std::uint64_t seq) const
{
    FogChanges changes;
    changes.known.assign(std::ranges::upper_bound(runs_, seq, {}, &KnownRun::seq), runs_.end());
    std::ranges::copy_if(sightings_, std::back_inserter(changes.sightings),
                         [seq](const Sighting& sighting) { return sighting.seq > seq; });
    return changes;
}

void Fog::apply(const FogChanges& changes)
{
    for (const KnownRun& run : changes.known) {
        if (static_cast<std::uint32_t>(run.start.level) >= known_.size()) continue;
        const BitGrid& known = known_[static_cast<std::size_t>(run.start.level)];
        if (run.length < 1 || run.length > known.width()) continue;
        BitGrid cells(known.width(), known.height());
        for (std::int32_t i = 0; i < run.length; ++i) cells.set(run.start.cell + Cell{i, 0});
        reveal_rows(run.start.level, cells, run.start.cell.y, run.start.cell.y, run.seq);
    }
    for (const Sighting& sighting : changes.sightings) {
        if (static_cast<std::uint32_t>(sighting.spot.level) >= known_.size() ||
            !known_.front().contains(sighting.spot.cell)) {
            continue;
        }
        const auto found = std::ranges::lower_bound(sightings_, sighting.who, {}, &Sighting::who);
        if (found == sightings_.end() || found->who != sighting.who)
            sightings_.insert(found, sighting);
        else if (sighting.seq > found->seq)
            *found = sighting;
        advance(sighting.seq);
    }
}

std::string Fog::encode() const
{
    std::string bytes;
    const BitGrid none;
    const BitGrid& first = known_.empty() ? none : known_.front();
    for (const std::uint64_t number :
         {known_format, static_cast<std::uint64_t>(first.width()), static_cast<std::uint64_t>(first.height()),
          std::uint64_t{known_.size()}, seq_, std::uint64_t{runs_.size()}, std::uint64_t{sightings_.size()}}) {
        put(bytes, number);
    }
    Before before;
    for (const KnownRun& run : runs_) {
        before.put_next(bytes, run.seq, run.start);
        put(bytes, static_cast<std::uint64_t>(run.length));
    }
    std::uint32_t who = 0;
    for (const Sighting& sighting : sightings_) {
        before.put_next(bytes, sighting.seq, sighting.spot);
        put(bytes, std::uint64_t{sighting.who - who} << 1 | (sighting.gone ? 1 : 0));
        who = sighting.who;
    }
    return bytes;
}

Result<Fog> Fog::decode(std::string_view bytes)
{
    Numbers numbers(bytes);
    if (numbers.take() != known_format) return bad_fog();
    const auto side = [&] { return static_cast<std::int32_t>(std::min<std::uint64_t>(numbers.take(), 1'000'000'000)); };
    const std::int32_t width = side(), height = side(), levels = side();
    if (numbers.broken()) return bad_fog();
    GOLDBOX_TRY(Fog fog, create(width, height, levels));
    const std::uint64_t seq = numbers.take();
    const std::uint64_t runs = numbers.take();
    const std::uint64_t sightings = numbers.take();
    Before before;
    for (std::uint64_t i = 0; i < runs && !numbers.broken(); ++i) {
        const std::uint64_t last = before.seq;
        before.take_next(numbers);
        const std::uint64_t length = numbers.take();
        const Cell cell = before.spot.cell;
        const bool inside = before.spot.level >= 0 && before.spot.level < levels && cell.x >= 0 && cell.y >= 0 &&
                            cell.y < height && length >= 1 && length <= static_cast<std::uint64_t>(width) &&
                            cell.x <= width - static_cast<std::int32_t>(length);
        if (!inside || before.seq < last || before.seq > seq) return bad_fog();
        for (std::int32_t x = cell.x; x < cell.x + static_cast<std::int32_t>(length); ++x) {
            if (fog.knows({before.spot.level, {x, cell.y}})) return bad_fog();
        }
        const std::size_t known = fog.runs_.size();
        fog.learn(before.spot, static_cast<std::int32_t>(length), before.seq);
        if (fog.runs_.size() == known) return bad_fog(); // would have been one with the run before
    }
    std::uint64_t who = 0;
    for (std::uint64_t i = 0; i < sightings && !numbers.broken(); ++i) {
        before.take_next(numbers);
        const std::uint64_t number = numbers.take();
        who += number >> 1;
        const bool inside =
            before.spot.level >= 0 && before.spot.level < levels && fog.known_.front().contains(before.spot.cell);
        if (!inside || who > 0xffffffff || (i > 0 && number >> 1 == 0) || before.seq > seq) return bad_fog();
        fog.sightings_.push_back({static_cast<std::uint32_t>(who), before.spot, before.seq, (number & 1) != 0});
    }
    if (numbers.broken() || !numbers.at_end()) return bad_fog();
    fog.seq_ = seq;
    return fog;
}

} // namespace goldbox::grid
