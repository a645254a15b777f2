"""The JSON Schemas accept what docgen accepts, refuse what it refuses, and speak Chinese."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from docgen.content import schemas

ROOT = Path(__file__).parents[2]
SCHEMES = sorted((ROOT / "docgen" / "scoring" / "schemes").glob("*.yaml"))


def faults(kind: str, text: str) -> list[str]:
    data = yaml.safe_load(text)
    return [e.message for e in jsonschema.Draft202012Validator(schemas()[kind]).iter_errors(data)]


def test_each_schema_is_one() -> None:
    assert set(schemas()) == {"report", "figures", "metrics", "scheme"}
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_file_of_this_repository_is_accepted() -> None:
    files = [
        path
        for folder in (ROOT / "content", ROOT / "tests" / "samples")
        for path in folder.rglob("*.yaml")
        if path.stem in schemas()
    ]
    assert len(files) > 8
    for path in files:
        assert faults(path.stem, path.read_text("utf-8")) == [], path


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_every_shipped_scheme_is_accepted(path: Path) -> None:
    assert faults("scheme", path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "report",
            "标题: 甲\n年度: 2020\n显示: {万元: {正文: 原样}}\n数字检查: 警告\n送审门槛: 警告",
        ),
        (
            "figures",
            "支出: {甲: 1 万元, 乙: {值: 2 万元, 来源: 国库}}\n月: [4月]",
        ),
        (
            "metrics",
            "资金: {合计: {年初预算数: 1 万元}, 其他资金: 0 万元}",
        ),
        ("scheme", "名称: 株洲2020\n基于: 财预2020-10\n等级: {档: [{名称: 优, 下限: 90}]}"),
    ],
)
def test_a_good_file_is_accepted(kind: str, text: str) -> None:
    assert faults(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("report", "标题: 甲"),
        ("report", "标题: 甲\n年度: 2020\n部们: 市局"),
        ("report", "标题: 甲\n年度: 2020\n数字检查: 严"),
        ("figures", "支出: {值: 1 万元, 来原: 国库}"),
        ("figures", "支|出: 1 万元"),
        ("figures", "支出: {甲: {乙: {值: 1, 未知: 2}}}"),
        ("metrics", "主管部们: 市局"),
        ("metrics", "资金: {合计: {执行: 1 万元}}"),
        ("metrics", "绩效指标: {产出指标: {数量指标: {甲: {指标: 1}}}}"),
        ("metrics", "绩效指标: {产出指标: {数量指标: {甲: {分值: 20分}}}}"),
        ("scheme", "名字: 株洲2020"),
        ("scheme", "超额: {门坎: 130%}"),
        ("scheme", "正向: {方式: 线性}"),
        ("scheme", "等级: {档: [{名称: 优, 下线: 90}]}"),
    ],
)
def test_a_bad_file_is_refused(kind: str, text: str) -> None:
    assert faults(kind, text)


def test_every_key_explains_itself() -> None:
    looked_at = 0
    for kind in ("report", "metrics", "scheme"):
        properties = schemas()[kind]["properties"]
        assert isinstance(properties, dict)
        for name, schema in properties.items():
            looked_at += 1
            assert schema["description"], name
    assert looked_at > 50
