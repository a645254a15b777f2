"""Hostile workbooks, names, settings and folders (工作簿与项目用例)."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from hostile.case import (
    ACCEPTED,
    LITERAL,
    MISUSE,
    REJECTED,
    TOLD,
    WARNED,
    Case,
    Maker,
    added,
    both,
    parts,
    report,
    with_part,
    without,
    written,
    zipped,
)
from hostile.project import DIRECTION, FIGURES, METRICS, NARRATIVE, REPORT

BOOK = f"{DIRECTION}/账.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
BROKEN = b"\xff\xfe.md"
PROSE = "# 题\n\n文\n".encode()

# A case is a line:
# fmt: off


def cases() -> Iterator[Case]:
    """Yield the cases of the xlsx-* and project-* families."""
    yield from workbooks()
    yield from cells()
    yield from references()
    yield from outputs()
    yield from folders()
    yield from commands()


def workbook(rows: tuple[tuple[object, ...], ...] = (("名称", "数"), ("甲", 5)), *, hide: bool = False) -> bytes:
    """Return a workbook with these rows."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("一")
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, row)
    if hide:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
    book.close()
    return target.getvalue()


GOOD = workbook()


def taken(data: bytes, wish: str = "格: B2") -> Maker:
    """Take a figure from a workbook."""
    line = f"丙: {{来自: 账.xlsx, 表: 一, {wish}, 单位: 个}}"
    return both(added(line), written(BOOK, data), written("content/账.xlsx", data))


