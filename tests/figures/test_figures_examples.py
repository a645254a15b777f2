import doctest
import importlib
import pkgutil

import docgen.figures


def test_every_example_in_a_docstring_is_true() -> None:
    names = [module.name for module in pkgutil.iter_modules(docgen.figures.__path__)]
    results = [doctest.testmod(importlib.import_module(f"docgen.figures.{n}")) for n in names]
    assert sum(result.attempted for result in results) > 20
    assert sum(result.failed for result in results) == 0
