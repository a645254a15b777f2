"""Templates (模板): a Word file → a compiled template. Only here docxtpl and python-docx are used.

`template_loading` is what others call; it needs no library until a file must be compiled. `intake`
refuses what is no fit Word file, `word_file` is one as python-docx and docxtpl see it,
`tag_marking` puts numbers in place of tags, `compiling` hands that to Jinja, `template_language`
says what of Jinja may be used and which names are asked for, `template_names` which there are.
`word_tree` has small moves in a tree.
"""
