"""`docgen batch`: many reports, one line of progress, one summary (批量)."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

import click
import msgspec
from msgspec import structs

from docgen import batch, output
from docgen.batch import ProjectOutcome
from docgen.cli import console, options, printing
from docgen.findings import DocgenError, Source, error

EVERY = 50
SUMMARY = "汇总.xlsx"
_MOST_WORKERS = 61
"""What Windows lets one process wait for (concurrent.futures, ProcessPoolExecutor)."""


@click.command("batch", options_metavar="[选项]")
@click.argument("folders", nargs=-1, required=True, metavar="文件夹…")
@click.option("--jobs", default="auto", help="同时开几个进程；auto 由 docgen 决定")
@click.option("--scheduler", default="", help="Dask 集群的地址 tcp://…（需 docgen[dask]）")
@click.option("--draft", is_flag=True, help="生成草稿，而不是送审稿")
@options.format_option("简短", "json")
def command(
    folders: tuple[str, ...], *, jobs: str, scheduler: str, draft: bool, style: str
) -> None:
    """批量生成：每个文件夹一份报告，一份有错不影响其他；再次运行只重做有改动的。"""
    begun = time.perf_counter()
    names = list(dict.fromkeys(os.path.normpath(folder) for folder in folders))
    workers = _worker_count(jobs, len(names))
    executor = _batch_executor(scheduler, workers)
    done: list[ProjectOutcome] = []
    code: str | int | None = None
    try:
        given = {str(Path(name).absolute()): name for name in names}  # a worker stands elsewhere
        running = batch.all_outcomes(
            list(given), final=not draft, executor=executor, workers=workers
        )
        running = (structs.replace(each, folder=given[each.folder]) for each in running)
        done.extend(_with_progress(running, len(names), begun))
    except (KeyboardInterrupt, SystemExit) as stop:
        code = stop.code if isinstance(stop, SystemExit) else 130
    finally:
        if executor is not None:
            # A pool's chunks are short, and what they have made is part of the list.
            executor.shutdown(wait=not (code and scheduler))
    if code:
        done = _with_known(done, names, draft=draft)
    batch.forget_oldest()
    _print_outcomes(done, names, style, draft=draft, begun=begun)
    sys.exit(code or any(result.errors for result in done))


def _print_outcomes(
    done: list[ProjectOutcome], names: list[str], style: str, *, draft: bool, begun: float
) -> None:
    """Print the outcomes in the order of the folders, and write 汇总表."""
    known = {result.folder: result for result in done}
    ordered = [known[name] for name in names if name in known]
    missing = [name for name in names if name not in known]
    summary = _summary_file(ordered)
    if style == "json":
        console.print_json({"results": msgspec.to_builtins(ordered), "not_done": missing})
    else:
        seconds = time.perf_counter() - begun
        console.print_lines(_summary_lines(ordered, missing, seconds, draft=draft))
        console.print_result(summary)


def _with_known(
    done: list[ProjectOutcome], names: Sequence[str], *, draft: bool
) -> list[ProjectOutcome]:
    """Return outcomes with those whose chunk was interrupted after they were made."""
    seen = {result.folder for result in done}
    left = (name for name in names if name not in seen)
    known = ((name, batch.done_before(name, final=not draft)) for name in left)
    return [*done, *(structs.replace(r, folder=name, fresh=True) for name, r in known if r)]


def _worker_count(jobs: str, count: int) -> int:
    if jobs == "auto":
        return 1 if count < batch.SERIAL_BELOW else min(count, os.cpu_count() or 1)
    if not jobs.isdecimal() or not int(jobs):
        message = f"--jobs 要一个正整数或 auto，这里是 {jobs}"
        raise DocgenError(error("OUT05", Source(""), message, "如 --jobs 4"), exit_code=2)
    return min(int(jobs), count, _MOST_WORKERS)


def _batch_executor(scheduler: str, workers: int) -> Executor | None:
    if not scheduler:
        return batch.process_pool(workers) if workers > 1 else None
    try:
        return batch.dask_cluster(scheduler)
    except ImportError:
        fault = "没有安装 dask", '请运行 pip install "docgen[dask]"'
    except (OSError, ValueError) as problem:
        fault = f"连不上 Dask 集群 {scheduler}（{problem}）", "请核对地址，集群是否在运行"
    raise DocgenError(error("OUT05", Source(""), *fault), exit_code=2)


def _with_progress(
    running: Iterator[ProjectOutcome], total: int, begun: float
) -> Iterator[ProjectOutcome]:
    """Yield the outcomes, one line of progress on stderr kept up to date."""
    live, failed = sys.stderr.isatty(), 0
    for done, result in enumerate(running, 1):
        failed += bool(result.errors)
        if live or done % EVERY == 0 or done == total:
            left = (time.perf_counter() - begun) / done * (total - done)
            line = f" {done}/{total}  错误 {failed} 份  剩余约 {left:.0f} 秒"
            console.print_progress(f"\r{line}" if live else line, end="" if live else "\n")
        yield result
    if live:
        console.print_progress("")


def _summary_lines(
    done: list[ProjectOutcome], missing: list[str], seconds: float, *, draft: bool
) -> Iterator[str]:
    bad = [result for result in done if result.errors]
    for result in bad:
        yield f"× {result.folder}: {result.first}"
    same = sum(not result.fresh for result in done)
    unchanged = f"（其中 {same} 份没有改动）" if same else ""
    made = sum(result.made for result in done)
    without = "" if draft else "（没有生成送审稿）"
    failed = f"   × {len(bad)} 份有错误{without}" if bad else ""
    yield f"√ {made} 份已生成{unchanged}{failed}   {seconds:.1f} 秒"
    codes = Counter(code for result in bad for code in result.codes).most_common(3)
    if codes:
        yield "  错误最多：" + "、".join(f"{code} {count} 份" for code, count in codes)
    if missing:
        yield f"  没有做完 {len(missing)} 份：" + "、".join(missing[:10])
        yield "  再次运行只做剩下的"


def _summary_file(done: list[ProjectOutcome]) -> str:
    """Write 汇总表; return the line that says where it is, or why there is none."""
    try:
        data = batch.summary_workbook(done)
        saved = output.save_output(output.output_path(".", SUMMARY), data, SUMMARY, draft=True)
    except ImportError:
        return "  要汇总表请安装 docgen[excel]"
    except DocgenError as problem:
        return f"  没有写汇总表：{problem}"
    for line in printing.kept_lines(saved.findings):
        console.print_progress(line)
    return f"  汇总表：output/{saved.path.name}"
