"""torch and what stands on it, out of sight of type checkers.

They follow each import that they see, and would read all of torch with every program that imports nutgraf: more than a
minute and a gigabyte.
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
