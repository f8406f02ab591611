// What else has come down to Lissing tonight: four quarrels that nobody needs to have, and a mill to walk through.
// Elsewhere than in the game every fight is won, and nobody walks.

=== mill_pond ===
The mill pond is where it always was, which is under you, very nearly. You can see the wheel, and the top of the race. Something goes by below it, as long as the cart, and does not hurry.
*   [Throw a stone in, to see how deep it is.]
    It is quite deep. You hear the stone go in, and then you hear something come out.
    ~ temp pond = fight("mill_pond", -> landed, -> bitten, -> away)
    -> pond
*   [Let it have its pond.]
    You let it have its pond. It has waited longer for you to go than you have for it.
    -> square
= landed
It goes over on its side at last, and is only a fish: a great, gray, surprised one, with a wedding ring in its lip that somebody must have thrown very hard.
~ award(25)
~ heal("all", "2")
-> square
= bitten
You find out that you are lying on the road, with your boots in the water, and that it has let go. Perhaps you did not taste of anything it knew. You lie there until it has quite gone away.
~ heal("all", "4")
-> pass(1) ->
-> square
= away
You stop running at the pump, and hold on to it. Behind you the pond has closed over as if nobody had ever asked it anything.
-> square

=== culvert ===
The culvert goes in under the Wall, as high as a man with a hat. The Board's men have left two lanterns burning in it. By the second there is a packet, in oilcloth, that somebody meant to come back for.
*   [Go in and get it.]
    You get as far as the first lantern before you notice that the ledges are moving.
    ~ temp inside = fight("culvert", -> packet, -> nibbled, -> outside)
    -> inside
*   [Leave it for whoever meant to.]
    You leave it. One of the lanterns goes out while you look.
    -> square
= packet
It was bread, once. But they had rolled their pay in with it, to keep it from each other.
~ award(10)
~ heal("all", "2")
-> square
= nibbled
They go off you all at once, like a crowd when the constable comes. It is only the water, coming up the culvert; but you are obliged to it.
~ heal("all", "4")
-> pass(1) ->
-> square
= outside
You come out a good deal faster than you went in, and stamp your feet on the cobbles until you are certain that they are only your feet.
-> square

=== tower_door ===
You are not halfway across the churchyard when Dace puts her head out between the louvers. "Get in," she says. "Get in, get in. No, shut it. It doesn't shut."
*   [Stand in the door with her.]
    "You take the left," says Dace. She has come down with the hammer. "No. You take all of it. I'll be just behind you."
    ~ temp stood = fight("tower_door", -> kept_out, -> bowled_over, -> up_the_ladder)
    -> stood
*   [Go up the ladder after her, and wait.]
    You wait, side by side on a beam, until they have found something that smells better. "I wasn't frightened," says Dace. "I was being high up."
    -> square
= kept_out
They go off along the wall with their heads down, not looking at each other. "That brown one was ours," says Dace. "Before he was anybody's." She does not put the hammer away, though.
~ award(20)
~ heal("all", "4")
-> square
= bowled_over
When you can see again there is a great deal of tongue about. They have smelt the bread in your pocket, and it was that they wanted, all along; and now they have had it they would like to be friends.
~ heal("all", "4")
-> pass(1) ->
-> square
= up_the_ladder
You get away over the churchyard wall. The dogs stand at the gate, very pleased with themselves, and then sit down in it.
~ heal("all", "2")
-> square

=== handcart ===
There are two men in the yard behind the inn, with a handcart, and the lead from the inn's roof rolled up on it like carpet. "Board business," says one of them. He has not got the coat.
*   [Tell them to put it back.]
    "On the roof?" says the other.
    ~ temp quarrel = fight("handcart", -> unloaded, -> given_in, -> let_be)
    -> quarrel
*   [Wish them good evening.]
    "Evening," they say, both together; and then look at each other, because it has given them away somehow.
    -> square
= unloaded
"All right," says the one who can. "All right. It's only lead." They leave you the cart, and two crowns to have seen nobody, and go off up the old road holding each other up.
~ award(20)
~ heal("all", "2")
-> square
= given_in
They tie your bootlaces together, quite kindly, with a knot you have to sit down on the pump step to undo. By the time you have, they and the lead are gone.
~ heal("all", "4")
-> pass(1) ->
-> square
= let_be
You leave by the gate, and they let you. From the lane you can hear them begin to laugh, and then stop, because it is not that sort of place.
-> square

// The mill is walked through on its map. Its triggers lead to the stitches below, and each hands the way back.
=== mill ===
The mill has kept its roof, and its floors. Somebody swept them on the last day and hung the brush up; the water has been in since, and has put nothing back where it was. You hold up the lantern.
~ temp inside = explore("mill", "the way in", -> outside, -> nibbled_again)
-> inside
= walk_on
~ temp further = explore("mill", "", -> outside, -> nibbled_again)
-> further
= stones
The runner stone has been lifted, and propped on two wedges to be dressed. He had done seven furrows of the eighteen. The chisel lies in the eighth, where he would find it.
-> walk_on
= desk
Behind the boards is a room the width of a desk, and in it a desk. The slate over it says what everybody owed for the grinding. There are a good many names, and he has drawn one line through all of them, corner to corner, and written underneath: SQUARE.
*   [Read the names again.]
    They are all people who went up in August. Those who stayed had paid.
*   [Leave it as he left it.]
    You leave it. It is the only account in Lissing that anybody closed.
-
~ award(10)
-> walk_on
= hoist
The sack hoist still has its rope, and the rope its hook, and the trap is shut. You find that you have walked around it, as you were told to when you were six, in some other mill.
-> walk_on
= nibbled_again
There is a time to be in a loft, and a time not to be. You sit on the mill step until you have stopped shaking out your trouser legs.
~ heal("all", "4")
-> outside
= outside
You come out beside the wheel. It takes you a moment to hear that it isn't turning.
-> pass(1) ->
-> square
