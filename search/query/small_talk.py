"""Small talk: "thank you very much", "tell me more" and "are you a robot?" ask the archive for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from .generic_words import GENERIC_WORDS

_TALK = GENERIC_WORDS | frozenset(
    """
    afternoon again agree ahead all alright also am amazing another answer anything ask asked asking awesome bit both
    brilliant bye can cheers clear come continue cool correct could day dear detail details different do does else
    elaborate enough evening everything exactly example examples excellent explain few fine first five forget forgot
    four further gladly glad go good goodbye got great had haha hello help hey hi hmm interesting know last least less
    let lets like list little lol look lot made make many mate matter maybe me mean means more morning most much name
    never next nice night no none nope nothing ok okay oh one ones other others ours pardon perfect please point problem
    put question questions quite read really repeat rephrase result results right same second see sense sentence
    sentences show so some someone something soon sorry source sources stop sum summarise summarize summary sure talk
    than thank thanks thing things think third thx three today tomorrow too true try two ty understand understood up
    very wait wanted want wanting welcome well whatever whichever words wow wrong yeah yep yes yet
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words of small talk, and of talk about an answer."""
_BETWEEN_US = frozenset(
    """
    age ai assistant bot english feel feeling from get hate human joke joking language live love machine meet
    person real remember robot speak story talked talking thinking work working
    """.split()  # noqa: SIM905  # as above
)
"""Words that are small talk where the question speaks of itself and of us: "are you a robot?"."""
_US = frozenset(("i", "me", "we", "you", "your", "yourself"))
_GREETINGS = frozenset(
    """
    adios arigato au aloha beaucoup bitte bom bonjour bonsoir buenas buenos ciao dag danke dank dankeschön dia dias días
    gracias grazie guten hallo hej hola kiitos merci mille moin morgen muchas obrigada obrigado privet revoir salut
    schön sehr spasibo tag tack tak takk vielen
    """.split()  # noqa: SIM905  # as above
)
_PHRASES = frozenset(
    ("what time is it", "what is the time", "start over", "start again", "have a nice weekend", "good job")
)


def is_small_talk(asked: Iterable[str]) -> bool:
    """True where the folded words of a question, `asked`, name nothing to look for."""
    spoken = [_plain(word) for word in asked]
    if " ".join(spoken) in _PHRASES:
        return True
    known = _TALK | _BETWEEN_US if not _US.isdisjoint(spoken) else _TALK
    others = [word for word in spoken if word not in known]
    return not others or _GREETINGS.issuperset(spoken) or (len(others) == 1 and _is_of_you(spoken))


def _plain(word: str) -> str:
    """A word without what is contracted with it: "what" of "what's", "not" of "don't"."""
    if word in STOP_WORDS:
        return word
    return "not" if word.endswith("n't") else word.split("'")[0]


def _is_of_you(spoken: Sequence[str]) -> bool:
    """True for what is said of us: "you are stupid", "are you married?"."""
    return {*spoken[:2]} == {"are", "you"}
