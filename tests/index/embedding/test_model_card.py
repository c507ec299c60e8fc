import pytest
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL
from nutgraf.index.embedding.model_card import card_languages


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("---\nlanguage: en\ntags:\n- x\n---\n# Model", ("en",)),
        ("---\nlanguage:\n- de\n- no\n- fr\n---\n", ("de", "no", "fr")),
        ("---\nlanguage: multilingual\n---\n", ("multilingual",)),
        ("---\ntags: x\n---\n", None),
        ("---\nlanguage: [\n---\n", None),
        ("---\n- language\n---\n", None),
        ("# Model\nlanguage: en\n", None),
        (None, None),
    ],
)
def test_the_card_names_the_languages_that_a_model_knows(tmp_path, card, expected):
    if card is not None:
        (tmp_path / "README.md").write_text(card)
    assert card_languages(str(tmp_path)) == expected


def test_the_default_model_knows_english():
    assert card_languages(DEFAULT_MODEL) == ("en",)
    assert card_languages("nobody/has-this") is None
