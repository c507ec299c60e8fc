"""Names of fields as programs that collect or publish news write them, folded, the best first."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "content", "article", "story", "contents", "paragraphs", "blocks", "transcript", "selftext"),
        *("lexical", "markdown", "copy", "contentencoded", "html", "rawhtml", "renderedhtml"),
    ),
    "title": ("title", "headline", "head", "heading", "hed", "headlines", "titles"),
    "published": (
        *("firstpublished", "firstpublishedat", "firstpublisheddate", "firstpublicationdate", "firstpublishdate"),
        *("published", "publishdate", "publishtime", "datepublished", "datepublish", "publishedtime"),
        *("publisheddatetime", "publishingdate", "webpublicationdate", "publicationdatetime", "dateissued", "issued"),
        *("publicationdate", "publicationtime", "publisheddate", "date", "datetime", "pubtime", "pubdatetime"),
        *("posted", "versioncreated", "timestamp", "datestamp", "time", "created"),
    ),
    "source": (
        *("source", "outlet", "publisher", "publication", "site", "newspaper", "provider", "hostname", "sourcedomain"),
        *("sourceid", "domain", "domainname", "medianame", "journal", "channel", "feed", "paper", "feedtitle"),
        *("blogname", "cleanurl", "domainurl", "containertitle", "mediatitle", "pubname", "ispartof"),
    ),
    "categories": (
        *("categories", "category", "section", "sections", "topic", "topics", "anpacategory", "desk", "rubric"),
        *("rubrics", "subject", "subjects", "labels", "tags", "manualtags"),
    ),
    "authors": (
        *("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers", "by"),
        *("reporter", "reporters", "journalist", "contributors", "matchedauthors", "populatedauthors"),
        *("primaryauthor", "journalists", "coauthors", "createdbyalias", "influencer"),
    ),
    "updated": ("updated", "modified", "lastmod", "changed"),
    "language": ("language", "lang", "inlanguage", "locale", "humanlanguage", "langs"),
    "url": (
        *("url", "link", "permalink", "sourceurl", "canonical", "uri", "href", "expandedurl", "respondedurl"),
        "requestedurl",
    ),
    "id": ("id", "_id", "guid", "uuid", "objectid", "urn", "nid"),
}
"""Not here are names with other words around these: "storyText", "date_of_publication", see `NameWords`."""

SUMMARY_ALIASES = (
    *("description", "summary", "abstract", "leadparagraph", "lead", "lede", "standfirst", "descriptions"),
    *("abstractnote", "excerpt", "teaser", "snippet", "dek", "deck", "intro", "subtitle", "trailtext", "extract"),
    *("openingtext", "hitsentence", "short", "brief"),
)
"""Names of what stands for the text where a record has nothing longer."""
