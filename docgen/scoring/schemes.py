"""Where a 评分办法 is found: the project's own `schemes/`, else those shipped with docgen."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from docgen.figures.names import nearest
from docgen.findings import Finding, Source
from docgen.report import NarrativeFile, Text
from docgen.scoring import scheme_reading
from docgen.scoring.scheme import Scheme
from docgen.scoring.scheme_nodes import Notes, Outline, inherited, outline

DEFAULT = "财预2020-10"
_SHIPPED = "docgen/scoring/schemes"
_FOLDER = Path(__file__).with_name("schemes")  # importlib.resources takes as long as scoring


class SchemeReading(Struct, frozen=True):
    """A scheme and what is wrong with its file; None when that is enough to refuse it."""

    scheme: Scheme | None
    findings: tuple[Finding, ...] = ()


def shipped_schemes() -> tuple[str, ...]:
    """Return the names of the schemes that come with docgen."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def scheme_of(
    asked: Text | None, own: tuple[NarrativeFile, ...], report_source: Source
) -> SchemeReading:
    """Return the scheme in force: report.yaml's 评分办法 (`asked`), else 财预〔2020〕10号."""
    name = asked.content if asked is not None and asked.content.strip() else DEFAULT
    return SchemeReading(*scheme_named(name, own, asked.source if asked else report_source))


def scheme_named(
    name: str, own: tuple[NarrativeFile, ...] = (), source: Source | None = None
) -> tuple[Scheme | None, tuple[Finding, ...]]:
    """Return the scheme of that name, file name or 文号: the bureau's own first, then shipped."""
    if not own and (known := _known(name)) is not None:
        return _shipped(known)
    notes = Notes()
    found = _outline(name, own, notes, source or Source(""), ())
    if found is None:
        return None, tuple(notes.findings)
    scheme = scheme_reading.scheme(found, notes)
    return (None if notes.refused else scheme), tuple(notes.findings)


def _shipped(name: str) -> tuple[Scheme | None, tuple[Finding, ...]]:
    notes = Notes()
    found = _outline(name, (), notes, Source(""), ())
    return (scheme_reading.scheme(found, notes) if found else None), tuple(notes.findings)


def _outline(
    name: str, own: tuple[NarrativeFile, ...], notes: Notes, source: Source, above: tuple[str, ...]
) -> Outline | None:
    """Return a scheme as typed, on top of what it is based on."""
    file = _file(name, own, above)
    if file is None:
        notes.add("SCO10", source, f"找不到评分办法“{name.strip()}”", _advice(name, own))
        return None
    shown, text = file
    if shown in above:
        chain = " → ".join((*above, shown))
        notes.add("SCO13", source, f"评分办法互相引用：{chain}", "删去其中一个 基于")
        return None
    from docgen.content.yaml.reading import composed  # noqa: PLC0415 (not for a scheme that is known)

    read = composed(text, shown)
    notes.findings += read.findings
    if read.node is None and read.findings:
        return None
    typed = outline(read.node, shown, notes)
    if "基于" not in typed.head:
        return typed
    based = typed.head["基于"]
    below = _outline(based.content, own, notes, based.source, (*above, shown))
    return None if below is None else inherited(typed, below)


def _file(
    name: str, own: tuple[NarrativeFile, ...], above: tuple[str, ...]
) -> tuple[str, str] | None:
    for scheme in own:
        # schemes/株洲2020.yaml may change the shipped 株洲2020: 基于 then means the shipped one.
        if _key(_stem(scheme.file)) == _key(name) and above[-1:] != (scheme.file,):
            return scheme.file, scheme.text.content
    known = _known(name)
    if known is None:
        return None
    text = (_FOLDER / f"{known}.yaml").read_text("utf-8")
    return f"{_SHIPPED}/{known}.yaml", text


def _known(name: str) -> str | None:
    return next((known for known in shipped_schemes() if _key(known) == _key(name)), None)


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]


def _key(name: str) -> str:
    """Return a name as names are compared: 财预〔2020〕10号 is 财预2020-10.

    >>> _key("财预〔2020〕10号") == _key("财预2020-10"), _key("株洲2020.yaml")
    (True, '株洲2020')
    """
    bare = name.strip().removesuffix(".yaml").removesuffix(".yml").removesuffix("号")
    spaced = re.sub(r"[\s〔〕\[\]【】（）()《》-]+", " ", bare).strip()
    return re.sub(r"(?<!\d) | (?!\d)", "", spaced)


def _advice(name: str, own: tuple[NarrativeFile, ...]) -> str:
    names = (*(_stem(scheme.file) for scheme in own), *shipped_schemes())
    close = nearest(name, names)
    listed = "可以用的有：" + "、".join(dict.fromkeys(names)) + "；自己的放进 schemes 文件夹"
    return f"是不是想写“{close}”；{listed}" if close else listed


__all__ = ["DEFAULT", "SchemeReading", "scheme_named", "scheme_of", "shipped_schemes"]
