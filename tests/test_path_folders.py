"""Folders that are pieces of paths: what they hold belongs to the folders around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.loading import load
from generator.model import Api
from generator.names.path_folders import without_path_folders
from generator.options import Options
from tests.built import collection, folder, request
from tests.commands import contents, invoke, saved
from tests.trees import emission_of


def calls(path: Path, *items: Any, **options: Any) -> list[str]:
    """Return the methods of the client that send the requests, in their order."""
    source = saved(path / "c.json", collection(*items))
    emission = emission_of(Options((str(source),), targets=(), **options))
    return [emission.plan.call(endpoint).partition(".")[2] for endpoint in emission.api.endpoints]


PETS = folder(
    "pet",
    request("Add pet", "/pet", method="POST"),
    folder(
        "{petId}",
        request("Find pet by id", "/pet/:petId"),
        folder("uploadImage", request("Upload", "/pet/:petId/uploadImage", method="POST")),
    ),
    folder("findByStatus", request("Find pets", "/pet/findByStatus")),
)


def test_all_outputs_follow_the_folders_that_mean_something(tmp_path: Path) -> None:
    assert calls(tmp_path, PETS) == [
        "pet.add",
        "pet.find_by_id",
        "pet.upload_image.upload",
        "pet.find_by_status.find_pets",
    ]
    source = saved(tmp_path / "c.json", collection(PETS))
    assert invoke("generate", source, "-o", tmp_path / "out").exit_code == 0
    files = contents(tmp_path / "out")
    assert "snippets/pet/find_by_id/shell-curl.sh" in files
    assert "client/sample/resources/pet/upload_image.py" in files
    assert not [name for name in files if "pet_id" in name]
    assert [name for name in sorted(files) if name.startswith("reference/pet")] == [
        "reference/pet.md",
        "reference/pet/find_by_status.md",
        "reference/pet/upload_image.md",
    ]


@pytest.mark.parametrize("name", ["/a/:b", "/", "{id}", "{{id}}", ":id", "<id>"])
def test_names_of_pieces(name: str, tmp_path: Path) -> None:
    assert calls(tmp_path, folder("Top", folder(name, request("Do")))) == ["top.do"]


@pytest.mark.parametrize(
    "name", ["a/b", "id", "/a (DEPRECATED)", "/a - moved", "{id} and more", ":id x", ""]
)
def test_other_names(name: str, tmp_path: Path) -> None:
    (call,) = calls(tmp_path, folder("Top", folder(name, request("Do"))))
    assert call.count(".") == 2


SAID = "Finds one."
AUTH = {"type": "basic", "basic": {"username": "a", "password": "b"}}
SCRIPT = [{"listen": "prerequest", "script": {"exec": ["pm.environment.set('x', 1)"]}}]


@pytest.mark.parametrize(
    "item",
    [
        folder("{id}", request("Do"), auth=AUTH),
        folder("{id}", request("Do"), event=SCRIPT),
        folder("{id}", request("Do", description="Other."), description=SAID),
    ],
    ids=["auth", "scripts", "description"],
)
def test_a_folder_that_says_more_stays(item: Any, tmp_path: Path) -> None:
    top = folder("Top", request("In top"), item)
    assert calls(tmp_path, top)[1].startswith("top.id.")


def test_what_a_request_repeats_is_not_lost(tmp_path: Path) -> None:
    item = folder("{id}", request("Do", description=f"{SAID}\n\nAnd more."), description=SAID)
    assert calls(tmp_path, folder("Top", item)) == ["top.do"]


def test_requests_of_one_name_are_told_apart(tmp_path: Path) -> None:
    folders = [folder(path, request("List", path)) for path in ("/x/:id/y", "/y")]
    assert calls(tmp_path, folder("Top", *folders)) == ["top.list_x_y", "top.list_y"]


def test_folders_at_the_top_stay(tmp_path: Path) -> None:
    top = folder("/users", folder("/users/:id", request("Get one")), folder("new", request("Do")))
    assert calls(tmp_path, top) == ["users.get_one", "users.new.do"]


@pytest.mark.parametrize("key", ["#/item/0/item/1", "pet/{petId}/"])
def test_a_folder_that_was_given_a_name_stays(key: str, tmp_path: Path) -> None:
    found = calls(tmp_path, PETS, rename=((key, "one"), ("pet/{petId}/uploadImage/", "image")))
    assert found[1:3] == ["pet.one.find_pet_by_id", "pet.one.image.upload"]


def test_folders_inside_can_be_named_as_they_stand_in_the_source(tmp_path: Path) -> None:
    found = calls(tmp_path, PETS, rename=(("pet/{petId}/uploadImage/", "image"),))
    assert found[1:3] == ["pet.find_by_id", "pet.image.upload"]


NAMES = st.sampled_from(["a", "b", "{id}", "/x", "/x/:y"])
TREES = st.recursive(
    NAMES.map(request),
    lambda inner: st.builds(lambda name, items: folder(name, *items), NAMES, st.lists(inner)),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=5))
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, items: list[Any]) -> None:
    source = saved(tmp_path_factory.mktemp("c") / "c.json", collection(*items))
    before = load(Options((str(source),), targets=())).api
    after, moved = without_path_folders(before, ())
    assert [e.id for e in after.endpoints] == [e.id for e in before.endpoints]
    assert set(moved) == {(), *(group.path for group in before.groups)}
    _is_a_tree(after)
    assert {group.origin.pointer for group in after.groups} == {
        group.origin.pointer
        for group in before.groups
        if moved[group.path] != moved[group.path[:-1]]
    }


def _is_a_tree(api: Api) -> None:
    """Each folder stands behind the one around it, and has a place of its own."""
    known: set[tuple[int, ...]] = {()}
    for group in api.groups:
        assert group.path[:-1] in known
        assert group.path not in known
        known.add(group.path)
    assert known >= {endpoint.group for endpoint in api.endpoints}
