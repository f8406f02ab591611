// What the story keeps track of.

// The people you can talk to. `trust` holds those who have come to trust you.
LIST People = Marit, Pell, Dace, Teague, Hask
VAR trust = ()
VAR asked_song = ()
VAR asked_light = ()

// The eleven of Lissing. `names` holds those you have learned.
LIST Eleven = Annis, Bram, Ester, Greta, Harl, Jory, Lowell, Nan, Piers, Sib, Tobit
VAR names = ()

// What you have seen for yourself of the night the gates were closed.
LIST Proofs = bar_in_corner, corded_trunk, cart_token, sill_lamp, lamps_logged, crane_note
VAR seen = ()

// What came off the cart.
LIST Cart = rope, iron, brandy, boards
VAR packed = ()

// The river rises from one of these to the next.
LIST Water = (mud), ankles, knees, waist

// The bell of Lissing.
LIST Bell = (hanging), lowered, cracked

CONST MIDNIGHT = 10
CONST BURNING = 5

VAR clock = 0               // half hours since seven o'clock
VAR below = false           // are you down in the village?
VAR soaked = false
VAR knows_path = false      // Dace has told you about the withies
VAR knows_gauge = false     // Pell has told you about the gauge house
VAR saw_key = false         // and the key that Pell wears
VAR saw_light = false
VAR dace_deal = false
VAR teague_waits = false
VAR gauge_burned = false
VAR box_open = false
VAR trunk_up = false
VAR marit_told = false
VAR hask_up = false
VAR bell_rung = false
VAR knows_square = false    // you have been there before
VAR told_time = -1          // the hour last mentioned on the shore
VAR last_lamps = 1          // lamps in Lissing when the gates were to close

// Adds an item to a set; true if it was new there.
=== function learn(ref set, item) ===
    ~ temp fresh = not (set ? item)
    ~ set += item
    ~ return fresh

=== function room_left() ===
    ~ return LIST_COUNT(packed) < 2

// Wet clothes make everything harder.
=== function penalty() ===
    { soaked:
        ~ return 2
    }
    ~ return 0

=== function bonus(earned, points) ===
    { earned:
        ~ return points
    }
    ~ return 0

// Names, in order: "Annis, Bram and Tobit".
=== function say_names(set) ===
    { LIST_COUNT(set):
    - 0: nobody
    - 1: {set}
    - 2: {LIST_MIN(set)} and {LIST_MAX(set)}
    - else: {LIST_MIN(set)}, {say_names(set - LIST_MIN(set))}
    }

=== function thing_name(item) ===
    { item:
    - rope: rope
    - iron: wheel iron
    - brandy: brandy
    - boards: mud boards
    }

=== function say_things(set) ===
    { LIST_COUNT(set):
    - 0: nothing
    - 1: {thing_name(set)}
    - 2: {thing_name(LIST_MIN(set))} and {thing_name(LIST_MAX(set))}
    - else: {thing_name(LIST_MIN(set))}, {say_things(set - LIST_MIN(set))}
    }

=== function say_number(n) ===
    { n:
    - 0: none
    - 1: one
    - 2: two
    - 3: three
    - 4: four
    - 5: five
    - 6: six
    - 7: seven
    - 8: eight
    - 9: nine
    - 10: ten
    - else: eleven
    }

=== function clock_face() ===
    ~ temp hour = 7 + INT(FLOOR(clock / 2))
    { clock >= MIDNIGHT:
        midnight
    - else:
        { clock % 2 == 1:
            half past {say_number(hour)}
        - else:
            {say_number(hour)} o'clock
        }
    }

// Lets half hours go by, and what belongs to them happen. At midnight the
// caller is not returned to.
=== pass(halves) ===
    { halves > 0 && clock < MIDNIGHT:
        ~ clock++
        -> tick ->
        -> pass(halves - 1)
    }
    { clock >= MIDNIGHT:
        ->-> midnight
    }
    ->->

=== tick ===
    { clock:
    - 3:
        ~ Water++
        { below:
            The mud has begun to shine. You put your hand flat on it and it is water, a finger deep, and moving.
        - else:
            Out on the flat the mud has begun to shine. That is the river, Pell says, with the rain in it, looking for its old bed.
        }
    - BURNING:
        { not teague_waits:
            -> fire ->
        }
    - 6:
        ~ Water++
        { below:
            The water comes over the tops of your boots, one and then the other, and is as cold as you thought it would be.
        - else:
            The lower windows in Lissing have started to double themselves in the water.
        }
    - 8:
        ~ Water++
        { below:
            It is at your thighs now, and it pushes. Somewhere behind you a gate that has been latched for thirty-one years comes unlatched.
        - else:
            There is more water than village. Dace pulls the sledge up the shingle by its own length, and then by another.
        }
    - 9:
        { below:
            Up on the Wall, very small, a man is hanging out a lantern by the windlass. Half an hour.
        - else:
            Pell hangs a lantern by the windlass. Half an hour.
        }
    }
    ->->

=== fire ===
    ~ gauge_burned = true
    There is a flare of light at the foot of the Wall. The gauge house burns quickly for a thing that has been wet for so long; that will be the oil. Mr. Teague, a small black shape with a bucket, stands back from it as a man stands at a graveside when it is somebody else's relation.
    { box_open:
        You can feel the corner of the day book against your ribs.
    - else:
        Whatever was in there is not in there now.
    }
    ->->
