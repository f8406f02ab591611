// SPDX-License-Identifier: MIT
// The dice room alone: compile once, roll for ever, know the odds.
#include <goldbox/dice/statistics.hpp>

#include <cstdio>

using namespace goldbox;

int main()
{
    const auto attack = dice::Expression::compile("4d6kh3 + @bonus [fire]");
    if (!attack) return std::puts(to_string(attack.error()).c_str());
    const std::int64_t bonus[] = {2};
    const auto roll = attack->roll(Draw{.seed = 42, .counter = 1}, bonus);
    const auto odds = dice::statistics(*attack, bonus);
    if (!roll || !odds) return 1;
    std::printf("%s\n", attack->text(*roll).c_str());
    std::printf("from %s to %s, on average %s\n", odds->min->c_str(), odds->max->c_str(), odds->mean->fraction.c_str());
    std::printf("20 with a chance of %s\n", odds->distribution->exact(odds->distribution->size() - 1).c_str());
}
