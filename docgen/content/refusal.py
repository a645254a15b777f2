"""A file of which the rest is not read (拒读)."""

from __future__ import annotations

from docgen.findings import Finding

# After these nothing may be printed from the file: part of it was guessed or left out.
UNREADABLE = frozenset(("YML01", "YML02", "YML07", "YML08", "YML09", "YML10", "YML13"))


class Refused(Exception):  # noqa: N818 (not an error of the program: the file is refused)
    """The rest of a file is not read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the reason."""
        super().__init__(finding.message)
        self.finding = finding
