"""Checks that read Chinese words (读出来的核对): what they find is 警告 or 提示, never 错误."""
