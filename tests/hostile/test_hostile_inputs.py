"""No hostile input ends in a traceback, a lost file, or a file Word would have to repair."""

import hashlib
import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.case import ACCEPTED, LITERAL, MISUSE, REJECTED, TOLD, WARNED, Case
from hostile.cases import cases_by_family
from hostile.nursery import MEMORY, SECONDS
from hostile.project import good
from hostile.running import Ended, contents, everything, first_draft

from docgen import word
from docgen.word.returned.file_reading import reading

CODES = {REJECTED: 1, TOLD: 1, MISUSE: 2, WARNED: 0, ACCEPTED: 0}
FAMILIES = (
    "yaml-bomb", "yaml-syntax", "yaml-shape", "yaml-numbers", "yaml-types", "yaml-code",
    "yaml-encoding", "yaml-text", "md-html", "md-links", "md-nesting", "md-size", "md-tables",
    "md-chars", "md-images", "md-ssti", "md-structure", "img", "img-bomb", "img-svg",
    "tpl-container", "tpl-missing", "tpl-active", "tpl-xxe", "tpl-slip", "tpl-bomb", "tpl-jinja",
    "tpl-ssti", "tpl-dos", "docx", "xlsx-container", "xlsx-cells", "xlsx-refs", "project-output",
    "project-refs", "commands",
)  # fmt: skip


QUICK = 2  # cases of a family; `--all` runs every one, and every family
QUICK_FAMILIES = frozenset({
    "yaml-bomb", "yaml-shape", "md-nesting", "md-size", "img-bomb", "tpl-bomb", "tpl-dos",
    "tpl-xxe", "docx", "xlsx-cells", "project-refs", "commands",
})  # fmt: skip

Run = tuple[Case, Ended]


@pytest.fixture(scope="module")
def old_draft(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return first_draft(tmp_path_factory.mktemp("first"))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(each, marks=() if each in QUICK_FAMILIES else pytest.mark.long)
        for each in FAMILIES
    ],
)
def ended(
    request: pytest.FixtureRequest, old_draft: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, ...]:
    """The cases of one family, run, in one folder of the draft they begin with."""
    cases = cases_by_family()[request.param]
    if not request.config.getoption("--all"):
        cases = cases[:QUICK]
    folder = tmp_path_factory.mktemp("hostile")
    return tuple(zip(cases, everything(folder, cases, old_draft), strict=True))


@pytest.mark.long
def test_every_family_is_there() -> None:
    cases = cases_by_family()
    assert sum(map(len, cases.values())) >= 1000
    assert cases.keys() == set(FAMILIES)
    assert all(len({case.name for case in each}) == len(each) for each in cases.values())


def test_a_hostile_input_ends_as_it_must(ended: tuple[Run, ...]) -> None:
    assert ended
    wrong = {case.name: [text for holds, text in expected(case, end) if not holds]
             for case, end in ended}  # fmt: skip
    assert not {name: texts for name, texts in wrong.items() if texts}


def expected(case: Case, end: Ended) -> Iterator[tuple[bool, str]]:
    """Yield what must hold of a case, each with what is wrong where it does not."""
    yield end.code in (0, 1, 2), f"{end.code}: {end.said[-2000:]}"
    yield "Traceback" not in end.said, end.said[-2000:]
    if case.end in CODES:
        yield end.code == CODES[case.end], f"{end.code}: {end.said}"
    if case.end in (REJECTED, MISUSE) or (case.end == TOLD and not end.drafts):
        yield end.unchanged, "something new was printed"
    if case.end in (REJECTED, TOLD, MISUSE):
        yield any("\u4e00" <= letter <= "\u9fff" for letter in end.said), end.said
    if case.end == WARNED:
        yield "警告" in end.said, end.said
    if case.end == LITERAL:
        yield squeezed(case.words) in squeezed(printed(end)), f"not printed: {case.words}"
    else:
        yield case.words in end.said, f"not said: {case.words}: {end.said}"
    yield not case.absent or case.absent not in printed(end), f"printed: {case.absent}"


def test_it_touches_nothing_else(ended: tuple[Run, ...]) -> None:
    assert ended
    for case, end in ended:
        own = (str(end.folder), str(end.home), os.devnull)
        assert not end.acts, case.name
        assert not [path for path in end.changed if not path.startswith(own)], case.name
        known = (*own, str(Path(word.__file__).parents[2]), sys.prefix, sys.base_prefix)
        assert not [path for path in end.read if not path.startswith(known)], case.name
        assert not [file for file in end.after if file.endswith(".tmp")], case.name


def test_whatever_is_printed_is_sound(
    ended: tuple[Run, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is printed is kept, too: the last test of the suite hands it to other programs."""
    kept = tmp_path_factory.mktemp("drafts")
    for case, end in ended:
        for data in end.drafts:
            # Braces that an author typed are printed as they are.
            found = [f for f in word.faults(data, "x") if "标签" not in f.message]
            assert not found, (case.name, found)
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                xml = archive.read("word/document.xml").decode("utf-8")
            assert not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in xml)
            (kept / f"{hashlib.sha256(data).hexdigest()[:16]}.docx").write_bytes(data)


def test_the_installed_command_ends_in_the_same_way(ended: tuple[Run, ...], tmp_path: Path) -> None:
    case, end = ended[0]
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
