"""Names of fields as programs that collect or publish news write them, folded, the best first."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "content", "article", "articlebody", "articletext", "fulltext", "maintext", "story"),
        *("bodytext", "contenttext", "textcontent", "plaintext", "rawtext", "rawcontent", "articlecontent"),
        *(
            "postcontent",
            "storytext",
            "storybody",
            "newstext",
            "fullcontent",
            "fullarticle",
            "fullarticletext",
            "cleantext",
            "contents",
        ),
        *("paragraphs", "blocks", "transcript", "selftext", "lexical", "richtext", "cleanedtext", "markdown"),
        *(
            "contentmarkdown",
            "bodymarkdown",
            "bodycopy",
            "bodycontent",
            "newscontent",
            "newsbody",
            "maincontent",
            "bodyhtml",
        ),
        *("bodyxml", "contenthtml", "bodyxhtml", "articlehtml", "contentencoded", "html", "rawhtml", "htmlcontent"),
        *("htmlbody", "renderedhtml"),
    ),
    "title": (
        *("title", "headline", "head", "heading", "webtitle", "articletitle", "newstitle", "posttitle", "storytitle"),
        *("headlinetext", "titletext"),
    ),
    "published": (
        *("published", "publishedat", "publishdate", "publishtime", "datepublished", "datepublish", "publishedon"),
        *("publishedtime", "publisheddatetime", "publishingdate", "webpublicationdate", "firstpublished"),
        *("firstpublisheddate", "publicationdatetime", "firstpublishedat", "firstpublicationdate", "dateissued"),
        *("issued", "publicationdate", "publicationtime", "publisheddate", "date", "datetime", "pubdate", "pubtime"),
        *("articledate", "postdate", "datetimepub", "newsdate", "pubdatetime", "posted", "postedat", "displaydate"),
        *("releasedate", "versioncreated", "timestamp", "created", "createdat", "createddate", "datecreated"),
        *("creationdate", "publishon", "datetimestamp", "datestamp", "time"),
    ),
    "source": (
        *("source", "outlet", "publisher", "publication", "publicationname", "site", "sitename", "sourcename"),
        *("newspaper", "mediaoutlet", "newsoutlet", "provider", "sourcehostname", "hostname", "sourcedomain"),
        *("sourceid", "domain", "domainname", "medianame", "journal", "website", "outletname", "publicationtitle"),
        *("papername", "newspapername", "channel", "namesource", "metasitename", "ogsitename", "feed", "paper"),
        *("feedtitle", "blogname", "sitetitle", "cleanurl", "domainurl", "containertitle", "journaltitle"),
        *("sourcetitle", "mediatitle", "newspapertitle", "pubname", "publishername", "mediumname", "ispartof"),
    ),
    "categories": (
        *("categories", "category", "section", "sections", "sectionname", "sectiontitle", "topic", "topics", "desk"),
        *("rubric", "rubrics", "subject", "primarysection", "primarycategory", "categoryname", "topicname"),
        *("subjects", "labels", "tags", "manualtags"),
    ),
    "authors": (
        *("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers", "by", "authorname"),
        *("authornames", "reporter", "reporters", "journalist", "publishedby", "contributors", "authorsbyline"),
        *("matchedauthors", "populatedauthors", "primaryauthor", "authorlist", "journalists", "publishedbylines"),
        *("coauthors", "createdbyalias", "influencer"),
    ),
    "updated": (
        *("updated", "updatedat", "updateddate", "updatetime", "dateupdated", "modified", "modifiedat"),
        *("modifieddate", "datemodified", "datemodify", "lastmodified", "lastmodifiedat", "lastupdated", "lastmod"),
        *("changed", "changedat", "lastupdateddate"),
    ),
    "language": (
        *("language", "lang", "inlanguage", "languagecode", "langcode", "locale", "metalang"),
        *("humanlanguage", "langs"),
    ),
    "url": (
        *("url", "link", "permalink", "canonicalurl", "weburl", "articleurl", "sourceurl", "canonical", "uri"),
        *("newsurl", "href", "expandedurl", "pageurl", "posturl", "canonicallink", "respondedurl", "requestedurl"),
    ),
    "id": (
        *("id", "_id", "guid", "articleid", "uuid", "docid", "documentid", "storyid", "newsid", "postid", "objectid"),
        *("urn", "nid"),
    ),
}

SUMMARY_ALIASES = (
    *("shortdescription", "description", "summary", "abstract", "leadparagraph", "lead", "lede", "standfirst"),
    *("descriptiontext", "descriptionxhtml", "descriptionhtml", "descriptions", "abstractnote", "excerpt", "teaser"),
    *("snippet", "dek", "deck", "intro", "subtitle", "metadescription", "trailtext", "extract", "openingtext"),
    *("hitsentence", "short", "brief"),
)
"""Names of what stands for the text where a record has nothing longer."""
