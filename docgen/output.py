"""Writing the result: atomic, durable, and never over what someone else wrote (输出).

A file is written beside its destination, forced to the disk, and only then renamed over it, so
that at every moment the destination is the whole old file or the whole new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from docgen.findings import DocgenError, Finding, Source, error, note, warning
from docgen.patterns import lazy_pattern
from docgen.word.package import archive_members, member_data
from docgen.word.returned.fingerprint import fingerprint

DRAFT = "（草稿）"
CORE = "docProps/core.xml"
_ILLEGAL = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_RESERVED = lazy_pattern(r"(?i)^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$")
_INPUT_FOLDERS = ("content", "templates")
_LONGEST_PATH = 260  # MAX_PATH of Windows
_OWN_WORKBOOK = (b"<dc:creator>docgen<", b"<cp:lastModifiedBy>docgen<")
_LONGEST_NAME = 200  # bytes; file systems stop at 255, and 改于0412-1530 has to fit behind it


class Saved(Struct, frozen=True):
    """What became of a write: the file, whether bytes changed, and what the writer should know."""

    path: Path
    changed: bool
    findings: tuple[Finding, ...] = ()


def file_name(title: str, *, draft: bool) -> str:
    """Return the name of a report's file: its title, without what Windows forbids in names.

    >>> file_name("2020年度A/B专项绩效自评报告", draft=True)
    '2020年度A／B专项绩效自评报告（草稿）.docx'
    """
    stem = " ".join(title.split()).translate(_ILLEGAL).strip(" .")
    stem = "".join(c for c in stem if c.isprintable())
    while len(stem.encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    stem = f"{stem}_" if not stem or _RESERVED.match(stem) else stem
    return f"{stem}{DRAFT if draft else ''}.docx"


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps a file name, whatever its ending, for a device.

    >>> is_reserved("con.docx"), is_reserved("confirm.docx")
    (True, False)
    """
    return _RESERVED.match(name.partition(".")[0].strip()) is not None


def output_path(root: str, name: str) -> Path:
    """Return where a report's file goes: into output/, unless that leads out of the project.

    Raises DocgenError (exit code 2) where output is a link to elsewhere.
    """
    folder = Path(root, "output")
    if not folder.resolve().is_relative_to(Path(root).resolve()):
        message = "output 是一个链接，指向项目文件夹以外，没有写入"
        advice = "换成普通的文件夹；要写到别处用 --output"
        raise DocgenError(error("OUT01", Source("output"), message, advice), exit_code=2)
    return folder / name


def given_target(path: Path, ending: str, root: str | None) -> Path:
    """Return the whole path of a file that a writer named for output (另存), links followed.

    Raises DocgenError (exit code 2) for another `ending`, a name that Windows does not allow, a
    folder that is not there or holds what the report of `root` is made from, a file that docgen
    never wrote.
    """
    target = path.absolute()
    inputs = [Path(root, name).resolve() for name in _INPUT_FOLDERS] if root else []
    folder = target.parent.resolve()
    fault = ""
    if path.suffix.lower() != ending:
        fault = f"输出文件要以 {ending} 结尾"
    elif not is_portable(path.name):
        fault = "输出文件名在 Windows 上不能用"
    elif not folder.is_dir():
        fault = "输出文件所在的文件夹不存在"
    elif any(folder.is_relative_to(each) for each in inputs):
        fault = "输出文件不能放进 content 和 templates 文件夹"
    elif path.is_file() and not _is_from_docgen(path):
        fault = "这里已有一个不是 docgen 写的文件，没有动它"
    if fault:
        shown = "".join(c if c.isprintable() else "�" for c in str(path))
        raise DocgenError(error("OUT05", Source(shown), fault, "请换一个位置或名字"), exit_code=2)
    return folder / target.name


def _is_from_docgen(path: Path) -> bool:
    """Tell whether a file is one that docgen wrote, whatever became of it since."""
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        return _OWN_WORKBOOK[0] in _core_properties(data)
    return bool(fingerprint(data).recorded_parts)


