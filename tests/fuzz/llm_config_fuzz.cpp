// SPDX-License-Identifier: MIT
// Any text as a config, as prices and as a recording: refused with a place and a name, or something that can be used.
#include "fuzz/fuzz.hpp"

#include <goldbox/llm/config.hpp>
#include <goldbox/llm/recording.hpp>

using namespace goldbox;
using goldbox::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = test::as_text(data, size);
    const auto config = llm::read_config(text, "llm.json");
    if (config) {
        for (const auto& [task, variants] : config->tasks) {
            expect(!variants.empty(), "a task has a variant");
            std::int64_t percent = 0;
            for (const llm::Variant& each : variants) {
                expect(!each.routes.empty(), "a variant has a route");
                percent += each.percent;
            }
            expect(percent == 100, "all games are dealt");
            llm::Request request;
            llm::apply(llm::choose(variants, task, "game"), request);
        }
        for (const llm::Budget& budget : config->budgets)
            (void)llm::account_of(budget, {.guild = "g", .user = "u"}, {1});
    } else {
        expect(config.error().where.file == "llm.json" || config.error().where.file.empty(), "a refusal has a place");
        expect(!config.error().reason.empty(), "and a name");
    }
    if (const auto prices = llm::read_prices(text)) {
        llm::Usage usage;
        usage.input.total = usage.output.total = 1'000'000'000;
        for (const llm::Price& price : prices->all())
            expect(llm::cost_of(price, usage) >= 0, "nobody is paid for asking");
    }
    (void)llm::make_replay(text);
    (void)llm::parse_duration(text.substr(0, 100));
    (void)llm::parse_instant(text.substr(0, 100));
    return 0;
}
