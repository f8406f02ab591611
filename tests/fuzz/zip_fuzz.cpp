// SPDX-License-Identifier: MIT
// Any bytes as an archive: files with names that stay inside, within the bounds, or an error.
#include "fuzz/fuzz.hpp"

#include <goldbox/zip/zip_files.hpp>

#include <string>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const zip::Limits limits{.files = 100, .bytes = 1u << 20, .ratio = 200};
    const std::string archive(test::as_text(data, size));
    const auto files = zip::read_zip(archive, limits);
    if (!files) {
        expect(files.error().reason.starts_with("zip.") && !files.error().message.empty(),
               "an error says what is wrong");
        return 0;
    }
    const auto names = (*files)->list();
    expect(names && names->size() <= limits.files, "there are no more files than allowed");
    std::size_t bytes = 0;
    for (const std::string& name : *names) {
        expect(is_inner_path(name), "names stay inside");
        bytes += (*files)->read(name)->size();
    }
    expect(bytes <= limits.bytes && bytes <= limits.ratio * size, "no more is unpacked than allowed");
    return 0;
}
