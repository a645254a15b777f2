"""What all tests share: --accept for goldens, what runs last, a switch that forbids skipping."""

import os

import pytest

NO_SKIP = "DOCGEN_TEST_NO_SKIP"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write goldens instead of comparing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the test that looks at every document run after all that make one."""
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
