from collections import Counter
from itertools import chain

import numpy as np
from hypothesis import given
from material.word_corpora import built, corpora, windows_of
from nutgraf.index.columns.inverted import ForwardIndex, InvertedIndex
from small_indexes.english import stem


def joined(texts):
    return list(chain.from_iterable(texts))


def stems(words):
    return Counter(map(stem, words))


@given(corpora)
def test_every_stem_knows_its_passages_and_how_often_text_and_title_hold_it(corpus):
    words = InvertedIndex.from_arrays(built(corpus))
    passages = [(stems(joined(it)), stems(story.title)) for story in corpus for it in story.passages]
    assert list(words.terms) == sorted(set().union(*(text | title for text, title in passages)))
    for term in [*words.terms, "absent"]:
        postings = words.postings((term,))
        counts = [(row, text[term], title[term]) for row, (text, title) in enumerate(passages)]
        expected = [it for it in counts if any(it[1:])]
        assert (
            list(zip(*(it.tolist() for it in (postings.rows, postings.in_text, postings.in_title)), strict=True))
            == expected
        )


@given(corpora)
def test_every_stem_knows_its_forms_by_their_numbers(corpus):
    words = InvertedIndex.from_arrays(built(corpus))
    spoken = {word for text in [*windows_of(corpus), *(it.title for it in corpus)] for word in text}
    assert list(words.forms) == sorted(spoken, key=lambda form: (stem(form), form))
    for term in [*words.terms, "absent"]:
        forms = dict(words.forms_of((term,)))
        assert forms.keys() == {form for form in spoken if stem(form) == term}
        assert all(words.forms[number] == form for form, number in forms.items())


@given(corpora)
def test_windows_and_titles_stand_there_word_for_word(corpus):
    words = InvertedIndex.from_arrays(built(corpus))
    for sequences, texts in ((words.windows, windows_of(corpus)), (words.titles, [it.title for it in corpus])):
        bounds = list(zip(sequences.starts[:-1].tolist(), sequences.starts[1:].tolist(), strict=True))
        assert [[words.forms[word] for word in sequences.words[start:end].tolist()] for start, end in bounds] == texts


@given(corpora)
def test_lengths_count_the_title_once_for_each_passage_and_once_for_the_article(corpus):
    words = InvertedIndex.from_arrays(built(corpus))
    passages = [[len(joined(it)) for it in story.passages] for story in corpus]
    titles = [len(story.title) for story in corpus]
    assert words.lengths.tolist() == [it + title for of, title in zip(passages, titles, strict=True) for it in of]
    assert words.article_lengths.tolist() == [sum(of) + title for of, title in zip(passages, titles, strict=True)]


def test_words_of_any_texts_in_any_order():
    sequences = ForwardIndex(np.arange(7, dtype=np.int32), np.array([0, 2, 2, 7]))
    words, lengths = sequences.take(np.array([2, 0, 1, 0]))
    assert words.tolist() == [2, 3, 4, 5, 6, 0, 1, 0, 1]
    assert lengths.tolist() == [5, 2, 0, 2]
