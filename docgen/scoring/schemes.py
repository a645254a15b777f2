"""Where a 评分办法 is found: the project's own `schemes/`, else those shipped with docgen."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from docgen.figures.names import nearest
from docgen.findings import Finding, Source, error
from docgen.report import NarrativeFile, Text
from docgen.scoring.scheme import Scheme
from docgen.scoring.scheme_reading import (
    SchemeOutline,
    checked_scheme,
    file_outline,
    inherited_outline,
)

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
    found: list[Finding] = []
    outline = _whole_outline(name, own, found, source or Source(""), ())
    scheme = None if outline is None else checked_scheme(outline, found)
    return scheme, tuple(found)


def _whole_outline(
    name: str,
    own: tuple[NarrativeFile, ...],
    found: list[Finding],
    source: Source,
    above: tuple[str, ...],
) -> SchemeOutline | None:
    """Return a scheme as typed, on top of what it is based on; `above` are the files so far."""
    file = _scheme_file(name, own, above)
    if file is None:
        message = f"找不到评分办法“{name.strip()}”"
        found.append(error("SCO10", source, message, _known_names(name, own)))
        return None
    shown, text = file
    if shown in above:
        message = f"评分办法互相引用：{' → '.join((*above, shown))}"
        found.append(error("SCO13", source, message, "删去其中一个 基于"))
        return None
    from docgen.content.yaml.reading import composed  # noqa: PLC0415 (not for a scheme that is known)

    read = composed(text, shown)
    found += read.findings
    if read.node is None and read.findings:
        return None
    outline = file_outline(read.node, shown, found)
    based = outline.head.get("基于")
    if based is None:
        return outline
    below = _whole_outline(based.content, own, found, based.source, (*above, shown))
    return None if below is None else inherited_outline(outline, below)


def _scheme_file(
    name: str, own: tuple[NarrativeFile, ...], above: tuple[str, ...]
) -> tuple[str, str] | None:
    """Return file and text of a scheme."""
    for scheme in own:
        # schemes/株洲2020.yaml may change the shipped 株洲2020: 基于 then means the shipped one.
        stem = Path(scheme.file).stem
        if _compared_name(stem) == _compared_name(name) and above[-1:] != (scheme.file,):
            return scheme.file, scheme.text.content
    for known in shipped_schemes():
        if _compared_name(known) == _compared_name(name):
            text = (_FOLDER / f"{known}.yaml").read_text("utf-8")
            return f"{_SHIPPED}/{known}.yaml", text
    return None


def _compared_name(name: str) -> str:
    """Return a name as names are compared: 财预〔2020〕10号 is 财预2020-10.

    >>> _compared_name("财预〔2020〕10号") == _compared_name("财预2020-10")
    True
    >>> _compared_name("株洲2020.yaml")
    '株洲2020'
    """
    bare = name.strip().removesuffix(".yaml").removesuffix(".yml").removesuffix("号")
    spaced = re.sub(r"[\s〔〕\[\]【】（）()《》-]+", " ", bare).strip()
    return re.sub(r"(?<!\d) | (?!\d)", "", spaced)


def _known_names(name: str, own: tuple[NarrativeFile, ...]) -> str:
    known = (*(Path(scheme.file).stem for scheme in own), *shipped_schemes())
    close = nearest(name, known)
    listed = "可以用的有：" + "、".join(dict.fromkeys(known)) + "；自己的放进 schemes 文件夹"
    return f"是不是想写“{close}”；{listed}" if close else listed
