"""Rules of years, lengths, sections and phrases: each fires and stays silent.

The cases are written as those of test_checks_cases.py; the rules are called here directly, so
that they are tested before and after `checks.RULES` holds them.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import build, checks, content
from docgen.checks import AnyRule
from docgen.checks.certain import report_shape
from docgen.checks.passages import project_units, report_units, unit_setting
from docgen.checks.read import name_readings, wording, years
from docgen.checks.rule import ReadRule, as_findings
from docgen.document import TemplateContract
from docgen.findings import Finding, Severity

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
CODES = frozenset(path.stem for path in (HERE / "words").glob("*.yaml"))
OF_WORDS = (*years.RULES, *wording.RULES)
OF_BOTH = (*report_shape.RULES, *name_readings.RULES)
RULES = {rule.code: rule for rule in (*OF_WORDS, *OF_BOTH) if rule.code in CODES}


def cases() -> list[Any]:
    found = []
    for path in sorted((HERE / "words").glob("*.yaml")):
        read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        found += [pytest.param(path.stem, c, id=f"{path.stem}-{c['说明']}") for c in read]
    return found


def looked_at(folder: Path, edits: list[dict[str, str]]) -> tuple[checks.Subject, build.Proof]:
    shutil.copytree(CONTENT, folder / "content")
    for edit in edits:
        path = next(p for p in sorted(folder.rglob("*")) if p.as_posix().endswith(edit["文件"]))
        text = path.read_text("utf-8")
        assert edit["原"] in text, f"{edit['原']!r} does not stand in {path.name}"
        path.write_text(text.replace(edit["原"], edit["为"], 1), "utf-8")
    proof = build.check(content.locate(folder, None))
    assert proof.report is not None
    assert proof.appraisal is not None
    assert proof.manuscript is not None
    contract = proof.template.contract if proof.template else TemplateContract("", (), frozenset())
    report, prose, known = proof.report, proof.manuscript, proof.appraisal.figures
    setting = unit_setting(report)
    units = report_units(known, (prose.title, report.title.source), prose.sections, setting)
    for project, text in zip(report.projects, prose.projects, strict=True):
        units += project_units(known, text, project.source, setting)
    subject = checks.subject(
        proof.report, proof.appraisal, proof.manuscript, contract, proof.texts, units
    )
    return subject, proof


def found_by(rule: AnyRule, subject: checks.Subject) -> list[Finding]:
    if isinstance(rule, ReadRule):
        found = (each for prose in subject.units for each in rule.function(prose))
        return list(as_findings(found))
    return list(as_findings(rule.function(subject)))


@pytest.mark.parametrize(("code", "case"), cases())
def test_a_rule_of_words_fires_and_stays_silent_as_its_case_says(
    code: str, case: dict[str, Any], tmp_path: Path
) -> None:
    subject, proof = looked_at(tmp_path, case.get("改", []))
    rule = RULES[code]
    found = found_by(rule, subject)
    assert {finding.code for finding in found} <= {code}
    if "应有" not in case:
        assert not found, found
        return
    wanted = case["应有"]
    told = [finding for finding in found if wanted["含"] in finding.message]
    assert told, [finding.message for finding in found]
    if "行" in wanted:
        source = told[0].source
        assert wanted["行"] in proof.texts[source.file].split("\n")[source.line - 1]
    if "改成" in wanted:
        fix = told[0].fix
        assert fix is not None
        assert [edit.replacement for edit in fix.edits] == wanted["改成"]


def test_every_file_of_cases_is_of_a_rule() -> None:
    assert RULES.keys() == CODES


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_of_words_has_cases_both_ways(code: str) -> None:
    read = yaml.load((HERE / "words" / f"{code}.yaml").read_text("utf-8"), yaml.CSafeLoader)
    written = {key for case in read for key in case}
    assert {"应有", "应无"} <= written


def test_the_clean_report_gets_at_most_one_warning_from_rules_of_words(tmp_path: Path) -> None:
    subject, _ = looked_at(tmp_path, [])
    found = [f for rule in RULES.values() for f in found_by(rule, subject)]
    loud = [f for f in found if f.severity > Severity.NOTE]
    assert len(loud) <= 1, loud
