"""Each `.md` under `pairs/` becomes the blocks that stand in the `.txt` beside it."""

from pathlib import Path

import pytest
from narrative.narrative_samples import dump, read

PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.md"))


def test_there_are_pairs() -> None:
    assert len(PAIRS) > 5


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_markdown_becomes_these_blocks(path: Path, *, accept: bool) -> None:
    shown = "\n".join(dump(read(path.read_text(encoding="utf-8"))[0])) + "\n"
    golden = path.with_suffix(".txt")
    if accept:
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
