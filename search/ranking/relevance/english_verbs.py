"""English verbs: the stem that all forms of one share, irregular ones too, and which verbs say the opposite."""

from __future__ import annotations

from functools import cache

from ....index.analysis.language import ENGLISH, language
from ...query.spelling.variants import irregular_verbs

_OPPOSITES = """
    accelerate slow;accept decline refuse reject;adopt reject;agree refuse;admit deny;allow ban block forbid;
    appoint dismiss fire sack;approve block reject veto;arrest free release;arrive leave;attend boycott skip;
    back oppose;ban legalise legalize permit;beat lose;begin end finish stop;build demolish destroy;
    buy borrow lease rent sell;clear convict;climb drop fall;close open reopen;confirm deny;convict acquit release;
    create destroy;decrease increase;defend attack;deploy withdraw;dismiss hire recruit;ease tighten;elect oust;
    enter leave;expand shrink;expel invite;export import;fail pass succeed;fall jump rise;find lose;fire hire;
    forget remember;gain lose;give take;grow shrink;harm protect;hate love;hire lay sack;hold cancel postpone;
    impose lift drop scrap;include exclude;increase cut reduce;introduce abolish scrap;jail free release;
    join leave quit;keep abandon scrap;launch cancel halt;lend borrow;lower raise;merge split;nationalise privatise;
    open shut;own lease rent;pass reject;praise condemn criticise criticize;raise cut reduce;ratify reject;
    repair damage;rescue abandon;rise decline drop plunge sink;save spend;send withdraw;sign cancel;
    start end finish stop;stay leave;strengthen weaken;support oppose;survive die;unite divide;welcome condemn;
    win lose
    """


def _groups(table: str) -> list[list[str]]:
    return [group.split() for group in table.split(";")]


_BASE_OF = {form: forms[0] for forms in irregular_verbs() for form in forms}
PAST = frozenset(form for forms in irregular_verbs() for form in forms[1:] or forms)
"""Irregular past forms and participles."""


def stem(word: str) -> str:
    """Return the stem of a lower-case word: "bite" of "bit" and of "bitten"."""
    return language(ENGLISH).term(_BASE_OF.get(word, word))[0]


def _by_stem() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, *others in _groups(_OPPOSITES):
        for other in map(stem, others):
            found.setdefault(stem(first), set()).add(other)
            found.setdefault(other, set()).add(stem(first))
    return found


OPPOSITES = _by_stem()
"""By the stem of a verb, the stems of those that say the opposite of it, or another thing: "lease" for "buy"."""


def beginnings(verb: str) -> list[str]:
    """List how the forms of the verb with the stem `verb` begin."""
    return [verb.removesuffix("i"), *_irregular_forms().get(verb, [])]


@cache
def _irregular_forms() -> dict[str, list[str]]:
    """List the irregular forms by the stem that they share."""
    forms: dict[str, list[str]] = {}
    for form in _BASE_OF:
        forms.setdefault(stem(form), []).append(form)
    return forms
