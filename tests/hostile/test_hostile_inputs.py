"""No hostile input ends in a traceback, a lost file, or a file Word would have to repair."""

import io
import os
import resource
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hostile.cases import ACCEPTED, CASES, LITERAL, REJECTED, TOLD, WARNED, Case
from hostile.project import good
from msgspec import Struct

from docgen import word
from docgen.word.reading import reading

SECONDS = 20  # a kill limit, far above what is wanted
MEMORY = 1 << 30
OLD = "output/2024年度测试专项绩效自评报告（草稿）.docx"


class Ended(Struct, frozen=True):
    """What a run left behind: its exit code, its words, the files outside its inputs."""

    code: int
    said: str
    made: dict[str, bytes]
    strays: tuple[str, ...]
    before: bytes


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def run(folder: Path, case: Case, first: bytes) -> Ended:
    good(folder)
    (folder / "output").mkdir()
    (folder / OLD).write_bytes(first)
    case.make(folder)
    inputs = {p for p in folder.rglob("*") if p.is_file()}
    home = folder.parent / f"home-{folder.name}"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "docgen", "build", "--format", "简短", "--预审"],
        cwd=folder, capture_output=True, timeout=60, check=False, preexec_fn=limits,
        env={**os.environ, "HOME": str(home), "DOCGEN_CACHE": str(home / "c"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    left = {p for p in folder.rglob("*") if p.is_file()} - inputs
    made = {p.name: p.read_bytes() for p in (folder / "output").iterdir()}
    strays = tuple(str(p) for p in left if p.parent != folder / "output")
    strays += tuple(str(p) for p in home.iterdir() if p.name != "c")
    return Ended(done.returncode, said, made, strays, first)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> list[Ended]:
    base = tmp_path_factory.mktemp("hostile")
    clean = base / "clean"
    clean.mkdir()
    good(clean)
    subprocess.run(
        [sys.executable, "-m", "docgen", "build"], cwd=clean, check=True, capture_output=True
    )
    first = (clean / OLD).read_bytes()
    folders = []
    for number in range(len(CASES)):
        folders.append(base / f"{number:03d}")
        folders[-1].mkdir()
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(run, folders, CASES, [first] * len(CASES)))


def name(index: int) -> str:
    return f"{CASES[index].family}-{CASES[index].name}"


def test_there_are_two_hundred_of_twenty_families() -> None:
    assert len(CASES) >= 200
    assert len({case.family for case in CASES}) >= 20


@pytest.mark.parametrize("index", range(len(CASES)), ids=name)
def test_a_hostile_input_ends_as_it_must(index: int, ended: list[Ended]) -> None:
    case, end = CASES[index], ended[index]
    assert end.code in (0, 1, 2), end.said[-2000:]
    for word_ in ("Traceback", "Error:", "Killed", "MemoryError"):
        assert word_ not in end.said, end.said[-2000:]
    assert not end.strays
    assert not [n for n in end.made if n.startswith(".docgen-")]
    drafts = [data for data in end.made.values() if data != end.before]
    for data in drafts:
        # Braces that an author typed are printed as they are: only a template's may not be left.
        assert not [fault for fault in word.faults(data, "x") if fault.code != "TPL20"]
    if case.end == REJECTED:
        assert end.code == 1, end.said
        assert list(end.made.values()) == [end.before], "something new was printed"
    elif case.end == TOLD:
        assert end.code == 1, end.said
        assert "错误" in end.said
    elif case.end in (ACCEPTED, WARNED):
        assert end.code == 0, end.said
    if case.end == LITERAL:
        text = "".join(line.text for line in reading((drafts or [end.before])[0]).lines)
        assert "".join(case.words.split()) in "".join(text.split()), text[:500]
    elif case.end != ACCEPTED and end.code:
        assert case.words in end.said, end.said


def test_no_draft_holds_a_tag_or_a_control_character(ended: list[Ended]) -> None:
    looked = 0
    for end in ended:
        for data in end.made.values():
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                xml = archive.read("word/document.xml").decode("utf-8")
            looked += 1
            assert not any(ord(c) < 32 and c not in "\t\r\n" for c in xml)
    assert looked >= len(CASES)
