"""Report → Figures (数据): units, formulas, kinds of values, how each number is printed.

In: a Report. Out: Figures (`model.py`), each with its value, and what is wrong.

- every figure in order of need: `resolve.py`; what must agree: `agreement.py`
- what was typed → a value: `values.py`; numbers in characters: `numerals.py`
- units and calculation with them: `units.py`; rounding (四舍五入): `decimals.py`
- a formula: `formula.py` reads it, `calculation.py` works it out, `formula_functions.py`
- which names are visible where, what is said of one that is not there: `names.py`
- `{{引用|显示}}` in a text: `reference.py`; how it is printed: `display.py`, `display_forms.py`
- where a number comes from, and what changed: `trace.py`
"""

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
