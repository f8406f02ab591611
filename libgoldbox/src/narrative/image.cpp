// SPDX-License-Identifier: MIT
#include "image.hpp"

#include <goldbox/base/assert.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace goldbox::narrative {

namespace {

constexpr std::array<char, 8> magic = {'i', 'n', 'k', 'b', '\r', '\n', '\x1a', '\n'}; // tells mangled line ends too
constexpr std::uint32_t version = 2;
constexpr std::uint32_t byte_order = 0x01020304;
constexpr std::size_t alignment = 8;

/// What a version must not change silently: the size of what the arrays hold, and the numbering of instructions.
constexpr std::uint32_t layout()
{
    std::uint32_t h = 0;
    for (const std::size_t part :
         {sizeof(Cell), sizeof(Container), sizeof(Jump), sizeof(ChoicePoint), sizeof(Location), sizeof(StoryText),
          sizeof(ListDefinition), sizeof(ListEntry), sizeof(NameTable::Name), sizeof(PairTable::Key),
          static_cast<std::size_t>(Op::native), static_cast<std::size_t>(Native::list_invert),
          static_cast<std::size_t>(Tag::list)})
        h = h * 31 + static_cast<std::uint32_t>(part);
    return h;
}

/// What a program holds in other forms than flat arrays.
struct Extra {
    struct Value {
        std::uint32_t tag = 0, detail = 0, bits = 0;
    };
    struct ListSize {
        std::uint32_t items = 0, origins = 0;
    };
    FlatArray<Value> globals;
    FlatArray<std::int32_t> visits, turns;
    FlatArray<ListSize> list_sizes;
    FlatArray<std::uint32_t> list_numbers; ///< of each list the items, then the origins

    template <class Self, class Visit>
    static void each_array(Self& self, Visit&& visit)
    {
        visit(self.globals);
        visit(self.visits);
        visit(self.turns);
        visit(self.list_sizes);
        visit(self.list_numbers);
    }
};

constexpr std::size_t array_count = 33;

struct Header {
    std::array<char, 8> magic = narrative::magic;
    std::uint32_t version = narrative::version;
    std::uint32_t byte_order = narrative::byte_order;
    std::uint32_t layout = narrative::layout();
    std::uint32_t reserved = 0;
    std::uint64_t size = 0;                              ///< of the whole image
    std::uint64_t checksum = 0;                          ///< of all that follows
    std::array<std::uint32_t, array_count + 1> counts{}; ///< elements of each array; the last one is 0
};
static_assert(sizeof(Header) % alignment == 0 && std::has_unique_object_representations_v<Header>);
constexpr std::size_t checked_from = offsetof(Header, counts);

constexpr std::size_t padded(std::size_t size)
{
    return (size + alignment - 1) / alignment * alignment;
}

/// Tells damage, not malice: sums, and sums of sums so that order counts, of columns of words. Vectors by name, since
/// g++ does not find them by itself.
class Checksum {
public:
    /// Whole rows.
    void add(std::span<const char> bytes)
    {
        const std::size_t whole = bytes.size() / row * row;
        for (std::size_t at = 0; at < whole; at += row) {
            Row words;
            std::memcpy(&words, bytes.data() + at, row);
            for (std::size_t i = 0; i < words.size(); ++i) {
                sums_[i] += words[i];
                sums_of_sums_[i] += sums_[i];
            }
        }
    }
    [[nodiscard]] std::uint64_t finish() const
    {
        constexpr std::uint64_t factor = 0x9E3779B97F4A7C15;
        std::uint64_t whole = 0;
        for (const Row* sums : {&sums_, &sums_of_sums_}) {
            for (const Pair& pair : *sums) {
                for (const std::uint64_t sum : {pair[0], pair[1]}) whole = std::rotl((whole ^ sum) * factor, 31);
            }
        }
        return whole ^ whole >> 32;
    }

private:
    using Pair [[gnu::vector_size(16)]] = std::uint64_t;
    using Row = std::array<Pair, 4>;
    Row sums_{}, sums_of_sums_{};

public:
    static constexpr std::size_t row = sizeof(Row);
};

std::uint64_t checksum(std::string_view bytes)
{
    Checksum sum;
    sum.add(bytes);
    std::array<char, Checksum::row> rest{};
    bytes.copy(rest.data(), rest.size(), bytes.size() / rest.size() * rest.size());
    sum.add(rest);
    return sum.finish();
}

// ---- writing

template <class T>
void append_array(std::string& out, const FlatArray<T>& array)
{
    out.append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(T));
    out.resize(padded(out.size()));
}

