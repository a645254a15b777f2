"""A memory spares work, and changes nothing else."""

from pathlib import Path

import pytest
from narrative.narrative_samples import entry, report, text

from docgen.figures import resolve
from docgen.figures.model import Figures
from docgen.narrative import Memory, blocks, markdown

CONTENT = "# 题\n\n支出{{支出}}。\n\n::: 如果 增速 > 10%\n高\n::: 否则\n低\n:::\n"


def numbers(spent: str = "10 万元", growth: str = "11%", **others: str) -> Figures:
    entries = [entry("支出", spent), entry("增速", growth)]
    return resolve(report(figures=(*entries, *(entry(*each) for each in others.items()))))[0]


def test_a_text_whose_figures_print_the_same_is_not_read_again() -> None:
    memory = Memory()
    first = blocks(text(CONTENT), numbers(), "", memory=memory)
    memory.settle()
    again = blocks(text(CONTENT), numbers(面积="3 亩"), "", memory=memory)
    assert again is first


@pytest.mark.parametrize(
    "changed",
    [
        numbers(spent="11 万元"),
        numbers(spent="待填"),
        numbers(growth="9%"),
        numbers(growth="不知道"),
        Figures({}),
    ],
)
@pytest.mark.parametrize("content", [CONTENT, CONTENT + "{支出}", "<b>\n{{支出}}\n</b>", "{{支出"])
def test_what_it_recalls_is_what_would_be_read(content: str, changed: Figures) -> None:
    memory = Memory()
    blocks(text(content), numbers(), "", memory=memory)
    memory.settle()
    assert blocks(text(content), changed, "", memory=memory) == blocks(text(content), changed, "")


def test_another_text_or_scope_is_another_thing() -> None:
    memory = Memory()
    first = blocks(text(CONTENT), numbers(), "", memory=memory)
    memory.settle()
    assert blocks(text(CONTENT, "b.md"), numbers(), "", memory=memory) != first
    assert blocks(text(CONTENT), numbers(), "园区", memory=memory) is not first


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
    blocks(text(RICH), numbers(), "", memory=before)
    before.settle()
    return Memory(folder)


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody parse."""
    monkeypatch.setattr(markdown, "parsed", None)


@pytest.mark.usefixtures("cache")
def test_the_next_run_parses_nothing_that_stayed(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = kept("项目")
    changed = numbers(spent="12 万元")
    fresh = blocks(text(RICH), changed, "")
    unread(monkeypatch)
    assert blocks(text(RICH), changed, "", memory=memory) == fresh
    with pytest.raises(TypeError):
        blocks(text(RICH + "又"), changed, "", memory=memory)


@pytest.mark.usefixtures("cache")
def test_a_name_that_changes_where_a_reference_ends_has_the_text_parsed_again() -> None:
    content = "{{支出}}"
    memory = Memory("项目")
    blocks(text(content), Figures({}), "", memory=memory)
    memory.settle()
    assert blocks(text(content), numbers(), "", memory=Memory("项目")) == blocks(
        text(content), numbers(), ""
    )


@pytest.mark.parametrize("damage", [b"", b"x" * 40, b"cut"])
def test_a_damaged_shelf_is_empty(damage: bytes, cache: Path) -> None:
    kept("项目")
    (shelf,) = cache.glob("prose-*")
    data = shelf.read_bytes()
    shelf.write_bytes(data[:-9] if damage == b"cut" else damage)
    assert blocks(text(RICH), numbers(), "", memory=Memory("项目")) == blocks(
        text(RICH), numbers(), ""
    )
    assert shelf.read_bytes() != data


def test_nothing_is_kept_of_a_text_with_faults_or_without_a_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Memory("项目")
    blocks(text("::: 如果 增速 > 1%\n无收尾\n"), numbers(), "", memory=faulty)
    faulty.settle()
    assert not list(cache.glob("prose-*"))
    monkeypatch.setenv("DOCGEN_CACHE", "off")
    unread(monkeypatch)
    with pytest.raises(TypeError):
        blocks(text(RICH), numbers(), "", memory=Memory("项目"))


@pytest.mark.usefixtures("cache")
def test_only_what_the_last_build_used_is_kept() -> None:
    memory = kept("项目")
    for number in range(3):
        blocks(text(f"第{number}稿"), numbers(), "", memory=memory)
        memory.settle()
    assert list(memory._trees) == ["第2稿"]  # noqa: SLF001 (what it holds is the point)
