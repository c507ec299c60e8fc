"""Makes articles of the records of one file, and tells what was lost of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from ..errors import CorpusError
from ..fields.unpublished import unpublished
from ..files.walk import File
from ..passages import refuse_too_many_windows
from ..record import Fault, NoTextError, Record
from ..settings.read_settings import ReadSettings
from ..sourced import ReadWarning, SourcedArticle
from ..times.day_order import DayOrder
from .converter import to_article
from .file_notices import FileNotices, LeftOut
from .tidy import tidied


class ArticleStream:
    """Turns the records of one file into articles and warnings.

    Args:
        file: The file, or the member of an archive.
        settings: What is told about the file.
        order: Tells which number of a date is the day.
        left_out: Counts what was never published.

    Attributes:
        is_empty: True until the file gives a record or a fault.
    """

    def __init__(self, file: File, settings: ReadSettings, order: DayOrder, left_out: LeftOut) -> None:
        self._file, self._settings, self._order, self._left_out = file, settings, order, left_out
        self._notices = FileNotices(file)
        self.is_empty = True

    def articles(self, records: Iterable[Record | Fault]) -> Iterator[SourcedArticle | ReadWarning]:
        """Yield the articles of `records`, and warnings about them."""
        for item in records:
            self.is_empty = False
            if isinstance(item, Fault):
                yield self.fault(item)
                continue
            kind, is_draft = self._unpublished(item)
            if kind and not (self._settings.drafts and is_draft):
                self._left_out.add(self._file, kind, is_whole_file=item.is_whole_file, taken_with_drafts=is_draft)
            else:
                yield from self._article(item)

    def fault(self, fault: Fault) -> ReadWarning:
        """Return the warning about what a format could not read."""
        return ReadWarning(self._file.path, fault.line, fault.reason, skipped=fault.skipped, origin=self._file.origin)

    def end(self) -> Iterator[ReadWarning]:
        """Yield what is told once for the whole file."""
        return self._notices.end()

    def _unpublished(self, record: Record) -> tuple[str, bool]:
        if record.is_whole_file and "_drafts" in PurePath(self._file.path).parts:  # the folder of Jekyll and Hexo
            return "draft", True
        return unpublished(record.state or record.fields)

    def _article(self, record: Record) -> Iterator[SourcedArticle | ReadWarning]:
        file = self._file
        try:
            article, told = to_article(record, file.origin, self._settings.mapping, self._order)
            article = tidied(article)
            refuse_too_many_windows(article)
        except NoTextError as error:
            yield from self._notices.textless(record, str(error))
            return
        except CorpusError as error:
            yield ReadWarning(file.path, record.line, str(error), skipped=True, origin=file.origin)
            return
        yield from self._notices.article()
        self._notices.add(record.line, told)
        if self._settings.language and not article.language:
            article = replace(article, language=self._settings.language)
        yield SourcedArticle(article, file.origin, file.path, record.line)
