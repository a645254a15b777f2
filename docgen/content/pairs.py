"""The pairs of a mapping while it is read (键值对): no key twice, merged ones last."""

from __future__ import annotations

from msgspec import Struct

from docgen.content.nodes import Mapping, Node, Scalar, normalized
from docgen.content.refusal import Refused, tell
from docgen.findings import Finding, Related, Severity, error

MOST_TAILS = 50


class Tail(Struct, frozen=True):
    """A pair as it was meant (拆开的值), in place of the last one or after it."""

    key: Scalar
    value: Node
    finding: Finding
    replaces: bool


class Pairs:
    """Collects pairs; a second pair of the same key is reported with both places."""

    def __init__(self, found: list[Finding]) -> None:
        """Begin without pairs; what is found goes to `found`."""
        self._pairs: list[tuple[Scalar, Node]] = []
        self._seen: dict[str, Scalar] = {}
        self._merged: list[tuple[Scalar, Node]] = []
        self._found = found
        self._tails = 0

    @property
    def last(self) -> tuple[Scalar, Node] | None:
        """The pair read before."""
        return self._pairs[-1] if self._pairs else None

    def add(self, key: Scalar, value: Node) -> None:
        """Take a pair, unless its key is there."""
        content = key.content
        name = content if content.isascii() else normalized(content)
        earlier = self._seen.setdefault(name, key)
        if earlier is key:
            self._pairs.append((key, value))
        else:
            tell(self._found, _duplicate(earlier, key))

    def mend(self, tail: Tail | None) -> bool:
        """Take the rest of a value that YAML had cut off; return whether there was one."""
        if tail is None:
            return False
        self._tails += 1
        if self._tails > MOST_TAILS:
            message = f"这一对花括号里有 {MOST_TAILS} 多处没有冒号的内容"
            raise Refused(error("YML01", tail.finding.source, message, "每一处都写成“键: 值”"))
        tell(self._found, tail.finding)
        if tail.replaces:
            self._pairs[-1] = (tail.key, tail.value)
        else:
            self.add(tail.key, tail.value)
        return True

    def merge(self, other: Mapping | None) -> None:
        """Take over the pairs of another mapping whose keys are not typed here."""
        self._merged.extend(other.pairs if other else ())

    def result(self) -> tuple[tuple[Scalar, Node], ...]:
        """Return all pairs."""
        for key, value in self._merged:
            if self._seen.setdefault(normalized(key.content), key) is key:
                self._pairs.append((key, value))
        return tuple(self._pairs)


def _duplicate(earlier: Scalar, later: Scalar) -> Finding:
    message = f"“{later.content}”在第 {earlier.source.line} 行和第 {later.source.line} 行各写了一次"
    advice = "留下一处；两处都要时，给其中一处换个名称"
    related = (Related(earlier.source, "先写的一处"),)
    return Finding("YML02", Severity.ERROR, later.source, message, advice, related)
