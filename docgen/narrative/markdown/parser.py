"""The Markdown parser (解析器): markdown-it with docgen's rules, in the order they are asked.

Each rule is wrapped so that its tokens know their place (`placing`), some so that they stay
within bounds (`limits`). markdown-it's joining of adjacent text tokens is left out: joined text
has no place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt, rules_block, rules_inline
from markdown_it.helpers import parseLinkLabel
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.parser_core import ParserCore
from markdown_it.parser_inline import RuleFuncInline2Type, RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from docgen.findings import error
from docgen.narrative.limits import DEEPEST_MARKS, MOST_CHARACTERS
from docgen.narrative.markdown.bounds import bounded_block, bounded_inline
from docgen.narrative.markdown.emphasis import ProseInline
from docgen.narrative.markdown.growing import OFFSETS, WRITTEN, grown
from docgen.narrative.markdown.placing import (
    BlockRule,
    InlineRule,
    offsets,
    placed_block,
    placed_inline,
)
from docgen.narrative.markdown.rules import reference, table_rule
from docgen.narrative.markdown.syntax import (
    ATTRIBUTES,
    attributes,
    condition,
    line_text,
    page_break,
)
from docgen.narrative.reading import KEY, Reading, reading_of
from docgen.narrative.tree import Link, Tree

_ANY = ["paragraph", "reference", "blockquote", "list"]
# Text ends where a rule may start, and at `]`, which ends the text of a link.
_TEXT = re.compile(r"[^\n!&*<\[\\\]^_`{~｛]+")
_NOTE_LABEL = re.compile(r"\[\^[^\[\]\s]+\]:")
# 9 lists, 20 quotes, 9 conditions and a footnote make 57 levels; deeper ones markdown-it drops.
DEEPEST_BLOCKS = 60


def note_definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read the definition of a footnote; a label holds no brackets."""
    found = _NOTE_LABEL.match(line_text(state, first))
    return found is not None and footnote_def(state, first, end, silent)


def text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read characters that mean themselves, as a token of their own."""
    match = _TEXT.match(state.src, state.pos, state.posMax)
    end = match.end() if match else state.pos
    return _pushed(state, end, silent=silent)


def inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read what stands at the position; a sign that no rule wants is text."""
    for rule in INLINE_RULES.get(state.src[state.pos], (text,)):
        if rule(state, silent):
            return True
    return not silent and _pushed(state, state.pos + 1, silent=False)


def newline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read the end of a line: two spaces before it make it a break that stays."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        last = state.tokens[-1] if state.tokens else Token("", "", 0)
        bare = last.content.rstrip(" ") if last.type == "text" else last.content
        hard = len(last.content) - len(bare) > 1
        last.content = bare
        state.push("hardbreak" if hard else "softbreak", "br", 0)
    state.pos += 1
    while state.pos < state.posMax and state.src[state.pos] in " \t":
        state.pos += 1
    return True


def link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a link; where no `]` follows, say so at once rather than after a search."""
    return state.src.rfind("]") > state.pos and rules_inline.link(state, silent)


def image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read an image, as `link` reads a link."""
    return state.src.rfind("]") > state.pos and rules_inline.image(state, silent)


