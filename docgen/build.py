"""The whole line, in order: from a folder of content to a finished report (生成).

    content → figures → scoring → narrative → checks → word → compose → output

Each station is a function from frozen values to frozen values, and each returns what it has
found beside what it made. Files are read in `content.load` and `word.template_bytes`, and
written in `output.save_output`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

from docgen import checks, compose, content, figures, output, scoring, word
from docgen.content.files import is_file
from docgen.document import Manuscript, TemplateContract
from docgen.findings import DocgenError, Finding, Severity, error, in_submission
from docgen.last_year import last_year_findings, unread_finding
from docgen.memo import Memo
from docgen.narrative.manuscript import is_refused, report_manuscript
from docgen.project_results import (
    FileMemo,
    PieceMemo,
    ProjectMemo,
    cleaned_template,
    lasting_template,
)
from docgen.report import Report, Text, Waiver
from docgen.scoring.model import Appraisal

STANDARD_TEMPLATE = "绩效自评报告.docx"


class Proof(Struct, frozen=True):
    """A report computed and checked, not yet printed (校核结果).

    `report` and what follows it are None when the content could not be read; `texts` holds
    every file that was read, for messages that show a line of it. `whole` is False when a part
    is missing or was only guessed at: its errors are told, but nothing is printed. `waived` are
    the findings set aside, each with the reason its author gave: they block nothing. `threshold`
    is 送审门槛.
    """

    project: content.Project
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]
    report: Report | None = None
    appraisal: Appraisal | None = None
    manuscript: Manuscript | None = None
    template: word.Template | None = None
    whole: bool = True
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    threshold: Severity = Severity.ERROR

    @property
    def errors(self) -> int:
        """How many 错误 there are."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def blocking(self) -> int:
        """How many findings keep the report from being submitted (送审门槛)."""
        return sum(finding.severity >= self.threshold for finding in self.findings)


class Built(Struct, frozen=True):
    """A report printed to a file (成稿), or the reason why there is none."""

    proof: Proof
    saved: output.Saved | None = None


def check(
    project: content.Project,
    *,
    strict: bool = False,
    final: bool = False,
    memo: Memo | None = None,
) -> Proof:
    """Take the line up to the checks: read, compute, score, compare; write nothing.

    `strict` is 送审门槛 and 数字检查 at 警告, whatever report.yaml says; `final` weighs each
    finding as a submission does. A `memo` spares making again what did not change; the result is
    the same without one.
    """
    memo = memo or Memo()
    call = ProjectMemo(memo)
    loaded = content.load(project, FileMemo(memo))
    if loaded.report is None:
        return Proof(project, _sorted(loaded.findings), loaded.texts, whole=False)
    report = _strict(loaded.report) if strict else loaded.report
    template, in_template = _template(report, memo)
    numbers, in_figures = figures.resolve(report)
    appraisal, in_scores = scoring.appraise(report, numbers, _scheme(report, memo), call)
    manuscript, in_prose = report_manuscript(
        report,
        appraisal,
        numbered=not (template and template.contract.numbered_headings),
        call=call,
    )
    contract = template.contract if template else TemplateContract("", (), frozenset())
    in_checks = checks.findings(report, appraisal, manuscript, contract, loaded.texts, call)
    beside_last_year = _beside_last_year(report, appraisal, manuscript)
    found = (
        *loaded.findings, *in_template, *in_figures, *in_scores, *in_prose, *in_checks,
        *beside_last_year,
    )  # fmt: skip
    weighed = checks.weighed(report, found)
    kept = map(in_submission, weighed.kept) if final else weighed.kept
    return Proof(
        project, _sorted(kept), loaded.texts,
        report, appraisal, manuscript, template,
        loaded.whole and not is_refused(in_prose), weighed.waived, _threshold(report),
    )  # fmt: skip


def build(
    project: content.Project,
    *,
    final: bool = False,
    strict: bool = False,
    to: Path | None = None,
    memo: Memo | None = None,
) -> Built:
    """Take the whole line: a draft where the content can be read, a submission if nothing blocks.

    Raises DocgenError where the file cannot be written.
    """
    memo = memo or Memo()
    proof = check(project, strict=strict, final=final, memo=memo)
    if not proof.whole or proof.template is None or (final and proof.blocking):
        return Built(proof)
    data, in_document = document(proof, memo)
    if data is None:
        return Built(_with(proof, in_document))
    name = output.file_name(title(proof), draft=not final)
    target = to or output.output_path(project.root, name)
    saved = output.save_output(target, data, _shown(target, project.root), draft=not final)
    output.remove_litter(_folders(proof))
    if final:
        told = (*saved.findings, *output.unread_draft(target))
        saved = structs.replace(saved, findings=told)
    return Built(_with(proof, (*in_document, *saved.findings)), saved)


