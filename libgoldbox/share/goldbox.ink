// SPDX-License-Identifier: MIT
// What a story can ask of the game around it. INCLUDE goldbox.ink at the top of a story.
//
// In the game, the rules answer these calls. Anywhere else, such as in Inky, the functions below stand in for them; for
// that, put a copy of this file beside the story. The game brings its own copy when there is none.

// Query: does the party have this thing?
EXTERNAL has(thing)
// Query: how many people are playing?
EXTERNAL players()
// Check: does a roll with this skill reach the difficulty? A d20 where there are no rules.
EXTERNAL check(skill, difficulty)
// Actions: the party gets a thing, the party loses one. They return whether that came about.
EXTERNAL give(thing)
EXTERNAL take(thing)
// What follows needs rules. Query: the party as a number: "size", "alive", "money" (in the smallest coin), "time" (game
// seconds), or the highest of a stat: "strength".
EXTERNAL party(what)
// Actions: experience points, shared by who lives; a "short" or a "long" rest, true when nothing disturbed it; dice of
// damage of a type, or of healing, for "all", the "leader", or somebody by name.
EXTERNAL award(points)
EXTERNAL rest(kind)
EXTERNAL damage(who, dice, type)
EXTERNAL heal(who, dice)
// Action: a fight of one of the pack's encounters. The story waits, and goes on at one of three places:
//     ~ temp next = fight("bandits", -> won, -> lost, -> fled)
//     -> next
// In the game the second line is never reached. Elsewhere every fight is won.
EXTERNAL fight(encounter, won, lost, fled)
// Action: the party walks on one of the pack's maps, from the object of that name. The story waits, and goes on where the
// map's triggers lead, at `left` when the party leaves, or at `lost` when it was beaten there:
//     ~ temp next = explore("mill", "the door", -> left, -> lost)
//     -> next
// With "" for the name the party goes on from where it stands, which is how a trigger's knot hands the way back.
// Elsewhere than in the game nobody walks: the story goes on at `left`.
EXTERNAL explore(map, start, left, lost)

// Action: a person drawn on one of the pack's maps is there from now on (true), or is not (false):
//     ~ present("mill", "the miller", false)
EXTERNAL present(map, who, here)

// A list of all that was given and taken, numbered by thing: "+rope 1;+torch 1;-rope 1;". Ink cannot cut text out of
// a string, but it can look for it.
VAR goldbox_belongings = ""

=== function has(thing) ===
~ return goldbox_times("+", thing, 1) > goldbox_times("-", thing, 1)

=== function players() ===
~ return 1

=== function check(skill, difficulty) ===
~ return RANDOM(1, 20) >= difficulty

=== function give(thing) ===
~ temp number = goldbox_times("+", thing, 1) + 1
~ goldbox_belongings = goldbox_belongings + "+" + thing + " " + number + ";"
~ return true

=== function take(thing) ===
{ not has(thing):
    ~ return false
}
~ temp number = goldbox_times("-", thing, 1) + 1
~ goldbox_belongings = goldbox_belongings + "-" + thing + " " + number + ";"
~ return true

=== function party(what) ===
~ return 1

=== function award(points) ===
~ return true

=== function rest(kind) ===
~ return true

=== function damage(who, dice, type) ===
~ return true

=== function heal(who, dice) ===
~ return true

=== function fight(encounter, -> goldbox_won, -> goldbox_lost, -> goldbox_fled) ===
~ return goldbox_won

=== function explore(map, start, -> goldbox_left, -> goldbox_lost) ===
~ return goldbox_left

=== function present(map, who, here) ===
~ return true

// How often the thing was given (+) or taken (-), when it is known to be at least number - 1 times.
=== function goldbox_times(sign, thing, number) ===
{ goldbox_belongings ? (sign + thing + " " + number + ";"):
    ~ return goldbox_times(sign, thing, number + 1)
}
~ return number - 1
