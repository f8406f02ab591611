// SPDX-License-Identifier: MIT
#include <goldbox/game/fields.hpp>
#include <goldbox/json/schema.hpp>
#include <goldbox/json/validator.hpp>

#include "support/catch.hpp"

using namespace goldbox;

namespace {

template <class T>
json::Schema schema_of()
{
    const auto document = json::read(json::schema<T>("test"));
    REQUIRE(document);
    auto schema = json::Schema::compile(document->root);
    REQUIRE(schema);
    return *std::move(schema);
}

} // namespace

TEST_CASE("every command and event, as it is written, is valid against the schema of its table", "[game][schema]")
{
    const json::Schema what = schema_of<decltype(game::Command::what)>();
    const json::Document command =
        *json::read(json::to_json(decltype(game::Command::what)(game::Choose{{.index = 0, .generation = 1}, 2})));
    CHECK(what.validate(command.root)->empty());
    CHECK_FALSE(*what.accepts(json::read(R"({"type":"choose","stori":[0,1]})")->root));
    schema_of<game::Event>();
}
