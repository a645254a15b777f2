"""The console script `docgen`."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any


def main() -> None:
    """Run the command line; say in Chinese when a dependency is missing."""
    interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)  # while modules load: just end
    _speak_utf8()
    try:
        _run(interrupted)
    except KeyboardInterrupt:  # before or after the command itself
        sys.stderr.write("已中断\n")
        raise SystemExit(130) from None


def _run(interrupted: Any) -> None:  # noqa: ANN401 (what signal.signal gives back)
    try:
        from docgen.cli import run_process  # noqa: PLC0415 (its absence must end in a sentence)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "docgen":
            raise
        sys.stderr.write(f"缺少依赖 {missing.name}，请先运行 pip install .\n")
        raise SystemExit(2) from None
    signal.signal(signal.SIGINT, interrupted)
    run_process()


def _speak_utf8() -> None:
    """Start again in Python's UTF-8 mode where file names cannot hold Chinese (ASCII locales)."""
    try:
        "绩".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (ourselves)


if __name__ == "__main__":
    main()
