"""Markdown → tree (解析): all that knows markdown-it, loaded only for a text not read before."""

from docgen.narrative.markdown.parser import parsed

__all__ = ["parsed"]
