"""Rules that read Chinese words (读文字的规则): 警告 or 提示, by their type never 错误.

In: a unit of words (`ReadRule`), or a Subject (`ReportReadRule`). Out: readings.

- relations inside a text: `relation_rules.py` (the rule) asks `numeral_roles.py` for the numerals
  with the roles that its cue table gives them, and `relation_solver.py` whether a reading of
  `relation_declarations.py` or `relation_changes.py` explains them; sums, products and claims that
  need more than one equation stand in `relation_*.py`, lists and calculations in
  `written_relations.py`, tables in `prose_tables.py`
- a number beside its figure: `figure_mentions.py` (whose words are these), `typed_numbers.py`
- prose beside the form: `statements.py` (what is said of a number), `form_and_words.py`; over the
  whole report and beside what it prints: `whole_report.py`
- names: `name_index.py` (all texts as one), `name_slips.py`, `name_uses.py`, `name_differences.py`,
  told by `name_readings.py`
- wording: `wording.py`, `years.py`
"""
