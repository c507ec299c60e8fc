"""Imports torch and the libraries built on it by name, so that type checkers do not follow the import.

They would read all of torch with every program that imports nutgraf, which takes more than a minute and a gigabyte.
"""

from importlib import import_module
from typing import Any, TypeAlias

SentenceTransformer: TypeAlias = Any
CrossEncoder: TypeAlias = Any
Tensor: TypeAlias = Any


def imported(name: str) -> Any:  # noqa: ANN401
    """Import the module `name`: torch, sentence-transformers or a part of transformers.

    Raises:
        ImportError: It is not there.
    """
    return import_module(name)
