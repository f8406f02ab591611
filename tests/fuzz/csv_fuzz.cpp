// SPDX-License-Identifier: MIT
// Any bytes as a catalogue in CSV: what can be read writes and reads the same.
#include "fuzz/fuzz.hpp"

#include <goldbox/narrative/strings.hpp>

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace goldbox;
    using namespace goldbox::narrative;
    const Catalogue catalogue = read_csv(test::as_text(data, size), "fuzz.csv").catalogue;
    const std::string written = write_csv(catalogue);
    const CatalogueFile again = read_csv(written, "fuzz.csv");
    test::expect(!has_errors(again.diagnostics), "what is written reads without mistakes");
    test::expect(write_csv(again.catalogue) == written, "writing what was read changes nothing");
    (void)check(catalogue);
    return 0;
}
