"""Report → Figures (数据): units, formulas, kinds of values, how each number is printed."""

from docgen.figures.calculation import evaluate, holds
from docgen.figures.decimals import balanced, number_text, rounded, tail
from docgen.figures.display import printed
from docgen.figures.display_forms import FORMS
from docgen.figures.formula import FUNCTIONS
from docgen.figures.model import located
from docgen.figures.names import find, nearest, visible_names
from docgen.figures.reference import loose, pieces, reference_at
from docgen.figures.resolve import extended, resolve
from docgen.figures.trace import changes, snapshot, trace, trace_lines
from docgen.figures.units import UNITS, convert, same_dimension, unit_named
from docgen.figures.values import typed_value

__all__ = [
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
