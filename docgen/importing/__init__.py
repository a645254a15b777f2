"""Old reports → a project to go on from (导入), and this year's project → next year's (结转).

In: the bytes of .docx and .xlsx files that others made. Out: the files of content/, and
导入说明.md, which says of everything what became of it. Nothing is written here but in the folder
that a command names.

    file → DocumentSource (word/returned, sheet_reading) → parts → files, proved by printing them

- `reading.py`            a file → its source, whatever its kind; old formats through LibreOffice
- `sheet_reading.py`      an .xlsx → the same grids as a Word file's tables
- `source_joining.py`     several files → one source
- `form_words.yaml/.py`   the words of forms: what each province calls a column, row or label
- `form_reading.py`       tables → forms, told by their header words
- `document_parts.py`     what is form, title, cover, sign-off; the rest is prose
- `headings.py`           paragraphs → headings; can docgen number them as they were typed
- `markdown_writing.py`   paragraphs and tables → Markdown
- `form_writing.py`       a form → metrics.yaml and figures.yaml
- `figure_binding.py`     numbers in texts ↔ figures
- `shipped_forms.py`      what the shipped templates print, and which is like a form
- `project_writing.py`    all of it together; bindings settled by printing with and without
- `import_notes.py`       导入说明.md
- `yaml_writing.py`       values → YAML as a person writes it
- `rolling.py`            this year's project → next year's
"""
