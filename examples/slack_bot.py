"""A Slack bot: mention it with a question, and it answers in the thread with the passages of a news archive.

    pip install -c constraints.txt . slack-bolt       # in a checkout of nutgraf
    nutgraf index articles/
    SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... python examples/slack_bot.py

The app needs Socket Mode, the event `app_mention`, and the scopes `app_mentions:read` and `chat:write`. It opens no
port.
"""

import os
import re

import nutgraf
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App(token=os.environ["SLACK_BOT_TOKEN"])
archive = nutgraf.open(os.environ.get("NUTGRAF_INDEX", ".nutgraf"))  # follows the index as it is updated


@app.event("app_mention")
def answer(event: dict, say) -> None:  # noqa: ANN001  # Bolt's own function
    """Answer a question in its thread."""
    question = re.sub(r"<@[^>]+>", " ", event["text"]).strip()
    try:
        result = archive.search(question, k=3)
    except nutgraf.QuestionError as error:
        say(text=f"Ask me something: {error}.", thread_ts=event["ts"])
        return
    if result.verdict.answer == "none":
        say(text="The archive does not tell.", thread_ts=event["ts"])
        return
    say(text="\n\n".join(map(quoted, result.hits)), thread_ts=event["ts"], unfurl_links=False)


def quoted(hit: nutgraf.Hit) -> str:
    """Quote a passage, with its source."""
    article = hit.article
    told = (article.source, f"{article.day:%d %B %Y}" if article.day else "", article.url)
    source = " · ".join(plain(each) for each in (article.title, *told) if each)
    return "\n".join(["> " + plain(line) for line in hit.passage.text.splitlines()] + [source])


def plain(text: str) -> str:
    """Escape what would mention people or be a link; see Slack's "Escaping text"."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
