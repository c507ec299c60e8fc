"""Names of authors as bylines spell them, as names of CSL-JSON: persons in parts, all others as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypedDict

from ...corpus.text.characters import one_line
from ...index.filter import folded_name

_BY = re.compile(r"^\s*by[:\s]\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*;\s*|\s+(?:and|und|et|y|&)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words("""
    al af av bin da das de degli dei del della den der des di do dos du e el ibn la las le los ten ter van von y zu
    zum zur
""")
"""Words of a person's name that are written small."""
_OF_ORGANISATIONS = _words("""
    afp agence agencia agencies agency agentur ansa ap associated association bbc bloomberg board bureau center
    centre channel cnn commission committee company contributor contributors correspondent correspondents council
    daily department desk dienst dispatch dpa editor editorial editors efe express foundation gazette group guardian
    herald inc institute investigations itv journal live ltd magazine media ministry monitor network news newspaper
    newsroom newswire npr observer office online pa paper pbs press radio redaktion report reporter reporters
    reuters review rundfunk service services sports staff standard studio syndicate tass team telegraph television
    times today tribune tv university upi weekly wire world writer writers xinhua
""")
"""Words that a byline of an organisation or a role has."""


class CSLName(TypedDict, total=False):
    """A name in CSL-JSON: `literal`, or the parts of a person's."""

    family: str
    given: str
    suffix: str
    literal: str


def csl_names(bylines: tuple[str, ...], outlet: str) -> list[CSLName]:
    """Read the authors of an article of `outlet`."""
    return [_csl_name(name, outlet) for byline in bylines for name in _parted(one_line(byline), outlet)]


def _parted(byline: str, outlet: str) -> Iterator[str]:
    """Split "By Ann Lee and Jo Poe" into persons; "Smith and Sons" is one name."""
    name = _BY.sub("", byline).strip() or byline.strip()
    parts = [part for part in _BETWEEN.split(name) if part]
    yield from parts if len(parts) > 1 and all(_is_person(part, outlet) for part in parts) else [name]


def _csl_name(name: str, outlet: str) -> CSLName:
    if not _is_person(name, outlet):
        return {"literal": name}
    from nameparser import HumanName  # most commands cite nobody

    parsed = HumanName(name)
    given = " ".join(part for part in (parsed.first, parsed.middle) if part)
    if not parsed.last or not given or parsed.nickname or parsed.maiden:
        return {"literal": name}
    person: CSLName = {"family": parsed.last, "given": given}
    return {**person, "suffix": parsed.suffix} if parsed.suffix else person


def _is_person(name: str, outlet: str) -> bool:
    """True where `name` looks like first and last names: several words with capitals, none of an organisation."""
    words = _WORD.findall(name)
    folded = folded_name(name)
    if len(words) < 2 or len(words) > 7 or re.search(r"[\d@/&()\[\]{}|:]", name):
        return False
    if outlet and folded_name(outlet) in folded:
        return False
    if any(word.casefold() in _OF_ORGANISATIONS for word in words) or words[0].casefold() == "the":
        return False
    if name.count(",") > 1 or ("," in name and "." in name.partition(",")[0]):  # "J. Doe, Skarrow" is not inverted
        return False
    # Scripts without capitals part names in other ways, or not at all.
    return all(word[0].isupper() or word in _PARTICLES or len(word) == 1 for word in words)
