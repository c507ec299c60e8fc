"""The nightly feed, from a server of our own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import nutgraf
import pytest

ITEM = (
    "<item><guid>{0}</guid><title>{1}</title><description>{2}</description><link>https://wire.example/{0}</link></item>"
)
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Northern Wire</title>{}</channel></rss>'
STORM = ITEM.format("storm", "Storm closes port", "The storm closed the port of Orme on Monday morning for a day.")
OTTER = ITEM.format("otter", "Otters return", "Otters are back in the river Luhe after eleven years of work there.")


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):  # the name that http.server calls
        self.send_response(200 if self.path == "/rss" else 404)
        self.end_headers()
        self.wfile.write(FEED.format("".join(self.server.items)).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def feed():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    server.items = [STORM]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # else it ends half a second late
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(example, tmp_path, feed, quick_model):  # noqa: ARG001
    pytest.importorskip("feedparser")
    nightly = example("nightly")

    def run(*arguments):
        url = f"http://127.0.0.1:{feed.server_port}/rss"
        place = ("--index", str(tmp_path / "index"), "--keep", str(tmp_path / "feeds"))
        return nightly.main("--feed", url, "--watch", "the storm closed the port", *place, *arguments)

    run.nightly = nightly
    return run


def test_each_night_tells_only_what_is_new_on_what_is_watched(run, feed, tmp_path, capsys):
    assert run() == 0
    assert "the storm closed the port\n  Storm closes port" in capsys.readouterr().out
    assert run() == 0
    assert capsys.readouterr().out == ""
    feed.items = [OTTER]
    assert run() == 0
    assert capsys.readouterr().out == ""
    assert nutgraf.status(tmp_path / "index").articles == 2  # what the feed forgot is kept


def test_a_feed_that_does_not_come_is_told_and_the_others_are_added(run, feed, capsys):
    assert run("--feed", f"http://127.0.0.1:{feed.server_port}/gone") == 1
    told = capsys.readouterr()
    assert "/gone: HTTP Error 404" in told.err
    assert "Storm closes port" in told.out


def test_news_is_mailed_if_there_is_any(run, monkeypatch, capsys):
    sent = []

    class Server:
        def __init__(self, host):
            assert host == "localhost"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def send_message(self, mail):
            sent.append(mail)

    monkeypatch.setattr(run.nightly.smtplib, "SMTP", Server)
    run("--mail", "ada@news.example")
    run("--mail", "ada@news.example")
    [mail] = sent
    assert mail["To"] == "ada@news.example"
    assert "Storm closes port" in mail.get_content()
    assert capsys.readouterr().out == ""
