"""Every text knows where each of its lines stands."""

from docgen.content.yaml.nodes import Mapping, Node, Scalar
from docgen.content.yaml.reading import composed


def value(text: str) -> Scalar:
    node = composed(text, "f.yaml").node
    assert isinstance(node, Mapping)
    scalar = node.pairs[0][1]
    assert isinstance(scalar, Scalar)
    return scalar


def places(scalar: Scalar) -> list[tuple[int, int, int]]:
    return [(line.line, line.column, line.length) for line in scalar.lines]


def test_a_plain_text_begins_at_its_first_character() -> None:
    assert places(value("完成值: =标厂补贴面积\n")) == [(1, 6, 7)]


def test_a_quoted_text_begins_after_its_quote() -> None:
    assert places(value('完成值: ">=95%"')) == [(1, 7, 5)]
    assert places(value("完成值: '>=95%'")) == [(1, 7, 5)]


def test_a_block_has_a_place_for_each_line() -> None:
    scalar = value("说明: |\n\n  第一段\n    缩进\n\n  第三段\n")
    assert scalar.content == "\n第一段\n  缩进\n\n第三段\n"
    text = scalar.text
    assert text.content == "\n第一段\n  缩进\n\n第三段"
    assert text.at(text.content.index("第三段")).line == 6
    assert text.at(text.content.index("第三段")).column == 3
    assert text.at(text.content.index("缩进")).column == 5


def test_a_byte_order_mark_moves_nothing() -> None:
    assert places(value("\ufeff甲: 乙")) == [(1, 4, 1)]


def test_windows_line_ends_move_nothing() -> None:
    scalar = value("说明: |\r\n  第一段\r\n  第二段\r\n")
    assert scalar.content == "第一段\n第二段\n"
    assert [line.line for line in scalar.lines] == [2, 3, 3]
    assert [line.column for line in scalar.lines][:2] == [3, 3]


def test_a_text_of_several_lines_joins_chinese_without_a_space_and_latin_with_one() -> None:
    assert value("说明: 建设\n  标厂\n").content == "建设标厂"
    assert value("说明: OA\n  system\n").content == "OA system"
    assert value("说明: >\n  建设\n\n  标厂\n").content == "建设\n标厂\n"


def test_numbers_stay_as_typed() -> None:
    for typed in ("1718.67496", "881.70", "1e3", "0.10", "true", "2020-10-01", "1.0"):
        assert value(f"值: {typed}").content == typed


def test_a_node_knows_its_style() -> None:
    styles = {"a: b": "", "a: 'b'": "'", 'a: "b"': '"', "a: |\n  b": "|", "a: >\n  b": ">"}
    assert {text: value(text).style for text in styles} == styles


def test_a_missing_value_is_not_an_empty_text() -> None:
    assert value("a:").empty
    assert value("a: ~").empty
    assert not value('a: ""').empty


def count(node: Node | None) -> int:
    if isinstance(node, Mapping):
        return sum(1 + count(child) for _, child in node.pairs)
    return 0


def test_merged_keys_give_way_to_typed_ones() -> None:
    node = composed("m: &m {x: 1, y: 2}\na:\n  <<: *m\n  x: 3\n", "f.yaml").node
    assert isinstance(node, Mapping)
    inner = node.by_key()["a"]
    assert isinstance(inner, Mapping)
    assert {
        key.content: child.content for key, child in inner.pairs if isinstance(child, Scalar)
    } == {
        "x": "3",
        "y": "2",
    }
    assert count(node) == 6