def document(proof: Proof, memo: Memo | None = None) -> tuple[bytes | None, tuple[Finding, ...]]:
    """Print the report: the bytes of the .docx, or None and what is wrong with the template."""
    if not (proof.report and proof.appraisal and proof.manuscript and proof.template):
        return None, ()
    try:
        package, found = compose.composed(
            proof.report,
            proof.appraisal,
            proof.manuscript,
            proof.template,
            PieceMemo(memo or Memo()),
        )
    except DocgenError as problem:
        return None, problem.findings
    data = package.data()
    shown, unchanged = proof.template.contract.file, package.unchanged
    faults = word.faults(data, shown, trusted=unchanged, printed=package.scanned)
    return (None if faults else data), (*found, *faults)


def _beside_last_year(
    report: Report, appraisal: Appraisal, manuscript: Manuscript
) -> tuple[Finding, ...]:
    """Return what the report says beside last year's, which is read as it lies there."""
    named = report.settings.previous
    if named is None:
        return ()
    try:
        previous = _other_report(Path(report.root), named.content.strip())
    except DocgenError as problem:
        return (unread_finding(named, problem),)
    numbers, _ = figures.resolve(previous)
    scored, _ = scoring.appraise(previous, numbers, _scheme(previous, Memo()))
    written, _ = report_manuscript(previous, scored)
    return last_year_findings(report, (appraisal, manuscript), (scored, written))


def _other_report(start: Path, folder: str) -> Report:
    """Return the report of another project. Raises DocgenError where it cannot be read."""
    loaded = content.load(content.locate(start, folder))
    if loaded.report is None:
        raise DocgenError(*loaded.findings)
    return loaded.report


def title(proof: Proof) -> str:
    """Return what the output is named after: the report's title, or that and a 支出方向."""
    name = str(proof.manuscript.title) if proof.manuscript else ""
    return f"{name}（{proof.project.only}）" if proof.project.only else name


def _folders(proof: Proof) -> frozenset[Path]:
    """Return the folders where `new` and `check --fix` write, which can be cut off as well."""
    root, content = Path(proof.project.root), Path(proof.project.folder)
    return frozenset((root, content / ".schema", *(root / Path(f).parent for f in proof.texts)))


def _strict(report: Report) -> Report:
    asked = Text(Severity.WARNING.label, (report.source,))
    settings = structs.replace(report.settings, strictness=asked, threshold=asked)
    return structs.replace(report, settings=settings)


def _scheme(report: Report, memo: Memo) -> scoring.SchemeReading:
    inputs = report.settings.scheme, report.schemes, report.source
    return memo.made("评分办法", inputs, lambda: scoring.scheme_of(*inputs), scoring.SchemeReading)


def _threshold(report: Report) -> Severity:
    asked = report.settings.threshold
    is_warning = asked is not None and asked.content.strip() == Severity.WARNING.label
    return Severity.WARNING if is_warning else Severity.ERROR


def _template(report: Report, memo: Memo) -> tuple[word.Template | None, tuple[Finding, ...]]:
    asked = report.settings.template
    name = asked.content if asked else STANDARD_TEMPLATE
    source = asked.source if asked else report.source
    path, shown = _template_path(report.root, name)
    if path is None:
        message = f"找不到模板《{name}》"
        advice = "把它放进 templates 文件夹；随 docgen 带的有：" + "、".join(shipped_templates())
        return None, (error("TPL01", source, message, advice),)
    try:
        data = word.template_bytes(path, shown)
        cleaned = cleaned_template(memo, data, shown)
        asked_clean = report.settings.cleaning is not None
        template = lasting_template(memo, cleaned.data if asked_clean else data, shown)
    except DocgenError as problem:
        return None, problem.findings
    faults = word.template_faults(template, frozenset(_given_details(report)))
    return template, (*faults, *word.trace_findings(cleaned.traces, shown, cleaned=asked_clean))


def _given_details(report: Report) -> Iterator[str]:
    """Yield the names under which a template may print what authors wrote of their own."""
    yield from (f"报告.{name}" for name in report.details)
    yield from (f"支出方向.{name}" for each in report.projects for name in each.details)


def _template_path(root: str, name: str) -> tuple[Path | None, str]:
    own = Path(root, "templates", name)
    if Path(name).name == name:
        if is_file(own):
            return own, f"templates/{name}"
        for folder in template_folders():
            if is_file(folder / name):
                return folder / name, name
    return None, name


def template_folders() -> tuple[Path, ...]:
    """Where templates shipped with docgen lie: in the wheel, or in a checkout beside it."""
    here = Path(__file__).resolve().parent
    return (here / "templates", here.parent / "templates")


def shipped_templates() -> tuple[str, ...]:
    """Return the names of the templates that come with docgen."""
    names = {path.name for folder in template_folders() for path in folder.glob("*.docx")}
    return tuple(sorted(name for name in names if not name.startswith("~$")))


def _shown(path: Path, root: str) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.order))


def _with(proof: Proof, found: tuple[Finding, ...]) -> Proof:
    return structs.replace(proof, findings=_sorted((*proof.findings, *found)))
