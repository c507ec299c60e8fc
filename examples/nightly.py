"""Adds the articles of feeds to an archive, and mails or prints what is new on the questions that one watches.

    pip install -c constraints.txt '.[feeds]'         # in a checkout of nutgraf
    python examples/nightly.py --feed https://news.example/rss --watch "flood warnings" --watch "ferry strike"

Run it each night from cron or a timer: a feed forgets, the archive does not. With --mail ada@news.example it sends mail
through the server on this machine, and none where nothing is new.
"""

import argparse
import smtplib
import sys
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import nutgraf

LONGEST_FEED = 20_000_000  # bytes


def main(*arguments: str) -> int:
    """Fetch, add, tell. Returns 1 where a feed could not be read; the others are added all the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feed", action="append", required=True, metavar="URL")
    parser.add_argument("--watch", action="append", default=[], metavar="QUESTION")
    parser.add_argument("--mail", metavar="ADDRESS")
    parser.add_argument("--index", default=".nutgraf")
    parser.add_argument("--keep", default=Path("feeds"), type=Path, metavar="FOLDER", help="for the last of each feed")
    given = parser.parse_args(arguments)

    fetched = [file for url in given.feed if (file := fetch(url, given.keep))]
    report = nutgraf.add_files(given.index, fetched, on_warning=lambda warning: complain(str(warning)))
    if report.new or report.changed:
        with nutgraf.open(given.index) as archive:
            tell("\n\n".join(filter(None, (news(archive, question) for question in given.watch))), given.mail)
    return 0 if len(fetched) == len(given.feed) else 1


def fetch(url: str, folder: Path) -> Path | None:
    """Save a feed under its address; None where it does not come."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  # it was typed here
            content = answer.read(LONGEST_FEED)
    except (OSError, ValueError) as error:
        complain(f"{url}: {error}")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{quote(url, safe='')}.xml"
    file.write_bytes(content)
    return file


def news(archive: nutgraf.Searcher, question: str) -> str:
    """What this run brought on a question, a line for each article; empty for nothing."""
    changes = archive.changes(question)
    articles = [*changes.new, *(edited.article for edited in changes.edited)]
    lines = [" · ".join(filter(None, (it.title or it.id, it.source, it.url))) for it in articles]
    return "\n".join([question, *(f"  {line}" for line in lines)]) if lines else ""


def tell(text: str, address: str | None) -> None:
    """Mail or print it."""
    if text and address:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "New in the archive", address, address
        mail.set_content(text)
        with smtplib.SMTP("localhost") as server:
            server.send_message(mail)
    elif text:
        print(text)


def complain(line: str) -> None:
    """Say on stderr what went wrong, which cron mails."""
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
