"""LibreOffice as a converter (转换): private profile, a time limit, and nothing believed it says.

soffice ends with 0 when it has done nothing; what counts is the file: it exists and is no old one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from docgen.findings import DocgenError, Source, error
from docgen.patterns import lazy_pattern

PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
TIME_LIMIT = 60.0
"""Seconds for one file."""
_SAVE_AS = "在 Word 或 WPS 里打开它，另存为 .{}"


def office_program() -> str:
    """Return the path of LibreOffice, "" where there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), "")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), "")


PDF_OPTIONS = {
    "ExportBookmarks": ("boolean", "true"),
    "UseTaggedPDF": ("boolean", "true"),
    "DisplayPDFDocumentTitle": ("boolean", "true"),
    "ReduceImageResolution": ("boolean", "false"),
    "OpenBookmarkLevels": ("long", "2"),
}
"""What LibreOffice is told of a PDF: bookmarks from headings, tags, title in the window."""
STAND_INS = {
    "仿宋_GB2312": ("仿宋", "FangSong", "FandolFang R", "Noto Serif CJK SC"),
    "仿宋": ("FangSong", "FandolFang R", "Noto Serif CJK SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "FandolKai", "Noto Serif CJK SC"),
    "楷体": ("KaiTi", "FandolKai", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "FandolHei", "Noto Sans CJK SC"),
    "宋体": ("SimSun", "FandolSong", "Noto Serif CJK SC"),
    "方正小标宋简体": ("FZXBSJW--GB1-0", "小标宋", "Noto Serif CJK SC Black", "Noto Serif CJK SC"),
}
"""Fonts of GB/T 9704 and what stands in for them, the nearest first."""
_REAL_NAMES = {
    "仿宋_GB2312": "FangSong", "仿宋": "FangSong", "楷体_GB2312": "KaiTi", "楷体": "KaiTi",
    "黑体": "SimHei", "宋体": "SimSun", "方正小标宋简体": "FZXBSJW",
    "Times New Roman": "TimesNewRoman", "Arial": "Arial",
}  # fmt: skip
_PAGE = lazy_pattern(rb"/Type\s{0,2}/Page(?![A-Za-z])")
_FONT_NAME = lazy_pattern(rb"/FontName\s{0,2}/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]{1,80})")
_ASKED_FONT = lazy_pattern(r'w:(?:eastAsia|ascii|hAnsi)="([^"]{1,60})"')


class MadePdf(Struct, frozen=True):
    """A PDF (成品 PDF): its bytes, its pages, and which fonts asked for had a stand-in."""

    data: bytes
    pages: int
    stand_ins: tuple[str, ...]
    used: tuple[str, ...]


def made_pdf(
    data: bytes, name: str, fonts: Iterable[str], *, time_limit: float = TIME_LIMIT
) -> MadePdf:
    """Return the PDF that LibreOffice makes of a .docx that asks for `fonts`.

    Raises DocgenError when it is missing, hangs, or what it makes has no page.
    """
    options = {key: {"type": kind, "value": value} for key, (kind, value) in PDF_OPTIONS.items()}
    asked = f"pdf:writer_pdf_Export:{json.dumps(options)}"
    made = converted_file(data, name, "pdf", asked=asked, time_limit=time_limit)
    pages = len(_PAGE.findall(made))
    if not made.startswith(b"%PDF") or not pages:
        message = f"LibreOffice 转换《{name}》做出的不是能读的 PDF"
        raise DocgenError(
            error("OUT07", Source(name), message, _SAVE_AS.format("pdf")), exit_code=2
        )
    used = {each.decode("ascii", "replace") for each in _FONT_NAME.findall(made)}
    real = {font: real for font in fonts if (real := _REAL_NAMES.get(font))}
    missing = (font for font, real in real.items() if not any(u.startswith(real) for u in used))
    return MadePdf(made, pages, tuple(sorted(missing)), tuple(sorted(used)))


def asked_fonts(parts: Iterable[str]) -> frozenset[str]:
    """Return the fonts that the XML of styles and text asks for."""
    return frozenset(font for part in parts for font in _ASKED_FONT.findall(part))


def converted_file(
    data: bytes, name: str, ending: str, *, asked: str = "", time_limit: float = TIME_LIMIT
) -> bytes:
    """Return a file converted to another format by LibreOffice (`pdf`, `docx`, `xlsx`).

    `asked` names the filter with its options. Raises DocgenError when LibreOffice is missing,
    hangs, or makes nothing.
    """
    program = office_program()
    if not program:
        message = f"转换《{name}》要用 LibreOffice，这台电脑上没有"
        advice = f"装上 LibreOffice，或{_SAVE_AS.format(ending)}"
        raise DocgenError(error("OUT07", Source(name), message, advice), exit_code=2)
    with tempfile.TemporaryDirectory(prefix="docgen-office-") as work:
        given = Path(work, f"in{Path(name).suffix.lower()}")
        made = Path(work, "out", f"in.{ending}")
        given.write_bytes(data)
        said = _run_office(program, given, made.parent, asked or ending, time_limit)
        if said is None or not made.is_file() or not made.stat().st_size:
            what = f"{time_limit:.0f} 秒没有做完" if said is None else "没有做出文件"
            message = f"LibreOffice 转换《{name}》{what}"
            advice = _SAVE_AS.format(ending)
            raise DocgenError(error("OUT07", Source(name), message, advice), exit_code=2)
        return made.read_bytes()


def _run_office(
    program: str, given: Path, folder: Path, asked: str, time_limit: float
) -> str | None:
    """Run LibreOffice with a profile of its own; return what it said, None when it hung."""
    home = given.parent
    command = [
        program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless",
        "--norestore", "--nolockcheck", "--convert-to", asked, "--outdir", str(folder), str(given),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    if os.name != "nt":
        environment["FONTCONFIG_FILE"] = str(_fonts_file(home))
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


def _fonts_file(folder: Path) -> Path:
    """Write a fontconfig file that names the stand-ins; without it, others are slower and worse."""
    aliases = "".join(
        f"<alias binding='same'><family>{font}</family><prefer>"
        + "".join(f"<family>{each}</family>" for each in stand_ins)
        + "</prefer></alias>"
        for font, stand_ins in STAND_INS.items()
    )
    path = folder / "fonts.conf"
    included = "<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
    path.write_text(f"<?xml version='1.0'?><fontconfig>{included}{aliases}</fontconfig>", "utf-8")
    return path


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the processes it began."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
