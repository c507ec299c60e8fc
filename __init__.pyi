# The public face: what stands here is what others may rely on.

from .corpus.article import Article as Article
from .corpus.article import Passage as Passage
from .corpus.errors import CorpusError as CorpusError
from .corpus.errors import ExtraMissingError as ExtraMissingError
from .corpus.errors import IndexFormatError as IndexFormatError
from .corpus.errors import IndexLockedError as IndexLockedError
from .corpus.errors import IndexMissingError as IndexMissingError
from .corpus.errors import IndexTooNewError as IndexTooNewError
from .corpus.errors import IndexTooOldError as IndexTooOldError
from .corpus.errors import ModelMismatchError as ModelMismatchError
from .corpus.errors import NutgrafError as NutgrafError
from .corpus.found import Found as Found
from .corpus.found import Notice as Notice
from .index.filter import Filter as Filter
from .index.protocols import Embedder as Embedder
from .index.reference import SentenceTransformerEmbedder as SentenceTransformerEmbedder
from .index.writer import Report as Report
from .search.hits import Hit as Hit
from .search.hits import Result as Result
from .search.library import add as add
from .search.library import add_files as add_files
from .search.library import open as open
from .search.library import rebuild as rebuild
from .search.library import remove as remove
from .search.questions import QuestionError as QuestionError
from .search.searcher import Searcher as Searcher

__version__: str
