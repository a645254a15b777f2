"""What `docgen explain` says: a section for every code, whole and true."""

import ast
import re
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import yaml

import docgen
from docgen import build, checks, content
from docgen.checks import AnyRule
from docgen.cli.explain import WAIVERS, explanation_lines
from docgen.explanations import FOLDER, Explanation, written_explanations

HOME = Path(docgen.__file__).parent
ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "checks"
EXPLANATIONS = written_explanations()
CODE = re.compile(r"[A-Z]{3}\d\d")
EXAMPLES = [
    pytest.param(each.code, text, id=f"{each.code}-{text[:12]}")
    for each in EXPLANATIONS.values()
    for text in re.findall(r"`([^`]+)`", each.example)
]


def codes_of(rule: AnyRule) -> tuple[str, ...]:
    return (rule.code, *getattr(rule, "also", ()))


def codes_of_texts() -> Iterator[str]:
    """Yield what stands as a string of its own in the code, and in the data beside it."""
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
                yield str(node.value)
    for path in (HOME / "checks").rglob("*.yaml"):
        yield from re.findall(rf"\b{CODE.pattern}\b", path.read_text("utf-8"))


def test_every_code_that_is_raised_has_an_explanation_and_no_other_has() -> None:
    raised = {*codes_of_texts(), *chain.from_iterable(map(codes_of, checks.RULES))}
    assert len(raised) > 200
    assert raised == set(EXPLANATIONS)


def test_a_code_is_explained_once_in_the_file_of_its_family() -> None:
    seen = []
    for path in sorted(FOLDER.glob("*.md")):
        codes = re.findall(rf"^## ({CODE.pattern}) ", path.read_text("utf-8"), re.MULTILINE)
        assert codes == sorted(codes), path.name
        assert {code[:3] for code in codes} == {path.stem}
        seen += codes
    assert sorted(seen) == list(EXPLANATIONS)


@pytest.mark.parametrize("told", EXPLANATIONS.values(), ids=EXPLANATIONS)
def test_an_explanation_is_whole(told: Explanation) -> None:
    assert CODE.fullmatch(told.code)
    for part in (told.meaning, told.reason, told.source, told.example, told.remedy, told.waiver):
        assert part == part.strip() != ""
    assert told.meaning.endswith("。")
    assert told.source.endswith("。")
    places = [place for place in WAIVERS if place in told.waiver]
    assert told.waiver.startswith("不能") or (told.waiver.startswith("可以") and places)


def test_a_regulation_that_was_not_at_hand_is_marked() -> None:
    cited = [e.source for e in EXPLANATIONS.values() if re.search("10号|101号|9704|1583", e.source)]
    assert len(cited) > 20
    assert [source for source in cited if "待核" not in source and "半角" not in source] == []


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_what_a_rule_is_about_stands_in_its_docstring_as_in_its_explanation(
    rule: AnyRule,
) -> None:
    text = rule.function.__doc__ or ""
    codes = codes_of(rule)
    said = dict(re.findall(rf"^ +({CODE.pattern}) (.+)$", text, re.MULTILINE))
    said = said if len(codes) > 1 else {rule.code: text}
    assert tuple(said) == codes
    for code, words in said.items():
        sentence = words.removesuffix("。")
        assert sentence
        assert sentence in EXPLANATIONS[code].meaning


def test_explain_prints_every_part_and_how_to_set_the_code_aside() -> None:
    for told in EXPLANATIONS.values():
        lines = list(explanation_lines(told))
        assert lines[0] == f"{told.code}  {told.meaning}"
        labels = [line[:2] for line in lines if line[2:3] == "："]
        assert labels == ["缘由", "依据", "示例", "改法", "放过"]
        printed = "".join(lines)
        shown = f"忽略 {told.code} 理由" in printed or f"代码: {told.code}, 理由" in printed
        assert shown != told.waiver.startswith("不能")


def with_text(folder: Path, text: str) -> Path:
    """Return the last text of the shipped report, with a paragraph more."""
    shutil.copytree(ROOT / "content", folder / "content", dirs_exist_ok=True)
    last = max(folder.rglob("narrative/*.md"))
    shipped = ROOT / last.relative_to(folder)
    last.write_text(f"{shipped.read_text('utf-8')}\n{text}\n", "utf-8")
    return last


def told_codes(folder: Path, file: Path) -> set[str]:
    proof = build.check(content.locate(folder, None))
    return {f.code for f in proof.findings if f.source.file.endswith(file.name)}


@pytest.mark.parametrize(("code", "text"), EXAMPLES)
def test_an_example_is_found_and_can_be_set_aside(code: str, text: str, tmp_path: Path) -> None:
    assert code in told_codes(tmp_path, with_text(tmp_path, text))
    if "\n" not in text and EXPLANATIONS[code].waiver.startswith("可以"):
        waived = with_text(tmp_path, f"<!-- docgen: 忽略 {code} 理由：试一试 -->\n\n{text}")
        assert code not in told_codes(tmp_path, waived)


def test_most_codes_of_words_have_an_example_that_is_run() -> None:
    run = {param.values[0] for param in EXAMPLES}
    words = {code for code in EXPLANATIONS if code[:3] in {"REC", "CLM", "NUM"}}
    assert len(run) > 35
    assert len(run & words) > len(words) / 2


def test_a_code_with_a_case_says_in_the_case_what_it_is_about() -> None:
    for path in CASES.glob("[A-Z][A-Z][A-Z][0-9][0-9].yaml"):
        assert path.stem in EXPLANATIONS
        assert any("应有" in case for case in yaml.safe_load(path.read_text("utf-8")))


def test_only_explain_reads_the_explanations() -> None:
    readers = {
        path.relative_to(HOME).as_posix()
        for path in HOME.rglob("*.py")
        if "docgen.explanations" in path.read_text("utf-8")
    }
    assert readers == {"cli/explain.py"}
