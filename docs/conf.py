"""How Sphinx builds this site; it needs no network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import hamiltonish  # found by the line above

project = "hamiltonish"
author = "The hamiltonish maintainers"
copyright = "The hamiltonish maintainers"
version = release = hamiltonish.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"hamiltonish {release}"
html_static_path = ["_static"]
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
