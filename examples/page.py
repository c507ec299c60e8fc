"""A page to ask a news archive, for colleagues: question, outlets and dates; passages with their sources.

pip install -c constraints.txt . streamlit        # in a checkout of nutgraf
nutgraf index articles/
streamlit run examples/page.py
"""

import os
from datetime import UTC, datetime

import nutgraf
import streamlit as st


@st.cache_resource
def archive() -> nutgraf.Searcher:
    """Open the index once for all visitors; it is followed as it is updated."""
    return nutgraf.open(os.environ.get("NUTGRAF_INDEX", ".nutgraf"))


def show(hit: nutgraf.Hit) -> None:
    """Show a passage. What comes from an article is text, and never Markdown or HTML."""
    article = hit.article
    told = (article.source, f"{article.day:%d %B %Y}" if article.day else "", ", ".join(article.authors))
    with st.container(border=True):
        st.text(article.title or article.id)
        st.text(hit.passage.text)
        st.text(" · ".join(each for each in told if each))
        if article.url.startswith(("https://", "http://")):
            st.link_button("Read the article", article.url)


st.title("Ask the archive")
question = st.text_input("Question", max_chars=500)
outlets = st.sidebar.multiselect("Outlets", sorted(archive().status().sources))
since = st.sidebar.date_input("Since", value=None, min_value=datetime(1900, 1, 1, tzinfo=UTC), format="YYYY-MM-DD")

if question.strip():
    result = archive().search(question, filters=nutgraf.Filter(since=since, source=outlets))
    {"strong": st.success, "weak": st.warning, "none": st.info}[result.verdict.answer](result.verdict.reason)
    for hit in result.hits:
        show(hit)
