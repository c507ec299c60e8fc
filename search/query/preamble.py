"""Preambles: what programs and letters put around a question: "You are a helpful assistant. Question: who won?"."""

from __future__ import annotations

import re
from functools import cache

from ...index.analysis.words import words

PLACE = (
    r"(?:notes?|documents?|docs|archive|articles?|files?|texts?|sources?|data|database|context|passages?|excerpts?|"
    r"knowledge base|news archive|index|library|corpus|collection)"
)
"""Where an answer is to be looked for."""
_THEIR = r"(?:(?:the|my|our|your|these|this|following|given|provided|retrieved|attached|above)\s+)"
_QUESTION = r"(?:the|this|my|a)(?: following| user['’]?s?)? (?:question|query)"
_HOW = (
    r"[.!?\n]\s{0,3}(?:please )?"
    r"(?:answer|respond|reply|cite|keep (?:it|your answer) (?:short|brief|concise)|limit (?:it|your answer)|"
    r"be (?:brief|concise|precise)|do not (?:make|invent|guess)|use (?:only|at most|no more))\b"
)
"""Begins a sentence behind the question that only says how to answer: "Answer in one sentence."."""
_OPENINGS = (
    r"you are (?:an?|the|my) [^.!?\n]{0,80}?\b(?:assistant|expert|journalist|reporter|librarian|researcher|analyst|"
    r"editor|archivist|historian|chatbot|bot|ai|model|fact[- ]checker)\b[^.!?\n]{0,120}[.!\n]",
    r"(?:please )?(?:based (?:only |solely )?on|using(?: only)?|use(?: only)?|given|according to|with|read)\s+"
    rf"{_THEIR}+{PLACE}(?: (?:below|above|provided|given))?(?:\s*[,.:;\n]|\s+to(?= answer))",
    rf"(?:and |to |please )*(?:answer|respond to|reply to)(?: {_QUESTION}[^.:?\n]{{0,80}})?\s*[.:\n]",
    r"(?:[^?]{0,800}?[.:!\n]\s{0,3})?(?:question|query)\s*:",
    r"(?:q|human|user|task|instruction|prompt)\s*:",
    r"(?:(?:hey|hi|hello|ok|okay),? (?:google|siri|alexa|copilot|chatgpt|claude)\b[,.!:]?|(?:siri|alexa|chatgpt)[,:])",
    r"(?:dear [^,\n.?!]{1,40},|(?:hi|hello|hey)(?: there| all| team| everyone)?[,!.])",
    r"i hope (?:you|this|all)\b[^.!?\n]{0,40}[.!]",
    r"i(?: am|['’]m) (?:writing|working|preparing|doing|researching)\b[^.!?\n]{0,80}?(?:[.!]|\s+and\b)",
    r"(?:i (?:just )?)?(?:wonder(?:ed)?|want(?:ed)? to (?:know|ask)|need to know|would like to (?:know|ask))"
    r"(?:,|:|\s+(?=wh|how|if))",
)
_CLOSINGS = (
    r"\s(?:answer|a|assistant|ai|response)\s*:",
    r"[.,!?\n]\s*(?:many )?(?:thanks|thank you)(?: so much| very much| a lot)?(?: in advance)?\s*[.!]*",
    rf"{_HOW}[^.!?\n]{{0,80}}[.!]?",
    r"[.,!?\n]\s*(?:(?:kind|best|warm) regards|yours (?:sincerely|truly|faithfully)|best wishes|cheers)\b[^?\n]{0,40}",
)
_FIRST = frozenset(
    """
    alexa answer according based chatgpt dear given hello hey hi human i i'm ok okay prompt q query question read siri
    task use user using with
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
_LAST = frozenset(("answer:", "assistant:", "a:", "response:", "thanks", "advance", "you", "cheers"))
_LABEL = re.compile(rf"(?:question|query)\s*:|{_HOW}", re.IGNORECASE)
"""What stands before the question in a prompt, whatever comes before that; or behind it."""
_LONGEST = 2_000
"""Characters of a question with its preamble; longer texts are pasted articles."""


def has_preamble(question: str) -> bool:
    """False for most questions: so they need none of the patterns, which take milliseconds to compile."""
    first, second, *_ = [*question.casefold().replace("’", "'").split(None, 2), "", ""]
    if len(question) > _LONGEST:
        return False
    last = question[-20:].casefold().split()[-1:]
    asked = first.rstrip(",:!.") in _FIRST or (first, second.rstrip(":")) in (("you", "are"), ("please", "answer"))
    is_labelled = _LABEL.search(question) is not None
    return asked or is_labelled or bool(last and last[0].rstrip("!.") in _LAST)


def bare(question: str) -> str:
    """Return `question` without its preamble and its closing words; the whole where nothing else is left."""
    opening, closing = _patterns()
    text = closing.sub(_mark, opening.sub("", question)).strip(" ,\n")
    return text if words(text) else question


def _mark(match: re.Match[str]) -> str:
    """The mark before the closing words, which ends the question."""
    return match[0][0]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    opening, closing = (rf"(?:{'|'.join(forms)})" for forms in (_OPENINGS, _CLOSINGS))
    return re.compile(rf"\A(?:\s*{opening}\s*)+", re.IGNORECASE), re.compile(rf"(?:{closing}\s*)+\Z", re.IGNORECASE)
