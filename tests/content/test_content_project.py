"""Where a project is, which files belong to it, and which are refused."""

import os
from pathlib import Path

import pytest

from docgen.content import load, locate
from docgen.findings import DocgenError

REPORT = "标题: 甲\n年度: 2020\n"


def project(root: Path, *folders: str) -> Path:
    content = root / "content"
    for folder in folders or ("01-甲专项",):
        (content / folder / "narrative").mkdir(parents=True)
        (content / folder / "figures.yaml").write_text("甲: 1\n", "utf-8")
    (content / "report.yaml").write_text(REPORT, "utf-8")
    return content


def names(root: Path) -> list[str]:
    report = load(locate(root, None)).report
    assert report is not None
    return [each.name for each in report.projects]


def test_the_project_is_the_same_wherever_one_stands(tmp_path: Path) -> None:
    content = project(tmp_path)
    everywhere = {
        locate(at, None) for at in (tmp_path, content, content / "01-甲专项" / "narrative")
    }
    assert [(p.root, p.folder, p.only) for p in everywhere] == [(str(tmp_path), str(content), "")]


def test_one_direction_is_found_by_folder_number_or_name(tmp_path: Path) -> None:
    project(tmp_path, "01-甲专项", "02-乙专项")
    for target in ("content/02-乙专项", "02-乙专项", "乙专项", str(tmp_path / "content/02-乙专项")):
        found = locate(tmp_path, target)
        assert (found.root, found.only) == (str(tmp_path), "乙专项")
        loaded = load(found)
        assert loaded.report is not None
        assert [p.name for p in loaded.report.projects] == ["乙专项"]


def test_without_a_report_it_ends_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DocgenError, match=r"找不到 report\.yaml") as raised:
        locate(tmp_path, None)
    assert raised.value.exit_code == 2
    for target in ("没有", "../没有", "\0", "x" * 5000):
        with pytest.raises(DocgenError, match="找不到文件夹"):
            locate(tmp_path, target)
    (tmp_path / "空").mkdir()
    with pytest.raises(DocgenError, match=r"里没有 report\.yaml"):
        locate(tmp_path, "空")


def test_a_direction_works_alone_and_says_where_its_year_is_from(tmp_path: Path) -> None:
    folder = tmp_path / "01-甲专项"
    (folder / "narrative").mkdir(parents=True)
    (folder / "narrative" / "01.md").write_text("2020年，2020年，2019年。\n", "utf-8")
    loaded = load(locate(tmp_path, "01-甲专项"))
    assert loaded.report is not None
    assert (loaded.report.title.content, loaded.report.year) == ("2020年度甲专项绩效自评报告", 2020)
    assert [f.message for f in loaded.findings] == [
        "没有 report.yaml，年度按正文和表里说得最多的 2020 年"
    ]
    (folder / "metrics.yaml").write_text("年度: 2019\n", "utf-8")
    loaded = load(locate(tmp_path, "01-甲专项"))
    assert loaded.findings == ()
    assert loaded.report is not None
    assert loaded.report.year == 2019


def test_numbered_folders_join_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    project(tmp_path, "10-丙", "2-乙", "01-甲")
    assert names(tmp_path) == ["甲", "乙", "丙"]


def test_a_folder_without_a_number_is_told(tmp_path: Path) -> None:
    project(tmp_path, "01-甲", "乙")
    loaded = load(locate(tmp_path, None))
    assert [f.message for f in loaded.findings] == ["文件夹 乙 没有编号，没有并入报告"]


def test_the_report_may_list_its_directions(tmp_path: Path) -> None:
    content = project(tmp_path, "01-甲", "02-乙", "丙")
    (content / "report.yaml").write_text(REPORT + "支出方向: [丙, 01-甲]\n", "utf-8")
    assert names(tmp_path) == ["丙", "甲"]
    assert load(locate(tmp_path, None)).findings == ()


def test_two_folders_of_one_name_are_told(tmp_path: Path) -> None:
    project(tmp_path, "01-甲", "02-甲")
    (finding,) = load(locate(tmp_path, None)).findings
    assert finding.message == "两个文件夹都叫“甲”：01-甲 和 02-甲"


def test_narrative_is_ordered_by_file_name_and_a_readme_is_none(tmp_path: Path) -> None:
    narrative = project(tmp_path) / "01-甲专项" / "narrative"
    for name in ("10-丙.md", "02-乙.md", "README.md", ".x.md", "~$01.md"):
        (narrative / name).write_text("正文\n", "utf-8")
    (narrative / "说明.docx").write_bytes(b"PK")
    loaded = load(locate(tmp_path, None))
    assert loaded.report is not None
    files = [Path(file.file).name for file in loaded.report.projects[0].narrative]
    assert files == ["02-乙.md", "10-丙.md"]
    assert [f.message for f in loaded.findings] == ["说明.docx 没有读，这里只读 .md 文件"]


