"""Many reports at once (批量): one job per project, whatever runs the jobs.

A job is a plain function of a folder, so that one process, a pool of processes and a Dask cluster
run the same code through the interface of `concurrent.futures`. One bad project never stops the
others; what did not change since the last run is not made again.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec
from msgspec import Struct

from docgen import build, cache, content
from docgen.editions import record_edition
from docgen.findings import DocgenError, Finding, Severity
from docgen.memo import Memo, content_hash, docgen_hash

CHUNKS_PER_WORKER = 4
LARGEST_CHUNK = 8  # projects: progress is told, and an interruption heeded, after each chunk
SHARING = 64  # projects with one memory, which grows with them
# Of other files, which may be evidence (佐证), it matters that they are there.
_READ = frozenset(
    (".yaml", ".yml", ".md", ".docx", ".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".xlsm")
)
MOST_READ = 100_000_000  # bytes: no larger file is read into a report
MOST_OUTCOME, MOST_OUTCOMES = 1_000_000, 20_000
_DIGEST = hashlib.sha256().digest_size
SERIAL_BELOW = 24  # projects: about what one process makes while a pool starts


class ProjectOutcome(Struct, frozen=True):
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


def all_outcomes(
    folders: Sequence[str], *, final: bool, executor: Executor | None, workers: int = 1
) -> Iterator[ProjectOutcome]:
    """Yield the outcome of each project as it is done; without an executor in this process."""
    if executor is None:
        for first in range(0, len(folders), SHARING):
            memo = Memo()
            for folder in folders[first : first + SHARING]:
                yield project_outcome(folder, final=final, memo=memo)
        return
    size = max(1, min(LARGEST_CHUNK, len(folders) // (workers * CHUNKS_PER_WORKER)))
    chunks = iter([tuple(folders[i : i + size]) for i in range(0, len(folders), size)])
    # Whoever is interrupted waits for what runs: a pool is given little more than it works on.
    ahead = 2 * workers if isinstance(executor, ProcessPoolExecutor) else len(folders)
    running = {
        executor.submit(_chunk_outcomes, chunk, final=final) for chunk in islice(chunks, ahead)
    }
    try:
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            more = islice(chunks, len(done))
            running |= {executor.submit(_chunk_outcomes, chunk, final=final) for chunk in more}
            for future in done:
                yield from _results(future)
    finally:
        for future in running:
            future.cancel()


def _results(future: Future[tuple[ProjectOutcome, ...]]) -> tuple[ProjectOutcome, ...]:
    return future.result()


def process_pool(workers: int) -> Executor:
    """Return a pool of processes; they are forked where that is safe and cheap."""
    method = "fork" if hasattr(os, "fork") and os.uname().sysname == "Linux" else "spawn"
    return ProcessPoolExecutor(workers, mp_context=get_context(method))


def dask_cluster(address: str) -> Executor:
    """Return an executor on a Dask cluster at `address` (tcp://…); needs `docgen[dask]`."""
    from distributed import Client  # noqa: PLC0415 (an extra, and slow to load)

    executor: Executor = Client(address).get_executor()  # type: ignore[no-untyped-call]  # Dask is untyped
    return executor


def _chunk_outcomes(folders: tuple[str, ...], *, final: bool) -> tuple[ProjectOutcome, ...]:
    memo = Memo()
    return tuple(project_outcome(folder, final=final, memo=memo) for folder in folders)


def project_outcome(folder: str, *, final: bool, memo: Memo | None = None) -> ProjectOutcome:
    """Build one project and say what came of it; never raises for what is in the folder.

    Reports of one bureau have much in common: with a `memo` that is not read again for each.
    """
    memo = memo or Memo()
    try:
        path = Path(folder).absolute()  # it must be the project itself, not lie in one
        project = content.locate(path.parent, path.name)
        digest = source_hash(project, memo.docgen)
        known = _known_outcome(folder, digest, final=final)
        if known is not None:
            return known
        built = build.build(project, final=final, memo=memo)
        if final and built.saved is not None:
            record_edition(project, built.saved.path, built.proof.appraisal, final=True)
        result = _built_outcome(folder, built)
        memo.save()
    except DocgenError as problem:
        return _failed_outcome(folder, problem.findings)
    except OSError as problem:
        return ProjectOutcome(folder, errors=1, first=f"读写失败：{problem.strerror or problem}")
    except Exception as problem:  # noqa: BLE001 (a bug ends one project only)
        kind = type(problem).__name__
        return ProjectOutcome(folder, errors=1, first=f"docgen 自己出错了（{kind}）：{problem}")
    _save_outcome(folder, digest, result, final=final)
    return result


def done_before(folder: str, *, final: bool) -> ProjectOutcome | None:
    """Return what became of a project if its output is still what its content gives, else None."""
    try:
        path = Path(folder).absolute()
        digest = source_hash(content.locate(path.parent, path.name), docgen_hash())
    except (DocgenError, OSError):
        return None
    return _known_outcome(folder, digest, final=final)


def _built_outcome(folder: str, built: build.Built) -> ProjectOutcome:
    proof = built.proof
    counts = {s: sum(f.severity is s for f in proof.findings) for s in Severity}
    worst = next((f for f in proof.findings if f.severity is Severity.ERROR), None)
    score, grade = _score_texts(proof)
    return ProjectOutcome(
        folder,
        name=build.title(proof),
        output=str(built.saved.path) if built.saved else "",
        score=score,
        grade=grade,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
        codes=tuple(sorted({f.code for f in proof.findings if f.severity is Severity.ERROR})),
        first=_finding_sentence(worst) if worst else "",
        made=built.saved is not None,
    )


def _score_texts(proof: build.Proof) -> tuple[str, str]:
    if proof.appraisal is None:
        return "", ""
    summary, forms = proof.appraisal.summary, proof.appraisal.forms
    if summary.total is not None:
        return str(summary.total), summary.grade
    return (str(forms[0].total), forms[0].grade) if len(forms) == 1 else ("", "")


def _failed_outcome(folder: str, found: tuple[Finding, ...]) -> ProjectOutcome:
    codes = tuple(sorted({finding.code for finding in found}))
    return ProjectOutcome(folder, errors=len(found), codes=codes, first=_finding_sentence(found[0]))


def _finding_sentence(finding: Finding) -> str:
    return f"{finding.source} {finding.code} {finding.message}"


def source_hash(project: content.Project, docgen: bytes) -> bytes:
    """Return the hash of all a report is made from: its files, its templates, docgen itself.

    Of what may be printed or read the content counts, of other files (佐证) that they are there.
    """
    root = Path(project.root)
    templates = (Path(root, "templates"), *build.template_folders())
    seen = [(str(path), _file_hash(path)) for path in _project_files(root)]
    seen += [(p.name, _file_hash(p)) for each in templates for p in sorted(each.glob("*.docx"))]
    return content_hash((docgen, project.only, seen))


def _project_files(root: Path) -> Iterator[Path]:
    """Yield the files of a project by its links, too, without what was made of it or is hidden."""
    inside, known = os.path.realpath(root), set[str]()
    for where, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(where)
        if real in known or not f"{real}{os.sep}".startswith(f"{inside.rstrip(os.sep)}{os.sep}"):
            folders.clear()  # a circle, or what lies outside and is not read
            continue
        known.add(real)
        made = ("output",) if Path(where) == root else ()
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in made)
        yield from (Path(where, name) for name in sorted(names))


