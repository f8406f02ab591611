// SPDX-License-Identifier: MIT
#include <goldbox/zip/zip_files.hpp>

#include "support/zips.hpp"

using namespace goldbox;
using namespace goldbox::zip;
using test::zip_of;

namespace {

std::string reason(const std::string& archive, const Limits& limits = {})
{
    const auto files = read_zip(archive, limits);
    return files ? "read" : files.error().reason;
}

} // namespace

TEST_CASE("the files of an archive are those that were packed", "[zip]")
{
    for (const int method : {ZIP_CM_STORE, ZIP_CM_DEFLATE}) {
        const auto files = read_zip(zip_of({{"pack.json", "{}"}, {"story/é.ink", "Hello."}, {"empty", ""}}, method));
        REQUIRE(files);
        CHECK((*files)->list() == std::vector<std::string>{"empty", "pack.json", "story/é.ink"});
        CHECK((*files)->read("story/é.ink") == std::string("Hello."));
    }
}

TEST_CASE("an archive of one folder is that folder", "[zip]")
{
    const auto files = read_zip(zip_of({{"pond/pack.json", "{}"}, {"pond/a/b.json", "{}"}}));
    REQUIRE(files);
    CHECK((*files)->list() == std::vector<std::string>{"a/b.json", "pack.json"});
}

TEST_CASE("names that lead out of an archive are refused, and so are links", "[zip]")
{
    for (const char* name :
         {"../evil", "a/../../evil", "/etc/passwd", "a//b", "./a", "C:evil", "a\\..\\b", "a/./b", ".."}) {
        INFO(name);
        CHECK(reason(zip_of({{"pack.json", "{}"}, {name, "x"}})) == "zip.bad_name");
    }
    CHECK(reason(zip_of({{"link", "/etc/passwd"}}, ZIP_CM_STORE, 0120777)) == "zip.bad_name");
}

TEST_CASE("an archive that unpacks to too much is refused while it does", "[zip]")
{
    const std::string bomb = zip_of({{"a", std::string(20u << 20, '0')}});
    CHECK(bomb.size() < 100'000);
    CHECK(reason(bomb) == "zip.too_large");
    const std::string large = zip_of({{"a", std::string(3000, 'x')}, {"b", std::string(3000, 'y')}}, ZIP_CM_STORE);
    CHECK(reason(large) == "read");
    CHECK(reason(large, {.bytes = 5000}) == "zip.too_large");
    CHECK(reason(large, {.files = 1}) == "zip.too_large");

    // the header of the file says that there is little to unpack
    std::string lying = bomb;
    const std::string size = {'\0', '\0', '\x40', '\x01'}; // 20 MiB
    for (std::size_t at = 0; (at = lying.find(size, at)) != std::string::npos;)
        lying.replace(at, 4, {'\1', '\0', '\0', '\0'});
    CHECK(lying != bomb);
    CHECK(reason(lying) != "read");
}

TEST_CASE("damage is refused, wherever it is", "[zip]")
{
    const std::string sound = zip_of({{"pack.json", R"({"id":"pond","version":"1"})"}, {"a.json", "{}"}});
    CHECK(reason("") == "zip.bad_archive");
    CHECK(reason("PK") == "zip.bad_archive");
    for (std::size_t size = 0; size < sound.size(); ++size) {
        CHECK(reason(sound.substr(0, size)) == "zip.bad_archive");
    }
    for (std::size_t at = 0; at < sound.size(); ++at) {
        std::string damaged = sound;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        if (const auto files = read_zip(damaged)) CHECK((*files)->list()->size() <= 2);
    }
}
