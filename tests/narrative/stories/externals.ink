EXTERNAL has(what)
EXTERNAL check(skill)
EXTERNAL give(what, amount)
EXTERNAL twice(n)
First line.
~ give("rope", 2)
Second line, rope {has("rope"):yes|no}.
~ temp roll = check("stealth")
You {roll > 5:slip by|are seen}.
Doubled: {twice(21)}.
+ [Take]
    ~ give("torch", 1)
    Taken.
+ [Bad {give("lamp", 1)}] -> END
- -> END
=== function twice(n)
~ return n * 2