def note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a footnote written where its mark stands: `^[注]`."""
    if not state.src.startswith("^[", state.pos) or state.src.rfind("]") < state.pos:
        return False
    start, outer = state.pos + 2, state.posMax
    end = parseLinkLabel(state, state.pos + 1)
    if end <= start:
        return False
    if not silent:
        state.push("note_open", "", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("note_close", "", -1)
    state.pos, state.posMax = end + 1, outer
    return True


def _pushed(state: StateInline, end: int, *, silent: bool) -> bool:
    if end == state.pos:
        return False
    if not silent:
        state.push("text", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


BLOCK_RULES: tuple[tuple[str, BlockRule, list[str]], ...] = (
    ("table", table_rule, ["paragraph", "reference"]),
    ("code", rules_block.code, []),
    ("fence", rules_block.fence, _ANY),
    ("condition", condition, _ANY),
    ("page_break", page_break, _ANY),
    ("attributes", attributes, ["blockquote"]),
    ("blockquote", bounded_block("blockquote", rules_block.blockquote), _ANY),
    ("hr", rules_block.hr, _ANY),
    ("list", bounded_block("list", rules_block.list_block), _ANY[:3]),
    ("footnote_def", bounded_block("footnote_def", note_definition), _ANY[:2]),
    ("reference", rules_block.reference, []),
    ("html_block", rules_block.html_block, _ANY[:3]),
    ("heading", rules_block.heading, _ANY[:3]),
    ("lheading", rules_block.lheading, []),
    ("paragraph", rules_block.paragraph, []),
)
# By the sign at which they start; anything else is text.
INLINE_RULES: Mapping[str, tuple[InlineRule, ...]] = MappingProxyType(
    {
        "\n": (newline,),
        "\\": (rules_inline.escape,),
        "`": (rules_inline.backtick,),
        "{": (reference,),
        "｛": (reference,),
        "~": (rules_inline.strikethrough.tokenize,),
        "*": (rules_inline.emphasis.tokenize,),
        "_": (rules_inline.emphasis.tokenize,),
        "^": (note,),
        "[": (footnote_ref, link),
        "!": (bounded_inline("image", image),),
        "<": (rules_inline.autolink, rules_inline.html_inline),
        "&": (rules_inline.entity,),
        "]": (),
    }
)
PAIRING_RULES = (
    ("balance_pairs", rules_inline.link_pairs),
    ("strikethrough", rules_inline.strikethrough.postProcess),
    ("emphasis", rules_inline.emphasis.postProcess),
)


class ProseMarkdown(MarkdownIt):
    """markdown-it, whose links are judged later and whose addresses are printed as typed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (markdown-it's name)
        """Accept every link: `elements.link` decides, and keeps the text of those refused."""
        return True

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (markdown-it's name)
        """Return the address as typed."""
        return link


@cache
def parser() -> MarkdownIt:
    """Return the parser; it holds no state between texts."""
    markdown = ProseMarkdown("commonmark", {"maxNesting": DEEPEST_BLOCKS})
    markdown.core, markdown.block, markdown.inline = ParserCore(), ParserBlock(), ProseInline()
    markdown.core.ruler.enableOnly(["block", "inline"])
    markdown.core.ruler.at("inline", _inline)
    block: Ruler[RuleFuncBlockType] = Ruler()
    whole: Ruler[RuleFuncInlineType] = Ruler()
    pairing: Ruler[RuleFuncInline2Type] = Ruler()
    for name, block_rule, ends in BLOCK_RULES:
        block.push(name, placed_block(block_rule), {"alt": list(ends)})
    whole.push("inline", placed_inline(inline))
    for name, pairing_rule in PAIRING_RULES:
        pairing.push(name, pairing_rule)
    markdown.block.ruler, markdown.inline.ruler, markdown.inline.ruler2 = block, whole, pairing
    return markdown


def parsed(reading: Reading) -> Tree:
    """Return the tree of the text; what is wrong with its form is reported to the reading."""
    env: dict[str, Any] = {KEY: reading}
    nodes = grown(parser().parse(reading.content, env))
    links = (
        Link(label, it["href"], it["map"][0]) for label, it in env.get("references", {}).items()
    )
    again = (Link(it["label"], it["href"], it["map"][0]) for it in env.get("duplicate_refs", ()))
    return Tree(nodes, tuple(links), tuple(again))


def _inline(state: StateCore) -> None:
    reading = reading_of(state.env)
    for opener, token, found in offsets(state.tokens, reading.content):
        token.meta[OFFSETS] = found
        if opener.type in ("paragraph_open", "heading_open"):
            _take_attributes(opener, token)
        token.children = []
        if len(token.content) <= MOST_CHARACTERS:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        if refusal := _refusal(token):
            reading.report(error(refusal[0], reading.place(found.of(0)), *refusal[1:]))
            token.children = _unread(token)


def _refusal(token: Token) -> tuple[str, str, str] | None:
    """Return the code, why a passage is not read, and what to do; None where it is read."""
    if (length := len(token.content)) > MOST_CHARACTERS:
        message = f"这一段有 {length} 个字符，多于 {MOST_CHARACTERS} 个，没有印"
        return "MDN23", message, "分成几段"
    depth = max(accumulate(child.nesting for child in token.children or ()), default=0)
    if depth > DEEPEST_MARKS:
        message = f"加粗、斜体等套了 {depth} 层，多于 {DEEPEST_MARKS} 层，按原样印出"
        return "MDN03", message, "减少层次"
    return None


def _take_attributes(opener: Token, token: Token) -> None:
    cut = max(token.content.rfind(" {"), token.content.rfind("\t{"), token.content.rfind("\n{"))
    if cut >= 0 and (match := ATTRIBUTES.match(token.content, cut + 1)):
        opener.meta[WRITTEN] = match[1]
        token.content = token.content[:cut].rstrip(" \t\n")


def _unread(token: Token) -> list[Token]:
    children, position = [], 0
    for line in token.content.split("\n"):
        if position:
            children.append(Token("softbreak", "br", 0, meta={"at": position - 1}))
        children.append(Token("text", "", 0, content=line, meta={"at": position}))
        position += len(line) + 1
    return children
