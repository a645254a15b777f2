"""Is this file sound? (结构检查) What Word would repair or refuse is found before it leaves.

Each part is parsed once, at best while it is printed. Parts copied unchanged from a template
that was read already need no second look: `trusted` names them. Nothing here raises, whatever
the bytes are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET
from xml.parsers import expat

from docgen.findings import DocgenError, Finding, Source, error
from docgen.word import structure_ids, structure_package, structure_story, structure_text
from docgen.word.package import TYPES, Package, opened
from docgen.word.structure_story import DTD, Story

CODE = "TPL20"
MOST = 50
_ADVICE = "这是模板或 docgen 的问题；请换一份模板再试，并报告这个文件"
_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
_STORIES = re.compile(r"^word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")

Fault = tuple[str, str]
"""The part (or place) and what is wrong there."""


def faults(
    data: bytes,
    shown: str,
    trusted: Collection[str] = (),
    printed: Mapping[str, Story] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Return an 错误 for everything that keeps a file from opening cleanly.

    `printed` are stories of parts by name that looked on while these were printed.
    """
    try:
        package = opened(data, shown)
        found = list(dict.fromkeys(_faults(package, frozenset(trusted), printed)))
    except DocgenError as problem:
        return tuple(
            error(CODE, Source(shown), each.message, each.advice) for each in problem.findings
        )
    except RecursionError:
        found = [("", "XML 嵌套太深")]
    return tuple(
        error(CODE, Source(shown, where=where), message, _ADVICE) for where, message in found[:MOST]
    )


def is_story(name: str) -> bool:
    """Tell whether a part holds paragraphs and tables."""
    return _STORIES.match(name) is not None


def _faults(
    package: Package, trusted: frozenset[str], printed: Mapping[str, Story]
) -> Iterator[Fault]:
    stories: dict[str, Story] = {}
    trees: dict[str, ET.Element] = {}
    for member in package.members:
        if member.name in trusted or not member.name.endswith((".xml", ".rels")):
            continue
        try:
            if is_story(member.name):
                known = printed.get(member.name)
                if known is None or not known.tells_of(member):
                    known = structure_story.read(member)
                stories[member.name] = known
            else:
                trees[member.name] = _tree(package.part(member.name))
        except _BROKEN as problem:
            yield member.name, _told(problem)
    if TYPES not in trees and TYPES not in trusted:
        return
    yield from structure_package.faults(package, trees, trusted)
    for name, story in stories.items():
        yield from ((name, each) for each in structure_text.faults(story, checked=bool(trusted)))
    yield from structure_text.references(package, stories, trusted)
    yield from structure_ids.faults(package, stories, trusted)


_BROKEN = (ET.ParseError, expat.ExpatError, ValueError, LookupError)


def _tree(xml: bytes) -> ET.Element:
    if _DOCTYPE.search(xml):
        raise ValueError(DTD)
    return ET.fromstring(xml)  # noqa: S314 (no DTD, so no entities)


def _told(problem: Exception) -> str:
    """Say what is wrong with the XML of a part."""
    if isinstance(problem, ET.ParseError):
        line, column = problem.position
    elif isinstance(problem, expat.ExpatError):
        line, column = problem.lineno, problem.offset
    else:
        return DTD if DTD in str(problem) else "不是正确的 XML（编码不明）"
    return f"不是正确的 XML（第 {line} 行第 {column + 1} 个字符）"
