// The gates, and how it ends.

=== midnight ===
{ below:
    -> caught
}
-> the_wall

=== the_wall ===
At midnight everyone is out on the Wall, because it is where you would stand. Pell has lit the lantern over the windlass. Mr. Teague has his watch in his palm. Dace sits on the parapet with her feet over the dry side{Bell != hanging:, and keeps looking back to where the sledge is, with the bell on it, under a tarpaulin}. Marit has come up the steps one at a time, without help, and got her breath, and come the rest of the way.
Below you the river has found its old bed, and has started on the street.
{ not hask_up:
    -> lamp_seen
}
Lissing is quite dark. You look for a long time, to be sure, and so does Pell. Hask sets his own lamp down on the stone, and winds it out.
-> dark_village

// Somebody is still down there.
=== lamp_seen ===
There is one light in Lissing. It is low down, and yellow, and it doesn't move.
"Lamp seen at Lissing," says Pell. He has both hands on the wheel, and has not turned it. "One."
"Left burning," says Mr. Teague, quite kindly.{seen ? crane_note: You have read those two words already tonight, in another man's hand.}
*   {school} "There is a man sitting next to it."
    -> plead
*   {not school} "Nobody leaves a lamp burning for thirty-one years."
    -> plead
*   {seen ? lamps_logged} [Open the day book, and read Pell his line.]
    "Nine-forty," you read. "Lamps seen at Lissing, four. Sent up to Mr. Crane at the inn." You hold it under the lantern, where he can see whose hand it is in.
    Pell reads it. His lips move at the times.
    "I wrote it down," he says.
    "You wrote all of it down."
    "And then I closed them," says Pell. He looks at the wheel under his hands as if somebody had left it there.
    -> held
*   [Say nothing.]
    You say nothing. It isn't your Wall. There are two men here with papers to say whose it is.
    -> twelve

=== plead ===
{ trust ? Pell:
    Pell nods, slowly, several times. It is how Marit nods.
    "That's what I thought last time," he says.
    -> held
}
{ trust ? Teague:
    Pell looks at Mr. Teague; they all do. Mr. Teague looks at his shoes, and then at his watch, and then he shuts the watch, and goes on squeezing it until something inside it goes.
    "Mine has stopped," he says. "At ten to. I don't see that we can do anything until somebody finds out the time."
    -> held
}
{ check("persuasion", 15 + penalty()):
    "You've been down there," says Pell. "You'd know." It is not clear which of you he is telling.
    -> held
}
"It's an order," says Pell. He says it to the wheel. He doesn't turn it, but his shoulders have started to.
*   [Take hold of the wheel.]
    You take hold of the other side of the wheel, and hold it. You are not stronger than he is. But it turns out that he has been waiting for thirty-one years for somebody to be in the way.
    -> held
*   [Step back.]
    You step back.
    -> twelve

=== held ===
Pell takes his hands off. He goes into the windlass house, and comes out with tonight's book and a pencil, and writes something under the lantern, and blows on it, although it is only pencil.
"Well, go on," he says. "I can't wait on nobody."
{trust ? Dace:Dace is over the parapet before he has finished.|Dace says she knows the mud, and is gone before anyone can agree.} You go down after her by the withies, at what would be a run if there were anything to run on, and the water is at your waist in the square, and the schoolhouse door is shut against the draft.
{school:"You're very late," says Hask|"You're late," says an old man at the master's desk}; and then he sees your face, and looks past you and up, to where the one lantern is on the Wall and nobody is turning anything. "Oh," he says. "They've waited."
~ hask_up = true
He comes up between you with his hat on, and is no weight at all. {not school:"Hask," he says, on the way. "I was the schoolmaster." }He asks you to stop at the top step, while he locks the door.
-> gates_held

// You are still down there.
=== caught ===
{school.lesson:You go out on the steps together, with both lamps, and down into it.|You feel it before you hear it.} The water stops going past your legs, and stands, like a crowd that has been told something. Then from up on the Wall there comes a long iron cough, which is the pawl coming off the windlass.
It is midnight, and you are in Lissing.
{ not hask_up:
    ~ last_lamps = 2
    {school.lesson:Hask holds his lamp up, and looks at you by it.|{school:Hask has come out on his steps with his lamp.|An old man has come out on the schoolhouse steps with a lamp. Hask, he says his name is.}} "I had meant there to be only one of us," he says. He sounds annoyed.
}
*   {Bell == hanging} [Get to the church, and ring the bell.]
    You get to the church with the water at your chest, and up the ladder, and you don't swing the clapper this time. You take the rope's end, and ring, as you would for a wedding or a fire.
*   {has("lantern")} [Hold the lantern up as high as you can.]
    You climb the pump, and stand on the spout with an arm around the cap, and hold Marit's lantern over your head. She filled it to the top. You wind the wick up as far as it will go.
*   [Make for the gateposts.]
    You make for the gateposts. You can see the first one, and the top of the second, and where the third would be.
-
Up there, no bigger than a match, is Pell's lantern.
{ trust ? Pell:
    -> held_for_you
}
-> belfry

=== held_for_you ===
The cough comes again, and stops halfway.
You wait for the rest of it. There is rain on the water, and that is all there is. Then the street gives a sort of sigh, and the current takes hold of your legs again, going the right way: out.
He is holding them up. You find out later that the order was read to him twice, and that the second time he asked to have it in writing.
{ not hask_up:
    You take Hask's arm, or he takes yours. It is a quarter of an hour to the Landing, from gatepost to gatepost, and he names the owner of each of them as you go by.
- else:
    It is a quarter of an hour to the Landing, from gatepost to gatepost. At the last one Dace is in the water up to her neck, holding out an oar.
}
~ hask_up = true
-> gates_held

=== belfry ===
It doesn't stop. There's the cough again, and the long complaint of eight tons of iron going down in grooves; and then quiet, and in the quiet the water starts up the walls.
So you go where there is to go. In the church the pews are afloat. You climb past the ringers' board, {not hask_up:with Hask ahead of you, handing up his lamp from rung to rung,|a rung at a time,} to the floor where the bell {Bell == hanging:is|was}, and you sit under the louvers with your feet drawn up and your lantern lit, where anybody could see it.
*   [Count the steps as they go under.]
    You count them. You get to nineteen, and lose your place, and start again from where the water is.
*   [Say over the names you have.]
    You say them over. {LIST_COUNT(names) == 0:You have none. You say "eleven," and it sounds like what it is.|"{say_names(names)}." It makes {say_number(LIST_COUNT(names))}{LIST_COUNT(names) < 11:, and then you say a number for the rest}.}
*   {has("day book")} [Read, since there is light to read by.]
    You read what was written by somebody who could see this window. {learn(seen, lamps_logged):Four lamps, at nine-forty. It is all there.|You know it by heart; but it is company.}
-
It stops eleven rungs down. You notice the number, and wish that you hadn't.
{ not hask_up:
    ~ hask_up = true
    Hask sleeps toward four, sitting up, with his hat on. You hold the lamp for him. When he wakes he looks at the louvers, and the light coming in, with real irritation. "Well, now I suppose I shall have to tell people," he says.
}
{ has("day book"):
    In the morning the book is dry. You have had it inside your hat. There are two hands in it, and one of them is Crane's.
}
-> afterwards ->
But that was all later on. First there was Dace, in the Board's own skiff, which she had not asked for, rowing it backward so as to see.
She got to you at seven in the morning, which was when they had promised the carts. # ending: belfry
~ award(50)
-> END

// Nobody is left in the village. What do you do with what you brought up?
=== dark_village ===
"Nothing seen at Lissing," says Pell. He says it to be sure of having said it. He sets his hands on the wheel, and waits, as you wait before a grace.
Before he turns it, there is time for one thing.
*   {has("day book")} [Read the day book out loud.]
    -> the_reading
*   {has("day book")} [Put the day book into Pell's hands.]
    -> wardens_hand
*   {has("day book")} [Give the day book to Mr. Teague, for the Board.]
    -> paid_in_full
*   {Bell != hanging} [Go and help Dace get the bell to the road.]
    -> the_boat
*   [Stand with Marit.]
    -> called_for

=== the_reading ===
You hold it under the lantern, and read it from the date.
{ seen ? lamps_logged:
    You know what is coming, and it makes no difference.
- else:
    You had not known what it would be. You find out with the rest of them, a line at a time.
}
"Nine-thirty. Level four feet two. Rain. Nine-forty. Lamps seen at Lissing, four. Sent up to Mr. Crane at the inn." Nobody moves. "Ten twenty-five. Answer herewith." And you unpin the answer, and read that. Then you read the lamps, as they are in the book: four, and three, and one, and none.
"I wrote it down," says Pell.
"September the thirtieth," says Mr. Teague. He has taken off his hat, and is holding it over his watch. "I should like it noticed that I heard the date."
{ LIST_COUNT(names) == LIST_COUNT(LIST_ALL(names)):
    There is nothing after that in the book; so you say the names. {say_names(names)}. You don't forget the middle ones.
- else:
    There is nothing after that in the book. <>
    { names:
        "{say_names(names)}," you say, because somebody ought to, and stop; and Hask takes it up from there without a breath between. {say_names(LIST_INVERT(names))}.
    - else:
        You would say their names, if you had ever asked anyone for them. Hask waits until it is clear that you can't. {say_names(LIST_ALL(Eleven))}.
    }
    ~ names = LIST_ALL(Eleven)
}
Marit listens for one of them. When it comes she puts her hand out flat, as though to keep it from blowing off.
*   [Give the book to Hask, to carry to Carrow.]
    Hask takes it under his arm, like a register.
*   [Carry it to Carrow yourself.]
    You button it back under your coat. You have carried stranger things for less.
-
Only then does Pell turn the wheel. It takes him twenty minutes, and it is the last thing he does for the Board.
-> afterwards ->
{ LIST_COUNT(seen ^ (corded_trunk, cart_token, sill_lamp)) == 3:
    With the book there was a brass token, and a trunk to be sworn to, and a lamp with its wick wound up. The Board took only four months to answer, <>
- else:
    There was only the book, and whoever would swear to it. The Board took fourteen months to answer, <>
}
and then a Mr. Crane was found to have been unwell for some time. They recut the stone. It needed a bigger stone.
They still sing the song at weddings. But it has eleven names in it now, and takes longer, and nobody leaves early. # ending: the_reading
~ award(50)
-> END

=== wardens_hand ===
You put the book into Pell's hands. "I haven't torn anything out," you say. It's all you can think of.
He opens it at the ribbon. It is raining a little, and he leans over it so that the rain falls on his neck. He reads down the page with his finger, and the finger stops, and goes on, and stops again. He is there for so long that Mr. Teague shuts his watch.
"All of them," says Pell. "I put down every one."
*   "You did."
    "Then I knew," says Pell. "When I was nineteen. I'd got it into my head that I found out after."
*   [Let him be.]
    You let him be. "I thought it'd be one or the other," he says, to nobody. "I thought if I'd written it, I'd be glad."
-
{ seen ? sill_lamp:
    "The one at twelve-fifteen," you tell him. "She had the wick all the way up."
    "I know," says Pell. "You could see it from here."
}
He shuts the book, and takes off the long coat, and folds it over the rail, and turns the wheel in his shirtsleeves. He won't be helped.
-> afterwards ->
The book was never seen in Carrow, and the Board never asked for it; you don't ask for what you have said was lost. He keeps it in the windlass house, locked up, last thing.
But every year, on the thirtieth of September, there are four lamps on the Wall; and at twenty to one the warden puts out the last of them himself. # ending: wardens_hand
~ award(50)
-> END

=== paid_in_full ===
"It's Board property," you say. "I suppose it's yours."
Mr. Teague takes it as a man takes somebody's baby. {seen ? lamps_logged:"Have you read it?" he says; and then, very quickly, "No. Don't tell me that."|"You haven't read it," he says; not quite as a question.}
{ trust ? Teague:
    He does not look at Pell, and Pell doesn't look at him. "I had thought that you might do something else," he says. "I believe I was rather counting on it."
- else:
    He does not look at Pell. Pell is looking at the book.
}
*   [Ask him what will happen to it.]
    "It will be filed," says Mr. Teague. He turns one of his shoes to the light, and there's mud on it after all. "I'm told there is a very good fire in Files."
*   [Ask him for a receipt.]
    He writes it on his knee. He has a beautiful hand. He adds three guineas to it, for salvage, and counts them out, and they are all there.
-
Pell turns the wheel. It takes him twenty minutes. He does it just as he did it the first time, which is to say, well.
-> afterwards ->
Mr. Teague was home on Thursday, with both shoes. You were sent a piece of the cake.
The receipt says: one book, old, spoiled by water. You have it still, and it is perfectly dry. # ending: paid_in_full
~ award(50)
-> END

=== the_boat ===
Dace has one shoulder against the sledge already. "I don't want to see it go under," she says. "I only want to be gone when it does."
So you have your back to it. You hear the pawl come off, and the long iron cough, and behind you Marit saying something that might be a word, or a name; and you lean on four hundredweight of {Bell == cracked:cracked }bronze, and it goes up the road to Carrow an argument at a time.
*   [Let her take it to the founder.]
    The founder weighs it, and {Bell == cracked:finds the crack, and pays half|pays by the pound}. He asks what the writing is. "Just where it's from," says Dace.
*   [Copy down the lettering first.]
    You make her wait while you take a rubbing of the lettering, on the back of a bill of lading, all the way around. It is as long as you are. You don't know what you want it for.
-
{ Bell == cracked:
    Half a bell buys half a boat. A widow at the Stairs has the other half, and Tuesdays.
- else:
    It is still there at the Stairs, eighteen foot, blue. She walks around it twice before she'll go near it.
}
{ has("day book"):
    The day book is at the bottom of your own box, under the winter things. You will take it to somebody one of these days.
}
-> afterwards ->
She is up and down the river in all weathers now, and has never been a minute late for anybody.
She calls the boat Paid For, and when people ask her who by, she tells them. # ending: the_boat
~ award(50)
-> END

=== called_for ===
You go and stand next to Marit. Pell turns the wheel, and it takes him twenty minutes, and by the end there is nothing down there you could put a name to.
{ marit_told:
    "Corded," she says, at one point; and at another, "Sorrel."
- else:
    { seen ? corded_trunk:
        So you tell her then, with the iron going down: the corner, the trunk, the hat. M. Sorrel, Tanners' Row.
        -> sorrel ->
    - else:
        {seen ? bar_in_corner:"It was in the corner," you tell her. "The bar. It wasn't across anything."|"I never got to the door," you tell her.}
        "She'd no need to," says Hask, from the other side. {seen ? bar_in_corner:"She was packed.|"There was no bar up. She was packed.} I corded the trunk for her myself. There is a tag on it, for you: M. Sorrel, Tanners' Row. She punched it with a nail, and the noise was indescribable."
        -> sorrel ->
    }
}
~ marit_told = true
*   [Ask if it is what she wanted.]
    "I wanted her to have been wrong, or else somebody to hang for it," says Marit. "I hadn't thought of her being on time."
*   [Give her your arm.]
    She takes your arm. She has not done that before, on the road or off it.
-
{ has("day book"):
    You still have the day book under your coat, and you can feel Pell not asking for it. In the morning you leave it on his step, with a stone on top. What he does with it is nobody's business but his and Carrow's.
}
-> afterwards ->
You drove back by the top road, at the mule's pace, with Marit up beside you. She talked the whole way.
To be called for, it says on the tag; and on the last night of low water somebody had called. # ending: called_for
~ award(50)
-> END

=== gates_held ===
The gates go down at ten past one, when everyone who was in Lissing has been counted twice. Mr. Teague does the second count. He has it witnessed.
*   [Ask Pell what he wrote.]
    "You can read it," says Pell. "That's what it's for."
*   [Help him turn the wheel.]
    You take the other side of the wheel. It is easier with two, and it always was; it was in the original drawings.
-
{ has("day book"):
    There are two books now, for the two nights. Pell ties them together with the one ribbon, and gives you them both to take down to Carrow, before he can think about it.
}
-> afterwards ->
He was dismissed for it, naturally, at the end of the quarter: seventy minutes' water, at the Board's valuation, came to more than he had earned in his life.
The book for that night is open to anybody who asks. It has one line in it. 12:00. {last_lamps == 1:Lamp seen at Lissing, one|Lamps seen at Lissing, two}. Waited. # ending: gates_held
~ award(50)
-> END

=== twelve ===
Pell turns the wheel. It takes him twenty minutes, and nobody helps him, and nobody goes in.
The light goes on for longer than you would have thought. At a quarter to one it is a yellow square lying on the water. It goes up a little, as if somebody had set it on a shelf. And then it is a thing that you are fairly sure you can still see.
*   [Stay until you are certain.]
    You stay until it is gray, and there's a lake there, with rain on it.
*   [Go in to the fire.]
    You go in to the fire. Marit makes room on her bucket. She doesn't ask you anything, and it strikes you that she isn't going to.
-
{ has("day book"):
    The day book goes to Carrow with you, under your coat. Somewhere on the top road you find that you can't hand it to anyone without being asked where you were standing when the gates went down.
}
-> afterwards ->
Tonight's book has nothing in it but the level. You have seen it. He doesn't write the other things down anymore.
It is still sung at weddings, and it still says eleven; and you are the one in the room who counts. # ending: twelve
~ award(50)
-> END

// What became of the others, so far as it isn't told elsewhere.
=== afterwards ===
{ trunk_up && not twelve:
    {Bell != hanging || gates_held || the_reading || called_for:The trunk went down to Carrow on top of everything else. It was lace, all of it, for a wedding that had been two years over: Marit has it at her windows.|The trunk was still on the churchyard wall. You had forgotten it. You think about the hat.}
}
{ called_for || marit_told:
    { has("token"):
        You kept the brass token. It is good for one place in a cart.
    }
- else:
    { 
    - seen ? corded_trunk:
        You told Marit about the trunk on the way home, somewhere on the top road, in the dark, where it could be done without looking. "Sorrel," she said, after about a mile.
    - seen ? bar_in_corner:
        You told Marit about the bar. "In the corner," she said. She has turned it over ever since, and it has never quite opened.
    - hask_up:
        It was Hask who told Marit about the trunk. He had corded it. She made him say it twice.
    - else:
        You never got as far as the green door. Marit paid for your supper on the road, and did not bring it up.
    }
}
{ Bell != hanging && not the_boat:
    Dace has her {Bell == cracked:half of a }boat. She has painted something on the stern, and painted over it.
}
{ hask_up && not belfry:
    Hask takes the infants at Tanners' Row, mornings. He keeps a perch in the inkwell trough. He says that it's a different one.
}
->->
