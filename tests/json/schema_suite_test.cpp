// SPDX-License-Identifier: MIT
// The test suite of json-schema.org, where a Debian package has put it. json-schema-test-suite has drafts 4 to 7;
// libtest-json-schema-acceptance-perl carries a later copy with 2019-09 and 2020-12.
#include <goldbox/base/file_source.hpp>
#include <goldbox/json/validator.hpp>

#include "support/catch.hpp"
#include "support/skip.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace goldbox;
namespace fs = std::filesystem;

namespace {

struct Tally {
    int passed = 0, failed = 0;
    std::vector<std::string> misses;

    void add(const Tally& other)
    {
        passed += other.passed;
        failed += other.failed;
        misses.insert(misses.end(), other.misses.begin(), other.misses.end());
    }
};

json::Document read_file_of(const fs::path& file)
{
    auto text = read_file(file.string());
    REQUIRE(text.has_value());
    auto document = json::read(*text, {.file = file.string()});
    if (!document) throw std::runtime_error(to_string(document.error()));
    return *std::move(document);
}

/// The schemas that tests refer to under http://localhost:1234/.
class Remotes {
public:
    explicit Remotes(const fs::path& folder)
    {
        if (!fs::exists(folder)) return;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().extension() != ".json") continue;
            const std::string uri = "http://localhost:1234/" + fs::relative(entry.path(), folder).generic_string();
            documents_.emplace(uri, read_file_of(entry.path()));
        }
    }
    const json::Value* find(std::string_view uri) const
    {
        const auto found = documents_.find(uri);
        return found == documents_.end() ? nullptr : &found->second.root;
    }

private:
    std::map<std::string, json::Document, std::less<>> documents_;
};

Tally run_group(const json::Value& group, const std::string& name, const json::SchemaOptions& options)
{
    Tally tally;
    const std::string title = name + ": " + std::string(group.find("description")->string());
    const auto tests = group.find("tests")->array();
    const auto schema = json::Schema::compile(*group.find("schema"), options);
    if (!schema) {
        tally.failed = static_cast<int>(tests.size());
        tally.misses.push_back(title + ": " + schema.error().message);
        return tally;
    }
    for (const json::Value& test : tests) {
        const bool valid = test.find("valid")->boolean();
        const json::Value& data = *test.find("data");
        const auto quick = schema->accepts(data);
        const auto violations = schema->validate(data);
        const bool right = quick && violations && *quick == valid && violations->empty() == valid;
        ++(right ? tally.passed : tally.failed);
        if (!right) tally.misses.push_back(title + ": " + std::string(test.find("description")->string()));
    }
    return tally;
}

struct Suite {
    fs::path root;
    Remotes remotes;

    explicit Suite(const fs::path& folder) : root(folder), remotes(folder / "remotes") {}

    Tally run_file(const fs::path& file, const std::string& name, json::Draft draft, bool formats) const
    {
        Tally tally;
        std::optional<json::Document> groups;
        try {
            groups = read_file_of(file);
        } catch (const std::runtime_error& unreadable) {
            tally.misses.push_back(name + ": cannot be read: " + unreadable.what());
            return tally;
        }
        const json::SchemaOptions options{.draft = draft,
                                          .documents = {},
                                          .resolve = [this](std::string_view uri) { return remotes.find(uri); },
                                          .assert_formats = formats,
                                          .source = {}};
        for (const json::Value& group : groups->root.array()) tally.add(run_group(group, name, options));
        return tally;
    }
};

struct DraftFolder {
    json::Draft draft;
    const char* name;
};
constexpr DraftFolder drafts[] = {{json::Draft::draft4, "draft4"},
                                  {json::Draft::draft6, "draft6"},
                                  {json::Draft::draft7, "draft7"},
                                  {json::Draft::draft2019_09, "draft2019-09"},
                                  {json::Draft::draft2020_12, "draft2020-12"}};

void print(const std::string& name, const Tally& tally)
{
    std::printf("  %-58s %5d passed %4d missed\n", name.c_str(), tally.passed, tally.failed);
}

std::vector<fs::path> sorted_files(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// What docs/json-schema.md says of the optional tests: integers beyond int64 cannot be read, the content of texts is
/// not looked into, and idn-hostname is not checked.
bool is_known_to_miss(const std::string& test)
{
    const std::string file = test.substr(0, test.find(':'));
    return file.ends_with("/bignum.json") || file.ends_with("/content.json") || file.ends_with("/idn-hostname.json");
}

/// Runs a suite, prints a table by file, and checks what is required.
void run(const fs::path& folder)
{
    const Suite suite(folder);
    std::printf("%s\n", folder.c_str());
    for (const auto& [draft, name] : drafts) {
        const fs::path tests = folder / "tests" / name;
        if (!fs::exists(tests)) continue;
        Tally required, optional;
        for (const fs::path& file : sorted_files(tests)) {
            const std::string part = fs::relative(file, tests).generic_string();
            const bool is_optional = part.starts_with("optional/");
            const bool formats = part.starts_with("optional/format") || part == "optional/ecmascript-regex.json";
            const Tally tally = suite.run_file(file, std::string(name) + "/" + part, draft, formats);
            print(std::string(name) + "/" + part, tally);
            (is_optional ? optional : required).add(tally);
        }
        print(std::string(name) + ", required", required);
        print(std::string(name) + ", optional", optional);
        for (const std::string& miss : required.misses) UNSCOPED_INFO(miss);
        for (const std::string& miss : optional.misses) {
            INFO(miss);
            CHECK(is_known_to_miss(miss));
        }
        CHECK(required.misses.empty());
        CHECK(required.passed > 300);
    }
}

} // namespace

TEST_CASE("every required test of the JSON Schema test suite passes in each draft that is supported", "[json][schema]")
{
    const std::vector<fs::path> places{"/usr/share/json-schema-test-suite",
                                       "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance"};
    int absent = 0;
    for (const fs::path& place : places) {
        if (fs::exists(place / "tests")) {
            run(place);
            continue;
        }
        ++absent;
        if (goldbox::test::must_have_data()) FAIL("no " << place.string());
    }
    if (absent > 0) GOLDBOX_SKIP(std::to_string(absent) + " of 2 packages with the JSON Schema test suite are missing");
}
