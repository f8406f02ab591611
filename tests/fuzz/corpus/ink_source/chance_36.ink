crow candle two  gaps
=== tunnel0
~ SEED_RANDOM(9)
* [salt. crow]
* -> DONE
- 
bell {(RANDOM(1, 7) + (tunnel0 + nc))}
{motto}
- (lb) {(sb !? "")}{fun2()}
- (lc) key {ba} ferry
->->
== function fun0(p, ref q)
~ q = (q + na) % 50
rope crow ferry
~ nb += 8
~ return na
== function fun3(p, ref q)
~ q = (q + READ_COUNT(-> tunnel0)) % 50
~ List0 -= (va + 1)
{ shuffle:
- ash, thorn{true:bell ferry \#nine ember|rope thorn} rope
- 
- {(trio >= TURNS()): key|oh!} été
    bell # oh! {nb} # gate bell
    été salt. oh! <>
}
~ return (nb == trio)
CONST trio = 3
CONST motto = "key"
VAR na = 2
VAR nb = 7
VAR nc = 5
VAR fa = -0.5
VAR fb = 2.75
VAR ba = false
VAR bb = false
VAR sa = "oh!"
VAR sb = ""
LIST List0 = red, (amber), green = 5, blue, grey
VAR va = (List0.amber)
VAR vb = ()
VAR goal = -> ending
VAR detour = -> passage
EXTERNAL host_a(x)
{(sb != sa): -> knot0(na)}
{((List0.red, List0.amber) != List0.grey): -> ending}
bell salt.
-> tunnel0 ->
-> knot0(RANDOM(3, 11))
=== ending
The end of {na} and {ending}.
-> DONE
=== passage
Through the passage, {passage:again|once}.
->->
=== finale(x)
The finale of {x}.
-> END
=== knot0(p)
{((2 == nc) || bb): -> DONE}
+ (la) {(() !? LIST_RANDOM(()))} [rain gate] it's salt. \#nine
  candle \#nine{fun2()} # \#nine thorn # été {p}
  {MIN((p + tunnel0), READ_COUNT(-> knot0.la))} {(LIST_RANDOM(List0.red) - LIST_INVERT(List0.amber))}
  + + rope ember ember, {&key it's it's||two  gaps rain|} -> knot1
    { CHOICE_COUNT():
    - 0: gate rain{(!(knot1 > na) && true):bell \#nine} été
        {(not ba && true): -> knot0((READ_COUNT(-> knot0) % 7))}
        crow key{fun2()}
    - 1:
        ~ nc++
        ferry two  gaps oh!
    - else: \#nine thorn Überfahrt {INT(MAX(fb, 0))}
        salt. bell rope
    }
    { stopping:
    - it's
    - 
        two  gaps harbour
        rain thorn, {nb}
    }
* été {~key ash, ferry \#nine key|ferry}{!ash, bell bell|it's rope|two  gaps gate|\#nine gate candle rain}[] salt. bell {"rope"}
* {ba} [ash, two  gaps, {~key oh! ember|oh! candle rain}] oh! Überfahrt ferry harbour {true: salt.|bell \#nine} oh! -> knot1
  -> knot0.la
- 
~ sa = ("x" + LIST_COUNT(()))
-> DONE
=== knot1 ==
-> tunnel0 ->
- (lb) oh!
-> ending
== function fun1(ref p, q) ==
~ p = (p + (READ_COUNT(-> knot1.lb) mod 4)) % 50
gate
two  gaps Überfahrt gate {~ferry ash, salt. harbour, {(READ_COUNT(-> tunnel0.lc) % 7)} thorn|salt. ash,{!two  gaps candle rope gate|gate ash, two  gaps gate}|candle two  gaps{""} Überfahrt} thorn
~ bb = ((trio mod 4) < na)
~ return (bb && (trio == knot0))
== function fun2 ===
salt. rope key
it's, {~crow {motto}|harbour harbour ash,} # rain # ember
<> oh! crow
~ return (sa + 6)
