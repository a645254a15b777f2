"""Whatever is typed, docgen's own syntax included: nothing raises, and every place is true."""

from hypothesis import given, settings
from hypothesis import strategies as st
from narrative.narrative_samples import figures, placed, read, text

from docgen.document import FigureText, Words
from docgen.narrative.phrases import phrase

PARTS = (
    *(
        "{{支出}}",
        "{{支出|数值}}",
        "{{没有}}",
        "{{",
        "}}",
        "｛｛支出｝｝",
        "{",
        "}",
        "|",
        "*",
        "**",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "\t",
        "　",
        "- ",
        "1. ",
        "> ",
        "# ",
        "一、",
        "`",
        "```\n",
        "~~",
    ),
    *("::: 如果 1 < 2\n", "::: 如果 增速 > 20%\n", "::: 否则\n", ":::\n", "{.样式}\n", " {.样式}"),
    *('{列宽="50,50"}\n', "| a | b |\n|---|---|\n", "| < | ^ |\n", "| ^ | < |\n", "\\分页\n"),
    *("[^1]", "[^1]: 注\n", "^[注]", "[甲](", "](u)", "![图](", "<!-- docgen: x -->", "<b>", "\\"),
    *(
        "甲",
        "乙。",
        "a",
        "1",
        "\u200b",
        "\x01",
        "&#1;",
        "<<<<<<< a\n",
        ">>>>>>> b\n",
        "---\n",
        "===",
    ),
)
ANYTHING = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)


@given(ANYTHING)
@settings(max_examples=400, deadline=None)
def test_every_word_and_figure_stands_where_it_says(content: str) -> None:
    lines = content.replace("\r\n", "\n").split("\n")
    found, findings = read(content)
    for leaf in placed(found):
        if isinstance(leaf, Words | FigureText):
            at = leaf.source.column - 1
            typed = lines[leaf.source.line - 1][at : at + leaf.source.length]
            if isinstance(leaf, FigureText):
                assert (typed[:1] + typed[-1:]) in ("{}", "｛｝")
            elif leaf.exact:
                assert typed.replace("\x01", "\ufffd") == leaf.text
    for finding in findings:
        assert 1 <= finding.source.column <= len(lines[finding.source.line - 1]) + 1


@given(ANYTHING | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_of_the_form_raises(content: str) -> None:
    phrase(text(content), figures(), "")
