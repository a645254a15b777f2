"""What a clerk types wrong is supported, printed as typed with a finding, or refused: never silent.

A case of `<kind>.yaml` stands for a kind of slip. It changes the small right report in `base/`:
改 (文件, 原, 为; without 原 the whole file or one more), 删 (files or folders), 改名 (old: new).
Then it says what must come of it, at a draft or with 送审: true at a submission:

- 见: the codes that must be told, each with a part of its sentence or advice, `MDN24 缺少空行`;
- 处: where the first of them stands, as the end of `file:line` or `file:line:column`;
- 不见: codes that must not be told; 只见: the 错误 and 警告 told are these codes, no others;
- 印 / 不印: what the printed text holds, and what it does not (a cell or paragraph per line);
- 成稿: whether a file is made.
"""

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from docgen import build, content
from docgen.findings import Finding, Severity

HERE = Path(__file__).parent
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def slip_cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or []
        found += [pytest.param(case, id=f"{path.stem}-{case['说明']}") for case in read]
    return found


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def changed_report(folder: Path, case: dict[str, Any]) -> content.Project:
    shutil.copytree(HERE / "base", folder, dirs_exist_ok=True)
    for old, new in case.get("改名", {}).items():
        (folder / "content" / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / old).rename(folder / "content" / new)
    for name in as_list(case.get("删")):
        path = folder / "content" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for edit in as_list(case.get("改")):
        path = folder / "content" / edit["文件"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "原" in edit:
            text = path.read_text("utf-8")
            assert edit["原"] in text, f"{edit['原']!r} does not stand in {path.name}"
            path.write_text(text.replace(edit["原"], edit["为"], 1), "utf-8")
        else:
            path.write_text(edit["为"], "utf-8")
    return content.locate(folder, None)


def printed_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [n for n in package.namelist() if re.match(r"word/(document|footnotes)\.xml", n)]
        trees = [etree.fromstring(package.read(name)) for name in names]
    paragraphs = (p for tree in trees for p in tree.iter(f"{W}p"))
    return "\n".join("".join(paragraph_texts(p)) for p in paragraphs)


def paragraph_texts(paragraph: etree._Element) -> list[str]:
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return [e.text or "" if e.tag == f"{W}t" else signs.get(e.tag, "") for e in paragraph.iter()]


def told(finding: Finding) -> str:
    place = f"{finding.severity.label} {finding.source} {finding.code}"
    return f"{place} {finding.message} → {finding.advice}"


def is_wanted(finding: Finding, wanted: str) -> bool:
    code, _, part = wanted.partition(" ")
    return finding.code == code and part in f"{finding.message} {finding.advice}"


@pytest.mark.parametrize("case", slip_cases())
def test_a_slip_is_read_or_told(case: dict[str, Any], tmp_path: Path) -> None:
    project = changed_report(tmp_path, case)
    built = build.build(project, final=bool(case.get("送审")))
    findings = built.proof.findings
    everything = "\n".join(map(told, findings))
    for wanted in as_list(case.get("见")):
        assert any(is_wanted(f, wanted) for f in findings), f"{wanted} is not told:\n{everything}"
    for code in as_list(case.get("不见")):
        assert not [f for f in findings if f.code == code], everything
    if "只见" in case:
        serious = {f.code for f in findings if f.severity > Severity.NOTE}
        assert serious == set(as_list(case["只见"])), everything
    if "处" in case:
        first = next(f for f in findings if is_wanted(f, as_list(case["见"])[0]))
        assert f"{case['处']}:" in f"{first.source}:", everything
    if "成稿" in case:
        assert (built.saved is not None) is case["成稿"], everything
    if "印" in case or "不印" in case:
        assert built.saved is not None, everything
        text = printed_text(Path(built.saved.path).read_bytes())
        for part in as_list(case.get("印")):
            assert part in text, f"{part!r} is not printed:\n{text}\n{everything}"
        for part in as_list(case.get("不印")):
            assert part not in text, f"{part!r} is printed:\n{text}\n{everything}"


def test_the_report_without_slips_says_nothing(tmp_path: Path) -> None:
    project = changed_report(tmp_path, {})
    found = [f for f in build.check(project, final=True).findings if f.severity > Severity.NOTE]
    assert not found, "\n".join(map(told, found))