void fill(Extra& extra, const Program& program)
{
    for (const Datum& value : program.first_globals)
        extra.globals.push_back(
            {static_cast<std::uint32_t>(value.tag()), static_cast<std::uint32_t>(value.detail()), value.id()});
    extra.visits.append(program.first_visits);
    extra.turns.append(program.first_turns);
    for (const ListData& list : program.lists) {
        extra.list_sizes.push_back(
            {static_cast<std::uint32_t>(list.items.size()), static_cast<std::uint32_t>(list.origins.size())});
        extra.list_numbers.append(list.items);
        extra.list_numbers.append(list.origins);
    }
}

// ---- reading

/// Checks that nothing in a program leads out of it, so that the machine need not ask when it runs.
class Checker {
public:
    Checker(const Program& program, std::size_t max_depth)
        : program_(program), max_depth_(max_depth), containers_(program.containers.size()), names_(program.names.size())
    {
    }

    /// What is wrong; empty when nothing is.
    [[nodiscard]] std::string_view run()
    {
        if (!sound_tables()) return "a table of names";
        if (!sound_texts()) return "a text";
        if (!sound_containers()) return "a container";
        if (!sound_cells()) return "an instruction";
        if (!sound_places()) return "a place";
        if (!sound_lists()) return "a list";
        if (!sound_globals()) return "a variable";
        return {};
    }
    [[nodiscard]] bool too_deep() const { return too_deep_; }

private:
    [[nodiscard]] static bool within(std::uint32_t first, std::uint32_t size, std::size_t all)
    {
        return first <= all && size <= all - first;
    }
    [[nodiscard]] static bool none_or_below(std::uint32_t index, std::size_t size)
    {
        return index == none || index < size;
    }
    /// Notes whether indices reach a bound, without a branch for each: of numbers below 2^31, which those of an image
    /// are, the difference to a smaller one has the highest bit.
    class Watch {
    public:
        explicit Watch(std::size_t bound) : bound_(static_cast<std::uint32_t>(bound)) {}
        void below(std::uint32_t index) { seen_ |= (bound_ - 1 - index) | index; }
        void none_or_below(std::uint32_t index) { seen_ |= (bound_ - (index + 1)) | (index + 1); }
        void within(std::uint32_t first, std::uint32_t size)
        {
            seen_ |= first | size | (bound_ - first) | (bound_ - size) | (bound_ - (first + size));
        }
        [[nodiscard]] bool sound() const { return seen_ >> 31 == 0; }

    private:
        std::uint32_t bound_;
        std::uint32_t seen_ = 0;
    };
    [[nodiscard]] static bool all_below(const FlatArray<std::uint32_t>& indices, std::size_t bound)
    {
        Watch watch(bound);
        for (std::uint32_t index : indices) watch.below(index);
        return watch.sound();
    }
    [[nodiscard]] static bool all_none_or_below(const FlatArray<std::uint32_t>& indices, std::size_t bound)
    {
        Watch watch(bound);
        for (std::uint32_t index : indices) watch.none_or_below(index);
        return watch.sound();
    }
    [[nodiscard]] bool sound(Location place) const
    {
        if (place.container >= containers_) return false;
        return place.index == -1 || (place.index >= 0 && static_cast<std::uint32_t>(place.index) <
                                                             program_.containers[place.container].size);
    }

    // ---- tables and texts

    /// The numbers of an open table, each below `bound`. Searching ends at a free place.
    [[nodiscard]] static bool sound_slots(const FlatArray<std::uint32_t>& slots, std::size_t bound)
    {
        const std::size_t size = slots.size();
        return size == 0 || (std::has_single_bit(size) && std::ranges::find(slots, none) != slots.end() &&
                             all_none_or_below(slots, bound));
    }

    [[nodiscard]] static bool sound(const PairTable& table, std::size_t bound)
    {
        return table.keys.size() == table.values.size() && sound_slots(table.values, bound);
    }

