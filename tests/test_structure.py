"""The imports run one way, and each library has one home."""

import ast
from collections.abc import Collection
from functools import cache
from pathlib import Path

import docgen

ROOT = Path(docgen.__file__).parent
LINE = (
    "patterns", "findings", "report", "document", "explanations", "cache", "memo",
    "content", "figures", "scoring", "narrative", "checks", "last_year", "office", "word",
    "compose", "project_results", "output", "editions", "build", "places", "history",
    "journal", "rescoring", "returned", "absorbing",
    "watch", "batch", "importing", "cli",
)  # fmt: skip
HOMES = {
    "yaml": {"content"},
    "markdown_it": {"narrative"},
    "mdit_py_plugins": {"narrative"},
    "jinja2": {"word"},
    "docxtpl": {"word"},
    "docx": {"word"},
    "lxml": {"word", "content"},
    "openpyxl": {"content"},
    "xlsxwriter": {"scoring", "batch"},
    "watchfiles": {"watch"},
    "distributed": {"batch"},
    "click": {"cli"},
}


def modules() -> list[tuple[str, Path]]:
    files = sorted(
        path for path in ROOT.rglob("*.py") if "templates" not in path.relative_to(ROOT).parts
    )
    return [(path.relative_to(ROOT).parts[0].removesuffix(".py"), path) for path in files]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_every_room_stands_in_the_line() -> None:
    rooms = {room for room, _ in modules()} - {"__init__", "__main__"}
    assert len(rooms) > 10
    assert rooms <= set(LINE), f"not in the line: {rooms - set(LINE)}"


def test_a_room_imports_only_rooms_before_it() -> None:
    looked_at = 0
    for room, path in modules():
        if room in {"__init__", "__main__"}:
            continue
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "docgen" or len(parts) == 1 or parts[1] not in LINE:
                continue
            looked_at += 1
            assert LINE.index(parts[1]) <= LINE.index(room), f"{path.name} imports {name}"
    assert looked_at > 50


def test_each_library_has_one_home() -> None:
    seen = set()
    for room, path in modules():
        for name in imported(path):
            library = name.split(".")[0]
            if library in HOMES:
                seen.add(library)
                assert room in HOMES[library], f"{path} imports {library}"
    assert {"yaml", "markdown_it", "jinja2", "click"} <= seen


def test_only_one_module_imports_openpyxl() -> None:
    importers = [p for _, p in modules() if any(n.startswith("openpyxl") for n in imported(p))]
    assert importers == [ROOT / "content" / "workbook.py"]


def test_no_import_is_for_types_only() -> None:
    assert len(modules()) > 100
    for _, path in modules():
        assert "TYPE_CHECKING" not in path.read_text("utf-8"), path


def module_name(path: Path) -> str:
    parts = ("docgen", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path, known: Collection[str]) -> set[str]:
    """Return the modules of docgen that a file takes something from."""
    taken = [
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    found = {f"{room}.{name}" if f"{room}.{name}" in known else room for room, name in taken}
    return found & set(known) - {"docgen"}


def test_no_chain_of_imports_is_longer_than_a_reader_can_follow() -> None:
    paths = {module_name(path): path for _, path in modules()}
    below = {name: imported_modules(path, paths.keys()) - {name} for name, path in paths.items()}

    @cache
    def longest_chain(name: str) -> tuple[str, ...]:
        return (name, *max((longest_chain(each) for each in below[name]), key=len, default=()))

    chains = {name: longest_chain(name) for name in paths}
    assert len(chains["docgen.build"]) > 5
    assert max(chains.values(), key=len)[16:] == ()
