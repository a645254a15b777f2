"""Values → YAML as a person writes it (写 YAML): plain where it can be, quoted where it must be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from docgen.patterns import lazy_pattern

Value = str | None | Mapping[str, "Value"] | Sequence["Value"]
_NUMBER = lazy_pattern(r"-?\d+(?:\.\d+)?")
_PLAIN = lazy_pattern(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~.0-9][^\n#:{}\[\]\t]*")
_REFERENCE = lazy_pattern(r"=[^\s=<>≥≤%#:{}\[\]]+")
_QUANTITY = lazy_pattern(r"\d[\d.]* ?[\u4e00-\u9fff%‰][^\n#:{}\[\]\t]*")
_WORDS_OF_YAML = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def scalar_text(text: str) -> str:
    """Return a text as YAML takes it for just this text.

    >>> scalar_text("1840 万元"), scalar_text("=全年执行数"), scalar_text("≥95%: 好")
    ('1840 万元', '=全年执行数', '"≥95%: 好"')
    """
    text = text.strip()
    quantity = _REFERENCE.fullmatch(text) or _QUANTITY.fullmatch(text) or _NUMBER.fullmatch(text)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML
    return text if quantity or plain else json.dumps(text, ensure_ascii=False)


def key_text(text: str) -> str:
    """Return a key: a number as a key is quoted, so that it stays a text."""
    return json.dumps(text) if _NUMBER.fullmatch(text.strip()) else scalar_text(text)


def yaml_text(value: Mapping[str, Value]) -> str:
    """Return the lines of a mapping, two blanks deeper for each level."""
    return "\n".join(_mapping_lines(value, "")) + "\n"


def _mapping_lines(value: Mapping[str, Value], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        name = f"{indent}{key_text(key)}:"
        if isinstance(inner, str):
            yield f"{name} {scalar_text(inner)}"
        elif not inner:
            yield name
        elif isinstance(inner, Mapping):
            yield name
            yield from _mapping_lines(inner, f"{indent}  ")
        else:
            yield name
            yield from _listed_lines(inner, f"{indent}  ")


def _listed_lines(value: Sequence[Value], indent: str) -> Iterator[str]:
    for inner in value:
        if isinstance(inner, Mapping):
            first, *rest = _mapping_lines(inner, f"{indent}  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {scalar_text(str(inner or ''))}"
