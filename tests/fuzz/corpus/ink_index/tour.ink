INCLUDE other.ink
VAR x = 1
LIST l = a, (b), c = 7
CONST five = 5
EXTERNAL f(y)
Hello {x: one|two} {&a|b|c} #tag {l}
- (start) {shuffle stopping:
  - one
  - {x == 1: two}
}
* (label) {x} {not start} Choice [only] inner -> k
** Nested <>
-- gather
+ -> END
- {
  - x > 2: {f(x)}
  - else: ~ x++
}
~ temp z = (a, l.b) + l(2)
-> tunnel(-> k, x) -> k
== k
= s
<- tunnel(-> k.s, five * 2.5)
{TURNS_SINCE(-> k)} {"a {x} b" ? "a"} ->->
== tunnel(-> d, y)
{y ? 1} ->-> d
== function f(ref y)
~ return y mod 2
