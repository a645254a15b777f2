"""Edits of a source text by splicing (改写): every other character stays as it is."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.findings import DocgenError, Edit, Source, error
from docgen.patterns import lazy_pattern

_LINE = lazy_pattern(r"\r\n|\n|\r")


def edited(text: str, edits: Iterable[Edit]) -> str:
    r"""Return the text with each edit made; raises DocgenError where `expected` no longer stands.

    Line ends and a byte-order mark stay; the mark is no column. Edits that overlap are refused,
    the same edit twice is made once.

    >>> from docgen.findings import Source
    >>> edited("a: 1\r\nb: 2\r\n", [Edit(Source("f", 2, 4), "2", "3")])
    'a: 1\r\nb: 3\r\n'
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    starts = [0, *(hit.end() for hit in _LINE.finditer(body))]
    spans = sorted(
        {(_offset(edit, starts, body), edit.expected, edit.replacement) for edit in edits}
    )
    pieces, done = [mark], 0
    for at, expected, replacement in spans:
        if at < done:
            message = f"两处改动重叠在“{expected}”上"
            raise _refused(message, Source(""))
        pieces.extend((body[done:at], replacement))
        done = at + len(expected)
    return "".join((*pieces, body[done:]))


def _offset(edit: Edit, starts: list[int], body: str) -> int:
    row = edit.source.line - 1
    at = starts[row] + max(0, edit.source.column - 1) if 0 <= row < len(starts) else -1
    if at < 0 or not body.startswith(edit.expected, at):
        message = f"{edit.source} 那里已经不是“{edit.expected}”"
        raise _refused(message, edit.source)
    return at


def _refused(message: str, source: Source) -> DocgenError:
    return DocgenError(error("YML19", source, message, "文件没有改动，请再运行一次"), exit_code=2)
