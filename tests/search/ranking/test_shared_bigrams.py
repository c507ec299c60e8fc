import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.profile import RankingProfile
from nutgraf.search.ranking.near_duplicates import Phrasing
from nutgraf.search.ranking.shared_bigrams import SharedBigrams

WORDS = st.sampled_from(["one", "two", "three", "four", "not", "5", "6", "said"])
TEXTS = st.lists(st.lists(WORDS, max_size=30).map(" ".join), min_size=1)


@given(TEXTS, st.floats(0, 1), st.floats(0, 1))
def test_it_tells_of_each_row_what_sets_of_bigrams_tell(texts, least, ratio):
    profile = RankingProfile(copies_shared=least, copies_length_ratio=ratio, copies_shortest=2)
    phrasings = list(map(Phrasing, texts))
    others = np.arange(1, len(texts))
    told = SharedBigrams(lambda row: phrasings[row].bigrams, profile).nearly_all(0, others)
    own = phrasings[0].bigrams
    for other, is_near in zip(phrasings[1:], told, strict=True):
        fewer, more = sorted((len(own), len(other.bigrams)))
        assert is_near == (fewer >= ratio * more and len(own & other.bigrams) >= least * fewer)
        assert is_near or not phrasings[0].resembles(other, profile)  # nothing that is a copy is left out
