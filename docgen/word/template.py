"""A template, compiled once and rendered many times (模板).

`load` reads a Word file, refuses what could act or reach elsewhere, and turns each part that
has tags into a program; programs and facts are remembered in docgen's cache folder by content.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import stat
from collections.abc import Container, Mapping
from functools import cache as once
from pathlib import Path
from types import CodeType

import msgspec
from msgspec import Struct

from docgen import cache
from docgen.document import Tag, TemplateContract
from docgen.findings import DocgenError, Finding, Severity, Source, error, warning
from docgen.memory import Memory
from docgen.shelf import version
from docgen.word import names
from docgen.word.facts import Facts
from docgen.word.leftovers import without
from docgen.word.package import Package, opened

LARGEST = 100_000_000
MOST_REMEMBERED = 64
HEADINGS = ("标题 1", "标题 2", "标题 3")


class Template(Struct, frozen=True):
    """A compiled template: its package, its facts, and a program per part with tags.

    `digest` stands for its file and for the code that compiled it.
    """

    package: Package
    facts: Facts
    programs: Mapping[str, CodeType]
    digest: str

    @property
    def contract(self) -> TemplateContract:
        """What it asks for."""
        return self.facts.contract


def load(path: Path, shown: str, memory: Memory | None = None) -> Template:
    """Return the template at `path`, which messages call `shown`.

    Raises DocgenError where the file is no Word file or holds what a template must not; faults
    of its tags are `faults(template)`. With a `memory` a file that stayed is the same object.
    """
    data = _read(path, shown)
    memory = memory or Memory(once=True)
    return memory.made(("模板",), (data, shown), lambda: _loaded(data, shown))


def _loaded(data: bytes, shown: str) -> Template:
    package = opened(data, shown)
    key = hashlib.sha256(b"\0".join((data, shown.encode(), _version()))).hexdigest()
    facts, programs = _remembered(key) or _compiled(package, shown, key)
    return Template(without(package, facts.leftovers), facts, programs, key)


def _read(path: Path, shown: str) -> bytes:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            message = f"《{shown}》不是文件，是文件夹或设备"
            raise DocgenError(error("TPL02", Source(shown), message, "请写模板文件的名字"))
        if state.st_size > LARGEST:
            message = f"《{shown}》有 {state.st_size} 字节，超过 {LARGEST} 字节"
            raise DocgenError(error("TPL02", Source(shown), message, "请换一份小一些的模板"))
        return path.read_bytes()
    except OSError as problem:
        message = f"读不了模板《{shown}》：{problem.strerror}"
        raise DocgenError(error("TPL01", Source(shown), message, "请检查文件名和权限")) from problem


def faults(template: Template, given: Container[str] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with a template: its tags, and names that docgen does not know.

    `given` are the names of details that the content has besides (其他信息): `支出方向.甲`.
    """
    facts = template.facts
    found = (*_unknown(facts.contract, given), *_unstyled(facts.contract))
    return (*facts.faults, *facts.remarks, *found)


def unused(contract: TemplateContract) -> tuple[str, ...]:
    """Return the names, in the order of their table, that no tag of a template prints."""
    asked = {tag.name for tag in contract.tags}
    holders = {name.rpartition(".")[0] for name in names.NAMES}
    return tuple(
        name
        for name in names.NAMES
        if name not in asked | holders and not name.endswith("*") and not names.optional(name)
    )


def _unstyled(contract: TemplateContract) -> tuple[Finding, ...]:
    """Return a 警告 for each heading style that prose needs and the template lacks."""
    if not any(tag.name.endswith(".正文") for tag in contract.tags):
        return ()
    missing = (style for style in HEADINGS if style not in contract.styles)
    return tuple(
        warning(
            "TPL11",
            Source(contract.file),
            f"模板没有样式“{style}”，正文的这一级标题只能用正文的样子印",
            f"在模板里新建样式“{style}”",
        )
        for style in missing
    )


def _unknown(contract: TemplateContract, given: Container[str]) -> tuple[Finding, ...]:
    return tuple(
        _unknown_name(tag)
        for tag in contract.tags
        if not names.known(tag.name) and tag.name not in given
    )


def _unknown_name(tag: Tag) -> Finding:
    holder, _, name = tag.name.rpartition(".")
    near = names.suggestion(tag.name)
    # A form may ask for details of its own, which content then has under the same name.
    own = holder in names.OPTIONAL
    advice = f"是不是想写“{near}”" if near else "可用的名称见 templates/README.md"
    message = f"标签 {tag.text} 用了不认识的名称“{tag.name}”"
    if own:
        message += f"，要在 YAML 的 其他信息 里写上“{name}”才印得出"
    return Finding(
        "TPL06", Severity.WARNING if own else Severity.ERROR, tag.source, message, advice
    )


# -- memory ----------------------------------------------------------------------------------------


@once  # this code does not change while it runs
def _version() -> bytes:
    """Return what a remembered program depends on besides its template: this code, and Python."""
    return importlib.util.MAGIC_NUMBER + version("figures", "word").encode()


def _remembered(key: str) -> tuple[Facts, Mapping[str, CodeType]] | None:
    """Return what the cache holds for a key; None when it holds nothing that can be trusted."""
    folder = cache.private()
    if folder is None:
        return None
    try:
        kept = (folder / f"{key}.tpl").read_bytes()
        if hashlib.sha256(kept[32:]).digest() != kept[:32]:
            return None
        facts, programs = marshal.loads(kept[32:])  # noqa: S302 (its SHA-256 was just checked)
        return msgspec.msgpack.decode(facts, type=Facts), programs
    except (OSError, ValueError, EOFError, TypeError, msgspec.MsgspecError):
        return None


def _remember(key: str, facts: Facts, programs: Mapping[str, CodeType]) -> None:
    folder = cache.private()
    if folder is None:
        return
    body = marshal.dumps((msgspec.msgpack.encode(facts), dict(programs)))
    cache.put(folder / f"{key}.tpl", hashlib.sha256(body).digest() + body)
    cache.forget("*.tpl", MOST_REMEMBERED)  # a template in work leaves one entry per change


def _compiled(package: Package, shown: str, key: str) -> tuple[Facts, Mapping[str, CodeType]]:
    from docgen.word import compilation  # noqa: PLC0415 (lxml and Jinja, only when compiling)

    facts, programs = compilation.compilation(package, shown)
    _remember(key, facts, programs)
    return facts, programs
