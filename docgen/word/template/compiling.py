"""A Word file → a template (编译): parts shaped and translated, frames, what it asks for."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from docgen.document import Tag, TemplateContract
from docgen.findings import Finding, Source, error, warning
from docgen.word.package import damaged_file
from docgen.word.printing.compiled_template import (
    EACH,
    Segment,
    TaggedPart,
    Template,
    TemplateTag,
)
from docgen.word.printing.template_sandbox import TemplateSandbox
from docgen.word.template.intake import has_tags, sound_package
from docgen.word.template.tag_marking import (
    MOST_IN_PARAGRAPH,
    MOST_TAGS,
    TagMarking,
    free_identities,
    restored_source,
)
from docgen.word.template.template_language import (
    BoundedLanguage,
    RefusedConstruct,
    asked_names,
    block_problems,
    tag_problems,
)
from docgen.word.template.word_file import WordFile

LARGEST_TAGGED = 10_000_000
"""docxtpl's patterns take 0.3 s for each million bytes."""
_BLOCK_ENDS = ("</w:p>", "</w:tbl>", "<w:p/>", "<w:body>")
_OUTSIDE = re.compile(r"unknown tag '(tr|tc|p|r)'")
_DAMAGED = (
    KeyError, ValueError, AttributeError, TypeError, IndexError, NotImplementedError, BadZipFile,
    OpcError, etree.XMLSyntaxError,
)  # fmt: skip
"""What python-docx raises for parts that do not hang together."""


class PartCompilation(Struct, frozen=True):
    """What became of one part: itself, what it asks for, faults and remarks."""

    part: TaggedPart
    asked: tuple[Tag, ...] = ()
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()


def compiled_template(data: bytes, shown: str) -> Template:
    """Return the template that the bytes of a Word file are. Raises DocgenError for any other."""
    try:
        file = WordFile(sound_package(data, shown))
        return _template_of(file, shown)
    except _DAMAGED as problem:
        what = f"的内部结构读不了（{type(problem).__name__}：{problem}）"
        raise damaged_file(shown, what) from problem


def _template_of(file: WordFile, shown: str) -> Template:
    labels = dict(file.labelled_parts())
    made = [
        _compiled_part(file, name, label, shown)
        for name, label in labels.items()
        if has_tags(file.package.part(name))
    ]
    names = tuple(each.part.name for each in made)
    look = file.page_look()
    heading = look.styles.named("标题 1")
    return Template(
        contract=TemplateContract(
            shown,
            tuple(tag for each in made for tag in each.asked),
            look.styles.names(),
            numbered_headings=heading is not None and heading.numbered,
        ),
        main=file.main_name,
        look=look,
        parts=tuple(each.part for each in made),
        members=file.kept_members(),
        frames=tuple(file.gap_frames(names)),
        faults=tuple(fault for each in made for fault in each.faults),
        remarks=tuple(remark for each in made for remark in each.remarks),
    )


# -- one part --------------------------------------------------------------------------------------


class _PartFindings:
    """Makes the findings of one part."""

    def __init__(self, shown: str, label: str) -> None:
        self._shown, self._label = shown, label

    def source_at(self, place: str) -> Source:
        return Source(self._shown, where=place or self._label)

    def tag_fault(
        self, tag: TemplateTag | None, message: str, advice: str, code: str = "TPL05"
    ) -> Finding:
        text = f"标签 {tag.text} {message}" if tag else message
        return error(code, self.source_at(tag.place if tag else ""), text, advice)

    def half_tag(self, half: str, place: str) -> Finding:
        pairs = ("{{", "}}"), ("{%", "%}"), ("{#", "#}")
        other = next(b if a == half else a for a, b in pairs if half in (a, b))
        message = f"“{half}”没有对应的“{other}”"
        return error("TPL05", self.source_at(place), message, "补全标签，一个标签写在同一段里")

    def crowded_paragraph(self, count: int, place: str) -> Finding:
        message = f"一段里有 {count} 个标签，超过 {MOST_IN_PARAGRAPH} 个"
        return error("TPL08", self.source_at(place), message, "分成几段")

    def lost_words(self, tag: TemplateTag, words: str) -> Finding:
        message = f"标签 {tag.text} 会占掉整段（行、格），旁边的“{words[:30]}”印不出来"
        return warning("TPL10", self.source_at(tag.place), message, "把这些字移到别的段（行、格）")

    def too_many(self, message: str) -> Finding:
        return error("TPL08", self.source_at(""), message, "拆成几份模板")


