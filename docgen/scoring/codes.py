"""What each SCO code means, for `docgen explain` (评分类问题)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType({})
