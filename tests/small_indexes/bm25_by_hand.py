"""The lexical features of passages by hand, over all texts: the oracle of `index/retrieval/lexical.py`."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from math import log

import numpy as np
import pytest
from nutgraf.corpus.passages import cut, windows
from small_indexes.english import STOP_WORDS, stem, words
from small_indexes.fakes import passage_at
from small_indexes.legs import PROFILE, LexicalLeg


@dataclass(frozen=True)
class Scored:
    """The scores of one passage: signals, the score of each window, and the stems that it mentions."""

    words: float
    sentence: float
    article: float
    windows: tuple[float, ...]
    mentions: frozenset[str]


class ByHand:
    """A reference implementation of the formula in `lexical`, over all texts."""

    def __init__(self, articles, question):
        forms_of = defaultdict(set)
        for word in words(question):
            forms_of[stem(word)].add(word)
        self.forms_of = dict(sorted(forms_of.items()))
        self.telling = {term for term, forms in forms_of.items() if not forms <= STOP_WORDS} or set(forms_of)
        self.passages = {}  # by id: the words of its article's title, of each of its windows, and of its article
        self.articles = []
        for article in articles:
            title = words(article.title)
            texts = [[words(passage.text[slice(*span)]) for span in windows(passage.text)] for passage in cut(article)]
            self.articles.append(title + joined(map(joined, texts)))
            self.passages |= {f"{article.id}#p{at}": (title, text, self.articles[-1]) for at, text in enumerate(texts)}
        paragraphs = [joined(text) for _, text, _ in self.passages.values()]
        self.average_passage = mean(len(title + joined(text)) for title, text, _ in self.passages.values())
        self.average_window = mean(len(window) for _, text, _ in self.passages.values() for window in text)
        self.average_article = mean(map(len, self.articles))
        weight = {term: 1 if term in self.telling else PROFILE.stop_word_weight for term in forms_of}
        self.worth = {term: weight[term] * idf(term, paragraphs) for term in forms_of}
        self.worth_in_articles = {term: idf(term, self.articles) for term in self.telling}

    def bm25(self, text, average, title=()):
        """Score a text; a `title` adds occurrences and no length."""
        score = 0
        for term, forms in self.forms_of.items():
            exactly = sum(word in forms for word in chain(text, title))
            score += self.worth[term] * saturated(count_of(term, chain(text, title)), len(text), average)
            score += self.worth[term] * PROFILE.exact_form * saturated(exactly, len(text), average)
        return score

    def of_article(self, whole):
        return sum(
            self.worth_in_articles[term] * saturated(count_of(term, whole), len(whole), self.average_article)
            for term in self.telling
        )

    def scored(self):
        return {name: self._scored(*passage) for name, passage in self.passages.items()}

    def _scored(self, title, text, whole):
        all_words = title + joined(text)
        each = [self.bm25(window, self.average_window, title) for window in text]
        signals = self.bm25(all_words, self.average_passage), max(each), self.of_article(whole)
        found = [any(count_of(term, window) for term in self.forms_of) for window in text]
        scores = tuple(score if has else 0 for score, has in zip(each, found, strict=True))
        return Scored(*signals, scores, frozenset(term for term in self.forms_of if count_of(term, all_words)))

    def first_look(self):
        """Score the passages that contain a key term, over stems only."""
        scores = {}
        for name, (title, text, _) in self.passages.items():
            all_words = title + joined(text)
            if any(count_of(term, all_words) for term in self.telling):
                scores[name] = sum(
                    self.worth[term] * saturated(count_of(term, all_words), len(all_words), self.average_passage)
                    for term in self.telling
                )
        return scores


def joined(texts):
    return list(chain.from_iterable(texts))


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers) or 1


def count_of(term, text):
    return sum(stem(word) == term for word in text)


def idf(term, texts):
    df = sum(count_of(term, text) > 0 for text in texts)
    return log(1 + (len(texts) - df + 0.5) / (df + 0.5))


def saturated(tf, length, average):
    k1, b = PROFILE.k1, PROFILE.b
    return tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))


def scored(snapshot, question, profile=PROFILE):
    """Score the live passages, by id."""
    leg = LexicalLeg(snapshot, question, profile)
    rows = np.flatnonzero(snapshot.live)
    features = leg.score(rows)
    assert features.score is features.signals["words"]
    assert {array.dtype for array in (features.windows, *features.signals.values())} == {np.dtype(np.float32)}
    assert features.counts.tolist() == snapshot.window_ranges(rows)[1].tolist()
    starts, mentions = np.cumsum([0, *features.counts]).tolist(), features.mentions.anywhere
    assert len(features.windows) == starts[-1]
    return {
        passage_at(snapshot, row).id: Scored(
            **{name: float(signal[place]) for name, signal in features.signals.items()},
            windows=tuple(features.windows[starts[place] : starts[place + 1]].tolist()),
            mentions=frozenset(leg.terms[number].stems[0] for number in np.flatnonzero(mentions[:, place])),
        )
        for place, row in enumerate(rows.tolist())
    }


def retrieved(snapshot, question, k=10_000, profile=PROFILE):
    """List the retrieved passages with their scores, best first."""
    ranking = LexicalLeg(snapshot, question, profile).retrieve(k)
    return [
        (passage_at(snapshot, row).id, score)
        for row, score in zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True)
    ]


def close(one, other):
    """True where two scores of a passage are equal, except for rounding."""
    numbers = [
        (scores_of.words, scores_of.sentence, scores_of.article, *scores_of.windows) for scores_of in (one, other)
    ]
    return one.mentions == other.mentions and numbers[0] == pytest.approx(numbers[1], rel=1e-5, abs=1e-6)


def assert_agrees(snapshot, articles, question):
    by_hand = ByHand(articles, question)
    actual, expected = scored(snapshot, question), by_hand.scored()
    assert list(actual) == list(expected)
    for name, scores in actual.items():
        assert close(scores, expected[name]), (name, scores, expected[name])
    assert dict(retrieved(snapshot, question)) == pytest.approx(by_hand.first_look(), rel=1e-5)
