"""A memo gives back what it was given for the same inputs, and nothing that cannot be trusted."""

import os
from pathlib import Path

import pytest

from docgen import cache
from docgen import memo as memo_of
from docgen.findings import Source
from docgen.memo import Memo

LASTING = tuple[Source, ...]
PLACES = (Source("a.md", 1, 2), Source("b.md", 3, 4))
OTHER = (Source("c.md", 5, 6),)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def made(memo: Memo, inputs: tuple[object, ...], becomes: tuple[Source, ...]) -> object:
    return memo.made("甲", inputs, lambda: becomes, LASTING)


def left(folder: str = "项目") -> Path:
    """Leave a result for the next run, and return the file it is in."""
    before = set(home_files())
    memo = Memo(folder)
    made(memo, ("甲",), PLACES)
    memo.save()
    (file,) = set(home_files()) - before or before
    return file


def home_files() -> list[Path]:
    folder = cache.folder()
    return sorted(folder.glob("memo-*")) if folder else []


def test_what_is_made_of_the_same_is_made_once() -> None:
    memo = Memo()
    assert made(memo, (1, "甲"), PLACES) == PLACES
    assert made(memo, (1, "甲"), OTHER) == PLACES
    assert made(memo, (2, "甲"), OTHER) == OTHER
    assert made(memo, (1, "甲"), OTHER) == OTHER


@pytest.mark.parametrize("inputs", [("\ud800",), (1 << 70,), (object(),)])
def test_what_cannot_be_told_apart_is_made_again(inputs: tuple[object, ...]) -> None:
    memo = Memo()
    assert made(memo, inputs, PLACES) == PLACES
    assert made(memo, inputs, OTHER) == OTHER
    memo.save()


def test_what_the_last_build_did_not_use_is_forgotten() -> None:
    memo = Memo()
    made(memo, (1,), PLACES)
    memo.save()
    memo.save()
    assert made(memo, (1,), OTHER) == OTHER


@pytest.mark.usefixtures("home")
def test_the_next_run_has_what_this_one_left() -> None:
    left()
    assert made(Memo("项目"), ("甲",), OTHER) == PLACES
    assert made(Memo("项目"), ("乙",), OTHER) == OTHER
    assert made(Memo("别的项目"), ("甲",), OTHER) == OTHER
    assert made(Memo(), ("甲",), OTHER) == OTHER


@pytest.mark.usefixtures("home")
def test_without_a_cache_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    left()
    monkeypatch.setenv("DOCGEN_CACHE", "off")
    assert made(Memo("项目"), ("甲",), OTHER) == OTHER


def broken(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def turned(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(bytes(data))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


def opened_to_all(file: Path) -> None:
    file.chmod(0o666)


def in_a_folder_of_all(file: Path) -> None:
    file.parent.chmod(0o777)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "harm", [broken, turned, emptied, piped, linked, opened_to_all, in_a_folder_of_all]
)
def test_a_memo_that_cannot_be_trusted_is_empty(harm: object) -> None:
    file = left()
    assert callable(harm)
    harm(file)
    memo = Memo("项目")
    assert made(memo, ("甲",), OTHER) == OTHER
    memo.save()


def test_what_was_left_longest_ago_is_forgotten(home: Path) -> None:
    first = left("0")
    for number in range(memo_of.MOST_MEMOS):
        left(str(number + 1))
    assert len(list(home.glob("memo-*"))) == memo_of.MOST_MEMOS
    assert not first.exists()
