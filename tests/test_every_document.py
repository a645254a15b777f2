"""The last test of the suite: every .docx that the others had docgen make opens everywhere.

Each is an output that nobody touched since (docgen's own fingerprint says so). Two that differ in
nothing but words are one to the validator and to LibreOffice; pandoc and python-docx read each.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest

from docgen import build, word
from docgen.content import locate

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent
PROJECTS = (ROOT.parent / "content", *sorted(p for p in (ROOT / "samples").iterdir() if p.is_dir()))
WORDS = re.compile(rb">[^<]+<")
WORKERS = 2
MOST_ROWS, MOST_BYTES = 5000, 3_000_000


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def made_by_docgen(data: bytes) -> bool:
    return word.fingerprint(data).untouched


def markup(data: bytes) -> str:
    """Return a hash of all a file holds but its words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, WORDS.sub(b"><", archive.read(name))) for name in archive.namelist()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def is_short(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml")
    return len(xml) < MOST_BYTES and xml.count(b"<w:tr>") < MOST_ROWS


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every distinct document, in one folder; the shipped projects' among them in any case."""
    folder = tmp_path_factory.mktemp("every") / "documents"
    folder.mkdir()
    projects = (build.check(locate(project, None)) for project in PROJECTS)
    made = [build.document(proof)[0] or b"" for proof in projects]
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    there = (p for p in base.rglob("*.docx") if p.is_file())
    made += [data for data in (p.read_bytes() for p in there) if made_by_docgen(data)]
    for data in made:
        assert data
        (folder / f"{hashlib.sha256(data).hexdigest()[:16]}.docx").write_bytes(data)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def kinds(documents: list[Path]) -> list[Path]:
    """One document of each markup."""
    return list({markup(path.read_bytes()): path for path in documents}.values())


def test_the_structural_check_finds_nothing(documents: list[Path]) -> None:
    for path in documents:
        found = word.faults(path.read_bytes(), path.name)
        # Braces that an author typed are printed as they are.
        assert not [fault for fault in found if "标签" not in fault.message]


def test_the_open_xml_sdk_finds_no_error(kinds: list[Path]) -> None:
    validator = program("ooxml-validator")

    def errors(path: Path) -> list[object]:
        run = subprocess.run([validator, str(path)], capture_output=True, check=False)
        found: list[object] = json.loads(run.stdout)["errors"]
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        found = dict(zip(kinds, pool.map(errors, kinds), strict=True))
    assert not {path.name: errors for path, errors in found.items() if errors}


def test_libreoffice_makes_pages_of_each(kinds: list[Path], tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir"]
    # A table of twenty thousand rows, or a line of nine million spaces, LibreOffice lays out for
    # a quarter of an hour.
    short = [path for path in kinds if is_short(path)]
    assert len(kinds) - len(short) < 5
    subprocess.run([*command, str(tmp_path), *map(str, short)], check=True, capture_output=True)
    assert {path.stem for path in tmp_path.glob("*.pdf")} == {path.stem for path in short}


def test_pandoc_and_python_docx_read_each(documents: list[Path]) -> None:
    pandoc = program("pandoc")

    def words(path: Path) -> str:
        command = [pandoc, "-f", "docx", "-t", "plain", str(path)]
        run = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        return run.stdout

    with ThreadPoolExecutor(WORKERS) as pool:
        for path, text in zip(documents, pool.map(words, documents), strict=True):
            assert text.strip(), path
            assert docx.Document(str(path)).element.body is not None
