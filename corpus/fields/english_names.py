"""Names of fields as programs that collect or publish news write them, folded, the best first."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "content", "article", "story", "contents", "paragraphs", "blocks", "transcript", "selftext"),
        *("lexical", "markdown", "contentmarkdown", "bodymarkdown", "copy", "bodyhtml", "bodyxml", "contenthtml"),
        *("bodyxhtml", "articlehtml", "contentencoded", "html", "rawhtml", "htmlcontent", "htmlbody", "renderedhtml"),
    ),
    "title": ("title", "headline", "head", "heading", "webtitle", "hed", "headlines", "titles"),
    "published": (
        *("firstpublished", "firstpublishedat", "firstpublisheddate", "firstpublicationdate", "firstpublishdate"),
        *("published", "publishedat", "publishdate", "publishtime", "datepublished", "datepublish", "publishedon"),
        *("publishedtime", "publisheddatetime", "publishingdate", "webpublicationdate"),
        *("publicationdatetime", "dateissued"),
        *("issued", "publicationdate", "publicationtime", "publisheddate", "date", "datetime", "pubdate", "pubtime"),
        *("datetimepub", "pubdatetime", "posted", "postedat", "versioncreated", "timestamp", "publishon"),
        *("datestamp", "time", "created"),
    ),
    "source": (
        *("source", "outlet", "publisher", "publication", "site", "sitename", "sourcename", "newspaper", "provider"),
        *("hostname", "sourcedomain", "sourceid", "domain", "domainname", "medianame", "journal", "website", "channel"),
        *("ogsitename", "feed", "paper", "feedtitle", "blogname", "cleanurl", "domainurl", "containertitle"),
        *("mediatitle", "pubname", "ispartof"),
    ),
    "categories": (
        *("categories", "category", "section", "sections", "topic", "topics", "desk", "rubric", "rubrics", "subject"),
        *("subjects", "labels", "tags", "manualtags"),
    ),
    "authors": (
        *("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers", "by", "authorname"),
        *("reporter", "reporters", "journalist", "contributors", "matchedauthors", "populatedauthors"),
        *("primaryauthor", "journalists", "coauthors", "createdbyalias", "influencer"),
    ),
    "updated": (
        *("updated", "updatedat", "modified", "modifiedat", "lastmodified", "lastmodifiedat", "lastupdated"),
        *("lastmod", "changed", "changedat"),
    ),
    "language": ("language", "lang", "inlanguage", "locale", "humanlanguage", "langs"),
    "url": (
        *("url", "link", "permalink", "canonicalurl", "sourceurl", "canonical", "uri", "href", "expandedurl"),
        *("canonicallink", "respondedurl", "requestedurl"),
    ),
    "id": ("id", "_id", "guid", "uuid", "objectid", "urn", "nid"),
}
"""Not here are names with other words around these: "storyText", "date_of_publication", see `NameWords`."""

SUMMARY_ALIASES = (
    *("shortdescription", "description", "summary", "abstract", "leadparagraph", "lead", "lede", "standfirst"),
    *("descriptionxhtml", "descriptionhtml", "descriptions", "abstractnote", "excerpt", "teaser", "snippet", "dek"),
    *("deck", "intro", "subtitle", "trailtext", "extract", "openingtext", "hitsentence", "short", "brief"),
)
"""Names of what stands for the text where a record has nothing longer."""
