// SPDX-License-Identifier: MIT
#include <goldbox/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace goldbox {
namespace {

struct Range {
    char32_t first, last;
};

// Unicode 15: general categories Mn, Me and Cf, joined where only unassigned code points lie between.
constexpr std::array zero_width = {
    Range{0x0300, 0x036F},   Range{0x0483, 0x0489},   Range{0x0591, 0x05BD},  Range{0x05BF, 0x05C7},
    Range{0x0600, 0x0605},   Range{0x0610, 0x061C},   Range{0x064B, 0x065F},  Range{0x0670, 0x0670},
    Range{0x06D6, 0x06DD},   Range{0x06DF, 0x06E4},   Range{0x06E7, 0x06E8},  Range{0x06EA, 0x06ED},
    Range{0x0711, 0x0711},   Range{0x0730, 0x074A},   Range{0x07A6, 0x07B0},  Range{0x07EB, 0x07F3},
    Range{0x0816, 0x082D},   Range{0x0859, 0x085B},   Range{0x08CA, 0x0902},  Range{0x093A, 0x093A},
    Range{0x093C, 0x093C},   Range{0x0941, 0x0948},   Range{0x094D, 0x094D},  Range{0x0951, 0x0957},
    Range{0x0962, 0x0963},   Range{0x0981, 0x0981},   Range{0x09BC, 0x09BC},  Range{0x09C1, 0x09C4},
    Range{0x09CD, 0x09CD},   Range{0x0A3C, 0x0A51},   Range{0x0ABC, 0x0ACD},  Range{0x0B3C, 0x0B56},
    Range{0x0BCD, 0x0BCD},   Range{0x0C3E, 0x0C56},   Range{0x0D41, 0x0D4D},  Range{0x0E31, 0x0E31},
    Range{0x0E34, 0x0E3A},   Range{0x0E47, 0x0E4E},   Range{0x0EB1, 0x0EBC},  Range{0x0F71, 0x0F84},
    Range{0x135D, 0x135F},   Range{0x1712, 0x1714},   Range{0x17B4, 0x17BD},  Range{0x180B, 0x180E},
    Range{0x1AB0, 0x1B03},   Range{0x1DC0, 0x1DFF},   Range{0x200B, 0x200F},  Range{0x202A, 0x202E},
    Range{0x2060, 0x2064},   Range{0x2066, 0x206F},   Range{0x20D0, 0x20F0},  Range{0x302A, 0x302D},
    Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},   Range{0xFE20, 0xFE2F},  Range{0xFEFF, 0xFEFF},
    Range{0x1D167, 0x1D169}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0001, 0xE01EF}};

// Unicode 15: East Asian Width W and F, and emoji shown as pictures.
constexpr std::array wide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},
    Range{0x23F0, 0x23F0},   Range{0x23F3, 0x23F3},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},
    Range{0x2648, 0x2653},   Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},
    Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},   Range{0x26CE, 0x26CE},
    Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},   Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},
    Range{0x26FA, 0x26FA},   Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x274E, 0x274E},   Range{0x2753, 0x2755},
    Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},
    Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97C},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x1B2FB}, Range{0x1F004, 0x1F004},
    Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A}, Range{0x1F200, 0x1F320},
    Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C}, Range{0x1F37E, 0x1F393}, Range{0x1F3A0, 0x1F3CA},
    Range{0x1F3CF, 0x1F3D3}, Range{0x1F3E0, 0x1F3F0}, Range{0x1F3F4, 0x1F3F4}, Range{0x1F3F8, 0x1F43E},
    Range{0x1F440, 0x1F440}, Range{0x1F442, 0x1F4FC}, Range{0x1F4FF, 0x1F53D}, Range{0x1F54B, 0x1F54E},
    Range{0x1F550, 0x1F567}, Range{0x1F57A, 0x1F57A}, Range{0x1F595, 0x1F596}, Range{0x1F5A4, 0x1F5A4},
    Range{0x1F5FB, 0x1F64F}, Range{0x1F680, 0x1F6C5}, Range{0x1F6CC, 0x1F6CC}, Range{0x1F6D0, 0x1F6D2},
    Range{0x1F6D5, 0x1F6D7}, Range{0x1F6DC, 0x1F6DF}, Range{0x1F6EB, 0x1F6EC}, Range{0x1F6F4, 0x1F6FC},
    Range{0x1F7E0, 0x1F7EB}, Range{0x1F7F0, 0x1F7F0}, Range{0x1F90C, 0x1F93A}, Range{0x1F93C, 0x1F945},
    Range{0x1F947, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x2FFFD}, Range{0x30000, 0x3FFFD}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c)
{
    auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
    return after != ranges.begin() && c <= std::prev(after)->last;
}

