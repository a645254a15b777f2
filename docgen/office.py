"""LibreOffice as a converter (转换): private profile, a time limit, and nothing believed it says.

soffice ends with 0 when it has done nothing; what counts is the file: it exists and is no old one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from docgen.findings import DocgenError, Source, error

PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
TIME_LIMIT = 60.0
"""Seconds for one file."""


def office_program() -> str:
    """Return the path of LibreOffice, "" where there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), "")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), "")


def converted_file(data: bytes, name: str, ending: str, *, time_limit: float = TIME_LIMIT) -> bytes:
    """Return a file converted to another format by LibreOffice (`pdf`, `docx`, `xlsx`).

    Raises DocgenError when LibreOffice is missing, hangs, or makes nothing.
    """
    program = office_program()
    if not program:
        message = f"转换《{name}》要用 LibreOffice，这台电脑上没有"
        advice = f"装上 LibreOffice，或在 Word、WPS 里另存为 .{ending}"
        raise DocgenError(error("OUT07", Source(name), message, advice), exit_code=2)
    with tempfile.TemporaryDirectory(prefix="docgen-office-") as work:
        given = Path(work, f"in{Path(name).suffix.lower()}")
        made = Path(work, "out", f"in.{ending}")
        given.write_bytes(data)
        said = _run_office(program, given, made.parent, ending, time_limit)
        if said is None or not made.is_file() or not made.stat().st_size:
            what = f"{time_limit:.0f} 秒没有做完" if said is None else "没有做出文件"
            message = f"LibreOffice 转换《{name}》{what}"
            advice = f"在 Word 或 WPS 里打开它，另存为 .{ending}"
            raise DocgenError(error("OUT07", Source(name), message, advice), exit_code=2)
        return made.read_bytes()


def _run_office(
    program: str, given: Path, folder: Path, ending: str, time_limit: float
) -> str | None:
    """Run LibreOffice with a profile of its own; return what it said, None when it hung."""
    profile = (given.parent / "profile").as_uri()
    command = [
        program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", ending, "--outdir", str(folder), str(given),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(given.parent)}
    try:
        process = subprocess.Popen(  # noqa: S603 (a program the user installed, paths of our own)
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, start_new_session=os.name != "nt",
        )  # fmt: skip
    except OSError:
        return ""
    with process:
        try:
            return process.communicate(timeout=time_limit)[0].decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            _end_process(process)
            return None


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the processes it began."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
