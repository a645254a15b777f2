"""What is known of a compiled template besides its programs (模板要点)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from docgen.document import TemplateContract
from docgen.findings import Finding
from docgen.word.collection import Look


class Facts(Struct, frozen=True):
    """A template as it is kept in the cache; `main` is the part with its body.

    `spots` are place and text of the tag in each line of a part's Jinja, `looks` what stands
    around the tags; `faults` forbid rendering, `remarks` do not. `leftovers` are not printed.
    """

    contract: TemplateContract
    look: Look
    main: str
    spots: Mapping[str, tuple[tuple[str, str], ...]] = {}
    looks: Mapping[str, Mapping[int, tuple[str, str, str]]] = {}
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    leftovers: frozenset[str] = frozenset()
