"""The manifest: the one file that lists the contents of the index. Writing it is a commit.

A manifest with an unknown key is refused: ignoring the key would lose it at the next commit. So a later version may add
a key without a new format number. It treats a missing key as empty, and older versions ask to be upgraded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from shlex import quote
from typing import Any

import orjson

from ...corpus.article import iso
from ...corpus.errors import IndexFormatError, ModelMismatchError
from ...corpus.passages import CUT
from ...corpus.settings.read_settings import ReadSettings
from ..analysis.analyzer import Analyzer, analyzer_of
from ..embedding.cosine_scale import ModelScales
from ..embedding.familiarity import Familiarity
from ..embedding.fingerprint import ADDED_FIELDS, Fingerprint
from ..history.files import HistoryEntry
from .last_run import LastRun
from .manifest_format import (
    DIGEST_KEYS,
    FORMAT,
    MAGIC,
    digest_from_dict,
    digest_of,
    digest_to_dict,
    refuse_other_keys,
    refuse_other_name,
    split_manifest,
    unreadable_format,
)
from .segment_entry import SegmentEntry

_ADDED: dict[str, Any] = {
    "calibration": None,
    "moved": {},
    "taken_down": {},
    "erased": [],
    "history": [],
    "forgotten": None,
    "settings": {},
    "last_run": None,
    "familiarity": {},
}
"""Keys that came after the format, with their value where they are missing."""
_HISTORY_KEYS = ("name", "first", "last", "events", "versions")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of the index.

    Attributes:
        generation: Number of the commit, from 1.
        model: The model that embedded the text.
        cut: Name of the rules that cut text into passages and windows (`corpus.passages.CUT`).
        segments: In row order.
        analyzers: The analyzers that made terms from the text, one for each language, in the order of their tags.
        scales: Scales of the model's cosines; None where they were not measured.
        calibration: Coefficients of relevance that were fitted to the archive's own questions, by the name of their
            field in `RankingProfile`; None where there are none.
        familiarity: How well the model knows each language that its card does not name.
        committed: Time of the commit, UTC; None before the first commit.
        taken_down: Ids that `index` does not bring back, each with the digest of the text that was taken down (hex).
        erased: Those of them of which no file of the index holds a byte, sorted.
        moved: Origins of files and folders that are gone and left articles behind, and where the others are now.
        history: The files of the history, oldest first; an index of an older nutgraf has none.
        forgotten: Day before which no earlier version is kept; None where all are.
        settings: What a person told about the files of a place, by its origin; later runs read them so.
        last_run: The last run over files that ended. It is no part of the generation: a run that changes nothing else
            writes the manifest again under the same number.
    """

    generation: int
    model: Fingerprint
    cut: str
    segments: tuple[SegmentEntry, ...] = ()
    analyzers: tuple[Analyzer, ...] = ()
    scales: ModelScales | None = None
    calibration: Mapping[str, Mapping[str, float]] | None = None
    committed: datetime | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    taken_down: Mapping[str, str] = field(default_factory=dict)
    erased: tuple[str, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    forgotten: date | None = None
    settings: Mapping[str, ReadSettings] = field(default_factory=dict)
    last_run: LastRun | None = None
    familiarity: Mapping[str, Familiarity] = field(default_factory=dict)

    @property
    def live(self) -> int:
        """Number of live articles."""
        return sum(entry.live for entry in self.segments)

    @property
    def size(self) -> int:
        """Bytes in the files of all segments and of the history."""
        files = [digest for entry in self.segments for digest in entry.files.values()]
        return sum(digest.size for digest in [*files, *(entry.digest for entry in self.history)])

    @property
    def has_current_analyzers(self) -> bool:
        """True where the analyzers of today made all terms."""
        return all(analyzer == analyzer_of(analyzer.language) for analyzer in self.analyzers)

    def next(self, segments: tuple[SegmentEntry, ...], languages: Iterable[str] = ()) -> Manifest:
        """Make the manifest of the next generation, committed now; its new segments hold terms of `languages`."""
        analyzers = {analyzer.language: analyzer for analyzer in self.analyzers if self.segments}
        for code in languages:
            analyzers.setdefault(code, analyzer_of(code))
        return replace(
            self,
            generation=self.generation + 1,
            segments=segments,
            analyzers=tuple(analyzers[code] for code in sorted(analyzers)),
            committed=datetime.now(UTC),
        )

    def refuse_other_model(self, model: Fingerprint, folder: Path) -> None:
        """Refuse another model, whose vectors could not be compared; `folder` is the index, for the message.

        Raises:
            ModelMismatchError: `model` is not the one that built the index.
        """
        if not self.model.is_same_as(model):
            raise ModelMismatchError(
                f"{folder} was built with {self.model}, not with {model}; "
                f"run: nutgraf rebuild --model {quote(model.name)} --index {quote(str(folder))}"
            )

    def refuse_other_rules(self, folder: Path) -> None:
        """Refuse text cut or analyzed by other rules than today's; `folder` is the index, for the message.

        Raises:
            IndexFormatError: See `refuse_other_cut` and `refuse_other_analyzer`.
        """
        self.refuse_other_cut(folder)
        self.refuse_other_analyzer(folder)

    def refuse_other_cut(self, folder: Path) -> None:
        """Refuse text cut by other rules, which would rank differently; `folder` is the index, for the message.

        Raises:
            IndexFormatError: The index was cut by other rules than today's.
        """
        if self.cut != CUT:
            raise IndexFormatError(
                f"another version of nutgraf made {folder}, and split text by other rules ({self.cut}, now {CUT}); "
                f"run: nutgraf rebuild --index {quote(str(folder))}"
            )

    def refuse_other_analyzer(self, folder: Path) -> None:
        """Refuse terms of another analyzer, which queries would miss; `folder` is the index, for the message.

        Raises:
            IndexFormatError: Another analyzer than today's made the terms.
        """
        if not self.has_current_analyzers:
            raise IndexFormatError(
                f"another version of nutgraf made {folder}, and made terms of words by other rules "
                f"({', '.join(map(str, self.analyzers))}, now "
                f"{', '.join(str(analyzer_of(analyzer.language)) for analyzer in self.analyzers)}); "
                f"run: nutgraf rebuild --index {quote(str(folder))}"
            )

    def to_bytes(self) -> bytes:
        """Serialize: one line ``nutgraf <format> <digest>``, then indented JSON.

        The digest is the SHA-256 of all other bytes. Later formats keep this first line, so that this version can
        distinguish a newer index from a damaged one.
        """
        body = orjson.dumps(_to_json(self), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        mark = b"%s %d" % (MAGIC, FORMAT)
        return b"%s %s\n%s" % (mark, digest_of(mark, body), body)

    @classmethod
    def from_bytes(cls, data: bytes, path: Path) -> Manifest:
        """Deserialize what `to_bytes` wrote; `path` is for messages.

        Raises:
            IndexFormatError: The manifest is damaged.
            IndexTooNewError, IndexTooOldError: It has another format.
        """
        version, body = split_manifest(data, path)
        if version != FORMAT:
            raise unreadable_format(version, path)
        return _from_json(orjson.loads(body), path)


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "generation": manifest.generation,
        "committed": iso(manifest.committed),
        "model": manifest.model.to_dict(),
        "calibration": manifest.calibration and {name: dict(values) for name, values in manifest.calibration.items()},
        "taken_down": dict(manifest.taken_down),
        "erased": list(manifest.erased),
        "moved": dict(manifest.moved),
        "history": [_history_json(entry) for entry in manifest.history],
        "forgotten": iso(manifest.forgotten),
        "settings": {place: settings.to_dict() for place, settings in manifest.settings.items()},
        "last_run": manifest.last_run and manifest.last_run.to_dict(),
        "scales": manifest.scales and manifest.scales.to_dict(),
        "familiarity": {code: known.to_dict() for code, known in manifest.familiarity.items()},
        "analyzers": [analyzer.to_dict() for analyzer in manifest.analyzers],
        "cut": manifest.cut,
        "segments": [entry.to_dict() for entry in manifest.segments],
    }


def _from_json(plain: dict[str, Any], path: Path) -> Manifest:
    plain = _ADDED | plain
    refuse_other_keys(plain, {field.name for field in fields(Manifest)}, path)
    refuse_other_keys(plain["model"], {field.name for field in fields(Fingerprint)}, path, added=ADDED_FIELDS)
    for analyzer in plain["analyzers"]:
        refuse_other_keys(analyzer, {field.name for field in fields(Analyzer)}, path)
    return Manifest(
        generation=plain["generation"],
        committed=datetime.fromisoformat(plain["committed"]) if plain["committed"] else None,
        model=Fingerprint(**plain["model"]),
        calibration=plain["calibration"],
        moved=plain["moved"],
        taken_down=plain["taken_down"],
        erased=tuple(plain["erased"]),
        history=tuple(_read_history_entry(entry, path) for entry in plain["history"]),
        forgotten=date.fromisoformat(plain["forgotten"]) if plain["forgotten"] else None,
        settings={place: _read_settings(told, path) for place, told in plain["settings"].items()},
        last_run=plain["last_run"] and LastRun.from_dict(plain["last_run"]),
        scales=plain["scales"] and ModelScales.from_dict(plain["scales"]),
        familiarity={code: Familiarity.from_dict(known) for code, known in plain["familiarity"].items()},
        analyzers=tuple(Analyzer(**analyzer) for analyzer in plain["analyzers"]),
        cut=plain["cut"],
        segments=tuple(SegmentEntry.from_dict(entry, path) for entry in plain["segments"]),
    )


def _history_json(entry: HistoryEntry) -> dict[str, Any]:
    return {**{name: getattr(entry, name) for name in _HISTORY_KEYS}, **digest_to_dict(entry.digest)}


def _read_history_entry(plain: dict[str, Any], path: Path) -> HistoryEntry:
    refuse_other_keys(plain, {*_HISTORY_KEYS, *DIGEST_KEYS}, path)
    refuse_other_name(plain["name"], path)
    values = {name: plain[name] for name in _HISTORY_KEYS}
    return HistoryEntry(digest=digest_from_dict(plain), **values)


def _read_settings(plain: dict[str, Any], path: Path) -> ReadSettings:
    names = {field.name for field in fields(ReadSettings)}
    refuse_other_keys(plain, names, path, added=names)
    return ReadSettings(**plain)
