VAR x = 0
VAR s = "ab"
Ready.
+ [loop] -> loop
+ [deep] Deep: {deep(1)} -> END
+ [double] -> double
+ [long] -> long
+ [threads] -> threads
+ [fine] All is well. -> END
=== loop
~ x++
-> loop
=== function deep(n)
~ return deep(n + 1) + 1
=== double
~ s = s + s
-> double
=== long
{s}<>
-> long
=== threads
<- threads
-> DONE
