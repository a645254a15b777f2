"""The blocks of an old report → forms, title, cover, sign-off, and the text between (分段).

Each step takes its blocks away and hands on the rest, so that what is left is prose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field

from docgen.importing.form_reading import FormReader, ReadForm, begins_form, continues_form, is_form
from docgen.importing.form_words import bare_text, cell_number, entry_of, word_tables
from docgen.importing.headings import leading_mark, read_heading
from docgen.importing.import_notes import ImportNotes
from docgen.importing.shipped_forms import ShippedForm
from docgen.importing.source_joining import FILE_END
from docgen.patterns import lazy_pattern
from docgen.word.returned.document_source import SourceParagraph, SourceTable

Item = SourceParagraph | SourceTable
_SUMMARY = ("序号", "支出方向", "全年预算数(万元)", "全年执行数(万元)", "执行率", "得分", "等级")
_NOTE = lazy_pattern(r"(?:备\s?注|注|说明)\s{0,2}\d{0,2}\s{0,2}[:：．.]")
_NOTE_ITEM = lazy_pattern(r"\d{1,2}[.．、]")
_SIGNATURE = lazy_pattern(
    r"(填表人|填报人|填报日期|填表日期|联系电话|单位负责人(?:签字)?|项目负责人|财务负责人|联系人)"
    r"[（(签字章）)]{0,6}[:：][ \t\u3000]*([^\s:：]*)"
)
_FORM_TITLE = lazy_pattern(
    r"(?:自评表|绩效目标完成情况表|绩效目标自评|自评情况表|评分表)(?:[（(].{0,30}[）)])?$"
)
_YEAR_LINE = lazy_pattern(r"[（(]?\s{0,6}(\d{4})\s{0,6}年度?\s{0,6}[）)]?")
_YEAR = lazy_pattern(r"(?<!\d)(20[0-4]\d)\s{0,2}年")
_ANNEX = lazy_pattern(r"附(?:件|表)[\d\-－一二三]{0,4}[:：]?")
_ABOVE_FORM = lazy_pattern(r"[（(]?(?:金额)?单位[:：]|报表编号|填报单位|编制单位")
_IN_TITLE = lazy_pattern(r"(?:表|表\d{4})[（(](.{2,30})[）)]$")
_LISTED_FORM = lazy_pattern(r"(?:附件[:：])?\d{0,2}[.．]?\d{4}年度项目支出绩效自评表.*")
_TITLE = lazy_pattern(r"绩效|自评|评价")
_PAIR = lazy_pattern(r"([^:：]{2,14})[:：](.*)")
_DATE = lazy_pattern(r"\d{4}年\d{1,2}月\d{1,2}日")
_REPORT_WORDS = lazy_pattern(r"报告|表|结果")
_REPORT_END = lazy_pattern(r"报告$|自评")
_BEFORE_TITLE = lazy_pattern(r"\d{4}|年度|项目|资金|局|中心|单位")
_NO_TITLE = lazy_pattern(r"附件|[:：]|〔")
_SUBTITLE = lazy_pattern(r"——|—|[（(]")
_SENTENCE = lazy_pattern(r"[。，；：]")
_SPACES = lazy_pattern(r"\s+")
_MOST_TITLE_LINES, _LONG_LINE, _SHORT_LINE = 24, 60, 40
_TITLES_ABOVE, _SIGN_OFF_LINES = 5, 8


class DocumentParts(Struct):
    """A report taken apart (报告各部分): `head` is for report.yaml, `items` the prose."""

    forms: list[ReadForm] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    title: str = ""
    subtitle: str = ""
    head: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    has_annex: bool = False


def bare_line(item: Item) -> str:
    """Return the words of a paragraph without any blank, "" for a table."""
    return _SPACES.sub("", item.text) if isinstance(item, SourceParagraph) else ""


def document_parts(
    blocks: Sequence[Item], shipped: Sequence[ShippedForm], notes: ImportNotes
) -> DocumentParts:
    """Return the parts of a report; what is no prose and no form is noted."""
    parts = DocumentParts()
    texts = [bare_line(block) for block in blocks if bare_line(block)]
    _take_forms(blocks, parts, shipped, notes)
    _take_annex_list(parts, notes)
    _take_cover(parts, texts, notes)
    _take_opening(parts, notes)
    _take_sign_off(parts)
    return parts


# -- forms -----------------------------------------------------------------------------------------


def _take_forms(
    blocks: Sequence[Item],
    parts: DocumentParts,
    shipped: Sequence[ShippedForm],
    notes: ImportNotes,
) -> None:
    """Take the forms out, each with its title lines before and its notes behind."""
    reader: FormReader | None = None
    adjoining = False  # only empty paragraphs since the last table of the form
    for block in blocks:
        if isinstance(block, SourceTable):
            if _is_summary(block, notes, parts):
                reader = None
            elif is_form(block) or (adjoining and reader and continues_form(block, reader.form)):
                reader = _form_reader(block, reader, parts, notes, adjoining=adjoining)
                reader.take_table(block)
                adjoining = True
                continue
            else:
                parts.items.append(block)
                reader = None
        elif block is FILE_END:
            reader = None
        elif _is_empty(block) or (reader and _took_line_behind(block, reader.form, shipped, notes)):
            continue
        else:
            parts.items.append(block)
        adjoining = False


def _is_empty(paragraph: SourceParagraph) -> bool:
    return not any(piece.kind != "文字" or piece.text.strip() for piece in paragraph.pieces)


def _is_summary(table: SourceTable, notes: ImportNotes, parts: DocumentParts) -> bool:
    """Take 汇总表, which docgen prints itself; how it was totalled is only guessed."""
    first = table.rows[0] if table.rows else ()
    if tuple(bare_text(cell.text) for cell in first) != _SUMMARY:
        return False
    lines = (" ｜ ".join(cell.text for cell in row) for row in table.rows)
    notes.printed += [(table.where, line) for line in lines]
    last = table.rows[-1]
    if last[0].text.strip() == "合计" and cell_number(last[-2].text):
        parts.head["汇总"] = "资金加权"
        notes.guess("各支出方向的总分按资金加权合成", table.where)
    return True


def _form_reader(
    table: SourceTable,
    reader: FormReader | None,
    parts: DocumentParts,
    notes: ImportNotes,
    *,
    adjoining: bool,
) -> FormReader:
    """Return the reader of the form that a table belongs to, a new one where a form begins."""
    goes_on = reader and not (reader.form.rows and (begins_form(table) or not adjoining))
    if reader is not None and goes_on:
        return reader
    begun = FormReader(table.where)
    parts.forms.append(begun.form)
    _take_titles_above(begun.form, parts)
    if begun.form.titles:
        notes.taken.append(f"{table.where} 上面的表名“{begun.form.title}”")
    return begun


def _take_titles_above(form: ReadForm, parts: DocumentParts) -> None:
    """Take the lines right above a form: its title, its year, 附件1, 单位：万元."""
    lines: list[SourceParagraph] = []
    while parts.items and len(lines) < _TITLES_ABOVE:
        item = parts.items[-1]
        if not isinstance(item, SourceParagraph) or not _stands_above_form(item):
            break
        lines.insert(0, item)
        parts.items.pop()
    for line in lines:
        text = bare_line(line)
        form.titles.append((line.where, line.stripped))
        year_line, year = _YEAR_LINE.fullmatch(text), _YEAR.search(text)
        if _ANNEX.fullmatch(text):
            parts.has_annex = True
        elif text.endswith("表") or _FORM_TITLE.search(text):
            form.title += text
        elif "单位" in text and "元" in text and "万元" not in text:
            form.unit = "元"
        if year_line or year:
            form.head.setdefault("年度", year_line[1] if year_line else year[1] if year else "")
    inner = _IN_TITLE.search(form.title)
    if inner and not form.name:
        form.head["支出方向名称"] = inner[1]


def _stands_above_form(line: SourceParagraph) -> bool:
    text = bare_line(line)
    if len(text) > _LONG_LINE:
        return False
    named = text.endswith("表") and len(text) <= _SHORT_LINE and not leading_mark(text)[1]
    return bool(
        named or _FORM_TITLE.search(text) or _YEAR_LINE.fullmatch(text) or _ANNEX.fullmatch(text)
        or _ABOVE_FORM.match(text)
    )  # fmt: skip


def _took_line_behind(
    line: SourceParagraph, form: ReadForm, shipped: Sequence[ShippedForm], notes: ImportNotes
) -> bool:
    """Take a note or the signatures under a form."""
    text = line.stripped
    if _NOTE.match(text) or (form.notes and _NOTE_ITEM.match(text)):
        printed = any(each.prints(text) for each in shipped)
        form.notes.append("" if printed else text)
        if printed:
            notes.printed.append((line.where, text))
        return True
    signed = _SIGNATURE.findall(text) if len(text) < 2 * _SHORT_LINE else []
    for label, value in signed:
        key = entry_of(label, "栏目")
        if key and value and not _SIGNATURE.match(f"{value}："):
            form.head.setdefault(key, value)
    if signed:
        notes.guess(f"表后的签名行“{text}”写进自评表的各项", line.where)
        notes.printed.append((line.where, text))
    return bool(signed)


def _take_annex_list(parts: DocumentParts, notes: ImportNotes) -> None:
    """Take the list of 附件 that docgen prints from its own forms."""
    listed = [item for item in parts.items if _LISTED_FORM.fullmatch(bare_line(item))]
    if not (listed and parts.has_annex):
        parts.has_annex = False
        return
    parts.items = [item for item in parts.items if item not in listed]
    notes.printed += [(item.where, bare_line(item)) for item in listed]


# -- cover, title, sign-off ------------------------------------------------------------------------


def _take_cover(parts: DocumentParts, texts: Sequence[str], notes: ImportNotes) -> None:
    """Take a cover: title, who and when on a page of their own, the title once more behind."""
    first = texts[0] if texts else ""
    if len(first) <= 6 or first not in texts[1:6]:  # noqa: PLR2004 (a title is longer, a cover short)
        return
    count = texts.index(first, 1)
    cover = [item for item in parts.items[:count] if isinstance(item, SourceParagraph)]
    if len(cover) == count and all(bare_line(item) for item in cover):
        parts.items = parts.items[count:]
        parts.head["封面"] = "有"
        for line in cover[1:]:
            _take_cover_line(line, parts, notes)
        notes.printed += [(line.where, f"封面：{line.stripped}") for line in cover]


def _take_cover_line(line: SourceParagraph, parts: DocumentParts, notes: ImportNotes) -> bool:
    """Take a line 主管部门：某某局 into report.yaml."""
    pair = _PAIR.fullmatch(bare_line(line))
    if pair is None or not pair[2]:
        return False
    key = entry_of(pair[1], "封面")
    if key == "日期" and not _DATE.fullmatch(pair[2]):
        key = ""
    if key:
        parts.head.setdefault(key, pair[2])
    else:
        parts.other.setdefault(pair[1], pair[2])
    notes.printed.append((line.where, f"“{line.stripped}”写进 report.yaml 的 {key or '其他信息'}"))
    return True


def _take_opening(parts: DocumentParts, notes: ImportNotes) -> None:
    """Take title and subtitle from the lines before the first heading."""
    lines = list(_opening_lines(parts.items))
    rest = parts.items[len(lines) :]
    kept: list[Item] = []
    index = 0
    while index < len(lines):
        line, text = lines[index], bare_line(lines[index])
        following = lines[index + 1] if index + 1 < len(lines) else None
        if not parts.title and _is_title(text):
            index += _take_title(line, following, parts, kept)
        elif parts.title and not parts.subtitle and _is_subtitle(line, text):
            parts.subtitle = text.lstrip("—")
            if not text.startswith("——"):
                notes.guess(f"“{text}”当作副标题；docgen 在前面印“——”", line.where)
        elif not (_PAIR.fullmatch(text) and _take_cover_line(line, parts, notes)):
            kept.append(line)
        index += 1
    parts.items = [*kept, *rest]


def _opening_lines(items: Sequence[Item]) -> Iterator[SourceParagraph]:
    """Yield the short lines that stand before the first heading or text."""
    for item, after in pairwise((*items[:_MOST_TITLE_LINES], None)):
        following = after if isinstance(after, SourceParagraph) else None
        if not isinstance(item, SourceParagraph) or read_heading(item, following):
            return
        text = item.stripped
        if not text or len(text) > _LONG_LINE or (text.endswith("。") and not item.centred):
            return
        yield item


def _is_title(text: str) -> bool:
    return bool(_TITLE.search(text)) and len(text) > 5 and not _PAIR.match(text)  # noqa: PLR2004


def _is_subtitle(line: SourceParagraph, text: str) -> bool:
    marked = _SUBTITLE.match(text) and not _YEAR_LINE.fullmatch(text)
    return line.style == "报告副标题" or bool(marked and len(text) <= _SHORT_LINE)


def _take_title(
    line: SourceParagraph, following: SourceParagraph | None, parts: DocumentParts, kept: list[Item]
) -> int:
    """Take a title, of two lines where it was broken; return how many lines more it had."""
    text = bare_line(line)
    before = kept[-1] if kept else None
    if isinstance(before, SourceParagraph) and (before.centred or line.centred):
        above = bare_line(before)
        if len(above) < _SHORT_LINE and _BEFORE_TITLE.search(above) and not _NO_TITLE.search(above):
            kept.pop()
            parts.title = above + text
            return 0
    parts.title = text
    unfinished = following is not None and not _REPORT_WORDS.search(text)
    if following is not None and unfinished and _REPORT_END.search(bare_line(following)):
        parts.title += bare_line(following)
        return 1
    return 0


def _take_sign_off(parts: DocumentParts) -> None:
    """Take the last lines: who and when (落款)."""
    items = parts.items
    for at in range(len(items) - 1, max(-1, len(items) - 1 - _SIGN_OFF_LINES), -1):
        if _DATE.fullmatch(bare_line(items[at])):
            parts.head["日期"] = bare_line(items[at])
            who = bare_line(items[at - 1]) if at else ""
            signed = who and len(who) <= len("某某市人民政府办公厅某某管理服务中心某某科室")
            if signed and not _SENTENCE.search(who) and not leading_mark(who)[1]:
                parts.head["单位"] = who
                del items[at - 1]
                at -= 1  # noqa: PLW2901 (the line before is gone)
            del items[at]
            return


def common_year(blocks: Sequence[Item]) -> str:
    """Return the year that a report speaks of most, "" when of none."""
    texts = (
        block.text if isinstance(block, SourceParagraph)
        else "\n".join(cell.text for row in block.rows for cell in row)
        for block in blocks
    )  # fmt: skip
    found = Counter(year for text in texts for year in _YEAR.findall(text)).most_common(1)
    return found[0][0] if found else ""


def cover_words() -> tuple[str, ...]:
    """Return the labels of a cover that report.yaml has keys for."""
    return tuple(word for words in word_tables()["封面"].values() for word in words)
