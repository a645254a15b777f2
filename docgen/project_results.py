"""The memo stood around the stations (记忆的位置): a file's parse, and what a 支出方向 becomes.

The stations are pure functions, and know nothing of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

from msgspec import Struct, msgpack, structs

from docgen import word
from docgen.checks import project_findings, word_findings
from docgen.compose import AskedNumbers, PrintedNumbers
from docgen.content.loading import FigureFile, Part, Reader, parsed_part
from docgen.figures.model import Figure, FigureKey, Figures
from docgen.findings import Finding
from docgen.memo import Key, Memo, content_hash, kept_result
from docgen.narrative.manuscript import NarrativePart, project_prose, report_prose

T = TypeVar("T")

# What is dear to make and small to keep for the next run; the rest is kept in this one.
_LASTING: Mapping[Callable[..., Any], Any] = MappingProxyType(
    {
        project_prose: NarrativePart,
        report_prose: NarrativePart,
        word_findings: tuple[Finding, ...],
        project_findings: tuple[Finding, ...],
    }
)


class AskedFigures(Struct, frozen=True, array_like=True):
    """The figures a result asked for (问到的数据), and the hash of what they were."""

    by_key: tuple[FigureKey, ...]
    beside: tuple[FigureKey, ...]
    answers: bytes


class FileMemo:
    """What the YAML files say, parsed again where their text changed."""

    def __init__(self, memo: Memo) -> None:
        """Parse through a memo."""
        self._memo = memo

    def __call__(self, kind: type[Part[T]], text: str, file: str, reader: Reader[T]) -> Part[T]:
        """Return what a text says: a part of the `kind`."""
        slot, key = f"文件 {file}", self._memo.key_of((text, file))
        known = self._memo.kept(slot, key, kind)
        if known is not None:
            return cast("Part[T]", known.result)
        part = parsed_part(kind, text, file, reader)
        borrowed = isinstance(part.said, FigureFile) and part.said.borrowed
        self._memo.keep(slot, kept_result(b"" if borrowed else key, None, part), lasting=True)
        return part


class ProjectMemo:
    """What a 支出方向 becomes, made again where its inputs or a figure it asked for changed."""

    def __init__(self, memo: Memo) -> None:
        """Call functions through a memo."""
        self._memo = memo
        self._written: dict[int, tuple[object, bytes]] = {}
        self._names: dict[int, tuple[object, Key]] = {}

    def __call__(self, function: Callable[..., T], known: Figures, name: str, *inputs: object) -> T:
        """Return `function(known, *inputs)`, from the memo where nothing of it changed."""
        slot, lasting = f"{function.__name__} {name}", _LASTING.get(function)
        key = self._memo.key_of((self._figure_names(known), *inputs))
        before = self._memo.kept(slot, key, lasting, AskedFigures)
        if before is not None and self._holds(cast("AskedFigures", before.asked), known):
            return cast("T", before.result)
        by_key, beside = _Noting(known.by_key), _Noting(known.beside)
        result = function(structs.replace(known, by_key=by_key, beside=beside), *inputs)
        asked = self._asked_figures(by_key.asked_keys(), beside.asked_keys(), known)
        self._memo.keep(
            slot,
            kept_result(key if asked.answers else b"", asked, result),
            lasting=lasting is not None,
        )
        return result

    def _holds(self, asked: AskedFigures, known: Figures) -> bool:
        return (
            bool(asked.answers) and self._asked_figures(asked.by_key, asked.beside, known) == asked
        )

    def _asked_figures(
        self, by_key: tuple[FigureKey, ...], beside: tuple[FigureKey, ...], known: Figures
    ) -> AskedFigures:
        try:
            answers = [self._encoded(known.by_key.get(key)) for key in by_key]
            answers += [self._encoded(known.beside.get(key)) for key in beside]
        except (ValueError, OverflowError):  # a lone surrogate, or a number too large
            return AskedFigures((), (), b"")
        return AskedFigures(by_key, beside, content_hash(answers))

    def _encoded(self, figure: Figure | None) -> bytes:
        """Return all of a figure as bytes, b"" where there is none."""
        if figure is None:
            return b""
        known = self._written.get(id(figure))
        if known is None:  # figures are held, so that their ids stay theirs
            known = self._written[id(figure)] = figure, msgpack.encode(figure)
        return known[1]

    def _figure_names(self, known: Figures) -> Key:
        """Return the hash of everything about figures but what they are: names, wishes."""
        before = self._names.get(id(known))
        if before is None:
            aliases = [(alias, key) for alias, key in known.aliases.items()]
            names = (
                tuple(known.by_key), tuple(known.beside), aliases,
                known.display, known.scopes, known.balanced,
            )  # fmt: skip
            before = self._names[id(known)] = known, content_hash(names)
        return before[1]


class PieceMemo:
    """What a 支出方向 prints, printed again where what it looks at changed."""

    def __init__(self, memo: Memo) -> None:
        """Print through a memo."""
        self._memo = memo

    def __call__(
        self, slot: tuple[object, ...], inputs: tuple[object, ...], make: Callable[[], Any]
    ) -> Any:  # noqa: ANN401 (what `make` gives)
        """Return what `make` prints, from the memo where its inputs stayed (`word.Remembered`)."""
        name, numbers = " ".join(map(str, slot)), list[PrintedNumbers]()
        key = _printing_key(inputs, numbers)
        before = self._memo.kept(name, key, word.PrintedPiece, tuple[AskedNumbers, ...])
        if before is not None:
            asked = zip(numbers, cast("tuple[AskedNumbers, ...]", before.asked), strict=True)
            if all(each.answers_alike(known) for each, known in asked):
                return before.result
        result = make()
        answers = tuple(each.asked() for each in numbers)
        self._memo.keep(name, kept_result(key, answers, result), lasting=True)
        return result


def _printing_key(inputs: tuple[object, ...], numbers: list[PrintedNumbers]) -> Key:
    """Return the hash of inputs but their figures, which are put into `numbers`."""

    def set_aside(value: object) -> None:
        if not isinstance(value, PrintedNumbers):
            raise TypeError
        numbers.append(value)

    try:
        return hashlib.sha256(msgpack.encode(inputs, enc_hook=set_aside)).digest()
    except (ValueError, TypeError, OverflowError, RecursionError):
        return b""  # a lone surrogate, which no file can hold


def lasting_template(memo: Memo, data: bytes, shown: str) -> word.Template:
    """Return a template compiled: now, in this process, or in an earlier run of any project."""

    def recalled() -> word.Template:
        store = _template_memo(data, shown)
        made = store.made("模板", (data, shown), lambda: word.compiled(data, shown), word.Template)
        store.save()
        return made

    return memo.made("模板", (data, shown), recalled)


def cleaned_template(memo: Memo, data: bytes, shown: str) -> word.CleanedFile:
    """Return a template without traces of review, and what they were: looked at once."""

    def recalled() -> word.CleanedFile:
        store = _template_memo(data, f"清理 {shown}")
        made = store.made(
            "清理", (data, shown), lambda: word.cleaned(data, shown), word.CleanedFile
        )
        store.save()
        return made

    return memo.made("清理", (data, shown), recalled)


def _template_memo(data: bytes, shown: str) -> Memo:
    """Return a memo of the template's own: many projects print through one."""
    return Memo(f"模板 {hashlib.sha256(data).hexdigest()} {shown}")


class _Noting(Mapping[FigureKey, Figure]):
    """Figures by key; `asked` are those that were asked for, also where there is none.

    Which keys there are is no question: it is part of every key.
    """

    def __init__(self, known: Mapping[FigureKey, Figure]) -> None:
        self._known = known
        self.asked: dict[FigureKey, None] = {}

    def __getitem__(self, key: FigureKey) -> Figure:
        self.asked[key] = None
        return self._known[key]

    def asked_keys(self) -> tuple[FigureKey, ...]:
        """Return what was asked for, in an order that is the same in every process."""
        return tuple(sorted(self.asked, key=lambda key: (key.scope, key.path)))

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def __iter__(self) -> Iterator[FigureKey]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
