"""Quotes, code, lists and headings in each other, printed and read back by pandoc."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from narrative.narrative_samples import read
from word.markup_samples import finished, writer

# H2: a heading, Q: a quote, C: code, U and O: lists, T: a table, p: a paragraph; “;” between items.
SAME = {
    "code in an item": ("- 一\n\n      码\n- 二\n", "U(p C;p)"),
    "an item of everything": (
        "1. 一\n\n   续\n\n   ```\n   码\n   ```\n\n   > 引\n\n   又续\n2. 二\n",
        "O(p p C Q(p) p;p)",
    ),
    "an item that opens with code": ("-     码\n\n  文\n\n      码\n", "U(C p C)"),
    "an item that opens with a quote": ("1. > 引\n\n   文\n2. > ```\n   > 码\n", "O(Q(p) p;Q(C))"),
    "a quote in an inner item": ("- 外\n  1. 内\n\n     > 引\n- 外\n", "U(p O(p Q(p));p)"),
    "code in a quote in an item": ("- 一\n\n  > ```\n  > 码\n  > ```\n", "U(p Q(C))"),
    "a quote of paragraphs and code": ("> 甲\n>\n>     码\n>\n> 乙\n\n文\n", "Q(p C p) p"),
    "a quote in a quote": ("> 外\n>\n> > 内\n>\n> 外\n", "Q(p Q(p) p)"),
    "code in a quote in a quote": (">> ```\n>> 码\n>> ```\n", "Q(Q(C))"),
    "code after code in a quote": (">     码\n\n    码\n", "Q(C) C"),
    "quotes one after the other": ("> 甲\n>\n> 乙\n\n> 丙\n>\n> 丁\n", "Q(p p) Q(p p)"),
    "quotes with a line between them": ("> 甲\n\n---\n\n> 乙\n", "Q(p) Q(p)"),
    "code after code": ("```\n一\n```\n```\n二\n```\n", "C C"),
    "code with nothing in it": ("```\n```\n\n文\n\n```\n\n```\n", "C p C"),
    "quotes with nothing in them": (">\n\n文\n\n>\n", "Q() p Q()"),
    "lists after each other": ("- 一\n\n1. 二\n\n3) 三\n\n* 四\n", "U(p) O(p) O(p) U(p)"),
    "a table after an item": ("- 一\n\n| 甲 |\n|---|\n| 乙 |\n\n## 题\n", "U(p) T H2"),
}
# pandoc makes a quote of one paragraph at a time, and joins two of them only outside of lists: no
# file says more to it.
AS_FAR_AS_IT_CAN = {
    "a heading in a quote": ("> # 题\n>\n> 文\n", "H1 Q(p)"),
    "a list in a quote": ("> - 一\n>\n>   续\n> - 二\n", "U(Q(p) Q(p);Q(p))"),
    "a third quote": ("> > > 内\n", "Q(Q(p))"),
    "two paragraphs of a quote in an item": ("- 一\n\n  > 甲\n  >\n  > 乙\n", "U(p Q(p) Q(p))"),
    "two paragraphs of an inner quote": ("> > 甲\n> >\n> > 乙\n", "Q(Q(p) Q(p))"),
    "a paragraph after an inner list": ("- 外\n  - 内\n\n  续\n", "U(p U(p p))"),
    "a table in an item": ("- 一\n\n  | 甲 |\n  |---|\n  | 乙 |\n- 二\n", "U(p) T U(p)"),
}


def read_back(content: str, folder: Path) -> list[Any]:
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        pytest.skip("pandoc is not installed")
    made = writer(folder)
    file = folder / "one.docx"
    file.write_bytes(finished(made.xml(read(content)[0]), made))
    command = [pandoc, "-f", "docx", "-t", "json", str(file)]
    done = subprocess.run(command, capture_output=True, check=True)
    blocks: list[Any] = json.loads(done.stdout)["blocks"]
    return blocks


def outline(blocks: list[Any]) -> str:
    """Blocks in short; a paragraph without words is none."""
    return " ".join(filter(None, map(_short, blocks)))


def _short(block: dict[str, Any]) -> str:
    kind, content = block["t"], block.get("c")
    if kind in {"BulletList", "OrderedList"}:
        items = content if kind == "BulletList" else content[1]
        return f"{kind[0].replace('B', 'U')}({';'.join(map(outline, items))})"
    if kind == "BlockQuote":
        return f"Q({outline(content)})"
    if kind == "Header":
        return f"H{content[0]}"
    return {"CodeBlock": "C", "Table": "T"}.get(kind, "p" if content else "")


@pytest.mark.parametrize("name", SAME)
def test_what_is_in_what_is_read_back(name: str, tmp_path: Path) -> None:
    content, expected = SAME[name]
    assert outline(read_back(content, tmp_path)) == expected


@pytest.mark.parametrize("name", AS_FAR_AS_IT_CAN)
def test_what_pandoc_cannot_say_is_read_back_as_far_as_it_can(name: str, tmp_path: Path) -> None:
    content, expected = AS_FAR_AS_IT_CAN[name]
    assert outline(read_back(content, tmp_path)) == expected
