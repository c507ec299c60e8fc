"""nutgraf: ask a news archive a question, get the paragraphs that answer it, with source and date.

Importing it is cheap: the names in ``__init__.pyi`` are fetched from their rooms when they are first used.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
