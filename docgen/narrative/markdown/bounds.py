"""Rules within bounds (限度): what lies deeper is no element, and printed as typed."""

from __future__ import annotations

from types import MappingProxyType

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from docgen.findings import error
from docgen.narrative.markdown.placing import BlockRule, InlineRule
from docgen.narrative.reading import reading_of

DEEPEST = MappingProxyType({"list": 9, "blockquote": 20, "footnote_def": 1, "image": 5})
_WORDS = MappingProxyType(
    {"list": "列表", "blockquote": "引用块", "footnote_def": "脚注", "image": "图片"}
)


def bounded_block(name: str, rule: BlockRule) -> BlockRule:
    """Return `rule`, which reads no block of its kind that lies deeper than allowed.

    markdown-it drops what lies too deep without a word; here its marks become plain text.
    """

    def bounded(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        reading = reading_of(state.env)
        # A line that stands further left belongs to an outer container: it goes no deeper.
        deepest = state.sCount[first] >= state.blkIndent and (
            reading.depths.get(name, 0) >= DEEPEST[name]
        )
        if deepest and rule(state, first, end, True):  # noqa: FBT003 (markdown-it's signature)
            message = f"{_WORDS[name]}嵌套超过 {DEEPEST[name]} 层，再深的按原样印出"
            source = reading.place(state.bMarks[first] + state.tShift[first])
            reading.report(error("MDN03", source, message, "减少层次，或改成并列的段落"))
        if deepest:
            return False
        with reading.deeper(name):
            return rule(state, first, end, silent)

    return bounded


def bounded_inline(name: str, rule: InlineRule) -> InlineRule:
    """Return `rule`, which reads nothing of its kind that lies deeper than allowed."""

    def bounded(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
        reading = reading_of(state.env)
        if reading.depths.get(name, 0) >= DEEPEST[name]:
            return False
        with reading.deeper(name):
            return rule(state, silent)

    return bounded
