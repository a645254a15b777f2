"""What the codes of this room mean (正文问题的解释)."""

from types import MappingProxyType

CODES = MappingProxyType({})
