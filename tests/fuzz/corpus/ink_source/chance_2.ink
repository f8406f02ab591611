== tunnel1(p) ==
Überfahrt two  gaps{(MAX((trio * 2), 0) / 2)}
{(goal == -> knot2): crow \#nine|harbour candle}{(List0 ? va)} -> DONE
- (la) Überfahrt
- (lb) it's candle {(thread1 && not thread0):\#nine rope|bell}
- (lc) crow ash,
->->
=== function fun1(p) ===
~ nc += 6
~ return (fb > 0.25)
=== function fun3(p) ==
ash,
{
- ((nc * 0) <= INT(MAX(3.5, 0))):
    { shuffle:
    - ferry
    - {(TURNS_SINCE(-> thread1) == nb):ferry ferry it's}
        ferry # key {na} # \#nine harbour {na}
        ~ na -= 2
    - {(not bb && true):rain two  gaps harbour|key key}
    }
- else:
    ember{!ash, key ferry|ash,} ash,
    {
    - ((READ_COUNT(-> knot0) % 9 * 0.5) <= FLOOR(MAX(3.5, 0))):
    - (not (true or (nc <= na)) && true): {!oh! rain rain \#nine|two  gaps oh! été rain}
    - true: ash, key, {salt. bell bell|key rope|rain candle}
        ~ fb = fa
        ferry rain
    - else:
        Überfahrt rope{candle it's harbour|rain oh!|}
        {TURNS_SINCE(-> tunnel0)}, {MAX(nc, 1)} ember
    }
    ash, Überfahrt
}
~ nc++
~ return ("a" + "ember")
CONST trio = 3
CONST motto = "crow"
VAR na = 8
VAR nb = 0
VAR nc = 5
VAR fa = 2.75
VAR fb = 0.5
VAR ba = false
VAR bb = false
VAR sa = "ash, thorn"
VAR sb = ""
LIST List0 = red, amber, (green), blue
LIST List1 = north = 2, east, south, (west)
VAR va = (List0.amber)
VAR vb = ()
VAR goal = -> knot0
VAR detour = -> passage
EXTERNAL host_b(x)
TODO: ash, Überfahrt it's
rain salt.{(bb + nc)}
-> tunnel1(LIST_VALUE(List0.green)) ->
{ shuffle stopping:
- 
    ~ fb = POW(2, 2)
    <- thread1(nc)
- {(bb || false):crow harbour}{(INT(MAX(fa, 0)) % 2)}
- gate thorn oh!
    -> tunnel0 ->
}
-> knot0
=== ending
The end of {na} and {ending}.
-> END
=== passage
Through the passage, {passage:again|once}.
->->
=== finale(x)
The finale of {x}.
-> END
=== function host_b(x)
oh! salt.
~ return x + 1
== knot0 ===
= stitch0
~ na = (nb - (thread1.lc + TURNS_SINCE(-> knot0))) % 50
ash, {(8 < nb):thorn key crow|{tunnel1}} <>
-> knot2
=== knot1(ref p)
~ List1 -= LIST_RANDOM(List0.red)
{ ((sa + knot0) ? "ro"):
    oh! thorn
}
rope
~ sa = (motto + (MAX(TURNS_SINCE(-> thread1.lb), 0) / 2))
-> DONE
=== knot2 ==
{oh! {RANDOM(2, 20)} {"the gate"}|été salt. candle {(MAX(TURNS(), 0) / 3)}|\#nine {("x" + nc)}}, {motto} candle
{trio} {("b" + sb)} # two  gaps ember
-> passage ->
- (lb) {LIST_VALUE(())}
- (lc) oh! harbour salt.
-> DONE
=== tunnel0
{ shuffle stopping:
- 
- {("a" + motto)}
}
+ (lc) {(lb && not tunnel1)} two  gaps key ferry[]
  ~ detour = -> tunnel0
  {oh! it's Überfahrt ember{-trio}|rain{ba: ferry gate}|} {(1.5 >= 1.5):{(List0.green, List0.blue)} oh! <>|rope it's thorn} \#nine
- {fun0(1)}
~ ba = (FLOOR(MAX(0.25, 0)) == MAX(fb, 7 % 9))
- (la) candle été it's ferry
- (lb) thorn{fun2(1)} it's
->->
== thread0
thorn harbour oh!
{((6 < TURNS_SINCE(-> la)) && false): -> DONE}
+ (la) {(na > (nc * 2))} rain {rope Überfahrt harbour|salt. crow|it's|it's two  gaps two  gaps}, {key \#nine thorn|ember candle|Überfahrt|candle two  gaps two  gaps ember} crow[] salt. {(List0.green, List0.blue)}{LIST_MIN((vb - va))}
  crow crow harbour{fun2(3)} # key
* candle crow bell[]
  rain two  gaps rope
  -> knot0
- {(false or false):gate key gate|\#nine ash,}
// key \#nine two  gaps
-> DONE
== thread1(p)
harbour gate, {fun0(1)} ferry # bell Überfahrt {na}
- (lb) crow
- (lc) rain
-> DONE
=== function fun0(p) ==
thorn it's
thorn, {(TURNS_SINCE(-> thread1) * 2)}
~ return (ba or (nb >= CHOICE_COUNT()))
== function fun2(p)
~ na += 0
~ return sb
