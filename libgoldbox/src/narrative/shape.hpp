#pragma once
// SPDX-License-Identifier: MIT
// The shape of a knot: what its paths stood for when a session was saved, so that the places can be found again after
// the story changed. docs/ink-sessions.md describes the form and the rules.

#include "program.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldbox::narrative {

/// Which containers are reached from each one by name alone.
class NamedParts {
public:
    explicit NamedParts(const Program& program);
    [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t container) const
    {
        return std::span(parts_).subspan(first_[container], first_[container + 1] - first_[container]);
    }
    [[nodiscard]] std::size_t memory_bytes() const { return (first_.capacity() + parts_.capacity()) * 4; }

private:
    std::vector<std::uint32_t> first_, parts_;
};

/// Texts, choices and containers of one knot (or of what stands outside of knots) in the order of the code.
class Shape {
public:
    enum class Kind : std::uint8_t { text, choice, container };
    struct Mark {
        Kind kind = Kind::container;
        std::uint32_t parent = none; ///< mark of the container around it; none for the outermost
        std::uint32_t index = none;  ///< in that container; none when reached by name alone
        std::uint32_t print = 0;     ///< of the words it says or leads to; 0 without
        std::uint32_t id = none;     ///< container or address; none in a shape that was read
        std::string_view name;
        [[nodiscard]] bool has_label() const; ///< a name that an author gave, not one of the compiler's
    };

    /// Of the container of a knot, or of the root without its knots. Names are the program's.
    [[nodiscard]] static Shape of(const Program& program, const NamedParts& named, std::uint32_t scope);
    /// From what `text` wrote. Anything is read; what makes no sense matches nothing. Names are the text's.
    [[nodiscard]] static Shape read(std::string_view text);
    [[nodiscard]] std::string text() const;

    std::vector<Mark> marks; ///< the first is the knot itself

private:
    void add_container(const Program& program, const NamedParts& named, std::uint32_t container, std::uint32_t parent);
};

/// Which mark of a newer shape each mark of an older one became; none for those that are gone. Each is used once.
[[nodiscard]] std::vector<std::uint32_t> match(const Shape& before, const Shape& now);

/// The shapes of a story's knots as text, made when the first session is saved.
class ShapeBook {
public:
    explicit ShapeBook(const Program& program);
    struct Scope {
        std::uint32_t container = 0; ///< 0 is what stands outside of knots
        std::string text;
    };
    NamedParts named;
    std::vector<Scope> scopes;                                  ///< the first stands outside of knots
    std::vector<std::uint32_t> scope_of_visits, scope_of_turns; ///< per counter: the number of its scope
    [[nodiscard]] std::uint32_t scope_of(const Program& program, std::uint32_t container) const;
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    std::map<std::uint32_t, std::uint32_t> numbers_; ///< per knot container
};

/// Finds places of an older version of a story in this one.
class Relocation {
public:
    explicit Relocation(const Program& program) : program_(program) {}

    /// Tells the shape of a knot as it was; `text` must outlive this.
    void add(std::string_view knot, std::string_view text);
    /// When all shapes are told.
    void begin();

    struct Container {
        std::uint32_t container = none; ///< what it is now; none when it is gone
        std::uint32_t labelled = none;  ///< itself or the nearest named place around it that is left; none without one
    };
    [[nodiscard]] Container container(std::string_view path) const;

    struct Place {
        std::uint32_t container = none;
        std::uint32_t index = 0; ///< may be the container's size
        bool same = false;       ///< everything around it is as it was
        std::uint32_t least = 0; ///< the marks that were beside it leave it these indexes, up to `most`
        std::uint32_t most = 0;
    };
    /// Where a container's instruction is now; `container` is none when that cannot be said.
    [[nodiscard]] Place place(std::string_view path, std::int64_t index) const;

    /// Knots that got another name.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& renamed() const { return renamed_; }
    /// Whether any knot that was told is still there.
    [[nodiscard]] bool knows_any() const { return known_ > 0; }

private:
    /// A knot whose shape is another now.
    struct Changed {
        Shape before, now;
        std::vector<std::uint32_t> became;                                    ///< marks of `now`, none
        std::vector<std::vector<std::uint32_t>> parts_before, parts_now;      ///< per mark, by index
        std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> steps; ///< of `before`: path step to mark
    };
    void compare(std::string_view knot, std::string_view text, std::uint32_t container);
    void find_renamed();
    [[nodiscard]] const Changed* changed_around(std::string_view path) const;
    [[nodiscard]] Container unchanged(std::string_view path) const;
    struct Walk {
        std::uint32_t mark = none; ///< none when the path is not one of the shape
        std::uint32_t labelled = none;
    };
    [[nodiscard]] Walk walk(const Changed& changed, std::string_view path) const;

    const Program& program_;
    std::vector<std::pair<std::string_view, std::string_view>> told_, missing_;
    std::map<std::string_view, Changed> changed_; ///< by the knot's old name
    std::vector<std::pair<std::string, std::string>> renamed_;
    std::size_t known_ = 0;
};

/// The first place in a container, from an index on, where no expression, string or tag is open.
[[nodiscard]] std::uint32_t statement_from(const Program& program, std::uint32_t container, std::uint32_t index);

/// The address of a container's item; behind the last one, of what follows.
[[nodiscard]] std::uint32_t address_of(const Program& program, std::uint32_t container, std::uint32_t index);

} // namespace goldbox::narrative
