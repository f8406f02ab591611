CONST trio = 3
CONST motto = "ember"
VAR na = 0
VAR nb = 5
VAR nc = 3
VAR fa = 1.25
VAR fb = 0.5
VAR ba = true
VAR bb = false
VAR sa = "bell"
VAR sb = ""
LIST List0 = red, amber, green, blue
VAR va = (List0.red)
VAR vb = ()
VAR goal = -> ending
VAR detour = -> passage
~ nc += 8
-> tunnel0 ->
-> knot0((TURNS_SINCE(-> thread0.lc) * 0))
=== ending
The end of {na} and {ending}.
-> END
=== passage
Through the passage, {passage:again|once}.
->->
=== finale(x)
The finale of {x}.
-> END
=== knot0(p)
crow{fun2(na)}
{(fa != 2.75): -> knot1.stitch0}
gate ember, {TURNS_SINCE(-> tunnel0.lb)} candle
* key harbour gate
  \#nine ferry {va} bell
- (lb) été, {List0}
<- thread0(LIST_COUNT(List0))
-> tunnel0 ->
-> DONE
=== knot1 ==
= stitch0
{("the gate" !? "ro"): -> ending}
~ goal = -> knot1
* {(LIST_MIN(()) > LIST_RANDOM(List0.blue))} salt. thorn gate{ba:harbour key ferry} rain
  été key crow
  -> tunnel0 ->
- été thorn ash,
-> tunnel0 ->
-> ending
=== tunnel0 ===
~ va -= ()
- (lb) candle oh!
- (lc) ember ember ash,
->->
=== thread0(p)
{RANDOM(2, 14)}, {(READ_COUNT(-> knot1) <= nb)}
~ nb = 1
- (lb) {(va <= va)} {(LIST_VALUE(List0) mod 4)} two  gaps
- (lc) rain bell
-> DONE
=== function fun0
~ sa = ""
{ MAX(6, READ_COUNT(-> knot0)):
- 0: ember
    ash, # gate
- 1: oh! ferry
    { (-knot1.stitch0 <= 3):
        it's harbour
    }
    {$key oh! Überfahrt ferry|salt. Überfahrt|{-na}|Überfahrt harbour} {Überfahrt thorn oh! harbour|bell salt.{thorn ember||} harbour|ferry, {INT(MAX(fa, 0))} ash,}
}
~ return "the gate"
== function fun1(p, q, r) ==
~ ba = (va == LIST_INVERT(va))
~ return p
=== function fun2(ref p) ==
~ p = (p + RANDOM(0, 10)) % 50
it's{"crow {p}"}
~ detour = -> passage
~ return "crow {trio}"
