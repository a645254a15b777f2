"""The examples in the docstrings of the content room hold."""

import doctest
import importlib
import pkgutil

import docgen.content


def test_every_example_holds() -> None:
    tried = 0
    for module in pkgutil.walk_packages(docgen.content.__path__, "docgen.content."):
        loaded = importlib.import_module(module.name)
        result = doctest.testmod(loaded)
        assert result.failed == 0, module.name
        tried += result.attempted
    assert tried > 15
