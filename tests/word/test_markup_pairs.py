"""Each block, and the WordprocessingML it becomes, as text that a review can read."""

import re
from pathlib import Path
from typing import get_args

import pytest
from word.markup_samples import SAMPLES, writer

from docgen.document import Block, Inline, Strong
from docgen.word.markup.block_markup import BLOCKS
from docgen.word.markup.run_markup import PIECES, WRAPPED

GOLDENS = Path(__file__).parent / "markup"
OPENING = re.compile(r"(?=<w:(?:p|tbl|tr|tc|r|pPr|rPr|tblPr|trPr|tcPr|hyperlink|tblGrid)[ >])")


def indented(xml: str) -> str:
    """One element of structure a line, so that a difference is seen."""
    return OPENING.sub("\n", xml).strip() + "\n"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_block_becomes_this_markup(name: str, tmp_path: Path, *, accept: bool) -> None:
    made = writer(tmp_path)
    shown = indented(made.xml(SAMPLES[name]))
    golden = GOLDENS / f"{name}.xml"
    if accept:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


def test_every_block_and_inline_has_its_function() -> None:
    assert set(BLOCKS) == set(get_args(Block))
    assert set(PIECES) | set(WRAPPED) == set(get_args(Inline))
    assert Strong in WRAPPED


def test_every_block_has_a_sample() -> None:
    assert {type(block) for sample in SAMPLES.values() for block in sample} == set(get_args(Block))


def test_notes_lists_images_and_links_are_collected_for_the_package(tmp_path: Path) -> None:
    made = writer(tmp_path)
    made.xml(SAMPLES["paragraph"] + SAMPLES["picture"] + SAMPLES["numbers"])
    (note,) = made.footnotes
    abstracts, lists = made.collection.list_kinds(), made.collection.lists
    assert note.startswith('<w:footnote w:id="1"><w:p><w:pPr><w:pStyle w:val="JiaoZhuWenBen"/>')
    assert "来源：国库集中支付系统。" in note
    (medium,) = made.collection.media.values()
    assert medium.name.startswith("word/media/docgen-")
    targets = {relation.target for relation in made.collection.relationships.values()}
    assert "https://example.cn/%E5%B9%B4%E9%89%B4?a=1&b=2" in targets
    assert len(abstracts) == 2  # ordered, and the bullets of the note
    assert len(lists) == 3


def test_the_same_note_marked_twice_is_one_note(tmp_path: Path) -> None:
    made = writer(tmp_path)
    xml = made.xml(SAMPLES["paragraph"] + SAMPLES["paragraph"])
    assert len(made.footnotes) == 1
    assert xml.count("<w:footnoteReference ") == 1
    assert " NOTEREF _RefDocgenNote1 " in xml


def test_a_style_the_template_lacks_is_named_with_its_first_place(tmp_path: Path) -> None:
    from word.markup_samples import HERE, paragraph  # noqa: PLC0415 (only this test wants them)

    made = writer(tmp_path)
    xml = made.xml((paragraph("甲", "没有的样式"), paragraph("乙", "没有的样式")))
    assert made.collection.missing == {"没有的样式": HERE}
    assert "<w:pStyle" not in xml


def test_an_image_that_cannot_be_used_prints_its_alt_text(tmp_path: Path) -> None:
    made = writer(tmp_path)
    xml = made.xml(SAMPLES["lost_picture"])
    assert "替代文字" in xml
    assert [refused.reason for refused in made.collection.refused] == ["找不到图片文件"]
