"""Folders as people keep them, at the door: what is read, what is passed over, and what it costs to leave."""

import bz2
import gzip

from material.documents import PAGE, SENTENCES, docx, epub, http, mail, pdf, tarred, warc, zipped

KEPT = {
    "page.php": PAGE,
    "story": PAGE,
    "saved.html": PAGE,
    "saved_files/frame.html": PAGE,
    "letter.eml": mail("Letter", SENTENCES[0]),
    "box.mbox": f"From a@b Sat Feb  3 04:05:06 2024\n{mail('Box', SENTENCES[0], number=2)}",
    "crawl.warc.gz": gzip.compress(warc(("response", "https://e.example/1", http(PAGE.encode())))),
    "print.txt.bz2": bz2.compress(
        b"The keeper of the light-\nhouse counted nine seals\non the rocks of the is-\nland."
    ),
    "old.zip": zipped({"a.txt": SENTENCES[0], "b.png": b""}),
    "old.tar.gz": gzip.compress(tarred({"a.txt": SENTENCES[1]})),
    "paper.pdf": pdf(*SENTENCES),
    "note.docx": docx("Note", SENTENCES[0]),
    "book.epub": epub("Book", {"One": SENTENCES[0]}),
    "wire.xml": f"<nitf><body><body.content><p>{SENTENCES[0]}</p></body.content></body></nitf>",
    "photo.jpg": b"\xff\xd8",
}


def test_a_folder_is_read_as_it_is(run, tmp_path):
    for name, content in KEPT.items():
        path = tmp_path / "kept" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run("index", "kept")
    assert done.stderr == "kept: passed over: 1 .jpg, 1 .png\n"
    assert (done.stdout.split(",")[0], done.returncode) == ("13 new", 0)
    assert "kept/print.txt.bz2#p0" in run("search", "--mode", "bm25", "lighthouse", "island").stdout
    assert run("index", "kept", "--prune").stdout.startswith("0 new, 0 changed, 13 unchanged, 0 removed")
    (tmp_path / "kept" / "old.zip").write_bytes(zipped({"other.txt": SENTENCES[0]}))
    assert run("index", "kept", "--prune").stdout.startswith("1 new, 0 changed, 12 unchanged, 1 removed")


def test_a_folder_of_which_nothing_is_read_says_so(run, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.jpg").write_bytes(b"")
    done = run("index", "pictures")
    assert (done.returncode, done.stderr) == (4, "pictures: passed over: 1 .jpg\n")
