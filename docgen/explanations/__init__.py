"""What each code means (问题代码的解释), as data: one Markdown file per family of codes.

A section is a code with its sentence, then a line for each part: why it matters (缘由), what says
so (依据), an example (示例), how to mend it (改法), how to set it aside (放过). What an example
holds in backticks is a text of the narrative at which the code is found; a test types it in.
Only `docgen explain` reads these files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parent


class Explanation(Struct, frozen=True):
    """What a writer is told of a code (解释); `waiver` begins with 可以 or 不能."""

    code: str
    meaning: str
    reason: str
    source: str
    example: str
    remedy: str
    waiver: str


def written_explanations() -> Mapping[str, Explanation]:
    """Return the explanation of every code, in the order of the codes (全部解释)."""
    texts = (path.read_text("utf-8") for path in FOLDER.glob("*.md"))
    sections = (section for text in texts for section in text.split("\n## ")[1:])
    read = sorted(map(parsed_explanation, sections), key=lambda each: each.code)
    return {each.code: each for each in read}


def parsed_explanation(section: str) -> Explanation:
    """Return what a section says; its first line is the code and the sentence (一节)."""
    heading, *lines = section.strip().split("\n")
    code, _, meaning = heading.partition(" ")
    parts = dict(line.removeprefix("- ").split("：", 1) for line in lines if line)
    return Explanation(
        code, meaning, parts["缘由"], parts["依据"], parts["示例"], parts["改法"], parts["放过"]
    )
