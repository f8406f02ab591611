// SPDX-License-Identifier: MIT
// The language, rule by rule: what each becomes in ink JSON. The trees are those of the reference compiler.

#include "narrative/compile_text.hpp"

using namespace goldbox;
using goldbox::tests::compile_text;
using goldbox::tests::part;

TEST_CASE("lines of text end in a newline, and the story ends in a gather that is done", "[narrative][compiler]")
{
    const json::Document story = compile_text("Hello.\n"
                                              "World.\n");
    CHECK(part(story, "root") ==
          R"ink([["^Hello.","\n","^World.","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("comments go and leave their line", "[narrative][compiler]")
{
    const json::Document story = compile_text("One // two\n"
                                              "/* three\n"
                                              "four */Five\n");
    CHECK(part(story, "root") ==
          R"ink([["^One","\n","^Five","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a backslash takes the next character as it is", "[narrative][compiler]")
{
    const json::Document story = compile_text("\\{ \\# \\-> \\\\ \\n\n");
    CHECK(part(story, "root") == R"ink([["^{ # -> \\ n","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("glue stands beside the text that it glues", "[narrative][compiler]")
{
    const json::Document story = compile_text("Hello<>\n"
                                              "<>, world.\n");
    CHECK(part(story, "root") ==
          R"ink([["^Hello","<>","\n","<>","^, world.","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("text before a divert keeps one space", "[narrative][compiler]")
{
    const json::Document story = compile_text("To the end   -> END\n");
    CHECK(part(story, "root") ==
          R"ink([["^To the end ","end","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a line of tags only has no newline", "[narrative][compiler]")
{
    const json::Document story = compile_text("# author: me\n"
                                              "Text # mood: {1}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["#","^author: me","/#","^Text ","#","^mood: ","ev",1,"out","/ev","/#","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("tags in a row end one another", "[narrative][compiler]")
{
    const json::Document story = compile_text("Text #one #two\n");
    CHECK(
        part(story, "root") ==
        R"ink([["^Text ","#","^one ","/#","#","^two","/#","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a choice says its start twice and its bracket once", "[narrative][compiler]")
{
    const json::Document story = compile_text("* Hello [back].\" he said.\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev",{"^->":"0.0.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","str","^back","/str","/ev",{"*":"0.c-0","flg":22},{"s":["^Hello ",{"->":"$r","var":true},null]}],{"c-0":["ev",{"^->":"0.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":"0.0.s"},[{"#n":"$r2"}],"^.\" he said.","\n",{"->":"0.g-0"},{"#f":5}],"g-0":["done",{"#f":5}]}],"done",{"#f":1}])ink");
}

TEST_CASE("a sticky choice with two conditions and a label", "[narrative][compiler]")
{
    const json::Document story = compile_text("+ (again) {true} {1 > 2} Again\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev",{"^->":"0.0.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str",true,1,2,">","&&","/ev",{"*":"0.c-0","flg":3},{"s":["^Again",{"->":"$r","var":true},null]}],{"c-0":["ev",{"^->":"0.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":"0.0.s"},[{"#n":"$r2"}],"\n",{"->":"0.g-0"},{"#f":5}],"g-0":["done",{"#f":5}]}],"done",{"#f":1}])ink");
}

TEST_CASE("a choice without text is a fallback", "[narrative][compiler]")
{
    const json::Document story = compile_text("* -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"*":"0.c-0","flg":24},{"c-0":["end","\n",{"->":"0.g-0"},{"#f":5}],"g-0":["done",{"#f":5}]}],"done",{"#f":1}])ink");
}

TEST_CASE("nested choices go on at the gather that ties them up", "[narrative][compiler]")
{
    const json::Document story = compile_text("* A\n"
                                              "** B\n"
                                              "** C\n"
                                              "-- (inner) D\n"
                                              "- E\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev",{"^->":"0.0.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":"0.c-0","flg":18},{"s":["^A",{"->":"$r","var":true},null]}],{"c-0":["ev",{"^->":"0.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":"0.0.s"},[{"#n":"$r2"}],"\n",[["ev",{"^->":"0.c-0.7.0.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":".^.^.c-0","flg":18},{"s":["^B",{"->":"$r","var":true},null]}],["ev",{"^->":"0.c-0.7.1.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":".^.^.c-1","flg":18},{"s":["^C",{"->":"$r","var":true},null]}],{"c-0":["ev",{"^->":"0.c-0.7.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":".^.^.0.s"},[{"#n":"$r2"}],"\n",{"->":".^.^.inner"},{"#f":5}],"c-1":["ev",{"^->":"0.c-0.7.c-1.$r2"},"/ev",{"temp=":"$r"},{"->":".^.^.1.s"},[{"#n":"$r2"}],"\n",{"->":".^.^.inner"},{"#f":5}],"inner":["^D","\n",{"->":"0.g-0"},{"#f":5}]}],{"#f":5}],"g-0":["^E","\n",["done",{"#f":5,"#n":"g-1"}],{"#f":5}]}],"done",{"#f":1}])ink");
}

TEST_CASE("gathers in a row are walked through", "[narrative][compiler]")
{
    const json::Document story = compile_text("- (one) One\n"
                                              "- Two\n"
                                              "- (three)\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["^One","\n",["^Two","\n",[["done",{"#f":5,"#n":"g-1"}],{"#f":5,"#n":"three"}],{"#f":5,"#n":"g-0"}],{"#f":5,"#n":"one"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a knot begins with its first stitch", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> k\n"
                                              "== k\n"
                                              "= a\n"
                                              "A -> END\n"
                                              "= b\n"
                                              "B -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"k"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":[{"->":"k.a"},{"a":["^A ","end","\n",{"#f":1}],"b":["^B ","end","\n",{"#f":1}],"#f":1}],"#f":1}])ink");
}

TEST_CASE("a stitch is found from inside its knot and by its full name", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> k.b\n"
                                              "== k\n"
                                              "= a\n"
                                              "-> b\n"
                                              "= b\n"
                                              "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"k.b"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":[{"->":"k.a"},{"a":[{"->":"k.b"},{"#f":1}],"b":["end",{"#f":1}],"#f":1}],"#f":1}])ink");
}

TEST_CASE("parameters are assigned from the last to the first", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> k(1, -> t)\n"
                                              "== k(a, -> b)\n"
                                              "{a} -> b\n"
                                              "== t\n"
                                              "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",1,{"^->":"t"},"/ev",{"->":"k"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":[{"temp=":"b"},{"temp=":"a"},"ev",{"VAR?":"a"},"out","/ev","^ ",{"->":"b","var":true},"\n",{"#f":1}],"t":["end",{"#f":3}],"#f":1}])ink");
}

TEST_CASE("a divert target can be kept in a variable", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR where = -> k\n"
                                              "-> where\n"
                                              "== k\n"
                                              "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"where","var":true},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":["end",{"#f":3}],"global decl":["ev",{"^->":"k"},{"VAR=":"where"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("tunnels follow one another", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> a -> b ->\n"
                                              "-> END\n"
                                              "== a\n"
                                              "->->\n"
                                              "== b\n"
                                              "->->\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->t->":"a"},{"->t->":"b"},"end",["done",{"#f":5,"#n":"g-0"}],null],"done",{"a":["ev","void","/ev","->->",{"#f":1}],"b":["ev","void","/ev","->->",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("a tunnel can go on elsewhere, with arguments", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> a ->\n"
                                              "-> END\n"
                                              "== a\n"
                                              "->-> b(2)\n"
                                              "== b(x)\n"
                                              "{x} -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->t->":"a"},"end",["done",{"#f":5,"#n":"g-0"}],null],"done",{"a":["ev",2,{"^->":"b"},"/ev","->->",{"#f":1}],"b":[{"temp=":"x"},"ev",{"VAR?":"x"},"out","/ev","^ ","end","\n",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("threads fork the flow", "[narrative][compiler]")
{
    const json::Document story = compile_text("<- a\n"
                                              "-> DONE\n"
                                              "== a\n"
                                              "+ Choice -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([["thread",{"->":"a"},"done",["done",{"#f":5,"#n":"g-0"}],null],"done",{"a":[[["ev",{"^->":"a.0.0.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":"a.0.c-0","flg":2},{"s":["^Choice ",{"->":"$r","var":true},null]}],{"c-0":["ev",{"^->":"a.0.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":"a.0.0.s"},[{"#n":"$r2"}],"end","\n",{"#f":5}]}],{"#f":1}],"#f":1}])ink");
}

TEST_CASE("an inline condition has one or two alternatives", "[narrative][compiler]")
{
    const json::Document story = compile_text("{true: yes|no} {1 == 1: only}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",true,"/ev",[{"->":".^.b","c":true},{"b":["^ yes",{"->":"0.5"},null]}],[{"->":".^.b"},{"b":["^no",{"->":"0.5"},null]}],"nop","^ ","ev",1,1,"==","/ev",[{"->":".^.b","c":true},{"b":["^ only",{"->":"0.13"},null]}],"nop","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a block of conditions", "[narrative][compiler]")
{
    const json::Document story = compile_text("{\n"
                                              "- 1 > 2: one\n"
                                              "- true: two\n"
                                              "- else: three\n"
                                              "}\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev",1,2,">","/ev",{"->":".^.b","c":true},{"b":["\n","^one","\n",{"->":"0.3"},null]}],["ev",true,"/ev",{"->":".^.b","c":true},{"b":["\n","^two","\n",{"->":"0.3"},null]}],[{"->":".^.b"},{"b":["\n","^three","\n",{"->":"0.3"},null]}],"nop","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a switch compares each case with the value", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR x = 2\n"
                                              "{x:\n"
                                              "- 1: one\n"
                                              "- 2: two\n"
                                              "- else: many\n"
                                              "}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"VAR?":"x"},"/ev",["du","ev",1,"==","/ev",{"->":".^.b","c":true},{"b":["pop","\n","^one","\n",{"->":"0.6"},null]}],["du","ev",2,"==","/ev",{"->":".^.b","c":true},{"b":["pop","\n","^two","\n",{"->":"0.6"},null]}],[{"->":".^.b"},{"b":["pop","\n","^many","\n",{"->":"0.6"},null]}],"nop","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",2,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("a switch without else drops its value", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR x = 2\n"
                                              "{x:\n"
                                              "- 1: one\n"
                                              "- 2: two\n"
                                              "}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"VAR?":"x"},"/ev",["du","ev",1,"==","/ev",{"->":".^.b","c":true},{"b":["pop","\n","^one","\n",{"->":"0.6"},null]}],["du","ev",2,"==","/ev",{"->":".^.b","c":true},{"b":["pop","\n","^two","\n",{"->":"0.6"},null]}],"pop","nop","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",2,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("an else without its if gets an empty true branch", "[narrative][compiler]")
{
    const json::Document story = compile_text("{ true:\n"
                                              "- else: no\n"
                                              "}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",true,"/ev",[{"->":".^.b","c":true},{"b":["\n",{"->":"0.5"},null]}],[{"->":".^.b"},{"b":["\n","^no","\n",{"->":"0.5"},null]}],"nop","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("alternatives stop at the last one", "[narrative][compiler]")
{
    const json::Document story = compile_text("{one|two|}\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev","visit",2,"MIN","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"ev","du",2,"==","/ev",{"->":".^.s2","c":true},"nop",{"s0":["pop","^one",{"->":"0.0.23"},null],"s1":["pop","^two",{"->":"0.0.23"},null],"s2":["pop",{"->":"0.0.23"},null],"#f":5}],"\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("alternatives cycle, come once, and are shuffled", "[narrative][compiler]")
{
    const json::Document story = compile_text("{&a|b} {!a|b} {~a|b}\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev","visit",2,"%","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"nop",{"s0":["pop","^a",{"->":"0.0.17"},null],"s1":["pop","^b",{"->":"0.0.17"},null],"#f":5}],"^ ",["ev","visit",2,"MIN","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"ev","du",2,"==","/ev",{"->":".^.s2","c":true},"nop",{"s0":["pop","^a",{"->":"0.2.23"},null],"s1":["pop","^b",{"->":"0.2.23"},null],"s2":["pop",{"->":"0.2.23"},null],"#f":5}],"^ ",["ev","visit",2,"seq","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"nop",{"s0":["pop","^a",{"->":"0.4.17"},null],"s1":["pop","^b",{"->":"0.4.17"},null],"#f":5}],"\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a shuffle can stop at its last or come once", "[narrative][compiler]")
{
    const json::Document story = compile_text("{shuffle stopping:\n"
                                              "- a\n"
                                              "- b\n"
                                              "}\n"
                                              "{shuffle once:\n"
                                              "- a\n"
                                              "- b\n"
                                              "}\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["ev","visit",1,"MIN","du",1,"==",{"->":".^.10","c":true},1,"seq","nop","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"nop",{"s0":["pop","\n","^a","\n",{"->":"0.0.24"},null],"s1":["pop","\n","^b","\n",{"->":"0.0.24"},null],"#f":5}],"\n",["ev","visit",2,"MIN","du",2,"==",{"->":".^.10","c":true},2,"seq","nop","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"ev","du",2,"==","/ev",{"->":".^.s2","c":true},"nop",{"s0":["pop","\n","^a","\n",{"->":"0.2.30"},null],"s1":["pop","\n","^b","\n",{"->":"0.2.30"},null],"s2":["pop",{"->":"0.2.30"},null],"#f":5}],"\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("temporaries belong to their knot", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> k\n"
                                              "== k\n"
                                              "~ temp x = 1\n"
                                              "~ x = x + 1\n"
                                              "~ x++\n"
                                              "{x}\n"
                                              "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"k"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":["ev",1,"/ev",{"temp=":"x"},"ev",{"VAR?":"x"},1,"+","/ev",{"temp=":"x","re":true},"ev",{"VAR?":"x"},1,"+",{"temp=":"x","re":true},"/ev","ev",{"VAR?":"x"},"out","/ev","\n","end",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("assignments to globals say so", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR x = 1\n"
                                              "~ x = 2\n"
                                              "~ x += 3\n"
                                              "~ x--\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",2,"/ev",{"VAR=":"x","re":true},"ev",{"VAR?":"x"},3,"+",{"VAR=":"x","re":true},"/ev","ev",{"VAR?":"x"},1,"-",{"VAR=":"x","re":true},"/ev",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",1,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("constants are replaced by their value", "[narrative][compiler]")
{
    const json::Document story = compile_text("CONST five = 5\n"
                                              "CONST name = \"Bob\"\n"
                                              "VAR x = five\n"
                                              "{five} {name}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",5,"out","/ev","^ ","ev","str","^Bob","/str","out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",5,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("operators bind as in the reference", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR x = 1\n"
                                              "{1 + 2 * 3 - 4 / 5 % 6} {not x and x || -x} {x mod 2 != 1}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",1,2,3,"*",4,5,6,"%","/","-","+","out","/ev","^ ",["ev","visit",2,"MIN","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"ev","du",2,"==","/ev",{"->":".^.s2","c":true},"nop",{"s0":["pop","^not x and x ",{"->":"0.15.23"},null],"s1":["pop",{"->":"0.15.23"},null],"s2":["pop","^ -x",{"->":"0.15.23"},null],"#f":5}],"^ ","ev",{"VAR?":"x"},2,"%",1,"!=","out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",1,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("negative and negated literals are folded", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR a = -5\n"
                                              "VAR b = -1.5\n"
                                              "{not 3} {!true}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",false,"out","/ev","^ ",["ev","visit",1,"MIN","/ev","ev","du",0,"==","/ev",{"->":".^.s0","c":true},"ev","du",1,"==","/ev",{"->":".^.s1","c":true},"nop",{"s0":["pop","^true",{"->":"0.5.17"},null],"s1":["pop",{"->":"0.5.17"},null],"#f":5}],"\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",-5,{"VAR=":"a"},-1.5,{"VAR=":"b"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("a name may begin with a digit", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR 2nd = 1\n"
                                              "{2nd}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"VAR?":"2nd"},"out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",1,{"VAR=":"2nd"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("names may be written in other scripts", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR дом = 1\n"
                                              "-> 城\n"
                                              "== 城\n"
                                              "{дом} -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"城"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"城":["ev",{"VAR?":"дом"},"out","/ev","^ ","end","\n",{"#f":1}],"global decl":["ev",1,{"VAR=":"дом"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("a read count is a path", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> k\n"
                                              "== k\n"
                                              "{k} {k.s}\n"
                                              "- (s) -> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"k"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":[["ev",{"CNT?":"k"},"out","/ev","^ ","ev",{"CNT?":".^.s"},"out","/ev","\n",["end",{"#f":5,"#n":"s"}],null],{"#f":1}],"#f":1}])ink");
}

TEST_CASE("built-in functions are words", "[narrative][compiler]")
{
    const json::Document story =
        compile_text("-> k\n"
                     "== k\n"
                     "{TURNS()} {CHOICE_COUNT()} {TURNS_SINCE(-> k)} {READ_COUNT(-> k)} {RANDOM(1, 6)}\n"
                     "~ SEED_RANDOM(3)\n"
                     "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"k"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"k":["ev","turn","out","/ev","^ ","ev","choiceCnt","out","/ev","^ ","ev",{"^->":"k"},"turns","out","/ev","^ ","ev",{"^->":"k"},"readc","out","/ev","^ ","ev",1,6,"rnd","out","/ev","\n","ev",3,"srnd","pop","/ev","\n","end",{"#f":3}],"#f":1}])ink");
}

TEST_CASE("functions are called and may print", "[narrative][compiler]")
{
    const json::Document story = compile_text("{f(1)}\n"
                                              "~ f(2)\n"
                                              "== function f(x)\n"
                                              "{x}\n"
                                              "~ return x\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",1,{"f()":"f"},"out","/ev","\n","ev",2,{"f()":"f"},"pop","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"f":[{"temp=":"x"},"ev",{"VAR?":"x"},"out","/ev","\n","ev",{"VAR?":"x"},"/ev","~ret",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("a reference parameter gets the name of the variable", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR v = 1\n"
                                              "~ f(v)\n"
                                              "== function f(ref x)\n"
                                              "~ x = 2\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"^var":"v","ci":-1},{"f()":"f"},"pop","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"f":[{"temp=":"x"},"ev",2,"/ev",{"temp=":"x","re":true},{"#f":1}],"global decl":["ev",1,{"VAR=":"v"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("an external is called with the number of its arguments", "[narrative][compiler]")
{
    const json::Document story = compile_text("EXTERNAL f(a, b)\n"
                                              "{f(1, 2)}\n"
                                              "== function f(a, b)\n"
                                              "~ return 1\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",1,2,{"x()":"f","exArgs":2},"out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"f":[{"temp=":"b"},{"temp=":"a"},"ev",1,"/ev","~ret",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("lists declare items, values and what they begin with", "[narrative][compiler]")
{
    const json::Document story = compile_text("LIST l = a, (b), c = 7, (d)\n");
    CHECK(
        part(story, "root") ==
        R"ink([[["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",{"list":{"l.b":2,"l.d":8}},{"VAR=":"l"},"/ev","end",null],"#f":1}])ink");
    CHECK(part(story, "listDefs") == R"ink({"l":{"a":1,"b":2,"c":7,"d":8}})ink");
}

TEST_CASE("list values name their items or their origin", "[narrative][compiler]")
{
    const json::Document story = compile_text("LIST l = a, b\n"
                                              "VAR e = ()\n"
                                              "~ l = (a, l.b)\n"
                                              "~ l = ()\n"
                                              "~ l = l()\n"
                                              "~ l = l(2)\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"list":{"l.a":1,"l.b":2}},"/ev",{"VAR=":"l","re":true},"ev",{"list":{}},"/ev",{"VAR=":"l","re":true},"ev",{"list":{},"origins":["l"]},"/ev",{"VAR=":"l","re":true},"\n","ev","^l",2,"listInt","/ev",{"VAR=":"l","re":true},"\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",{"list":{},"origins":["l"]},{"VAR=":"l"},{"list":{}},{"VAR=":"e"},"/ev","end",null],"#f":1}])ink");
    CHECK(part(story, "listDefs") == R"ink({"l":{"a":1,"b":2}})ink");
}

TEST_CASE("list operators have words of their own", "[narrative][compiler]")
{
    const json::Document story = compile_text("LIST l = a, b\n"
                                              "{l ? a} {l has b} {l !? a} {l hasnt b} {l ^ (a)}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"VAR?":"l"},{"VAR?":"a"},"?","out","/ev","^ ","ev",{"VAR?":"l"},{"VAR?":"b"},"?","out","/ev","^ ","ev",{"VAR?":"l"},{"VAR?":"a"},"!?","out","/ev","^ ","ev",{"VAR?":"l"},{"VAR?":"b"},"!?","out","/ev","^ ","ev",{"VAR?":"l"},{"list":{"l.a":1}},"L^","out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",{"list":{},"origins":["l"]},{"VAR=":"l"},"/ev","end",null],"#f":1}])ink");
    CHECK(part(story, "listDefs") == R"ink({"l":{"a":1,"b":2}})ink");
}

TEST_CASE("list functions", "[narrative][compiler]")
{
    const json::Document story = compile_text("LIST l = a, b\n"
                                              "{LIST_COUNT(l)} {LIST_RANGE(l, 1, 2)} {LIST_RANDOM(l)} {LIST_ALL(l)}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"VAR?":"l"},"LIST_COUNT","out","/ev","^ ","ev",{"VAR?":"l"},1,2,"range","out","/ev","^ ","ev",{"VAR?":"l"},"lrnd","out","/ev","^ ","ev",{"VAR?":"l"},"LIST_ALL","out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",{"list":{},"origins":["l"]},{"VAR=":"l"},"/ev","end",null],"#f":1}])ink");
    CHECK(part(story, "listDefs") == R"ink({"l":{"a":1,"b":2}})ink");
}

TEST_CASE("a string is built from text and logic", "[narrative][compiler]")
{
    const json::Document story = compile_text("VAR x = 1\n"
                                              "{\"a {x} b\" == \"\"}\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev","str","^a ","ev",{"VAR?":"x"},"out","/ev","^ b","/str","str","^","/str","==","out","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev",1,{"VAR=":"x"},"/ev","end",null],"#f":1}])ink");
}

TEST_CASE("choices inside a block divert for themselves", "[narrative][compiler]")
{
    const json::Document story = compile_text("{ true:\n"
                                              "* A -> END\n"
                                              "* B -> END\n"
                                              "}\n"
                                              "- C\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",true,"/ev",[{"->":".^.b","c":true},{"b":["\n",["ev",{"^->":"0.3.b.1.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":".^.^.c-0","flg":18},{"s":["^A ",{"->":"$r","var":true},null]}],["ev",{"^->":"0.3.b.2.$r1"},{"temp=":"$r"},"str",{"->":".^.s"},[{"#n":"$r1"}],"/str","/ev",{"*":".^.^.c-1","flg":18},{"s":["^B ",{"->":"$r","var":true},null]}],{"->":"0.4"},{"c-0":["ev",{"^->":"0.3.b.c-0.$r2"},"/ev",{"temp=":"$r"},{"->":".^.^.1.s"},[{"#n":"$r2"}],"end","\n",{"#f":5}],"c-1":["ev",{"^->":"0.3.b.c-1.$r2"},"/ev",{"temp=":"$r"},{"->":".^.^.2.s"},[{"#n":"$r2"}],"end","\n",{"#f":5}]}]}],"nop","\n",["^C","\n",["done",{"#f":5,"#n":"g-1"}],{"#f":5,"#n":"g-0"}],null],"done",{"#f":1}])ink");
}

TEST_CASE("a temporary at the top is set like a global", "[narrative][compiler]")
{
    const json::Document story = compile_text("~ temp x = 1\n"
                                              "~ x = 2\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",1,"/ev",{"temp=":"x"},"ev",2,"/ev",{"VAR=":"x","re":true},["done",{"#f":5,"#n":"g-0"}],null],"done",{"global decl":["ev","/ev","end",null],"#f":1}])ink");
}

TEST_CASE("increments of a temporary in a function", "[narrative][compiler]")
{
    const json::Document story = compile_text("~ f()\n"
                                              "== function f()\n"
                                              "~ temp x = 0\n"
                                              "~ x += 2\n");
    CHECK(
        part(story, "root") ==
        R"ink([["ev",{"f()":"f"},"pop","/ev","\n",["done",{"#f":5,"#n":"g-0"}],null],"done",{"f":["ev",0,"/ev",{"temp=":"x"},"ev",{"VAR?":"x"},2,"+",{"temp=":"x","re":true},"/ev",{"#f":1}],"#f":1}])ink");
}

TEST_CASE("a path is relative where that is shorter", "[narrative][compiler]")
{
    const json::Document story = compile_text("-> a_long_name.inner\n"
                                              "== a_long_name\n"
                                              "- (inner) {true: -> inner}\n"
                                              "-> END\n");
    CHECK(
        part(story, "root") ==
        R"ink([[{"->":"a_long_name.0.inner"},["done",{"#f":5,"#n":"g-0"}],null],"done",{"a_long_name":[[["ev",true,"/ev",[{"->":".^.b","c":true},{"b":["^ ",{"->":".^.^.^"},{"->":".^.^.^.4"},null]}],"nop","\n","end",{"#f":5,"#n":"inner"}],null],{"#f":1}],"#f":1}])ink");
}
