"""Every rule has a case that fires and one that stays silent: an edit to a clean report each.

A case of `<CODE>.yaml`: 改 is one or several edits (文件, 原, 为; without 原 a file of its own) to
the clean report, then either 应有 (a text of the line it is told at, and what the sentence holds)
or 应无.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import build, checks, content

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REPORTS = {"园区": ROOT / "content", "两个方向": ROOT / "tests/samples/two-directions-nongye-2023"}


def cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("[A-Z][A-Z][A-Z][0-9][0-9].yaml")):
        read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        found += [pytest.param(path.stem, c, id=f"{path.stem}-{c['说明']}") for c in read]
    return found


def edited(folder: Path, case: dict[str, Any]) -> content.Project:
    shutil.copytree(REPORTS[case.get("报告", "园区")], folder / "content")
    edits = case.get("改", [])
    for edit in [edits] if isinstance(edits, dict) else edits:
        if "原" not in edit:
            (folder / "content" / edit["文件"]).write_text(edit["为"], "utf-8")
            continue
        path = next(p for p in sorted(folder.rglob("*")) if p.as_posix().endswith(edit["文件"]))
        text = path.read_text("utf-8")
        assert edit["原"] in text, f"{edit['原']!r} does not stand in {path.name}"
        path.write_text(text.replace(edit["原"], edit["为"], 1), "utf-8")
    return content.locate(folder, None)


@pytest.mark.parametrize(("code", "case"), cases())
def test_a_rule_fires_and_stays_silent_as_its_case_says(
    code: str, case: dict[str, Any], tmp_path: Path
) -> None:
    proof = build.check(edited(tmp_path, case))
    found = [finding for finding in proof.findings if finding.code == code]
    if "应有" not in case:
        wanted = case["应无"]
        assert not [f for f in found if wanted is True or str(wanted) in f.message], found
        return
    wanted = case["应有"]
    assert found, [f"{f.code} {f.message}" for f in proof.findings]
    told = [finding for finding in found if wanted["含"] in finding.message]
    assert told, [finding.message for finding in found]
    if "行" in wanted:
        source = told[0].source
        line = proof.texts[source.file].split("\n")[source.line - 1]
        assert wanted["行"] in line, line


def test_every_rule_has_a_case_that_fires_and_one_that_is_silent() -> None:
    codes = {code for rule in checks.RULES for code in (rule.code, *getattr(rule, "also", ()))}
    assert len(codes) > 30
    written: dict[str, set[str]] = {}
    for path in HERE.glob("*.yaml"):
        for case in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader):
            if isinstance(case, dict):
                written.setdefault(path.stem, set()).update(case)
    for code in sorted(codes):
        assert "应有" in written.get(code, ()), f"{code}: no case that fires"
        assert "应无" in written.get(code, ()), f"{code}: no case that stays silent"