def test_narrative_has_a_place_for_each_line(tmp_path: Path) -> None:
    narrative = project(tmp_path) / "01-甲专项" / "narrative"
    (narrative / "01.md").write_bytes("\ufeff# 标题\r\n\r\n正文".encode())
    loaded = load(locate(tmp_path, None))
    assert loaded.report is not None
    (file,) = loaded.report.projects[0].narrative
    assert file.text.content == "# 标题\n\n正文"
    assert [(line.line, line.column) for line in file.text.lines] == [(1, 1), (2, 1), (3, 1)]
    assert loaded.texts[file.file] == "# 标题\r\n\r\n正文"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("标题: 甲".encode("gbk"), "疑为 GBK 编码（第1行第1字节 0xB1）"),
        (b"a: 1\nb: " + "标题".encode("gbk"), "疑为 GBK 编码（第2行第4字节 0xB1）"),
        ("标题: 甲".encode("utf-16"), "疑为 UTF-16 编码（开头字节 0xFF 0xFE）"),
        (b"a: \xff\xff", "不是 UTF-8 编码（第1行第4字节 0xFF）"),
        (b"a\x00\x00\xff", "不是文本文件（第1行第4字节 0xFF）"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, data: bytes, sentence: str) -> None:
    (project(tmp_path) / "01-甲专项" / "figures.yaml").write_bytes(data)
    loaded = load(locate(tmp_path, None))
    assert [(f.code, f.message, f.advice) for f in loaded.findings] == [
        ("YML07", sentence, "请另存为 UTF-8")
    ]
    assert loaded.report is None
    assert not loaded.whole


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    (project(tmp_path) / "01-甲专项" / "figures.yaml").write_bytes(
        "\ufeff甲: {值: 1, 来原: x}".encode()
    )
    (finding,) = load(locate(tmp_path, None)).findings
    assert (finding.source.line, finding.source.column) == (1, 11)


def test_a_file_of_more_than_a_megabyte_is_refused_with_its_size(tmp_path: Path) -> None:
    file = project(tmp_path) / "01-甲专项" / "narrative" / "01.md"
    file.write_text("字" * 400_000, "utf-8")
    loaded = load(locate(tmp_path, None))
    assert [f.message for f in loaded.findings] == ["01.md 有 1.2 MB，超过 1 MB，没有读"]
    assert not loaded.whole
    file.write_text("字" * 300_000, "utf-8")
    assert load(locate(tmp_path, None)).whole


def test_a_link_that_leaves_the_project_is_refused_and_one_inside_is_not(tmp_path: Path) -> None:
    narrative = project(tmp_path / "p") / "01-甲专项" / "narrative"
    outside = tmp_path / "outside.md"
    outside.write_text("机密\n", "utf-8")
    (narrative / "01.md").symlink_to(outside)
    (narrative / "02.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "p" / "inside.md").write_text("正文\n", "utf-8")
    (narrative / "03.md").symlink_to(tmp_path / "p" / "inside.md")
    loaded = load(locate(tmp_path / "p", None))
    assert [f.message for f in loaded.findings] == [
        "01.md 是链接，指向项目文件夹以外，没有读",
        "02.md 是链接，指向的文件不存在",
    ]
    assert "机密" not in "".join(loaded.texts.values())
    assert loaded.report is not None
    assert [f.text.content for f in loaded.report.projects[0].narrative] == ["正文\n"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(project(tmp_path) / "01-甲专项" / "narrative" / "01.md")
    assert [f.message for f in load(locate(tmp_path, None)).findings] == [
        "01.md 不是普通文件，没有读"
    ]


def test_invisible_characters_are_told_and_those_of_an_emoji_are_not(tmp_path: Path) -> None:
    file = project(tmp_path) / "01-甲专项" / "figures.yaml"
    file.write_text("甲\u200b: 1\n乙: 👨‍👩‍👧\n", "utf-8")
    assert [
        (f.source.line, f.source.column, f.message) for f in load(locate(tmp_path, None)).findings
    ] == [(1, 2, "这里有看不见的字符 U+200B（ZERO WIDTH SPACE）")]


def test_a_broken_line_does_not_hide_what_is_wrong_elsewhere(tmp_path: Path) -> None:
    folder = project(tmp_path) / "01-甲专项"
    (folder / "figures.yaml").write_text("甲：1 万元\n乙: {值: 2 万元, 来原: 国库}\n", "utf-8")
    (folder / "metrics.yaml").write_text("主管部们: 市局\n", "utf-8")
    loaded = load(locate(tmp_path, None))
    assert sorted(f.code for f in loaded.findings) == ["YML01", "YML03", "YML03"]
    assert loaded.report is not None
    assert [entry.name for entry in loaded.report.projects[0].figures] == ["甲", "乙"]
    assert not loaded.whole


def test_the_report_of_this_repository_is_read_without_a_word() -> None:
    root = Path(__file__).parents[2]
    looked_at = 0
    for folder in (root, *(root / "tests" / "samples").iterdir()):
        if folder.is_dir():
            looked_at += 1
            loaded = load(locate(folder, None))
            assert loaded.findings == ()
            assert loaded.whole
    assert looked_at >= 3
