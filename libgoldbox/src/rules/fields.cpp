// SPDX-License-Identifier: MIT
#include <goldbox/rules/fields.hpp>

namespace goldbox::json {

template void write_value(Writer&, const rules::Event&);
template void read_value(Reading&, const Value&, rules::Event&, const About&);
template void write_value(Writer&, const rules::Command&);
template void read_value(Reading&, const Value&, rules::Command&, const About&);
template void write_value(Writer&, const rules::World&);
template void read_value(Reading&, const Value&, rules::World&, const About&);

} // namespace goldbox::json
