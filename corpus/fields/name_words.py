"""Names of fields that are known names with other words around them: ``full_story_text``, ``fechaDeLaNota``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_NAME = re.compile(r"[\w .:/-]{1,60}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
_SMALL = frozenset(
    {"a", "of", "the", "has", "on", "at", "in", "de", "la", "el", "del", "di", "du", "da", "do", "der", "des"}
)
_ARTICLE = frozenset({
    *("article", "art", "news", "post", "story", "item", "page", "entry", "doc", "document", "web", "main", "full"),
    *("rec", "long", "complete", "raw", "clean", "cleaned", "plain", "html", "rich", "original", "meta", "og", "dc"),
    *("xml", "xhtml"),
    *("artikel", "beitrag", "meldung", "nachricht", "noticia", "nota", "articulo", "articolo", "notizia", "materia"),
    *("bericht", "nieuws", "nyhet", "nyheter", "nyhed", "zeitung", "artykul"),
    *("artykulu", "wiadomosc", "clanek", "clanku", "haber", "berita"),
})  # fmt: skip
"""Words for an article, and for how its text is written, without accents."""
_OF_NAMES = frozenset(
    {"name", "names", "title", "list", "label", "nombre", "nome", "nom", "naam", "navn", "namn", "nazwa", "common"}
)
_OF_DAYS = frozenset({
    *("published", "publish", "publishing", "publication", "pub", "posted", "issue", "release", "display", "print"),
    *("publicacion", "publicacao", "parution", "pubblicazione", "veroffentlichung", "veroeffentlichung", "erscheinung"),
    *("publicatie", "publicering", "publisering", "udgivelse", "publikacji", "vydani", "utc", "gmt", "iso"),
})  # fmt: skip
_OF_TIMES = frozenset({"date", "datetime", "time", "timestamp", "datum", "fecha", "ts"})
_BEGINNING = frozenset({"go", "going", "start", "from", "since", "up"})
"""Words beside those of publication, but not beside a mere date: ``goLive``, ``startPublish``, ``online_since``."""
_BESIDE: Mapping[str, frozenset[str]] = {
    "text": _ARTICLE,
    "title": _ARTICLE | {"text"},
    "published": _ARTICLE | _OF_DAYS | _OF_TIMES,
    "updated": _ARTICLE | _OF_TIMES | {"last", "latest"},
    "source": _ARTICLE | _OF_NAMES | {"media", "press"},
    "authors": _ARTICLE | _OF_NAMES | _OF_DAYS | {"written", "reported", "authored"},
    "categories": _ARTICLE | _OF_NAMES | {"primary"},
    "language": _ARTICLE | {"content", "text", "code"},
    "url": _ARTICLE | {"canonical", "public", "source", "resolved"},
    "id": _ARTICLE,
    "summary": _ARTICLE | {"text"},
}
"""Field -> the words that may stand beside one of its names."""
_FORMS: Mapping[str, str] = {
    **dict.fromkeys(("creation", "create", "creacion"), "created"),
    **dict.fromkeys(("update", "change", "modify", "modification", "edit", "edited", "revised"), "updated"),
    **dict.fromkeys(("publish", "pub", "release", "released", "live", "online"), "published"),
    "ueberschrift": "uberschrift",
}
"""Words -> the names of fields that they are forms of."""
_FORMS_ALONE = frozenset({"uberschrift"})
"""Forms that are a name without another word."""
_NEVER_NAMES = frozenset({"html", "story", "news", "blocks", "head", "domain", "channel", "feed"})
"""Names of fields that as a word of a name say too little."""
_MOST, _SHORTEST = 5, 3
"""Words in a name, and letters of a word in a name that is written as one."""


class NameWords:
    """Reads names word by word.

    Args:
        names: The known names of each field, the best first.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._places = {field: {name: place for place, name in enumerate(them)} for field, them in names.items()}
        self._known = _SMALL.union(_FORMS, *_BESIDE.values(), *names.values())

    def name(self, key: str) -> str:
        """Return the known name in `key` beside words that change nothing, of several the worst; "" for none.

        Args:
            key: The name, in its own case, without accents.
        """
        if not _NAME.fullmatch(key):
            return ""
        written = [*self._words(key)]
        words = {_FORMS.get(word, word) for word in written} - _SMALL
        if not 1 < len(written) <= _MOST and words.isdisjoint(_FORMS_ALONE):
            return ""
        for field, beside in _BESIDE.items():
            places = self._places[field]
            names = places.keys() & words - _NEVER_NAMES
            if names and words - names <= (beside | _BEGINNING if "published" in names else beside):
                return max(names, key=lambda name: places[name])
        return ""

    def _words(self, key: str) -> Iterator[str]:
        for match in _WORD.finditer(key):
            yield from self._split(match[0].casefold())

    def _split(self, word: str) -> list[str]:
        """Split words that are written as one, if all of them are known."""
        if known := self._same(word):
            return [known]
        for end in range(len(word) - 2, _SHORTEST - 1, -1):
            if begin := self._same(word[:end]):
                rest = self._split(word[end:])
                if len(rest) > 1 or self._same(rest[0]):
                    return [begin, *rest]
        return [word]

    def _same(self, word: str) -> str:
        """Return a known word, also for one with an "s" behind it, as in "names" and "Zeitungsname"; "" for none."""
        return next((it for it in (word, word.removesuffix("s")) if it in self._known), "")
