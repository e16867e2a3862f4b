"""The names of requests and folders that have one name: what tells them apart, and numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.names.naming import MAX_LENGTH, cut, uncut
from generator.options import Options
from tests.built import collection, request
from tests.commands import saved
from tests.trees import emission_of

LONG = "Create a limited product of this kind and a public offer for it with hourly"


def named(folder: Path, *items: Any) -> list[str]:
    """Return the names that requests get, in their order."""
    source = saved(folder / "c.json", collection(*items))
    emission = emission_of(Options((str(source),), targets=()))
    return [emission.plan.methods[endpoint.id] for endpoint in emission.api.endpoints]


def test_requests_that_are_alike_are_numbered_under_their_short_name(tmp_path: Path) -> None:
    get, put = request("Get the user", "/u"), request("Get the user", "/u", method="PUT")
    folder = {"name": "Users", "item": [get, get, request("Login"), request("Login"), get]}
    assert named(tmp_path, folder) == ["get", "get_2", "login", "login_2", "get_3"]
    assert named(tmp_path, get, put, get) == ["get_user_get", "get_user_put", "get_user_get_2"]


def test_methods_tell_apart_where_all_are_different(tmp_path: Path) -> None:
    get, post = request("Books", "/books"), request("Books", "/books", method="POST")
    assert named(tmp_path, get, post) == ["books_get", "books_post"]
    own = request("Books", "/shop/books")
    assert named(tmp_path, get, post, own) == ["books_get_books", "books_post_books", "books_shop"]


def test_a_path_tells_apart_by_what_the_name_does_not_say(tmp_path: Path) -> None:
    paths = ("/shops/:id/books/:book", "/books/:book", "/users/{{user}}/books/:book")
    items = [request("Get a book", path) for path in paths]
    assert named(tmp_path, *items) == ["get_book_shops", "get_book_books", "get_book_users"]


def test_a_number_that_is_anothers_name_is_left_out(tmp_path: Path) -> None:
    items = [request("Login"), request("Login"), request("Login 2")]
    assert named(tmp_path, *items) == ["login", "login_3", "login_2"]


def test_long_names_are_told_apart_by_their_ends(tmp_path: Path) -> None:
    items = [request(f"{LONG} {end}") for end in ("pricing", "and yearly pricing")]
    stem = "create_a_limited_product_of_this_kind_and_a_public_offer_for"
    short = stem.replace("_a_", "_")
    assert named(tmp_path, items[0]) == [f"{short}_it"]
    assert named(tmp_path, *items) == [
        f"{short}_it_with_hourly_pricing",
        f"{short}_it_with_hourly_and_yearly",
    ]


FIRST_PHRASES = {
    "Calculate a personal year - annual cycle and forecast for the current year": (
        "calculate_personal_year"
    ),
    "Withdraw history (for local entities that require it) (with a network of theirs)": (
        "withdraw_history_for_local_entities_that_require_it"
    ),
    "Returns the envelope. It holds the documents that were uploaded before it was sent": (
        "returns_envelope"
    ),
    "Get sums (net) of orders - by day, by week, by month, by quarter and by year": (
        "get_sums_net_of_orders"
    ),
    "Scenario 1 - Create a person and associate it with a student of the school": (
        "scenario_1_create_person_and_associate_it_with_student_of"
    ),
    "Books - a list": "books_list",
}


@pytest.mark.parametrize("name", FIRST_PHRASES)
def test_a_long_name_ends_with_a_phrase(name: str, tmp_path: Path) -> None:
    assert named(tmp_path, request(name)) == [FIRST_PHRASES[name]]
    folder = {"name": name, "item": [request("A")]}
    source = saved(tmp_path / "c.json", collection(folder))
    (group,) = emission_of(Options((str(source),), targets=())).plan.groups.values()
    assert len(group.attribute) <= MAX_LENGTH
    assert group.attribute.startswith(FIRST_PHRASES[name].split("_")[0])


def test_a_phrase_that_others_have_too_names_nobody(tmp_path: Path) -> None:
    long = "Get prices - of all products that were ever sold in the shops of the"
    first, second = (request(f"{long} {place}") for place in ("town", "whole region"))
    stem = "get_prices_of_all_products_that_were_ever_sold_in_shops_of"
    assert named(tmp_path, first, second) == [f"{stem}_town", f"{stem}_whole_region"]
    assert named(tmp_path, first, request("Get prices")) == [f"{stem}", "get_prices"]
    assert named(tmp_path, first, first) == ["get_prices", "get_prices_2"]


def test_a_word_without_end_is_the_last_choice(tmp_path: Path) -> None:
    word = "accountideventseventidtrafficdatacpcodeedgebandwidthcpcode"
    items = [request(f"events2/{word}{end.lower()}", "/a", method=end) for end in ("GET", "PUT")]
    assert named(tmp_path, *items) == ["events2_get_a", "events2_put_a"]
    items = [request(f"events2/{word}{end}", "/a") for end in ("get", "put")]
    assert named(tmp_path, *items) == [f"events2_{word}get", f"events2_{word}put"]


def test_what_stands_behind_a_path_tells_apart(tmp_path: Path) -> None:
    bodies = ({"mode": "raw", "raw": text} for text in "ab")
    names = ("POST /accounts Canadian", "POST /accounts (Swiss)")
    items = [
        request(name, "/v1/accounts", method="POST", body=body)
        for name, body in zip(names, bodies, strict=True)
    ]
    assert named(tmp_path, items[0]) == ["post_v1_accounts"]
    assert named(tmp_path, *items) == ["post_v1_accounts_canadian", "post_v1_accounts_swiss"]


def test_a_number_in_front_tells_apart_before_a_hash_does(tmp_path: Path) -> None:
    items = [
        request(name, f"/a?{number}") for number, name in enumerate(("2_Check", "Step 4: Check"))
    ]
    assert named(tmp_path, items[0]) == ["check"]
    assert named(tmp_path, *items) == ["check_2", "check_step_4"]


def test_folders_of_one_name_are_numbered(tmp_path: Path) -> None:
    folders = [{"name": "Users", "item": [request("A")]} for _ in range(2)]
    source = saved(tmp_path / "c.json", collection(*folders))
    emission = emission_of(Options((str(source),), targets=()))
    names = [(name.attribute, name.class_name) for name in emission.plan.groups.values()]
    assert names == [("users", "Users"), ("users_2", "Users2")]


def test_what_a_name_has_beyond_another() -> None:
    assert uncut("get_user", "1. Get user by name") == "get_user_by_name"
    assert uncut("get_user", "Forget users") == "get_user"
    assert [cut("get_user_by_name", most) for most in (16, 15, 11, 2)] == [
        "get_user_by_name",
        "get_user_by",
        "get_user_by",
        "get_user_by_name",
    ]
