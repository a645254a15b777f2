"""Markdown + figures → blocks (正文): prose, references, headings with numbers, form texts.

In: a Report, its Figures and its Appraisal. Out: a Manuscript of blocks and inlines, and findings.

- `manuscript.py`  the whole text: sections per file, form texts, the report's own head; one
  Markdown text → blocks, and what refuses it. The five below load markdown-it:
- `parser.py`      markdown-it with docgen's rules in their order, emphasis beside Chinese
- `syntax.py`      docgen's own rules: references, `::: 如果`, attributes, tables, page breaks
- `placing.py`     where each token stands in its file, and how deep it may lie
- `block_elements.py`, `inline_elements.py`  a function per kind of token
- `phrases.py`     texts of the form (表格文字): words and references, no Markdown
- `numbering.py`   一、（一）1.（1） before headings
- `text_characters.py`  forbidden and Chinese characters, what is told of them; how lines join
- `text_reading.py`  the state of reading one text
"""

from docgen.narrative.manuscript import NarrativePart, is_refused, prose_blocks, report_manuscript

__all__ = ["NarrativePart", "is_refused", "prose_blocks", "report_manuscript"]
