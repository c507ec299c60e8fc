"""The shapes of records whose fields are not where their names alone find them: a row for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ..fields.names import at_path, is_absent


@dataclass(frozen=True, slots=True)
class Shape:
    """One program's way to write an article.

    Attributes:
        name: Who writes it.
        needs: Paths that a record of this shape has, see `at_path`; of paths with ``|`` between, one suffices.
        fields: Where each field of an article is; of paths with ``|`` between, the first with a value is taken. A path
            such as ``body_*`` is any key that begins so; the strings at paths with ``+`` between are joined.
    """

    name: str
    needs: tuple[str, ...]
    fields: Mapping[str, str]


SHAPES = (
    Shape("WordPress REST", ("title.rendered", "content.rendered"),
          {"authors": "_embedded.author.name|yoast_head_json.author", "categories": "_embedded.wp:term.name",
           "source": "yoast_head_json.og_site_name"}),
    Shape("IPTC ninjs",
          ("uri", "versioncreated|versionCreated|firstcreated|firstCreated|contentcreated|contentCreated|standard|"
                  "$standard|renditions",
           "body_*|bodies|headline*|title|type"),
          {"id": "uri", "text": "body_xhtml|body_html|body_richtext|body_text|body_*|bodies|description_*|descriptions|"
                                "headline*|title|ednote|embargoedreason",
           "published": "versioncreated|versionCreated|firstcreated|firstCreated|contentcreated|contentCreated",
           "source": "provider|infosource.name|infosources.name|infoSources.name|copyrightholder|copyrightHolder",
           "authors": "byline|by|bylines", "categories": "service.name|subject.name|subjects.name",
           "title": "headline*|title"}),
    Shape("Arc", ("content_elements", "headlines.basic"),
          {"title": "headlines.basic", "text": "content_elements", "authors": "credits.by.name",
           "categories": "taxonomy.primary_section.name|taxonomy.sections.name",
           "source": "distributor.name|source.name",
           "published": "display_date|first_publish_date|publish_date", "updated": "last_updated_date"}),
    Shape("webz.io", ("thread.site", "uuid|published"),
          {"source": "thread.site_full|thread.site", "categories": "categories|thread.site_categories"}),
    Shape("fundus", ("html.requested_url",),
          {"url": "html.responded_url|html.requested_url", "source": "publisher|html.source_info.publisher"}),
    Shape("Google Reader", ("origin.title", "content.content|summary.content"),
          {"source": "origin.title", "url": "canonical.href|alternate.href",
           "text": "content.content|summary.content"}),
    Shape("Guardian", ("webTitle", "blocks.body"),
          {"title": "fields.headline|webTitle", "text": "fields.body|blocks.body.bodyHtml|blocks.body.bodyTextSummary",
           "published": "webPublicationDate", "authors": "fields.byline|tags[type=contributor].webTitle"}),
    Shape("AFP", ("uno", "news"), {"id": "uno", "title": "title|headline", "text": "news", "source": "provider"}),
    Shape("dpa", ("urn", "article_html"),
          {"id": "urn", "text": "article_html", "published": "version_created", "authors": "byline",
           "categories": "categories[type=dpasubject].name|categories.name"}),
    Shape("Trove", ("heading", "troveUrl|articleText"),
          {"title": "heading", "source": "title.value|title.title|title", "url": "troveUrl|identifier|url",
           "text": "articleText|snippet"}),
    Shape("Chronicling America", ("lccn", "ocr_*"), {"text": "ocr_*", "source": "title", "title": "section_label"}),
    Shape("impresso", ("ft", "lg", "tp"),
          {"text": "ft", "title": "t", "published": "d|id", "language": "lg", "id": "id"}),
    Shape("Datashare", ("content", "contentType|path", "extractionDate"),
          {"text": "content", "title": "title|metadata.tika_metadata_dc_title|metadata.tika_metadata_resourcename",
           "published": "metadata.tika_metadata_dcterms_created|metadata.tika_metadata_creation_date",
           "authors": "metadata.tika_metadata_dc_creator|metadata.tika_metadata_author"}),
    Shape("Storyblok", ("component", "full_slug"), {"id": "uuid", "title": "title|headline|name"}),
    Shape("Apple News", ("components", "layout|documentStyle|componentTextStyles", "identifier|title"),
          {"id": "identifier", "text": "components", "authors": "metadata.authors", "url": "metadata.canonicalURL",
           "published": "metadata.datePublished|metadata.dateCreated", "updated": "metadata.dateModified"}),
    Shape("BBC", ("content.model.blocks", "promo|metadata.locators"),
          {"title": "promo.headlines.seoHeadline|promo.headlines.headline|promo.headlines.promoHeadline",
           "text": "content", "published": "metadata.firstPublished", "updated": "metadata.lastPublished",
           "id": "metadata.id", "language": "metadata.passport.language|metadata.language"}),
    Shape("newspaper", ("source_url", "publish_date|meta_data"), {"source": "meta_data.og.site_name|source_url"}),
    Shape("Telegram", ("from", "date_unixtime", "text"),
          {"source": "from", "text": "text", "published": "date", "published_gmt": "date_unixtime"}),
    Shape("Tavily", ("raw_content", "content", "url"), {"text": "raw_content", "published": "published_date"}),
    Shape("goose", ("cleaned_text", "opengraph"),
          {"text": "cleaned_text", "source": "opengraph.site_name|domain", "published": "publish_date",
           "url": "meta.canonical|final_url", "language": "meta.lang"}),
    Shape("Zyte", ("articleBody", "breadcrumbs"), {"categories": "breadcrumbs.name", "url": "canonicalUrl|url"}),
    Shape("Bing", ("name", "datePublished", "provider"), {"title": "name", "source": "provider.name"}),
    Shape("schema.org", ("@type", "articleBody"),
          {"title": "headline|name", "text": "articleBody", "url": "url|mainEntityOfPage.@id|mainEntityOfPage|@id",
           "categories": "articleSection"}),
    Shape("Contentful", ("sys.id", "sys.type|sys.createdAt|sys.publishedAt|sys.updatedAt"),
          {"id": "sys.id", "updated": "sys.updatedAt",
           "published": "date|publishDate|publishedAt|sys.firstPublishedAt|sys.publishedAt|sys.createdAt"}),
    Shape("Event Registry", ("dateTimePub", "body"), {"published": "dateTimePub", "source": "source.title|source.uri",
                                                      "id": "uri"}),
    Shape("Joomla", ("introtext", "alias|catid|state|fulltext"),
          {"text": "introtext+fulltext", "published": "publish_up|created"}),
    Shape("Webflow", ("Name", "Slug", "Collection ID"), {"title": "Name"}),
    Shape("HubSpot", ("postBody", "htmlTitle|name"), {"text": "postBody", "title": "name|htmlTitle"}),
    Shape("WP All Export", ("Permalink|Post Type", "Author First Name|Author Username"),
          {"authors": "Author First Name+Author Last Name|Author Username"}),
    Shape("Dow Jones", ("an", "source_code"),
          {"id": "an", "source": "source_name", "published": "publication_datetime|publication_date"}),
    Shape("Wix", ("richContent", "title"),
          {"text": "richContent", "published": "firstPublishedDate", "updated": "lastPublishedDate"}),
    Shape("beehiiv", ("content.free", "title"),
          {"text": "content.premium.rss|content.free.rss|content.premium.web|content.free.web"}),
    Shape("Umbraco", ("contentType", "route|createDate"),
          {"title": "title|headline|name", "published": "publishDate|date|publicationDate|createDate",
           "url": "route.path"}),
    Shape("DatoCMS", ("_firstPublishedAt", "id"), {"published": "_firstPublishedAt", "updated": "_publishedAt"}),
    Shape("Naviga", ("versions.properties", "id"),
          {"id": "id", "title": "versions.properties.Headline|versions.properties.Name",
           "text": "versions.properties.Body|versions.properties.BodyRaw|versions.properties.Text",
           "published": "versions.properties.Pubdate|versions.properties.PubDate|versions.properties.created",
           "authors": "versions.properties.Authors|versions.properties.Author|versions.properties.Byline",
           "categories": "versions.properties.Section|versions.properties.Sections"}),
    Shape("Plone", ("@id", "@type", "review_state"),
          {"id": "UID|@id", "url": "@id", "published": "effective|created", "updated": "modified"}),
    Shape("Kontent", ("system.codename", "system.id"),
          {"id": "system.id", "updated": "system.last_modified", "language": "system.language"}),
    Shape("Contentstack", ("uid", "publish_details|_version"),
          {"id": "uid", "published": "date|published_date|publish_details.time|created_at"}),
    Shape("BLOX", ("uuid", "starttime"), {"id": "uuid", "published": "starttime", "updated": "lastupdated"}),
    Shape("RebelMouse", ("roar_authors", "headline"), {"authors": "roar_authors"}),
    Shape("Opoint", ("id_article", "header"),
          {"id": "id_article", "title": "header", "published": "unix_timestamp", "source": "first_source",
           "text": "body|summary", "url": "orig_url|url", "authors": "author"}),
    Shape("summaries", ("document", "summary"), {"text": "document"}),
    Shape("Facebook", ("message", "created_time"),
          {"text": "message", "published": "created_time", "source": "from.name", "url": "permalink_url"}),
    Shape("CrowdTangle", ("Message", "Post Created"),
          {"text": "Message", "published": "Post Created", "source": "Page Name|Account", "url": "URL"}),
    Shape("Tiny Tiny RSS", ("feed_title", "updated", "link"), {"source": "feed_title", "published": "updated"}),
    Shape("Aylien", ("links.permalink", "source"), {"url": "links.permalink"}),
    Shape("PressReader", ("Issue.Title", "Blocks"), {"source": "Issue.Title", "published": "Issue.Date"}),
    Shape("LexisNexis", ("Document.Content", "Title|ResultId"),
          {"id": "ResultId", "title": "Title", "text": "Document.Content", "published": "Date", "source": "Source.Name",
           "authors": "Byline"}),
    Shape("front matter as JSON", ("frontmatter", "html|rawMarkdownBody|body|content|markdown|text"),
          {"title": "frontmatter.title|title", "published": "frontmatter.date|frontmatter.published|date",
           "authors": "frontmatter.author|frontmatter.authors|author", "draft": "frontmatter.draft|draft",
           "categories": "frontmatter.categories|frontmatter.category|frontmatter.tags|categories"}),
    Shape("FollowTheMoney", ("schema", "id", "title|bodyText|bodyHtml"),
          {"text": "bodyHtml|bodyText|indexText", "published": "publishedAt|date|authoredAt", "updated": "modifiedAt",
           "source": "publisher", "url": "sourceUrl|publisherUrl", "id": "id"}),
)  # fmt: skip


def shaped(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Return `fields` with those of an article under our own names, if the record has one of the shapes."""
    shape = next((it for it in SHAPES if all(_first(fields, need) is not None for need in it.needs)), None)
    return _moved(fields, shape) if shape else fields


