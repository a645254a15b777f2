"""Rules about typed data, structure and the form (确定的规则): arithmetic or fact, so they may say 错误.

In: a Subject. Out: findings.

- `form_scores.py`    what the form adds up: weights, scores, totals, grades (FRM01 …)
- `form_rows.py`      its rows: names, targets and values that cannot stand beside each other
- `form_funding.py`   its money: 合计, the rows below it, what was spent of what was planned
- `form_reasons.py`   its reasons: losses, excesses, evidence, judgements
- `form_approved.py`  approved.yaml beside it (FRM52)
- `typed_values.py`   values that two typed places give differently, or that cannot be (FRM41–45)
- `form_texts.py`     what these look at and say alike
- `contract.py`       figures and sections that nobody prints (DOC01–05)
- `outline.py`        chapters that are due, numbers of headings, signature
- `text_lengths.py`   字数限制, and what the reporting system takes
- `report_shape.py`   待填 and settings of the whole report
"""
