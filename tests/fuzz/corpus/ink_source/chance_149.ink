# title: ember
CONST trio = 3
CONST motto = "ash,"
VAR na = 4
VAR nb = 4
VAR nc = 8
VAR fa = -0.5
VAR fb = 2.75
VAR ba = true
VAR bb = true
VAR sa = "candle thorn"
VAR sb = ""
LIST List0 = red, amber, (green)
LIST List1 = (north), east
LIST List2 = one, two, (three)
VAR va = (List1.east)
VAR vb = ()
VAR goal = -> knot0
VAR detour = -> tunnel0
gate été candle{&rope bell {((na == nb) && true)} candle|rain key ferry{""}|thorn{LIST_RANGE((List1.north + va), 3, 2)}}
~ nc++
~ fa = MAX(2.75, CHOICE_COUNT() % 9)
~ na++
* \#nine {&it's rain key candle key|Überfahrt rain two  gaps bell|oh! candle \#nine|oh! ash, two  gaps} rain[] harbour \#nine key ember Überfahrt -> knot0
  crow salt. crow
  + + candle crow été oh![candle {(MAX(-nc, 0) / 2)}{$rain thorn été key|harbour été key}]gate {fun3()}
    it's salt. bell{fun3()} crow
    ** * rope {(motto !? "ro"):thorn ash, it's|bell rain crow}
      rope harbour two  gaps{"rope"} rain
    +++ Überfahrt ash, oh! oh! {$ash, salt. été|\#nine candle}
      ~ na++
    * ** {ba} oh! bell
      -> knot2.lb
    *** -> DONE
      -> knot1
  ** it's thorn ember Überfahrt{fun0(0, 3, nc)}[rope crow gate]it's {fun2(na, 4)}
    été rope oh! # Überfahrt Überfahrt {ba:ferry|été}
    ~ SEED_RANDOM(15)
* bell key crow ash,
  -> passage ->
  rope rain{"rope"}
- ember it's two  gaps candle
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
=== knot0 ==
ember Überfahrt key
<- thread0(na)
{fun0(3, 0, nb)}
-> ending
= stitch0
-> tunnel0 ->
thorn it's rope{((knot1 > 8) && false):salt. été} ash,
-> passage ->
-> tunnel0 ->
-> DONE
= stitch1
été it's {(3.5 < fb): key {(-na mod 2)}} crow
-> ending
== knot1
{(LIST_RANDOM((List1.north, List2.one)) ^ LIST_MIN((List1.north, List2.two)))} \#nine # it's {nc} {ba:ferry|\#nine} # Überfahrt Überfahrt
bell
~ fa = 2.75
* {(("b" + sb) ? "e")} two  gaps ash,, {vb}[Überfahrt rain, {()} gate]été ferry salt. crow, {&key \#nine ferry||rain} ferry
  -> knot1.lc
* bell salt.{("the gate" !? ""): bell gate ember|ferry crow} # it's ferry {nb} [salt. rope]bell ferry \#nine ferry{(!ba && true): ferry ember}
  ~ va -= (va + 2)
  {(goal != -> knot1): -> knot1}
  -> ending
* -> ending
- ember
~ nb = nc % 50
- (lb) oh!{((MAX(CHOICE_COUNT(), 0) / 4) * 1)}
- (lc) été, {thorn \#nine crow|Überfahrt}
=== knot2(ref p) ===
{true: -> END}
+ (lc) {(trio == READ_COUNT(-> tunnel0))} harbour harbour harbour Überfahrt, {()}[]
  {(na > READ_COUNT(-> ending)): -> DONE}
  {((List0.red, List1.north) hasnt vb): -> DONE}
* two  gaps two  gaps bell gate # rope {ba:crow|it's} 
  oh! harbour{fun0(0, 3, na)}
  bell ferry ash,, {LIST_RANGE(vb, 1, 5)} <>
* {ba} [harbour oh! it's {bb:key oh! two  gaps} ash,]
  ** it's candle it's{LIST_RANGE((List1.east, List2.two), 1, 3)} ash,[]
    ~ nc += 7
  ** {ba} candle harbour{tunnel0}[rope gate it's]crow two  gaps oh! ferry {harbour it's salt.|bell ferry two  gaps|}
    *** (lb) rope ash,{$gate it's two  gaps|harbour salt.|it's rain}
      Überfahrt thorn ember
      salt. \#nine {fun4(na, 3)}
    - -- 
    gate \#nine gate harbour
  * * harbour été {(sb != sa): crow|oh!} harbour
    { shuffle stopping:
    - 
    - it's salt. harbour
    - thorn ash, candle{!ash, ferry thorn Überfahrt|bell été}
    }
  - - it's key oh!{vb}
  {("" != sa)}
  -> ending
- {"the gate"}
~ goal = -> ending
-> DONE
== tunnel0 ===
~ nb = 1
* thorn {&ash, it's|}[] -> knot0.stitch0
  ~ detour = -> tunnel0
  été \#nine<>
- {("x" + TURNS())} {!gate rain Überfahrt|it's \#nine|\#nine gate harbour}
<> gate oh! ferry
- (lb) {(motto ? "ro"):candle salt.|Überfahrt salt.} {bb:crow salt. ferry|été thorn ferry}
->->
== thread0(ref p) ===
{("a" + "the gate")}, {INT(MAX(POW(2, 1), 0))} \#nine
-> tunnel0 ->
harbour été<>
- (la) ash, {&thorn harbour it's bell ferry||salt. été ash,|}
- (lc) ash, key Überfahrt
-> DONE
=== function fun0(p, q, ref r) ===
~ r = (r + RANDOM(2, 9)) % 50
~ temp t0 = -READ_COUNT(-> knot1.lb)
~ return ("a" + sb)
== function fun1(ref p) ===
~ SEED_RANDOM(69)
~ return bb
== function fun2(ref p, q)
~ sb = sb
// harbour rain
~ return (sa + 4)
== function fun3 ===
{(TURNS_SINCE(-> thread0.la) % 9 * 0.5)}{fun4(na, 0)}
~ return sb
== function fun4(ref p, q)
~ p = (p + CHOICE_COUNT()) % 50
~ nb = 1
~ return ("" != "the gate")
