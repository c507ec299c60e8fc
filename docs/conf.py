"""Settings of the documentation, for `make docs`.

The source folder is the repository's root, so that README.md and its like are pages too, and a link between two
documents is the same in the repository and on the site.
"""

from __future__ import annotations

import logging
from pathlib import Path

import nutgraf
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

logging.getLogger("faiss").setLevel(logging.WARNING)  # it tells how it was loaded

project = "nutgraf"
author = "the nutgraf authors"
release = version = nutgraf.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
include_patterns = ["*.md", "docs/**.md", "examples/*.md"]
exclude_patterns = [".*", "build", "dist", "tests"]
root_doc = "docs/index"

myst_heading_anchors = 4
default_role = "code"  # single backticks in docstrings are code, as in Markdown

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 100
autodoc_default_options = {"members": True}
add_module_names = False
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # fields of a dataclass are described once

html_theme = "furo"
html_title = "nutgraf"
html_extra_path = ["site"]  # index.html, which leads to docs/index.html
html_copy_source = False


def unlink_folders(_: Sphinx, page: nodes.document) -> None:
    """Show a link to a folder of source code as plain text: the site does not hold the code."""
    folder = Path(page["source"]).parent
    for link in list(page.findall(pending_xref)):
        if link["reftype"] == "myst" and (folder / link["reftarget"]).is_dir():
            link.replace_self(link.children)


def readable_defaults(*event: object) -> tuple[str, object] | None:
    """Write a default that a dataclass makes anew each time as `...`: as `<factory>` the signature is no Python."""
    signature, returned = event[-2:]
    return (signature.replace("<factory>", "..."), returned) if isinstance(signature, str) else None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", readable_defaults)
    app.connect("doctree-read", unlink_folders)
