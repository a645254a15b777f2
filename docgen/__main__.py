"""The console script `docgen`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; say in Chinese when a dependency is missing."""
    try:
        from docgen.cli import run  # noqa: PLC0415 (its absence must end in a sentence)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "docgen":
            raise
        sys.stderr.write(f"缺少依赖 {missing.name}，请先运行 pip install .\n")
        raise SystemExit(2) from None
    run()


if __name__ == "__main__":
    main()
