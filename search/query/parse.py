"""Query parsing: finds what a question quotes, names and leaves out: phrases, outlets, time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ...index.analysis.words import words
from .excluded import MARKS, Excluded
from .field_names import without_field_names
from .generic_words import GENERIC_WORDS
from .ignored import NOTHING, Ignored
from .names.acronyms import extract_acronyms
from .names.outlets import OutletMention, Outlets
from .parsed import ParsedQuery
from .period import Period
from .places import blank_out
from .quotations import extract_phrases
from .request import subject_of
from .small_talk import is_small_talk
from .timing.as_of import Clock
from .timing.understood import Timing
from .timing.vocabulary import MONTHS, TRIGGERS, WEEKDAYS

if TYPE_CHECKING:
    from .names.bylines import Bylines
    from .names.sections import Sections

MOST_PHRASES = 8
"""Phrases of a query, the rest is dropped: an article pasted as a question may quote its sources throughout."""

_EXCLUDING = frozenset(("not", "without", "except", "excepting", "excluding", "nothing", "other", "apart"))
"""Words that may leave something out. Questions without them, and without a hyphen, are not looked at for it."""
_WRITING = frozenset(
    """
    article articles author authored byline by column columns commentary cover covered covering covers coverage essay
    essays filed oped op penned piece pieces post posts reported reporting reports report stories story work write
    writes writing written wrote
    """.split()  # noqa: SIM905  # as above
)
"""Words that may stand beside the name of an author."""
_BESIDE_NAMES = _WRITING | {"any", "anything", "else", "everything", "find", "list", "me", "show", "something", "us"}
"""Words that name no subject beside the name of an author or a section."""
_SECTIONING = frozenset(
    """
    articles category columns coverage desk news pages pieces reports rubric section stories
    """.split()  # noqa: SIM905  # as above
)
"""Words that may stand beside the name of a section."""
_DENIALS = frozenset(("not", "refused", "declined"))
_LOOSE_ENDS = re.compile(r"^[\s,;:.?!]+|(?:^|\s+)(?:and|or|but|,)(?=\s*[?.!]*$)|\s+(?=[?.!]$)", re.IGNORECASE)
"""What may be left at the ends of a question without the names that it joined."""
_GENERIC = GENERIC_WORDS | frozenset((*MONTHS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)))
_DATE_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")


@dataclass(frozen=True, slots=True)
class ArchiveWords:
    """The names and words of the archive that a question is read against. Each part is loaded only when it is needed.

    Attributes:
        knows: True where a text has the given folded word, in any form.
        stands: True where a passage has the given words in sequence.
        bylines: Returns the authors of the archive.
        sections: Returns its categories.
    """

    knows: Callable[[str], bool] = lambda _: True
    stands: Callable[[str], bool] = lambda _: False
    bylines: Callable[[], Bylines | None] = lambda: None
    sections: Callable[[], Sections | None] = lambda: None


def parse_query(
    question: str,
    outlets: Outlets,
    clock: Clock | None = None,
    archive: ArchiveWords = ArchiveWords(),  # frozen, so it may be shared
    *,
    ignored: Ignored = NOTHING,
) -> ParsedQuery:
    """Parse `question`. The name of an outlet in quotation marks is not a phrase.

    Args:
        question: Any text.
        outlets: The outlets of the corpus.
        clock: Tells the day of asking; by default it is today.
        archive: What else the question is read against; by default an archive without authors and sections.
        ignored: Parts to take as plain words.
    """
    clock = clock or Clock()
    mentions = ignored.mentions(outlets.mentions_in(question))
    kept, excluded = _without_exclusions(question, mentions, clock, archive, ignored)
    if excluded:
        mentions = [mention for mention in mentions if mention.text in kept]
    sources = {source for mention in mentions for source in mention.sources}
    asked = words(kept)
    timing = ignored.timing(_timing(kept, asked, clock))
    unnamed, authors, categories = _without_names(kept, asked, archive, ignored)
    unnamed = without_field_names(unnamed)
    names = {mention.text.casefold() for mention in mentions}
    phrases = (it for it in extract_phrases(unnamed) if it.casefold() not in names and it not in ignored)
    outlet_words = {word for mention in mentions for word in words(mention.text)}
    outlet_words |= {word for author in authors for word in words(author)}
    is_named = bool(sources or authors or categories or timing.periods or timing.yearly)
    generic = outlet_words | _GENERIC | (_BESIDE_NAMES if authors or categories else frozenset())
    rest = words(timing.rest_of(unnamed))
    about = [word for word in rest if word not in generic and not _DATE_NUMBER.fullmatch(word)]
    chosen = tuple(phrases)[:MOST_PHRASES]
    acronyms = ignored.rest(extract_acronyms(kept))
    text = _searched(timing, question, kept, unnamed if about else kept)
    subject = subject_of(text, [mention.text for mention in mentions])
    subject = subject if words(subject) and subject not in ignored else text
    return ParsedQuery(
        chosen,
        tuple(sorted(sources)),
        timing,
        metadata_only=is_named and not about,
        negated="negated" not in ignored and _is_negated(kept, asked),
        is_empty=not (asked or is_named),
        small_talk=not (is_named or chosen or acronyms) and is_small_talk(asked),
        subject=subject if subject != timing.searched_in(question) else "",
        acronyms=acronyms,
        authors=authors,
        categories=categories,
        excluded=excluded,
        searched=subject,
        asked=clock.asked,
        recent=None if timing else _recent(clock),
        outlet_words=frozenset(outlet_words),
        time_words=frozenset(words(timing.words_in(question))),
    )


def _searched(timing: Timing, question: str, kept: str, unnamed: str) -> str:
    """The text that the legs search for: without operators, what is left out, and the words around authors' names."""
    if unnamed == question:
        return timing.searched_in(question)
    return _LOOSE_ENDS.sub("", " ".join(timing.searched_in(unnamed).split())) or " ".join(kept.split()) or question


