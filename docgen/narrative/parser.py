"""The Markdown parser (解析器): markdown-it with docgen's rules, in the order they are asked.

Each rule is wrapped so that its tokens know their place (`placing`), some so that they stay
within bounds. markdown-it's joining of adjacent text tokens is left out: joined text
has no place.

Emphasis beside Chinese (中文旁的加粗): CommonMark does not close `**1840万元。**其中`, because `。`
is punctuation and 其 is a letter (commonmark-spec issue 650). Chinese has no spaces that could
tell, so here a full-width sign counts as a letter, and a Chinese neighbour on the other side counts
as a space would. Where neither neighbour is Chinese, nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt, rules_block, rules_inline
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.helpers import parseLinkLabel
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.parser_core import ParserCore
from markdown_it.parser_inline import ParserInline, RuleFuncInline2Type, RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote.index import footnote_ref
from msgspec import Struct

from docgen.findings import error, warning
from docgen.narrative.habits import paragraph_rule
from docgen.narrative.placing import (
    READING,
    BlockRule,
    InlineRule,
    bounded_block,
    passage_offsets,
    placed_block,
    placed_inline,
)
from docgen.narrative.syntax import (
    ATTRIBUTES,
    attributes_rule,
    condition_rule,
    note_definition_rule,
    page_break_rule,
    reference_rule,
    table_rule,
)
from docgen.narrative.text_characters import is_chinese_beside
from docgen.narrative.text_reading import DEEPEST_MARKS, MOST_CHARACTERS, TextReading
from docgen.patterns import lazy_pattern

# Keys of a token's `meta`.
OFFSETS, WRITTEN = "offsets", "written"
_ANY = ["paragraph", "reference", "blockquote", "list"]
# Text ends where a rule may start, and at `]`, which ends the text of a link.
_TEXT = lazy_pattern(r"[^\n!&*<\[\\\]^_`{~｛]+")
_SHARE = lazy_pattern(r"\\\\[\w.\-]{1,60}\\(?=\w)")
_FACTORS = lazy_pattern(r"(?<=\d)\*(?=\d)")
_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]")
_LINK_TARGET = lazy_pattern(r"https?:|mailto:|#|\.{0,2}/|<")
# 9 lists, 20 quotes, 9 conditions and a footnote make 57 levels; deeper ones markdown-it drops.
DEEPEST_BLOCKS = 60
DEEPEST_IMAGES = 5  # in each other's alt text


def inline_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read what stands at the position; a sign that no rule wants is text."""
    rules = INLINE_RULES.get(state.src[state.pos])
    if rules is None:
        match = _TEXT.match(state.src, state.pos, state.posMax)
        return _push_text(state, match.end() if match else state.posMax, silent=silent)
    if any(rule(state, silent) for rule in rules):
        return True
    return not silent and _push_text(state, state.pos + 1, silent=False)


def newline_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read the end of a line: two spaces before it make it a break that stays."""
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


def link_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read a link; where no `]` follows, say so at once rather than after a search."""
    return state.src.rfind("]") > state.pos and rules_inline.link(state, silent)


def image_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    """Read an image, as `link_rule` reads a link."""
    reading: TextReading = state.env[READING]
    if state.src.rfind("]") < state.pos or reading.depths.get("image", 0) >= DEEPEST_IMAGES:
        return False
    with reading.nested_in("image"):
        return rules_inline.image(state, silent)


def note_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
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


