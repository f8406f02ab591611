// SPDX-License-Identifier: MIT
// The input is the entries of two packs that change a third, cut at a line `===`. Loading says what is wrong, each
// remark with its file, or makes a pack that its image makes again.
#include "fuzz/fuzz.hpp"

#include <goldbox/content/pack.hpp>

#include <memory>
#include <string>

using namespace goldbox;
using namespace goldbox::content;
using goldbox::test::expect;

namespace {

constexpr std::string_view base_entries = R"({
  "tables": {"weather": {"dice": "1d2", "rows": [{"from": 1, "text": "rain"}, {"from": 2, "table": "weather"}]}},
  "texts": {"hello": {"title": "Hi", "text": "Hello."}},
  "features": {"goblin": {"name": "Goblin", "skills": {"stealth": 6}, "senses": ["dark", {"name": "smell"}]}}})";

PackSource pack(const std::string& id, const std::string& needs, std::string_view entries)
{
    auto files = std::make_shared<MemoryFiles>();
    files->add("pack.json", R"({"id":")" + id + R"(","version":"1","licence":"MIT","needs":[)" + needs + "]}");
    files->add("entries.json", std::string(entries));
    return {std::move(files), id};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = test::as_text(data, size);
    const std::size_t cut = text.find("\n===\n");
    const std::string_view one = text.substr(0, cut);
    const std::string_view two = cut == std::string_view::npos ? std::string_view("{}") : text.substr(cut + 5);
    const Loaded loaded =
        load_packs({pack("one", "\"base\"", one), pack("two", "\"base\"", two), pack("base", "", base_entries)});
    expect(loaded.pack != nullptr || has_errors(loaded.diagnostics), "there is a pack, or a reason why not");
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
        expect(!diagnostic.code.empty() && !diagnostic.message.empty(), "a remark says what it is about");
        expect(diagnostic.code == "content.more" || !diagnostic.where.file.empty(), "a remark says where");
    }
    if (!loaded.pack) return 0;
    const Loaded again = load_image(loaded.pack->image());
    expect(again.pack != nullptr, "an image loads");
    expect(again.pack->hash() == loaded.pack->hash(), "an image makes the same pack");
    for (const auto& [id, entry] : loaded.pack->entries("tables")) {
        expect(again.pack->entry("tables", id) != nullptr, "an image has every entry");
        expect(loaded.origins->find("tables", id, {}).line > 0, "every entry was written somewhere");
    }
    return 0;
}