bool is_control(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/// How many letters to insert, remove, replace, or swap with their neighbor make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
    }
    return last[b.size()];
}

} // namespace

CodePoint decode_utf8(std::string_view text)
{
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1, true};
    std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
    char32_t value = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        value = value << 6 | (byte(i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
    return {value, length, true};
}

void append_utf8(std::string& text, char32_t c)
{
    auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

namespace {

/// Whether `Bytes` bytes from there are ASCII.
template <std::size_t Bytes>
bool all_ascii(const char* bytes)
{
    std::array<std::uint64_t, Bytes / 8> words;
    std::memcpy(words.data(), bytes, Bytes);
    std::uint64_t all = 0;
    for (std::uint64_t word : words) all |= word;
    return (all & 0x8080808080808080) == 0;
}

/// How many bytes at the beginning are ASCII, as most of most texts is: by long strides, short ones, and steps.
std::size_t ascii_prefix(std::string_view text)
{
    std::size_t at = 0;
    while (at + 64 <= text.size() && all_ascii<64>(text.data() + at)) at += 64;
    while (at + 16 <= text.size() && all_ascii<16>(text.data() + at)) at += 16;
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

} // namespace

bool is_utf8(std::string_view text)
{
    for (text.remove_prefix(ascii_prefix(text)); !text.empty(); text.remove_prefix(ascii_prefix(text))) {
        const CodePoint point = decode_utf8(text);
        if (!point.valid) return false;
        text.remove_prefix(point.bytes);
    }
    return true;
}

std::string to_utf8(std::string_view bytes)
{
    std::string text;
    while (!bytes.empty()) {
        CodePoint point = decode_utf8(bytes);
        append_utf8(text, point.value);
        bytes.remove_prefix(point.bytes);
    }
    return text;
}

std::string printable(std::string_view bytes, bool lines)
{
    std::string text;
    while (!bytes.empty()) {
        CodePoint point = decode_utf8(bytes);
        if (!is_control(point.value) || (lines && point.value == '\n'))
            append_utf8(text, point.value);
        else if (point.value == '\t')
            text += ' ';
        bytes.remove_prefix(point.bytes);
    }
    return text;
}

int columns(char32_t c)
{
    if (c >= 0x20 && c < 0x7F) return 1;
    if (is_control(c) || within(zero_width, c)) return 0;
    return within(wide, c) ? 2 : 1;
}

int columns(std::string_view text)
{
    int total = 0;
    while (!text.empty()) {
        CodePoint point = decode_utf8(text);
        total += columns(point.value);
        text.remove_prefix(point.bytes);
    }
    return total;
}

std::vector<std::string> wrap(std::string_view text, int width)
{
    width = std::max(width, 2);
    std::vector<std::string> lines;
    std::string line;
    int used = 0;
    auto finish = [&] {
        while (line.ends_with(' ')) line.pop_back();
        lines.push_back(std::move(line));
        line.clear();
        used = 0;
    };
    auto put_word = [&](std::string_view word) {
        if (used > 0 && used + columns(word) > width) finish();
        while (!word.empty()) {
            CodePoint point = decode_utf8(word);
            int more = columns(point.value);
            if (used + more > width) finish();
            line += word.substr(0, point.bytes);
            used += more;
            word.remove_prefix(point.bytes);
        }
    };
    while (!text.empty()) {
        if (text[0] == '\n') {
            finish();
            text.remove_prefix(1);
        } else if (text[0] == ' ') {
            if (used > 0 && used < width) {
                line += ' ';
                ++used;
            }
            text.remove_prefix(1);
        } else {
            std::string_view word = text.substr(0, text.find_first_of(" \n"));
            put_word(word);
            text.remove_prefix(word.size());
        }
    }
    if (!line.empty() || lines.empty()) finish();
    return lines;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates)
{
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (std::string_view candidate : candidates) {
        if (candidate.size() > word.size() + 3 || word.size() > 64) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= std::min(best_distance, candidate.size())) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

} // namespace goldbox
