"""Many reports at once (批量): one job per project, whatever runs the jobs.

A job is a plain function of a folder, so that one process, a pool of processes and a Dask cluster
run the same code through the interface of `concurrent.futures`. One bad project never stops the
others; what did not change since the last run is not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec
from msgspec import Struct

from docgen import __version__, build, cache, content, output
from docgen.findings import DocgenError, Finding, Severity
from docgen.memory import Memory

CHUNKS_PER_WORKER = 4
LARGEST_CHUNK = 8  # projects: progress is told, and an interruption heeded, after each chunk
SHARING = 64  # projects with one memory, which grows with them
# Pictures and workbooks may lie beside the content; of evidence it matters that it is there.
_READ = frozenset((".png", ".jpg", ".jpeg", ".gif", ".xlsx"))
SERIAL_BELOW = 24  # projects: about what one process makes while a pool starts


class Outcome(Struct, frozen=True):
    """What became of one project: scores for the summary, the worst of its findings in words."""

    folder: str
    name: str = ""
    output: str = ""
    score: str = ""
    grade: str = ""
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    codes: tuple[str, ...] = ()
    first: str = ""
    made: bool = False
    fresh: bool = True


def outcomes(
    folders: Sequence[str], *, final: bool, executor: Executor | None, workers: int = 1
) -> Iterator[Outcome]:
    """Yield the outcome of each project as it is done; without an executor in this process."""
    if executor is None:
        for first in range(0, len(folders), SHARING):
            memory = Memory()
            for folder in folders[first : first + SHARING]:
                yield outcome(folder, final=final, memory=memory)
        return
    size = max(1, min(LARGEST_CHUNK, len(folders) // (workers * CHUNKS_PER_WORKER)))
    chunks = iter([tuple(folders[i : i + size]) for i in range(0, len(folders), size)])
    # Whoever is interrupted waits for what runs: a pool is given little more than it works on.
    ahead = 2 * workers if isinstance(executor, ProcessPoolExecutor) else len(folders)
    running = {executor.submit(_chunk, chunk, final=final) for chunk in islice(chunks, ahead)}
    try:
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            more = islice(chunks, len(done))
            running |= {executor.submit(_chunk, chunk, final=final) for chunk in more}
            for future in done:
                yield from _results(future)
    finally:
        for future in running:
            future.cancel()


def _results(future: Future[tuple[Outcome, ...]]) -> tuple[Outcome, ...]:
    return future.result()


def pool(workers: int) -> Executor:
    """Return a pool of processes; they are forked where that is safe and cheap."""
    method = "fork" if hasattr(os, "fork") and os.uname().sysname == "Linux" else "spawn"
    return ProcessPoolExecutor(workers, mp_context=get_context(method))


def cluster(address: str) -> Executor:
    """Return an executor on a Dask cluster at `address` (tcp://…); needs `docgen[dask]`."""
    from distributed import Client  # noqa: PLC0415 (an extra, and slow to load)

    executor: Executor = Client(address).get_executor()  # type: ignore[no-untyped-call]  # Dask is untyped
    return executor


def _chunk(folders: tuple[str, ...], *, final: bool) -> tuple[Outcome, ...]:
    memory = Memory()
    return tuple(outcome(folder, final=final, memory=memory) for folder in folders)


def outcome(folder: str, *, final: bool, memory: Memory | None = None) -> Outcome:
    """Build one project and say what came of it; never raises for what is in the folder.

    Reports of one bureau have much in common: with a `memory` that is not read again for each.
    """
    try:
        path = Path(folder).absolute()  # it must be the project itself, not lie in one
        project = content.locate(path.parent, path.name)
        digest = content_hash(project)
        known = _recalled(folder, digest, final=final)
        if known is not None:
            return known
        result = _outcome(folder, build.build(project, final=final, memory=memory))
    except DocgenError as problem:
        return _failed(folder, problem.findings)
    except OSError as problem:
        return Outcome(folder, errors=1, first=f"读写失败：{problem.strerror or problem}")
    _remember(folder, digest, result, final=final)
    return result


def done_before(folder: str, *, final: bool) -> Outcome | None:
    """Return what became of a project if its output is still what its content gives, else None."""
    try:
        path = Path(folder).absolute()
        digest = content_hash(content.locate(path.parent, path.name))
    except (DocgenError, OSError):
        return None
    return _recalled(folder, digest, final=final)


def _outcome(folder: str, built: build.Built) -> Outcome:
    proof = built.proof
    counts = {s: sum(f.severity is s for f in proof.findings) for s in Severity}
    worst = next((f for f in proof.findings if f.severity is Severity.ERROR), None)
    score, grade = _score(proof)
    return Outcome(
        folder,
        name=build.title(proof),
        output=str(built.saved.path) if built.saved else "",
        score=score,
        grade=grade,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
        codes=tuple(sorted({f.code for f in proof.findings if f.severity is Severity.ERROR})),
        first=_sentence(worst) if worst else "",
        made=built.saved is not None,
    )


def _score(proof: build.Proof) -> tuple[str, str]:
    if proof.appraisal is None:
        return "", ""
    summary, forms = proof.appraisal.summary, proof.appraisal.forms
    if summary.total is not None:
        return str(summary.total), summary.grade
    return (str(forms[0].total), forms[0].grade) if len(forms) == 1 else ("", "")


def _failed(folder: str, found: tuple[Finding, ...]) -> Outcome:
    codes = tuple(sorted({finding.code for finding in found}))
    return Outcome(folder, errors=len(found), codes=codes, first=_sentence(found[0]))


def _sentence(finding: Finding) -> str:
    return f"{finding.source} {finding.code} {finding.message}"


def content_hash(project: content.Project) -> str:
    """Return the hash over all a report is made from: its files, its templates, this version."""
    digest = hashlib.sha256(f"{__version__}\0{project.only}".encode())
    root, whole = Path(project.root), (Path(project.folder), Path(project.root, "templates"))
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        if path.suffix.lower() in _READ or any(map(path.is_relative_to, whole)):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    """Yield the files of a project, without what was made of it and what is hidden."""
    for where, folders, names in os.walk(root):
        made = ("output",) if Path(where) == root else ()
        folders[:] = [name for name in folders if name[:1] != "." and name not in made]
        paths = (Path(where, name) for name in names)
        yield from (path for path in paths if path.is_file())


def _memory(folder: str, *, final: bool) -> Path | None:
    base = cache.folder()
    name = hashlib.sha256(f"{Path(folder).absolute()}\0{final}".encode()).hexdigest()[:32]
    return base / f"batch-{name}.json" if base else None


def _recalled(folder: str, digest: str, *, final: bool) -> Outcome | None:
    """Return the last outcome when neither the content nor the output changed since."""
    file = _memory(folder, final=final)
    try:
        data = json.loads(file.read_text("utf-8")) if file else None
        if not isinstance(data, dict) or data.get("content") != digest:
            return None
        known = msgspec.convert(data["outcome"], Outcome, strict=True)
        same = _written(known.output) == data.get("output")
    except (OSError, ValueError, KeyError, msgspec.ValidationError):
        return None
    return msgspec.structs.replace(known, fresh=False) if same else None


def _written(path: str) -> str:
    """Return the hash of an output; "" where a project with an 错误 has none."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else ""


def _remember(folder: str, digest: str, result: Outcome, *, final: bool) -> None:
    file = _memory(folder, final=final)
    if file is None:
        return
    try:
        written = _written(result.output)
        data = {"content": digest, "output": written, "outcome": msgspec.to_builtins(result)}
        output.replace(file, json.dumps(data, ensure_ascii=False).encode(), durable=False)
    except OSError:
        return  # without a cache folder the next run makes it again


def summary_workbook(results: Iterable[Outcome]) -> bytes:
    """Return 汇总.xlsx: a line per project, texts inert; needs `docgen[excel]`."""
    import io  # noqa: PLC0415 (with xlsxwriter, an extra)

    import xlsxwriter  # noqa: PLC0415 (an extra)

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("汇总")
    head = ("文件夹", "报告", "总分", "等级", "错误", "警告", "提示", "第一个错误", "文件")
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    for row, r in enumerate(results, 1):
        cells = (r.folder, r.name, r.score, r.grade, r.errors, r.warnings, r.notes, r.first)
        for column, value in enumerate((*cells, r.output)):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, value)
    book.close()
    return target.getvalue()
