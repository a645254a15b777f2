"""The memo of compiled templates changes nothing but time, whatever happens to it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from word.template_samples import paragraphs

from docgen import word
from docgen.memo import Memo
from docgen.project_results import lasting_template

DATA = paragraphs("甲 {{ x }}", "{%p for i in y %}", "{{ i }}", "{%p endfor %}")


def printed(folder: Path) -> bytes:
    (folder / "模板.docx").write_bytes(DATA)
    template = lasting_template(Memo(), DATA, "模板.docx")
    package, _ = word.render(template, {"x": "甲", "y": ["乙"]})
    return package.data()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("DOCGEN_CACHE", str(folder))
    return folder


def test_a_remembered_template_prints_the_same(cache: Path, tmp_path: Path) -> None:
    first = printed(tmp_path)

    assert len(list(cache.iterdir())) == 1
    assert printed(tmp_path) == first


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_memory_is_made_anew(cache: Path, tmp_path: Path, damage: bytes | None) -> None:
    first = printed(tmp_path)
    (kept,) = cache.iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(sound[:-1] + b"?" if damage is None else damage)

    assert printed(tmp_path) == first
    assert kept.read_bytes()[:32] == sound[:32]


def test_off_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    first = printed(tmp_path)
    monkeypatch.setenv("DOCGEN_CACHE", "off")

    assert printed(tmp_path) == first
    assert len(list(cache.iterdir())) == 1


def test_no_home_and_a_file_in_the_way_are_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    for value in (str(tmp_path / "file"), str(tmp_path / "file" / "below")):
        monkeypatch.setenv("DOCGEN_CACHE", value)
        assert printed(tmp_path)
    for name in ("DOCGEN_CACHE", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert printed(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows 没有这种权限")
def test_a_folder_that_others_can_write_is_not_trusted(cache: Path, tmp_path: Path) -> None:
    first = printed(tmp_path)
    (kept,) = cache.iterdir()
    kept.unlink()
    cache.chmod(0o777)

    assert printed(tmp_path) == first
    assert list(cache.iterdir()) == []


def test_another_content_is_another_template(cache: Path, tmp_path: Path) -> None:
    printed(tmp_path)
    lasting_template(Memo(), paragraphs("{{ x }}"), "模板.docx")

    assert len(list(cache.iterdir())) == 2


def test_a_cached_template_needs_neither_lxml_nor_python_docx_nor_docxtpl(
    cache: Path, tmp_path: Path
) -> None:
    printed(tmp_path)
    script = (
        "import sys; from pathlib import Path; from docgen import word\n"
        "from docgen.memo import Memo; from docgen.project_results import lasting_template\n"
        f"data = Path({str(tmp_path / '模板.docx')!r}).read_bytes()\n"
        "t = lasting_template(Memo(), data, '模板.docx')\n"
        "p, _ = word.render(t, {'x': '甲', 'y': ['乙']}); word.faults(p.data(), 'x', p.unchanged)\n"
        "print(sorted({'lxml', 'docx', 'docxtpl'} & set(sys.modules)))"
    )

    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=tmp_path, text=True
    )

    assert told.stdout.strip() == "[]"
    assert len(list(cache.iterdir())) == 1
