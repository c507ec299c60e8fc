"""Requests: finds the subject of a request, as in "Give me an overview of the strike from my notes".

Only a whole frame is taken off: words that ask for something, about something. A question is its own subject, once what
chat programs and letters put around it is off; see `preamble`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .preamble import PLACE, bare, has_preamble

_POLITE = (
    r"(?:(?:hi|hello|hey|ok|okay|so|now|please|kindly|(?:can|could|would|will) you|help me(?: to)?|"
    r"i(?:['’]d| would) like(?: you)? to|i (?:want|need)(?: you)? to|let(?:['’]s| us))\b,?\s+)*"
)
_VERB = (
    r"(?:summari[sz]e|highlight|outline|list|describe|explain|extract|find|show|tell|give|get|provide|write|search|look|"
    r"collect|gather|compile|recap|fetch|share|pull up|dig up|looking|know|learn|hear|read|see)"
)
_MATTER = (
    r"(?:me|us|the|an?|all|any|some|every|out|up|for|and|or|of the|most|more|there is|i should know|"
    r"of|important|key|main|major|relevant|detailed|short|brief|quick|concise|general|full|complete|"
    r"details?|points?|facts?|info|information|overview|summary|summaries|insights?|takeaways?|highlights?|bullet|list|"
    r"reports?|passages?|paragraphs?|articles?|story|stories|timelines?|chronology|documents?|everything|anything|"
    r"something|things?|background|context|material|coverage|archive|database|library|files?|texts?|sources?|"
    r"find|look for|"
    rf"what (?:the|my|our|your|these) (?:\w+ )?{PLACE} (?:says?|tells? (?:me|us)|contains?|(?:has|have)(?: to say)?)|"
    r"what (?:is|you|we|they) (?:known|know|have)|you (?:know|have)|we (?:know|have))"
)
_NOUN = r"(?:overview|summary|details?|info|information|key points|main points|background|facts|everything|anything)"
_ABOUT = r"(?:about|on|of|regarding|concerning|around|related to|relating to)"
_SOURCE = rf"(?:from|in|within|based on|using|according to|out of)\s+(?:my|our|your|the|these|this)\s+{PLACE}"
_FORM = (
    r"(?:in|as|with)\s+(?:(?:a|an|one|two|three|four|five|few|some|short|simple|plain|\d+)\s+){0,3}"
    r"(?:bullet points?|bullets|list|table|sentences?|words|paragraphs?|lines|detail|brief|english|terms|language)"
)
_USE = (
    r"(?:for|with|in|as)\s+(?:(?:a|an|the|my|our|short|brief|key|main|all|some|its|their)\s+){0,3}"
    r"(?:overview|summary|report|essay|presentation|sources?|citations?|references?|quotes?|quotations?|facts|dates)"
    r"(?:\s+and\s+(?:sources?|citations?|references?|quotes?|facts|dates|bullet points))?"
)
_TAIL = rf"(?:,?\s+(?:{_SOURCE}|{_FORM}|{_USE}|step by step|briefly|please))*"
"""Where to look, and the form of the answer, at the end of a request."""
_FRAMES = (
    rf"(?:i(?:['’]m| am) )?{_VERB}(?:\s+{_MATTER})*\s+{_ABOUT}",
    rf"(?:i (?:need|want)\s+)?(?:(?:the|an?)\s+)?(?:(?:short|brief|quick|detailed)\s+)?{_NOUN}(?:\s+{_USE})?:",
    # "Information about the episode was in which book?" is no request.
    rf"(?![^?]*\?)(?:(?:the|an?|all)\s+)?(?:(?:short|brief|quick|detailed)\s+)?{_NOUN}\s+{_ABOUT}",
    r"(?:(?:the|any|all|some|which)\s+)?(?:articles|stories|pieces|coverage)\s+(?:about|on|regarding|concerning)",
    r"what (?:do|does|can|did) (?:you|we|i|the (?:archive|documents|articles|notes|sources))"
    rf" (?:know|have|say|tell me|find|read)\s+{_ABOUT}",
    rf"(?:do|is|are) (?:you|we|there)(?: have)?\s+(?:any(?:thing)?|some(?:thing)?)(?:\s+{_MATTER})*\s+{_ABOUT}",
    r"(?:(?:tell|remind|show) (?:me|us)(?: please)?|do you know),?"
    r"(?=\s+(?:who|what|when|where|which|why|how|if|whether)\b)",
    rf"(?:explain|describe|summari[sz]e|outline|recap)(?: to me| for me)?(?: briefly| in detail|,? {_FORM})?,?",
)
_FIRST = frozenset(
    """
    hi hello hey ok okay so now please kindly help i i'd i'm let let's
    summarise summarize highlight outline list describe explain extract find show tell give get provide write search
    look collect gather compile recap fetch share pull dig looking know learn hear read see
    short brief quick detailed overview summary detail details info information key main background fact facts
    everything anything articles stories pieces coverage
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words that a request may begin with."""
_FIRST_TWO = frozenset(
    (first, second)
    for firsts, seconds in (
        ("what", "do does can did"),
        ("do is are can could would will", "you we there"),
        ("the a an all any some which", " ".join(_FIRST)),
    )
    for first in firsts.split()
    for second in seconds.split()
)
"""Words that are so frequent at the start of a question that the second one is looked at, too."""
_TOLD_BY = (
    r"what (?:(?:did|do|does|has|have|had) {names} (?:claim|cover|find|print|publish|report|reveal|say|tell us|write|"
    r"claimed|covered|found|printed|published|reported|revealed|said|told us|written)|"
    r"(?:is|was|has been|had been) (?:printed|published|reported|said|told|written) (?:by|in|on) {names})"
)
"""What an outlet reported about something; its name chooses the articles, and is not looked for in their texts."""
_LONGEST = 300
"""Characters of a request; longer texts are pasted articles."""


def subject_of(question: str, outlets: Sequence[str] = ()) -> str:
    """Return what `question` asks about, without the words of a request; the whole question where it is none.

    Args:
        question: Any text.
        outlets: The outlets that it names, as they stand there.
    """
    if has_preamble(question):
        question = bare(question)
    if len(question) <= _LONGEST:
        for frame in (*(_frames() if _may_be_request(question) else ()), *_told_by(question, outlets)):
            if match := frame.fullmatch(question):
                return str(match["subject"])
    return question


def _may_be_request(question: str) -> bool:
    """False for most questions: so they need none of the frames, which take milliseconds to compile."""
    first, second, *_ = [*question.casefold().replace("’", "'").split(None, 2), "", ""]
    return first.rstrip(",") in _FIRST or (first, second) in _FIRST_TWO


@cache
def _frames() -> list[re.Pattern[str]]:
    return [*map(_frame, _FRAMES)]


def _frame(frame: str) -> re.Pattern[str]:
    """Compile a request with its polite opening, its subject and its end."""
    return re.compile(rf"\s*{_POLITE}{frame}\s+(?P<subject>\S.*?){_TAIL}[\s.!?]*", re.IGNORECASE | re.DOTALL)


def _told_by(question: str, outlets: Sequence[str]) -> list[re.Pattern[str]]:
    """The frame of a question what one or more outlets reported; none without an outlet."""
    if not outlets or "what" not in question.casefold():
        return []
    one = f"(?:the )?(?:{'|'.join(map(re.escape, outlets))})"
    told_by = _TOLD_BY.format(names=rf"{one}(?:(?:,| and|, and| or) {one})*")
    return [_frame(rf"{told_by}\s+{_ABOUT}")]
