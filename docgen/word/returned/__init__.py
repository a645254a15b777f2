"""Returned (返回件): what reads a Word file again that docgen, or anyone, once wrote.

`line_reading` and `alignment` say which line of it an old one became, `redline` makes two files one
with tracked changes (of `atoms`), `settling` accepts or rejects them.
`fingerprint` tells whether docgen wrote it and whether its text is still that; `file_reading` is
what a person sees of it: paragraphs, tables, comments.
"""