    [[nodiscard]] bool sound_tables() const
    {
        const NameTable& names = program_.names;
        return sound_slots(names.slots, names_) && sound_strings(names.characters, names.names) &&
               sound(program_.children, containers_) && sound(program_.entries_by_name, program_.list_entries.size()) &&
               program_.single_items.size() == names_ && program_.global_of_name.size() == names_ &&
               all_none_or_below(program_.single_items, program_.lists.size()) &&
               all_none_or_below(program_.global_of_name, program_.global_names.size()) &&
               all_below(program_.global_names, names_) && all_below(program_.externals, names_) &&
               all_below(program_.variables, names_) && all_below(program_.knot_list, names_);
    }

    /// Characters that are UTF-8, and ranges that follow each other through all of them and do not cut a code point.
    template <class Range>
    [[nodiscard]] static bool sound_strings(const FlatArray<char>& characters, const FlatArray<Range>& ranges)
    {
        std::size_t end = 0;
        bool sound = true;
        for (const Range& range : ranges) {
            sound &= range.offset == end;
            if (end < characters.size()) sound &= (static_cast<unsigned char>(characters[end]) & 0xC0) != 0x80;
            end += range.size;
        }
        return sound && end == characters.size() && is_utf8({characters.data(), characters.size()});
    }

    [[nodiscard]] bool sound_texts() const
    {
        const FlatArray<StoryText>& texts = program_.texts;
        for (const StoryText& text : texts) {
            if (text.kind > TextKind::blank) return false;
            if (text.pieces == 0) continue; // as most have none
            if (text.pieces > most_pieces || !within(text.first_piece, text.pieces, texts.size())) return false;
        }
        return all_below(program_.tag_texts, texts.size()) && sound_strings(program_.characters, texts);
    }

    // ---- content

    [[nodiscard]] bool sound_containers()
    {
        if (containers_ == 0) return false;
        std::vector<std::uint32_t> depths(containers_);
        Watch visits(program_.visit_containers.size()), turns(program_.turn_containers.size()), names(names_);
        Watch items(program_.items.size()), flags(2);
        std::uint32_t deepest = 0;
        for (std::uint32_t id = 0; id < containers_; ++id) {
            const Container& c = program_.containers[id];
            if (id == 0 ? c.parent != none : c.parent >= id) return false;  // so there are no rings
            if (id != 0 && c.index == none && c.name == none) return false; // nothing could lead there
            depths[id] = id == 0 ? 1 : depths[c.parent] + 1;
            deepest = std::max(deepest, depths[id]);
            visits.none_or_below(c.visits);
            turns.none_or_below(c.turns);
            names.none_or_below(c.name);
            items.within(c.first, c.size);
            flags.below(c.start_only);
            if (c.enter >= program_.cells.size()) return false;
            const Cell& enter = program_.cells[c.enter];
            if (enter.op != (c.size == 0 ? Op::enter_empty : Op::enter) || enter.argument != id) return false;
        }
        too_deep_ = deepest > max_depth_;
        return !too_deep_ && visits.sound() && turns.sound() && names.sound() && items.sound() && flags.sound() &&
               all_below(program_.visit_containers, containers_) && all_below(program_.turn_containers, containers_) &&
               all_below(program_.visit_lists, containers_);
    }

    /// How many things there are that the argument of an instruction may name.
    void fill_bounds()
    {
        auto set = [this](std::initializer_list<Op> ops, std::size_t bound) {
            for (Op op : ops) bounds_[static_cast<std::uint8_t>(op)] = bound;
        };
        for (std::uint8_t op = 0; op <= static_cast<std::uint8_t>(Op::native); ++op)
            bounds_[op] = std::uint64_t{1} << 32;
        set({Op::enter, Op::enter_empty, Op::get_visits, Op::sequence_visits, Op::sequence_shuffle}, containers_);
        set({Op::text, Op::newline, Op::legacy_tag}, program_.texts.size());
        set({Op::push_list}, program_.lists.size());
        set({Op::push_target}, program_.locations.size());
        set({Op::divert, Op::divert_by_flags}, program_.jumps.size());
        set({Op::divert_to_variable, Op::push_pointer, Op::call_external, Op::get_variable, Op::set_variable}, names_);
        set({Op::choice}, program_.choice_points.size());
        set({Op::native}, static_cast<std::size_t>(Native::list_invert) + 1);
    }