def shape_of_table(header: Sequence[str]) -> Callable[[Mapping[str, object]], Mapping[str, object]] | None:
    """Return what reads the rows of a table whose columns are those of a shape; None where they are of none."""
    columns = {*header}
    shape = next((it for it in SHAPES if all(columns.intersection(need.split("|")) for need in it.needs)), None)
    return partial(_moved, shape=shape) if shape else None


def _moved(fields: Mapping[str, object], shape: Shape) -> dict[str, object]:
    found = {name: value for name, paths in shape.fields.items() if (value := _first(fields, paths)) is not None}
    moved = {*re.split(r"[|+]", "|".join(shape.fields.values()))} - shape.fields.keys()
    return {**{key: value for key, value in fields.items() if key not in moved}, **found}


def _first(fields: Mapping[str, object], paths: str) -> object:
    for path in paths.split("|"):
        if path.endswith("*"):
            found = next((it for key, it in fields.items() if key.startswith(path[:-1]) and not is_absent(it)), None)
        elif "+" in path:
            parts = [_at(fields, part) for part in path.split("+")]
            found = " ".join(part for part in parts if isinstance(part, str)) or None
        else:
            found = _at(fields, path)
        if found is not None:
            return found
    return None


def _at(fields: Mapping[str, object], path: str) -> object:
    head = path.partition(".")[0].partition("[")[0]
    if head not in fields and path not in fields:  # a path is not followed from its middle here
        return None
    value = at_path(fields, path)
    return None if is_absent(value) else value
