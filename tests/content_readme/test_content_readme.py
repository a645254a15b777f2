"""content/README.md shows a writer five cases; here each is carried out and read back."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from docgen import build, content

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\S+) (改前|改后|印成) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Case(NamedTuple):
    """One edit of a content file, and what is printed before and after it."""

    file: str
    before: str
    after: str
    printed_before: list[list[str]]
    printed_after: list[list[str]]


def cases() -> list[Case]:
    found: list[Case] = []
    for _, role, file, body in FENCE.findall((ROOT / "content/README.md").read_text("utf-8")):
        text = body.rstrip("\n")
        if role == "改前":
            found.append(Case(file, text, "", [], []))
        elif role == "改后":
            found[-1] = found[-1]._replace(after=text)
        else:
            last = found[-1]
            (last.printed_after if last.after else last.printed_before).append(text.split("\n"))
    return found


def printed(project: Path) -> list[str]:
    """Build the draft and return what it prints: one line per paragraph and table row."""
    to = project / "output" / "报告.docx"
    proof = build.build(content.locate(project, None), to=to).proof
    assert proof.report is not None
    with zipfile.ZipFile(to) as file:
        body = ET.fromstring(file.read("word/document.xml")).find(f"{W}body")  # noqa: S314 (docgen's own output)
    assert body is not None
    return list(lines(body))


def lines(element: ET.Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}p":
            yield characters(child)
        elif child.tag == f"{W}tr":
            yield "｜".join(characters(cell) for cell in child.iter(f"{W}tc"))
        else:
            yield from lines(child)


def characters(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def stands(wanted: list[str], printed_lines: list[str]) -> bool:
    """Return whether the wanted lines stand together; `…` is whatever was left out."""
    patterns = [re.compile(".*".join(map(re.escape, line.split("…")))) for line in wanted]
    starts = range(len(printed_lines) - len(patterns) + 1)
    return any(
        all(pattern.fullmatch(printed_lines[at + i]) for i, pattern in enumerate(patterns))
        for at in starts
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "output").mkdir()
    return tmp_path


def test_the_readme_has_its_cases() -> None:
    headings = re.findall(r"^## ", (ROOT / "content/README.md").read_text("utf-8"), re.MULTILINE)
    assert len(headings) == 6
    assert len(cases()) >= 5


def test_every_case_has_an_edit_and_both_results() -> None:
    assert all(c.after and c.printed_before and c.printed_after for c in cases())


def test_the_report_prints_what_the_readme_says_before_any_edit(project: Path) -> None:
    shown = printed(project)
    for case in cases():
        for wanted in case.printed_before:
            assert stands(wanted, shown), wanted


@pytest.mark.parametrize("case", cases(), ids=[case.before.strip()[:12] for case in cases()])
def test_an_edit_of_the_readme_prints_what_it_says(case: Case, project: Path) -> None:
    file = project / "content" / case.file
    text = file.read_text("utf-8")
    assert text.count(case.before) == 1
    file.write_text(text.replace(case.before, case.after), "utf-8")
    shown = printed(project)
    for wanted in case.printed_after:
        assert stands(wanted, shown), wanted
