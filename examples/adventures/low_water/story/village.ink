// Lissing, for as long as it stands out of the water.

=== way_down ===
~ below = true
{ way_down == 1:
    { knows_path:
        You keep the withies on your left. It is like walking on a bed while someone else is asleep in it, but it holds.
    - else:
        { packed ? boards:
            You strap on the barrel lids and go down the middle of the road, lifting your knees. You look like a duck. You do not sink.
        - else:
            You go down the middle of the road, because it is a road. That is a mistake, and you find out what they mean by mud.
        }
    }
- else:
    {You go down again between the gateposts.|Down again. You know which stones rock by now.|Down.}
}
-> crossing ->
-> pass(1) ->
-> square

=== way_up ===
~ below = false
{ Water >= knees:
    You wade for the gateposts, and use them like banisters.
    -> crossing ->
- else:
    You turn your back on the houses, which takes more doing than you'd expect, and climb.
}
-> pass(1) ->
-> landing

// Somewhere between the shore and the square there is always one bad place.
=== crossing ===
{ packed ? boards || knows_path || soaked:
    ->->
}
{ crossing.bad_place > 0 && Water < knees:
    You know the bad place now, and go around it.
    ->->
}
- (bad_place)
{There is one bad place, by the mill, where the crust looks the same as everywhere else.|The bad place is under water now, and you have to go by memory.}
{ check("athletics", 12):
    {It goes, and you go with it as far as the knee, and get back out by lying down flat, like an animal that knows its business.|Your memory is good. You only notice that you have been holding your breath when you stop.}
- else:
    ~ soaked = true
    ~ damage("leader", "1d2", "cold")
    It goes, and you go with it as far as the chest. By the time you have dragged yourself out along a gatepost you are wet to the skin, and as cold as {players() > 1:you have ever seen each other|you have ever been}.
}
->->

