"""The JSON of changes and versions, declared as in `results`."""

from typing import Annotated, Any, Literal, TypedDict

from .results import ArticleJSON, GenerationJSON, WholeArticleJSON

# No `from __future__ import annotations` here: see `results`.


class MomentJSON(TypedDict):
    """The generation after which changes are told."""

    generation: Annotated[int, "Its number; 0 is before the first one."]
    committed: Annotated[str | None, "Time of its commit in ISO 8601 and UTC; null where it is not known."]


class DiffPartJSON(TypedDict):
    """A part of a text: equal in both versions, inserted or deleted."""

    op: Annotated[Literal["equal", "insert", "delete"], "What became of it."]
    text: Annotated[str, "The part, with its white space."]


class FieldChangeJSON(TypedDict):
    """The change of one field of an article."""

    field: Annotated[str, "Name of the field, for example text or title."]
    diff: Annotated[
        list[DiffPartJSON],
        "Word by word: equal and deleted parts together are the old value, equal and inserted parts the new one.",
    ]


class EditedJSON(TypedDict):
    """An article that was edited."""

    article: Annotated[ArticleJSON, "The article as it is now."]
    replaced: Annotated[str, "Time in ISO 8601 and UTC at which the index took the newest version in."]
    correction: Annotated[bool, "True where a correction or a clarification was added."]
    stealth: Annotated[
        bool, "True where the words changed without a note of a correction, and without a later time of change."
    ]
    changes: Annotated[list[FieldChangeJSON], "By field; the text comes last. Empty where the version was forgotten."]


class RemovedJSON(TypedDict):
    """An article that was removed."""

    article: Annotated[ArticleJSON, "The article as it was."]
    removed: Annotated[str, "Time of its removal from the index in ISO 8601 and UTC."]


class ChangesJSON(TypedDict):
    """The changes of the archive since a generation."""

    since: MomentJSON
    index: GenerationJSON
    query: Annotated[str | None, "The question that the changes bear on; null for all changes."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    new: Annotated[list[ArticleJSON], "New articles, newest first."]
    edited: Annotated[list[EditedJSON], "Edited articles, the last edited first."]
    removed: Annotated[list[RemovedJSON], "Removed articles, the last removed first."]


# Keyword `from` is no name in a class body.
VersionJSON = TypedDict(
    "VersionJSON",
    {
        "from": Annotated[str | None, "Time in ISO 8601 and UTC from which the index had it; null if not known."],
        "until": Annotated[str | None, "Time until which the index had it; null for the version that it has now."],
        "article": Annotated[WholeArticleJSON, "The article as it was then."],
        "text": Annotated[str, "Its text."],
        "correction": Annotated[bool, "True where this version brought a note of a correction or a clarification."],
    },
)
"""A version of an article."""


class VersionsJSON(TypedDict):
    """The versions of an article that the index keeps."""

    id: Annotated[str, "The article's id."]
    versions: Annotated[list[VersionJSON], "Oldest first."]
