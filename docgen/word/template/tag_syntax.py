"""The tags of one part by themselves (语法): what is wrong with each, and whether blocks close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jinja2 import Environment, TemplateError

from docgen.word.printing.compiled_template import TemplateTag

_WORD = re.compile(r"^(\w+)\b")
_ALONE = {
    "if": "{{% {} %}}{{% endif %}}",
    "for": "{{% {} %}}{{% endfor %}}",
    "with": "{{% {} %}}{{% endwith %}}",
    "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "set": "{{% {} %}}",
}
"""How a statement is completed so that it can be read alone."""
_MIDDLES = {"else": ("if", "for"), "elif": ("if",)}
_BLOCKS = frozenset(["if", "for", "with"])
_SEE = "对照 templates/README.md 里的写法"
_RESERVED = re.compile(r"(?<![\w'\"])__\w")
_NEAR = re.compile(r"got '(.*?)'|near '(.*?)'|unexpected '(.*?)'|unexpected char '(.*?)'")

TagProblem = tuple[TemplateTag, str, str]
"""A tag, what is wrong with it, what to do."""


def tag_problems(tags: Iterable[TemplateTag]) -> Iterator[TagProblem]:
    """Yield what is wrong with each tag by itself."""
    for tag in tags:
        merges = tag.inner.startswith("if __")  # 合并: its value is looked at where it is printed
        if tag.text and not merges and (problem := _problem_of(tag)):
            yield (tag, *problem)


def _problem_of(tag: TemplateTag) -> tuple[str, str] | None:
    if _RESERVED.search(tag.text):
        return "以 __ 开头的名称不能用", "换一个名称"
    if tag.manner == "attribute" or tag.text[1] != "%":
        return _reading_problem(f"{{{{ {tag.inner} }}}}", "括号、引号或名称写得不对", tag)
    word = _keyword_of(tag)
    if not word:
        return "标签里是空的，或不是以语句开头", _SEE
    if word in _ALONE:
        return _reading_problem(_ALONE[word].format(tag.inner), "写法不对", tag)
    if word == "else" or word.startswith("end"):
        return None
    return f"不认识的语句“{word}”", _SEE


def _reading_problem(source: str, otherwise: str, tag: TemplateTag) -> tuple[str, str] | None:
    if not tag.inner:
        return "标签里是空的", _SEE
    try:
        Environment(autoescape=True).parse(source)
    except TemplateError as problem:
        got = _NEAR.search(str(problem))
        near = next((each for each in got.groups() if each), "") if got else ""
        shown = f"（在“{near}”附近）" if near and not near.startswith("end of") else ""
        return f"{otherwise}{shown}", _SEE
    except RecursionError:
        return "嵌套太深", "拆成几个简单的标签"
    return None


def _keyword_of(tag: TemplateTag) -> str:
    word = _WORD.match(tag.inner)
    return word[1] if word else ""


def block_problems(tags: Iterable[TemplateTag]) -> Iterator[TagProblem]:
    """Yield blocks that do not close, close twice or cross."""
    opened: list[tuple[str, TemplateTag]] = []
    for tag in tags:
        if not tag.text:
            continue
        word = _keyword_of(tag) if tag.text[1] == "%" else ""
        if word in _BLOCKS:
            opened.append((word, tag))
        elif word in _MIDDLES and not (opened and opened[-1][0] in _MIDDLES[word]):
            yield tag, f"{word} 前面没有 {'、'.join(_MIDDLES[word])}", "补上，或删去这个标签"
        elif word.startswith("end"):
            yield from _closing_problems(opened, word, tag)
    for word, tag in opened:
        yield tag, f"{word} 没有结束", f"在后面加上 end{word}"


def _closing_problems(
    opened: list[tuple[str, TemplateTag]], word: str, tag: TemplateTag
) -> Iterator[TagProblem]:
    wanted = word.removeprefix("end")
    if not any(each == wanted for each, _ in opened):
        yield tag, f"{word} 前面没有 {wanted}", f"补上 {wanted}，或删去这个标签"
        return
    while opened[-1][0] != wanted:
        inner, at = opened.pop()
        yield at, f"{inner} 没有结束，外面的 {wanted} 却先结束了", f"加上 end{inner}"
    opened.pop()
