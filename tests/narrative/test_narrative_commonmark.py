"""Not one character of a text is missing, nor one added: compared with markdown-it's own HTML."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from narrative.narrative_samples import placed, plain_text, read, reference_text

from docgen.document import Words

CONSTRUCTS = {
    "tabs": "\tfoo\tbar\n\n- a\n\n\tb\n\n>\t\tc\n\n-\t\td\n",
    "precedence": "- `one\n- two`\n",
    "thematic breaks": "***\n---\n___\n+++\n - - -\n_____\n- foo\n***\n- bar\n",
    "atx headings": "# a\n## b ##\n###### c #\n####### d\n#e\n\\## f\n# g \\#\n#\n## \n",
    "setext headings": "Foo *bar\nbaz*\n====\n\nFoo\n---\n\n`Foo\n----\n`\n\n> foo\n-----\n",
    "indented code": "    a simple\n      block\n\n\n    chunk2\n\nFoo\n    bar\n",
    "fenced code": (
        "```ruby startline=3\n<\n >\n```\n\n~~~~\naaa\n~~~\n~~~~~\n\n```\nopen *to* the end\n"
    ),
    "html blocks": "<div>\n*hello*\n\n*world*\n</div>\n\n<!-- a\n\nb -->c\n\n<?php\necho;\n?>x\n",
    "link reference definitions": (
        "[foo]: /url 'title'\n\n[foo] [Foo][] [bar][foo]\n\n[FOO]: u2\n[x\n"
    ),
    "paragraphs": "aaa\n\nbbb  \nccc\n   ddd\n                eee\n",
    "block quotes": "> # Foo\n> bar\nlazy\n\n>>> deep\n> back\n\n>\n> ok\n>  \n",
    "list items": "A\n\n1.  one\n\n        code\n\n    > q\n\n10) ten\n-one\n- \n  empty\n",
    "lists": "- a\n- b\n\n  c\n* d\n1. e\n   - f\n     - g\n2. h\n<!-- -->\n\n- i\n",
    "backslash escapes": (
        '\\!\\"\\#\\$\\%\\&\\*\\\\ \\a\\→ \\*no* `\\[` <http://a?\\*>\nfoo\\\nbar\\\n'
    ),
    "entities": ("&nbsp; &amp; &copy; &AElig; &#35; &#1234; &#X22; &#0; &x; &#87654321; &quot\n"),
    "code spans": "`` foo ` bar `` ` `` ` `a  b` `foo\nbar` `\\` `*a`*` ``x` `<a>`\n",
    "emphasis": (
        "*a* a*b*c _a_ a_b_ **a**b __a__ *a **b** c* ***a** b* *a*b *( *a* ** ____ *a `*`*\n"
    ),
    "links": ('[l](/u "t") [l](<a b>) [l]() [a [b](c) d](e) [l](a(b)c) [*x](y*) [l] (u) [x]()\n'),
    "images": "![foo *bar*](u) ![a [b](c)](d) ![x][y] \\![a](b) ![](z)\n",
    "autolinks": "<http://a.b?q=1&x> <m@x.y> <made-up:x> <http://a b> < http://x > <a+b+c:d>\n",
    "raw html": (
        '<a><bab><c2c> <a/> <a foo="b"\n/> </a > <33> <!-- c --> <?p?> <!D x> <![CDATA[>&<]]>\n'
    ),
    "line breaks": "foo  \nbar\\\nbaz\nqux \n *x  \ny* `a  \nb`\n### z\\\n",
    "text": "hello $.;'there\nFoo χρῆν\nMultiple     spaces {a} {{ } ^x~y\n",
    "tables": (
        "| a | b |\n|:-:|--:|\n| `x` | \\| |\n| 1 | 2 |\n\n> | q |\n> |---|\n> | r |\n\na | b\n"
    ),
    "strikethrough": "~~a~~ ~b~ a~~b~~c ~~ d~~ ~~~e~~~\n",
}


def squeezed(shown: str) -> str:
    return " ".join(shown.split())


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_text_equals_that_of_the_html(name: str) -> None:
    content = CONSTRUCTS[name]
    assert squeezed(plain_text(read(content)[0])) == squeezed(reference_text(content))


PARTS = [
    "a",
    "b",
    "foo",
    "1",
    "é",
    "—",
    "|",
    "\\|",
    "\\",
    "\\*",
    "\\`",
    "!",
    '"',
    "'",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "&",
    "&amp;",
    "&#35;",
    "`",
    "``",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "{",
    "}",
    ":",
    "#",
    "##",
    "[a](b)",
    "![a](b)",
    "[a]",
    "<b>",
    "</b>",
    "<http://x.y>",
    "===",
    "---",
    "***",
    "```",
    "~~~",
    "-",
    "+",
    "1.",
    "2)",
    ">",
]
SPACES = (
    " ",
    "  ",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\t",
    "    ",
    "[a]: /u\n",
    "| a | b |\n|---|---|\n",
)
# A cell that holds `<` alone is docgen's own.
MERGED = re.compile(r"(?:^|[|\n])\s*<\s*(?:[|\n]|$)")
MARKDOWN = st.lists(st.sampled_from((*PARTS, *SPACES)), max_size=25).map("".join)


@given(MARKDOWN)
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost_or_added(content: str) -> None:
    found, findings = read(content)
    assume(not MERGED.search(content))
    assume(not {"MDN03", "MDN23"} & {finding.code for finding in findings})
    assert squeezed(plain_text(found)) == squeezed(reference_text(content))


CHINESE = st.lists(
    st.sampled_from(
        (*"甲乙。，“”（）1a %　", "**", "*", "__", "~~", "\n", "  \n", "`", "——", "\\*")
    ),
    max_size=25,
).map("".join)


@given(CHINESE)
@settings(max_examples=300, deadline=None)
def test_no_character_of_chinese_is_lost_or_added_but_marks_of_emphasis(content: str) -> None:
    ours, theirs = plain_text(read("甲" + content)[0]), reference_text("甲" + content)
    assert re.sub(r"[\s*_~]", "", ours) == re.sub(r"[\s*_~]", "", theirs)


@given(st.text(max_size=80) | MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_exact_word_stands_where_it_says(content: str) -> None:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for leaf in placed(read(content)[0]):
        if isinstance(leaf, Words) and leaf.exact and "\ufffd" not in leaf.text:
            at = leaf.source.column - 1
            assert lines[leaf.source.line - 1][at : at + len(leaf.text)] == leaf.text
            assert leaf.source.length == len(leaf.text)
