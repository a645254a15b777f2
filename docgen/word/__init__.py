"""Word (文字处理): all that knows WordprocessingML.

`load` compiles a template, `render` prints a context through it, `faults` tells whether a file
is sound; `template_faults` says what is wrong with a template before anything is rendered.

| room | what comes in → what goes out |
|---|---|
| `package` | the bytes of a file → its parts, packed; and back |
| `template/` | a Word file → a compiled template, or why it is none |
| `printing/` | a compiled template and a context → a document |
| `markup/` | blocks and phrases → WordprocessingML, and what that asks for |
| `soundness/` | a file, or a part while it is printed → what Word would refuse |
| `returned/` | a file that comes back → what a person sees of it, and whether it was changed |
"""

from docgen.word.package import Package
from docgen.word.printing.compiled_template import Template
from docgen.word.printing.document_printing import (
    PrintedPiece,
    Remembered,
    remember_nothing,
    render,
)
from docgen.word.returned.fingerprint import Fingerprint, fingerprint
from docgen.word.soundness.file_faults import file_faults as faults
from docgen.word.template.found_traces import CleanedFile, Trace, trace_findings
from docgen.word.template.template_loading import cleaned, compiled, load, template_bytes
from docgen.word.template.template_loading import faults as template_faults
from docgen.word.template.template_loading import unused as unused_names
from docgen.word.template.template_names import NAMES

__all__ = [
    "NAMES",
    "CleanedFile",
    "Fingerprint",
    "Package",
    "PrintedPiece",
    "Remembered",
    "Template",
    "Trace",
    "cleaned",
    "compiled",
    "faults",
    "fingerprint",
    "load",
    "remember_nothing",
    "render",
    "template_bytes",
    "template_faults",
    "trace_findings",
    "unused_names",
]
