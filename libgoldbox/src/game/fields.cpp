// SPDX-License-Identifier: MIT
#include <goldbox/game/fields.hpp>

namespace goldbox::json {

template void write_value(Writer&, const game::Event&);
template void read_value(Reading&, const Value&, game::Event&, const About&);
template void write_value(Writer&, const game::Order&);
template void read_value(Reading&, const Value&, game::Order&, const About&);
template void write_value(Writer&, const game::Command&);
template void read_value(Reading&, const Value&, game::Command&, const About&);

} // namespace goldbox::json
