"""One digit wrong at a time: what breaks a relation the report states is found at its place.

A reference of the clean report is replaced by the number it prints, with one digit changed, as if
someone had typed it; or a digit of a figure that others must agree with is changed. Seeded, so
that each run corrupts the same digits.
"""

import random
import re
import shutil
from pathlib import Path

import pytest
from msgspec import Struct

from docgen import build, content, figures, places
from docgen.figures.model import FigureKey
from docgen.figures.trace import dependents, users
from docgen.findings import Finding, Severity

ROOT = Path(__file__).parents[2]
REPORTS = (ROOT / "content", ROOT / "tests/samples/two-directions-nongye-2023")
WANTED = 300


class Corruption(Struct, frozen=True):
    """One digit changed in one file of a project: where, and the two texts."""

    file: str
    line: int
    before: str
    after: str
    start: int


def proof_of(folder: Path) -> build.Proof:
    return build.check(content.locate(folder, None))


def told(proof: build.Proof) -> set[tuple[str, str]]:
    return {(f.code, f.message) for f in proof.findings if f.severity > Severity.NOTE}


def related_keys(proof: build.Proof) -> set[FigureKey]:
    """Return the figures that something else agrees with: printed twice, or part of a relation."""
    assert proof.report
    assert proof.appraisal
    assert proof.manuscript
    known = proof.appraisal.figures
    everywhere = places.printed_places(proof.report, proof.appraisal, proof.manuscript)
    count: dict[FigureKey, int] = {}
    for place in everywhere:
        count[place.key] = count.get(place.key, 0) + 1
    using = users(known)
    return {
        key
        for key, figure in known.by_key.items()
        if count.get(key, 0) > 1
        or dependents(using, (key,))
        or (figure.entry is not None and figure.entry.equals is not None)
    }


def typed_numbers(folder: Path, proof: build.Proof, chance: random.Random) -> list[Corruption]:
    """Return corruptions of prose and form: a reference typed as a number with one wrong digit."""
    assert proof.report
    assert proof.appraisal
    assert proof.manuscript
    known, related = proof.appraisal.figures, related_keys(proof)
    found: list[Corruption] = []
    for place in places.printed_places(proof.report, proof.appraisal, proof.manuscript):
        figure = known.by_key.get(place.key)
        if place.key not in related or figure is None or not place.text or place.part == "资金表":
            continue
        digits = [i for i, c in enumerate(place.text) if c.isdecimal()]
        text = (folder / place.source.file).read_text("utf-8").split("\n")[place.source.line - 1]
        start = place.source.column - 1
        reference = re.match(r"\{\{.*?\}\}", text[start:])
        if not digits or reference is None or isinstance(figure.value, str):
            continue
        for _ in range(3):
            at = chance.choice(digits)
            new = chance.choice([d for d in "123456789" if d != place.text[at]])
            wrong = place.text[:at] + new + place.text[at + 1 :]
            found.append(
                Corruption(place.source.file, place.source.line, reference[0], wrong, start)
            )
    return found


def corrupted(folder: Path, corruption: Corruption) -> str:
    """Write one corruption, and return the text that stood in the file before."""
    path = folder / corruption.file
    text = path.read_text("utf-8")
    rows = text.split("\n")
    row, start = rows[corruption.line - 1], corruption.start
    assert row[start:].startswith(corruption.before)
    rows[corruption.line - 1] = (
        row[:start] + corruption.after + row[start + len(corruption.before) :]
    )
    path.write_text("\n".join(rows), "utf-8")
    return text


def at_the_place(finding: Finding, corruption: Corruption) -> bool:
    spots = (finding.source, *(other.source for other in finding.related))
    return any(s.file == corruption.file and s.line == corruption.line for s in spots)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, build.Proof]]:
    made = []
    for number, report in enumerate(REPORTS):
        folder = tmp_path_factory.mktemp(f"clean{number}")
        shutil.copytree(report, folder / "content", ignore=shutil.ignore_patterns("output"))
        made.append((folder, proof_of(folder)))
    return made


def test_the_clean_reports_have_no_error_and_few_warnings(
    clean: list[tuple[Path, build.Proof]],
) -> None:
    for _, proof in clean:
        assert proof.errors == 0, proof.findings
        assert sum(f.severity is Severity.WARNING for f in proof.findings) <= 5


@pytest.mark.long
def test_nineteen_in_twenty_wrong_digits_are_found_at_their_place(
    clean: list[tuple[Path, build.Proof]],
) -> None:
    chance = random.Random(20201231)  # noqa: S311 (a seed, not a secret)
    tried: list[tuple[Path, build.Proof, Corruption]] = []
    for folder, proof in clean:
        tried += [(folder, proof, c) for c in typed_numbers(folder, proof, chance)]
    chance.shuffle(tried)
    tried = tried[:WANTED]
    assert len(tried) >= 100
    missed = []
    for folder, proof, corruption in tried:
        before = corrupted(folder, corruption)
        now = proof_of(folder)
        (folder / corruption.file).write_text(before, "utf-8")
        fresh = [f for f in now.findings if (f.code, f.message) not in told(proof)]
        fresh = [f for f in fresh if f.severity > Severity.NOTE]
        if not any(at_the_place(finding, corruption) for finding in fresh):
            missed.append(corruption)
    rate = 1 - len(missed) / len(tried)
    assert rate >= 0.95, (rate, len(tried), missed[:20])


def test_a_figure_that_must_agree_with_others_is_told_when_it_does_not(
    clean: list[tuple[Path, build.Proof]],
) -> None:
    chance = random.Random(7)  # noqa: S311 (a seed, not a secret)
    missed, tried = [], 0
    for folder, proof in clean:
        assert proof.appraisal
        for figure in proof.appraisal.figures.by_key.values():
            equals = figure.entry.equals if figure.entry else None
            text = figure.entry.value if figure.entry else None
            if equals is None or text is None:
                continue
            digits = [i for i, c in enumerate(text.content) if c.isdecimal()]
            for _ in range(4):
                at = chance.choice(digits)
                new = chance.choice([d for d in "123456789" if d != text.content[at]])
                wrong = text.content[:at] + new + text.content[at + 1 :]
                corruption = Corruption(
                    text.source.file, text.source.line, text.content, wrong, text.source.column - 1
                )
                before = corrupted(folder, corruption)
                fresh = [f for f in proof_of(folder).findings if f.code.startswith("FIG")]
                (folder / corruption.file).write_text(before, "utf-8")
                tried += 1
                if not any(at_the_place(finding, corruption) for finding in fresh):
                    missed.append(corruption)
    assert tried > 8
    assert not missed


def test_the_figures_room_knows_what_depends_on_what(
    clean: list[tuple[Path, build.Proof]],
) -> None:
    _, proof = clean[0]
    assert proof.appraisal
    found = figures.find(proof.appraisal.figures, "支出", "园区建设专项")
    assert found is not None
    assert found.members
