"""What a template carries along and nothing refers to (遗留部分): it is not printed.

Word passes over a part without a relationship, and over a content type of a part that is not
there; a report that is to be sound holds neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

from docgen.word import archive
from docgen.word.package import (
    ROOT_RELATIONS,
    TYPES,
    Package,
    relations,
    relations_of,
    target_of,
)

_OVERRIDE = re.compile(r"<(?:\w+:)?Override\b[^>]*?PartName\s*=\s*\"/?([^\"]*)\"[^>]*?/>")


def leftovers(package: Package) -> frozenset[str]:
    """Return the parts that no relationship leads to, and those that only have a content type."""
    names = {each.name for each in package.members}
    reached, ahead = {TYPES, ROOT_RELATIONS}, [""]
    while ahead:
        part = ahead.pop()
        table = relations_of(part) if part else ROOT_RELATIONS
        if table not in names:
            continue
        reached.add(table)
        found = {target_of(part, unquote(to)) for _, to in relations(package, table)}
        ahead += found - reached
        reached |= found
    typed = set(_OVERRIDE.findall(package.text(TYPES)))
    return frozenset((names | typed) - (reached & names))


def without(package: Package, names: Collection[str]) -> Package:
    """Return a package without parts, and without their content types."""
    if not names:
        return package
    types = _OVERRIDE.sub(lambda m: "" if m[1] in names else m[0], package.text(TYPES))
    kept = tuple(each for each in package.members if each.name not in names)
    left = Package(kept, package.unchanged - frozenset(names))
    return left.replaced({TYPES: archive.packed(TYPES, (types.encode(),))})
