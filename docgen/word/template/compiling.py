"""A Word file → a template (编译): parts shaped and translated, frames, what it asks for."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from docgen.document import Tag, TemplateContract
from docgen.findings import Finding, Source, error, warning
from docgen.patterns import lazy_pattern
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
    LOST_WORDS,
    MOST_TAGS,
    TagMarking,
    TagProblem,
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
_OUTSIDE = lazy_pattern(r"unknown tag '(tr|tc|p|r)'")
_DAMAGED = (
    KeyError, ValueError, AttributeError, TypeError, IndexError, NotImplementedError, BadZipFile,
    OpcError, etree.XMLSyntaxError,
)  # fmt: skip
"""What python-docx raises for parts that do not hang together."""


class PartCompilation(Struct, frozen=True):
    """What became of one part: itself, what it asks for, what is wrong with it."""

    part: TaggedPart
    asked: tuple[Tag, ...] = ()
    problems: tuple[TagProblem, ...] = ()


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
    found = [
        _problem_finding(problem, shown, labels[each.part.name])
        for each in made
        for problem in each.problems
    ]
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
        faults=tuple(each for each in found if each.code != LOST_WORDS),
        remarks=tuple(each for each in found if each.code == LOST_WORDS),
    )


# -- one part --------------------------------------------------------------------------------------


def _problem_finding(problem: TagProblem, shown: str, label: str) -> Finding:
    tag = problem.tag
    text = f"标签 {tag.text} {problem.message}" if tag.text else problem.message
    made = warning if problem.code == LOST_WORDS else error
    return made(problem.code, Source(shown, where=tag.place or label), text, problem.advice)


def _compiled_part(file: WordFile, name: str, label: str, shown: str) -> PartCompilation:
    nothing = TaggedPart(name)
    if len(file.package.part(name)) > LARGEST_TAGGED:
        message = f"带标签的部分 {name} 超过 {LARGEST_TAGGED} 字节"
        return PartCompilation(nothing, problems=(_too_many(message),))
    root = file.root_of(name)
    try:
        marking = TagMarking(root, label)
        free_identities(root, marking)
    except OverflowError:
        return PartCompilation(nothing, problems=(_too_many(f"标签超过 {MOST_TAGS} 个"),))
    tags, problems = marking.tags, (*marking.problems, *tag_problems(marking.tags))
    if any(each.code != LOST_WORDS for each in problems):
        return PartCompilation(nothing, problems=(*problems, *block_problems(tags)))
    source, lines = restored_source(file.patched_xml(root), tags)
    made = _translated_part(source, TaggedPart(name, (), lines), Source(shown, where=label))
    if made.problems:  # a block that does not close is why Jinja could not read on
        made = replace(made, problems=tuple(block_problems(tags)) or made.problems)
    return replace(made, problems=(*problems, *made.problems))


def _too_many(message: str) -> TagProblem:
    return TagProblem(TemplateTag(), message, "拆成几份模板", "TPL08")


def _translated_part(source: str, part: TaggedPart, whole: Source) -> PartCompilation:
    """Return a part with the programs that Jinja makes of its source, or what is wrong with it."""
    sandbox = TemplateSandbox()
    try:
        tree = sandbox.parse(source)
        found = [(name, part.tags[line - 1]) for name, line in asked_names(tree)]
        asked = [
            Tag(name, tag.text, replace(whole, where=tag.place or whole.where))
            for name, tag in found
            if tag.text
        ]
        tree = BoundedLanguage().visit(tree)
        segments = tuple(_part_segments(sandbox, tree, part.name, splits=not whole.where))
    except RefusedConstruct as refused:
        line, message = refused.args
        problem = TagProblem(part.tag_at(line) or TemplateTag(), message, "换一种写法", "TPL07")
    except TemplateSyntaxError as refused:
        outside = _OUTSIDE.search(refused.message or "")
        told = f"{outside[1]} 标签不在表格的行里" if outside else f"写法不对：{refused.message}"
        tag = part.tag_at(refused.lineno) or TemplateTag()
        problem = TagProblem(tag, told, "对照 templates/README.md 里的写法")
    except (RecursionError, SyntaxError, MemoryError):
        problem = TagProblem(TemplateTag(), "标签嵌套太深", "拆成几个简单的标签", "TPL07")
    else:
        return PartCompilation(replace(part, segments=segments), tuple(dict.fromkeys(asked)))
    return PartCompilation(TaggedPart(part.name), problems=(problem,))


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
            and _loop_name(node)
            and _is_between_blocks(between)
        ):
            yield _compiled_segment(sandbox, between, name)
            yield _compiled_segment(sandbox, node.body, name, _loop_name(node))
            between = []
        else:
            between.append(node)
    yield _compiled_segment(sandbox, between, name)


def _loop_name(node: nodes.For) -> str:
    """Return the variable of a plain loop over 支出方向, "" for any other."""
    counted = node.iter.node if isinstance(node.iter, nodes.Filter) else None
    plain = isinstance(node.target, nodes.Name) and not node.test and not node.else_
    over_projects = plain and counted == nodes.Name(EACH, "load")
    return node.target.name if over_projects and isinstance(node.target, nodes.Name) else ""


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
