"""Parts, content types, relationships, properties (包结构): all there, all named right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.word.package import MAIN, ROOT_RELATIONS, TYPES
from docgen.word.soundness.package_marks import Fault, PackageMarks, internal_targets
from docgen.word.soundness.part_scan import RELATION, PieceMarks, repeated_values

_DATED = frozenset(["created", "modified", "lastPrinted"])
_DATE_FORM = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?"
)
_NO_URI = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f]|%(?![0-9A-Fa-f]{2})")


def package_faults(whole: PackageMarks) -> Iterator[Fault]:
    """Yield what is wrong with how the parts hang together."""
    if TYPES in whole.parts:
        yield from _type_faults(whole)
    targets = {TYPES}
    for name, marks in whole.parts.items():
        if name.endswith(".rels"):
            targets.update(target for _, target in internal_targets(marks, _owner_of(name)))
            yield from ((name, each) for each in _relation_faults(marks, name, whole.names))
        if marks.root.endswith("}coreProperties"):
            yield from ((name, each) for each in _property_faults(marks))
    for name in () if whole.trusted else sorted(whole.names - targets):
        if not name.endswith(".rels"):
            yield name, "没有被任何部分引用"
    if ROOT_RELATIONS in whole.parts:
        yield from _main_faults(whole)


def _type_faults(whole: PackageMarks) -> Iterator[Fault]:
    types = whole.parts[TYPES]
    defaults = [each.lower() for each in types.first_values("Default")]
    overrides = types.first_values("Override")
    for each in repeated_values([*defaults, *(name.lower() for name in overrides)]):
        yield TYPES, f"{each} 的内容类型写了两次"
    typed = {name.removeprefix("/") for name in overrides}
    for name in sorted(whole.names - typed - {TYPES}):
        if name.rpartition(".")[2].lower() not in defaults:
            yield name, "没有内容类型"
    for name in () if whole.trusted else sorted(typed - whole.names):
        yield TYPES, f"说到的部分 {name} 不存在"


def _owner_of(name: str) -> str:
    """Return the part that a relationships part belongs to.

    >>> _owner_of("word/_rels/document.xml.rels"), _owner_of("_rels/.rels")
    ('word/document.xml', '')
    """
    folder, _, last = name.rpartition("/")
    holder = folder.removesuffix("_rels")
    return f"{holder}{last.removesuffix('.rels')}"


def _relation_faults(marks: PieceMarks, name: str, names: frozenset[str]) -> Iterator[str]:
    owner = _owner_of(name)
    if owner and owner not in names:
        yield f"所属的部分 {owner} 不存在"
    yield from (f"关系编号 {each} 重复" for each in repeated_values(marks.first_values(RELATION)))
    lower = {each.lower(): each for each in names}
    for _, target in internal_targets(marks, owner):
        if target not in names:
            other = lower.get(target.lower())
            yield f"指向的 {target} 不存在" + (f"（有 {other}，大小写不同）" if other else "")
    for _, _, address, mode in marks.noted(RELATION):
        if mode == "External" and (not address or _NO_URI.search(address)):
            yield f"外部链接 {(address or '')[:60]!r} 不是合法的网址"


def _main_faults(whole: PackageMarks) -> Iterator[Fault]:
    mains = whole.related("", "officeDocument")
    if len(mains) != 1:
        yield ROOT_RELATIONS, "没有指明正文部分" if not mains else "指明了不止一个正文部分"
        return
    if TYPES in whole.parts and _content_type(whole.parts[TYPES], mains[0]) != MAIN:
        yield mains[0], "正文部分的内容类型不对"
    if mains[0] in whole.parts and not whole.parts[mains[0]].root.endswith("}document"):
        yield mains[0], "正文部分不是 Word 文档"


def _content_type(types: PieceMarks, name: str) -> str | None:
    """Return the content type of a part: its own, else that of its extension."""
    usual = {(extension or "").lower(): kind for extension, kind in types.noted("Default")}
    own = {part: kind for part, kind in types.noted("Override")}  # noqa: C416 (pairs of any length to mypy)
    return own.get(f"/{name}", usual.get(name.rpartition(".")[2].lower()))


def _property_faults(marks: PieceMarks) -> Iterator[str]:
    kinds = (kind for kind, _ in marks.notes)
    yield from (f"文档属性 {kind} 写了两次" for kind in repeated_values(kinds))
    for text in (values[0] or "" for kind, values in marks.notes if kind in _DATED):
        if not _DATE_FORM.fullmatch(text.strip()):
            yield f"文档属性里的日期“{text.strip()}”格式不对"
