# title: The Tour
VAR gold = 3
VAR name = "Ann"
VAR where = -> harbor
VAR weight = 1.5
LIST bag = (rope), torch, lamp
LIST mood = calm, (wary), angry
VAR seen = ()
-> harbor
=== harbor
# place: harbor
{&Waves|Gulls|Wind} at the harbor{!, for the first time}. # sound
~ temp tide = RANDOM(1, 6)
The tide is {tide}<>
, says {~the old|the young|the other} sailor.
<- gossip(tide)
<- trade
+ [Walk on] -> road(tide) ->
    Back again after {TURNS_SINCE(-> road)} turns. -> harbor
* {gold > 0} [Leave # end] -> leave
* -> leave
=== gossip(n)
* "What {n > 3:high|low} water!" # talk
    "Aye."
    ~ mood = LIST_MAX(mood) + 1
    -> harbor
- -> DONE
=== trade
+ {not (bag ? torch)} [Buy a torch]
    ~ bag += torch
    ~ gold--
    ~ pay(gold, 2)
    You hold {bag}. {describe(gold)}
    -> harbor
- -> DONE
=== road(n)
The road, step {n}.
{n > 1:
    -> road_more(n - 1) ->
- else:
    It ends.
}
~ seen += (calm, lamp)
~ weight = weight * 1.5
->->
=== road_more(n)
Further: {n} of {bag ^ LIST_ALL(bag)}.
+ [On] On you go.
+ [Stop] You stop.
- ->->
=== function pay(ref purse, amount)
~ purse = purse - amount
{ purse < 0:
    ~ purse = 0
}
=== function describe(n)
{ n:
- 0: Nothing is left.
- 1: One coin.
- else: {n} coins, {weight} pounds.
}
~ return
=== leave
{name} leaves with {bag}, {mood} and {seen}. {LIST_INVERT(bag)}
-> END
