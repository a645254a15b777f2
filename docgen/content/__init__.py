"""A folder of content → Report (读取): the only reader of content files.

In: a folder. Out: a Report, each text with its place, and what is wrong with the files.

- where the project is: `project.py`; its files, each read once: `files.py`
- a text as its bytes give it, and edits of it: `source_text.py`; YAML as it was typed, its slips
  and their fixes: `yaml/`
- every file in turn: `loading.py`; `report_yaml.py`, `figures_yaml.py`, `metrics_yaml.py`
- what may stand there: the tables of `keys.py`; values by them: `fields.py`; JSON Schema from
  them: `schema.py`
- figures from Excel: `workbook_figures.py` asks for cells and says whether one is fit,
  `workbook.py` reads them, `number_formats.py` says what one shows, `formulas.py` whether it is old
- pictures and evidence that content names: `named_files.py`
"""

from docgen.content.loading import Loaded, load
from docgen.content.project import Project, locate
from docgen.content.schema import schemas
from docgen.content.source_text import edited

__all__ = ["Loaded", "Project", "edited", "load", "locate", "schemas"]
