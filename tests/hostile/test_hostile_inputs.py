"""No hostile input ends in a traceback, a lost file, or a file Word would have to repair."""

import hashlib
import io
import os
import resource
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hostile.case import ACCEPTED, LITERAL, MISUSE, REJECTED, TOLD, WARNED, Case
from hostile.cases import CASES
from hostile.nursery import MEMORY, SECONDS
from hostile.project import good
from hostile.running import Ended, contents, everything

from docgen import word
from docgen.word.reading import reading

CODES = {REJECTED: 1, TOLD: 1, MISUSE: 2, WARNED: 0, ACCEPTED: 0}
FAMILIES = (
    "yaml-bomb", "yaml-syntax", "yaml-shape", "yaml-numbers", "yaml-types", "yaml-code",
    "yaml-encoding", "yaml-text", "md-html", "md-links", "md-nesting", "md-size", "md-tables",
    "md-chars", "md-images", "md-ssti", "md-structure", "img", "img-bomb", "img-svg",
    "tpl-container", "tpl-missing", "tpl-active", "tpl-xxe", "tpl-slip", "tpl-bomb", "tpl-jinja",
    "tpl-ssti", "tpl-dos", "docx", "xlsx-container", "xlsx-cells", "xlsx-refs", "project-output",
    "project-refs", "commands",
)  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> list[Ended]:
    return everything(tmp_path_factory.mktemp("hostile"), CASES)


def name(index: int) -> str:
    return f"{CASES[index].family}-{CASES[index].name}"


def test_every_family_is_there() -> None:
    assert len(CASES) >= 1000
    assert {case.family for case in CASES} == set(FAMILIES)
    assert not [n for n, count in Counter((c.family, c.name) for c in CASES).items() if count > 1]


@pytest.mark.parametrize("index", range(len(CASES)), ids=name)
def test_a_hostile_input_ends_as_it_must(index: int, ended: list[Ended]) -> None:
    case, end = CASES[index], ended[index]
    assert end.code in (0, 1, 2), f"{end.code}: {end.said[-2000:]}"
    assert "Traceback" not in end.said, end.said[-2000:]
    if case.end in CODES:
        assert end.code == CODES[case.end], end.said
    if case.end in (REJECTED, MISUSE) or (case.end == TOLD and not end.drafts):
        assert end.unchanged, "something new was printed"
    if case.end in (REJECTED, TOLD, MISUSE):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in end.said), end.said
    if case.end == WARNED:
        assert "警告" in end.said
    if case.end == LITERAL:
        assert squeezed(case.words) in squeezed(printed(end))
    else:
        assert case.words in end.said, end.said
    assert not case.absent or case.absent not in printed(end)


@pytest.mark.parametrize("index", range(len(CASES)), ids=name)
def test_it_touches_nothing_else(index: int, ended: list[Ended]) -> None:
    end = ended[index]
    own = (str(end.folder), str(end.home), os.devnull)
    assert not end.acts
    assert not [path for path in end.changed if not path.startswith(own)]
    known = (*own, str(Path(word.__file__).parents[2]), sys.prefix, sys.base_prefix)
    assert not [path for path in end.read if not path.startswith(known)]
    assert not [file for file in end.after if file.endswith(".tmp")]


def test_whatever_is_printed_is_sound(ended: list[Ended]) -> None:
    looked = 0
    for case, end in zip(CASES, ended, strict=True):
        for data in end.drafts:
            # Braces that an author typed are printed as they are.
            found = [f for f in word.faults(data, "x") if "标签" not in f.message]
            assert not found, (case.family, case.name, found)
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                xml = archive.read("word/document.xml").decode("utf-8")
            assert not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in xml)
            looked += 1
    assert looked > 200


def test_what_is_printed_is_kept_for_the_readers(
    ended: list[Ended], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The last test of the suite hands it to the validator, LibreOffice, pandoc, python-docx."""
    kept = tmp_path_factory.mktemp("drafts")
    for data in {data for end in ended for data in end.drafts}:
        (kept / f"{hashlib.sha256(data).hexdigest()[:16]}.docx").write_bytes(data)
    assert any(kept.iterdir())


@pytest.mark.parametrize("family", FAMILIES)
def test_the_installed_command_ends_in_the_same_way(
    family: str, ended: list[Ended], tmp_path: Path
) -> None:
    index = next(index for index, case in enumerate(CASES) if case.family == family)
    case, end = CASES[index], ended[index]
    run = started(case, tmp_path, end)
    assert run.returncode == end.code, run.stdout
    assert words(run.stdout) == words(end.said)
    assert contents(tmp_path / "p" / "output") == end.after


def started(case: Case, base: Path, end: Ended) -> subprocess.CompletedProcess[str]:
    """Run a case as a user would, in a process that was not forked from anything."""
    folder = base / "p"
    folder.mkdir()
    good(folder)
    (folder / "output").mkdir()
    for file, data in end.before.items():
        (folder / "output" / file).write_bytes(data)
    case.make(folder)
    return subprocess.run(
        [sys.executable, "-m", "docgen", *case.argv], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", check=False, preexec_fn=limits,
        env={**os.environ, "HOME": str(base), "DOCGEN_CACHE": str(base / "c"), "PYTHONUTF8": "1"},
    )  # fmt: skip


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def words(said: str) -> list[str]:
    return sorted(line for line in said.splitlines() if " 秒" not in line and "python" not in line)


def printed(end: Ended) -> str:
    """Return the text of the draft: of the new one, or of the old one when that is the same."""
    data = (*end.drafts, *end.after.values())
    return "".join(line.text for line in reading(data[0]).lines) if data else ""


def squeezed(text: str) -> str:
    return "".join(text.split())
