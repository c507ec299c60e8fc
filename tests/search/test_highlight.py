import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.passages import sentences
from nutgraf.index.tokens import tokens
from nutgraf.search.highlight import telling_sentence

TEXT = "The mayor spoke. A glacier is melting fast. The mayor and the council met the mayor."
WORDS = st.sampled_from(["mayor", "river", "Gen.", "U.S.", "fire.", "vote?", "“No!”", "雪。", "\n", "storm"])


def told(text, **weights):
    start, end = telling_sentence(text, weights)
    return text[start:end]


def test_the_sentence_with_the_rarest_words_is_told():
    assert told(TEXT, mayor=1.0, glacier=3.0) == "A glacier is melting fast."
    assert told(TEXT, mayor=1.0, council=0.5, glacier=1.2) == "The mayor and the council met the mayor."


def test_a_word_said_twice_counts_once():
    assert told("A vote on the budget. A vote, a vote, a vote.", vote=1.0, budget=0.1) == "A vote on the budget."


def test_the_first_of_equals_is_told():
    assert told(TEXT, mayor=1.0) == "The mayor spoke."


def test_without_a_word_of_the_question_it_is_the_whole_passage():
    assert telling_sentence(TEXT, {}) == (0, len(TEXT))
    assert telling_sentence(TEXT, {"volcano": 9.0, "mayor": 0.0}) == (0, len(TEXT))


@given(
    st.lists(WORDS, min_size=1).map(" ".join),
    st.dictionaries(st.sampled_from(["mayor", "river", "storm"]), st.floats(0, 9)),
)
def test_it_is_a_sentence_or_the_whole(text, weights):
    assert telling_sentence(text, weights) in {(0, len(text)), *sentences(text)}


def test_it_is_the_same_sentence_in_every_process():
    # The same words in two sentences; their weights' sum is rounded otherwise in another order.
    words = [f"{letter}{number}" for letter in "abcd" for number in range(12)]
    text = f"Now {' '.join(reversed(words))}. Now {' '.join(words)}."
    weights = {stem: 0.1 + 0.7 * place for place, stem in enumerate(tokens(" ".join(words)))}
    program = f"from nutgraf.search.highlight import *; print(telling_sentence({text!r}, {weights!r}))"
    for seed in "12345":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{(0, text.index('.') + 1)}\n"
