"""Small talk: "thank you very much", "tell me more" and "are you a robot?" ask the archive for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from .generic_words import GENERIC_WORDS

_TALK = GENERIC_WORDS | frozenset(
    """
    afternoon again agree ahead all alright also am amazing annoying another answer anyone anything ask asked asking
    awesome awful bit boring both briefly brilliant bye can cancel cheers clear come congratulations continue cool
    correct could day dear detail details different do does dumb elaborate else enough er evening everybody everyone
    everything exactly example examples excellent exit explain few fine first five fool forget forgot four further
    give glad gladly go good goodbye got great ha had hah haha heh hello help her hey hi him hm hmm horrible huh
    idiot interesting keep know last later least less let lets like list little lol longer look lot made make many
    mate matter maybe me mean means meh more morning most much name never next nice night no none nonsense nope
    nothing oh ok okay one ones other others ours pardon perfect phew please point previous problem put question
    questions quit quite read really repeat rephrase result results right rubbish same second see sense sentence
    sentences shorter show silly skip so some someone something soon sorry source sources start stop stupid sum
    summarise summarize summary sure talk terrible than thank thanks them thing things think third three thx today
    tomorrow too translate true try two ty ugh uh um understand understood undo up useless very wait want wanted
    wanting welcome well whatever whichever words wow wrong yeah yep yes yet
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words of small talk, and of talk about an answer."""
_BETWEEN_US = frozenset(
    """
    age ai angry assistant bored bot confused english feel feeling from get happy hate human hungry joke joking
    kidding language live lonely love machine made meet old person poem real remember robot sad sing song speak
    story talked talking thinking tired work working
    """.split()  # noqa: SIM905  # as above
)
"""Words that are small talk where the question speaks of itself and of us: "are you a robot?"."""
_US = frozenset(("i", "me", "we", "you", "your", "yourself"))
_GREETINGS = frozenset(
    """
    adios aloha arigato au beaucoup bitte bom bonjour bonsoir buenas buenos chi ciao comment como cuando czesc dag
    dank danke dankeschon dia dias dlaczego dobry doch donde dove dziekuje dzien et gdzie gracias grazie guten hallo
    hej hola hvem hvorfor i ja kiedy kiitos konnichiwa kto merci merhaba miksi mille moin morgen muchas namaste nar
    nein nie non obrigada obrigado och ou oui perche por pourquoi privet quand que qui quien revoir salam salut
    sayonara schon sehr shalom si spasibo tack tag tak takk tesekkurler und varfor vem vielen waar waarom wann
    wanneer warum wer weshalb wie wieso wo y здравствуйте почему привет спасибо
    """.split()  # noqa: SIM905  # as above
)
_PHRASES = frozenset(
    (
        "sing a song",
        "tell a joke",
        "shut up",
        "what time is it",
        "what is the time",
        "start over",
        "start again",
        "have a nice weekend",
        "good job",
    )
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
