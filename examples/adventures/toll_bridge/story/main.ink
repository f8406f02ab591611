# title: The Toll Bridge
# author: The libgoldbox authors

// SPDX-License-Identifier: MIT
//
// A small adventure on maps: a bridge, the house beside it, and what lies under
// both. Walking, locks, traps and fights are the game's; what is said is here.

INCLUDE goldbox.ink

VAR toll = "owed"       // owed, paid, or ended
VAR flame = true        // burns on the altar

-> road

=== road ===
Four of you come down to the river in the last of the afternoon: Hild with the shield, Wick who looks at locks, Brother Anselm, and Ottoline, who had read that there would be a bridge.

There is. A man sits in the middle of it, on a chair. His house stands on this side, by the road, with its door shut.

"Pay him," the carter had told you at noon, "and don't take the room." Three parties had taken it since the spring, the carter said, and he was the one who would have carried them home.

+   [Down to the river.]
    -> bank("from the west")

=== bank(start) ===
~ temp next = explore("bridge", start, -> left, -> lost)
-> next

// Where the party stands on one of the three maps.
=== on(map) ===
~ temp next = explore(map, "", -> left, -> lost)
-> next

// The middle of the bridge, which is reached once; after that one talks to the man on it.
=== bridge ===
"Two coppers," says the toll keeper, without getting up. "A head. Clergy the same."

He has a whistle on a string around his neck. He also has five friends, whom he does not introduce: two beyond him, with spears, and three who have come out of the reeds behind you while you were listening.
- (talk)
*   "And the room?"
    "Cleanest bed on the river," says the keeper. "Supper's extra." {check("insight", 12): Anselm leans over to you. "He counted the packs," he says. "He never counted us."|He says it the way that others say grace.}
    -> talk
*   "What do you keep under the house?"
    "Casks," he says, too fast, and his hand goes up to the whistle and stays there.
    -> talk
+   [Pay him.]
    {take("gold_piece"): -> paid}
    You have not got a coin that he would take. "Then it's a fine view," he says, "from that side."
    -> talk
+   [Draw.]
    -> draw
+   [Go back the way you came.]
    "Nobody's keeping you," says the keeper. The three behind you make room, a little.
    -> on("bridge")

=== keeper ===
{ toll == "paid":
    "You've paid," says the keeper. "There's the bridge." He does not say it unkindly. He is looking at your packs.
    -> on("bridge")
}
"Still two coppers," says the keeper.
-> bridge.talk

=== paid ===
~ toll = "paid"
Ottoline gives him a gold piece. He bites it, finds nothing wrong with it, and gives no change.

"Over you go," he says. "Or there's the room. It'll be dark by the mill."
+   [Over the bridge.]
    -> crossed
+   [Take the room.]
    -> room
+   [Draw, after all.]
    -> draw

=== room ===
The bed is clean. Supper is extra. At about midnight the bed, and the floor that it stands on, open in the middle like a book.
~ damage("all", "1d6", "bludgeoning")
~ temp next = explore("cellar", "dropped through the trap door", -> left, -> lost)
-> next

=== draw ===
Hild's sword is out before the whistle is in his mouth. But only just.
~ temp next = fight("toll", -> won, -> lost, -> fled)
-> next

=== won ===
~ toll = "ended"
~ present("bridge", "the toll keeper", false)
The chair is still standing. Wick sits down on it, to see, and gets up again with a key that was under the cushion.
~ give("toll_key")
-> on("bridge")

// Upstairs in the house.
=== daughter ===
{daughter > 1: She has not moved, except that she has counted you again.|A girl of nine sits on the bed with her knees under her chin, and counts you. "Four," she says. "Nobody comes up here. They only go down."}
- (ask)
*   "Who goes down?"
    She thinks about how to put it. "Whoever takes the room," she says.
    -> ask
*   "What is under the house?"
    "Casks. And Osk, who counts them. You mustn't step on the loose stone, I did, it isn't nice." She pulls up a sleeve to show you how far down it isn't nice.
    -> ask
