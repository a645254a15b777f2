"""Edits splice a text and leave every other character alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.content.source_text import edited
from docgen.findings import DocgenError, Edit, Source


def edit(line: int, column: int, expected: str, replacement: str) -> Edit:
    return Edit(Source("f.yaml", line, column), expected, replacement)


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff甲: 1\r\n乙: 2\n丙: 3\r\n"
    assert edited(text, [edit(2, 4, "2", "二"), edit(1, 1, "甲", "子")]) == (
        "\ufeff子: 1\r\n乙: 二\n丙: 3\r\n"
    )


def test_several_edits_of_one_line_are_made_at_their_own_places() -> None:
    edits = [edit(1, 1, "a", "aaa"), edit(1, 3, "c", ""), edit(1, 4, "", "!")]
    assert edited("abcd", edits) == "aaab!d"


def test_the_same_edit_twice_is_made_once() -> None:
    assert edited("a：1", [edit(1, 2, "：", ": ")] * 2) == "a: 1"


def test_what_no_longer_stands_there_is_refused() -> None:
    for wrong in (edit(1, 2, "x", "y"), edit(9, 1, "a", "b"), edit(1, 99, "a", "b")):
        with pytest.raises(DocgenError, match="那里已经不是"):
            edited("abc", [wrong])


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(DocgenError, match="两处改动重叠"):
        edited("abcd", [edit(1, 1, "abc", "x"), edit(1, 2, "bc", "y")])


@given(st.text(), st.integers(0, 50))
def test_an_edit_that_changes_nothing_gives_the_same_text(text: str, at: int) -> None:
    body = text.removeprefix("\ufeff").split("\n")[0].split("\r")[0]
    column = min(at, len(body))
    assert edited(text, [edit(1, column + 1, body[column:], body[column:])]) == text