def is_portable(name: str) -> bool:
    """Tell whether Windows allows a file name as it stands."""
    allowed = name.isprintable() and not any(c in '<>:"|?*\\/' for c in name)
    return allowed and not name.endswith((" ", ".")) and not is_reserved(name)


def save_output(path: Path, data: bytes, shown: str, *, draft: bool) -> Saved:
    """Write the report to `path` durably; keep what someone wrote into the file there before.

    Raises DocgenError (exit code 2) where nothing can be written; the old file is then whole.
    """
    try:
        return _saved_output(path, data, shown, draft=draft)
    except OSError as problem:
        raise DocgenError(_write_failure(shown, problem), exit_code=2) from problem


def _saved_output(path: Path, data: bytes, shown: str, *, draft: bool) -> Saved:
    path.parent.mkdir(parents=True, exist_ok=True)
    _refuse_odd_files(path, shown)
    remove_litter((path.parent,))
    holder = open_elsewhere(path)
    if holder is not None:
        return _beside_open_file(path, data, shown, holder, draft=draft)
    old = path.read_bytes() if path.exists() else None
    if old == data:
        return Saved(path, changed=False)
    try:
        return Saved(path, changed=True, findings=_replaced_output(path, old, data, shown))
    except PermissionError:
        # Windows: a program that holds the file without a lock file forbids the rename.
        if not draft or not os.access(path.parent, os.W_OK) or old is None:
            raise
        return _beside_open_file(path, data, shown, "", draft=draft)


def _replaced_output(path: Path, old: bytes | None, data: bytes, shown: str) -> tuple[Finding, ...]:
    """Replace an output; what someone changed in it is kept, unless the replacing fails."""
    copy, found = _kept_copy(path, old, shown)
    try:
        replace_file(path, data)
    except OSError:
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise
    return found


