"""Grids of tables: widths that add up, spans that hold."""

import re

from hypothesis import given
from hypothesis import strategies as st
from word.markup_samples import HERE, SPANS, cells

from docgen.document import Cell, Table
from docgen.word.markup.table_markup import column_widths, filled_grid


def test_widths_asked_for_are_shared_out_exactly() -> None:
    block = Table((cells("a", "b", "c"),), (), ("", "", ""), HERE, widths=(50, 25, 25))
    widths = column_widths(block, 3, 8844)
    assert sum(widths) == 8844
    assert widths[0] > widths[1]


def test_a_column_of_long_text_is_wider_than_one_of_numbers() -> None:
    block = Table(
        (cells("序号", "说明"),), (cells("1", "对符合条件的标厂全部补贴" * 3),), ("", ""), HERE
    )
    first, second = column_widths(block, 2, 8844)
    assert first * 3 < second


def test_covered_places_continue_the_cell_above() -> None:
    rows = list(filled_grid((*SPANS.head, *SPANS.rows), 3))
    assert [[slot.continued for slot in row] for row in rows] == [
        [False, False],
        [False, False, False],
        [True, False, False],
        [False, False],
    ]
    assert rows[1][0].merged


@given(
    st.lists(
        st.lists(st.builds(Cell, st.just(()), st.integers(1, 4), st.integers(1, 4)), max_size=5),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 6),
)
def test_every_row_fills_the_grid_whatever_the_spans(rows: list[list[Cell]], count: int) -> None:
    for row in filled_grid(tuple(map(tuple, rows)), count):
        assert sum(slot.columns for slot in row) == count


@given(st.integers(1, 63), st.integers(400, 9000))
def test_widths_always_add_up(count: int, width: int) -> None:
    block = Table((), (cells(*"a" * count),), (), HERE)
    widths = column_widths(block, count, width)
    assert sum(widths) == width
    assert min(widths) > 0


def test_a_head_repeats_and_rows_do_not_split(tmp_path) -> None:  # noqa: ANN001 (pytest's own)
    from word.markup_samples import writer  # noqa: PLC0415 (only this test writes)

    xml = writer(tmp_path).xml((SPANS,))
    assert len(re.findall("<w:tblHeader/>", xml)) == 1
    assert xml.count("<w:cantSplit/>") == xml.count("<w:tr>") == 4
