"""Rules about typed data, structure and the form (确定的规则): arithmetic or fact, so they may say 错误.

In: a Subject. Out: findings.

- `form_arithmetic.py`  what the form adds up: weights, scores, totals, grades, its money (FRM01 …)
- `form_rows.py`        its rows: names, targets and values that cannot stand beside each other;
  losses, excesses, evidence, judgements
- `typed_values.py`     values that two typed places give differently, or that cannot be; the form
  beside approved.yaml (FRM41–45, FRM52)
- `report_shape.py`     what is printed of the report and what nobody prints; chapters, numbers of
  headings, signature; 字数限制, and what the reporting system takes (DOC01–13)
"""
