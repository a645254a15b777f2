"""Rules that read Chinese words (读文字的规则): 警告 or 提示, never 错误."""
