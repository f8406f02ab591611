# title: Low Water
# author: The libgoldbox authors

// SPDX-License-Identifier: MIT
//
// The village of Lissing, drowned for thirty-one years, is out of the water
// until midnight. Read in this order:
//
//   tools.ink     what the story keeps track of, and the passing of time
//   landing.ink   the shore: the hub, and the people on it
//   village.ink   Lissing: the second hub, and its houses
//   trouble.ink   on the side: four quarrels and a mill, on maps
//   midnight.ink  the gates, and every ending

INCLUDE goldbox.ink
INCLUDE tools.ink
INCLUDE landing.ink
INCLUDE village.ink
INCLUDE trouble.ink
INCLUDE midnight.ink

-> opening

=== opening ===
Thirty-one years ago there was a valley here, with a village in it called Lissing. Then the city of Carrow built a wall across the foot of the valley, and ever since there has been a lake, which people in Carrow call the Water, and drink.

Nine days ago the gates in the Wall were drawn up so that they could be given new leather. The lake went out through the culverts, all the way down to the mud, and in the mud was Lissing, with most of its slates on.

The gates go down again tonight at midnight.

It is seven o'clock. You have the mule tied and a fire lit when Marit Sorrel comes around the tail of the cart, holding on to it with both hands. She hired {players() > 1:the lot of you|you} at the carriers' yard in Carrow, paid in advance in small coin, and has not said forty words since. She is seventy-four. She looks at the village as if it had spoken and she was deciding whether to answer.

"My sister was one of the Eleven," she says. "You'll know the song."

*   "Everyone knows the song."
    "Yes," says Marit. "That's the trouble with it."
*   [Hum the first line.]
    You get as far as the lamps before you see her face, and stop.
    "You've a nice voice," she says. "Don't."
*   "Tell me anyway."
    "You'd be the first to ask," says Marit, and then doesn't tell you; but she seems to have moved you from one list to another.
-
You do know the song. When the Wall was built, eleven people of Lissing would not leave their homes. They lit their lamps and sat down at their tables and let the water come. It is supposed to be about faithfulness. It is sung at weddings.

"I can't do the mud," says Marit. "I can do the road, and I can do sitting. So it's you that goes. Last house in Church Row, with the green door. There's a bar to that door, a good oak one. I want to know which side of it the bar is on."

*   "Which side?"
    "Inside or out. It's not a riddle."
*   [Wait for the rest.]
    You wait. She gives you a look, but she was always going to say the rest.
-
"If it's across the inside, she barred herself in, and the song's right," she says. "If it's across the outside, somebody barred her in, and I'd want to know that too. Those are the two ways for a bar to be. I've had thirty-one years to think of a third."

She holds out the lantern. She has trimmed it herself, on the road, while you thought she was asleep.

~ give("lantern")

*   [Take it.]
    You take it. It is heavier than it looks, because she has filled it to the cap.
*   "And if there's no door?"
    "Then you'll come back and say there's no door," says Marit, "and I'll know you for an honest {players() > 1:crew|carrier}, and I'll hate it."
-
-> loading_up ->

-> landing

=== loading_up ===
What goes down the hill on your back has to come up it again. Besides the lantern, you can manage two things out of the cart.
- (load)
*   {room_left()} [The rope. Forty feet, and new.]
    ~ packed += rope
    ~ give("rope")
    You sling the rope across your chest. Whoever sold it to you swore it would hold a bull, and had clearly been asked about bulls before.
    -> load
*   {room_left()} [The wheel iron, for prying.]
    ~ packed += iron
    ~ give("wheel iron")
    A yard of iron, flat at one end. You have used it for wheels exactly once.
    -> load
*   {room_left()} [The brandy, for whoever needs it.]
    ~ packed += brandy
    ~ give("brandy")
    A pint flask, plum brandy, for the mule's colic. The mule has never had colic.
    -> load
*   {room_left()} [The mud boards, for your feet.]
    ~ packed += boards
    ~ give("mud boards")
    Two barrel lids with straps. You will look like a duck, and you will not sink.
    -> load
*   ->
    The {say_things(LIST_INVERT(packed))} stay{LIST_COUNT(LIST_INVERT(packed)) == 1:s} in the cart. You tell the mule to look after {LIST_COUNT(LIST_INVERT(packed)) == 1:it|them}.
    ->->
