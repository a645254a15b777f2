"""All hostile cases (全部用例), a module per kind of input."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from hostile import project_cases, prose_cases, word_cases, yaml_cases
from hostile.case import Case


@cache
def cases_by_family() -> Mapping[str, tuple[Case, ...]]:
    """Return the cases of each family; some hold millions of bytes, so only who runs them asks."""
    found: dict[str, list[Case]] = defaultdict(list)
    for module in (yaml_cases, prose_cases, word_cases, project_cases):
        for case in module.cases():
            found[case.family].append(case)
    return {family: tuple(cases) for family, cases in found.items()}
