"""Is this file sound? (结构检查) What Word would repair or refuse is found before it leaves.

Each part is parsed once. Parts copied unchanged from a template that was read already need no
second look: `trusted` names them. Nothing here raises, whatever the bytes are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat

from docgen.findings import DocgenError, Finding, Source, error
from docgen.word import structure_ids, structure_package, structure_text
from docgen.word.package import TYPES, Package, opened
from docgen.word.structure_text import Story

CODE = "TPL20"
MOST = 50
_ADVICE = "这是模板或 docgen 的问题；请换一份模板再试，并报告这个文件"
_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
_STORIES = re.compile(r"^word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")

Fault = tuple[str, str]
"""The part (or place) and what is wrong there."""


def faults(data: bytes, shown: str, trusted: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return an 错误 for everything that keeps a file from opening cleanly."""
    try:
        package = opened(data, shown)
        found = list(dict.fromkeys(_faults(package, frozenset(trusted))))
    except DocgenError as problem:
        return tuple(
            error(CODE, Source(shown), each.message, each.advice) for each in problem.findings
        )
    except RecursionError:
        found = [("", "XML 嵌套太深")]
    return tuple(
        error(CODE, Source(shown, where=where), message, _ADVICE) for where, message in found[:MOST]
    )


def _faults(package: Package, trusted: frozenset[str]) -> Iterator[Fault]:
    parts: dict[str, bytes] = {}
    for member in package.members:
        if member.name in trusted or not member.name.endswith((".xml", ".rels")):
            continue
        xml = package.part(member.name)
        if problem := _problem(xml):
            yield member.name, problem
        else:
            parts[member.name] = xml
    if TYPES not in parts and TYPES not in trusted:
        return
    stories = {name: Story(xml) for name, xml in parts.items() if _STORIES.match(name)}
    trees = {
        name: ET.fromstring(xml)  # noqa: S314 (no DTD, so no entities)
        for name, xml in parts.items()
        if name not in stories
    }
    yield from structure_package.faults(package, trees, trusted)
    for name, story in stories.items():
        yield from ((name, each) for each in structure_text.faults(story, checked=bool(trusted)))
    yield from structure_text.references(package, stories)
    yield from structure_ids.faults(package, stories, trusted)


def _problem(xml: bytes) -> str:
    """Return what is wrong with the XML of a part, "" when it is well-formed."""
    if _DOCTYPE.search(xml):
        return "含有文档类型定义（DTD）"
    parser = expat.ParserCreate()
    try:
        parser.Parse(xml, True)  # noqa: FBT003 (expat's own: this is all of it)
    except expat.ExpatError as problem:
        return f"不是正确的 XML（第 {problem.lineno} 行第 {problem.offset + 1} 个字符）"
    except (ValueError, LookupError):
        return "不是正确的 XML（编码不明）"
    return ""
