"""Files in the encodings before UTF-8, read by the letters of their language."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.files.alphabets import ALPHABETS, is_mostly_capital, language_fit

TEXTS = {
    "Czech": ("Příliš mnoho trajektů včera zůstalo v přístavu, řekl mluvčí.", ("cp1250",)),
    "Polish": ("Załogi promów odmówiły wczoraj wejścia na pokład.", ("cp1250", "iso8859_2")),
    "Hungarian": ("A kikötő őrei szerint egy hajó sem indul el szerdáig, pedig jönnek hűvös napok.", ("cp1250",)),
    "Turkish": ("Feribot çalışanları dün gemiye binmeyi reddetti, şirket susuyor.", ("cp1254",)),
    "Lithuanian": ("Keltų įgulos vakar atsisakė lipti į laivą, pranešė uostas, ir laukia žinių.", ("cp1257",)),
    "German": ("Die Fähren fahren nicht, hieß es am Dienstag in Süderhöft.", ("cp1252", "mac_roman", "cp850")),
    "French": ("L’équipage a refusé de monter à bord hier ; la grève dure déjà depuis mardi.", ("cp1252", "mac_roman")),
    "Russian": ("Экипажи паромов отказались подняться на борт.", ("cp1251", "koi8_r", "cp866")),
    "Greek": ("Τα πληρώματα των πλοίων αρνήθηκαν χθες να επιβιβαστούν.", ("cp1253",)),
    "Hebrew": ("צוותי המעבורות סירבו אתמול לעלות לסיפון, ואף ספינה לא צפויה לצאת לפני יום רביעי.", ("cp1255",)),
    "Arabic": ("رفض أطقم العبارات أمس الصعود على متنها، ومن غير المتوقع أن تغادر أي سفينة.", ("cp1256",)),
    "Japanese": ("フェリーの乗組員は昨日、乗船を拒否した。水曜日まで船は出ない。", ("shift_jis", "iso2022_jp")),
    "Chinese": ("渡轮船员昨天拒绝登船，预计星期三之前不会有船只离开港口。", ("gb18030",)),
}
WRITTEN = [(text, encoding) for text, encodings in TEXTS.values() for encoding in encodings]


@pytest.mark.parametrize(("text", "encoding"), WRITTEN, ids=[encoding for _, encoding in WRITTEN])
def test_a_file_is_read_in_the_encoding_of_its_language_and_that_is_told(reading, text, encoding):
    for name, content in (("a.txt", text), ("a.csv", f"title,text\nA,{text.replace(',', '')}\n")):
        (it,), (told,) = reading(name, content.encode(encoding))
        assert it.article.text == (text if name == "a.txt" else text.replace(",", ""))
        assert told.reason.startswith("the file is not UTF-8; it was read as ")
        assert not told.skipped


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_in_another_encoding_is_read_and_told_once(reading, name):
    text = TEXTS["Polish"][0]
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for _ in range(3))
    found, (told,) = reading(name, lines.encode("cp1250"))
    assert [it.article.text for it in found] == [text] * 3
    assert "Windows-1250" in told.reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("language", ["German", "Russian", "Greek", "Arabic"])
def test_utf_16_needs_no_mark_in_any_alphabet(reading, language, encoding):
    text = TEXTS[language][0]
    (it,), _ = reading("a.txt", text.encode(encoding))
    assert it.article.text == text


def test_a_few_bytes_that_are_damaged_cost_only_their_records(reading):
    found, (told,) = reading("a.jsonl", b'{"text": "one"}\n{"text": "caf\xe9"}\n{"text": "three"}\n')
    assert [it.article.text for it in found] == ["one", "three"]
    assert (told.line, told.skipped) == (2, True)


@given(st.text(max_size=60), st.sampled_from([*ALPHABETS, "big5"]))
def test_the_fit_of_any_text_is_a_share(text, encoding):
    assert 0 <= language_fit(text, encoding) <= 1
    assert isinstance(is_mostly_capital(text), bool)
