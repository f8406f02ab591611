// SPDX-License-Identifier: MIT
// A damaged or forged log: each line is an event, folded in order; then the whole input as a state. Nothing crashes,
// and what folds has a hash and survives JSON.
#include "host/codec.hpp"

#include <goldbox/game/state.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace goldbox;

static void must_survive(const game::State& state)
{
    const auto again = game::state_from_json(game::to_json(state));
    if (again && game::hash_of(*again) != game::hash_of(state)) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto state = game::state_from_json(text)) must_survive(*state);
    game::State state;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t quote = line.find("\"type\":\"");
        std::string type = quote == std::string_view::npos ? "said" : std::string(line.substr(quote + 8));
        type.resize(std::min(type.size(), type.find('"')));
        const auto event = host::decode_event({type, 1, std::string(line)});
        if (event && !game::fold(state, *event)) return 0;
    }
    must_survive(state);
    return 0;
}
