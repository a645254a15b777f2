"""Printing (印制): a compiled template and a context → the parts of a document."""
