"""What a command loads: help nothing but click, a build nothing that it does not need."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "content"
ALLOWED = {
    "click", "msgspec", "yaml", "_yaml", "markdown_it", "mdurl", "mdit_py_plugins", "docgen",
    "jinja2", "markupsafe",  # what templates are printed by
    "typing_extensions",  # msgspec and markdown_it take it where it is installed
}  # fmt: skip
SCRIPT = """
import sys
from docgen.__main__ import main
sys.argv = ["docgen", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
roots = {{name.partition(".")[0] for name in sys.modules}}
files = {{r: getattr(sys.modules.get(r), "__file__", None) or "" for r in roots}}
print("THIRD", *sorted(r for r, f in files.items() if "site-packages" in f or r == "docgen"))
"""


def third_party(folder: Path, *arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments)],
        capture_output=True, text=True, cwd=folder, check=True, encoding="utf-8",
    )  # fmt: skip
    # _distutils_hack is setuptools' own .pth file: the environment loads it, not docgen.
    return set(run.stdout.rpartition("THIRD ")[2].split()) - {"_distutils_hack"}


def test_help_loads_no_third_party_module_but_click(tmp_path: Path) -> None:
    assert third_party(tmp_path, "--help") - {"docgen"} == {"click"}


def test_a_build_loads_only_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SHIPPED, tmp_path / "content")
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    first = third_party(tmp_path, "build")
    assert {"docxtpl", "docx", "lxml"} <= first  # a template is compiled once
    again = third_party(tmp_path, "build")
    assert not {"yaml", "markdown_it", "lxml", "docx", "docxtpl"} & again
    assert "markdown_it" in first
    assert "markdown_it" not in again
    assert again <= ALLOWED, again - ALLOWED
