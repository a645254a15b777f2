"""Is this file sound? (结构)"""

from __future__ import annotations

from collections.abc import Collection

from docgen.findings import Finding


def faults(data: bytes, shown: str, trusted: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what is wrong."""
    _ = data, shown, trusted
    return ()
