"""JSON Schemas for editors (编辑器提示), from the same tables as the reading."""

from __future__ import annotations

from collections.abc import Mapping


def schemas() -> Mapping[str, dict[str, object]]:
    """Return the schemas of report.yaml, figures.yaml, metrics.yaml and of a 评分办法."""
    return {}
