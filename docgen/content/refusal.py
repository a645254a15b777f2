"""A file of which the rest is not read (拒读)."""

from __future__ import annotations

from docgen.findings import Finding, error

MOST_FOUND = 200

# After these nothing may be printed from the file: part of it was guessed or left out.
UNREADABLE = frozenset(("YML01", "YML02", "YML07", "YML08", "YML09", "YML10", "YML13"))


class Refused(Exception):  # noqa: N818 (not an error of the program: the file is refused)
    """The rest of a file is not read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the reason."""
        super().__init__(finding.message)
        self.finding = finding


def tell(found: list[Finding], finding: Finding) -> None:
    """Add a finding; raises Refused when there are more than anyone would read."""
    found.append(finding)
    if len(found) > MOST_FOUND:
        message = f"这个文件里的问题超过 {MOST_FOUND} 个，后面的没有读"
        raise Refused(error("YML01", finding.source, message, "先改正前面的问题"))
