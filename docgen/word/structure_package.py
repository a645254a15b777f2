"""Parts, content types, relationships, properties (包结构): all there, all named right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from docgen.word.package import MAIN, ROOT_RELATIONS, TYPES, Package, target_of

_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DATE = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?"
)
_NO_URI = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f]|%(?![0-9A-Fa-f]{2})")

Fault = tuple[str, str]


def faults(
    package: Package, trees: Mapping[str, Element], trusted: frozenset[str]
) -> Iterator[Fault]:
    """Yield what is wrong with how the parts hang together."""
    names = {member.name for member in package.members}
    if TYPES in trees:
        yield from _types(trees[TYPES], names, trusted)
    targets: set[str] = set()
    for name, root in trees.items():
        if name.endswith(".rels"):
            targets |= {target for _, target in _internal(root, _owner(name))}
            yield from ((name, each) for each in _relations(root, name, names))
    if not trusted:
        yield from _unused(names, targets)
    yield from _main(trees)
    for name, root in trees.items():
        if root.tag.endswith("}coreProperties"):
            yield from ((name, each) for each in _properties(root))


def _types(root: Element, names: set[str], trusted: frozenset[str]) -> Iterator[Fault]:
    defaults = [each.get("Extension", "").lower() for each in root.iter(f"{_TYPE}Default")]
    overrides = [each.get("PartName", "") for each in root.iter(f"{_TYPE}Override")]
    for each, count in Counter([*defaults, *(name.lower() for name in overrides)]).items():
        if count > 1:
            yield TYPES, f"{each} 的内容类型写了两次"
    told = {name.removeprefix("/") for name in overrides}
    for name in sorted(names - told - {TYPES}):
        if name.rpartition(".")[2].lower() not in defaults:
            yield name, "没有内容类型"
    if not trusted:
        for name in sorted(told - names):
            yield TYPES, f"说到的部分 {name} 不存在"


def _owner(name: str) -> str:
    """Return the part that a relationships part belongs to."""
    folder, _, last = name.rpartition("/")
    holder = folder.removesuffix("_rels").rstrip("/")
    own = last.removesuffix(".rels")
    return f"{holder}/{own}" if holder and own else own


def _internal(root: Element, owner: str) -> Iterator[tuple[Element, str]]:
    for each in root.iter(_RELATION):
        if each.get("TargetMode", "Internal") != "External":
            target = each.get("Target", "").partition("#")[0]
            if target:
                yield each, target_of(owner, target)


def _relations(root: Element, name: str, names: set[str]) -> Iterator[str]:
    owner = _owner(name)
    if owner and owner not in names:
        yield f"所属的部分 {owner} 不存在"
    ids = Counter(each.get("Id", "") for each in root.iter(_RELATION))
    yield from (f"关系编号 {each} 重复" for each, count in ids.items() if count > 1)
    lower = {each.lower(): each for each in names}
    for _, target in _internal(root, owner):
        if target not in names:
            other = lower.get(target.lower())
            yield f"指向的 {target} 不存在" + (f"（有 {other}，大小写不同）" if other else "")
    for each in root.iter(_RELATION):
        target = each.get("Target", "")
        if each.get("TargetMode") == "External" and (not target or _NO_URI.search(target)):
            yield f"外部链接 {target[:60]!r} 不是合法的网址"


def _unused(names: set[str], targets: set[str]) -> Iterator[Fault]:
    for name in sorted(names):
        if name not in targets and name != TYPES and not name.endswith(".rels"):
            yield name, "没有被任何部分引用"


def _main(trees: Mapping[str, Element]) -> Iterator[Fault]:
    relations = trees.get(ROOT_RELATIONS)
    if relations is None:
        return
    mains = [
        target
        for each, target in _internal(relations, "")
        if each.get("Type", "").endswith("/officeDocument")
    ]
    if len(mains) != 1:
        yield ROOT_RELATIONS, "没有指明正文部分" if not mains else "指明了不止一个正文部分"
        return
    types = trees.get(TYPES)
    if types is not None and _kind(types, mains[0]) != MAIN:
        yield mains[0], "正文部分的内容类型不对"
    root = trees.get(mains[0])
    if root is not None and not root.tag.endswith("}document"):
        yield mains[0], "正文部分不是 Word 文档"


def _kind(types: Element, name: str) -> str | None:
    """Return the content type of a part: its own, else that of its extension."""
    own = {each.get("PartName"): each for each in types.iter(f"{_TYPE}Override")}
    usual = {each.get("Extension", "").lower(): each for each in types.iter(f"{_TYPE}Default")}
    found = own.get(f"/{name}", usual.get(name.rpartition(".")[2].lower()))
    return None if found is None else found.get("ContentType")


def _properties(root: Element) -> Iterator[str]:
    for tag, count in Counter(each.tag for each in root).items():
        if count > 1:
            yield f"文档属性 {tag.rpartition('}')[2]} 写了两次"
    for each in root:
        if each.tag.endswith(("}created", "}modified", "}lastPrinted")):
            text = (each.text or "").strip()
            if not _DATE.fullmatch(text):
                yield f"文档属性里的日期“{text}”格式不对"
