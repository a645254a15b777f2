"""How fast docgen is beside others on the same work, in one run (测速). Prints ratios.

python tests/benchmarks/run.py [--quick]
"""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import peers
import work
import yaml

from docgen import batch, build, checks, content, figures, narrative, scoring, word
from docgen.content import exact_yaml

QUICK = "--quick" in sys.argv


def best(action: Callable[[], object], times: int = 7) -> float:
    """Return the least seconds of CPU that an action took."""
    found = []
    for _ in range(2 if QUICK else times):
        gc.collect()
        begun = time.process_time()
        action()
        found.append(time.process_time() - begun)
    return min(found)


def process(*command: str, cwd: Path, times: int = 7) -> float:
    """Return the least seconds a process took from start to end."""
    found = []
    for _ in range(2 if QUICK else times):
        begun = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=False, capture_output=True)
        found.append(time.perf_counter() - begun)
    return min(found)


def told(name: str, ours: float, theirs: float, target: str) -> None:
    """Print one line of the table."""
    times = f"{ours * 1000:>10.1f} ms{theirs * 1000:>10.1f} ms"
    print(f"{name:<44}{times}{ours / theirs:>8.2f} ×  {target}")


def built(folder: Path) -> bytes:
    """Build a project and return its bytes."""
    proof = build.check(content.locate(folder, None))
    data, faults = build.document(proof)
    assert data is not None, (proof.findings, faults)
    return data


def cold(name: str, folder: Path, parts: int, scratch: Path, target: str) -> None:
    """Compare whole processes, docgen's cache warm."""
    printed = scratch / f"{name}.docx"
    printed.write_bytes(built(folder))
    plain = scratch / "plain.docx"
    peers.template(plain)
    build_command = (sys.executable, "-m", "docgen", "build")
    subprocess.run(build_command, cwd=folder, check=False, capture_output=True)
    ours = process("sh", "-c", f"rm -rf output; {sys.executable} -m docgen build", cwd=folder)
    for kind in ("subdoc", "rich"):
        peer = (sys.executable, str(Path(peers.__file__)), str(plain), str(scratch / "p.docx"),
                str(printed), kind, str(parts))  # fmt: skip
        told(f"{name} cold : docxtpl {kind}", ours, process(*peer, cwd=scratch), target)
    if shutil.which("pandoc"):
        text = scratch / f"{name}.md"
        text.write_text(peers.markdown(peers.words(printed.read_bytes())), "utf-8")
        command = ("pandoc", str(text), "-o", str(scratch / "pandoc.docx"))
        told(f"{name} cold : pandoc", ours, process(*command, cwd=scratch), "")


def warm(name: str, folder: Path, parts: int, scratch: Path, target: str) -> None:
    """Compare a build after one changed figure with docxtpl's rendering alone."""
    project, memory = content.locate(folder, None), narrative.Memory()
    build.build(project, memory=memory)
    turn = iter(range(1000))

    def again() -> None:
        work.change(folder, next(turn))
        build.build(project, memory=memory)

    ours = best(again)
    read = peers.words((scratch / f"{name}.docx").read_bytes())
    plain = scratch / "plain.docx"
    for rich in (False, True):
        theirs = best(
            lambda rich=rich: peers.docxtpl(plain, scratch / "p.docx", read, parts, rich=rich)
        )
        kind = "rich" if rich else "subdoc"
        told(f"{name} one figure changed : docxtpl {kind}", ours, theirs, target)


def batches(folder: Path, scratch: Path) -> None:
    """Compare documents per second, one process, and what a second process adds."""
    count = 20 if QUICK else 200
    os.environ["DOCGEN_CACHE"] = str(scratch / "cache")
    projects = [str(path) for path in work.many(folder, count)]
    begun = time.perf_counter()
    made = list(batch.outcomes(projects, final=False, executor=None))
    single = time.perf_counter() - begun
    assert all(outcome.made for outcome in made)
    read = peers.words((scratch / "W1.docx").read_bytes())
    plain = scratch / "plain.docx"
    theirs = best(lambda: peers.docxtpl(plain, scratch / "p.docx", read, 1, rich=False))
    told("W3 a document : docxtpl subdoc render", single / count, theirs, "≤ 0.25 ×")
    shutil.rmtree(scratch / "cache")
    with batch.pool(2) as pool:
        begun = time.perf_counter()
        list(batch.outcomes(projects, final=False, executor=pool, workers=2))
        double = time.perf_counter() - begun
    print(f"W3 two processes{'':<28}{single / double:>8.2f} × one process  ≥ 1.7 ×")


def parts_of_a_build(folder: Path) -> None:
    """Print what reading, checking and the structural check cost."""
    proof = build.check(content.locate(folder, None))
    assert proof.report
    assert proof.appraisal
    assert proof.manuscript
    assert proof.template
    whole = best(lambda: built(folder))
    data, _ = build.document(proof)
    assert data
    sound = best(lambda: word.faults(data, "x", trusted=proof.template.package.unchanged))
    told("structural check : build", sound, whole, "≤ 0.10 ×")
    numbers, _ = figures.resolve(proof.report)
    appraisal, _ = scoring.appraise(proof.report, numbers)
    manuscript, _ = narrative.manuscript(proof.report, appraisal)
    checked = best(
        lambda: checks.findings(
            proof.report, appraisal, manuscript, proof.template.contract, proof.texts
        )
    )
    told("all checks : build", checked, whole, "")
    text = "".join(text for name, text in proof.texts.items() if name.endswith(".yaml"))
    files = [text for name, text in proof.texts.items() if name.endswith(".yaml")]
    ours = best(lambda: [exact_yaml.compose(each, "x") for each in files])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    theirs = best(lambda: [yaml.load(each, loader) for each in files])  # noqa: S506 (CSafeLoader is the peer)
    told(f"YAML with places ({len(text)} characters) : CSafeLoader", ours, theirs, "≤ 1.0 ×")


def memory_growth(scratch: Path) -> None:
    """Print the peak of memory while printing 500 支出方向, beside 50."""
    peaks = []
    for count in (10, 100) if QUICK else (50, 500):
        folder = work.fifty(scratch / f"m{count}", count)
        proof = build.check(content.locate(folder, None))
        tracemalloc.start()
        build.document(proof)
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    print(f"peak memory of printing, ten times the 支出方向: {peaks[0]:.0f} → {peaks[1]:.0f} MB")


def main() -> None:
    """Run it all in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ["DOCGEN_CACHE"] = str(scratch / "kept")
        print(f"{'work':<44}{'docgen':>13}{'other':>13}{'ratio':>10}  target")
        first = work.one(scratch / "w1")
        cold("W1", first, 1, scratch, "≤ 0.8 ×")
        warm("W1", first, 1, scratch, "≤ 0.5 ×")
        second = work.fifty(scratch / "w2", 5 if QUICK else 50)
        cold("W2", second, 50, scratch, "≤ 1.0 × rich")
        warm("W2", second, 50, scratch, "≤ 0.1 × rich")
        parts_of_a_build(second)
        batches(scratch / "w3", scratch)
        memory_growth(scratch)


if __name__ == "__main__":
    main()
