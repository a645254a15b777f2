"""Checks of typed data, structure and the form (确定的核对): arithmetic or fact, they may say 错误."""
