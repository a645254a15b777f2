"""Long forms over pages: what stays together, where merges begin anew, what may split."""

import re

from docgen.word.printing.printed_tables import paginated_forms

PAGE = 12756
GOES_ON = "<w:vMerge/>"
BEGINS = '<w:vMerge w:val="restart"/>'


def cell(text: str, merge: str = "") -> str:
    words = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{words}</w:p></w:tc>"


def form(levels: list[tuple[str, str]], words: str, *, head: bool = True, opening: str = "") -> str:
    """A form whose rows have a label, a 一级, a 二级 and words; labels merge while they repeat."""
    rows, before = [], ("", "")
    for index, level in enumerate(levels):
        major = GOES_ON if level[0] == before[0] else BEGINS
        minor = GOES_ON if level == before else BEGINS
        label = GOES_ON if index else BEGINS
        rows.append(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + cell("" if index else "绩效指标", label)
            + cell("" if major == GOES_ON else level[0], major)
            + cell("" if minor == GOES_ON else level[1], minor)
            + cell(words)
            + "</w:tr>"
        )
        before = level
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (600, 900, 900, 2000))
    first = f"<w:tr><w:trPr>{'<w:tblHeader/>' if head else ''}</w:trPr>{cell('栏目') * 4}</w:tr>"
    return f"<w:tbl{opening}><w:tblGrid>{columns}</w:tblGrid>{first}{''.join(rows)}</w:tbl>"


def rows_of(xml: str) -> list[str]:
    return re.findall(r"<w:tr>.*?</w:tr>", xml)[1:]


NINE_ROWS = [
    (big, small) for big in ("产出", "效益", "满意度") for small in ("数量", "质量", "时效")
]


def test_a_short_form_stays_as_it_is() -> None:
    short = form(NINE_ROWS, "短")
    assert paginated_forms(short, PAGE) == short


def test_a_block_that_fits_a_page_is_kept_together_and_labels_begin_anew_with_it() -> None:
    rows = rows_of(paginated_forms(form(NINE_ROWS, "字" * 60), PAGE))
    assert len(rows) == 9
    assert ["<w:keepNext/>" in row for row in rows] == [True, True, False] * 3
    assert [row.count("绩效指标") for row in rows] == [1, 0, 0] * 3
    assert [row.count("产出") for row in rows] == [1, *[0] * 8]


def test_a_longer_block_is_cut_at_a_second_level_with_its_labels() -> None:
    long = [("产出", small) for small in ("数量", "质量", "时效", "成本") for _ in range(3)]
    rows = rows_of(paginated_forms(form(long, "字" * 150), PAGE))
    cut = [index for index, row in enumerate(rows) if "产出" in row]
    assert len(cut) > 1
    assert all(index % 3 == 0 for index in cut)  # never inside a 二级
    assert all("绩效指标" in rows[index] for index in cut)


def test_the_total_stays_with_the_row_above_it() -> None:
    total = f"<w:tr>{cell('总分')}</w:tr></w:tbl>"
    rows = rows_of(paginated_forms(form(NINE_ROWS, "字" * 60).replace("</w:tbl>", total), PAGE))
    assert "<w:keepNext/>" in rows[-2]
    assert "<w:keepNext/>" not in rows[-1]


def test_only_a_long_row_may_split() -> None:
    assert "<w:cantSplit/>" in paginated_forms(form(NINE_ROWS, "字" * 60), PAGE)
    assert "<w:cantSplit/>" not in "".join(
        rows_of(paginated_forms(form(NINE_ROWS, "字" * 300), PAGE))
    )


def test_a_table_that_has_attributes_is_a_table() -> None:
    plain = paginated_forms(form(NINE_ROWS, "字" * 60), PAGE)
    named = paginated_forms(form(NINE_ROWS, "字" * 60, opening=' w:rsidR="00"'), PAGE)
    assert named == plain.replace("<w:tbl>", '<w:tbl w:rsidR="00">')


def test_a_table_without_a_repeating_head_is_left_alone() -> None:
    other = form(NINE_ROWS, "字" * 60, head=False)
    assert paginated_forms(other, PAGE) == other


def test_no_word_is_lost() -> None:
    before = form(NINE_ROWS, "字" * 60)
    after = paginated_forms(before, PAGE)
    assert after.count("字") == before.count("字")
    assert after.count("<w:tr>") == before.count("<w:tr>")
