"""Requests: finds the subject of a request, as in "Give me an overview of the strike from my notes".

Only a whole frame is taken off: words that ask for something, about something. A question is its own subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    r"reports?|passages?|paragraphs?|articles?|stories|documents?|everything|anything|something|things?|background|context|"
    r"material|coverage|what (?:is|you|we|they) (?:known|know|have)|you (?:know|have)|we (?:know|have))"
)
_NOUN = r"(?:overview|summary|details?|info|information|key points|main points|background|facts|everything|anything)"
_ABOUT = r"(?:about|on|of|regarding|concerning|around|related to|relating to)"
_PLACE = (
    r"(?:notes?|documents?|docs|archive|articles?|files?|texts?|sources?|data|database|context|knowledge base|"
    r"news archive|index|library|corpus|collection)"
)
_SOURCE = rf"(?:from|in|within|based on|using|according to|out of)\s+(?:my|our|your|the|these|this)\s+{_PLACE}"
_FORM = (
    r"(?:in|as|with)\s+(?:(?:a|an|one|two|three|four|five|few|some|short|simple|plain|\d+)\s+){0,3}"
    r"(?:bullet points?|bullets|list|table|sentences?|words|paragraphs?|lines|detail|brief|english|terms|language)"
)
_TAIL = rf"(?:,?\s+(?:{_SOURCE}|{_FORM}|step by step|briefly|please))*"
"""Where to look, and the form of the answer, at the end of a request."""


def _frame(frame: str) -> re.Pattern[str]:
    """Compile a request with its polite opening, its subject and its end."""
    return re.compile(rf"\s*{_POLITE}{frame}\s+(?P<subject>\S.*?){_TAIL}[\s.!?]*", re.IGNORECASE | re.DOTALL)


_FRAMES = [
    _frame(frame)
    for frame in (
        rf"(?:i(?:['’]m| am) )?{_VERB}(?:\s+{_MATTER})*\s+{_ABOUT}",
        # "Information about the episode was in which book?" is no request.
        rf"(?![^?]*\?)(?:(?:the|an?|all)\s+)?(?:(?:short|brief|quick|detailed)\s+)?{_NOUN}\s+{_ABOUT}",
        r"(?:(?:the|any|all|some|which)\s+)?(?:articles|stories|pieces|coverage)\s+(?:about|on|regarding|concerning)",
        r"what (?:do|does|can|did) (?:you|we|i|the (?:archive|documents|articles|notes|sources))"
        rf" (?:know|have|say|tell me|find|read)\s+{_ABOUT}",
        rf"(?:do|is|are) (?:you|we|there)(?: have)?\s+(?:any(?:thing)?|some(?:thing)?)(?:\s+{_MATTER})*\s+{_ABOUT}",
        r"(?:explain|describe|summari[sz]e|outline|recap)(?: to me| for me)?(?: briefly| in detail)?,?",
    )
]
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
    if len(question) <= _LONGEST:
        for frame in (*_FRAMES, *_told_by(outlets)):
            if match := frame.fullmatch(question):
                return match["subject"]
    return question


def _told_by(outlets: Sequence[str]) -> list[re.Pattern[str]]:
    """The frame of a question what one or more outlets reported; none without an outlet."""
    if not outlets:
        return []
    one = f"(?:the )?(?:{'|'.join(map(re.escape, outlets))})"
    told_by = _TOLD_BY.format(names=rf"{one}(?:(?:,| and|, and| or) {one})*")
    return [_frame(rf"{told_by}\s+{_ABOUT}")]