    [[nodiscard]] bool sound_cells()
    {
        const FlatArray<Cell>& cells = program_.cells;
        if (cells.empty() || cells[cells.size() - 1].op != Op::end || program_.owners.size() != cells.size())
            return false;
        fill_bounds();
        return std::ranges::all_of(
                   cells,
                   [&](const Cell& cell) { return cell.argument < bounds_[static_cast<std::uint8_t>(cell.op)]; }) &&
               all_below(program_.owners, containers_);
    }

    /// Running on leads from a cell to the next one. So the last one ends, and nothing else leads there.
    [[nodiscard]] bool sound_places() const
    {
        const std::size_t last = program_.cells.size() - 1;
        return all_below(program_.items, last) &&
               std::ranges::all_of(program_.jumps,
                                   [&](const Jump& jump) {
                                       return jump.target < last &&
                                              within(jump.first_visit, jump.visits, program_.visit_lists.size());
                                   }) &&
               std::ranges::all_of(
                   program_.choice_points,
                   [&](const ChoicePoint& point) { return sound(point.target) && point.counted < containers_; }) &&
               std::ranges::all_of(program_.locations, [&](const Location& place) { return sound(place); });
    }

    // ---- values

    [[nodiscard]] bool sound_lists() const
    {
        const std::size_t entries = program_.list_entries.size(), definitions = program_.list_definitions.size();
        auto below = [](const std::vector<std::uint32_t>& indices, std::size_t size) {
            return std::ranges::all_of(indices, [size](std::uint32_t index) { return index < size; });
        };
        return std::ranges::all_of(program_.list_definitions,
                                   [&](const ListDefinition& definition) {
                                       return definition.name < names_ &&
                                              within(definition.first, definition.size, entries);
                                   }) &&
               std::ranges::all_of(program_.list_entries,
                                   [&](const ListEntry& entry) {
                                       return entry.list < names_ && entry.item < names_ &&
                                              none_or_below(entry.definition, definitions);
                                   }) &&
               std::ranges::all_of(program_.lists, [&](const ListData& list) {
                   return below(list.items, entries) && below(list.origins, definitions);
               });
    }

    [[nodiscard]] bool sound_globals() const
    {
        return program_.first_globals.size() == program_.global_names.size() &&
               program_.first_visits.size() == program_.visit_containers.size() &&
               program_.first_turns.size() == program_.turn_containers.size() &&
               std::ranges::all_of(program_.first_globals, [&](const Datum& value) {
                   switch (value.tag()) {
                   case Tag::text: return value.id() < program_.texts.size();
                   case Tag::list: return value.id() < program_.lists.size();
                   case Tag::target: return sound(Location{value.id(), value.detail()});
                   case Tag::pointer: return value.id() < names_ && value.detail() >= -1;
                   default: return true;
                   }
               });
    }

    const Program& program_;
    std::size_t max_depth_;
    std::size_t containers_, names_;
    bool too_deep_ = false;
    std::array<std::uint64_t, 256> bounds_{};
};

class Reader {
public:
    Reader(std::shared_ptr<const std::string> bytes, const LoadOptions& options)
        : bytes_(std::move(bytes)), options_(options)
    {
    }

    Result<std::unique_ptr<Program>> read()
    {
        GOLDBOX_CHECK(read_header());
        auto program = std::make_unique<Program>();
        Extra extra;
        if (!see_arrays(*program, extra)) return bad("its arrays do not add up to its size");
        if (!copy(extra, *program)) return bad("a value is malformed");
        Checker checker(*program, options_.max_depth);
        if (const std::string_view wrong = checker.run(); !wrong.empty()) {
            if (checker.too_deep()) return refuse(Code::limit, "ink.too_deep", "its containers nest too deeply");
            return bad(std::string(wrong) + " leads to what it does not have");
        }
        program->spell_names();
        program->image = std::move(bytes_);
        return program;
    }

private:
    [[nodiscard]] tl::unexpected<Error> refuse(Code code, std::string reason, const std::string& message) const
    {
        return fail(code, std::move(reason), "the story's image cannot be used: " + message, {.file = options_.file});
    }
    [[nodiscard]] tl::unexpected<Error> bad(const std::string& message) const
    {
        return refuse(Code::invalid, "ink.bad_image", message);
    }

