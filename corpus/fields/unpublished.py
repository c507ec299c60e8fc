"""What is in an export but was never published as an article: drafts, trash, attachments, comments, settings."""

from __future__ import annotations

from collections.abc import Mapping

from .names import folded, is_absent

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
    **dict.fromkeys(
        (
            "draft",
            "drafts",
            "autodraft",
            "pending",
            "unpublished",
            "inprogress",
            "entwurf",
            "brouillon",
            "borrador",
            "rascunho",
            "bozza",
            "concept",
            "черновик",
            "草稿",
            "下書き",
        ),
        "draft",
    ),
    **dict.fromkeys(
        ("trash", "trashed", "deleted", "spiked", "killed", "canceled", "cancelled", "withheld"), "deleted post"
    ),
    **dict.fromkeys(("private", "embargoed", "scheduled", "future", "inherit"), "unpublished post"),
}  # fmt: skip
_ENTITIES = frozenset(
    {"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Address", "Ownership", "Directorship", "Asset"}
    | {"Membership", "Mention", "Family", "Associate", "UnknownLink", "Representation", "Payment", "Vessel", "Airplane"}
)
"""Schemas of FollowTheMoney that hold no documents."""
_STATE_KEYS = (
    "status",
    "poststatus",
    "state",
    "pubstatus",
    "workflowstate",
    "publishstatus",
    "publicationstatus",
    "visibility",
)
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
    kind = _by_flags(by_name)
    return kind, bool(kind)


def _by_flags(by_name: Mapping[str, str]) -> str:
    """Tell what truth values and the like say of a record; "" for nothing."""
    if any(by_name.get(key) in _TRUE for key in ("draft", "isdraft")):
        return "draft"
    if by_name.get("published") in _FALSE or by_name.get("ispublished") in _FALSE | {"0"}:
        return "draft"
    if any(by_name.get(key) in _TRUE for key in ("deleted", "isdeleted", "trashed", "istrashed")):
        return "deleted post"
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
