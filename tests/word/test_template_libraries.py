"""docxtpl, python-docx and Jinja do the work, each in its home; the cache needs only Jinja."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from word.template_samples import paragraphs

from docgen import word

WORD = Path(word.__file__).parent
HOMES = {
    "docxtpl": {"template/word_file.py"},
    "docx": {"template/compiling.py", "template/word_file.py"},
    "jinja2": {
        "printing/document_printing.py",
        "printing/template_sandbox.py",
        "printing/value_printing.py",
        "template/compiling.py",
        "template/template_language.py",
    },
    "lxml": {
        "returned/atoms.py",
        "returned/redline.py",
        "returned/settling.py",
        "soundness/deep_look.py",
        "template/compiling.py",
        "template/review_traces.py",
        "template/tag_marking.py",
        "template/word_file.py",
        "template/word_tree.py",
    },
    "markupsafe": {"printing/template_sandbox.py", "printing/value_printing.py"},
}
# What each library must run while a template is compiled and printed.
WORK = {
    "docxtpl/template.py": "patch_xml",
    "docx/opc/pkgreader.py": "from_file",
    "docx/section.py": "is_linked_to_previous",
    "jinja2/parser.py": "parse",
    "jinja2/compiler.py": "generate",
    "jinja2/environment.py": "from_code",
}


def imported_libraries(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_each_library_is_imported_where_the_list_says() -> None:
    seen: dict[str, set[str]] = {name: set() for name in HOMES}
    for path in WORD.rglob("*.py"):
        for name in imported_libraries(path) & HOMES.keys():
            seen[name].add(path.relative_to(WORD).as_posix())

    assert seen == HOMES


def test_the_libraries_do_the_work(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(paragraphs("{%p for i in y %}", "{{ i }}", "{%p endfor %}"))
    ran: set[tuple[str, str]] = set()

    def noted(frame: object, event: str, _: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]  # sys.setprofile hands a frame
        if event == "call" and "site-packages" in code.co_filename:
            ran.add((code.co_filename.partition("site-packages/")[2], code.co_name))

    sys.setprofile(noted)
    try:
        template = word.compiled(path.read_bytes(), path.name)
        package, _ = word.render(template, {"y": ["甲", "乙"]})
    finally:
        sys.setprofile(None)

    assert "甲" in package.text("word/document.xml")
    assert set(WORK.items()) <= ran


def test_a_template_from_the_cache_prints_without_the_libraries_that_compiled_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "模板.docx"
    path.write_bytes(paragraphs("{{ x }}"))
    script = (
        "import sys; from pathlib import Path; from docgen import word\n"
        "from docgen.memo import Memo; from docgen.project_results import lasting_template\n"
        f"t = lasting_template(Memo(), Path({str(path)!r}).read_bytes(), '模板.docx')\n"
        "p, _ = word.render(t, {'x': '甲'}); word.faults(p.data(), 'x', p.unchanged)\n"
        "print(sorted({'jinja2', 'lxml', 'docx', 'docxtpl'} & set(sys.modules)))"
    )

    told = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, cwd=tmp_path, text=True
        ).stdout.strip()
        for _ in range(2)
    ]

    assert told == ["['docx', 'docxtpl', 'jinja2', 'lxml']", "['jinja2']"]