def _compiled_part(file: WordFile, name: str, label: str, shown: str) -> PartCompilation:
    make, nothing = _PartFindings(shown, label), TaggedPart(name)
    if len(file.package.part(name)) > LARGEST_TAGGED:
        fault = make.too_many(f"带标签的部分 {name} 超过 {LARGEST_TAGGED} 字节")
        return PartCompilation(nothing, faults=(fault,))
    root = file.root_of(name)
    try:
        marking = TagMarking(root, label)
        free_identities(root, marking)
    except OverflowError:
        return PartCompilation(nothing, faults=(make.too_many(f"标签超过 {MOST_TAGS} 个"),))
    remarks = tuple(make.lost_words(*each) for each in marking.lost)
    faults = [make.half_tag(*each) for each in marking.lone]
    faults += (make.crowded_paragraph(*each) for each in marking.crowded)
    faults += (make.tag_fault(*each) for each in tag_problems(marking.tags))
    if faults:
        faults += (make.tag_fault(*each) for each in block_problems(marking.tags))
        return PartCompilation(nothing, faults=tuple(faults), remarks=remarks)
    source, tags = restored_source(file.patched_xml(root), marking.tags)
    made = _translated_part(source, TaggedPart(name, (), tags), make, splits=not label)
    if made.faults:  # a block that does not close is why Jinja could not read on
        crossed = tuple(make.tag_fault(*each) for each in block_problems(marking.tags))
        made = replace(made, faults=crossed or made.faults)
    return replace(made, remarks=remarks)


def _translated_part(
    source: str, part: TaggedPart, make: _PartFindings, *, splits: bool
) -> PartCompilation:
    """Return a part with the programs that Jinja makes of its source, or what is wrong with it."""
    sandbox = TemplateSandbox()
    try:
        tree = sandbox.parse(source)
        found = [(name, part.tags[line - 1]) for name, line in asked_names(tree)]
        asked = (Tag(name, tag.text, make.source_at(tag.place)) for name, tag in found if tag.text)
        tree = BoundedLanguage().visit(tree)
        segments = tuple(_part_segments(sandbox, tree, part.name, splits=splits))
    except RefusedConstruct as refused:
        line, message = refused.args
        fault = make.tag_fault(part.tag_at(line), message, "换一种写法", "TPL07")
    except TemplateSyntaxError as problem:
        outside = _OUTSIDE.search(problem.message or "")
        told = f"{outside[1]} 标签不在表格的行里" if outside else f"写法不对：{problem.message}"
        fault = make.tag_fault(
            part.tag_at(problem.lineno), told, "对照 templates/README.md 里的写法"
        )
    except (RecursionError, SyntaxError, MemoryError):
        fault = make.tag_fault(None, "标签嵌套太深", "拆成几个简单的标签", "TPL07")
    else:
        return PartCompilation(replace(part, segments=segments), tuple(dict.fromkeys(asked)))
    return PartCompilation(TaggedPart(part.name), faults=(fault,))


def _part_segments(
    sandbox: TemplateSandbox, tree: nodes.Template, name: str, *, splits: bool
) -> Iterator[Segment]:
    """Yield the programs of a part: its loops over 支出方向 by themselves, what is between them.

    Where the template sets a variable outside of them, a loop may look at it: then all is one.
    """
    splits = splits and not any(isinstance(each, nodes.Assign) for each in tree.body)
    between: list[nodes.Node] = []
    for node in tree.body:
        if (
            splits
            and isinstance(node, nodes.For)
            and _is_over_projects(node)
            and _is_between_blocks(between)
        ):
            yield _compiled_segment(sandbox, between, name)
            yield _compiled_segment(sandbox, node.body, name, _loop_name(node))
            between = []
        else:
            between.append(node)
    yield _compiled_segment(sandbox, between, name)


def _is_over_projects(node: nodes.For) -> bool:
    counted = node.iter.node if isinstance(node.iter, nodes.Filter) else None
    return bool(_loop_name(node)) and counted == nodes.Name(EACH, "load")


def _loop_name(node: nodes.For) -> str:
    """Return the variable of a plain loop, "" for any other."""
    plain = isinstance(node.target, nodes.Name) and not node.test and not node.else_
    return node.target.name if plain and isinstance(node.target, nodes.Name) else ""


def _is_between_blocks(before: list[nodes.Node]) -> bool:
    """Tell whether whole paragraphs and tables of the body may follow what is printed before."""
    if not before:
        return True
    found = nodes.Template(before).find_all(nodes.TemplateData)
    text = "".join(each.data for each in found).rstrip()
    opened = text.count("<w:tbl>") + text.count("<w:tbl ")
    return opened == text.count("</w:tbl>") and text.endswith(_BLOCK_ENDS)


def _compiled_segment(
    sandbox: TemplateSandbox, body: list[nodes.Node], name: str, item: str = ""
) -> Segment:
    tree = nodes.Template(body, lineno=1)
    tree.set_environment(sandbox)
    loads = (each.name for each in tree.find_all(nodes.Name) if each.ctx == "load")
    looks_at = tuple(each for each in dict.fromkeys(loads) if each[:2] != "__")
    return Segment(marshal.dumps(sandbox.compile(tree, name, name)), item, looks_at)
