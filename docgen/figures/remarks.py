"""Remarks on a plain string become findings once the string's place is known."""

from __future__ import annotations

from docgen.figures.model import Remark
from docgen.findings import Edit, Finding, Fix, Severity, Source
from docgen.report import Text


def located(remark: Remark, source: Source, typed: str = "") -> Finding:
    """Return the finding for a remark whose stretch stands at `source` as `typed`."""
    fix = None
    if remark.fixable:
        edit = Edit(source, typed, remark.replacement)
        fix = Fix((edit,), f"改为 {remark.replacement}", remark.safe)
    return Finding(
        remark.code,
        remark.severity,
        source,
        remark.message,
        remark.advice,
        remark.related,
        fix,
    )


def placed_finding(remark: Remark, text: Text) -> Finding:
    """Return the finding for a remark on `text.content`."""
    typed = text.content[remark.offset : remark.offset + remark.length]
    return located(remark, text.at(remark.offset, remark.length), typed)


class FaultError(Exception):
    """A formula that cannot be calculated, or a figure that cannot be printed as asked."""

    def __init__(self, remark: Remark) -> None:
        """Keep the remark; it never leaves the room."""
        super().__init__(remark.message)
        self.remark = remark


def unknown_form(message: str, advice: str) -> FaultError:
    """Return the error for a display form (显示) that there is not."""
    return FaultError(error_remark("FIG14", message, 0, 0, advice))


def unsuitable_form(message: str, advice: str) -> FaultError:
    """Return the error for a display form that does not suit the figure."""
    return FaultError(error_remark("FIG15", message, 0, 0, advice))


def error_remark(code: str, message: str, offset: int, length: int, advice: str = "") -> Remark:
    """Return an 错误 about a stretch of a string."""
    return Remark(code, Severity.ERROR, message, offset, length, advice)
