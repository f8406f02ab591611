CONST trio = 3
CONST motto = "harbour"
VAR na = 0
VAR nb = 2
VAR nc = 5
VAR fa = 1.25
VAR fb = 0.5
VAR ba = false
VAR bb = true
VAR sa = "rain \#nine"
VAR sb = ""
LIST List0 = (red), amber = 5, (green)
VAR va = (List0.red)
VAR vb = ()
VAR goal = -> ending
VAR detour = -> tunnel0
EXTERNAL host_a(x)
EXTERNAL host_b(x)
-> tunnel0 ->
{ (LIST_RANDOM((List0.red, List0.green)) !? (List0 ^ List0.amber)):
    crow gate rope{$two  gaps candle|crow key \#nine|rope ash, thorn salt.}
    salt. # it's ash, # ash, crow {na}
    ~ fa = MIN(0.25, (MAX(READ_COUNT(-> thread0), 0) / 4) % 9)
}
* two  gaps crow[] bell {(ba + (bb + na))}
  {false: -> knot1(CHOICE_COUNT())}
  été été, {(FLOAT(na % 9) / 4)}
  ** [two  gaps \#nine {true:crow Überfahrt rain <>|ember \#nine candle} # it's two  gaps # ash, rain {nc} ]
    // gate oh! gate
  * * -> knot1(TURNS_SINCE(-> tunnel0))
+ {(goal != -> ending)} Überfahrt it's key rain
  {(INT(MAX(fb, 0)) * 0)}
  <- thread0((knot1 % 4))
- ember harbour bell
oh! it's ferry
harbour Überfahrt
-> knot0(INT(MAX(1.5, 0)))
=== ending
The end of {na} and {ending}.
-> END
=== passage
Through the passage, {passage:again|once}.
->->
=== finale(x)
The finale of {x}.
-> END
=== function host_a(x)
~ return x + 1
=== function host_b(x)
~ return x + 1
== knot0(p)
{sb}, {nb} # bell oh! # gate rope {p}
{ cycle:
- crow ferry, {("a" + sb)}
    { shuffle once:
    - {("ü" + "rope")}, {CEILING(MAX(0.25, 0))} ash,
    - two  gaps
    }
    ferry ash, -> END
- oh! gate salt.{LIST_RANGE(va, 3, 4)}
- 
}
ferry thorn
-> ending
= stitch0
-> tunnel0 ->
candle {LIST_VALUE((va ^ ()))}<>
-> tunnel0 -> detour ->
{bb} {((MAX(3, 0) / 3) % 4)} oh!
-> ending
== knot1(p)
{ false:
    bell, {key salt. Überfahrt rope|été bell|}
    ~ nc--
- else:
    {LIST_RANDOM(LIST_ALL(vb))} it's
}
- (la) \#nine Überfahrt rain
- (lb) gate \#nine rope{fun0(1, 3)}
- (lc) it's ash, bell
-> DONE
= stitch0
~ vb += List0.amber
~ nb++
-> END
=== tunnel0
ember it's ember
thorn bell{fa} Überfahrt
{ shuffle:
- 
    candle ember \#nine {((MAX(na, 0) / 1) - LIST_COUNT(List0))}
    {
    - (va !? LIST_RANDOM(vb)): ember harbour salt. \#nine
    - (1.5 == fb):
        ~ nc = MAX(-TURNS_SINCE(-> lc), (MAX(na, 0) / 1)) % 50
        gate oh! crow
    - else: été thorn, {fun1(3, nb)}
        two  gaps {fun1(2, nc)}
        \#nine \#nine
        oh! it's rope {vb}
    }
- oh! salt. harbour {&ash, harbour candle two  gaps|ember it's|candle}
    oh! key
}
~ fun1(4, na)
* (lc) rope two  gaps key
  {(CHOICE_COUNT() < 3): -> finale(2)}
* été candle key[]
- 
->->
== thread0(p) ==
{ba: -> DONE}
~ nb = 1
-> passage ->
{(tunnel0 && not lb): -> ending}
* candle oh! ash,, {(not false && true): rain été bell}
  salt. \#nine, {salt. \#nine it's gate salt.||Überfahrt rope ferry} ember <>
  -> goal
* -> 
  key thorn, {(lb && not thread0):crow it's \#nine|key salt. rope, {TURNS_SINCE(-> knot1.la)}} bell <>
  harbour harbour {!thorn {ash, crow two  gaps two  gaps||two  gaps}|} ferry
* (lb) {(LIST_INVERT(vb) == List0.green)} Überfahrt {va} {$été thorn ember|candle|salt. ember} Überfahrt
  { -lb:
  - 0:
  - 1: rain ember
      { shuffle stopping:
      - key harbour gate
          {fun1(2, nc)} it's # candle {nc} # it's
          key oh!, {READ_COUNT(-> lb)} rope
      - 
      - gate bell été
          {("the gate" != sb): -> DONE}
      }
      ~ ba = (List0.amber != LIST_RANGE((List0.green, List0.amber), List0.red, List0.amber))
  - 2:
      {(p > na): -> END}
  }
  {(motto !? "e"): -> finale(2)}
- gate harbour
-> DONE
=== function fun0(p, q) ==
rope thorn
~ detour = -> passage
~ return (vb != (List0.amber, List0.red))
=== function fun1(p, ref q) ==
~ q = (q + INT(MAX(0.25, 0))) % 50
{ p > 0 && p < 5:
    ~ return fun1(p - 1, q) + p
}
crow ember
{ (goal != -> ending):
    {(bb and ba): harbour key rope|été rain} {MAX(8, INT(MAX(1.5, 0)))}
    key it's gate # candle {bb:gate|crow} # it's {p}
    ~ List0 = LIST_ALL(LIST_RANDOM(vb))
}
~ return INT(MAX(fa, 0))
