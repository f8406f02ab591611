// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/must.hpp"
#include "support/skip.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/llm/tokens.hpp>

#include <cmath>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::tests::must;

TEST_CASE("the estimate of tokens lies between 0.6 and 1.7 times the truth", "[llm][tokens]")
{
    GOLDBOX_NEED_DATA("llm/token-counts.json");
    const std::string text = must(read_file(goldbox::test::shared_data("llm/token-counts.json").string()));
    const json::Document document = must(json::read(text));
    goldbox::test::Columns table({"vocabulary", "texts", "lowest", "highest", "mean error %", "of bytes / 4 %"});
    for (const json::Member& encoding : document.root.find("encodings")->object()) {
        double lowest = 1, highest = 1, error = 0, naive = 0;
        int texts = 0;
        for (const json::Value& row : encoding.value.array()) {
            const std::string_view sample = row.find("text")->string();
            const auto truth = static_cast<double>(row.find("tokens")->integer());
            const auto estimate = static_cast<double>(estimate_tokens(sample));
            INFO(sample.substr(0, 60) << " is " << truth << ", estimated " << estimate);
            CHECK(std::abs(estimate - truth) <= std::max(2.0, 0.68 * truth)); // two tokens more or less hurt nobody
            if (truth < 5) continue;
            ++texts;
            CHECK(estimate >= 0.6 * truth);
            CHECK(estimate <= 1.7 * truth);
            lowest = std::min(lowest, estimate / truth);
            highest = std::max(highest, estimate / truth);
            error += std::abs(estimate / truth - 1);
            naive += std::abs(static_cast<double>(sample.size() / 4) / truth - 1);
        }
        REQUIRE(texts > 10);
        const auto percent = [&](double sum) { return std::lround(100 * sum / texts); };
        table.row(encoding.name, texts, std::round(lowest * 100) / 100, std::round(highest * 100) / 100, percent(error),
                  percent(naive));
        CHECK(error < naive);
    }
    std::printf("%s", table.str().c_str());
}

TEST_CASE("a prompt is counted with all that is in it", "[llm][tokens]")
{
    Request request;
    request.messages = {user_message("Hello, world!")};
    const std::int64_t plain = estimate_tokens(request);
    CHECK(plain == 8);
    request.messages[0].parts.emplace_back(Image{"image/png", "aGk=", {}});
    CHECK(estimate_tokens(request) == plain + 1000);
    request.tools = {{"roll", "Rolls a die", {R"({"type":"object"})"}, false}};
    CHECK(estimate_tokens(request) > plain + 1010);
    CHECK(estimate_tokens("") == 0);
    CHECK(estimate_tokens("\xff\xfe") > 0); // no UTF-8
    CHECK(estimate_tokens(std::string(1 << 20, 'a')) == (1 << 20) / 8);
}
