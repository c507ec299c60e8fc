"""Intake: decides for each article that comes by whether it is new, changed, unchanged or in conflict with another.

An article replaces another one with its id only where it is the same article: from the same file, of the same outlet or
web address, or the same content that moved. Else it is a conflict: told, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from ...corpus.errors import CorpusError
from ...corpus.files.walk import is_within
from ...corpus.sourced import ReadWarning, SourcedArticle
from ..segments.segment import article_key
from ..segments.snapshot import DocAddress
from ..segments.stored_article import text_digest, to_line
from .held import HeldArticles
from .identity import Identity
from .moves import Moves

_MOST_DOUBTED = 8 << 20
"""Characters of articles that wait until it is known whether their file moved."""
KEEP_BOTH = "--keep-both (in Python keep_both=True) keeps both"
OWN_ID = "give each an id of its own"
OTHER_DETAILS = "was used before with other details; the first is kept"
OTHER_TEXT = "was used before for another text; the first is kept"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one article.

    Attributes:
        kind: What the article is to the index; the name of a count in `Report`.
        item: The article, perhaps under an id of its own beside another.
        key: The key of its id.
        line: Its line.
        identity: Its identity; None where it is unchanged or was taken down.
        replaces: The address of the stored article that it replaces, if any.
    """

    kind: Literal["new", "changed", "unchanged", "taken_down"]
    item: SourcedArticle
    key: int
    line: bytes
    identity: Identity | None = None
    replaces: DocAddress | None = None


