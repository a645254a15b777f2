"""Report → Figures (数据): units, formulas, kinds of values, how each number is printed."""

from docgen.figures.balance import balanced, tail
from docgen.figures.braces import loose
from docgen.figures.builtin import extended
from docgen.figures.changes import changes, snapshot
from docgen.figures.codes import CODES
from docgen.figures.decimals import number_text, rounded
from docgen.figures.display import printed
from docgen.figures.evaluate import evaluate, holds
from docgen.figures.formula import FUNCTIONS
from docgen.figures.names import find, nearest, visible_names
from docgen.figures.reference import pieces, reference_at
from docgen.figures.remarks import located
from docgen.figures.resolve import resolve
from docgen.figures.trace import trace, trace_lines
from docgen.figures.units import UNITS, convert, same_dimension, unit_named
from docgen.figures.values import typed_value
from docgen.figures.wishes import FORMS

__all__ = [
    "CODES",
    "FORMS",
    "FUNCTIONS",
    "UNITS",
    "balanced",
    "changes",
    "convert",
    "evaluate",
    "extended",
    "find",
    "holds",
    "located",
    "loose",
    "nearest",
    "number_text",
    "pieces",
    "printed",
    "reference_at",
    "resolve",
    "rounded",
    "same_dimension",
    "snapshot",
    "tail",
    "trace",
    "trace_lines",
    "typed_value",
    "unit_named",
    "visible_names",
]
