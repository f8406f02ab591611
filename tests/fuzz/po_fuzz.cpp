// SPDX-License-Identifier: MIT
// Any bytes as a .po file: what can be read writes and reads the same, checks, merges and binds.
#include "fuzz/fuzz.hpp"

#include <goldbox/narrative/translation.hpp>

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace goldbox;
    using namespace goldbox::narrative;
    const Catalogue catalogue = read_po(test::as_text(data, size), "fuzz.po").catalogue;
    const std::string written = write_po(catalogue);
    const CatalogueFile again = read_po(written, "fuzz.po");
    test::expect(!has_errors(again.diagnostics), "what is written reads without mistakes");
    test::expect(write_po(again.catalogue) == written, "writing what was read changes nothing");
    (void)check(catalogue);
    (void)merge(catalogue, again.catalogue);

    static const auto texts = [] {
        constexpr std::string_view story =
            R"({"inkVersion":21,"root":[["^Hello ","ev",{"VAR?":"n"},"out","/ev","^ times.","\n","done",null],"done",)"
            R"({"global decl":["ev",3,{"VAR=":"n"},"/ev","end",null]}],"listDefs":{}})";
        return Texts::of(*Story::load(story));
    }();
    const auto bound = Translation::bind(texts, catalogue);
    Session session(std::shared_ptr<const Story>(texts, &texts->story()));
    const auto line = session.advance();
    if (line) (void)bound.translation->show(texts->line(session), line->text);
    return 0;
}
