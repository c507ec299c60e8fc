# The public face: what stands here is what others may rely on.

from .corpus.article import Article as Article
from .corpus.article import Passage as Passage
from .corpus.errors import CorpusError as CorpusError
from .corpus.errors import EngineError as EngineError
from .corpus.errors import ExtraMissingError as ExtraMissingError
from .corpus.errors import IndexFormatError as IndexFormatError
from .corpus.errors import IndexLockedError as IndexLockedError
from .corpus.errors import IndexMissingError as IndexMissingError
from .corpus.errors import IndexTooNewError as IndexTooNewError
from .corpus.errors import IndexTooOldError as IndexTooOldError
from .corpus.errors import ModelMismatchError as ModelMismatchError
from .corpus.errors import NutgrafError as NutgrafError
from .corpus.sourced import ReadWarning as ReadWarning
from .corpus.sourced import SourcedArticle as SourcedArticle
from .index.embedding.protocol import Embedder as Embedder
from .index.embedding.reference import SentenceTransformerEmbedder as SentenceTransformerEmbedder
from .index.filter import Filter as Filter
from .index.profile import RankingProfile as RankingProfile
from .index.repairing.lost import Loss as Loss
from .index.repairing.repair import RepairReport as RepairReport
from .index.segments.check import Damage as Damage
from .index.segments.status import Status as Status
from .index.writing.compact import CompactReport as CompactReport
from .index.writing.preview import Preview as Preview
from .index.writing.report import Report as Report
from .search.library.articles import add as add
from .search.library.articles import add_files as add_files
from .search.library.articles import open as open
from .search.library.articles import rebuild as rebuild
from .search.library.articles import remove as remove
from .search.library.articles import restore as restore
from .search.library.citing import Citations as Citations
from .search.library.listing import ArticleList as ArticleList
from .search.library.maintenance import adopt as adopt
from .search.library.maintenance import check as check
from .search.library.maintenance import compact as compact
from .search.library.maintenance import repair as repair
from .search.library.maintenance import status as status
from .search.library.searcher import Searcher as Searcher
from .search.query.options import QuestionError as QuestionError
from .search.ranking.results import Hit as Hit
from .search.ranking.results import Result as Result

__version__: str
