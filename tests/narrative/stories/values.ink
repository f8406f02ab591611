LIST weather = rain = 2, (sun), snow = 7
LIST tool = (rope), torch
VAR f = 2.5
VAR i = 7
-> END
=== function ints
{7 / 2} {-7 / 2} {7 mod 3} {-7 mod 3} {2147483647 + 1} {MIN(3, 4)} {MAX(3, 4)} {POW(2, 10)}
=== function floats
{7 / 2.5} {FLOAT(2) / 3} {f} {f * 1.5} {FLOOR(2.7)} {CEILING(2.2)} {INT(2.9)} {INT(-2.9)} {FLOAT(3) / 2} {POW(10, 7)} {POW(10, 6)} {1 / POW(10, 5)} {123456.7} {POW(2, 0.5)}
=== function bools
{1 == 1} {not 1} {1 == 1.0} {"1" == 1} {true + 1} {"a" ? "b"} {"ab" ? "b"} {1 && 0} {3 > 2}
=== function lists
{weather} {LIST_ALL(weather)} {LIST_INVERT(weather)} {LIST_COUNT(LIST_ALL(tool))} {LIST_VALUE(snow)} {weather + 1} {sun + rope} {weather ? sun} {weather ? ()} {(rain, snow) > sun} {LIST_RANGE(LIST_ALL(weather), 3, 9)} {LIST_MIN(LIST_ALL(weather))} {LIST_MAX((rain, snow))} {(rain, sun) ^ (sun, snow)} {weather(7)} {tool == rope} {LIST_ALL(tool) - rope} 
=== function add(a, b)
~ return a + b
=== function say(a)
You said {a}.
Twice {a}.
~ return
=== function set_f(x)
~ f = x
=== function chance
{RANDOM(1, 1000)} {RANDOM(1, 1000)} {LIST_RANDOM(LIST_ALL(weather))}
=== function seeded
~ SEED_RANDOM(7)
{RANDOM(1, 1000)} {RANDOM(1, 1000)}
