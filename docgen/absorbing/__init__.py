"""Absorbing (收回): what a returned file changed becomes edits of Markdown and YAML.

| module | what comes in → what goes out |
|---|---|
| `source_map` | a project → its printed lines, each character with the place it was written |
| `printed_lines` | vocabulary: tiles, lines, the map of a report |
| `tokens` | a line → figures, numbers, words, characters with places and looks |
| `changes` | vocabulary: a change, its edits, what becomes of it |
| `comparing` | the map and a returned file's lines → changes, each with its edits |
| `number_changes` | a number that changed → an edit of its entry, or what to choose |
| `block_changes` | paragraphs, rows and items added, deleted, moved → edits |
| `causes` | figures of two editions → why a printed number changed |
| `merging` | base, ours, theirs → one text, and the clashes |
| `proving` | changes → those that print what was returned |
| `session` | a project and a returned file → base, changes, clashes, the new bytes |

Nothing here writes into a project.
"""
