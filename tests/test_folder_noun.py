"""The folder's noun in the name of a method."""

from __future__ import annotations

import keyword
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.names import naming
from generator.names.folder_noun import without_noun
from tests.built import collection, item
from tests.trees import generated, imported


@pytest.mark.parametrize(
    ("folder", "request_", "name"),
    [
        ("Links", "Update link", "update"),
        ("Links", "List links", "list"),
        ("Users", "Get all users", "get_all"),
        ("Users", "getUserById", "get_by_id"),
        ("Users", "Create a new user", "create"),
        ("Users", "Finds users by status", "finds_by_status"),
        ("Payment links", "Create payment link", "create"),
        ("Payment links", "Create link", "create"),
        ("Staff", "Get staff data", "get_data"),
        ("Messages", "Send message", "send"),
        ("Profiles", "Unfollow profile", "unfollow"),
        # A plural that may stand beside the singular
        ("Users", "Get users", "get_users"),
        ("Users", "Delete users", "delete_users"),
        # Another noun
        ("Groups", "User group", "user_group"),
        ("Groups", "Get user group", "get_user_group"),
        ("Flexible locked", "Get locked subscription", "get_locked_subscription"),
        ("Users", "Resume session", "resume_session"),
        # What would be left is no name
        ("Users", "Import user", "import_user"),
        ("Users", "Users", "users"),
        ("", "Get user", "get_user"),
    ],
)
def test_a_name_without_its_folders_noun(folder: str, request_: str, name: str) -> None:
    assert without_noun(naming.snake(request_), folder) == name


@given(st.text("abgetlisuser_ 1", min_size=1), st.text(max_size=20))
def test_what_is_left_is_a_name(request: str, folder: str) -> None:
    name = naming.identifier(request, "request")
    short = without_noun(name, folder)
    assert short.isidentifier()
    assert keyword.iskeyword(short) <= keyword.iskeyword(name)


def test_words_in_parentheses_take_no_nouns_place(tmp_path: Path) -> None:
    names = ["Register Company (Admin)", "Update Company", "Get Company (by id)"]
    items = [{"name": "Companies", "item": [item(name, "{{host}}/x") for name in names]}]
    tree = generated(tmp_path, collection(*items))
    with imported(tree) as package:
        companies = package.Client(host="http://h.test").companies
        methods = {name for name in vars(type(companies)) if not name.startswith("_")}
    assert {"register_company_admin", "update", "get_by_id"} <= methods


def test_names_that_become_equal_keep_their_noun(tmp_path: Path) -> None:
    names = ["Get user", "Get the user", "Delete user", "Close user", "Pages user", "List users"]
    users = {"name": "Users", "item": [item(name, "{{baseUrl}}/users") for name in names]}
    tree = generated(tmp_path, collection(users))
    resource = (tree.root / "client" / tree.package / "resources/users.py").read_text()
    for name in ("get_user", "get_the_user", "delete", "close_user", "pages_user", "list"):
        assert f"def {name}(" in resource
