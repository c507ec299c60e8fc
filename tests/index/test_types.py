import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import NutgrafError
from nutgraf.index.embedding.protocol import validate_vectors
from nutgraf.index.types import Ranking
from small_indexes.fakes import FakeEmbedder

few_values = st.sampled_from([-1.0, -0.0, 0.0, 0.25, 0.5, 1.0])  # so that ties are common
scores = st.lists(few_values | st.floats(-1, 1, width=32), max_size=60)


@given(scores, st.integers(0, 70), st.randoms(use_true_random=False))
def test_the_best_k_are_the_first_k_of_a_full_sort_with_ties_by_row(values, k, random):
    rows = random.sample(range(1000), len(values))
    expected = sorted(zip(rows, values, strict=True), key=lambda pair: (-pair[1], pair[0]))[:k]

    ranking = Ranking.best(np.array(rows, np.int64), np.array(values, np.float32), k)

    assert list(zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True)) == expected


def test_vectors_that_keep_the_promise_pass_unchanged(embedder):
    vectors = embedder.passages(["one", "two"])
    assert validate_vectors(vectors, ["one", "two"], embedder.fingerprint) is vectors


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda it: it[:1], "shape (1, 32), not (2, 32)"),
        (lambda it: it[:, :31], "shape (2, 31), not (2, 32)"),
        (lambda it: it[:, :1], "shape (2, 1), not (2, 32)"),
        (lambda it: it * [[1], [np.nan]], "no unit vector for the text 'two'"),
        (lambda it: it * [[1], [np.inf]], "no unit vector for the text 'two'"),
        (lambda it: it * [[1], [0]], "no unit vector for the text 'two'"),
        (lambda it: it * [[1.01], [1]], "no unit vector for the text 'one'"),
    ],
)
def test_what_is_no_unit_vector_is_refused_with_the_text_it_was_for(spoil, complaint):
    model = FakeEmbedder()
    with pytest.raises(NutgrafError, match=re.escape(complaint)):
        validate_vectors(spoil(model.passages(["one", "two"])), ["one", "two"], model.fingerprint)