*   {toll == "ended"} [Tell her about her father.]
    Hild tells her, since somebody has to. The girl nods for some time. "There's an aunt," she says then, and puts her other dress into a pillowcase. She takes the road that you came by, and does not cross the bridge.
    ~ present("bridge", "the keeper's daughter", false)
    -> on("bridge")
+   [Let her be.]
    -> on("bridge")

// In the cask room, with the lantern.
=== smuggler ===
{smuggler > 1: "Still shut," says Osk.|"We're shut," says the man beside the lantern, and then he looks up from his slate and sees who it is not. He has a short sword, on a nail, on the other side of the room.}
- (ask)
*   "How many casks?"
    "Forty-one," says Osk, in spite of himself.
    -> ask
*   "Where does all this go?"
    "By the river, same as it comes. There's shelves at the end that never held a thing." He shuts his mouth, opens it to take that back, and thinks better of it.
    -> ask
*   {toll == "ended"} [Tell him who sits on the chair now.]
    "Nobody," says Wick. Osk turns the slate over, so that the numbers lie face down, and wishes you a good evening. By the sound of it he takes the steps three at a time.
    ~ present("cellar", "a smuggler", false)
    -> on("cellar")
+   [Leave him to it.]
    -> on("cellar")

// In the crypt of the shrine.
=== priest ===
He kneels on the floor with his back to you. Water runs out of his sleeves, and has done so for long enough to wear two grooves in the stone.
- (ask)
*   "Who were they?"
    "Whoever had paid," says the priest.
    -> ask
*   "What do you want?"
    "It burns," he says. "As long as it burns I am at prayers."
    -> ask
+   [Let him pray.]
    -> on("shrine")

=== fled ===
You run until the reeds stop moving behind you. Nobody follows. Why should they? It is two days to the next bridge.
-> the_end("the long way round")

=== lost ===
They go through your packs on the spot, and are quick about it, and quite fair among themselves. Later on there is a boat, and somebody says "two coppers", and somebody laughs.
-> the_end("paid in full")

// Before the altar of the shrine, which is reached once.
=== altar ===
The flame on the altar burns without oil, and has for a long time. In front of it, in pairs, in rows, stand boots. You count eleven pairs, and then you count them again.

On the altar lies the keeper's ledger: the day, the heads, the coppers; and beside that, in another ink, what each pack had fetched.
- (stand)
*   [Take the ledger.]
    {give("ledger"): Anselm wraps it up in his scarf. He does not want to touch it twice.}
    -> stand
*   [Read the last page.]
    Today's date. Four heads. The second column is still empty.
    -> stand
*   [Put out the flame.]
    ~ flame = false
    ~ present("shrine", "the drowned priest", false)
    It takes a wet cloak, and all of Anselm's patience. Then it is merely dark, and a room with boots in it. Somewhere below a grate somebody says a word that might be amen, and water stops running.
    ~ award(200)
    -> stand
+   [Leave it.]
    -> on("shrine")

=== left ===
Out in the air again, by the stairs or by your fingernails. It smells of river.
{toll:
- "owed": The keeper has not moved from his chair.
- "paid": The keeper looks at you over the rail, and you can see him work out what you know.
- else: Nobody sits on the chair.
}
+   {toll != "owed"} [Over the bridge, and on.]
    -> crossed
+   [Stay a while.]
    -> bank("from the west")
+   [Home, the way you came.]
    -> the_end("home again")

=== crossed ===
{
- toll == "paid": He lifts the chain for you, and you walk over his bridge. It is a good bridge. Behind you he has begun to whistle, no tune in particular.
    -> the_end("two coppers")
- has("ledger"): You leave the chair on the far bank, with its face to the water. In the town they will want to see the ledger; the names sewn into the packs are in it, most of them, and so is the price.
    {flame: -> the_end("the ledger")|-> the_end("the ledger, and the dark")}
- else: Nobody asks for anything. You put eight coppers on the seat of the chair, because Anselm insists, and go on.
    -> the_end("a free bridge")
}

=== the_end(name) ===
The end. # ending: {name}
-> END
