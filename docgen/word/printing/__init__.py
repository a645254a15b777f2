"""Printing (印制): a compiled template and a context → the parts of a document.

`compiled_template` is the template as a value, with frames for what a report adds.
`document_printing.render` prints it piece by piece; `template_sandbox` is what a template may do,
`value_printing` how a value is written in the manner of its tag, `printed_tables` what becomes of
tables afterwards (repair, grid, pages), `member_filling` packs the parts and fills the frames.
"""
