"""What each FIG code means, for `docgen explain` (数据类问题)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType({})
