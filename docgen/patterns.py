"""Regular expressions that are compiled when they are first used (正则).

docgen has some six hundred, of which a run in which little changed uses a few; compiling them all
would take longer than such a run.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = (
    "search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn",
    "pattern", "flags", "groups", "groupindex",
)  # fmt: skip


class _LazyPattern:
    """Stands for a pattern until one of its methods is asked for, and has them all from then on."""

    def __init__(self, source: Any, flags: int) -> None:  # noqa: ANN401 (text or bytes)
        self.__dict__["source"] = source, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (what a pattern has)
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self.source)
        self.__dict__.update((each, getattr(compiled, each)) for each in _METHODS)
        return self.__dict__[name]


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""Return what is as good as `re.compile(source, flags)`, compiled when it is first used.

    >>> lazy_pattern(r"\d+万元").findall("48万元、110万元")
    ['48万元', '110万元']
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))
