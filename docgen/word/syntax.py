"""Jinja of one part, tag by tag (语法): what is wrong with each tag, and whether blocks close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateError, nodes

from docgen.word.tags import Mark

_WORD = re.compile(r"^[+-]?\s*(\w+)\b")
# How a statement is completed so that it can be read alone.
_ALONE = {
    "if": "{{% {} %}}{{% endif %}}",
    "for": "{{% {} %}}{{% endfor %}}",
    "with": "{{% {} %}}{{% endwith %}}",
    "filter": "{{% {} %}}{{% endfilter %}}",
    "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "set": "{{% {} %}}",
}
_MIDDLES = {"else": ("if", "for"), "elif": ("if",)}
_SEE = "对照 templates/README.md 里的写法"
_RESERVED = re.compile(r"(?<![\w'\"])__\w+")

MOST_LOOKED_AT = 2000

Problem = tuple[int, str, str]
"""The number of the line of a tag, what is wrong with it, what to do."""


def environment() -> Environment:
    """Return Jinja as its parser is needed here: nothing is ever rendered with it."""
    return Environment(autoescape=True)


def parsed(source: str) -> nodes.Template | str:
    """Return the tree of Jinja source, or what is wrong with it."""
    try:
        return environment().parse(source)
    except TemplateError as problem:
        return str(problem)
    except RecursionError:
        return "嵌套太深"


def foreign(lines: tuple[Mark | None, ...]) -> Iterator[Problem]:
    """Yield tags that are no part of the language: unknown statements, names docgen keeps."""
    raw = False
    for number, mark in enumerate(lines, 1):
        if mark is None or not mark.text:
            continue
        word = _keyword(mark) if mark.kind == "{%" else ""
        raw = word == "raw" or (raw and word != "endraw")
        if _RESERVED.search(mark.text) and not raw:
            yield number, "以 __ 开头的名称不能用", "换一个名称"
        elif mark.kind == "{%" and not raw and not _known(word):
            yield number, f"不认识的语句“{word or mark.inner}”", _SEE


def _known(word: str) -> bool:
    return word in _ALONE or word in _MIDDLES or word == "raw" or word.startswith("end")


def problems(lines: tuple[Mark | None, ...]) -> tuple[Problem, ...]:
    """Return what is wrong with the tags of a part that cannot be read as a whole."""
    return (*_each(lines), *_blocks(lines))


def _each(lines: tuple[Mark | None, ...]) -> Iterator[Problem]:
    for number, mark in enumerate(lines[:MOST_LOOKED_AT], 1):
        if mark is None or not mark.text:
            continue
        if reason := _alone(mark):
            yield number, reason, _SEE


def _alone(mark: Mark) -> str:
    """Return why a tag cannot be read, "" when it can."""
    if mark.kind == "{{":
        return (
            _reason(f"{{{{ {mark.inner} }}}}", "括号、引号或名称写得不对")
            if mark.inner
            else "标签里是空的"
        )
    word = _keyword(mark)
    if mark.kind == "{%" and not word:
        return "标签里是空的，或不是以语句开头"
    if word in _ALONE:
        return _reason(_ALONE[word].format(mark.inner), "写法不对")
    return ""


def _reason(source: str, otherwise: str) -> str:
    tree = parsed(source)
    if not isinstance(tree, str):
        return ""
    got = re.search(r"got '(.*?)'|near '(.*?)'|unexpected '(.*?)'|unexpected char '(.*?)'", tree)
    near = next((each for each in got.groups() if each), "") if got else ""
    return f"{otherwise}（在“{near}”附近）" if near and not near.startswith("end of") else otherwise


def _keyword(mark: Mark) -> str:
    word = _WORD.match(mark.inner)
    return word[1] if word else ""


def _blocks(lines: tuple[Mark | None, ...]) -> Iterator[Problem]:
    """Yield blocks that do not close, close twice or cross."""
    opened: list[tuple[str, int]] = []
    for number, mark in enumerate(lines, 1):
        word = _keyword(mark) if mark is not None and mark.kind == "{%" else ""
        if opened and opened[-1][0] == "raw" and word != "endraw":
            continue
        if word in {"if", "for", "with", "filter", "raw"}:
            opened.append((word, number))
        elif word in _MIDDLES and not (opened and opened[-1][0] in _MIDDLES[word]):
            yield number, f"{word} 前面没有 {'、'.join(_MIDDLES[word])}", "补上，或删去这个标签"
        elif word.startswith("end"):
            yield from _closed(opened, word, number)
    for word, number in opened:
        yield number, f"{word} 没有结束", f"在后面加上 end{word}"


def _closed(opened: list[tuple[str, int]], word: str, number: int) -> Iterator[Problem]:
    wanted = word.removeprefix("end")
    if opened and opened[-1][0] == wanted:
        opened.pop()
    elif any(each[0] == wanted for each in opened):
        while opened and opened[-1][0] != wanted:
            inner, at = opened.pop()
            yield at, f"{inner} 没有结束，外面的 {wanted} 却先结束了", f"加上 end{inner}"
        opened.pop()
    else:
        yield number, f"{word} 前面没有 {wanted}", f"补上 {wanted}，或删去这个标签"
