"""What docgen has to say about its input: a fact, its place, and what to do about it."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct, structs


class Severity(IntEnum):
    """How much a finding matters (严重程度); the higher, the worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word a writer reads: 错误, 警告 or 提示."""
        return {1: "提示", 2: "警告", 3: "错误"}[self.value]


class Source(Struct, frozen=True, order=True):
    """A place (位置): where in the project a thing was written.

    `file` is relative to the project, with `/`. `line` and `column` count from 1 in characters
    (a byte-order mark is no character); 0 when the place has none, as in Word files and
    workbooks, where `where` says it in the reader's words: `表格2 第3行第4列`, `汇总!C5`.
    `length` is the number of characters the place spans; 0 when it is a point.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 0
    where: str = ""

    def __str__(self) -> str:
        """Print the place as editors understand it: `file:line:column`."""
        if self.where:
            return f"{self.file}:{self.where}"
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}" if self.line else self.file

    def moved(self, columns: int, length: int = 0) -> Source:
        """Return the place `columns` characters to the right on the same line."""
        return Source(self.file, self.line, self.column + columns, length, self.where)


class Related(Struct, frozen=True):
    """The other place a finding speaks of (另见), and what stands there."""

    source: Source
    message: str = ""


class Edit(Struct, frozen=True):
    """A replacement of `expected`, which must still stand at `source`, by `replacement`."""

    source: Source
    expected: str
    replacement: str


class Fix(Struct, frozen=True):
    """What `docgen check --fix` would do; unsafe ones want `--unsafe-fixes` (可自动改)."""

    edits: tuple[Edit, ...]
    label: str
    safe: bool = True


class Finding(Struct, frozen=True):
    """One thing to mend or to know (问题): the fact with its numbers, then what to do.

    `message` states what is seen, with both numbers and their unit, and says nothing of who is
    wrong; `advice` is one action (建议); `caret` is a short remark under the source line. `final`
    is the severity in a submission (送审稿) where it differs: 待填 is a 警告 in a draft only.
    """

    code: str
    severity: Severity
    source: Source
    message: str
    advice: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    caret: str = ""
    final: Severity | None = None

    @property
    def order(self) -> tuple[Source, int, str, str]:
        """The key that sorts findings by place, the worst first at one place."""
        return (self.source, -self.severity, self.code, self.message)


def error(code: str, source: Source, message: str, advice: str = "") -> Finding:
    """Return an 错误: it blocks the submission."""
    return Finding(code, Severity.ERROR, source, message, advice)


def warning(code: str, source: Source, message: str, advice: str = "") -> Finding:
    """Return a 警告: to be mended, but it blocks nothing."""
    return Finding(code, Severity.WARNING, source, message, advice)


def note(code: str, source: Source, message: str, advice: str = "") -> Finding:
    """Return a 提示: what a reviewer may ask."""
    return Finding(code, Severity.NOTE, source, message, advice)


def draft_warning(code: str, source: Source, message: str, advice: str = "") -> Finding:
    """Return a 警告 of a draft that is an 错误 in a submission (送审稿)."""
    return Finding(code, Severity.WARNING, source, message, advice, final=Severity.ERROR)


def in_submission(finding: Finding) -> Finding:
    """Return the finding as severe as it is in a submission (送审稿)."""
    return structs.replace(finding, severity=finding.final or finding.severity, final=None)


class DocgenError(Exception):
    """The run cannot go on: `findings` say why, `exit_code` what the process ends with.

    1: the content, a template or a workbook is at fault; 2: docgen could not run
    (usage, a missing file, a failed write).
    """

    def __init__(self, *findings: Finding, exit_code: int = 1) -> None:
        """Keep what is to be printed; only `docgen.cli` catches this."""
        super().__init__("；".join(finding.message for finding in findings))
        self.findings = findings
        self.exit_code = exit_code
