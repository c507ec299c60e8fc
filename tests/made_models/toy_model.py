"""A model that adds up word vectors, as the files of an export: small, so that every failure happens quickly."""

import dataclasses

import numpy as np
import orjson
from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.openvino_runtime import import_openvino
from nutgraf.index.embedding.reference import normalize
from small_indexes.fakes import FakeEmbedder
from tokenizers import Tokenizer, models, pre_tokenizers

DIM, LONGEST = 8, 16
WORDS = sorted({word for text in CALIBRATION_TEXTS for word in text.split()})
TABLE = np.random.default_rng(1).normal(size=(len(WORDS) + 1, DIM)).astype(np.float32)
MODEL = dataclasses.replace(FakeEmbedder().fingerprint, dim=DIM)


def expected(text):
    rows = [WORDS.index(word) + 1 if word in WORDS else 0 for word in text.split()][:LONGEST]
    return normalize(TABLE[rows].sum(axis=0))


def toy(_folder, part, _weights, _dimensions=None, table=TABLE):
    """Write the files that `_export` would write for a model that adds up word vectors."""
    openvino = import_openvino()
    op = openvino.opset13
    ids, mask = (op.parameter([-1, -1], np.int64, name) for name in ("input_ids", "attention_mask"))
    tokens = op.gather(op.constant(table), ids, op.constant(0))
    shown = op.multiply(tokens, op.unsqueeze(op.convert(mask, "f32"), op.constant(2)))
    openvino.save_model(
        openvino.Model([op.reduce_sum(shown, op.constant(1))], [ids, mask]), part / "model.xml", compress_to_fp16=False
    )
    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(["[UNK]", *WORDS])}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_truncation(LONGEST)
    tokenizer.save(str(part / "tokenizer.json"))
    (part / "settings.json").write_bytes(orjson.dumps({"pad": 0, "query_prompt": "", "passage_prompt": ""}))
    for name in ("passages.npy", "queries.npy"):
        np.save(part / name, np.stack([expected(text) for text in CALIBRATION_TEXTS]))
