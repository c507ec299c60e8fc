"""What was never published as an article."""

import pytest
from nutgraf.corpus.fields.unpublished import unpublished


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"draft": True}, "draft"),
        ({"draft": "true"}, "draft"),
        ({"published": False}, "draft"),
        ({"published": "false"}, "draft"),
        ({"status": "Draft"}, "draft"),
        ({"post_status": "auto-draft"}, "draft"),
        ({"status": "trash"}, "deleted post"),
        ({"status": "private"}, "unpublished post"),
        ({"status": "scheduled"}, "unpublished post"),
        ({"pubstatus": "withheld"}, "deleted post"),
        ({"post_type": "nav_menu_item", "status": "publish"}, "menu item"),
        ({"post_type": "attachment", "status": "inherit"}, "attachment"),
        ({"post_type": "wp_global_styles"}, "setting"),
        ({"type": "revision"}, "revision"),
        ({"status": False}, "draft"),
        ({"_id": "drafts.7"}, "draft"),
        ({"post_type": "acf-field-group", "status": "publish"}, "setting"),
        ({"post_type": "feedback", "status": "publish"}, "message of a visitor"),
        ({"status": "SOFT_TRASHED"}, "deleted post"),
        ({"headless": "true"}, "unpublished post"),
        ({"publishDate": "2199-01-01"}, "unpublished post"),
        ({"createdAt": "2024-02-03", "updatedAt": "2024-02-03", "publishedAt": None}, "draft"),
        ({"alias": "quay", "catid": "8", "state": "0"}, "draft"),
        ({"alias": "quay", "typeAlias": "com_content.article", "state": -2}, "deleted post"),
        ({"bodytext": "x", "hidden": 1, "deleted": 0}, "draft"),
        ({"bodytext": "x", "hidden": 0, "deleted": 1}, "deleted post"),
        ({"status": "pending review"}, "draft"),
        ({"status": "STATUS_DRAFT"}, "draft"),
        ({"moderation_state": "draft"}, "draft"),
        ({"stage": "DRAFT"}, "draft"),
        ({"publish": False}, "draft"),
        ({"status": "rejected"}, "deleted post"),
        ({"status": "disabled"}, "unpublished post"),
        ({"publish_at": "2199-01-01"}, "unpublished post"),
        ({"visibility": "direct"}, "unpublished post"),
        ({"nid": 4, "status": "0"}, "draft"),
        ({"date_created": "2024-02-03", "status": "archived"}, "deleted post"),
        ({"revision": {"published": False}}, "draft"),
        ({"sys": {"id": "e", "version": 2}, "fields": {}}, "draft"),
        ({"sys": {"id": "e", "version": 2, "archivedVersion": 1}, "fields": {}}, "deleted post"),
    ],
)
def test_drafts_and_the_like_are_told_by_their_kind(fields, kind):
    assert unpublished(fields)[0] == kind


@pytest.mark.parametrize(
    "fields",
    [{}, {"draft": False}, {"published": "2023-04-18"}, {"published": True}, {"status": "publish"}, {"status": "ok"},
     {"type": "article"}, {"type": "comment"}, {"post_type": "page"}, {"status": ["draft"]}, {"draft": None},
     {"status": "archived"}, {"status": 0}, {"publish_at": "2001-01-01", "embargo": "none"},
     {"sys": {"version": 3, "publishedVersion": 2}}, {"sys": {"revision": 1}}],
)  # fmt: skip
def test_an_article_is_none_of_them(fields):
    assert unpublished(fields) == ("", False)
