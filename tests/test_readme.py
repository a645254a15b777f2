"""The READMEs are true: what they show is there, what they name exists."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from docgen import __version__
from docgen.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAP = (ROOT / "docgen" / "README.md").read_text("utf-8")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_two_commands_stand_in_the_readme_as_they_are_run() -> None:
    assert "\npip install . && docgen build\n" in README
    assert '\npip install ".[test]" && pytest\n' in README


def test_every_command_is_listed_and_every_listed_one_exists() -> None:
    listed = set(re.findall(r"^\| `docgen (\w+)", README, re.MULTILINE))
    assert listed == set(COMMANDS)


def test_what_the_readme_shows_of_the_content_stands_in_the_content() -> None:
    shown = re.findall(r"`(content/[^`]+)`\n\n```\w+\n(.*?)```", README, re.DOTALL)
    assert [Path(name).name for name, _ in shown[:1]] == ["figures.yaml"]
    for name, block in shown:
        text = squeezed((ROOT / name).read_text("utf-8"))
        for line in block.strip().split("\n"):
            assert squeezed(line) in text, f"{name}: {line}"
    blocks = re.findall(r"```(?:yaml|markdown)\n", README)
    assert len(blocks) == 3


def test_files_and_folders_named_in_the_readmes_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) >= 4
    for link in links:
        assert (ROOT / link).exists(), link
    for name in re.findall(r"`((?:\w+/)+[\w.]+\.(?:py|yaml))`", MAP):
        base = ROOT if name.startswith("tests/") else ROOT / "docgen"
        assert (base / name).exists(), name


def test_the_map_names_every_room() -> None:
    here = ROOT / "docgen"
    rooms = {p.name for p in here.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    files = {p.name for p in here.glob("*.py")} - {"__init__.py", "__main__.py"}
    named = set(re.findall(r"`(\w+(?:/|\.py))`", MAP))
    assert {f"{room}/" for room in rooms} | files <= named


def test_exit_codes_are_what_the_readme_says(tmp_path: Path) -> None:
    assert "2 could not run" in " ".join(README.split())
    run = subprocess.run(
        [sys.executable, "-m", "docgen", "build"],
        cwd=tmp_path, check=False, capture_output=True,
    )  # fmt: skip
    assert run.returncode == 2


def test_no_address_of_a_registry_stands_in_a_pin_file() -> None:
    pins = (ROOT / ".ci" / "constraints.txt").read_text("utf-8")
    assert pins.count("==") > 20
    assert "://" not in pins


def test_the_top_level_is_the_design_card() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=False, capture_output=True, text=True
    ).stdout.split("\n")
    top = {name.strip('"').partition("/")[0] for name in listed if name}
    visible = {name for name in top if not name.startswith(".")}
    card = {"pyproject.toml", "README.md", "docgen", "templates", "content", "tests", "output"}
    assert visible <= card


def output_of(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_page_opens_with_what_a_writer_needs() -> None:
    opening = README.partition("---")[0]
    assert "写给填报人" in opening
    assert "\ndocgen check\ndocgen build\n" in opening
    assert "content/README.md" in opening


def test_commands_of_the_readme_run_on_the_shipped_report(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shown = ("check", "build", "build --final", "score", "trace 全年执行数", "explain FRM13")
    for command in shown:
        assert f"`docgen {command}`" in README
        assert output_of(tmp_path, "-m", "docgen", *command.split()), command


def api_example() -> str:
    match = re.search(r"```python\n(.*?)```", MAP, re.DOTALL)
    assert match is not None
    return match[1]


def test_the_example_of_the_python_api_prints_what_the_readme_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shown = re.search(r"it ends with\n\n```text\n(.*?)\n```", MAP, re.DOTALL)
    assert shown is not None
    assert output_of(tmp_path, "-c", api_example()).endswith(f"{shown[1]}\n")


@pytest.mark.long
def test_the_example_of_the_python_api_is_typed(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(api_example(), "utf-8")
    settings = ("--config-file=", "--strict", str(tmp_path / "example.py"))
    assert "no issues" in output_of(tmp_path, "-m", "mypy", *settings)


def test_every_name_of_the_python_api_exists() -> None:
    names = re.findall(r"^\| `(docgen\.[\w.]+)", MAP, re.MULTILINE)
    assert len(names) == 7
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert output_of(ROOT, "-c", f"import {module} as room; print(room.{attribute})")


def test_five_commands_say_how_to_work_on_it() -> None:
    block = re.search(r"## How to work on it\n\n```\n(.*?)\n```", MAP, re.DOTALL)
    assert block is not None
    set_up, quick, every, style, accept = block[1].split("\n")
    assert (set_up, quick, accept) == ('pip install -e ".[test]"', "pytest", "pytest --accept")
    gate = (ROOT / ".ci" / "run").read_text("utf-8").split("\n")
    assert every in gate
    assert set(style.split(" && ")) <= set(gate)
    options = (ROOT / "tests" / "conftest.py").read_text("utf-8")
    assert all(f'"{option}"' in options for option in ("--all", "--accept"))


def test_what_the_package_says_of_its_licence_and_types_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "MIT"
    for name in project["license-files"]:
        assert "Copyright (c) the docgen authors" in (ROOT / name).read_text("utf-8")
    assert (ROOT / "docgen" / "py.typed").read_text("utf-8") == ""


def test_the_glossary_leads_to_rooms_that_exist() -> None:
    rows = re.findall(
        r"^\|[^|]+\|[^|]+\| ([^|]+) \|$", MAP.partition("## Glossary")[2], re.MULTILINE
    )
    places = [place for row in rows for place in re.findall(r"`([\w/.]+)`", row)]
    assert len(places) > 20
    for place in places:
        assert (ROOT / "docgen" / place).exists(), place


def test_the_newest_version_of_the_changelog_is_the_package_s() -> None:
    released = re.findall(
        r"^## (\d\S+)$", (ROOT / "docgen" / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert released[0] == __version__
