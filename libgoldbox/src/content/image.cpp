// SPDX-License-Identifier: MIT
#include "content/image.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <charconv>

namespace goldbox::content {
namespace {

constexpr std::string_view image_head = "goldbox-pack ";
constexpr std::string_view cache_head = "goldbox-cache ";

/// Takes lines and runs of bytes off the front of a text.
class Taker {
public:
    explicit Taker(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

    std::optional<std::string_view> line()
    {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        return take(end);
    }
    std::optional<std::size_t> number()
    {
        const auto digits = line();
        if (!digits) return std::nullopt;
        std::size_t number = 0;
        const auto [end, bad] = std::from_chars(digits->data(), digits->data() + digits->size(), number);
        return bad == std::errc() && end == digits->data() + digits->size() ? std::optional(number) : std::nullopt;
    }
    /// So many bytes, which a newline follows.
    std::optional<std::string_view> bytes(std::size_t size)
    {
        if (size >= rest_.size() || rest_[size] != '\n') return std::nullopt;
        return take(size);
    }

private:
    std::string_view take(std::size_t size)
    {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size + 1);
        return taken;
    }

    std::string_view rest_;
};

tl::unexpected<Error> bad_image()
{
    return fail(Code::corrupt, "content.bad_image", "this is not a pack image, or it is damaged");
}

void write_canonical(json::Writer& writer, const json::Value& value)
{
    if (value.is(json::Kind::array)) {
        writer.begin_array();
        for (const json::Value& element : value.array()) write_canonical(writer, element);
        writer.end_array();
    } else if (value.is(json::Kind::object)) {
        std::vector<const json::Member*> members;
        for (const json::Member& member : value.object()) members.push_back(&member);
        std::ranges::sort(members, {}, &json::Member::name);
        writer.begin_object();
        for (const json::Member* member : members) {
            writer.key(member->name);
            write_canonical(writer, member->value);
        }
        writer.end_object();
    } else {
        writer.value(value);
    }
}

} // namespace

std::string write_image(const Files& files, int format)
{
    std::string image = std::string(image_head) + std::to_string(format) + '\n';
    for (const auto& [name, content] : files) {
        image += name + "\n" + std::to_string(content.size()) + "\n" + content + "\n";
    }
    return image;
}

Result<ImageFiles> read_image(std::string_view image)
{
    if (!image.starts_with(image_head)) return bad_image();
    Taker taker(image.substr(image_head.size()));
    const auto format = taker.number();
    if (!format || *format < 1) return bad_image();
    if (*format > image_format) {
        return fail(Code::unsupported, "content.newer_image",
                    "this pack image was made by a newer version; use that version to open it");
    }
    ImageFiles read{.format = static_cast<int>(*format), .files = {}};
    while (!taker.at_end()) {
        const auto name = taker.line();
        const auto size = name ? taker.number() : std::nullopt;
        const auto content = size ? taker.bytes(*size) : std::nullopt;
        if (!content || !is_inner_path(*name) || !read.files.emplace(*name, *content).second) return bad_image();
    }
    return read;
}

std::string canonical(const json::Value& value)
{
    std::string text;
    json::Writer writer(text);
    write_canonical(writer, value);
    return text;
}

std::string compiled_name(std::string_view file)
{
    return std::string(file) + (file.ends_with(".json") ? "" : ".json");
}

std::string to_cache(const Hash& sources, const Hash& image_hash, std::string_view image)
{
    std::string text(cache_head);
    text += std::to_string(image_format) + '\n' + sources.hex() + '\n' + image_hash.hex() + '\n';
    return text.append(image);
}

std::optional<CachedImage> from_cache(std::string_view text, const Hash& sources)
{
    if (!text.starts_with(cache_head)) return std::nullopt;
    Taker taker(text.substr(cache_head.size()));
    if (taker.number() != std::size_t{image_format}) return std::nullopt;
    if (taker.line() != std::string_view(sources.hex())) return std::nullopt;
    const auto written = taker.line();
    const Hash hash = sha256(taker.rest());
    if (!written || hash.hex() != *written) return std::nullopt;
    return CachedImage{taker.rest(), hash};
}

} // namespace goldbox::content
