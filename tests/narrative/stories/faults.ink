EXTERNAL unbound()
VAR target = -> ends
VAR zero = 0
LIST l = a, b
Choose.
+ [ends] -> ends
+ [zero] {5 / zero} -> END
+ [random] {RANDOM(5, 1)} -> END
+ [void] {nothing() + 1} -> END
+ [list] {l + "x"} -> END
+ [divert]
    ~ target = 0
    -> target
+ [tunnel] -> tunnel ->
+ [missing] {unbound()} -> END
+ [truth] {target: yes} -> END
+ [return] -> ret
=== ends
Text
=== tunnel
In the tunnel.
=== ret
->->
=== function nothing
~ zero = 0
