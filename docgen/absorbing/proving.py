"""Proof before writing (先证后写): what is taken in must print what was returned.

The patched content is built in a folder of its own and compared with the returned file once
more. What still differs must have been left, or be moved by a figure that was changed; a change
that breaks this is found by halving, and taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from docgen.absorbing.changes import REFUSED, Change, Splice, spliced
from docgen.absorbing.comparing import returned_changes
from docgen.absorbing.printed_lines import SourceMap
from docgen.content import Project
from docgen.word.returned.line_reading import ReturnedLine

_MOVING = ("数字", "得分", "表格数", "增行", "删行")
_MOVED = ("数字", "得分", "表格数", REFUSED)


PrintedMap = Callable[[Project], SourceMap | None]
"""What prints a project and says where each character was written."""


def patched_texts(texts: Mapping[str, str], edits: Iterable[Splice]) -> dict[str, str]:
    """Return the new text of each file that edits touch; ValueError where two overlap."""
    by_file: dict[str, list[Splice]] = {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(edit)
    return {file: spliced(texts[file], found) for file, found in by_file.items()}


class Prover:
    """Builds patched content in a copy of the project, and holds it against the returned file."""

    def __init__(
        self, project: Project, base: SourceMap, lines: Sequence[ReturnedLine],
        changes: Sequence[Change], printed: PrintedMap,
    ) -> None:  # fmt: skip
        """Print in `project`, a copy that may be written into; `changes` are all there are."""
        self._project, self._base, self._lines = project, base, lines
        self._changes, self._print = changes, printed

    def proved(self, wanted: Sequence[Change]) -> tuple[list[Change], list[Change]]:
        """Return the wanted changes that hold together, and those that were taken out."""
        kept: list[Change] = []
        out: list[Change] = []
        self._gather(list(wanted), kept, out)
        return kept, out

    def _gather(self, wanted: list[Change], kept: list[Change], out: list[Change]) -> None:
        if not wanted:
            return
        if self.holds([*kept, *wanted]):
            kept += wanted
        elif len(wanted) == 1:
            out += wanted
        else:
            middle = len(wanted) // 2
            self._gather(wanted[:middle], kept, out)
            self._gather(wanted[middle:], kept, out)

    def holds(self, taken: Sequence[Change]) -> bool:
        """Tell whether the content with these changes prints what was returned."""
        try:
            edits = [edit for change in taken for edit in change.edits]
            patched = patched_texts(self._base.texts, edits)
        except ValueError:
            return False
        printed = self._printed(patched)
        if printed is None:
            return False
        left = Counter(_said(c) for c in self._changes if not _is_in(c, taken))
        moving = any(change.kind in _MOVING for change in taken)
        done = {(c.kind, c.figures, c.after) for c in taken if c.kind in _MOVING}
        for change in returned_changes(printed, self._lines):
            if left[_said(change)]:
                left[_said(change)] -= 1
                continue
            repeated = (change.kind, change.figures, change.after) in done
            follows = change.kind in _MOVED or change.status == REFUSED or change.source is None
            if not moving or repeated or not follows:
                return False
        return True

    def _printed(self, patched: Mapping[str, str]) -> SourceMap | None:
        root = Path(self._project.root)
        for file, text in self._base.texts.items():
            (root / file).write_bytes(patched.get(file, text).encode())
        return self._print(self._project)


def _said(change: Change) -> tuple[str, str, str]:
    """Return what is the same of a change that was left, once others were taken."""
    after = "".join(change.after.split())
    return ("", "", after) if after else (change.kind, change.before, "")


def _is_in(change: Change, taken: Sequence[Change]) -> bool:
    return any(each.where == change.where and _said(each) == _said(change) for each in taken)
