"""docgen compiles a 绩效自评报告: figures in YAML, prose in Markdown, the look in a Word file."""

__version__ = "1.0.0"
