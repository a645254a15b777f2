"""What all tests share: --all for the long ones, --accept for goldens, a switch against skips."""

import os

import pytest

NO_SKIP = "DOCGEN_TEST_NO_SKIP"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write goldens instead of comparing")
    parser.addoption("--all", action="store_true", help="run the long families of tests, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to `--all`; every document is looked at after all are made."""
    if not config.getoption("--all"):
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
    items.sort(key=lambda item: item.path.name == "test_every_document.py")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # noqa: ANN201, ARG001 (a hook wrapper; its type is pytest's own)
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get(NO_SKIP):
        report.outcome = "failed"
        report.longrepr = f"skipped although {NO_SKIP} is set: {report.longrepr}"
