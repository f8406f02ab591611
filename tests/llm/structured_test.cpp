// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/must.hpp"

#include <goldbox/llm/structured.hpp>

using namespace goldbox;
using namespace goldbox::llm;
using goldbox::tests::must;

namespace {

Request pick_question()
{
    Request request;
    request.model = "m";
    request.messages = {user_message("Who goes there?")};
    request.output = OutputSchema{
        "person",
        {R"({"type":"object","properties":{"name":{"type":"string","minLength":2},"age":{"type":"integer","minimum":0}},)"
         R"("required":["name","age"],"additionalProperties":false})"}};
    return request;
}

Response says(std::string text, FinishReason reason = FinishReason::stop)
{
    Response response;
    response.message = {Role::assistant, {Text{std::move(text), {}}}, "openai-chat"};
    response.finish.reason = reason;
    return response;
}

} // namespace

TEST_CASE("a valid answer is taken at once", "[llm][structured]")
{
    for (const char* text : {R"({"name":"Ann","age":7})", "  {\"name\": \"Ann\",\n \"age\": 7}\n",
                             "Here you are:\n```json\n{\"name\":\"Ann\",\"age\":7}\n```\nAnything else?",
                             "Sure! {\"name\":\"Ann\",\"age\":7} is the answer."}) {
        Structured asking = must(Structured::begin(pick_question()));
        const auto step = asking.answer(says(text));
        REQUIRE(std::holds_alternative<JsonText>(step));
        CHECK(std::get<JsonText>(step).text == R"({"name":"Ann","age":7})");
        CHECK(asking.repairs() == 0);
    }
}

TEST_CASE("a wrong answer is sent back once with everything that is wrong with it", "[llm][structured]")
{
    Structured asking = must(Structured::begin(pick_question()));
    const auto step = asking.answer(says(R"({"name":"A","agee":7})")); // a provider's grammar would have let "A" pass
    REQUIRE(std::holds_alternative<Again>(step));
    REQUIRE(asking.request().messages.size() == 3);
    CHECK(asking.request().messages[1].role == Role::assistant);
    const std::string complaint = text_of(asking.request().messages[2]);
    CHECK(complaint.find("/name") != std::string::npos);
    CHECK(complaint.find("\"age\" is missing") != std::string::npos);
    CHECK(complaint.find("agee") != std::string::npos);
    const auto repaired = asking.answer(says(R"({"name":"Ann","age":7})"));
    CHECK(std::holds_alternative<JsonText>(repaired));
    CHECK(asking.repairs() == 1);
}

TEST_CASE("there is one repair, then it fails", "[llm][structured]")
{
    Structured asking = must(Structured::begin(pick_question()));
    CHECK(std::holds_alternative<Again>(asking.answer(says("I would rather not."))));
    const auto step = asking.answer(says("Still not."));
    REQUIRE(std::holds_alternative<Failure>(step));
    const Failure& failure = std::get<Failure>(step);
    CHECK(failure.kind == FailureKind::schema);
    CHECK_FALSE(failure.retryable);
    CHECK(text_of(failure.partial.message) == "Still not.");
}

TEST_CASE("what was cut off or filtered is not asked for again", "[llm][structured]")
{
    Structured cut = must(Structured::begin(pick_question()));
    const auto too_long = cut.answer(says(R"({"name":"An)", FinishReason::length));
    REQUIRE(std::holds_alternative<Failure>(too_long));
    CHECK(std::get<Failure>(too_long).kind == FailureKind::too_large);
    Structured filtered = must(Structured::begin(pick_question()));
    const auto refused = filtered.answer(says("I cannot.", FinishReason::content_filter));
    REQUIRE(std::holds_alternative<Failure>(refused));
    CHECK(std::get<Failure>(refused).kind == FailureKind::filtered);
}

TEST_CASE("without a schema any JSON object will do", "[llm][structured]")
{
    Request request = pick_question();
    request.output->schema = {};
    Structured asking = must(Structured::begin(request));
    CHECK(std::holds_alternative<Again>(asking.answer(says("[1]"))));
    CHECK(std::holds_alternative<JsonText>(asking.answer(says("{}"))));
}

TEST_CASE("a question without a schema, or with a broken one, is refused", "[llm][structured]")
{
    Request request = pick_question();
    request.output->schema = {R"({"type":"objekt"})"};
    CHECK_FALSE(Structured::begin(request));
    request.output.reset();
    CHECK(Structured::begin(request).error().reason == "llm.invalid_request");
}

TEST_CASE("a call is checked before it runs", "[llm][structured]")
{
    const std::vector<Tool> tools = {
        {"roll",
         "Rolls",
         {R"({"type":"object","properties":{"sides":{"type":"integer"}},"required":["sides"]})"},
         false},
        {"look", "Looks", {}, false}};
    CHECK_FALSE(refuse_call({"c", "roll", {R"({"sides":6})"}, {}, {}}, tools));
    CHECK_FALSE(refuse_call({"c", "look", {"{}"}, {}, {}}, tools));
    const auto unknown = refuse_call({"c", "rol", {"{}"}, {}, {}}, tools);
    REQUIRE(unknown);
    CHECK(unknown->call_id == "c");
    CHECK(unknown->is_error);
    CHECK(unknown->output == "There is no tool \"rol\". Did you mean \"roll\"?");
    CHECK(refuse_call({"c", "roll", {"{}"}, "{oops", {}}, tools)->output.starts_with("The arguments are no JSON"));
    CHECK(refuse_call({"c", "roll", {"{}"}, {}, {}}, tools)->output.find("\"sides\" is missing") != std::string::npos);
}