def _file_hash(path: Path) -> bytes:
    """Return the hash of a file as far as a report may depend on it, empty where it is not one."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            return b""
        to = str(path.readlink()) if path.is_symlink() else ""
        if path.suffix.lower() not in _READ or state.st_size > MOST_READ:
            return content_hash((to, state.st_size))
        with path.open("rb") as file:
            return content_hash((to, hashlib.file_digest(file, "sha256").digest()))
    except OSError:
        return b""


def _outcome_path(folder: str, *, final: bool) -> Path | None:
    base = cache.private()
    name = f"{Path(folder).absolute()}\0{final}".encode("utf-8", "surrogatepass")
    return base / f"batch-{hashlib.sha256(name).hexdigest()[:32]}" if base else None


class _Known(Struct, frozen=True, array_like=True):
    """What became of a project (上次的结果), and the hashes of what it was made of and became."""

    made_from: bytes
    written: bytes
    outcome: ProjectOutcome


def _known_outcome(folder: str, made_from: bytes, *, final: bool) -> ProjectOutcome | None:
    """Return the last outcome when neither the content nor the output changed since."""
    path = _outcome_path(folder, final=final)
    data = cache.read(path, MOST_OUTCOME) if path else None
    if data is None or hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    try:
        known = msgspec.msgpack.decode(memoryview(data)[_DIGEST:], type=_Known)
        same = made_from == known.made_from and _output_hash(known.outcome.output) == known.written
    except (OSError, ValueError, RecursionError):
        return None
    return msgspec.structs.replace(known.outcome, fresh=False) if same else None


def _output_hash(path: str) -> bytes:
    """Return the hash of an output; empty where a project with an 错误 has none."""
    if not path:
        return b""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _save_outcome(folder: str, made_from: bytes, result: ProjectOutcome, *, final: bool) -> None:
    path = _outcome_path(folder, final=final)
    if path is None or not made_from:
        return
    try:
        data = msgspec.msgpack.encode(_Known(made_from, _output_hash(result.output), result))
    except (OSError, ValueError):
        return  # it is made again in the next run
    cache.put(path, hashlib.sha256(data).digest() + data)


def forget_oldest() -> None:
    """Remove what became of projects that nobody has built for long."""
    cache.forget("batch-*", MOST_OUTCOMES)


def summary_workbook(results: Iterable[ProjectOutcome]) -> bytes:
    """Return 汇总.xlsx: a line per project, texts inert; needs `docgen[excel]`."""
    import io  # noqa: PLC0415 (with xlsxwriter, an extra)

    import xlsxwriter  # noqa: PLC0415 (an extra)

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC), "author": "docgen"})
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
