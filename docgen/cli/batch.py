"""`docgen batch`: many reports, one line of progress, one summary (批量)."""

from __future__ import annotations

import json
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
from docgen.batch import Outcome
from docgen.cli import console
from docgen.findings import DocgenError, Source, error

EVERY = 50
SUMMARY = Path("output", "汇总.xlsx")


@click.command("batch", options_metavar="[选项]")
@click.argument("folders", nargs=-1, required=True, metavar="文件夹…")
@click.option("--jobs", default="auto", help="同时开几个进程；auto 由 docgen 决定")
@click.option("--scheduler", default="", help="Dask 集群的地址 tcp://…（需 docgen[dask]）")
@click.option("--draft", is_flag=True, help="生成草稿，而不是送审稿")
@click.option("--format", "style", type=click.Choice(["简短", "json"]), default="简短",
              help="json 供程序使用")  # fmt: skip
def command(
    folders: tuple[str, ...], *, jobs: str, scheduler: str, draft: bool, style: str
) -> None:
    """批量生成：每个文件夹一份报告，一份有错不影响其他；再次运行只重做有改动的。"""
    begun = time.perf_counter()
    names = list(dict.fromkeys(os.path.normpath(folder) for folder in folders))
    workers = _workers(jobs, len(names))
    executor = _executor(scheduler, workers)
    done: list[Outcome] = []
    interrupted = False
    try:
        given = {str(Path(name).absolute()): name for name in names}  # a worker stands elsewhere
        running = batch.outcomes(list(given), final=not draft, executor=executor, workers=workers)
        running = (structs.replace(each, folder=given[each.folder]) for each in running)
        done.extend(_told(running, len(names), begun))
    except (KeyboardInterrupt, SystemExit) as stop:
        interrupted = True
        code = stop.code if isinstance(stop, SystemExit) else 130
    finally:
        if executor is not None:
            # A pool's chunks are short, and what they have made is part of the list.
            executor.shutdown(wait=not (interrupted and scheduler))
    if interrupted:
        done = _with_known(done, names, draft=draft)
    batch.forget_oldest()
    _tell(done, names, style, time.perf_counter() - begun, draft=draft)
    if interrupted:
        sys.exit(code)
    sys.exit(any(result.errors for result in done))


def _with_known(done: list[Outcome], names: Sequence[str], *, draft: bool) -> list[Outcome]:
    """Return outcomes with those whose chunk was interrupted after they were made."""
    told = {result.folder for result in done}
    left = (name for name in names if name not in told)
    known = ((name, batch.done_before(name, final=not draft)) for name in left)
    return [*done, *(structs.replace(r, folder=name, fresh=True) for name, r in known if r)]


def _workers(jobs: str, count: int) -> int:
    if jobs == "auto":
        return 1 if count < batch.SERIAL_BELOW else os.cpu_count() or 1
    if not jobs.isdecimal() or not int(jobs):
        message = f"--jobs 要一个正整数或 auto，这里是 {jobs}"
        raise DocgenError(error("OUT05", Source(""), message, "如 --jobs 4"), exit_code=2)
    return int(jobs)


def _executor(scheduler: str, workers: int) -> Executor | None:
    if not scheduler:
        return batch.pool(workers) if workers > 1 else None
    try:
        return batch.cluster(scheduler)
    except ImportError:
        fault = "没有安装 dask", '请运行 pip install "docgen[dask]"'
    except (OSError, ValueError) as problem:
        fault = f"连不上 Dask 集群 {scheduler}（{problem}）", "请核对地址，集群是否在运行"
    raise DocgenError(error("OUT05", Source(""), *fault), exit_code=2)


def _told(running: Iterator[Outcome], total: int, begun: float) -> Iterator[Outcome]:
    """Pass outcomes on, keeping one line of progress up to date on stderr."""
    live = sys.stderr.isatty()
    failed = 0
    for done, result in enumerate(running, 1):
        failed += bool(result.errors)
        if live or done % EVERY == 0 or done == total:
            left = (time.perf_counter() - begun) / done * (total - done)
            line = f" {done}/{total}  错误 {failed} 份  剩余约 {left:.0f} 秒"
            console.progress(f"\r{line}" if live else line, end="" if live else "\n")
        yield result
    if live:
        console.progress("")


def _tell(
    done: list[Outcome], names: Sequence[str], style: str, seconds: float, *, draft: bool
) -> None:
    order = {name: place for place, name in enumerate(names)}
    done.sort(key=lambda result: order[result.folder])
    missing = [name for name in names if name not in {result.folder for result in done}]
    book = _workbook(done)
    if style == "json":
        data = {"version": 1, "results": msgspec.to_builtins(done), "not_done": missing}
        console.out(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for line in _lines(done, missing, seconds, draft=draft):
        console.out(line)
    console.out(f"  汇总表：{book}" if book else "  要汇总表请安装 docgen[excel]")


def _lines(
    done: list[Outcome], missing: list[str], seconds: float, *, draft: bool
) -> Iterator[str]:
    bad = [result for result in done if result.errors]
    for result in bad:
        yield f"× {result.folder}: {result.first}"
    same = sum(not result.fresh for result in done)
    told = f"（其中 {same} 份没有改动）" if same else ""
    made = sum(result.made for result in done)
    without = "" if draft else "（没有生成送审稿）"
    failed = f"   × {len(bad)} 份有错误{without}" if bad else ""
    yield f"√ {made} 份已生成{told}{failed}   {seconds:.1f} 秒"
    codes = Counter(code for result in bad for code in result.codes).most_common(3)
    if codes:
        yield "  错误最多：" + "、".join(f"{code} {count} 份" for code, count in codes)
    if missing:
        yield f"  没有做完 {len(missing)} 份：" + "、".join(missing[:10])
        yield "  再次运行只做剩下的"


def _workbook(done: list[Outcome]) -> str:
    try:
        data = batch.summary_workbook(done)
    except ImportError:
        return ""
    SUMMARY.parent.mkdir(exist_ok=True)
    output.replace(SUMMARY, data)
    return SUMMARY.as_posix()
