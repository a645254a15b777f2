"""Explanations of codes the checks print outside of a rule (核对代码的解释)."""

from __future__ import annotations

from types import MappingProxyType

CODES: MappingProxyType[str, str] = MappingProxyType({})
