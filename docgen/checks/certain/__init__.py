"""Rules about typed data, structure and the form (确定的规则): arithmetic or fact."""
