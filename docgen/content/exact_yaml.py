"""YAML text → nodes that keep every character and its place (逐字读 YAML).

Built on the events of PyYAML's parser, so that limits hold before anything is composed. YAML 1.1
turns `no`, `12:30` and `1_840` into something else, lets a second key win silently and cuts
`1,718.67` in two inside braces; here each of those is read as typed, or reported, never lost.
"""

from __future__ import annotations

import yaml

from docgen.content.characters import forbidden
from docgen.content.events import Composer
from docgen.content.nodes import Node
from docgen.content.outcome import Composed, finished
from docgen.content.refusal import Refused
from docgen.findings import Finding


def compose(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Return the top node of a YAML text and what is wrong with it.

    None when there is nothing in it, or when it cannot be understood (then there is an 错误).
    """
    read = composed(text, file)
    return read.node, read.findings


def composed(text: str, file: str) -> Composed:
    """Read a YAML text; where a line cannot be read, mend it in memory to find what follows.

    `whole` is False when a line had to be mended: the reading serves to find all errors in one
    run, nothing may be printed from it.
    """
    text = text.removeprefix("\ufeff")
    banned = forbidden(text, file)
    if banned:
        return Composed(None, banned, whole=False)
    composer = Composer(text, file)
    try:
        node = composer.document()
    except Refused as refused:
        return Composed(None, (*composer.found, refused.finding), whole=False)
    except yaml.YAMLError:
        return _mended(text, file)
    return _mended(text, file) if composer.lumps else finished(node, composer)


def _mended(text: str, file: str) -> Composed:
    from docgen.content.mending import mended  # noqa: PLC0415 (only a broken file needs it)

    return mended(text, file)
