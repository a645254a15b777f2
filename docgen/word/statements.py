"""Jinja's statements → Python (语句): output, loops, choices, variables, held-back output.

Scopes are Jinja's: what is set inside a loop is gone after it, what is set inside an `if` is
not. Each statement is one function here; the program that results is `document(room, pen, …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from jinja2 import nodes

from docgen.word import turns
from docgen.word.language import DATA, DEEPEST, GUARDS, INTERNAL, MOST_NESTED, Expressions, Refused

TOOLS = (
    "both", "called", "calculated", "compared", "either", "filtered", "joined", "method",
    "namespace", "negated", "tested", "true", "units",
)  # fmt: skip
"""What a program calls besides its room and its pen, by name."""


class Program(Expressions):
    """Writes a program; `data` are the stretches of XML between tags, `manners` how tags print."""

    def __init__(self, data: tuple[str, ...], manners: Mapping[int, str]) -> None:
        """Begin with an empty function."""
        super().__init__()
        self._data = data
        self._manners = manners
        self._lines = [f"def document(room, pen, {', '.join(TOOLS)}):"]
        self._depth = 1
        self._loops = 0
        self.refused: list[tuple[int, str]] = []
        self.put = "put"
        self.emit("put = room.out.append")

    @property
    def outermost(self) -> bool:
        """Whether output goes straight into the part, from one loop at most."""
        return self._loops == 1 and self.put == "put"

    @property
    def source(self) -> str:
        """The Python text."""
        return "\n".join(self._lines)

    def emit(self, line: str) -> None:
        """Add a line at the present depth."""
        self._lines.append(f"{' ' * self._depth}{line}")

    @contextmanager
    def indented(self, tag: int) -> Iterator[None]:
        """Go one level deeper."""
        if self._depth >= MOST_NESTED:
            raise Refused(tag, f"标签嵌套超过 {MOST_NESTED} 层")
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def scope(self, body: list[Any]) -> Iterator[None]:
        """Open a scope: what its statements set begins as what it was outside."""
        opened: dict[str, str] = {}
        for name in dict.fromkeys(_set_names(body)):
            variable = self.fresh()
            self.emit(f"{variable} = {self.found(name) or 'room.missing'}")
            opened[name] = variable
            self.settable.add(variable)
        self.names.append(opened)
        yield
        self.names.pop()

    def block(self, body: list[Any]) -> None:
        """Write statements."""
        for node in body:
            writer = _STATEMENTS.get(type(node))
            if writer is None:
                raise Refused(node.lineno, "模板里不能用这种语句（宏、引入、继承等）")
            writer(self, node)

    def inner(self, body: list[Any], tag: int) -> None:
        """Write statements one level deeper; at least `pass`."""
        with self.indented(tag):
            self.emit("pass")
            self.block(body)

    def output(self, text: str) -> None:
        """Put ready XML."""
        if text:
            self.emit(f"{self.put}({text!r})")

    def printed(self, node: Any) -> None:  # noqa: ANN401 (any expression)
        """Put a value in the manner of its place."""
        if _is_internal(node):
            self.emit(f"{self.put}({self.written(node)})")
            return
        manner = self._manners.get(node.lineno, "plain")
        try:
            self.emit(f"{self.put}(pen.{manner}({self.written(node)}, {node.lineno}))")
        except Refused as refused:  # noted, so that all of them are told in one run
            self.refused.append((refused.tag, refused.message))

    def template_data(self, text: str, tag: int) -> None:
        """Put the XML that marks in Jinja source stand for, and the words of a raw block."""
        position = 0
        for mark in DATA.finditer(text):
            self._literal(text[position : mark.start()], tag)
            self.output(self._data[int(mark[1])])
            position = mark.end()
        self._literal(text[position:], tag)

    def _literal(self, text: str, tag: int) -> None:
        # The line breaks between tags are ours; only a {% raw %} block leaves other words.
        if words := text.replace("\n", ""):
            self.emit(f"{self.put}(pen.plain({words!r}, {tag}))")

    @contextmanager
    def captured(self, tag: int) -> Iterator[str]:
        """Hold output back; gives the name of the variable that has it afterwards."""
        outer, parts, value = self.put, self.fresh("parts"), self.fresh("text")
        self.put = self.fresh("put")
        self.emit(f"{parts} = room.capture(); {self.put} = {parts}.append")
        yield value
        self.emit(f"{value} = room.captured({parts}, {tag})")
        self.put = outer

    @contextmanager
    def looping(self, tag: int) -> Iterator[None]:
        """Count the loops around."""
        self._loops += 1
        if self._loops > DEEPEST:
            raise Refused(tag, f"循环嵌套超过 {DEEPEST} 层")
        yield
        self._loops -= 1


def _is_internal(node: Any) -> bool:  # noqa: ANN401 (any node)
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name.startswith(INTERNAL)
    )


def _set_names(body: list[Any]) -> Iterator[str]:
    """Yield the names that statements set in their own scope; an `if` is none."""
    for node in body:
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            yield from turns.target_names(node.target)
        if isinstance(node, nodes.If):
            yield from _set_names([*node.body, *node.elif_, *node.else_])
        if isinstance(node, nodes.FilterBlock):  # ours, around cells and tables: no scope
            yield from _set_names(node.body)


def _output(this: Program, node: nodes.Output) -> None:
    for each in node.nodes:
        if isinstance(each, nodes.TemplateData):
            this.template_data(each.data, each.lineno)
        else:
            this.printed(each)


def _if(this: Program, node: nodes.If) -> None:
    this.emit(f"if true({this.written(node.test)}):")
    this.inner(node.body, node.lineno)
    for other in node.elif_:
        this.emit(f"elif true({this.written(other.test)}):")
        this.inner(other.body, other.lineno)
    if node.else_:
        this.emit("else:")
        this.inner(node.else_, node.lineno)


def _for(this: Program, node: nodes.For) -> None:
    if node.recursive:
        raise Refused(node.lineno, "模板里不能用 recursive 循环")
    empty = this.fresh("empty")
    if node.else_:
        this.emit(f"{empty} = True")
    with this.looping(node.lineno):
        _loop(this, node, f"{empty} = False" if node.else_ else "pass")
    if node.else_:
        this.emit(f"if {empty}:")
        this.inner(node.else_, node.lineno)


def _loop(this: Program, node: nodes.For, first: str) -> None:
    items = this.written(node.iter)
    target, opened = _target(this, node.target)
    this.names.append(opened)
    over = _over(this, node, items, target)
    if any(name.name == "loop" for each in node.body for name in turns.names(each)):
        opened["loop"] = this.fresh("loop")
        target = f"{opened['loop']}, {target}"
    this.emit(f"for {target} in {over}:")
    unit = _unit(this, node, opened)
    with this.indented(node.lineno):
        this.emit(first)
        if unit:
            this.emit(f"if units.again({unit}): continue")
        with this.scope(node.body):
            this.block(node.body)
        if unit:
            this.emit(f"units.printed({node.lineno})")
    this.names.pop()


def _unit(this: Program, node: nodes.For, opened: dict[str, str]) -> str:
    """Return what the turns of a loop over 支出方向 look at; "" where that cannot be told."""
    if not this.outermost or this.found(turns.EACH) or not turns.plain(node):
        return ""
    names = turns.looked_at(node, set(opened), this.found)
    if names is None:
        return ""
    loop, item = opened.get("loop"), opened[next(turns.target_names(node.target))]
    turn = f"{loop}.turn" if loop else "()"
    return f"{node.lineno}, {item}, {turn}, {names!r}"


def _over(this: Program, node: nodes.For, items: str, target: str) -> str:
    """Return what a loop goes over: counted, unpacked, filtered, numbered, as it needs."""
    tag, numbered = node.lineno, any(n.name == "loop" for b in node.body for n in turns.names(b))
    if numbered and not node.test and not _width(node.target):
        return f"room.loop({items}, {tag})"
    over = f"room.each({items}, {tag})"
    if _width(node.target):
        over = f"pen.spread({over}, {_width(node.target)}, {tag})"
    if node.test:
        over = f"[{target} for {target} in {over} if true({this.written(node.test)})]"
    return f"room.loop(list({over}), {tag})" if numbered else over


def _target(this: Program, target: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 (see turns.target_names)
    """Return the Python target of a loop and the variables it binds; tuples are one level deep."""
    if isinstance(target, nodes.Tuple) and not all(
        isinstance(each, nodes.Name) for each in target.items
    ):
        raise Refused(target.lineno, "for 的变量嵌套太深")
    opened = {name: this.fresh() for name in turns.target_names(target)}
    if isinstance(target, nodes.Name):
        return opened[target.name], opened
    return f"({', '.join(opened[each.name] for each in target.items)},)", opened


def _width(target: Any) -> int:  # noqa: ANN401 (see turns.target_names)
    return len(target.items) if isinstance(target, nodes.Tuple) else 0


def _assign(this: Program, node: nodes.Assign) -> None:
    target, value = node.target, this.written(node.node)
    if isinstance(target, nodes.NSRef):
        holder = this.found(target.name)
        if holder is None:
            raise Refused(node.lineno, f"没有名为 {target.name} 的 namespace")
        this.emit(f"pen.keep({holder}, {target.attr!r}, {value}, {node.lineno})")
        return
    names = [this.found(name) for name in turns.target_names(target)]
    if _width(target):
        this.emit(
            f"({', '.join(map(str, names))},) = pen.parts({value}, {len(names)}, {node.lineno})"
        )
    else:
        this.emit(f"{names[0]} = {value}")


def _assign_block(_: Program, node: nodes.AssignBlock) -> None:
    raise Refused(
        node.lineno, "模板里不能用 {% set 名称 %}…{% endset %}，请写成 {% set 名称 = … %}"
    )


def _filter_block(this: Program, node: nodes.FilterBlock) -> None:
    wanted = node.filter.name.removeprefix(INTERNAL)
    if wanted not in GUARDS or not node.filter.name.startswith(INTERNAL):
        raise Refused(node.lineno, "模板里不能用 {% filter %}")
    with this.captured(node.lineno) as text:
        this.block(node.body)
    this.emit(f"{this.put}(pen.{wanted}({text}, {node.lineno}))")


def _with(this: Program, node: nodes.With) -> None:
    opened = {}
    for target, value in zip(node.targets, node.values, strict=True):
        if not isinstance(target, nodes.Name):
            raise Refused(node.lineno, "with 的变量只能是一个名称")
        opened[target.name] = this.fresh()
        this.emit(f"{opened[target.name]} = {this.written(value)}")
    this.names.append(opened)
    with this.scope(node.body):
        this.block(node.body)
    this.names.pop()


_STATEMENTS: Mapping[type[nodes.Node], Callable[[Program, Any], None]] = MappingProxyType(
    {
        nodes.Output: _output,
        nodes.If: _if,
        nodes.For: _for,
        nodes.Assign: _assign,
        nodes.AssignBlock: _assign_block,
        nodes.FilterBlock: _filter_block,
        nodes.With: _with,
    }
)
