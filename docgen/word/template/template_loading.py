"""Templates as they are asked for (模板): loaded from a file or the cache, and looked at."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Container
from pathlib import Path

from msgspec import structs

from docgen.document import Tag, TemplateContract
from docgen.findings import DocgenError, Finding, Severity, Source, error, warning
from docgen.word.printing.compiled_template import Template
from docgen.word.template.found_traces import CleanedFile
from docgen.word.template.template_names import (
    NAMES,
    OPTIONAL,
    is_known,
    is_optional,
    nearest_known,
)

LARGEST = 100_000_000
HEADINGS = ("标题 1", "标题 2", "标题 3")


def compiled(data: bytes, shown: str) -> Template:
    """Return the template that the bytes of a Word file are, which messages call `shown`.

    Raises DocgenError for what is no Word file or holds what a template must not.
    """
    from docgen.word.template import compiling  # noqa: PLC0415 (three libraries, only to compile)

    digest = hashlib.sha256(b"\0".join((data, shown.encode()))).hexdigest()
    return structs.replace(compiling.compiled_template(data, shown), digest=digest)


def load(path: Path, shown: str) -> Template:
    """Return the template at `path`. Raises DocgenError as `compiled` does."""
    return compiled(template_bytes(path, shown), shown)


def template_bytes(path: Path, shown: str) -> bytes:
    """Return the bytes of a template's file; DocgenError where it is none that can be read."""
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


# -- what it still tells of how it came about ------------------------------------------------------


def cleaned(data: bytes, shown: str) -> CleanedFile:
    """Return a template without traces of review; compiling tells what cannot be read."""
    from docgen.word.template import review_traces  # noqa: PLC0415 (lxml, only to look once)

    return review_traces.cleaned_file(data, shown)


# -- what is wrong with it -------------------------------------------------------------------------


def faults(template: Template, given: Container[str] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with a template: its tags, and names that docgen does not know.

    `given` are the names of details that the content has besides (其他信息): `支出方向.甲`.
    """
    asked = template.contract
    unknown = (
        _unknown_name(tag) for tag in asked.tags if not is_known(tag.name) and tag.name not in given
    )
    return (*template.faults, *template.remarks, *unknown, *_missing_styles(asked))


def unused(contract: TemplateContract) -> tuple[str, ...]:
    """Return the names, in the order of their table, that no tag of a template prints."""
    asked = {tag.name for tag in contract.tags}
    holders = {name.rpartition(".")[0] for name in NAMES}
    return tuple(
        name
        for name in NAMES
        if name not in asked | holders and not name.endswith("*") and not is_optional(name)
    )


def _missing_styles(contract: TemplateContract) -> tuple[Finding, ...]:
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


def _unknown_name(tag: Tag) -> Finding:
    holder, _, name = tag.name.rpartition(".")
    near = nearest_known(tag.name)
    # A form may ask for details of its own, which content then has under the same name.
    own = holder in OPTIONAL
    advice = f"是不是想写“{near}”" if near else "可用的名称见 templates/README.md"
    message = f"标签 {tag.text} 用了不认识的名称“{tag.name}”"
    if own:
        message += f"，要在 YAML 的 其他信息 里写上“{name}”才印得出"
    return Finding(
        "TPL06", Severity.WARNING if own else Severity.ERROR, tag.source, message, advice
    )
