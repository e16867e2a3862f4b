"""What a page calls its requests, its answers and itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.loading import load
from generator.model import Api
from generator.options import Options
from generator.readers.pages.titles import answer_title


def _read(folder: Path, text: str, name: str = "page.txt") -> Api:
    page = folder / name
    page.write_text(text, "utf-8")
    return load(Options((str(page),))).api


@pytest.mark.parametrize(
    "text",
    [
        "Skip to content\n\nFOR OUR OWN USE ALONE\n\nDelete User\n\nDELETE\n/users/{id}\n",
        "Skip to main content\n\nDelete User\n\nUse this to delete one.\n\nDELETE /users/{id}\n",
        "Acme Tools\n\nstuff / Acme API / Delete User\n\nBack to Items\n\nDELETE /users/{id}\n",
        "Acme API\nUsers\nDelete User\nDELETE /users/{id}\n",
        "API ReferenceUsersDelete UserCopy pageDELETEhttps://h.test/users/{id}\n",
        "DELETE\nhttps://h.test\n/\nusers\n/\n{id}\nDelete User\nIt is gone then.\n",
        "Acme API\n\nDELETE /users/{id}\nPurpose: Delete User\nIt is gone then.\n",
        "Acme API\n\nDELETE /users/{id}\n- **Summary**: Delete User.\n",
        "# 1.2 Delete User #\n\nDELETE /users/{id}\n",
        "delete Delete User.\n\n/users/{id}\nIt is gone then.\n",
    ],
)
def test_a_request_is_called_by_its_title(text: str, tmp_path: Path) -> None:
    (endpoint,) = _read(tmp_path, text).endpoints
    assert endpoint.name == "Delete User"


@pytest.mark.parametrize(
    "text",
    [
        "# flake8: noqa\nDOCS = '''Of https://h.test\n\nDELETE /users/{id}\nIt is gone.\n'''\n",
        "Use\nDELETE /users/{id}\nIt is gone then.\n",
        "Runtime error\n\nDELETE /users/{id}\nIt is gone then.\n",
        "# if (x) { y(); }\n\nDELETE /users/{id}\n",
    ],
)
def test_what_is_no_title_names_nothing(text: str, tmp_path: Path) -> None:
    api = _read(tmp_path, text)
    (endpoint,) = api.endpoints
    assert endpoint.name == "DELETE /users/{id}"
    assert "noqa" not in api.name


def test_several_requests_are_not_called_by_the_name_of_the_page(tmp_path: Path) -> None:
    text = "Tickets API\nEndpoints\nGET /tickets\nThe list.\nPOST /tickets\nOne more.\n"
    api = _read(tmp_path, text)
    assert [e.name for e in api.endpoints] == ["GET /tickets", "POST /tickets"]
    assert api.name == "Tickets API"


def test_a_purpose_tells_several_requests_apart(tmp_path: Path) -> None:
    text = (
        "# Tickets API\n\nGET /tickets\nPurpose: List tickets\n\n"
        "POST /tickets\nPurpose: Create ticket\nOne more.\n"
    )
    assert [e.name for e in _read(tmp_path, text).endpoints] == ["List tickets", "Create ticket"]


def test_buttons_are_titles_where_they_are_headings(tmp_path: Path) -> None:
    text = "# Users\n\n## Log in\n\n`POST /login`\n\n## Search\n\n`GET /search`\n"
    api = _read(tmp_path, text, "page.md")
    assert [e.name for e in api.endpoints] == ["Log in", "Search"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("object", ""),
        ("None", ""),
        ("fields (application/json", ""),
        ("application/json", ""),
        ('"{\\n \\"id\\": 1}"', ""),
        ("Successful Response", "Successful Response"),
        ("No Content The user has been deleted.", "No Content The user has been deleted."),
    ],
)
def test_an_answer_is_not_called_by_what_it_holds(text: str, title: str) -> None:
    assert answer_title(text) == title


def test_an_answer_in_a_string_is_its_body(tmp_path: Path) -> None:
    text = 'Ping\nGET /ping\nResponses\n200\n"{\\n  \\"up\\": true\\n}"\nobject\nup\nboolean\n'
    (answer,) = _read(tmp_path, text).endpoints[0].responses
    assert (answer.name, answer.text) == ("200", '{\n  "up": true\n}')


SENTENCES = {
    "Delete a user for ever.\n\nNo one can undo it.": (
        "Delete a user for ever",
        "No one can undo it.",
    ),
    "Deletes a user for ever.": ("Deletes a user for ever", ""),
    "Users come and go.": ("DELETE /users/{id}", "Users come and go."),
    "Deletes a user " + "and whatever else there was " * 3 + ".": ("DELETE /users/{id}", "Deletes"),
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_short_first_sentence_names_a_request_without_a_title(text: str, tmp_path: Path) -> None:
    (endpoint,) = _read(tmp_path, f"DELETE /users/{{id}}\n\n{text}\n", "page.md").endpoints
    name, description = SENTENCES[text]
    assert endpoint.name == name
    assert endpoint.description.startswith(description) and bool(endpoint.description) == bool(
        description
    )


@pytest.mark.parametrize(
    "line", ["Skip to main content", "Acme / Users / Delete User", "Delete User."]
)
def test_what_leads_around_a_site_is_in_no_description(line: str, tmp_path: Path) -> None:
    text = f"# Delete User\n\n{line}\n\nIt is gone then.\n\nDELETE /users/{{id}}\n"
    (endpoint,) = _read(tmp_path, text, "page.md").endpoints
    assert (endpoint.name, endpoint.description) == ("Delete User", "It is gone then.")
