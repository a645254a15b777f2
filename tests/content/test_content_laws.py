"""Laws: no text of any kind raises; what is read is what was typed."""

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.content import load, locate
from docgen.content.yaml.nodes import Mapping, Scalar
from docgen.content.yaml.reading import composed
from docgen.findings import Severity

QUICK = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
SIGNS = st.text(
    alphabet=st.sampled_from(list("甲乙值：:，, \n\t#-?{}[]|>*&!%@`'\"~=0123456789.ab\\｛｝<_/\r"))
)
PRINTABLE = st.text(
    alphabet=st.characters(
        exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\ufeff"
    )
)


@QUICK
@given(st.text() | SIGNS)
def test_any_text_is_read_or_refused_and_never_raises(text: str) -> None:
    read = composed(text, "f.yaml")
    if not read.whole:
        assert any(f.severity is Severity.ERROR for f in read.findings)
    for finding in read.findings:
        assert finding.source.line >= 1
        assert finding.message


@QUICK
@given(PRINTABLE)
def test_a_quoted_text_comes_back_as_typed(text: str) -> None:
    read = composed("键: '" + text.replace("'", "''") + "'\n", "f.yaml")
    assert isinstance(read.node, Mapping)
    value = read.node.pairs[0][1]
    assert isinstance(value, Scalar)
    assert value.content == text


@QUICK
@given(PRINTABLE)
def test_an_escaped_text_comes_back_as_typed(text: str) -> None:
    read = composed(json.dumps({"键": text}, ensure_ascii=False), "f.yaml")
    assert isinstance(read.node, Mapping)
    value = read.node.pairs[0][1]
    assert isinstance(value, Scalar)
    assert value.content == text


@QUICK
@given(st.from_regex(r"[1-9][0-9]{0,12}(\.[0-9]{1,9})?", fullmatch=True))
def test_a_number_keeps_each_of_its_digits(typed: str) -> None:
    read = composed(f"值: {typed}", "f.yaml")
    assert isinstance(read.node, Mapping)
    value = read.node.pairs[0][1]
    assert isinstance(value, Scalar)
    assert value.content == typed
    assert read.findings == ()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), SIGNS, SIGNS, SIGNS)
def test_any_files_give_findings_and_never_raise(
    data: bytes, figures: str, metrics: str, prose: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "01-甲")
        (folder / "narrative").mkdir(parents=True)
        Path(name, "report.yaml").write_bytes(b"\xe6\xa0\x87\xe9\xa2\x98: x\n" + data)
        (folder / "figures.yaml").write_bytes(figures.encode())
        (folder / "metrics.yaml").write_bytes(metrics.encode())
        (folder / "narrative" / "01.md").write_bytes(prose.encode())
        loaded = load(locate(Path(name), None))
        assert loaded.report is not None or loaded.findings


def test_any_words_under_known_keys_never_raise(tmp_path: Path) -> None:
    values = ["", "~", "[]", "{}", "[[]]", "{a: {b: c}}", "x", "1", "[a, {b: c}]", '""', "[~]"]
    keys = [
        "标题",
        "年度",
        "部门",
        "支出方向",
        "显示",
        "名称",
        "别名",
        "忽略",
        "提纲",
        "字数限制",
        "其他信息",
        "数字检查",
        "附件",
    ]
    (tmp_path / "01-甲").mkdir()
    for value in values:
        lines = [f"{key}: {value}" for key in keys]
        (tmp_path / "report.yaml").write_text("\n".join(lines), "utf-8")
        figures = [
            f"数{n}: {{{key}: {value}}}" for n, key in enumerate(["值", "来自", "来源", "显示"])
        ]
        (tmp_path / "01-甲" / "figures.yaml").write_text("\n".join(figures), "utf-8")
        form = [
            f"{key}: {value}" for key in ["资金", "年度总体目标", "绩效指标", "目标", "自评结论"]
        ]
        row = f"绩效: {{甲: {{乙: {{丙: {{指标值: {value}, 完成值: {value}, 分值: {value}}}}}}}}}"
        text = "\n".join(form) + "\n" + row.replace("绩效", "其他信息", 1)
        (tmp_path / "01-甲" / "metrics.yaml").write_text(text, "utf-8")
        assert load(locate(tmp_path, None)).report is not None
