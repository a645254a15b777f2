"""How fast docgen is beside others on the same work, in one run (测速). Prints ratios.

python tests/benchmarks/run.py [--quick]
"""

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import peers
import work
import yaml

from docgen import batch, build, checks, compose, content, word
from docgen.content.yaml.reading import composed
from docgen.memo import Memo
from docgen.word.returned.file_reading import reading

QUICK = "--quick" in sys.argv
TRIES = 3 if QUICK else 5
TIME = time.process_time


def best(*actions: Callable[[], object]) -> list[float]:
    """Return the least seconds of CPU of each action, tried in turn in one weather."""
    found: list[list[float]] = [[] for _ in actions]
    for _ in range(TRIES):
        for action, times in zip(actions, found, strict=True):
            gc.collect()
            begun = TIME()
            action()
            times.append(TIME() - begun)
    return [min(times) for times in found]


class Processes:
    """Runs commands as a user would: with bytecode beside the source, docgen's cache warm."""

    def __init__(self, scratch: Path) -> None:
        """Keep bytecode in the scratch folder."""
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        source = str(Path(build.__file__).parents[1])
        self.surroundings = {**kept, "PYTHONPYCACHEPREFIX": str(scratch), "PYTHONPATH": source}

    def best(self, folder: Path, *commands: tuple[str, ...], changing: bool = False) -> list[float]:
        """Return the least seconds of CPU of each command, tried in turn after a first run.

        `changing` changes a figure before each round.
        """
        found: list[list[float]] = [[] for _ in commands]
        for turn in range(TRIES + 1):
            for command, times in zip(commands, found, strict=True):
                shutil.rmtree(folder / "output", ignore_errors=True)
                if changing:
                    work.change(folder, 100 + turn)
                before = _children()
                subprocess.run(
                    command, cwd=folder, env=self.surroundings, check=False, capture_output=True
                )
                times.append(_children() - before)
        return [min(times[1:]) for times in found]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def told(name: str, ours: float, theirs: float, target: str = "") -> None:
    """Print one line of the table."""
    times = f"{ours * 1000:>10.1f} ms{theirs * 1000:>10.1f} ms"
    print(f"{name:<46}{times}{ours / theirs:>8.2f} ×  {target}", flush=True)


def given(folder: Path, path: Path) -> dict[str, list]:
    """Build a project, and keep what it prints as paragraphs and rows for the others."""
    proof = build.check(content.locate(folder, None))
    data, faults = build.document(proof)
    assert data is not None, (proof.findings, faults)
    read = reading(data)
    rows = [
        [*map(str, row), *[""] * peers.COLUMNS][: peers.COLUMNS]
        for grid in read.grids
        for row in grid.rows
    ]
    done = {"paragraphs": [line.text for line in read.lines if not line.table], "rows": rows}
    path.write_text(json.dumps(done, ensure_ascii=False), "utf-8")
    path.with_suffix(".md").write_text(_markdown(done), "utf-8")
    return done


def _markdown(done: dict[str, list]) -> str:
    rows = [" | ".join(" ".join(cell.split()) for cell in row) for row in done["rows"]]
    head = ["|".join("甲" * peers.COLUMNS), "|".join(["---"] * peers.COLUMNS)]
    return "\n\n".join((*done["paragraphs"], "\n".join((*head, *rows))))


def cold(name: str, folder: Path, parts: int, scratch: Path, target: str) -> None:
    """Compare whole processes: with nothing changed since the run before, and one figure."""
    data = scratch / f"{name}.json"
    given(folder, data)
    script, source, made = peers.__file__, str(scratch / "plain.docx"), str(scratch / "p.docx")
    kinds = ("subdoc", "rich", "python-docx")
    others = {
        kind: (sys.executable, script, kind, str(parts), str(data), source, made) for kind in kinds
    }
    if shutil.which("pandoc"):
        others["pandoc"] = ("pandoc", str(data.with_suffix(".md")), "-o", made)
    docgen = (sys.executable, "-m", "docgen", "build")
    processes = Processes(scratch / "pyc")
    ours, *times = processes.best(folder, docgen, *others.values())
    (changed,) = processes.best(folder, docgen, changing=True)
    for kind, theirs in zip(others, times, strict=True):
        told(f"{name} cold : {kind}", ours, theirs, target if kind in target else "")
        told(f"{name} cold, one figure changed : {kind}", changed, theirs)


def warm(name: str, folder: Path, parts: int, scratch: Path, target: str) -> None:
    """Compare a build after one changed figure with docxtpl's rendering alone."""
    project, memo = content.locate(folder, None), Memo()
    data = json.loads((scratch / f"{name}.json").read_text("utf-8"))
    turn = iter(range(1000))
    plain, made = scratch / "plain.docx", scratch / "p.docx"

    def again() -> None:
        work.change(folder, next(turn))
        assert build.build(project, memo=memo).saved
        memo.save()

    again()
    ours, *times = best(
        again,
        lambda: peers.docxtpl(plain, made, data, parts, "subdoc"),
        lambda: peers.docxtpl(plain, made, data, parts, "rich"),
    )
    for kind, theirs in zip(("subdoc", "rich"), times, strict=True):
        told(f"{name} one figure changed : {kind}", ours, theirs, target if kind in target else "")


