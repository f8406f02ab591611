// SPDX-License-Identifier: MIT
// A schema and a value, both from strangers: `[schema, value, ...]`. Compiling and validating end, yes and no agree
// with the list of violations, and every violation has a place.
#include "fuzz/fuzz.hpp"

#include <goldbox/base/text.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/validator.hpp>

using namespace goldbox;
using goldbox::test::expect;

namespace {

void check(const json::Schema& schema, const json::Value& value)
{
    const json::ValidateOptions limits{.source = {}, .most = 20, .max_work = 200'000, .max_depth = 200};
    const auto quick = schema.accepts(value, limits);
    const auto violations = schema.validate(value, limits);
    if (!quick || !violations) { // telling all may take longer than saying no
        const Error& error = quick ? violations.error() : quick.error();
        expect(error.code == Code::limit && !error.message.empty(), "only limits end a validation");
        return;
    }
    expect(*quick == violations->empty(), "there are violations if and only if the value is refused");
    expect(violations->size() <= limits.most, "no more violations than were asked for");
    for (const json::Violation& violation : *violations) {
        expect(!violation.message.empty() && is_utf8(violation.message), "a violation says what is wrong");
        expect(!violation.schema.empty() && !violation.reason.empty(), "a violation says which keyword said so");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = test::as_text(data, size);
    const auto document = json::read(text, {.comments = true});
    if (!document || !document->root.is(json::Kind::array) || document->root.array().empty()) return 0;
    const auto parts = document->root.array();
    for (const bool formats : {false, true}) {
        const json::SchemaOptions options{.documents = {},
                                          .resolve = {},
                                          .assert_formats = formats,
                                          .source = {text, {.file = "schema.json", .comments = true}},
                                          .max_schemas = 5'000};
        const auto schema = json::Schema::compile(parts[0], options);
        if (!schema) {
            expect(!schema.error().reason.empty() && !schema.error().message.empty(), "an error says what is wrong");
            continue;
        }
        for (const json::Value& value : parts.subspan(1)) check(*schema, value);
    }
    return 0;
}
