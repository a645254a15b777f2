"""What is on the disk is never half a file, and never someone's words written over."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from docgen import build, output
from docgen.content import locate
from docgen.findings import DocgenError
from docgen.word import fingerprint
from docgen.word.package import opened_package
from docgen.word.returned.fingerprint import CUSTOM

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return build.document(build.check(locate(CONTENT, None)))[0] or b""


def document(printed: bytes, words: str) -> bytes:
    package = opened_package(printed, "t.docx")
    xml = package.part("word/document.xml").decode()
    assert "绩效指标" in xml
    changed = with_part(printed, "word/document.xml", xml.replace("绩效指标", words, 1).encode())
    before, after = fingerprint(printed), fingerprint(changed)
    custom = opened_package(changed, "t.docx").part(CUSTOM).decode()
    signed = custom.replace(before.recorded_parts, after.parts)
    signed = signed.replace(before.recorded_text, after.text)
    return with_part(changed, CUSTOM, signed.encode())


def with_part(data: bytes, name: str, content: bytes, *, deflate: int = 6) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            part = content if info.filename == name else old.read(info)
            new.writestr(info.filename, part, zipfile.ZIP_DEFLATED, deflate)
    return target.getvalue()


def edited(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        xml = old.read("word/document.xml")
    assert b"</w:t>" in xml
    return with_part(
        data, "word/document.xml", xml.replace(b"</w:t>", "（局长意见）</w:t>".encode(), 1)
    )


def test_docgen_knows_its_own_file(printed: bytes) -> None:
    mine = fingerprint(document(printed, "甲"))
    assert mine.untouched
    assert not mine.edited


def test_a_file_saved_again_without_a_change_of_text_is_not_edited(printed: bytes) -> None:
    data = document(printed, "甲")
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        xml = old.read("word/document.xml")
    again = with_part(data, "word/document.xml", xml.replace(b"<w:body>", b"<w:body >"), deflate=1)
    assert not fingerprint(again).untouched
    assert not fingerprint(again).edited


def test_a_changed_word_is_an_edit(printed: bytes) -> None:
    assert fingerprint(edited(document(printed, "甲"))).edited


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello" * 100])
def test_a_file_that_is_no_word_file_counts_as_somebodys(data: bytes) -> None:
    assert fingerprint(data).edited


def test_the_first_file_is_written_and_the_same_bytes_are_left_alone(
    tmp_path: Path, printed: bytes
) -> None:
    path = tmp_path / "output" / "报告.docx"
    data = document(printed, "甲")
    assert output.save_output(path, data, "报告.docx", draft=True).changed
    before = path.stat().st_mtime_ns
    assert not output.save_output(path, data, "报告.docx", draft=True).changed
    assert path.stat().st_mtime_ns == before
    assert [p.name for p in path.parent.iterdir()] == ["报告.docx"]


def test_what_someone_wrote_into_a_draft_is_kept_under_another_name(
    tmp_path: Path, printed: bytes
) -> None:
    path = tmp_path / "报告（草稿）.docx"
    theirs = edited(document(printed, "甲"))
    path.write_bytes(theirs)
    saved = output.save_output(path, document(printed, "乙"), "报告（草稿）.docx", draft=True)
    kept = [p for p in tmp_path.iterdir() if "改于" in p.name]
    assert len(kept) == 1
    assert kept[0].read_bytes() == theirs
    assert path.read_bytes() == document(printed, "乙")
    assert saved.findings[0].code == "OUT03"
    assert kept[0].name in saved.findings[0].message


def test_an_unedited_draft_is_replaced_without_a_word(tmp_path: Path, printed: bytes) -> None:
    path = tmp_path / "报告（草稿）.docx"
    path.write_bytes(document(printed, "甲"))
    saved = output.save_output(path, document(printed, "乙"), "报告", draft=True)
    assert saved.findings == ()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("lock", ["~$报告.docx", "~$告.docx", ".~lock.报告.docx#"])
def test_a_draft_open_in_word_gets_a_neighbour(tmp_path: Path, printed: bytes, lock: str) -> None:
    path = tmp_path / "报告.docx"
    old = document(printed, "甲")
    path.write_bytes(old)
    owner = b"\x04\xd5\xc5\xc8\xfd" if lock.startswith("~$") else "张三,pc,".encode()
    (tmp_path / lock).write_bytes(owner)
    saved = output.save_output(path, document(printed, "乙"), "报告.docx", draft=True)
    assert path.read_bytes() == old
    assert saved.path.name == "报告2.docx"
    assert saved.findings[0].code == "OUT02"
    assert "张三" in saved.findings[0].message


def test_a_submission_open_in_word_is_not_written(tmp_path: Path, printed: bytes) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"old")
    (tmp_path / "~$告.docx").write_bytes(b"\x00")
    with pytest.raises(DocgenError) as told:
        output.save_output(path, document(printed, "乙"), "报告.docx", draft=False)
    assert told.value.exit_code == 2
    assert "关闭" in told.value.findings[0].advice
    assert path.read_bytes() == b"old"


def test_a_link_a_folder_and_a_pipe_are_refused_and_untouched(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "link.docx").symlink_to(victim)
    (tmp_path / "dangling.docx").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.docx").mkdir()
    os.mkfifo(tmp_path / "pipe.docx")
    for name in ("link.docx", "dangling.docx", "folder.docx", "pipe.docx"):
        with pytest.raises(DocgenError) as told:
            output.save_output(tmp_path / name, b"new", name, draft=True)
        assert told.value.findings[0].code == "OUT01"
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


def test_litter_of_a_dead_process_is_removed_and_that_of_a_living_one_stays(
    tmp_path: Path,
) -> None:
    alive, dead = output.temporary_prefix(os.getppid()), output.temporary_prefix(999999999)
    (tmp_path / f"{alive}00000000.tmp").write_bytes(b"x")
    (tmp_path / f"{dead}00000000.tmp").write_bytes(b"x")
    output.save_output(tmp_path / "a.docx", b"data", "a.docx", draft=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.docx", f"{alive}00000000.tmp"])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2020年度专项绩效自评报告", "2020年度专项绩效自评报告.docx"),
        ("甲/乙:丙?", "甲／乙：丙？.docx"),
        ("  con ", "con_.docx"),
        ("...", "_.docx"),
        ("标题\n两行", "标题 两行.docx"),
        ("长" * 300, "长" * 66 + ".docx"),
    ],
)
def test_the_file_is_named_after_the_title_as_windows_allows(title: str, name: str) -> None:
    assert output.file_name(title, draft=False) == name


LOOKS = {
    "highlighting": ("word/document.xml", b"<w:rPr>", b'<w:rPr><w:highlight w:val="yellow"/>'),
    "an equation": ("word/document.xml", b"</w:p>", b"<m:oMath/></w:p>"),
    "a footer": ("word/footer1.xml", b"<w:p>", "<w:p><w:r><w:t>内部资料</w:t></w:r>".encode()),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOOKS)
def test_what_someone_changed_beside_the_words_is_kept_too(
    tmp_path: Path, printed: bytes, kind: str
) -> None:
    name, old, new = LOOKS[kind]
    with zipfile.ZipFile(io.BytesIO(printed)) as archive:
        names = [n for n in archive.namelist() if n.startswith(name.removesuffix("1.xml"))]
        part = archive.read(names[0])
    theirs = with_part(printed, names[0], part.replace(old, new, 1) if old in part else part + b" ")
    path = tmp_path / "报告（草稿）.docx"
    path.write_bytes(theirs)
    saved = output.save_output(path, document(printed, "乙"), "报告（草稿）.docx", draft=True)
    assert [p.read_bytes() for p in tmp_path.iterdir() if "改于" in p.name] == [theirs]
    assert "被人改过样子" in saved.findings[0].message


def test_a_copy_that_was_not_needed_is_not_left(
    tmp_path: Path, printed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "报告（草稿）.docx"
    path.write_bytes(edited(printed))

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "replace_file", fails)
    with pytest.raises(DocgenError, match="磁盘已满"):
        output.save_output(path, printed, "报告（草稿）.docx", draft=True)
    assert list(tmp_path.iterdir()) == [path]


def test_a_submission_says_that_its_draft_was_changed(tmp_path: Path, printed: bytes) -> None:
    draft = tmp_path / "报告（草稿）.docx"
    draft.write_bytes(printed)
    assert output.unread_draft(tmp_path / "报告.docx") == ()
    draft.write_bytes(edited(printed))
    assert "不在送审稿里" in output.unread_draft(tmp_path / "报告.docx")[0].message


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("content/report.yaml", "要以 .docx 结尾"),
        ("content/新.docx", "不能放进"),
        ("other/../templates/模板.docx", "不能放进"),
        ("link/模板.docx", "不能放进"),
        ("来文.docx", "不是 docgen 写的"),
        ("a\nb.docx", "Windows"),
        ("COM¹.docx", "Windows"),
        ("没有/新.docx", "文件夹不存在"),
    ],
)
def test_a_file_named_for_output_is_never_one_of_theirs(
    tmp_path: Path, printed: bytes, given: str, why: str
) -> None:
    for folder in ("content", "templates", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "templates")
    (tmp_path / "templates" / "模板.docx").write_bytes(printed)
    (tmp_path / "来文.docx").write_bytes(b"PK")
    with pytest.raises(DocgenError, match=why):
        output.given_target(tmp_path / given, ".docx", str(tmp_path))
    assert output.given_target(tmp_path / "新.docx", ".docx", str(tmp_path)).parent == tmp_path


@pytest.mark.parametrize("kind", ["link", "second name", "protected"])
def test_what_is_not_one_plain_file_is_not_written(tmp_path: Path, kind: str) -> None:
    file, other = tmp_path / "01.md", tmp_path / "02.md"
    other.write_text("甲", "utf-8")
    if kind == "link":
        file.symlink_to(other)
    elif kind == "second name":
        os.link(other, file)
    else:
        file.write_text("甲", "utf-8")
        file.chmod(0o444)
    with pytest.raises(DocgenError, match="没有写入"):
        output.write_file(file, "乙".encode(), "01.md")
    assert [path.read_text("utf-8") for path in (file, other)] == ["甲", "甲"]


def test_a_refused_rename_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, simulated: a scanner holds the file for two tries."""
    tries, real = [], Path.replace

    def held(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(13, "held")
        return real(self, target)

    monkeypatch.setattr(output, "_PAUSES", (0, 0, 0))
    monkeypatch.setattr(Path, "replace", held)
    output.replace_file(tmp_path / "报告.docx", b"1")
    assert len(tries) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]


def test_a_path_too_long_for_windows_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, simulated: the error is the one of a folder that is not there."""

    def fails(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "长" * 300)

    monkeypatch.setattr(output, "replace_file", fails)
    with pytest.raises(DocgenError, match="路径太长"):
        output.write_file(tmp_path / "01.md", b"", "01.md")
