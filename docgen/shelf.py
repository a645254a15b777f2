"""What word/ keeps its pieces on until it is given the memo (暂用): nothing outlives the run."""

from __future__ import annotations

import hashlib
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """A shelf that holds nothing."""

    outlives = False

    def get(self, place: str, of: str) -> T | None:  # noqa: ARG002 (word/ asks so)
        """Return None."""
        return None

    def put(self, place: str, of: str, result: T) -> None:
        """Keep nothing."""


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of a text."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()
