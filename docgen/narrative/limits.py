"""Limits (限度): how deep and how large prose may be; beyond them text is printed as typed."""

from __future__ import annotations

MOST_CHARACTERS = 100_000
DEEPEST_MARKS = 50  # emphasis, links, notes in each other
MOST_COLUMNS = 63  # Word's own limit for a table