    Result<void> read_header()
    {
        const std::string_view bytes = *bytes_;
        if (!is_image(bytes)) return refuse(Code::invalid, "ink.not_an_image", "this is none");
        if (bytes.size() > options_.max_bytes)
            return refuse(Code::limit, "ink.too_large",
                          "it is larger than " + std::to_string(options_.max_bytes) + " bytes");
        if (bytes.size() < sizeof header_) return bad("it ends in the middle");
        std::memcpy(&header_, bytes.data(), sizeof header_);
        if (header_.byte_order != byte_order)
            return refuse(Code::unsupported, "ink.image_version",
                          "it was made for machines with another byte order; make it anew from the story");
        if (header_.version != version || header_.layout != layout())
            return refuse(Code::unsupported, "ink.image_version",
                          "it is of another version of the engine; make it anew from the story");
        if (header_.size != bytes.size()) return bad("its size is not what it says");
        if (header_.reserved != 0 || header_.checksum != checksum(bytes.substr(checked_from)))
            return bad("its checksum is wrong; it was damaged");
        return {};
    }

    /// Points each array at its place; false when they do not fill the image exactly.
    [[nodiscard]] bool see_arrays(Program& program, Extra& extra) const
    {
        GOLDBOX_ASSERT(reinterpret_cast<std::uintptr_t>(bytes_->data()) % alignment == 0, "an image lies askew");
        std::size_t at = sizeof(Header), index = 0;
        bool fits = true;
        auto see = [&]<class T>(FlatArray<T>& array) {
            const std::size_t count = header_.counts[index++];
            if (!fits || count > (bytes_->size() - at) / sizeof(T)) {
                fits = false;
                return;
            }
            array.see({reinterpret_cast<const T*>(bytes_->data() + at), count});
            at = padded(at + count * sizeof(T));
            fits = at <= bytes_->size();
        };
        Program::each_array(program, see);
        Extra::each_array(extra, see);
        return fits && at == bytes_->size() && header_.counts[array_count] == 0;
    }

    /// Makes what is not flat; false where that is not possible.
    [[nodiscard]] static bool copy(const Extra& extra, Program& program)
    {
        program.first_visits.assign(extra.visits.begin(), extra.visits.end());
        program.first_turns.assign(extra.turns.begin(), extra.turns.end());
        program.first_globals.reserve(extra.globals.size());
        for (const Extra::Value& value : extra.globals) {
            if (value.tag > static_cast<std::uint32_t>(Tag::list)) return false; // a number instead of an address
            program.first_globals.push_back(Datum::stored(static_cast<Tag>(value.tag), value.detail, value.bits));
        }
        std::span<const std::uint32_t> rest = extra.list_numbers.span();
        auto take = [&rest](std::size_t count) {
            const std::span<const std::uint32_t> taken = rest.first(count);
            rest = rest.subspan(count);
            return std::vector<std::uint32_t>(taken.begin(), taken.end());
        };
        program.lists.reserve(extra.list_sizes.size());
        for (const Extra::ListSize& size : extra.list_sizes) {
            if (size.items > rest.size() || size.origins > rest.size() - size.items) return false;
            program.lists.push_back({.items = take(size.items), .origins = {}});
            program.lists.back().origins = take(size.origins);
        }
        return rest.empty();
    }

    std::shared_ptr<const std::string> bytes_;
    const LoadOptions& options_;
    Header header_;
};

} // namespace

std::string write_image(const Program& program)
{
    Extra extra;
    fill(extra, program);
    std::string out(sizeof(Header), '\0');
    Header header;
    std::size_t index = 0;
    auto append = [&](const auto& array) {
        header.counts[index++] = static_cast<std::uint32_t>(array.size());
        append_array(out, array);
    };
    Program::each_array(program, append);
    Extra::each_array(std::as_const(extra), append);
    GOLDBOX_ASSERT(index == array_count, "the header counts each array");
    std::memcpy(out.data(), &header, sizeof header);
    seal_image(out);
    return out;
}

void seal_image(std::string& image)
{
    Header header;
    if (image.size() < sizeof header) return;
    std::memcpy(&header, image.data(), sizeof header);
    header.size = image.size();
    header.checksum = checksum(std::string_view(image).substr(checked_from));
    std::memcpy(image.data(), &header, sizeof header);
}

bool is_image(std::string_view bytes)
{
    return bytes.starts_with(std::string_view(magic.data(), magic.size()));
}

Result<std::unique_ptr<Program>> read_image(std::shared_ptr<const std::string> bytes, const LoadOptions& options)
{
    return Reader(std::move(bytes), options).read();
}

} // namespace goldbox::narrative
