VAR x = 5
Hello <>
world.
A{"  "}B  C {x}   .
{shout("hi")}!
One <>
{quiet()}
two.
Tags # one # two {x}
before
{ x > 3:
    inside
}
    after   
\  edge
{x > 100: never}
Done. -> END
=== function shout(t)
  {t}  
~ return
=== function quiet
~ x++