=== square ===
{ stopping:
-   Lissing is all one gray, as if it had been drawn and nobody had got around to painting it. There is a pump. There is a horse trough, full. There are gates with nothing on either side of them, latched. A place this size ought to have some noise in it, and you keep stopping to listen for what isn't there.
-   ~ knows_square = true
    The square again. {Your own footprints have filled with water.|Something has swum across your footprints.|You can't find your footprints.}
}
{ not hask_up:
    ~ saw_light = true
    {In the schoolhouse, up its four steps, there is a lamp lit.|The lamp is still lit in the schoolhouse.}
}
It is {clock_face()}<>
{ Water:
- mud:    .
- ankles: , and the water is over the cobbles.
- knees:  , and the water is at your knees.
- waist:  , and the water is at your waist.
}
*   [Go along Church Row to the green door.]
    -> annis_house
+   {not hask_up} [Go up the steps to the schoolhouse.]
    -> school
+   {Bell == hanging} [Go to the church.]
    -> church
+   {not box_open && gauge_house.ash < 1} [Go to the gauge house, at the foot of the Wall.]
    -> gauge_house
*   [Look at the pump.]
    ~ learn(names, Bram)
    There are mussels on it, as far up as the spout. Under them the casting has some writing on it, and you rub the mud off with your sleeve: BRAM MADE ME. DRAIN ME BEFORE FROST.
    * *   [Try the handle.]
        It goes up and down without a sound, and on the third stroke there is water. You do not know why you thought there wouldn't be.
    * *   [Leave it be.]
        You leave it be. It has been drained, in a way, and there will be no frost where it is going.
    - -   -> square
+   [Go back up to the Landing.]
    -> way_up
*   {knows_square} [Look into the mill pond.]
    -> mill_pond
*   {knows_square} [Look into the culvert, where somebody has left a light.]
    -> culvert
*   {knows_square && dace_deal && Bell == hanging} [See what it is that scratches at the tower door.]
    -> tower_door
*   {knows_square} [Ask the two men with the handcart what they are about.]
    -> handcart
*   {knows_square} [Go into the mill, and look around.]
    -> mill

=== annis_house ===
You count along Church Row. Over one door a stone says TOBIT & GRETA, with a heart, and a date fifty years gone.
~ learn(names, Tobit)
~ learn(names, Greta)
-> pass(1) ->
The last door is green. It is shut, but when you lift the latch it moves in its frame by the width of a finger. Wet wood, swollen. You can see no bar on this side, nor anything to rest one on.
*   [Put your shoulder to it.]
    You put your shoulder to it. It opens all at once, as doors do, and you go in faster than you would have liked.
*   [Lift it on its hinges, and lean.]
    You lift, and lean, and it comes around quite quietly. It has been well hung. Someone here used to know about doors.
-
You look for the bar first. There are two iron brackets on the inside of the frame, with nothing in them. The bar is in the corner behind the door, standing on its end, where anyone else would stand a broom.
~ learn(seen, bar_in_corner)
So that is the third way.
- (hall)
{The passage is narrow, and there is something in it.|}
*   [Look at what is in the passage.]
    ~ learn(seen, corded_trunk)
    It is a trunk, corded both ways, with good knots. On top of it is what has been a hat. A tin tag is wired to the handle, and the letters have been punched in it with a nail, by somebody who was not going to trust to ink:

    M. SORREL. TANNERS' ROW. CARROW. TO BE CALLED FOR.
    * *   [Cut the tag from the cord.]
        ~ give("tag")
        You cut the tag off, and put it in the pocket that buttons.
    * *   [Leave it where she wired it.]
        You leave it. You have it by heart, in any case.
    * *   {players() > 1} [Take an end each, and carry the trunk out.]
        ~ give("tag")
        ~ trunk_up = true
        You take an end each. It is surprisingly light; it is mostly lace. You set it out on the high end of the churchyard wall, where a sledge could come for it, with the hat on top, the way she had it.
    - -   -> hall
*   [Look at the nail beside the door.]
    ~ learn(seen, cart_token)
    ~ give("token")
    Hung where you could not go out without seeing it, on a loop of lace that has outlived everything else in here, is a brass disk. On one side, the arms of the Carrow Water Board. On the other: CART 3. 1 OCT. 7.

    By the stone at the Landing, the gates were closed on the first of October, at noon. So there were five hours, by the stone, in which a woman with a token, a trunk and a hat did not go out of her own front door. You turn the disk over, but it says the same thing when you turn it back.
    -> hall
*   [Go upstairs.]
    -> upstairs
+   [Go out, and pull the door to.]
    You pull the door to behind you. It seems the least you can do, and then you see that it is also the most.
    -> square
= upstairs
Thirteen stairs. You notice that you have counted them.
Upstairs there is one room, with one window, which looks toward the Wall. A chair has been drawn up to it. On the sill stands a lamp, and you do not need to touch it to see that the wick has been wound up as far as it will go. You wouldn't do that to read by. You would only do it if you wanted it to be seen.
~ learn(seen, sill_lamp)
*   [Look at the chair.]
    You look. There is what there is. You take your hat off, and after a while you go back down the thirteen stairs.
*   [Don't look at the chair.]
    You don't. {names ? Annis:You say her name, in case it has been a long time since anyone did|It comes to you that you never asked her name. You say good evening instead}, and go back down the thirteen stairs.
-   -> hall

=== school ===
-> pass(1) ->
{ stopping:
-   An old man is sitting at the master's desk with a lamp, a cushion, and his hat on a nail. The benches are in rows, more or less, and there is a perch dying in the inkwell trough, which he has been giving water out of his cupped hand.

    "You're late," he says; and then, "No. I beg your pardon. Thirty years of habit. Hask. I was the schoolmaster."
-   "Come in," says Hask. "Feet."
}
- (topics)
*   [Ask what he is waiting for.]
    "Midnight, I understand," says Hask.
    -> topics
*   [Ask about the marks on the doorframe.]
    ~ learn(names, Nan)
    ~ learn(names, Jory)
    ~ learn(names, Sib)
    Heights, with names cut beside them. NAN. JORY. SIB. The highest are on a level with your chin.
    "They were grown by then," says Hask, quickly. "The little ones had all gone up in August. Sib was twenty, and helped me with the sums."
    -> topics
*   (that_night) "You were here that night?"
    "I was on the hill," says Hask. "That is just it. The carts were promised for the morning. Bram wanted to walk them out that same night, in the rain, with whatever they could carry. I said no. I said the Board had given its word, and its brass, and there was no sense in old people climbing a hill in the dark. They took my word, you see, on most things that were written down."
    He moves the lamp an inch.
    "Then I went up myself, to make certain of the carts. They were there. Eleven people, three carts. I was told to go to bed."
    -> topics
*   {has("brandy")} [Put the brandy on the desk.]
    { take("brandy"):
        He gets two inkwells out of the drawer, wipes them, and pours. "To the Board," says Hask. "May it be on time."
    - else:
        He looks at the flask for a long while. "After you," he says.
    }
    ~ trust += Hask
    -> topics
*   {that_night && seen ? corded_trunk} [Tell him whose house you have been in.]
    "{names ? Annis:Annis's|The one with the green door}," you say. "The trunk's still corded."
    "{learn(names, Annis):Annis. }I did that," says Hask. "My knots were late, she said."
    "Her sister's up at the fire. She has thought for thirty-one years that she barred that door. I can tell her what I saw; I can't tell her what she was like that day."
    Hask looks at the perch, and then at his lamp.
    "She was cheerful," he says. "It was quite frightening." And he reaches for his hat.
    -> comes_up
*   {that_night && LIST_COUNT(names) >= 4} [Say the names you have.]
    "{say_names(names)}," you say.
    "You have been reading our doors," says Hask.
    "It makes {say_number(LIST_COUNT(names))}. On the stone it only says eleven. If you stop down here tonight there'll be nobody who can say the rest."
    "I could write them out for you."
    "On what?"
    He looks around at the room, in which there is not one dry inch. You can see him try to find the flaw in it, and you can see that he was always a fair marker.
    -> comes_up
*   {that_night} [Ask him to come up with you.]
    { check("persuasion", 16 + penalty() - bonus(trust ? Hask, 4)):
        "I had meant to be firm about it," says Hask. He looks at the perch. "But I find I don't care to have it watch."
        -> comes_up
    - else:
        "It is kindly meant," says Hask. "But I sent eleven people to bed, and I should like to be where I said I'd be." It is said very gently, to someone at the back of the class.
        -> topics
    }
*   {that_night && Water > mud} [Sit down on the front bench, and stay.]
    -> lesson
+   [Leave him to his lamp.]
    "Shut the door after you," says Hask. "There's a draft."
    -> square
= comes_up
~ hask_up = true
~ trust += Hask
He tips the perch out of the window, into what is rapidly becoming its own element, and takes his lamp, and stops on the top step to lock the schoolhouse door. "Don't wait for me," he says. "I know the road. I was the last one up it."
You watch the lamp as far as the gateposts. It does not hurry.
-> square

= lesson
You sit down on the front bench. It was made for somebody of seven.
"You ought not to be here at midnight," says Hask.
"No," you say, and go on sitting.
He looks at you over his glasses until he sees that it is no use. Then he turns the slate around, and takes you up one side of the street and down the other, house by house, who lived there and what they were like at sums; and you are allowed to look out of the window only when you have got them all.
~ names = LIST_ALL(Eleven)
~ clock = MIDNIGHT
~ Water = waist
By then there is water on the top step.
-> midnight

=== church ===
-> pass(1) ->
{ stopping:
-   The church has kept its roof and lost its floor. You go along the tops of the pews. By the tower door is a painted board, and you hold up the lantern: RINGERS. PIERS. LOWELL.
    ~ learn(names, Piers)
    ~ learn(names, Lowell)
    { check("perception", 14 + penalty()):
        ~ learn(names, Ester)
        Lower down, in chalk, quite fresh for its age, a smaller hand has put: & ESTER, WHEN PIERS HAS HIS COUGH.
    - else:
        There is more, lower down, in chalk; but your breath is on the glass, and it might say anything.
    }
-   Along the tops of the pews again.
}
- (tower)
{ dace_deal:
    {Dace is up in the tower already. You can hear her talking to a pulley.|Dace is still talking to the pulley.|}
- else:
    {The bell is up there. Every now and then the wind finds it, and it all but speaks.|}
}
*   [Climb up and look at the bell.]
    It is green, and bigger than you expected, and there is lettering all the way around, so that you have to walk around it to read. MADE AT CARROW. PAID FOR AT LISSING.
    -> tower
*   (ring) [Swing the clapper, once.]
    ~ bell_rung = true
    You swing it, once. You thought that it would be dull. It goes out through the louvers and over the roofs and up to the Wall and comes back, and it is a long time before you can hear the water again.
    -> tower
*   {dace_deal} [Lower the bell with Dace.]
    -> lower_bell
+   [Go back to the square.]
    -> square

=== lower_bell ===
VAR slips = 0
It takes an hour to rig. Dace does the thinking, out loud. You do the lifting.
-> pass(2) ->
{ has("rope"):
    Your rope goes through the blocks as if it had been waiting to be asked.
- else:
    Her rope goes through the blocks a knot at a time.
}
"Three drops," says Dace. "Floor, floor, sledge. When I say hold, hold. {players() > 1:All of you.|You're heavier than you look, I hope.}"
- (drop)
+   [Pay out slowly.]
    {Down it comes, turning.|It finds the second floor, and thinks about it.|The last drop is the long one.}
+   [Pay out slowly, and sing, to keep time.]
    {You sing. Dace knows a different version, with a donkey in it.|You sing. The bell hums along, a third below.|You find you have got to the verse about the lamps, and stop.}
-
{ not check("athletics", MAX(7, 16 - 2 * players()) + penalty() - bonus(has("rope"), 4)):
    ~ slips++
    "Hold," says Dace, "hold, hold," and it takes {slips == 1:a yard|another yard} of rope through your palms before you do.
- else:
    "Hold," says Dace, and it holds.
}
{ drop < 3:
    -> drop
}
{ slips > 1:
    ~ Bell = cracked
    It lands on its lip, and the note it gives is short. Dace puts her hand inside, and runs it around, and finds the place. "Half," she says. "He'll pay half, cracked." She doesn't say anything else about it, then or later.
- else:
    ~ Bell = lowered
    It lands as softly as a hen. Dace puts both arms around it, as far as they will go, which isn't far.
}
{ take("rope"):
    The rope stays on it, for lashing.
}
"I'll get it up the road," says Dace. "It slides, once you've had an argument with it.{trunk_up: And I'll stop for that trunk.}"
-> square

=== gauge_house ===
-> pass(1) ->
{ gauge_burned:
    -> ash
}
{ stopping:
-   A stone hut, with a board beside the door painted in feet and inches, up to twenty. Iron rungs go up the face of the Wall above it until you can't see them. Inside are a stool, a slate, and one square window, from which you can see every other window in Lissing.
    Let into the back wall is an iron box, with the arms of the Board on the lid.
-   The hut, the stool, the box.
}
- (box)
*   {has("key")} [Use Pell's key.]
    It turns as if it had been oiled this morning. You think of him, up there, oiling things.
    -> opened
*   {has("wheel iron")} [Use the wheel iron.]
    You get the flat of it under the lid and hang on the other end. The Board built well; it takes {players() > 1:all of you|all you have}, and then the hinge goes, with a noise like a dropped tray.
    -> opened
*   [Try to work the lid with your hands.]
    { check("athletics", 17 + penalty() - bonus(party("strength") > 12, 1)):
        The stone is rottener than the iron. You get your fingers in behind, and it is the wall that gives.
        -> opened
    - else:
        ~ damage("leader", "1", "slashing")
        It has held against thirty-one years of water. It holds against {players() > 1:all of you|you}. You have taken some skin off, and it has taken an interest.
        -> box
    }
*   [Look out of the window.]
    You sit on the stool. It is the right height for someone of nineteen. You can see the far end of Church Row, and one upper window in particular{seen ? sill_lamp:, and on its sill, now that you know to look, the lamp}.
    ~ knows_gauge = true
    -> box
+   [Leave it.]
    -> square
= opened
~ box_open = true
~ give("day book")
The wax on the lid comes away in one piece. In the lead, as dry as the day it went in, lies a ruled book with a ribbon in it.
*   [Open it at the ribbon.]
    -> the_page
*   [Put it under your coat, unread.]
    It isn't addressed to you. You put it under your coat.
    -> square
= the_page
~ learn(seen, lamps_logged)
~ learn(seen, crane_note)
It is a clear hand, and a young one. It has only lately made up its mind about its fours.

SEPT. 30TH.
9:30. Level 4 ft. 2 in. Rain.
9:40. Lamps seen at Lissing, four. Sent up to Mr. Crane at the inn.
10:25. Answer herewith.
10:30. Gates closed, by order.
11:00. Level 9 ft. Lamps, four.
11:50. Lamps, three.
12:15. Lamp, one. Upper window.
12:40. None. Water at the sill. Leaving. J. Pell.

A folded paper is pinned to the page. "Lamps left burning," it says. "The place was cleared. There is six weeks' water coming down tonight and I do not mean to see it go by. Close. A. Crane."
*   [Read it again.]
    You read it again. It takes no longer the second time; he hadn't wasted words. He had only written it down.
*   [Shut the book.]
    You shut the book on its ribbon.
-   You put it under your coat, and button the coat.
-> square
= ash
The hut has no roof, and the stones tick as they cool. In the back wall the iron box has gone blue. {has("key") || has("wheel iron"):You open it, since you have the means to. Inside, it is the shape of a book until you breathe.|The lid has warped open by an inch. Inside is something in the shape of a book, until you breathe.}
-> square
