"""Emphasis beside Chinese (中文旁的加粗): CommonMark's flanking rules, mended for Chinese text.

CommonMark does not close `**1840万元。**其中`, because `。` is punctuation and 其 is a letter
(commonmark-spec issue 650). Chinese has no spaces that could tell, so here a full-width sign
counts as a letter, and a Chinese neighbour on the other side counts as a space would. Where
neither neighbour is Chinese, nothing changes.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from msgspec import Struct

from docgen.narrative.script import is_chinese_beside


class Neighbour(Struct, frozen=True):
    """What stands on one side of a run of delimiters."""

    space: bool
    sign: bool
    chinese: bool

    @property
    def separates(self) -> bool:
        """Whether a delimiter run may begin or end against it whatever the other side is."""
        return self.space or self.sign or self.chinese

    @property
    def hard(self) -> bool:
        """Whether it is punctuation that binds a run only where the other side separates."""
        return self.sign and not self.chinese


class ProseState(StateInline):
    """markdown-it's inline state, with the rule above."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 (markdown-it's name and signature)
        """Return whether the run of delimiters at `start` can open or close, and its length."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self._neighbour(start - 1, -1)
        after = self._neighbour(end, 1) if end < self.posMax else Neighbour(True, False, False)  # noqa: FBT003 (fields of a value)
        left = not after.space and (not after.hard or before.separates)
        right = not before.space and (not before.hard or after.separates)
        can_open = left and (canSplitWord or not right or before.sign)
        can_close = right and (canSplitWord or not left or after.sign)
        return Scanned(can_open, can_close, end - start)

    def _neighbour(self, position: int, step: int) -> Neighbour:
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
