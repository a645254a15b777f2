"""A small good project that each hostile case makes bad in one place (测试件)."""

import io
import zipfile
from pathlib import Path

REPORT = "标题: 2024年度测试专项绩效自评报告\n年度: 2024\n部门: 测试局\n专项名称: 测试专项\n模板: 模板.docx\n"
FIGURES = """支出:
  甲: {值: 60 万元, 来源: 账}
  乙: {值: 40 万元, 来源: 账}
全年预算数: {值: 100 万元, 来源: 批复}
全年执行数: {值: 100 万元, 应等于: 支出, 来源: 账}
培训人数: {值: 120人, 来源: 名册}
"""
METRICS = """资金:
  合计: {年初预算数: =全年预算数, 全年预算数: =全年预算数, 全年执行数: =全年执行数}
年度总体目标:
  预期目标: 培训100人
  实际完成情况: 已培训{{培训人数}}。
绩效指标:
  产出指标:
    数量指标:
      培训人数: {指标值: ≥100人, 完成值: =培训人数, 分值: 50}
  效益指标:
    社会效益指标:
      社会影响: {指标值: 有提高, 完成值: 有所提高, 分值: 30, 自评: "达成，30分"}
  满意度指标:
    服务对象满意度指标:
      满意度: {指标值: ≥90%, 完成值: 95%, 分值: 10}
"""
NARRATIVE = "# 情况\n\n全年支出{{全年执行数}}，培训{{培训人数}}。\n"
DIRECTION = "content/01-测试专项"
TAGS = (
    "{{ 报告.标题 }}", "{%p for 方向 in 支出方向 %}", "{{p 方向.正文 }}",
    "{%p for 目标 in 方向.目标 %}", "{{ 目标.预期目标 }}", "{%p endfor %}", "{%p endfor %}",
)  # fmt: skip


def paragraph(text: str) -> str:
    """Return a paragraph of WordprocessingML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:p><w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>'


def word_file(body: str = "", extra: dict[str, bytes] | None = None, **parts: str) -> bytes:
    """Return a Word file with a body, further parts, and parts written over."""
    body = body or "".join(paragraph(tag) for tag in TAGS)
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
        "</Types>",
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{main}" xmlns:r="{office}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{main}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>',
        "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        **{name.replace("__", "/"): text for name, text in parts.items()},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return target.getvalue()


def good(folder: Path) -> None:
    """Write the good project."""
    files = {
        "content/report.yaml": REPORT,
        f"{DIRECTION}/figures.yaml": FIGURES,
        f"{DIRECTION}/metrics.yaml": METRICS,
        f"{DIRECTION}/narrative/01-情况.md": NARRATIVE,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "模板.docx").write_bytes(word_file())
