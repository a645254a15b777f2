"""What the YML codes mean, for `docgen explain` (内容文件的问题)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType({})
