"""Soundness (结构检查): what Word would repair or refuse is found before a file leaves.

| module | holds |
|---|---|
| `marks` | `PieceMarks`: what the rules ask of a stretch, as a value that is kept and added up |
| `mark_reader` | the one reader of XML: expat's events become marks |
| `open_tables` | tables while they are read: rows, cells, merges |
| `part_scan` | `PartScan` for a part that is being printed; `piece_marks`, `part_marks` |
| `package_marks` | the marks of all parts of a package, and how the parts refer to each other |
| `text_rules`, `id_rules`, `package_rules` | the rules: generators over marks |
| `file_faults` | `file_faults`: all of it for one file, as findings |

A part is read once: while it is printed, or from the file. Whatever the bytes are, `file_faults`
returns findings and does not raise.
"""
