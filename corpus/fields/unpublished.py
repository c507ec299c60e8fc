"""Recognizes records that were never published as articles: drafts, trash, attachments, comments, settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ..times.dates import parse_date
from .names import folded, is_absent
from .time_values import read_time_value
from .values import scalar

_TYPES: Mapping[str, str] = {
    "attachment": "attachment",
    "navmenuitem": "menu item",
    "revision": "revision",
    "comment": "comment",
    "service": "service message",
    "announce": "boost",
    "namedentity": "entity",
    "settings": "setting",
    "template": "template",
    **dict.fromkeys(
        ("wpnavigation", "wptemplate", "wptemplatepart", "wpglobalstyles", "wpblock", "customcss", "customizechangeset",
         "oembedcache", "userrequest", "wpfontfamily", "wpfontface", "acffield", "acffieldgroup", "elementorlibrary",
         "wpcf7contactform", "wpforms", "mc4wpform", "popup"), "setting"
    ),
    **dict.fromkeys(("feedback", "flamingoinbound", "shoporder"), "message of a visitor"),
}  # fmt: skip
"""Kinds of things in exports that are no articles, by their folded type."""
_WORDS_OF_TYPES = frozenset({"template", "settings", "comment"})
"""Types that an article of another program may have; only WordPress' own key for them is believed."""
_STATES: Mapping[str, str] = {
    **dict.fromkeys(
        ("draft", "drafts", "autodraft", "statusdraft", "pending", "pendingreview", "inreview", "needsreview",
         "unpublished", "unpublish", "notpublished", "inprogress", "editing", "inbearbeitung", "entwurf", "brouillon",
         "borrador", "rascunho", "bozza", "concept", "kladde", "utkast", "luonnos", "szkic", "черновик", "чернетка",
         "草稿", "下書き", "임시저장"),
        "draft",
    ),
    **dict.fromkeys(
        ("trash", "trashed", "softtrashed", "deleted", "spiked", "killed", "canceled", "cancelled", "withheld",
         "rejected"),
        "deleted post",
    ),
    **dict.fromkeys(
        ("private", "embargoed", "scheduled", "future", "inherit", "disabled", "hidden", "direct"), "unpublished post"
    ),
}  # fmt: skip
_ENTITIES = frozenset(
    {"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Address", "Ownership", "Directorship", "Asset"}
    | {"Membership", "Mention", "Family", "Associate", "UnknownLink", "Representation", "Payment", "Vessel", "Airplane"}
)
"""Schemas of FollowTheMoney that hold no documents."""
_OF_SANITY = frozenset({"author", "person", "category", "tag", "sanityimageasset", "sanityfileasset", "sitesettings"})
"""Types of documents in an export of Sanity that are no articles, folded."""
_STATE_KEYS = (
    *(
        "status",
        "poststatus",
        "articlestatus",
        "contentstatus",
        "publishstatus",
        "publicationstatus",
        "pubstatus",
        "state",
    ),
    *("workflowstate", "workflowstatus", "moderationstate", "publicationstate", "reviewstate", "stage"),
    "visibility",
)
_DAYS_TO_COME = ("publishdate", "publishat", "publishon", "embargo", "embargoed", "embargoeduntil", "embargountil")
"""Keys of the day before which nobody reads an article."""
_TRUE, _FALSE = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "off"})


def unpublished(fields: Mapping[str, object]) -> tuple[str, bool]:
    """Tell what a record is if it was never published as an article; "" for an article.

    Returns:
        The kind, and True where ``--drafts`` takes it.
    """
    for key in ("_source", "doc"):  # a search engine or database tells what holds no article
        if isinstance(inner := fields.get(key), Mapping):
            fields = inner
    by_name = {folded(key): _word(value) for key, value in fields.items() if isinstance(key, str)}
    if other := _other_thing(fields, by_name):
        return other, False
    state = next((_STATES[by_name[key]] for key in _STATE_KEYS if by_name.get(key, "") in _STATES), "")
    kind = state or _by_programs(fields) or _by_flags(by_name)
    if not kind and any(key in by_name for key in _DAYS_TO_COME) and _is_to_come(fields):
        kind = "unpublished post"
    return kind, bool(kind)


def _other_thing(fields: Mapping[str, object], by_name: Mapping[str, str]) -> str:
    """Tell what a record is that is no article, and no post that might become one; "" for anything else."""
    for key in ("posttype", "type"):
        kind = by_name.get(key, "")
        if kind in _TYPES and (key == "posttype" or kind not in _WORDS_OF_TYPES):
            return _TYPES[kind]
    if isinstance(schema := fields.get("schema"), str) and schema in _ENTITIES:
        return "entity"
    if fields.keys() >= {"_id", "_type"} and by_name.get("type", "") in _OF_SANITY:
        return "entity"
    return "setting" if str(fields.get("_id", "")).startswith("_design/") else ""  # CouchDB


def _by_programs(fields: Mapping[str, object]) -> str:
    """Tell drafts as Arc, Contentful, Directus, Drupal, Sanity, Strapi, Joomla and TYPO3 mark them; "" for nothing."""
    if fields.keys() >= {"alias", "state"} and fields.keys() & {"catid", "asset_id", "typeAlias"}:
        return {"0": "draft", "-2": "deleted post"}.get(str(fields["state"]), "")
    if fields.keys() >= {"hidden", "deleted", "bodytext"} and str(fields["hidden"]) == "1":
        return "draft"
    if "nid" in fields and str(scalar(fields.get("status"))) == "0":
        return "draft"
    if fields.keys() & {"date_created", "user_created"} and fields.get("status") == "archived":
        return "deleted post"
    if isinstance(revision := fields.get("revision"), Mapping) and revision.get("published") is False:
        return "draft"
    facts = fields.get("sys")
    if isinstance(facts, Mapping) and "version" in facts and "publishedVersion" not in facts:
        return "deleted post" if "archivedVersion" in facts else "draft"
    if scalar(fields.get("status")) is False or str(fields.get("_id", "")).startswith("drafts."):
        return "draft"
    is_strapi = "documentId" in fields or fields.keys() >= {"createdAt", "updatedAt"}
    return "draft" if is_strapi and fields.get("publishedAt", "") is None else ""


def _is_to_come(fields: Mapping[str, object]) -> bool:
    """True for an article that will be published on a later day."""
    for key, value in fields.items():
        if isinstance(key, str) and folded(key) in _DAYS_TO_COME:
            try:
                if parse_date(read_time_value(value)) > datetime.now(UTC):
                    return True
            except ValueError:
                continue
    return False


def _by_flags(by_name: Mapping[str, str]) -> str:
    """Tell what truth values and the like say of a record; "" for nothing."""
    if any(by_name.get(key) in _TRUE for key in ("draft", "isdraft")):
        return "draft"
    if any(by_name.get(key) in _FALSE for key in ("published", "publish")) or by_name.get("ispublished") in _FALSE | {
        "0"
    }:
        return "draft"
    if any(by_name.get(key) in _TRUE for key in ("deleted", "isdeleted", "trashed", "istrashed")):
        return "deleted post"
    if by_name.get("headless") in _TRUE:  # a part of a page of Hugo
        return "unpublished post"
    if by_name.get("deletedat"):
        return "deleted post"
    return "unpublished post" if by_name.get("postpassword") else ""


def _word(value: object) -> str:
    """Fold a short string or a truth value; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value in (0, 1):
        return str(value)
    return folded(value) if isinstance(value, str) and len(value) < 40 and not is_absent(value) else ""