def workbooks() -> Iterator[Case]:
    """Workbooks that are none, or more than that."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + parts(GOOD)[SHEET].partition(b"?>")[2]
    for name, data in {
        "start only": b"PK\x03\x04", "old xls": ole, "password": ole + "EncryptedPackage".encode("utf-16-le"), "empty": b"", "text": b"a,b", "html": b"<table><tr><td>5</td></tr></table>", "cut": GOOD[:-30], "half": GOOD[: len(GOOD) // 2],
        "no workbook": without(GOOD, "xl/workbook.xml"), "no sheet": without(GOOD, SHEET), "sheet no xml": with_part(GOOD, SHEET, b"hello"), "entity": with_part(GOOD, SHEET, doctype), "bomb": with_part(GOOD, SHEET, parts(GOOD)[SHEET] + b" " * 300_000_000),
        "bomb beside": with_part(GOOD, "xl/media/x.bin", b"\0" * 300_000_000), "deep": with_part(GOOD, SHEET, b"<a>" * 50_000), "many entries": zipped({**parts(GOOD), **{f"x{i}": b"" for i in range(6000)}}), "zip of text": zipped({"a.txt": b"x"}),
        "sheet elsewhere": with_part(GOOD, "xl/_rels/workbook.xml.rels", parts(GOOD)["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")),
    }.items():  # fmt: skip
        if name == "bomb beside":
            yield Case("xlsx-container", name, taken(data), TOLD, "figures.yaml:7")
            continue
        yield Case("xlsx-container", name, taken(data), TOLD, "figures.yaml:7")
    macro = with_part(GOOD, "xl/vbaProject.bin", b"VBA")
    yield Case("xlsx-container", "with a macro, of which nothing runs", taken(macro), ACCEPTED)
    for name, line in {
        "missing": "来自: 没有.xlsx, 表: 一, 格: A1", "outside": "来自: ../../../../etc/passwd, 表: 一, 格: A1", "absolute": "来自: /etc/passwd, 表: 一, 格: A1", "remote": "来自: 'http://x/y.xlsx', 表: 一, 格: A1", "drive": "来自: 'C:\\x.xlsx', 表: 一, 格: A1",
        "device": "来自: /dev/zero, 表: 一, 格: A1", "a folder": "来自: narrative, 表: 一, 格: A1", "no sheet": "来自: 账.xlsx, 表: 二, 格: A1", "no cell": "来自: 账.xlsx, 表: 一, 格: 甲", "far cell": "来自: 账.xlsx, 表: 一, 格: ZZZ99999999", "no column": "来自: 账.xlsx, 表: 一, 列: 没有, 求和: 是",
    }.items():  # fmt: skip
        yield Case("xlsx-refs", name, both(added(f"丙: {{{line}, 单位: 个}}"), written(BOOK, GOOD)), TOLD, "figures.yaml:7")


def cells() -> Iterator[Case]:
    """Cells that hold no number."""
    def value(xml: str) -> bytes:
        old = b'<c r="B2"><v>5</v></c>'
        sheet = parts(GOOD)[SHEET]
        assert old in sheet
        return with_part(GOOD, SHEET, sheet.replace(old, xml.encode()))

    for name, (xml, end, words) in {
        "error": ('<c r="B2" t="e"><v>#REF!</v></c>', TOLD, "#REF!"), "division": ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', TOLD, "#DIV/0!"), "empty": ('<c r="B2"/>', TOLD, "账.xlsx!一!B2"), "gone": ("", TOLD, "账.xlsx!一!B2"),
        "formula never computed": ('<c r="B2"><f>A1+1</f></c>', TOLD, "没有算过"), "text": ('<c r="B2" t="str"><v>约五</v></c>', TOLD, "账.xlsx!一!B2"), "number as text": ('<c r="B2" t="str"><v>5</v></c>', WARNED, "账.xlsx!一!B2"),
        "not a number": ('<c r="B2"><v>NaN</v></c>', TOLD, "账.xlsx"), "infinite": ('<c r="B2"><v>1E+999</v></c>', TOLD, "账.xlsx"), "long": (f'<c r="B2"><v>{"9" * 5000}</v></c>', TOLD, ""), "boolean": ('<c r="B2" t="b"><v>1</v></c>', TOLD, "账.xlsx"),
        "no such string": ('<c r="B2" t="s"><v>999</v></c>', TOLD, ""), "string number that is none": ('<c r="B2" t="s"><v>x</v></c>', TOLD, ""), "style that is none": ('<c r="B2" s="999"><v>5</v></c>', ACCEPTED, ""), "control character": ('<c r="B2" t="str"><v>5_x0001_</v></c>', TOLD, "账.xlsx"),
        "formula-like text": ('<c r="B2" t="str"><v>=1+1</v></c>', TOLD, "账.xlsx"),
    }.items():  # fmt: skip
        yield Case("xlsx-cells", name, taken(value(xml)), end, words)
    yield Case("xlsx-cells", "hidden", taken(workbook(hide=True)), WARNED, "账.xlsx!一!B2")
    yield Case("xlsx-cells", "column with an error", taken(value('<c r="B2" t="e"><v>#N/A</v></c>'), "列: 数, 求和: 是"), TOLD, "#N/A")
    yield Case("xlsx-cells", "column", taken(GOOD, "列: 数, 求和: 是"), ACCEPTED)


def references() -> Iterator[Case]:
    """Settings that name what is not there."""
    for name in ("没有.docx", "../模板.docx", "/etc/passwd", "模板", "a\\b.docx", "~$模板.docx", "模板.docx/../../x", "con", "x" * 400 + ".docx", ".", ".."):
        yield Case("project-refs", f"template {name[:20]}", report("模板: 模板.docx", f"模板: '{name}'"), REJECTED, "report.yaml:5:")
    for name in ("没有这个办法", "../x", "/etc/passwd", "财预", "x" * 400):
        yield Case("project-refs", f"scheme {name[:20]}", report("模板:", f"评分办法: '{name}'\n模板:"), TOLD, "report.yaml:5:")
    for name in ("没有", "../x", "/etc", "01-测试专项/../.."):
        yield Case("project-refs", f"direction {name}", report("模板:", f"支出方向: ['{name}']\n模板:"), TOLD, "report.yaml:5:")
    for name, text in {"list": "- 1\n", "tag": "甲: !!python/name:os.system\n", "empty": "", "gbk": "名称: 湖南办法\n".encode("gbk").decode("latin-1"), "deep": "a: " + "[" * 200}.items():
        made = both(written("content/schemes/自定.yaml", text.encode("latin-1") if name == "gbk" else text), report("模板:", "评分办法: 自定\n模板:"))
        yield Case("project-refs", f"scheme that is a {name}", made, TOLD, "自定")


def outputs() -> Iterator[Case]:
    """Titles that are no file names; outputs that are not files of the output folder."""
    for title in ("a/b", "con", "..", "a\\b:c*?", "长" * 300, "标题\\n", ".", "NUL.docx", "甲" * 300, "../../../tmp/x", "-rf", "~", "$(id)", "a\tb", "COM1", "标题 "):
        yield Case("project-output", f"title {title[:8]}", report("2024年度测试专项绩效自评报告", f"'{title}'"), ACCEPTED)
    for name, end in {
        "output/x.txt": MISUSE, "output/x": MISUSE, "output": MISUSE, "templates/模板.docx": MISUSE, "templates/新.docx": MISUSE, "没有/x.docx": MISUSE, "output/a:b.docx": MISUSE,
        "output/con.docx": MISUSE, "output/a?.docx": MISUSE, "/dev/null": MISUSE, "content/report.yaml": MISUSE, "": MISUSE, "output/x.docx": ACCEPTED, "x.docx": ACCEPTED, "output/x. .docx": ACCEPTED, "output/" + "长" * 100 + ".docx": MISUSE,
    }.items():  # fmt: skip
        yield Case("project-output", f"to {name[:26]}", written("content/空.txt", ""), end, "", ("build", "--format", "简短", "--output", name))

    def linked(folder: Path) -> None:
        victim = folder.parent / f"victim-{folder.name}"
        victim.mkdir()
        for path in (folder / "output").iterdir():
            path.unlink()
        (folder / "output").rmdir()
        (folder / "output").symlink_to(victim)

    yield Case("project-output", "the output folder leads elsewhere", linked, MISUSE, "output")

    def taken_name(kind: str) -> Maker:
        def make(folder: Path) -> None:
            path = folder / "output" / "x.docx"
            if kind == "folder":
                path.mkdir()
            elif kind == "pipe":
                os.mkfifo(path)
            else:
                path.symlink_to("/nowhere" if kind == "dangling" else folder / "content/report.yaml")

        return make

    for kind in ("folder", "pipe", "link", "dangling"):
        yield Case("project-output", f"a {kind} is there", taken_name(kind), MISUSE, "x.docx", ("build", "--output", "output/x.docx"))


def instead(name: str, put: Callable[[Path], object]) -> Maker:
    """Put something in the place of a file."""
    def make(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        put(folder / name)

    return make


def renamed(file: Path, name: str) -> None:
    file.rename(file.with_name(name))


def written_bytes(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def folders() -> Iterator[Case]:
    """Folders and files that are not what they should be."""
    figures, prose = f"{DIRECTION}/figures.yaml", f"{DIRECTION}/narrative"
    for change, make, end, words in (
        ("figures a folder", instead(figures, lambda file: file.mkdir()), REJECTED, "figures.yaml"),
        ("figures a pipe", instead(figures, os.mkfifo), REJECTED, "figures.yaml"),
        ("figures a link out", instead(figures, lambda file: file.symlink_to("/etc/passwd")), REJECTED, "figures.yaml"),
        ("figures a device", instead(figures, lambda file: file.symlink_to("/dev/zero")), REJECTED, "figures.yaml"),
        ("figures a link to itself", instead(figures, lambda file: file.symlink_to("figures.yaml")), REJECTED, "figures.yaml"),
        ("narrative a link out", instead(f"{prose}/02.md", lambda file: file.symlink_to("/etc/passwd")), REJECTED, "02.md"),
        ("narrative a pipe", instead(f"{prose}/02.md", os.mkfifo), REJECTED, "02.md"),
        ("two of one name", written("content/02-测试专项/figures.yaml", "甲: 1 个\n"), TOLD, "测试专项"),
        ("a loop of links", instead("content/02-环", lambda file: file.symlink_to(file.parent)), ACCEPTED, ""),
        ("yml", lambda folder: renamed(folder / figures, "figures.yml"), TOLD, "figures.yml"),
        ("wrong case", lambda folder: renamed(folder / figures, "Figures.yaml"), TOLD, ""),
        ("a lock file", instead("templates/~$模板.docx", lambda file: written_bytes(file, b"x" * 162)), ACCEPTED, ""),
        ("names not of Unicode", instead(f"{prose}/{os.fsdecode(BROKEN)}", lambda file: written_bytes(file, PROSE)), ACCEPTED, ""),
        ("a name of markup", instead(f"{prose}/03-<b>&{{{{x}}}}.md", lambda file: written_bytes(file, PROSE)), LITERAL, "题"),
    ):
        yield Case("project-refs", change, make, end, words)
    many = {f"content/{n:03d}-甲{n}/figures.yaml": "甲: 1 个\n" for n in range(2, 60)}
    yield Case("project-refs", "sixty directions", both(*(written(name, text) for name, text in many.items())), ACCEPTED, "")
    yield Case("project-refs", "nothing but prose", both(written(f"{DIRECTION}/figures.yaml", ""), written(f"{DIRECTION}/metrics.yaml", "")), TOLD, "metrics.yaml")
    yield Case("project-refs", "a lone direction", both(written("content/report.yaml", REPORT), written("content/01-测试专项/narrative/01-情况.md", NARRATIVE)), ACCEPTED, "", ("build", "01-测试专项", "--format", "简短"))
    assert FIGURES
    assert METRICS


def commands() -> Iterator[Case]:
    """Commands with words that are none of theirs."""
    nothing = written("content/空.txt", "")
    for argv in (
        ("build", "没有"), ("build", "../../.."), ("build", "\udcff"), ("build", "a\x1bb"), ("build", "x" * 5000), ("build", "--没有"), ("没有",), ("build", "--format", "x"), ("explain", "XXX99"), ("explain", "../x"), ("trace", "没有"), ("trace", "{{x}}"), ("score", "没有"),
        ("schema", "没有"), ("new", "../x", "--year", "2024"), ("new", "a/b", "--year", "2024"), ("new", "", "--year", "2024"), ("new", "x" * 99, "--year", "2024"), ("new", "{{甲}}", "--year", "2024"), ("new", "甲", "--year", "x"), ("new", "甲", "--year", "99999"), ("new", "con", "--year", "2024"),
        ("template", "check", "没有.docx"), ("verify",), ("diff",), ("batch",), ("batch", "--jobs", "0", "content"), ("batch", "--jobs", "x", "content"), ("diff", "content/report.yaml"),
    ):  # fmt: skip
        yield Case("commands", " ".join(argv)[:30].encode("ascii", "replace").decode() + f" {len(argv)}", nothing, MISUSE, "", argv)
    yield Case("commands", "verify yaml", nothing, REJECTED, "report.yaml", ("verify", "content/report.yaml"))
    yield Case("commands", "batch of nothing", nothing, TOLD, "没有", ("batch", "没有"))
    yield Case("commands", "template check yaml", nothing, REJECTED, "report.yaml", ("template", "check", "content/report.yaml"))
