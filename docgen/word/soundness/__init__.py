"""Soundness (结构检查): what Word would repair or refuse is found before a file leaves.

In go the bytes of a part, as it is printed or as a file has it; out come findings. A part is read
once, by `part_scan.PartScan`, which turns it into `PieceMarks`: what the rules ask of it, as a
value that is kept and added up. The rules stand in `file_faults`, over the marks of all parts.
Whatever the bytes are, `file_faults.file_faults` returns findings and does not raise.
"""
