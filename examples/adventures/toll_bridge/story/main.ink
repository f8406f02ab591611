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

// The middle of the bridge, which is reached once.
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
    -> bank("")

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
The chair is still standing. Wick sits down on it, to see, and gets up again with a key that was under the cushion.
~ give("toll_key")
-> bank("")

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
    It takes a wet cloak, and all of Anselm's patience. Then it is merely dark, and a room with boots in it.
    ~ award(200)
    -> stand
+   [Leave it.]
    ~ temp next = explore("shrine", "", -> left, -> lost)
    -> next

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
