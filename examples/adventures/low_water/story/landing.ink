// The Landing: the shore, the fire, and four people who want something.

=== landing ===
~ below = false
{ stopping:
-   The Landing is where the old road used to go down into the Water. Tonight it goes on down, between two lines of gateposts, and becomes the main street of Lissing. Where it leaves the shore there is a stone, which the city put up: ELEVEN OF LISSING, and the date and the hour that the gates were closed, 1 OCTOBER, NOON.

    Besides Marit there are three people here. A man in the long coat of the Water Board stands where the Wall meets the hill. Another sits on a folding stool with a cask between his feet, reading his watch. On the shingle a girl is knocking a nail into a sledge that used to be somebody's door.
-   You come up the old road with the mud pulling at every step, as though it had been promised you.
-   You come up between the gateposts and stand in the firelight, {&steaming|dripping|getting your breath}.
}
{ hask_up:
    {!Hask is at the fire already, in the mule's blanket. Marit has found him a bucket. Pell has come down off the Wall to look at him, and gone back up without a word.}
}
{ bell_rung && below_heard < 1 && TURNS_SINCE(-> church.ring) < 6:
    -> below_heard ->
}
- (choosing)
{ clock != told_time:
    ~ told_time = clock
    It is {clock_face()}.
- else:
    {!Somebody has put more wood on.|The mule shifts its feet.|Rain goes over in the dark, up the valley, not here.}
}
<- company
+   [Go down to Lissing.]
    -> way_down
+   {clock < MIDNIGHT - 2} [Sit by the fire for half an hour.]
    { shuffle:
    -   You sit. The fire is wet driftwood and the legs of somebody's table, and burns blue at the edges.
    -   You sit. Frogs have started up in what was the mill pond. They have had nine days of it and think it is forever.
    -   You sit. Far out, something made of slate lets go of something made of wood, and slides, and splashes.
    }
    ~ heal("all", "1")
    -> pass(1) ->
    -> choosing
+   {clock >= BURNING} [Stay on the shore until the gates close.]
    You stay. {clock < MIDNIGHT - 2:The rest of the evening goes at the pace of wet wood. }Nobody says much. When it is nearly time, all of you go out along the Wall together, without having agreed to.
    ~ rest("short")
    ~ clock = MIDNIGHT
    ~ Water = waist
    -> midnight

=== below_heard ===
"That was you," Pell says, before you have got your breath. "The bell. I thought..." He does not say what he thought. "No. I know it's only a bell."
->->

// One way in to each person who is on the shore.
=== company ===
+   [{marit:Go and sit by Marit|Sit down by Marit}.]
    -> marit
+   [{pell:Go up to Pell on the Wall|Speak to the man in the long coat}.]
    -> pell
+   [{dace:Go over to Dace and her sledge|Speak to the girl with the sledge}.]
    -> dace
+   [{teague:Stop by Mr. Teague's stool|Speak to the man with the watch}.]
    -> teague
+   {hask_up} [Speak to Hask, in his blanket.]
    -> hask_at_fire
-   -> DONE

// What anybody can be asked. `back` is where the talk was going on.
=== common_talk(who, -> back) ===
+   {asked_song !? who} [Ask about the song.]
    ~ asked_song += who
    { who:
    - Marit:
        "They sang it at my own wedding anniversary," Marit says. "My husband's people. They thought I would like it. I went out and counted the spoons."
    - Pell:
        "I don't sing," says Pell.
    - Dace:
        "Is it sad?" says Dace. "I always thought it was a bit pleased with itself."
    - Teague:
        "They're having it on Thursday," says Mr. Teague. "My girl sings the verse about the lamps. I have heard it through a wall, I suppose, four hundred times. It doesn't say any of their names, had you noticed? I only noticed this week, driving up."
    - else:
        "I have heard it," says Hask. "It scans."
    }
    -> back
+   {saw_light && not hask_up && asked_light !? who} [Ask about the light in the schoolhouse.]
    ~ asked_light += who
    { who:
    - Marit:
        "Then somebody has gone home," says Marit. She doesn't say it as though it were a good thing.
    - Pell:
        "There'll be no light down there," says Pell, and does not turn around to look, and goes on not turning around.
    - Dace:
        Dace gets very interested in her nail. "He gave me a shilling not to say," she says. "An old man. He went down about four, with a lamp and a chair cushion. He wiped his feet at the door."
    - else:
        "Sun on a window," says Mr. Teague. You both look at where the sun went down two hours ago. "Left burning, then," he says. "By one of the men."
    }
    -> back
-   -> DONE

=== marit ===
{ stopping:
-   ~ learn(names, Annis)
    Marit has turned a bucket over and is sitting on it with her back to the village. "Annis," she says, when you sit. "That's her name. I thought you should have it with you."
-   Marit moves her skirts to make room, though there is plenty of room.
}
- (topics)
<- common_talk(Marit, -> topics)
*   [Ask what Annis was like.]
    "Early," says Marit. "She was early for everything. She'd be sitting in church when they came to unlock it, and don't ask me how." She thinks about this. "In the song she won't leave. I'd always have said she would be first on the cart, telling them they were late."
    -> topics
*   (that_man) [Ask why Annis never came to Carrow.]
    "I'd gone two years before, to be married. She never would say his name. That man of yours, she said, to the day I left. I wrote, after, that she could come to us if she liked." Marit moves a stick in the fire. "If she liked. You put a thing like that in a letter, and then it's in the letter. She never wrote back. Then there was the Water."
    -> topics
*   {seen ? bar_in_corner} [Tell her about the bar.]
    "Neither side," you say. "It's standing in the corner behind the door. Nobody barred anything."
    "In the corner," says Marit.
    "On its end. Where you'd stand a broom."
    She nods several times. It is not an answer that she has ready anything to do with.
    ~ trust += Marit
    -> topics
*   {seen ? corded_trunk} [Tell her about the trunk.]
    ~ marit_told = true
    ~ trust += Marit
    "There's a trunk in the passage," you say. "Corded, and her hat on top of it. She was packed, Marit. She was going in the morning."
    { has("tag"):
        You give her the tag. She can't see it by the fire, so she reads it with her thumb, a letter at a time, and her thumb goes along the first line and stops, and goes back, and goes along it again.
        ~ take("tag")
    - else:
        "There's a tin tag on it, punched with a nail. To be called for. M. Sorrel, Tanners' Row."
    }
    -> sorrel ->
    -> topics
+   [Leave her to the fire.]
    -> landing.choosing

=== sorrel ===
{ marit.that_man:
    "Sorrel," says Marit. "She's put Sorrel."
- else:
    "Sorrel," says Marit. "That was his name. She never would say it, not to my face, not to the day I left. She's put Sorrel."
}
->->

=== pell ===
{ stopping:
-   Josen Pell is Warden of the Wall and has the coat for it. He is fifty. He keeps one hand on the windlass house while he talks, the way you would with a horse.
-   {trust ? Pell:Pell makes room for you at the rail.|Pell gives you the nod that goes with the coat.}
}
- (topics)
<- common_talk(Pell, -> topics)
*   [Ask about the gates.]
    "Four tons each. Up nine days for new leather, down tonight at midnight, by order. There's been rain in the hills since Monday. Six weeks' water coming down the Aske, and they'd not like to see it go by." He says it as if he had it off a card; and then he frowns, as if he had just remembered where the card came from.
    -> topics
*   [Ask whether he knew Lissing.]
    ~ knows_gauge = true
    "I was gauge boy," says Pell. "Nineteen. There's a hut down there, at the foot of the Wall, with a painted board outside it for the level. Every quarter hour I read the board and wrote it in the day book. From the hut you could see all the windows."
    -> topics
*   {knows_gauge} [Ask what became of the day book.]
    "It's in there. There's an iron box let into the stone, lined with lead. First thing the Board ever thought of was how to keep its paper dry. Last thing you do is lock up the book, that was the rule; so I locked up the book and went up the ladder, and the water came in after me."
    * *   [Ask what he wrote in it.]
        { check("insight", 13 + penalty()):
            "Levels," says Pell. His hand has gone to his collar. There is a cord there, and something on the end of the cord, under the shirt, that he has hold of.
            ~ saw_key = true
        - else:
            "Levels," says Pell, and looks at the sky to see whether it is raining. It isn't.
        }
        -> topics
    * *   [Let it lie.]
        You let it lie. He seems to notice that you have. "You read a thing off a board and you write it down," he says, after a while. "You'd think a man would remember."
        -> topics
*   [Tell him what Marit asked you.]
    "I'm to see which side of a door a bar is on," you say. "Last house in Church Row."
    "Upper window," says Pell at once; and then, carefully, nothing.
    * *   "How would you know that?"
        "You could see them all from the hut," says Pell. "I said." The coat does up another button.
        -> topics
    * *   [Say nothing either.]
        The two of you look at the place where Church Row is. It takes some time. "Tell her," he says in the end, "tell the old lady I'd be glad to know as well."
        ~ trust += Pell
        -> topics
*   {has("token")} [Show him the brass token.]
    He doesn't need to hold it to the light. "Cart three," he says. "First of October, seven in the morning. I gave these out. I went around with them in my cap."
    "It says on the stone that the gates were closed on the first, at noon."
    "It does say that on the stone."
    * *   [Wait.]
        ~ trust += Pell
        ~ knows_gauge = true
        "I closed them," says Pell. "I know what night it was. It was the night before." Once that is out the rest comes quite easily. "What I don't know is what I wrote. I can see the page, down in the hut, and my hand on it. But I can't read it. I was nineteen and I'd been told they were all gone. I'd like to know whether I wrote it down."
        { not has("key"):
            -> key ->
        }
        -> topics
    * *   "You drowned them, then."
        ~ trust -= Pell
        "Yes," says Pell. He waits to see if you have anything to add to it, as he has been waiting, by the look of him, for some time; and then he goes into the windlass house and oils something.
        -> landing.choosing
*   {saw_key && not has("key")} [Ask what he has on the cord.]
    "I should have handed it in with my cap," says Pell. "Nobody asked for it. They gave me the coat, and nobody asked."
    * *   [Ask him for the loan of it.]
        { gauge_burned:
            "It's no good to you now," says Pell. But he goes on holding it out.
        - else:
            "It might not turn," says Pell. "I'd be glad to know if it turns."
        }
        -> key ->
        -> topics
    * *   [Tell him to keep it safe.]
        ~ trust += Pell
        "I have," says Pell.
        -> topics
*   {trust ? Pell && knows_gauge && not (box_open || gauge_burned || has("key"))} [Offer to look for the day book.]
    "I wouldn't ask it," says Pell; and then, when you have started to turn away, "It's the box on the back wall. It'll want this."
    -> key ->
    -> topics
*   {has("day book")} [Show him the day book.]
    ~ trust += Pell
    He looks at the cover of it for a long while.
    "It's dry," you say. "Shall I read it to you?"
    "After," says Pell. "When it's done. I have to be fit to do it." But he puts out one finger and straightens the ribbon.
    -> topics
+   [Leave him to the Wall.]
    -> landing.choosing

= key
~ give("key")
He lifts the cord over his head. There is a key on it, worn as thin as a fish.
->->

=== dace ===
{ stopping:
-   Dace is sixteen, or says so. The sledge has bed irons for runners, and a number on it: she has left the door its number, 4. Around her neck, on fishing line, she wears three brass disks the size of a penny.
-   {Bell != hanging:Dace has one hand flat on the bell, in case it should get up.|{dace_deal:"Ready when you are," says Dace.|Dace looks up, with nails in her mouth.}}
}
- (topics)
<- common_talk(Dace, -> topics)
*   [Ask about the mud.]
    ~ knows_path = true
    "See the withies?" There are sticks in the mud, every few yards, with a rag on each. "Mine. Keep them on your left going down and on your right coming up. If you've got them on both sides you're in the mill pond."
    -> topics
*   [Ask what the sledge is for.]
    "Bell," says Dace. "Four hundredweight. There's a founder in Carrow who pays by the pound and doesn't ask the bell." She says it fast, like a sum she does in bed. "And there's a boat at Carrow Stairs, eighteen foot, blue. It's been for sale since spring. I go every week and see that it's still not sold."
    - - (about_bell)
    * *   "What would you do with a boat?"
        "Be in it," says Dace.
        -> about_bell
    * *   "The bell isn't yours."
        "It isn't anybody's. That's what being under the water means." She hits the nail. "You tell me who to give it back to, and I'll give it back."
        -> about_bell
    * *   "I'll help you get it down."
        ~ dace_deal = true
        ~ trust += Dace
        She takes the nails out of her mouth to look at you. "In the tower, then," she says. "{has("rope"):That's a good rope.|Bring a rope if you find one. Mine's mostly knot.} I'll go down ahead and rig the blocks."
        -> topics
    * *   "Good luck with it."
        "It isn't luck, it's a pulley," says Dace.
        -> topics
*   {about_bell && not dace_deal} [Offer to help with the bell after all.]
    ~ dace_deal = true
    ~ trust += Dace
    "I knew you would," says Dace, who didn't. "I'll be in the tower."
    -> topics
*   {seen ? cart_token} [Ask about the disks around her neck.]
    ~ trust += Dace
    "Kitchens," says Dace. "One at the mill, and two off the table in the house with the names over the door. I thought they were for luck."
    You show her where to look. CART 3. 1 OCT. 7. She reads all three, although they are all the same.
    "So they were going," says Dace.
    "They were going."
    "Then what's the song about?"
    -> topics
+   [Leave her to her nails.]
    -> landing.choosing

=== teague ===
{ stopping:
-   "Amory Teague, of the Board," says the man on the stool. "The Directors' office. I don't as a rule come out." There is a cask of lamp oil between his feet. On the feet are very good new shoes, with a page of the Carrow Intelligencer wrapped around each.
-   {gauge_burned:Mr. Teague smells of lamp oil, and knows it.|{trust ? Teague:Mr. Teague pushes the cask toward you with his foot, for a seat.|Mr. Teague looks at you, and at his watch, and is polite to both.}}
}
- (topics)
<- common_talk(Teague, -> topics)
*   {not gauge_burned} [Ask what the oil is for.]
    ~ knows_gauge = true
    "There's a gauge house down at the foot of the Wall. It's unsafe. I'm to burn it{not teague_waits: at half past nine}, with the contents."
    "It's stone."
    "The roof isn't," says Mr. Teague. "I did ask. Director Crane signed for the oil himself. He doesn't, as a rule, sign for oil."
    -> topics
*   [Ask about the shoes.]
    "My daughter is being married on Thursday, and these are what I was wearing when they found me." He turns one of them in the firelight. "I should like to be home on Thursday with both of them, and that is the whole of my ambition. You may think it a small one."
    -> topics
*   {has("brandy")} [Offer him the brandy.]
    { take("brandy"):
        He drinks like a man who has been cold since noon and too well brought up to mention it.
    - else:
        He takes the flask.
    }
    ~ trust += Teague
    { not gauge_burned:
        ~ teague_waits = true
        "Half past nine," he says presently, "is really the sort of time that might be midnight." He puts the bung back in the cask and sits on it.
    - else:
        "I don't know what was in it," he says. "I should like you to know that I don't know. That's why they send me."
    }
    -> topics
*   {has("token")} [Show him the brass token.]
    ~ trust += Teague
    Mr. Teague is a clerk: he reads both sides. "That's our die," he says. "That's a Board issue. Seven in the morning." He lays it down in the exact middle of the cask lid. "And the gates were closed at noon. So that there would have been five hours. So that anybody who had one of these..."
    He doesn't go on. He is a man who has added up a column and got somebody else's answer.
    { not gauge_burned:
        ~ teague_waits = true
        "I don't think," he says, "that I shall burn anything before I have to."
    }
    -> topics
*   {has("day book")} [Tell him there was nothing in the gauge house.]
    { check("deception", 14 + penalty()):
        "Nothing found," says Mr. Teague, writing it. He seems relieved to have something to write.
    - else:
        Mr. Teague looks at the square shape under your coat, and then, at some length, at his pencil. "I shan't ask you again," he says, "if you don't tell me again."
        ~ trust -= Teague
    }
    -> topics
+   [Leave him to his watch.]
    -> landing.choosing

=== hask_at_fire ===
{ stopping:
-   Hask has been put in a blanket next to Marit, with his lamp, still lit, between his feet. The two of them sit like people waiting for a cart.
-   Hask moves the lamp so that you can see him.
}
- (topics)
<- common_talk(Hask, -> topics)
*   [Ask what he and Marit have been saying.]
    ~ marit_told = true
    "He corded it," says Marit. "The trunk. She stood over him, and told him his knots were late."
    "She was entirely right," says Hask.
    -> topics
*   {LIST_COUNT(names) < LIST_COUNT(LIST_ALL(names))} [Ask him for the names you haven't got.]
    "Which have you?"
    { names:
        "{say_names(names)}," you say.
        "And {say_names(LIST_INVERT(names))}." <>
    - else:
        "None of them," you say.
        "{say_names(LIST_ALL(Eleven))}." <>
    }
    He gives each of them the same length of time. "You will forget the middle ones. Everybody does. Say them again at the gates, and once before you sleep."
    ~ names = LIST_ALL(Eleven)
    -> topics
*   {LIST_COUNT(names) == LIST_COUNT(LIST_ALL(names))} [Say the eleven names over to him.]
    He listens with his eyes shut, and his finger goes down a page that isn't there. At the end the finger makes a small tick.
    -> topics
+   [Leave him in the warm.]
    -> landing.choosing
