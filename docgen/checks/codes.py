"""Explanations of codes the checks print outside of a rule (核对代码的解释)."""

from __future__ import annotations

from types import MappingProxyType

CODES = MappingProxyType(
    {
        "DOC90": """忽略一个问题而没有写理由。

缘由：放过的问题会列给评审看，没有理由等于没有说明。
示例：# docgen: 忽略 FRM22
改法：写成 # docgen: 忽略 FRM22 理由：均有验收资料。""",
        "DOC91": """忽略没有对上任何问题。

缘由：问题已经改好，或行号、代码写错了；留着会盖住以后的问题。
示例：忽略 FRM13，而这一行没有 FRM13
改法：删去这一条，或改正代码、文件、行。""",
    }
)
