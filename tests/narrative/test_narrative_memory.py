"""A memory spares work, and changes nothing else."""

import os
from pathlib import Path

import pytest
from narrative.narrative_samples import FILE, entry, report, text

from docgen.figures import resolve
from docgen.figures.model import Figures
from docgen.memory import Memory
from docgen.narrative import blocks, markdown, trees
from docgen.narrative.prose import Read, read
from docgen.narrative.tree import Tree
from docgen.report import Text
from docgen.shelf import digest

CONTENT = "# 题\n\n支出{{支出}}。\n\n::: 如果 增速 > 10%\n高\n::: 否则\n低\n:::\n"


def numbers(
    spent: str = "10 万元", growth: str = "11%", area: str = "3 亩", memory: Memory | None = None
) -> Figures:
    entries = (entry("支出", spent), entry("增速", growth), entry("面积", area))
    return resolve(report(figures=entries), memory)[0]


def remembered(content: Text, figures: Figures, memory: Memory, scope: str = "") -> Read:
    return read(content, figures, scope, "", memory)


def fresh(content: Text, figures: Figures, scope: str = "") -> Read:
    return remembered(content, figures, Memory(), scope)


def test_a_text_whose_figures_stay_is_not_read_again() -> None:
    memory = Memory()
    first = remembered(text(CONTENT), numbers(memory=memory), memory)
    again = remembered(text(CONTENT), numbers(area="4 亩", memory=memory), memory)
    assert again is first


@pytest.mark.parametrize(
    "changed",
    [
        {"spent": "11 万元"},
        {"spent": "10.0 万元"},
        {"spent": "待填"},
        {"growth": "9%"},
        {"growth": "不知道"},
        None,
    ],
)
@pytest.mark.parametrize("content", [CONTENT, CONTENT + "{支出}", "<b>\n{{支出}}\n</b>", "{{支出"])
def test_what_it_recalls_is_what_would_be_read(
    content: str, changed: dict[str, str] | None
) -> None:
    memory = Memory()
    remembered(text(content), numbers(memory=memory), memory)
    now = Figures({}) if changed is None else numbers(**changed, memory=memory)
    assert remembered(text(content), now, memory) == fresh(text(content), now)


def test_another_text_or_scope_is_another_thing() -> None:
    memory = Memory()
    known = numbers(memory=memory)
    first = remembered(text(CONTENT), known, memory)
    assert remembered(text(CONTENT, "b.md"), known, memory) != first
    assert remembered(text(CONTENT), known, memory, "园区") is not first


RICH = """# 题 {.标题}

- [x] 项{{支出}}
  > 引“{{支出|数值}}”[^1]，见[网址][a]与`代码`

| 甲 | 乙 |
|---|--:|
| {{增速|表格}} | < |
{列宽="30,70"}

::: 如果 增速 > 10%
**高**，^[注{{支出}}]
:::

[a]: https://example.cn
[^1]: 脚注
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept(folder: str) -> Memory:
    """Return the memory of a run that follows one on the same folder."""
    before = Memory(folder)
    remembered(text(RICH), numbers(), before)
    before.settle()
    return Memory(folder)


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody parse."""
    monkeypatch.setattr(markdown, "parsed", None)


@pytest.mark.usefixtures("cache")
def test_the_next_run_parses_nothing_that_stayed(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = kept("项目")
    changed = numbers(spent="12 万元")
    expected = fresh(text(RICH), changed)
    unread(monkeypatch)
    assert remembered(text(RICH), changed, memory) == expected
    with pytest.raises(TypeError):
        remembered(text(RICH + "又"), changed, memory)


@pytest.mark.usefixtures("cache")
def test_a_name_that_changes_where_a_reference_ends_has_the_text_parsed_again() -> None:
    content = "{{支出}}"
    memory = Memory("项目")
    remembered(text(content), Figures({}), memory)
    memory.settle()
    assert remembered(text(content), numbers(), Memory("项目")) == fresh(text(content), numbers())


@pytest.mark.parametrize("damage", [b"", b"x" * 40, b"cut"])
def test_a_damaged_shelf_is_empty_and_filled_again(damage: bytes, cache: Path) -> None:
    kept("项目")
    (shelf,) = cache.glob("kept-*")
    data = shelf.read_bytes()
    shelf.write_bytes(data[:-9] if damage == b"cut" else damage)
    after = Memory("项目")
    assert remembered(text(RICH), numbers(), after) == fresh(text(RICH), numbers())
    after.settle()
    assert shelf.read_bytes() == data


def test_nothing_is_kept_of_a_text_with_faults_or_without_a_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Memory("项目")
    remembered(text("::: 如果 增速 > 1%\n无收尾\n"), numbers(), faulty)
    faulty.settle()
    assert not list(cache.glob("kept-*"))
    monkeypatch.setenv("DOCGEN_CACHE", "off")
    unread(monkeypatch)
    with pytest.raises(TypeError):
        blocks(text(RICH), numbers(), "")


@pytest.mark.usefixtures("cache")
def test_a_run_leaves_what_is_new_in_the_place_of_what_was_there() -> None:
    kept("项目")
    memory = Memory("项目")
    for number in range(3):
        remembered(text(f"第{number}稿", f"{number % 2}.md"), numbers(), memory)
    memory.settle()
    shelf = Memory("项目").shelf("prose", Tree, trees.code)
    assert shelf.get("0.md ", digest("第2稿"))
    assert shelf.get("1.md ", digest("第1稿"))
    assert not shelf.get("0.md ", digest("第0稿"))
    assert shelf.get(f"{FILE} ", digest(RICH))


def test_what_was_kept_longest_ago_is_forgotten(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.shelf.MOST_PROJECTS", 2)
    for number, folder in enumerate(("甲", "乙", "丙")):
        kept(folder)
        newest = max(cache.glob("kept-*"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    unread(monkeypatch)
    assert remembered(text(RICH), numbers(), Memory("丙")) == remembered(
        text(RICH), numbers(), Memory("乙")
    )
    with pytest.raises(TypeError):
        remembered(text(RICH), numbers(), Memory("甲"))
