"""Makes the shipped Word files: `python -m templates.make_templates [folder]`.

The same bytes come out whenever it runs. A bureau changes its copy in Word or WPS instead; this
is for whoever reviews or maintains the originals.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from templates import form_sichuan, forms
from templates.word_parts import package, paragraph, section

EACH = paragraph("{%p for 方向 in 支出方向 %}")
END = paragraph("{%p endfor %}")
ENDIF = paragraph("{%p endif %}")


def _when(condition: str, *content: str) -> str:
    return "".join((paragraph(f"{{%p if {condition} %}}"), *content, ENDIF))


def report() -> str:
    """Return 绩效自评报告: cover, text, signature, summary, then a form for each 支出方向."""
    return "".join(
        (
            _when("报告.封面", *_cover()),
            paragraph("{{ 报告.标题 }}", "BaoGaoBiaoTi"),
            _when("报告.副标题", paragraph("——{{ 报告.副标题 }}", "BaoGaoFuBiaoTi")),
            paragraph("{{p 报告.正文 }}"),
            EACH,
            paragraph("{{p 方向.正文 }}"),
            END,
            _when("报告.附件", *_enclosures()),
            _when("报告.日期", *_signature()),
            _when("报告.支出方向数 > 1", *_summary()),
            EACH,
            _when(
                "报告.附件",
                paragraph("附件{{ 方向.序号 }}", "FuJian"),
                paragraph("{{ 报告.年度 }}年度项目支出绩效自评表", "BiaoDanBiaoTi"),
            ),
            _when(
                "not 报告.附件",
                paragraph(
                    "{{ 报告.年度 }}年度项目支出绩效自评表",
                    "BiaoDanBiaoTi",
                    "<w:pageBreakBefore/>",
                ),
            ),
            forms.zhuzhou(),
            END,
            section(),
        )
    )


def _cover() -> tuple[str, ...]:
    return (
        paragraph("{{ 报告.标题 }}", "FengMianBiaoTi"),
        _when("报告.副标题", paragraph("——{{ 报告.副标题 }}", "FengMianWenZi")),
        paragraph("{{ 报告.单位 or 报告.部门 }}", "FengMianWenZi", _FAR_DOWN),
        _when("报告.日期", paragraph("{{ 报告.日期 }}", "FengMianWenZi")),
        section(numbered=False, last=False),
    )


_FAR_DOWN = '<w:spacing w:before="3600" w:after="0" w:line="579" w:lineRule="exact"/>'


def _enclosures() -> tuple[str, ...]:
    """附件说明: after an empty line, 左空二字, no full stop behind a name (GB/T 9704 §7.3.4)."""
    return (
        paragraph(""),
        EACH,
        paragraph(
            "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ 方向.序号 }}."
            "{{ 报告.年度 }}年度项目支出绩效自评表（{{ 方向.名称 }}）",
            "FuJianShuoMing",
        ),
        END,
    )


def _signature() -> tuple[str, ...]:
    return (
        paragraph("", own="<w:keepNext/>"),
        paragraph("{{ 报告.单位 or 报告.部门 }}", "LuoKuan"),
        paragraph("{{ 报告.日期 }}", "ChengWenRiQi"),
    )


def _summary() -> tuple[str, ...]:
    title = "{{ 报告.年度 }}年度项目支出绩效自评汇总表"
    return (paragraph(title, "BiaoDanBiaoTi", "<w:pageBreakBefore/>"), forms.summary())


def _form_file(title: str, form: Callable[[], str], *signers: str) -> str:
    """Return a file of forms only, each 支出方向 on a new page."""
    return "".join(
        (
            EACH,
            paragraph(title, "BiaoDanBiaoTi", "<w:pageBreakBefore/>"),
            paragraph("（{{ 报告.年度 }}年度）", "FormCentre"),
            form(),
            *(paragraph(line, "FormNote") for line in signers),
            END,
            section(),
        )
    )


def national() -> str:
    """Return 项目支出绩效自评表 of 财预〔2020〕10号."""
    signers = "填表人：{{ 方向.填表人 }}　　　　联系电话：{{ 方向.联系电话 }}"
    return _form_file("项目支出绩效自评表", forms.national, signers)


def sichuan() -> str:
    """Return the form of 四川省 2023."""
    return _form_file("项目支出绩效自评表", form_sichuan.sichuan)


FILES: Mapping[str, Callable[[], str]] = {
    "绩效自评报告.docx": report,
    "项目支出绩效自评表2020.docx": national,
    "四川2023.docx": sichuan,
}


def made(name: str) -> bytes:
    """Return the bytes of a shipped file."""
    return package(FILES[name](), name.removesuffix(".docx"))


def main() -> None:
    """Write all of them beside this script, or into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name in FILES:
        (folder / name).write_bytes(made(name))


if __name__ == "__main__":
    main()
