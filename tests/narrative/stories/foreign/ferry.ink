// Imported from ferry.twee (SugarCube 2.36.1).
# title: The Night Ferry
# author: The makers of goldbox

VAR coins = 7
VAR lamp = false
VAR luck = 0
VAR name = "traveler"
VAR pack_owner = ""
VAR pack_weight = 0
VAR price = 0
VAR ticket = false

~ luck = coins * 2
~ pack_weight = 3
~ pack_owner = "nobody"
-> Quay

== Quay
# outdoors
# night
The quay is wet. You have {coins} coins{lamp: and a lamp}. A bell rings.
{Quay > 1:You have been here before.}
A clerk dozes in a booth, and the ferry waits.
+ [clerk]
    -> Clerk
+ [Walk to the lamp seller]
    -> Seller
+ {ticket} [Board the ferry]
    -> Deck
+ {not ticket} [Sneak aboard]
    ~ luck -= 5
    -> Hold

== Clerk
The clerk opens one eye. {ticket:"You have one already, {name}."|{coins >= 5:"Five coins, {name}."|"Come back with money."}}
- (options)
+ [Ask for a "name"]
    ~ name = "friend"
    -> options
+ {coins >= 5 and not ticket} [Pay (5 of {coins})]
    ~ coins -= 5
    ~ ticket = true
    -> Quay
+ [Leave]
    -> Quay

== Seller
# indoors
~ temp opened = false
~ temp way = 0
~ temp cost = 0
Lamps hang everywhere.
<- Prices
{
    - coins == 0:
        You have nothing.
    - (coins == 1) or (coins == 2):
        You have next to nothing.
    - else:
        You could buy something.
}
~ cost = 2
It costs {cost} coins; half is {FLOAT(cost) / 2}, and a third of your {coins} is {round(FLOAT(coins) / 3)}.
{ coins >= cost and not lamp:
    ~ way = 1
}
- (options)
+ {not opened} [Look closer]
    ~ opened = true
    One lamp is chipped.
    -> options
+ {way == 1} [Buy a lamp]
    ~ coins -= cost
    ~ lamp = true
    -> Seller
+ [Back]
    -> Quay

== Prices
~ temp i = 0
~ i = 1
- (loop)
{ i <= 3:
    Row {i}: {i * 2} coins.
    ~ i += 1
    -> loop
}
-> DONE

== Deck
~ pack_weight += 2
Your pack weighs {pack_weight} and belongs to {pack_owner}.
You stand at the rail, {name}.
{
    - lamp:
        Your lamp shows the far shore
        and its lights.
    - else:
        <> It is dark.
}
~ price = 3
Tea costs {price}.
~ price = 4
<> Now it costs {price}.
{pick(lamp, "You can read the sign.", "There is a sign.")}
+ [Sail]
    -> Sail

== Hold
Rats watch you. Luck: {luck}. Your pack weighs {pack_weight}.
{ luck < 10:
    A sailor finds you.
    -> Caught
}
+ [Sail]
    -> Sail

== Caught
"Out!" he says.
~ ticket = true
+ [On deck then]
    -> Deck

== Sail
The ferry leaves: \{5 < 6\} \| 100% \#1 \~ "home" \-> away. See http:/\/example.org/ferry.
You came through the quay {Quay} time{Quay != 1:s}.
-> END

=== function pick(the_condition, if_true, if_false)
{ the_condition:
    ~ return if_true
}
~ return if_false

=== function round(the_number)
~ return FLOOR(the_number + 0.5)