def backslash_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (markdown-it's signature)
    r"""Read backslashes that escape nothing as they are: of `\\服务器\共享`, of `\newpage`."""
    if _SHARE.match(state.src, state.pos):
        return _push_text(state, state.pos + 2, silent=silent)
    if state.src[state.pos + 1 : state.pos + 2].isalnum():
        return _push_text(state, state.pos + 1, silent=silent)
    return False


def _push_text(state: StateInline, end: int, *, silent: bool) -> bool:
    if not silent:
        state.push("text", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


BLOCK_RULES: tuple[tuple[str, BlockRule, list[str]], ...] = (
    ("table", table_rule, ["paragraph", "reference"]),
    ("code", rules_block.code, []),
    ("fence", rules_block.fence, _ANY),
    ("condition", condition_rule, _ANY),
    ("page_break", page_break_rule, _ANY),
    ("attributes", attributes_rule, ["blockquote"]),
    ("blockquote", bounded_block("blockquote", rules_block.blockquote), _ANY),
    ("hr", rules_block.hr, _ANY),
    ("list", bounded_block("list", rules_block.list_block), _ANY[:3]),
    ("footnote_def", bounded_block("footnote_def", note_definition_rule), _ANY[:2]),
    ("reference", rules_block.reference, []),
    ("html_block", rules_block.html_block, _ANY[:3]),
    ("heading", rules_block.heading, _ANY[:3]),
    ("lheading", rules_block.lheading, []),
    ("paragraph", paragraph_rule, []),
)
# By the sign at which they start; anything else is text.
INLINE_RULES: Mapping[str, tuple[InlineRule, ...]] = MappingProxyType(
    {
        "\n": (newline_rule,),
        "\\": (backslash_rule, rules_inline.escape),
        "`": (rules_inline.backtick,),
        "{": (reference_rule,),
        "｛": (reference_rule,),
        "~": (rules_inline.strikethrough.tokenize,),
        "*": (rules_inline.emphasis.tokenize,),
        "_": (rules_inline.emphasis.tokenize,),
        "^": (note_rule,),
        "[": (footnote_ref, link_rule),
        "!": (image_rule,),
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


class Neighbour(Struct, frozen=True):
    """What stands on one side of a run of delimiters."""

    space: bool
    sign: bool
    chinese: bool

    @property
    def is_separator(self) -> bool:
        """Whether a delimiter run may begin or end against it whatever the other side is."""
        return self.space or self.sign or self.chinese

    @property
    def is_binding(self) -> bool:
        """Whether it is punctuation that binds a run only where the other side separates."""
        return self.sign and not self.chinese


class ProseState(StateInline):
    """markdown-it's inline state, with the rule above."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 (markdown-it's name and signature)
        """Return whether the run of delimiters at `start` can open or close, and its length."""
        if _FACTORS.match(self.src, start) and _CHINESE.search(self.src):
            return Scanned(False, False, 1)  # noqa: FBT003 (20*30米: a product)
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self._neighbour_at(start - 1, -1)
        after = self._neighbour_at(end, 1) if end < self.posMax else Neighbour(True, False, False)  # noqa: FBT003 (fields of a value)
        left = not after.space and (not after.is_binding or before.is_separator)
        right = not before.space and (not before.is_binding or after.is_separator)
        can_open = left and (canSplitWord or not right or before.sign)
        can_close = right and (canSplitWord or not left or after.sign)
        return Scanned(can_open, can_close, end - start)

    def _neighbour_at(self, position: int, step: int) -> Neighbour:
        char = self.src[position] if position >= 0 else " "
        sign = isMdAsciiPunct(ord(char)) or isPunctChar(char)
        chinese = position >= 0 and is_chinese_beside(self.src, position, step)
        return Neighbour(isWhiteSpace(ord(char)), sign, chinese)


class ProseInline(ParserInline):
    """markdown-it's inline parser, using `ProseState`."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse `src` into `tokens`."""
        state = ProseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class ProseMarkdown(MarkdownIt):
    """markdown-it, whose links are judged later and whose addresses are printed as typed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (markdown-it's name)
        """Accept every link: `inline_elements` decides, and prints the text of those refused."""
        return True

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (markdown-it's name)
        """Return the address as typed."""
        return link


@cache
def prose_parser() -> MarkdownIt:
    """Return the parser; it holds no state between texts."""
    markdown = ProseMarkdown("commonmark", {"maxNesting": DEEPEST_BLOCKS})
    markdown.core, markdown.block, markdown.inline = ParserCore(), ParserBlock(), ProseInline()
    markdown.core.ruler.enableOnly(["block", "inline"])
    markdown.core.ruler.at("inline", _parse_passages)
    block: Ruler[RuleFuncBlockType] = Ruler()
    whole: Ruler[RuleFuncInlineType] = Ruler()
    pairing: Ruler[RuleFuncInline2Type] = Ruler()
    for name, block_rule, ends in BLOCK_RULES:
        block.push(name, placed_block(block_rule), {"alt": list(ends)})
    whole.push("inline", placed_inline(inline_rule))
    for name, pairing_rule in PAIRING_RULES:
        pairing.push(name, pairing_rule)
    markdown.block.ruler, markdown.inline.ruler, markdown.inline.ruler2 = block, whole, pairing
    return markdown


def parsed_nodes(reading: TextReading) -> Sequence[SyntaxTreeNode]:
    """Return the nodes of the text; what is wrong with its form is reported to the reading."""
    env: dict[str, Any] = {READING: reading}
    nodes = SyntaxTreeNode(prose_parser().parse(reading.content, env)).children
    for link in env.get("duplicate_refs", ()):
        message = f"链接记号 [{link['label']}] 定义了两次，后一次不起作用"
        source = reading.line_source(link["map"][0])
        reading.add_findings(warning("MDN10", source, message, "删去一个，或换一个记号"))
    for label, link in env.get("references", {}).items():
        if not _LINK_TARGET.match(link["href"]):
            message = f"“[{label}]: …”是链接定义，不会印出"
            advice = "要印出就不用方括号开头，或在冒号前写反斜杠"
            source = reading.line_source(link["map"][0])
            reading.add_findings(warning("MDN10", source, message, advice))
    return nodes


def _parse_passages(state: StateCore) -> None:
    reading: TextReading = state.env[READING]
    for opener, token, found in passage_offsets(state.tokens, reading.content):
        token.meta[OFFSETS] = found
        if opener.type in ("paragraph_open", "heading_open"):
            _cut_attributes(opener, token)
        token.children = []
        if len(token.content) <= MOST_CHARACTERS:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        if refusal := _passage_refusal(token):
            place = reading.source_at(found.text_offset(0))
            reading.add_findings(error(refusal[0], place, *refusal[1:]))
            token.children = _plain_tokens(token)


def _passage_refusal(token: Token) -> tuple[str, str, str] | None:
    """Return the code, why a passage is not read, and what to do; None where it is read."""
    if (length := len(token.content)) > MOST_CHARACTERS:
        message = f"这一段有 {length} 个字符，多于 {MOST_CHARACTERS} 个，没有印"
        return "MDN23", message, "分成几段"
    depth = max(accumulate(child.nesting for child in token.children or ()), default=0)
    if depth > DEEPEST_MARKS:
        message = f"加粗、斜体等套了 {depth} 层，多于 {DEEPEST_MARKS} 层，按原样印出"
        return "MDN03", message, "减少层次"
    return None


def _cut_attributes(opener: Token, token: Token) -> None:
    cut = max(token.content.rfind(" {"), token.content.rfind("\t{"), token.content.rfind("\n{"))
    if cut >= 0 and (match := ATTRIBUTES.match(token.content, cut + 1)):
        opener.meta[WRITTEN] = match[1]
        token.content = token.content[:cut].rstrip(" \t\n")


def _plain_tokens(token: Token) -> list[Token]:
    children, position = [], 0
    for line in token.content.split("\n"):
        if position:
            children.append(Token("softbreak", "br", 0, meta={"at": position - 1}))
        children.append(Token("text", "", 0, content=line, meta={"at": position}))
        position += len(line) + 1
    return children
