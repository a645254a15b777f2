"""The READMEs are true: what they show is there, what they name exists."""

import re
import subprocess
import sys
from pathlib import Path

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