class Intake:
    """Decides for the articles of one run, in the order in which they come.

    Args:
        held: The articles of the index and of the run; each decision is entered there as it is yielded.
        moved: The moves that earlier runs saw, see `Moves`.
        taken_down: Articles that are not taken in, see `Manifest.taken_down`.
        keep_both: True to keep an article in conflict, too, under an id with its outlet or file in front.
        is_copy: True where the articles come from another generation of this index: any of them replaces its id.

    Attributes:
        met: Keys of the articles that came by, unchanged ones included.
        moves: The files and folders that were seen to have moved.
    """

    def __init__(
        self,
        held: HeldArticles,
        *,
        moved: Mapping[str, str],
        taken_down: Mapping[str, str],
        keep_both: bool,
        is_copy: bool = False,
    ) -> None:
        self.met: set[int] = set()
        self.moves = Moves(held.is_gone, moved)
        self._unreadable: set[str] = set()
        self._unread: set[str] = set()  # of single files, of which there may be many
        self._held = held
        self._taken_down = taken_down
        self._texts_taken_down = {*taken_down.values()}
        self._keep_both = keep_both
        self._is_copy = is_copy
        self._doubts: list[SourcedArticle] = []
        self._doubted = 0  # characters

    def take(self, item: SourcedArticle) -> Iterator[Decision | ReadWarning]:
        """Decide on an article; in doubt whether its file moved, later: see `settle`."""
        yield from self._entered(self._decide(item, is_final=False))
        if self._doubted > _MOST_DOUBTED:
            yield from self.settle()

    def settle(self) -> Iterator[Decision | ReadWarning]:
        """Decide on the articles that were in doubt: at the end of a run all moves have been seen."""
        doubts, self._doubts, self._doubted = self._doubts, [], 0
        for item in doubts:
            yield from self._entered(self._decide(item, is_final=True))

    def warned(self, warning: ReadWarning) -> None:
        """Note a warning: nothing that came from a file or folder with a skipped record counts as gone."""
        if warning.unread:
            self._unread |= warning.unread
        elif warning.skipped:
            self._unreadable.add(warning.origin)

    def unmet(self, expected: Callable[[str], bool]) -> Iterator[tuple[DocAddress, str]]:
        """Yield the stored articles that did not come by, and their origins.

        Only those whose origin is `expected`, and those that are left of a place which moved to an expected one.
        """

        def is_gone(origin: str) -> bool:
            if any(is_within(origin, unreadable) for unreadable in self._unreadable):
                return False
            if self._unread and not self._unread.isdisjoint(accumulate(origin.split("/"), "{}/{}".format)):
                return False
            return expected(origin) or self.moves.has_left(origin, expected)

        yield from self._held.unmet(self.met, is_gone)

    def _entered(self, found: Iterator[Decision | ReadWarning]) -> Iterator[Decision | ReadWarning]:
        """Enter each decision among the held articles, on which those after it depend."""
        for it in found:
            if isinstance(it, Decision):
                if it.replaces:
                    self._held.dead.add(it.replaces)
                if it.identity:
                    self._held.pending[it.key] = it.identity
            yield it

    def _decide(self, item: SourcedArticle, *, is_final: bool) -> Iterator[Decision | ReadWarning]:
        line, key = to_line(item.article, item.origin), article_key(item.article.id)
        if self._was_taken_down(item):
            yield Decision("taken_down", item, key, line)
            return
        if key not in self.met and self._held.digest(key) == text_digest(line):
            self.met.add(key)
            yield Decision("unchanged", item, key, line)
            return
        mine, other = Identity.of(item.article, item.origin), self._held.identity(key)
        if beside := self._beside(item, mine, kept_before=True):
            yield from self._decide(beside, is_final=is_final)
        elif other is None:
            yield self._new(item, key, line, mine)
        elif key in self.met:
            yield from self._again(item, mine, other)
        elif self._is_replaced(mine, other):
            self.met.add(key)
            yield Decision("changed", item, key, line, mine, self._held.find(key))
        elif self._held.is_gone(other.origin) and not is_final:
            self._doubts.append(item)
            self._doubted += len(item.article.text)
        else:
            yield from self._conflict(item, mine, f"is that of {other}, which is kept")

    def _was_taken_down(self, item: SourcedArticle) -> bool:
        """True for an id that was taken down; or for its text, if the id is only the place of the file."""
        article = item.article
        if article.id in self._taken_down:
            return True
        is_unnamed = bool(self._texts_taken_down) and article.id == item.origin
        return is_unnamed and text_digest(article.text.encode()).hex() in self._texts_taken_down

    def _new(self, item: SourcedArticle, key: int, line: bytes, mine: Identity) -> Decision:
        self.met.add(key)
        if item.article.id == item.origin and not self._is_copy and (moved := self._held.moved_from(item.article)):
            address, origin = moved
            self.moves.add(origin, item.origin)
            return Decision("changed", item, key, line, mine, address)
        return Decision("new", item, key, line, mine)

    def _is_replaced(self, mine: Identity, other: Identity) -> bool:
        if self._is_copy:
            return True
        if mine.content == other.content:
            if self._held.is_gone(other.origin):
                self.moves.add(other.origin, mine.origin)
            return True
        return mine.is_same_article(other) or self.moves.explain(other.origin, mine.origin)

    def _again(self, item: SourcedArticle, mine: Identity, first: Identity) -> Iterator[Decision | ReadWarning]:
        """Decide on an article whose id came by before in this run."""
        if mine.content == first.content:  # equal but for the file it came from
            return
        if mine.text == first.text and (mine.is_same_article(first) or not self._keep_both):
            reason = f"the id {item.article.id!r} {OTHER_DETAILS}"
            yield ReadWarning(item.path, item.line, reason, skipped=False, origin=item.origin)
        else:
            yield from self._conflict(item, mine, OTHER_TEXT)

    def _conflict(self, item: SourcedArticle, mine: Identity, reason: str) -> Iterator[Decision | ReadWarning]:
        if self._keep_both and (beside := self._beside(item, mine, kept_before=False)):
            yield from self._decide(beside, is_final=True)
            return
        remedy = OWN_ID if self._keep_both else KEEP_BOTH
        told = f"the id {item.article.id!r} {reason}; {remedy}"
        yield ReadWarning(item.path, item.line, told, skipped=True, origin=item.origin)

    def _beside(self, item: SourcedArticle, mine: Identity, *, kept_before: bool) -> SourcedArticle | None:
        """The article under an id with its outlet or file in front, to be kept beside another one with its id.

        Args:
            item: The article.
            mine: Its identity.
            kept_before: True for an id under which an earlier run kept it; False for one that may be new.
        """
        if self._is_copy:
            return None
        for prefix in filter(None, (mine.source, mine.origin)):
            name = f"{prefix}:{item.article.id}"
            key = article_key(name)
            stored = None if key in self.met else self._held.identity(key)
            if stored.is_same_article(mine) if stored else not kept_before and key not in self.met:
                return _renamed(item, name)
        return None


def _renamed(item: SourcedArticle, name: str) -> SourcedArticle | None:
    """The article under another id; None where that id is too long."""
    try:
        return replace(item, article=replace(item.article, id=name))
    except CorpusError:
        return None
