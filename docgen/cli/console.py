"""The two streams (控制台): results on stdout, progress on stderr, for consoles that know GBK."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

CLOSED_PIPE = 141
JSON_VERSION = 1
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")
STYLES = {"错误": "red", "警告": "yellow", "提示": "cyan"}


def prepare_streams() -> None:
    """Let no character a console lacks end the run, nor that there is no console."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # `>&-`, pythonw
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (to the end)
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def print_result(text: str) -> None:
    """Write a part of the result."""
    click.echo(_harmless(text))


def print_lines(lines: Iterable[str]) -> None:
    """Write lines of the result, each as it is made."""
    for line in lines:
        print_result(line)


def print_json(data: Mapping[str, object]) -> None:
    """Write the result for programs: an object with the version of its form."""
    versioned = {"version": JSON_VERSION, **data}
    print_json_text(json.dumps(versioned, ensure_ascii=False, indent=1, default=str))


def print_json_text(text: str) -> None:
    """Write JSON: UTF-8 in a file or pipe, whatever the console speaks (RFC 8259, 8.1)."""
    click.echo(text if sys.stdout.isatty() else text.encode())


def print_progress(text: str, *, end: str = "\n") -> None:
    """Write what is going on."""
    click.echo(_harmless(text) + end, nl=False, err=True)


def _harmless(text: str) -> str:
    """Return text without characters that turn the direction of what stands around them."""
    return text.translate(_TURNING)


def coloured_text(text: str, label: str, *, color: bool) -> str:
    """Return text in the colour of a severity, when colours are wanted."""
    return click.style(text, fg=STYLES[label], bold=True) if color else text


def wants_color(choice: str) -> bool:
    """Tell whether to colour: `--color`, then NO_COLOR, then whether a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    return not os.environ.get("NO_COLOR") and sys.stdout.isatty()


def failure_code(sentence: str, code: int) -> int:
    """Say why the run ends, and return its exit code."""
    print_progress(sentence)
    return code


def closed_pipe_code() -> int:
    """End quietly when the reader of our output has gone (`| head -1`)."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return CLOSED_PIPE


def exit_code(problem: Exception) -> int:
    """Return the exit code for what ended the run; anything unforeseen is a bug and goes on."""
    from docgen.findings import DocgenError  # noqa: PLC0415 (help must load nothing but click)

    if isinstance(problem, DocgenError):
        for finding in problem.findings:
            place = f"{finding.source}: " if finding.source.file else ""
            print_progress(f"{place}{finding.severity.label} {finding.code} {finding.message}")
            if finding.advice:
                print_progress(f"  建议: {finding.advice}")
        return problem.exit_code
    if isinstance(problem, OSError):
        return failure_code(f"读写失败：{problem.strerror or problem}", 2)
    return failure_code(unforeseen_sentence(problem), 2)


def unforeseen_sentence(problem: BaseException) -> str:
    """Return the sentence for what nobody foresaw: the traceback stands in a file, named here."""
    import tempfile  # noqa: PLC0415 (only for a bug)
    import traceback  # noqa: PLC0415 (only for a bug)

    lines = "".join(traceback.format_exception(problem))
    kind = type(problem).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="docgen-", suffix=".txt", delete=False
        ) as file:
            file.write(lines)
    except OSError:
        return f"docgen 自己出错了（{kind}），没有做完：{problem}"
    return f"docgen 自己出错了（{kind}），没有做完；详情在 {file.name}，请发给维护 docgen 的人"