def batches(folder: Path, scratch: Path) -> None:
    """Compare documents per second, one process, and what a second process adds."""
    count = 40 if QUICK else 500
    projects = [str(path) for path in work.many(folder, count)]
    seconds = []
    for workers in (1, 2):
        os.environ["DOCGEN_CACHE"] = str(scratch / f"cache{workers}")
        for path in projects:
            shutil.rmtree(Path(path, "output"), ignore_errors=True)
        begun = time.perf_counter()
        if workers == 1:
            made = list(batch.all_outcomes(projects, final=False, executor=None))
        else:
            with batch.process_pool(workers) as pool:
                running = batch.all_outcomes(projects, final=False, executor=pool, workers=workers)
                made = list(running)
        assert all(outcome.made for outcome in made)
        seconds.append(time.perf_counter() - begun)
    data = json.loads((scratch / "W1.json").read_text("utf-8"))
    plain, made_by_them = scratch / "plain.docx", scratch / "p.docx"
    (theirs,) = best(lambda: peers.docxtpl(plain, made_by_them, data, 1, "subdoc"))
    told("W3 a document : subdoc", seconds[0] / count, theirs, "≤ 0.25 ×")
    print(f"W3 two processes{'':<52}{seconds[0] / seconds[1]:>8.2f} × one process  ≥ 1.7 ×")


def parts_of_a_build(folder: Path) -> None:
    """Print what reading, checking and the structural check cost."""
    project = content.locate(folder, None)
    proof = build.check(project)
    assert proof.report
    assert proof.appraisal
    assert proof.manuscript
    assert proof.template
    report, appraisal, manuscript = proof.report, proof.appraisal, proof.manuscript
    template = proof.template

    def printed() -> None:
        package, _ = compose.composed(report, appraisal, manuscript, template)
        data, trusted = package.data(), package.unchanged
        assert not word.faults(data, "x", trusted=trusted, printed=package.scanned)

    def unseen() -> None:
        with mock.patch("docgen.word.soundness.part_scan.PartScan.read"):
            compose.composed(report, appraisal, manuscript, template)[0].data()

    whole, looked_at, blind, checked = best(
        lambda: build.document(build.check(project)),
        printed,
        unseen,
        lambda: checks.findings(report, appraisal, manuscript, template.contract, proof.texts),
    )
    told("W2 structural check : build", looked_at - blind, whole, "≤ 0.20 ×")
    told("W2 all checks : build", checked, whole)
    files = [text for name, text in proof.texts.items() if name.endswith(".yaml")]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    ours, theirs = best(
        lambda: [composed(each, "x") for each in files],
        lambda: [yaml.load(each, loader) for each in files],  # noqa: S506 (the peer is safe)
    )
    told(f"YAML with places ({sum(map(len, files))} chars) : CSafeLoader", ours, theirs, "≤ 1.0 ×")


def growth(scratch: Path) -> None:
    """Compare a long table with others, and with a short one."""
    short, long = (50, 1000) if QUICK else (1000, 20_000)
    times = []
    for count in (short, short, long):  # the first one warms up
        folder = work.rows(scratch / f"rows{len(times)}", count)
        project = content.locate(folder, None)
        begun = TIME()
        made, faults = build.document(build.check(project))
        assert made, faults
        times.append(TIME() - begun)
    rows = [[f"甲乙丙{number}", "内容", "说明文字", *[""] * 6] for number in range(long)]
    data = {"paragraphs": ["概况"], "rows": rows}
    plain, target = scratch / "plain.docx", scratch / "p.docx"
    begun = TIME()
    peers.docxtpl(plain, target, data, 1, "rich")
    told(f"{long} rows : docxtpl", times[-1], TIME() - begun)
    print(f"{long} rows : {short} rows{'':<48}{times[-1] / times[1]:>8.1f} ×  ≤ 26")


def memory_growth(scratch: Path) -> None:
    """Print the peak of memory while printing 500 支出方向, beside 50."""
    peaks = []
    for count in (5, 50) if QUICK else (50, 500):
        proof = build.check(content.locate(work.fifty(scratch / f"m{count}", count), None))
        gc.collect()
        tracemalloc.start()
        data, faults = build.document(proof)
        assert data, faults
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    ratio = peaks[1] / peaks[0]
    print(
        f"peak of printing, 10 × 支出方向: {peaks[0]:.1f} → {peaks[1]:.1f} MB{ratio:>24.2f} × ≤ 1.5"
    )


def main() -> None:
    """Run it all in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ["DOCGEN_CACHE"] = str(scratch / "kept")
        peers.template(scratch / "plain.docx")
        print(f"{'work':<46}{'docgen':>13}{'other':>13}{'ratio':>10}  target")
        first = work.one(scratch / "w1")
        cold("W1", first, 1, scratch, "subdoc, rich ≤ 0.8 ×")
        warm("W1", first, 1, scratch, "subdoc, rich ≤ 0.5 ×")
        directions = 5 if QUICK else 50
        second = work.fifty(scratch / "w2", directions)
        cold("W2", second, directions, scratch, "rich ≤ 1.0 ×")
        warm("W2", second, directions, scratch, "rich ≤ 0.1 ×")
        parts_of_a_build(second)
        growth(scratch)
        memory_growth(scratch)
        batches(scratch / "w3", scratch)


if __name__ == "__main__":
    main()
