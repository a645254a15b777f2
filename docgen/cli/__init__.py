"""The command line (命令行): one table of commands, each loaded by name when it is asked for.

A command is a file of its name; `options.py` holds what several share, `printing.py` how findings
are printed, `console.py` the two streams. A DocgenError that nobody could go on from ends here in
its sentences. Exit codes: 0 nothing wrong, 1 the content has 错误,
2 could not run, 130/143 interrupted.
"""

from __future__ import annotations

import gettext
import os
import signal
import sys
import threading
from functools import partial
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from types import FrameType, MappingProxyType

import click

from docgen import __version__
from docgen.cli import console

COMMANDS = MappingProxyType(
    {
        "new": "新建一份报告",
        "import": "把去年的报告导入成一个项目",
        "roll": "结转：从今年的项目做出明年的",
        "check": "核对：数字、评分、文字、模板",
        "build": "生成报告（草稿；加 --final 为送审稿）",
        "watch": "盯着文件，一改就重新生成草稿",
        "score": "打印评分表，每一分都有依据",
        "explain": "解释一个问题代码",
        "trace": "追溯一个数字的来历和去处",
        "schema": "输出供编辑器使用的 JSON Schema",
        "template": "检查 Word 模板",
        "batch": "批量生成许多份报告",
        "verify": "检查一个 .docx 并重新计分",
        "diff": "比较领导改过的稿子与现在的内容",
        "absorb": "把回稿里的改动收回到 Markdown 和 YAML",
        "history": "列出底稿：每一稿的时间、总分、改了什么",
    }
)
INTERRUPTED = 130
TERMINATED = 143


class Commands(click.Group):
    """A click group whose commands are modules of this folder, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"docgen.cli.{cmd_name}{'_' * iskeyword(cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """List the commands from the table: help imports none of them."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@click.version_option(
    __version__, prog_name="docgen", message="%(prog)s %(version)s", help="显示版本"
)
def command_group() -> None:
    """把数据（YAML）、文字（Markdown）和 Word 模板编成一份绩效自评报告。

    先用 docgen new 新建，改好后运行 docgen build。
    """


def run_process() -> None:
    """Run `docgen` as a process: Chinese help, tolerant streams, exit codes."""
    console.prepare_streams()
    speak_chinese()
    signal.signal(signal.SIGTERM, _exit_terminated)
    sys.unraisablehook = _send_again
    try:
        code = command_group.main(prog_name="docgen", standalone_mode=False)
    except click.exceptions.Exit as left:
        code = left.exit_code
    except click.Abort:
        code = console.failure_code("已中断", INTERRUPTED)
    except click.ClickException as misuse:
        misuse.show()
        code = 2
    except KeyboardInterrupt:
        code = console.failure_code("已中断", INTERRUPTED)
    except BrokenPipeError:
        code = console.closed_pipe_code()
    except Exception as problem:  # noqa: BLE001 (looked at below: a bug keeps its traceback)
        code = console.exit_code(problem)
    sys.exit(code if isinstance(code, int) else 0)


def speak_chinese() -> None:
    """Give click, which looks its words up through gettext, the catalogue beside this file."""
    os.environ["LANGUAGE"] = "zh"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


def _exit_terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)


def _send_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Send a signal once more whose exception Python could not raise (in a weakref's callback)."""
    sent = {SystemExit: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}.get(unraisable.exc_type)
    if sent is None:
        sys.__unraisablehook__(unraisable)
    else:
        # To the process, so that a sleep ends, too; Windows' kill would not ask our handler.
        send = signal.raise_signal if os.name == "nt" else partial(os.kill, os.getpid())
        threading.Timer(0.01, send, (sent,)).start()
