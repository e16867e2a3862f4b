"""Names: words and identifiers, and that the allocation is unique, stable and ends."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.names import naming
from generator.names.allocation import Wanted, allocate

# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("getUserByID", "get_user_by_id"),
        ("HTTPServerError", "http_server_error"),
        ("getURLsForIDs", "get_urls_for_ids"),
        ("all APIs", "all_apis"),
        ("ASsume", "a_ssume"),
        ("SaaS over IPv6", "saas_over_ipv6"),
        ("API v2 keys", "api_v2_keys"),
        ("sha256 of a 3d model", "sha256_of_a_3d_model"),
        ("OAuth2 token", "oauth2_token"),
        ("user's name", "users_name"),
        ("🔐 Quick setup → then run 👩‍💻", "quick_setup_then_run"),
        ("🔐", "closed_lock_with_key"),
        ("Größe ändern", "grosse_andern"),
        ("Zahlung löschen – sofort!", "zahlung_loschen_sofort"),
        ("  --  ", ""),
        ("", ""),
    ],
)
def test_names_in_snake_case(text: str, expected: str) -> None:
    assert naming.snake(text) == expected
    assert naming.camel(text) == "".join(word.capitalize() for word in expected.split("_"))


def test_other_scripts_become_ascii() -> None:
    assert re.fullmatch(r"[a-z_]+", naming.snake("用户列表"))
    assert re.fullmatch(r"[a-z_]+", naming.snake("Получить заказ"))


def test_long_names_are_cut_at_a_word() -> None:
    name = naming.snake("word " * 30)
    assert len(name) <= naming.MAX_LENGTH
    assert set(name.split("_")) == {"word"}
    assert naming.snake("x" * 100) == "x" * naming.MAX_LENGTH


@given(st.text())
def test_a_snake_is_short_plain_and_stays_one(text: str) -> None:
    name = naming.snake(text)
    assert len(name) <= naming.MAX_LENGTH
    assert re.fullmatch(r"([a-z0-9]+(_[a-z0-9]+)*)?", name)
    assert name or not naming.words(text)


@given(st.text(), st.sampled_from(["request", "folder", "value"]))
def test_an_identifier_can_be_used_in_python(text: str, fallback: str) -> None:
    name = naming.identifier(text, fallback)
    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")
    assert name not in ("self", "cls")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("class", "class_"), ("self", "self_"), ("1st", "item_1st"), ("", "item"), ("None", "none")],
)
def test_identifiers_are_no_keywords(text: str, expected: str) -> None:
    assert naming.identifier(text, "item") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1. Send code", "send_code"),
        ("Step 2: Confirm", "confirm"),
        ("2.1 - Confirm", "confirm"),
        ("3_CheckStatus", "check_status"),
        ("2_factor", "get_2_factor"),
        ("{{baseUrl}}/users/:id", "get_users_id"),
        ("https://h.test/users", "get_users_id"),
        ("/users/7", "get_users_id"),
        ("GET /users", "get_users_id"),
        ("🎉", "tada"),
        ("…", "get_users_id"),
        ("", "get_users_id"),
        ("2024 report", "get_2024_report"),
        ("get /users", "get_users_id"),
        ("Start /Patient export", "start_patient_export"),
    ],
)
def test_request_names(name: str, expected: str) -> None:
    assert naming.request_name(name, "GET", "/users/:id") == expected


@given(st.text(), st.text(), st.text())
def test_every_request_has_a_name(name: str, method: str, path: str) -> None:
    found = naming.request_name(name, method, path)
    assert re.fullmatch(r"[a-z0-9_]+", found)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("add_a_user", "add_user"),
        ("add_the_user_to_a_group", "add_user_to_group"),
        ("plan_a", "plan_a"),
        ("step_a_get_the_token", "step_a_get_token"),
        ("a", "a"),
        ("the_user", "the_user"),
    ],
)
def test_articles_are_left_out(name: str, short: str) -> None:
    assert naming.without_articles(name) == short


def test_files_of_reserved_names() -> None:
    for name in ("con", "nul", "com1", "lpt9", "index"):
        assert naming.file_name(name) == name + "_"
    assert naming.file_name("console") == "console"


# Environment variables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("secretId", "SECRET_ID"),
        ("base-url", "BASE_URL"),
        ("path", "PATH_VALUE"),
        ("HOME", "HOME_VALUE"),
        ("http_proxy", "HTTP_PROXY_VALUE"),
        ("LD_preload", "LD_PRELOAD_VALUE"),
        ("python path", "PYTHON_PATH_VALUE"),
        ("2fa", "VALUE_2FA"),
    ],
)
def test_environment_names(text: str, expected: str) -> None:
    assert naming.environment_name(text) == expected


@given(st.text())
def test_an_environment_name_is_one_for_every_shell(text: str) -> None:
    name = naming.environment_name(text)
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
    assert name not in ("PATH", "HOME", "IFS")
    assert not name.startswith(("LD_",)) or name.endswith("_VALUE")


def test_names_without_a_word_are_told_apart() -> None:
    assert naming.environment_name("{}") != naming.environment_name("[]")


# Allocation

# Names that overlap at every level, so that all kinds of collisions occur.
ANY = st.lists(st.sampled_from(["a", "A", "b", "a_2", "a_3", "b_2", "c"]), min_size=1, max_size=3)


@given(st.lists(ANY, max_size=12), st.sets(st.sampled_from(["a", "B", "a_2", "b_2", "c_2"])))
def test_names_are_unique_and_not_reserved(names: list[list[str]], reserved: set[str]) -> None:
    wanted = [Wanted(tuple(one)) for one in names]
    found = [name.lower() for name in allocate(wanted, reserved)]
    assert len(set(found)) == len(found) == len(wanted)
    assert not {name.lower() for name in reserved} & set(found)
    for one, name in zip(wanted, allocate(wanted, reserved), strict=True):
        assert name in one.candidates or re.sub(r"_\d+$", "", name) in one.candidates


@given(st.lists(ANY, max_size=8))
def test_a_name_that_only_one_wants_first_is_given(names: list[list[str]]) -> None:
    wanted = [Wanted(tuple(one)) for one in names]
    firsts = [one[0].lower() for one in names]
    for one, name in zip(wanted, allocate(wanted), strict=True):
        if firsts.count(one.candidates[0].lower()) == 1:
            assert name == one.candidates[0]


def _request(name: str, path: str, content: str) -> Wanted:
    """What a request wants: its name, that with its path, that with a digest of its content."""
    unique = naming.digest(path + content)
    return Wanted((name, f"{name}_get_{path}", f"{name}_{unique}"))


REQUESTS = st.builds(
    _request,
    st.sampled_from(["list", "List", "make", "drop"]),
    st.sampled_from("pq"),
    st.text("xy"),
)
RESERVED = st.sets(st.sampled_from(["list", "make_get_p", "drop_get_q"]))


@given(st.lists(REQUESTS, max_size=10), REQUESTS, st.integers(0, 10), RESERVED)
def test_inserting_renames_only_what_is_called_the_same(
    wanted: list[Wanted], new: Wanted, place: int, reserved: set[str]
) -> None:
    place = min(place, len(wanted))
    before = allocate(wanted, reserved)
    after = allocate([*wanted[:place], new, *wanted[place:]], reserved)
    del after[place]
    for one, old, now in zip(wanted, before, after, strict=True):
        assert old == now or one.candidates[0].lower() == new.candidates[0].lower()


@given(st.lists(REQUESTS, max_size=10, unique_by=lambda one: one.candidates[2].lower()))
def test_order_matters_only_to_what_is_identical(wanted: list[Wanted]) -> None:
    assert allocate(wanted) == allocate(wanted[::-1])[::-1]


def test_what_is_equal_is_numbered_in_order() -> None:
    same = [Wanted(("a", "a_get", "a_1f"))] * 3
    assert allocate(same) == ["a", "a_2", "a_3"]
    assert allocate([*same, Wanted(("a", "a_put"))]) == ["a_get", "a_get_2", "a_get_3", "a_put"]
    assert allocate([*same[1:], Wanted(("a_2",))]) == ["a", "a_3", "a_2"]
    assert allocate([Wanted(("a",))] * 3, {"A", "a_2"}) == ["a_3", "a_4", "a_5"]


def test_thousands_of_equal_names_end() -> None:
    names = allocate([Wanted(("a", "b"))] * 3000)
    assert len(set(names)) == 3000


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("houses", "house"), ("warehouses", "warehouse"), ("causes", "cause"), ("buses", "bus"),
        ("statuses", "status"), ("viruses", "virus"), ("uses", "use"), ("caches", "cache"),
        ("batches", "batch"), ("branches", "branch"), ("heroes", "hero"), ("aliases", "alias"),
        ("databases", "database"), ("releases", "release"), ("purchases", "purchase"),
        ("addresses", "address"), ("boxes", "box"), ("categories", "category"), ("sizes", "size"),
        ("movies", "movie"), ("cookies", "cookie"), ("indices", "index"), ("news", "news"),
        ("users", "user"), ("status", "status"), ("analysis", "analysis"), ("access", "access"),
    ],
)  # fmt: skip
def test_the_singular_of_words_of_apis(plural: str, singular: str) -> None:
    assert naming.singular(plural) == singular
    assert naming.singular(singular) == singular
