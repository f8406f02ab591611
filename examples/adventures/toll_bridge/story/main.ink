// What the triggers on the maps lead to.
The road runs down to a river, a bridge, and a man who sits in the middle of it.
-> bridge

== bridge
"Two coppers," says the toll keeper. "A head, and a head for the horse, if you had one."
+ [Pay.] He bites both coins, and lets you by.
+ [Ask what lies below the tollhouse.] "Casks," he says, too fast. -> altar
- -> END

== altar
The flame on the altar burns without oil, and has for a long time.
-> END
