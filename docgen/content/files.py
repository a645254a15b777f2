"""The files of a project, each asked for once (快照): one build sees one state of the disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from docgen.content.source_text import decoded_text, forbidden_characters
from docgen.findings import Finding, Source, error, warning
from docgen.patterns import lazy_pattern

MOST_BYTES = 1_000_000
_LOOKALIKES = frozenset((".txt", ".doc", ".docx", ".wps", ".markdown", ".yml"))
_NUMBER = lazy_pattern(r"\d+")


class Files:
    """Reads files below `root`; `texts` holds what was read by relative path."""

    def __init__(self, root: Path, found: list[Finding]) -> None:
        """Begin with nothing read."""
        self.root = root
        self.texts: dict[str, str] = {}
        self.refused: set[str] = set()
        self.found = found
        self._real = os.path.realpath(root)
        self._beginning = len(os.path.join(root, ""))  # noqa: PTH118 (Path drops the last /)

    def shown_path(self, path: Path) -> str:
        """Return a path as findings show it: relative to the project, with /."""
        return str(path)[self._beginning :].replace(os.sep, "/")

    def text_of(self, path: Path) -> str | None:
        """Return the text of a file; None when it is not there, or refused with a finding."""
        file, before = self.shown_path(path), len(self.found)
        data = self.data_of(path, MOST_BYTES)
        text = None if data is None else decoded_text(data, file, self.found)
        if text is not None:
            self.texts[file] = text
            self.found.extend(forbidden_characters(text, file))
        if len(self.found) == before:
            return text
        self.refused.add(file)
        return None

    def data_of(self, path: Path, most: int) -> bytes | None:
        """Return the bytes of a file inside the project and not larger than `most`."""
        file = self.shown_path(path)
        try:
            status = path.stat()
            if not self._is_inside(path):
                self._refuse_file(file, "是链接，指向项目文件夹以外，没有读", "把文件本身放进项目")
            elif not stat.S_ISREG(status.st_mode):
                self._refuse_file(file, "不是普通文件，没有读", "换成文件，或移走")
            elif status.st_size > most:
                size, limit = _megabytes(status.st_size), _megabytes(most)
                self._refuse_file(file, f"有 {size} MB，超过 {limit} MB，没有读", "拆成几个文件")
            else:
                return path.read_bytes()
        except FileNotFoundError:
            if path.is_symlink():
                self._refuse_file(file, "是链接，指向的文件不存在", "把文件本身放进项目")
        except OSError as problem:
            self._refuse_file(file, f"读不了：{problem.strerror or problem}", "检查文件的权限")
        return None

    def listed_files(self, folder: Path, suffix: str) -> list[Path]:
        """Return the files of a folder with a suffix, as numbers and names order them."""
        kept = []
        for path in self.folder_entries(folder):
            kind = path.suffix.lower()
            if kind == suffix:
                kept.append(path)
            elif kind in _LOOKALIKES:
                message = f"{path.name} 没有读，这里只读 {suffix} 文件"
                place = Source(self.shown_path(path))
                self.found.append(warning("YML14", place, message, f"另存为 {suffix}，或移走"))
        return kept

    def folder_entries(self, folder: Path) -> list[Path]:
        """Return what is in a folder, in order of numbers and names; no editors' own files."""
        try:
            entries = sorted(folder.iterdir(), key=_number_key)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as problem:
            why = problem.strerror or str(problem)
            self._refuse_file(self.shown_path(folder), f"读不了：{why}", "检查文件夹的权限")
            return []
        return [path for path in entries if not _is_scratch(path.name)]

    def _is_inside(self, path: Path) -> bool:
        return Path(os.path.realpath(path)).is_relative_to(self._real)

    def _refuse_file(self, file: str, message: str, advice: str) -> None:
        self.found.append(error("YML14", Source(file), f"{Path(file).name} {message}", advice))


# Whether a file or a folder is there and may be looked at: unlike those of Path they never raise.
is_file, is_folder = os.path.isfile, os.path.isdir


def _number_key(path: Path) -> tuple[int, str]:
    """Return the key that sorts 2-… before 10-…, and what has no number last."""
    match = _NUMBER.match(path.name)
    return (int(match[0][:9]) if match else 10**9, path.name)


def _is_scratch(name: str) -> bool:
    """Return whether a file is an editor's own, or README.md, which is not content."""
    return name.startswith((".", "~$")) or name.lower() == "readme.md"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")
