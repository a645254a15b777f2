"""Markup (标记): prose and phrases → WordprocessingML in a template's own styles.

In go blocks and inlines of `docgen.document` and the `Look` of a template; out come XML and, in a
`Collection`, what that XML asks for: relationships, images, lists, notes, bookmarks.
`block_markup` has the `Writer` and a function per block, `run_markup` a function per inline,
`table_markup` tables, `picture_markup` images, `properties` property lists in schema order, fonts
and styles.
"""
