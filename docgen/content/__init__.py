"""A folder of content → Report (读取): the only reader of content files."""

from docgen.content.edits import edited
from docgen.content.loading import Loaded, load
from docgen.content.project import Project, locate
from docgen.content.schema import schemas

__all__ = ["Loaded", "Project", "edited", "load", "locate", "schemas"]
