"""All hostile cases (全部用例), a module per kind of input."""

from hostile import project_cases, prose_cases, word_cases, yaml_cases

CASES = (
    *yaml_cases.cases(), *prose_cases.cases(), *word_cases.cases(), *project_cases.cases(),
)  # fmt: skip
