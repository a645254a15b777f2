"""Templates (模板): a Word file → what prints. Only here docxtpl, python-docx and lxml are used."""
