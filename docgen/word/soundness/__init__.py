"""Soundness (结构检查): what Word would repair or refuse is found before a file leaves.

In go the bytes of a part, as it is printed or as a file has it; out come findings. A part is read
once, by `part_scan.PartScan`, which turns it into `PieceMarks`: what the rules ask of it, as a
value that is kept and added up. `story_rules` are those of parts with paragraphs, `package_rules`
those of parts, types and relationships; `file_faults.file_faults` is all of it for one file.
Whatever the bytes are, it returns findings and does not raise.
"""