def write_file(path: Path, data: bytes, shown: str) -> None:
    """Put `data` at `path`, whose folder is made where it is missing.

    Raises DocgenError (exit code 2) where that cannot be done, or where `path` is a link, has a
    second name, or is protected; the old file is then whole.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_shared_file(path, shown)
        replace_file(path, data)
    except OSError as problem:
        raise DocgenError(_write_failure(shown, problem), exit_code=2) from problem


def replace_file(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` at `path`: temporary file, fsync, rename, fsync of the folder.

    What can be made again need not be `durable`: it is whole or not there, but may be the old one
    when the power fails.
    """
    temporary = path.with_name(f"{temporary_prefix(os.getpid())}{os.urandom(4).hex()}.tmp")
    try:
        _write_temporary(temporary, data, durable=durable)
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        _rename(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


_PAUSES = (0.05, 0.1, 0.2, 0.3, 0.4) if os.name == "nt" else ()
"""Seconds between tries: on Windows a scanner or OneDrive holds a file for a moment."""


def _rename(temporary: Path, path: Path) -> None:
    for pause in _PAUSES:
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    temporary.replace(path)


def _write_temporary(path: Path, data: bytes, *, durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle for a folder; its journal orders the rename
    with contextlib.suppress(OSError):  # some file systems refuse; the rename itself is done
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_odd_files(path: Path, shown: str) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        kind = {stat.S_IFLNK: "一个链接", stat.S_IFDIR: "一个文件夹"}.get(
            stat.S_IFMT(mode), "一个特殊文件"
        )
        message = f"要写的位置已是{kind}，不是普通文件，没有写入"
        advice = "请把它移走或改名；生成报告可用 --output 另存"
        raise DocgenError(error("OUT01", Source(shown), message, advice), exit_code=2)
    if not mode & stat.S_IWUSR:
        message = "文件设为只读，没有写入"
        advice = "请去掉只读；生成报告可用 --output 另存"
        raise DocgenError(error("OUT01", Source(shown), message, advice), exit_code=2)


def refuse_shared_file(path: Path, shown: str) -> None:
    """Refuse to write where more would change than the file of this name, or it is protected.

    Raises DocgenError (exit code 2).
    """
    _refuse_odd_files(path, shown)
    if path.exists() and path.stat().st_nlink > 1:
        message = "文件还有别的名字（硬链接），没有写入"
        advice = "请复制成单独的一份，或直接修改它"
        raise DocgenError(error("OUT01", Source(shown), message, advice), exit_code=2)


def temporary_prefix(process: int) -> str:
    """Return how the names of temporary files of a process on this machine begin."""
    return f".docgen-{writer_mark(process)}-"


def writer_mark(process: int) -> str:
    """Return how a process on this machine is named in the names of its files."""
    return f"{_host_hash()}-{process}"


def _host_hash() -> str:
    name = os.uname().nodename if os.name == "posix" else os.environ.get("COMPUTERNAME", "")
    return hashlib.sha256(name.encode()).hexdigest()[:6]


_LITTER = lazy_pattern(r"^\.docgen-([0-9a-f]{6})-(\d+)-[0-9a-f]{8}\.tmp$")


def remove_litter(folders: Iterable[Path]) -> None:
    """Remove temporary files whose process died before it could rename or remove them."""
    for folder in folders:
        with contextlib.suppress(OSError):  # they are in nobody's way
            for name in os.listdir(folder):  # noqa: PTH208 (half the time; mostly there is nothing)
                if (match := _LITTER.match(name)) and not _in_use(match, folder / name):
                    (folder / name).unlink(missing_ok=True)


def _in_use(match: re.Match[str], path: Path) -> bool:
    return is_writer_alive(match[1], int(match[2]), path, patience=3600)


def is_writer_alive(host: str, process: int, path: Path, *, patience: int) -> bool:
    """Tell whether the process that `writer_mark` names may still write the file at `path`.

    Where it cannot be asked for (another machine, Windows), it is believed for `patience` seconds.
    """
    if host != _host_hash() or os.name == "nt":
        try:
            age = datetime.now().timestamp() - path.stat().st_mtime  # noqa: DTZ005 (only an age)
        except OSError:
            return True
        return age < patience
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def open_elsewhere(path: Path) -> str | None:
    """Return who has the file open in Word, WPS or LibreOffice ("" when not said), or None.

    Word keeps `~$` and the name without its first two characters beside an open file,
    LibreOffice `.~lock.名#`; both hold the user's name.
    """
    name = path.name
    for lock in (f"~${name}", f"~${name[1:]}", f"~${name[2:]}"):
        if (path.parent / lock).is_file():
            return _word_owner(path.parent / lock)
    lock_file = path.parent / f".~lock.{name}#"
    if lock_file.is_file():
        fields = lock_file.read_text("utf-8", "replace").split(",")
        return next((field.strip() for field in fields if field.strip()), "")
    return None


def _word_owner(lock: Path) -> str:
    data = lock.read_bytes()[:162]
    length = data[0] if data else 0
    return "".join(c for c in data[1 : 1 + length].decode("gbk", "replace") if c.isprintable())


def _beside_open_file(path: Path, data: bytes, shown: str, holder: str, *, draft: bool) -> Saved:
    who = f"（{holder}）" if holder else ""
    if not draft:
        message = f"《{path.name}》正在 Word/WPS 中打开{who}，没有写入"
        advice = f"请先在 Word/WPS 中关闭《{path.name}》，或加 --output 另存"
        raise DocgenError(error("OUT02", Source(shown), message, advice), exit_code=2)
    for count in range(2, 100):
        other = path.with_name(f"{path.stem}{count}{path.suffix}")
        if other.is_symlink() or open_elsewhere(other) is not None:
            continue
        old = other.read_bytes() if other.exists() else None
        kept = _replaced_output(other, old, data, shown)
        told = warning(
            "OUT02",
            Source(shown),
            f"《{path.name}》正在 Word/WPS 中打开{who}，新的草稿写到了《{other.name}》",
            "看完后关闭旧的那一份",
        )
        return Saved(other, changed=True, findings=(told, *kept))
    message = f"《{path.name}》和它的 98 个副本都在 Word/WPS 中打开着"
    raise DocgenError(error("OUT02", Source(shown), message, "请先关闭它们"), exit_code=2)


def _kept_copy(
    path: Path, old: bytes | None, shown: str
) -> tuple[Path | None, tuple[Finding, ...]]:
    """Keep the file at `path` under another name when someone changed it since docgen wrote it.

    Returns the copy, where it was made now, and what to say.
    """
    what = "" if old is None else _change_since(path, old)
    if old is None or not what:
        return None, ()
    moment = datetime.fromtimestamp(path.stat().st_mtime).strftime("%m%d-%H%M")  # noqa: DTZ006 (the writer's own clock names the file)
    other = _free_path(path, f"（改于{moment}）")
    is_new = not other.exists()
    if is_new:
        try:
            os.link(path, other)
        except OSError:
            replace_file(other, old)  # a file system without hard links
    message = f"《{path.name}》在生成后{what}，已另存为《{other.name}》"
    advice = f"运行 docgen diff {other.name} 看改了哪些" if path.suffix == ".docx" else ""
    return other if is_new else None, (note("OUT03", Source(shown), message, advice),)


def _change_since(path: Path, old: bytes) -> str:
    """Return what became of an output since docgen wrote it; "" where nobody touched it."""
    if path.suffix.lower() == ".xlsx":
        return "" if _is_own_workbook(old) else "被人改过，或不是 docgen 写的"
    mark = fingerprint(old)
    if mark.untouched:
        return ""
    return "被人改过文字" if mark.edited else "被人改过样子，或用别的程序另存过"


def _is_own_workbook(data: bytes) -> bool:
    """Tell whether docgen was the last to write a workbook: Excel and WPS write their user."""
    core = _core_properties(data)
    return all(mark in core for mark in _OWN_WORKBOOK)


def _core_properties(data: bytes) -> bytes:
    try:
        return b"".join(member_data(m, "") for m in archive_members(data, "") if m.name == CORE)
    except DocgenError:
        return b""


def unread_draft(path: Path) -> tuple[Finding, ...]:
    """Say that a draft beside a submission was changed by hand: that is not in the submission."""
    draft = path.with_name(f"{path.stem}{DRAFT}{path.suffix}")
    if not draft.is_file() or draft.is_symlink():
        return ()
    what = _change_since(draft, draft.read_bytes())
    message = f"《{draft.name}》在生成后{what}，那些改动不在送审稿里"
    advice = f"运行 docgen absorb {draft.name} 收回文字，或核对后删掉那份草稿"
    return (note("OUT03", Source(draft.name), message, advice),) if what else ()


def _free_path(path: Path, suffix: str) -> Path:
    """Return a name nobody has, or the one that a run that was cut off gave this very file."""
    candidate = path.with_name(f"{path.stem}{suffix}{path.suffix}")
    count = 2
    while candidate.is_symlink() or (candidate.exists() and not candidate.samefile(path)):
        candidate = path.with_name(f"{path.stem}{suffix}{count}{path.suffix}")
        count += 1
    return candidate


_REASONS = {
    "ENOSPC": ("磁盘已满", "请腾出空间后再生成"),
    "EDQUOT": ("磁盘配额已用完", "请腾出空间后再生成"),
    "EROFS": ("文件夹只读", "请换一个可以写的文件夹，或用 --output 另存"),
    "EACCES": ("没有写入的权限，或文件正被别的程序打开", "请关闭它，或用 --output 另存"),
    "EPERM": ("没有写入的权限，或文件被设为不可更改", "请取消保护，或用 --output 另存"),
    "EBUSY": ("文件正被别的程序打开", "请关闭它，或用 --output 另存"),
    "ENOENT": ("文件夹不见了", "请恢复文件夹后再生成"),
    "ENAMETOOLONG": ("文件名或路径太长", "请缩短标题，或把项目放到浅一些的文件夹"),
}


def _write_failure(shown: str, problem: OSError) -> Finding:
    import errno  # noqa: PLC0415 (only where a write failed)

    name = errno.errorcode.get(problem.errno or 0, "")
    if name == "ENOENT" and len(os.fspath(problem.filename or "")) >= _LONGEST_PATH:
        name = "ENAMETOOLONG"  # Windows says that the folder is not there
    fact, advice = _REASONS.get(name, (f"写入失败（{problem.strerror}）", "请检查磁盘和文件夹"))
    return error("OUT04", Source(shown), f"{fact}，没有写入，原来的文件没有动", advice)
