"""Life events: a question such as "how did Ada Berg die?" is not answered by a text that tells of nobody's death.

The name brings such texts to the top, and the event is only one word of the question, so they would be believed. A
passage tells of an event if it, or its title, has any word for it. The event must be all that is said of somebody: in
"which prize did Ada Berg, who died on Monday, win?" it is not what is asked for. docs/verdict.md, "Roles".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_DYING = r"""
    d(?:ie[sd]?|ying|ead|eadly|eaths?|emise|eceased|rown\w*)|kill\w*|murder\w*|assassin\w*|perish\w*|slain|slay\w*|slew|
    execut(?:e[ds]?|ing|ions?|ioners?)|fatal\w*|mortal\w*|bod(?:y|ies)|corpses?|funeral|bur(?:y|ie[sd]|ial)|grave|tomb|
    obituar\w*|late(?!\ (?:at|in|last|night|on|this|\d|\w+day))|
    posthumous\w*|pass(?:ed|es|ing)?\ (?:away|on)|(?:last|final)\ (?:breath|hours)|suicide|shot|shoot\w*|hang(?:ed|ing)|
    behead\w*|stab\w*|strangl\w*|poison\w*|starv\w*|manslaughter|homicide|massacre\w*|slaughter\w*|genocide|victims?|
    casualt\w*|succumb\w*|lost\ (?:my|our|his|her|their)\ \w+|mourn\w*|memorial|surviv\w*|widow\w*|martyr\w*|
    euthan\w*|lifespan|toll|(?:claim\w*|cost\w*|lost|took|taken)\ (?:\S+\ ){0,2}lives
    """
_HARM = r"hurt|unhurt|harmed|unharmed|injur\w*|uninjured|wounded"
"""Of how many died, a text tells that says what became of them: "nobody was hurt"."""
_WEDDING = r"""
    marr\w+|remarr\w*|wed|wedd\w*|bride\w*|groom|vows?|nuptial\w*|honeymoon\w*|spouses?|husband\w*|wife|wives|
    fianc\w*|engage[dm]\w*|eloped?|divorc\w*|separat\w*|split\w*|ex-\w+|widow\w*|(?:civil\ )?union|tied\ the\ knot
    """
_ARREST = r"""
    arrest\w*|jail\w*|prison\w*|imprison\w*|detain\w*|detention|custody|charged|charges|indict\w*|convict\w*|
    sentenc\w*|guilty|caught|captur\w*|apprehend\w*|handcuff\w*|behind\ bars|incarcerat\w*|rounded\ up|taken\ away|
    in\ the\ dock
    """
_LEAVING = r"""
    resign\w*|quits?|quitting|st(?:eps?|epped|epping|ands?|anding|ood)\ (?:down|aside|back)|gave\ up|giv\w+\ up|left|
    leav\w*|depart\w*|retir\w*|oust\w*|sack\w*|fired|dismiss\w*|replac\w*|remov\w*|abdicat\w*|relinquish\w*|
    withdr\w*|bow\w*\ out|exit\w*|outgoing|former|successor|succeeded|forced\ out|no\ longer
    """
_DIED = "died"
_EVENTS = (
    (
        _DIED,
        r"die|died",
        r"murdere?d?s?|killed|assassinated|executed|beheaded|poisoned|stabbed|buried",
        r"death|murder|killing|assassination|execution|funeral|burial",
        _DYING,
    ),
    (
        "married or divorced",
        r"marry|wed|divorce",
        r"married|divorced",
        r"wedding|marriage|divorce|husband|wife|spouse",
        _WEDDING,
    ),
    (
        "was arrested",
        r"go to (?:jail|prison)",
        r"arrested|jailed|imprisoned|convicted|sentenced",
        r"arrest|imprisonment|conviction",
        _ARREST,
    ),
    (
        "resigned",
        r"resign|quit|step down|abdicate",
        r"sacked|fired|dismissed|ousted|forced to resign",
        r"resignation|dismissal|sacking",
        _LEAVING,
    ),
)
"""What a passage does not say; verbs of whoever it happens to; verbs of whoever does it; nouns; words that tell of it.
"""
_LIFE_SPAN = re.compile(r"\d{3,4}\s*[-–—]\s*(?:[\w.]+,?\s+){0,3}\d{3,4}")
"""Of a biography: "Ada Berg (4 May 1900 – 7 June 1981)"."""
_WHEN = r"(?:(?:how|whom?|when|where|why|in (?:what|which) year|on (?:what|which) (?:day|date)|what year)\s+)"
_REST = (
    r"(?:\s+[A-Z].*|\s+(?:from|in|at|on|of|for|to|with|because|after|during|himself|herself|office|"
    r"and\s+(?:how|when|where|why))\b.*)?"
)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """An event that a question takes for a fact.

    Attributes:
        said: What a passage should say, as in "died".
        words: The words for it.
    """

    said: str
    words: re.Pattern[str]


_VERBS = re.compile("|".join(rf"\b(?:{own}|{done}|{nouns})" for _, own, done, nouns, _ in _EVENTS))
"""Few questions have one of the verbs: so most need none of the frames, which take milliseconds to compile."""


@cache
def _frames() -> list[tuple[re.Pattern[str], LifeEvent]]:
    found = []
    for said, own, done, nouns, told in _EVENTS:
        verb = rf"(?:{own}|{done})"
        frames = "|".join(
            (
                rf"{_WHEN}(?:did|does|has|have)\s+(?P<a>\S.*?)\s+(?:{own}){_REST}",
                rf"{_WHEN}?(?:is|was|were|has|have)\s+(?P<b>\S.*?)\s+(?:been\s+)?{verb}{_REST}",
                rf"who\s+(?:had\s+)?{verb}\s+(?P<c>\S.*?)",
                rf"(?:[a-z]+\s+)+(?P<d>[A-Z].*?)['’]s?\s+(?:{nouns})",
                rf"{_WHEN}(?:did|has)\s+(?P<e>\S.*?)\s+\w+\s+(?:his|her|their)\s+(?:{nouns})",
            )
        )
        found.append((re.compile(rf"(?:{frames})\s*[?.!]*"), LifeEvent(said, _words(told))))
    toll = re.compile(r"how many\s+(?:\S+\s+){1,3}?(?:died?|killed|murdered)\b.*")
    return [*found, (toll, LifeEvent(_DIED, _words(f"{_DYING}|{_HARM}")))]


def _words(told: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE | re.VERBOSE)


_LONGEST = 80
"""Characters of such a question; longer ones say more of it than that it happened."""


def life_event(question: str) -> LifeEvent | None:
    """The event that an English question asks about, where it says nothing else of somebody whom it names."""
    text = " ".join(question.split())
    if len(text) <= _LONGEST and _VERBS.search(text):
        text = text[:1].lower() + text[1:]
        for frame, event in _frames():
            match = frame.fullmatch(text)
            if match and all(map(_is_name, filter(None, match.groups()))):
                return event
    return None


def untold(event: LifeEvent | None, title: str, text: str) -> str:
    """Say that neither a passage nor the title of its article has a word for `event`; empty where one has."""
    if event is None or event.words.search(title) or event.words.search(text):
        return ""
    if event.said == _DIED and _LIFE_SPAN.search(text):
        return ""
    return f"it does not say that anyone {event.said}"


def _is_name(subject: str) -> bool:
    """True for a few words of which one is written with a capital letter."""
    words = subject.split()
    return len(words) <= 6 and any(word[0].isupper() for word in words)