def _without_exclusions(
    question: str, mentions: Sequence[OutletMention], clock: Clock, archive: ArchiveWords, ignored: Ignored
) -> tuple[str, Excluded]:
    """Return the question without what it wants left out, equally long; and that."""
    if not any(mark in question for mark in MARKS) and _EXCLUDING.isdisjoint(words(question)):
        return question, Excluded()
    from .exclusion import find_exclusions  # most questions need none of its patterns

    found = [it for it in find_exclusions(question, archive.stands) if it.text not in ignored]
    if not found:
        return question, Excluded()
    phrases, sources, authors, periods = [], set[str](), set[str](), list[Period]()
    for exclusion in found:
        names = (mention for mention in mentions if mention.text.endswith(exclusion.text))
        outlets = {source for mention in names for source in mention.sources}
        timing = _timing(exclusion.text, words(exclusion.text), clock)
        if "by" in words(question[slice(*exclusion.place)]) and (bylines := archive.bylines()):
            authors |= {it for byline in bylines.find(f"articles by {exclusion.text}") for it in byline.authors}
        sources |= outlets
        if timing.periods and not words(timing.rest_of(exclusion.text)):
            periods += timing.periods
        elif not outlets and not authors:
            phrases.append(exclusion.text)
    texts = tuple(dict.fromkeys(it.text for it in found))
    left_out = Excluded(
        texts, tuple(dict.fromkeys(phrases)), tuple(sorted(sources)), tuple(sorted(authors)), tuple(periods)
    )
    return blank_out(question, (it.place for it in found)), left_out


def _without_names(
    question: str, asked: Sequence[str], archive: ArchiveWords, ignored: Ignored
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the question without the words that name authors and sections, equally long; authors; and categories."""
    authors, categories = set[str](), set[str]()
    is_writing = not _WRITING.isdisjoint(asked) or not all(archive.knows(word) for word in asked)
    if is_writing and (bylines := archive.bylines()):
        from .names.bylines import without_bylines

        found = [it for it in bylines.find(question, archive.knows) if ignored.rest(it.authors)]
        authors = {author for byline in found for author in ignored.rest(byline.authors)}
        question = without_bylines(question, found)
    if not _SECTIONING.isdisjoint(asked) and (sections := archive.sections()):
        for section in sections.find(question):
            if not (wanted := ignored.rest(section.categories)):
                continue
            categories |= {*wanted}
            question = blank_out(question, [section.place])
    return question, tuple(sorted(authors)), tuple(sorted(categories))


def _is_negated(question: str, asked: Sequence[str]) -> bool:
    """True where a question asks who or what did not; `asked` are its words."""
    if _DENIALS.isdisjoint(asked) and not any(word.endswith("n't") for word in asked):
        return False
    from .negation import is_negated

    return is_negated(question)


def _recent(clock: Clock) -> date | None:
    """The day of asking, unless it is only the last day of an archive: what it was asked for may be of any time."""
    as_of = clock.as_of()
    return as_of.day if as_of and as_of.source != "archive" else None


def _timing(question: str, asked: Sequence[str], clock: Clock) -> Timing:
    """The time in `question`, whose words are `asked`; most say nothing about it, and are not looked at closely."""
    if not any(map(str.isdigit, question)) and TRIGGERS.isdisjoint(asked):
        return Timing()
    from .timing.read import read_timing  # its patterns take milliseconds to compile

    return read_timing(question, clock)
