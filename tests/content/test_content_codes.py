"""Every code of the content room is explained, and no other."""

import re
from pathlib import Path

import docgen.content
from docgen.content import CODES

ROOM = Path(docgen.content.__file__).parent


def test_every_code_is_explained_in_four_parts() -> None:
    used = {
        code
        for path in ROOM.rglob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"(YML\d\d)"', path.read_text("utf-8"))
    }
    assert len(used) > 20
    assert used == set(CODES)
    for text in CODES.values():
        assert re.fullmatch(r"[^\n]+。\n\n缘由：.+\n示例：.+\n改法：.+\n", text)
