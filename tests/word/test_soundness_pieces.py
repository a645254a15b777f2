"""A part that is looked at piece by piece says what it says when it is looked at as a whole."""

import zlib
from collections.abc import Iterator

import pytest
from msgspec import msgpack
from word.template_samples import changed, parts, table

from docgen import word
from docgen.word.package import packed_member
from docgen.word.soundness.file_faults import part_marks
from docgen.word.soundness.part_scan import (
    PartScan,
    PieceMarks,
    ScannedPart,
    piece_marks,
)

DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<w:document xmlns:w="{W}" xmlns:r="x"><w:body>'
TAIL = "<w:sectPr/></w:body></w:document>"
PARAGRAPH = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
EMPTY_CELL = "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="{}"/></w:r></w:p>'
PIECES = (
    PARAGRAPH,
    EMPTY_CELL,
    f"{PARAGRAPH}{EMPTY_CELL}{EMPTY_CELL}",
    FIELD.format("begin"),
    FIELD.format("end"),
    "散字<w:p/>",
    '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/></w:p>',
)


def scanned(*pieces: str) -> ScannedPart:
    scan = PartScan()
    scan.feed(HEAD.encode())
    for each in pieces:
        assert scan.between()
        marks = piece_marks(each.encode(), scan.namespaces)
        assert marks
        scan.add(msgpack.decode(msgpack.encode(marks), type=PieceMarks))
    scan.feed(TAIL.encode())
    data = "".join((HEAD, *pieces, TAIL)).encode()
    part = scan.close(len(data), zlib.crc32(data))
    assert part
    return part


def halves(text: str) -> Iterator[bytes]:
    data = text.encode()
    yield from (data[at : at + 7] for at in range(0, len(data), 7))


@pytest.mark.parametrize("first", PIECES)
@pytest.mark.parametrize("second", PIECES)
def test_pieces_add_up_to_the_whole(first: str, second: str) -> None:
    whole = part_marks(packed_member(DOCUMENT, halves(f"{HEAD}{first}{second}{TAIL}")))
    part = scanned(first, second)

    # What is noted once in a stretch may be noted in each piece.
    assert list(dict.fromkeys(part.marks.notes)) == list(dict.fromkeys(whole.notes))
    assert part.marks.faults == whole.faults
    assert (part.marks.tables, part.marks.root) == (whole.tables, whole.root)


@pytest.mark.parametrize(
    "data", ["<w:p>", "</w:p>", "<x:p/>", "<w:p/></w:body>", "<!DOCTYPE x><w:p/>", "a & b", "<w:p"]
)
def test_what_is_no_whole_elements_is_no_piece(data: str) -> None:
    assert piece_marks(data.encode(), {"w": W}) is None


def test_a_piece_may_come_only_right_below_the_body() -> None:
    scan, seen = PartScan(), []

    for each in (HEAD, "<w:p>", "</w:p", ">", "<w:tbl><w:tr><w:tc>", "<w:p/>", "</w:tc></w:tr>"):
        scan.feed(each.encode())
        seen.append(scan.between())

    assert seen == [True, False, False, True, False, False, False]


def test_a_scan_of_what_is_no_xml_says_nothing() -> None:
    scan = PartScan()
    scan.feed(HEAD.encode())
    scan.feed(b"</w:p>")

    assert not scan.between()
    assert scan.close(1, 1) is None


def test_a_part_that_was_changed_after_its_scan_is_read_again() -> None:
    data = table(("甲", "乙"))
    part = scanned(PARAGRAPH)
    broken = changed(data, {DOCUMENT: f"{HEAD}{EMPTY_CELL}{TAIL}".encode()})

    found = word.faults(broken, "报告.docx", printed={DOCUMENT: part})

    assert any("表格1 第1行第1列没有段落" in each.message for each in found)


def test_other_prefixes_are_read_alike() -> None:
    plain = parts(table(("甲", "乙")))[DOCUMENT].decode()
    other = plain.replace("<w:", "<z:").replace("</w:", "</z:").replace(" w:", " z:")
    other = other.replace("xmlns:w=", "xmlns:z=")

    usual, renamed = (
        part_marks(packed_member(DOCUMENT, (text.encode(),))) for text in (plain, other)
    )

    assert usual == renamed
    assert usual.tables


@pytest.mark.parametrize("before", ["", "甲" * 20_000, "{ " * 10_000])
def test_a_tag_in_several_runs_is_found(before: str) -> None:
    runs = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (before, "{{ 报", "告 }}")
    )

    marks = part_marks(packed_member(DOCUMENT, halves(f"{HEAD}{runs}{TAIL}")))

    assert marks.tag == "{{ 报告 }}"
