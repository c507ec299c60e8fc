"""What is in an export but was never published as an article: drafts, trash, attachments, comments, settings."""

from __future__ import annotations

from collections.abc import Mapping

from .names import folded

_TYPES: Mapping[str, str] = {
    "attachment": "attachment",
    "navmenuitem": "menu item",
    "revision": "revision",
    "comment": "comment",
    "settings": "setting",
    "template": "template",
    **dict.fromkeys(
        ("wpnavigation", "wptemplate", "wptemplatepart", "wpglobalstyles", "wpblock", "customcss", "customizechangeset",
         "oembedcache", "userrequest", "wpfontfamily", "wpfontface"), "setting"
    ),
}  # fmt: skip
"""Kinds of things in exports that are no articles, by their folded type."""
_STATES: Mapping[str, str] = {
    **dict.fromkeys(("draft", "drafts", "autodraft", "pending", "unpublished", "inprogress"), "draft"),
    **dict.fromkeys(
        ("trash", "trashed", "deleted", "spiked", "killed", "canceled", "cancelled", "withheld"), "deleted post"
    ),
    **dict.fromkeys(("private", "embargoed", "scheduled", "future", "inherit"), "unpublished post"),
}
_ENTITIES = frozenset(
    {"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Address", "Ownership", "Directorship", "Asset"}
    | {"Membership", "Mention", "Family", "Associate", "UnknownLink", "Representation", "Payment", "Vessel", "Airplane"}
)
"""Schemas of FollowTheMoney that hold no documents."""
_STATE_KEYS = ("status", "poststatus", "state", "pubstatus", "workflowstate", "publishstatus", "publicationstatus")
_TRUE, _FALSE = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "off"})


def unpublished(fields: Mapping[str, object]) -> tuple[str, bool]:
    """Tell what a record is if it was never published as an article; "" for an article.

    Returns:
        The kind, and True where ``--drafts`` takes it.
    """
    by_name = {folded(key): _word(value) for key, value in fields.items() if isinstance(key, str)}
    for key in ("posttype", "type"):
        kind = by_name.get(key, "")
        if kind in _TYPES and (key == "posttype" or kind not in ("template", "settings", "comment")):
            return _TYPES[kind], False
    if isinstance(schema := fields.get("schema"), str) and schema in _ENTITIES:
        return "entity", False
    for key in _STATE_KEYS:
        if by_name.get(key, "") in _STATES:
            return _STATES[by_name[key]], True
    if fields.get("status") is False or str(fields.get("_id", "")).startswith("drafts."):  # Drupal, Sanity
        return "draft", True
    if by_name.get("draft", "") in _TRUE or by_name.get("isdraft", "") in _TRUE:
        return "draft", True
    if by_name.get("published", "") in _FALSE or by_name.get("ispublished", "") in _FALSE:
        return "draft", True
    return "", False


def _word(value: object) -> str:
    """Fold a short string or a truth value; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return folded(value) if isinstance(value, str) and len(value) < 40 else ""
