"""Figures and reviews over HTTP: strict questions, whole answers, nothing without sign-in."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.api.deployment import MANAGER, OWNER, USER, Deployment

Headers = Callable[..., dict[str, str]]


def test_scores_lead_to_their_events(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    event = here.register()
    found = client.get("/v1/figures?period=2026", headers=signed_in(MANAGER)).json()
    assert len(found["figures"]) == 24
    complete = next(one for one in found["figures"] if one["id"] == "K3")
    assert (complete["total"]["value"], complete["version"]) == ("100.00", 1)
    (alone,) = client.get("/v1/figures?figure=K3", headers=signed_in(MANAGER)).json()["figures"]
    assert alone["id"] == "K3"
    (page,) = (client.get("/v1/figures/K3/events?set=numerator", headers=signed_in(OWNER)).json()["members"],)
    assert [one["subject"] for one in page] == [event]
    assert page[0]["event"]["type"] == "catalogue.register"


def test_a_review_names_what_lacks(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    here.register(share_type="refused", condition="")
    found = client.get(f"/v1/reviews/gaps?department={OWNER}", headers=signed_in(MANAGER)).json()
    assert [(one["field"], one["clause"], one["article"]) for one in found["rows"]] == [("refusal_basis", "O2", "15")]
    assert client.get("/v1/reviews/gaps", headers=signed_in(USER)).json()["rows"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/figures?period=next", 422),
        ("/v1/figures?period=2026-13", 422),
        ("/v1/figures?as_of=2999-01-01T00:00:00.000Z", 422),
        ("/v1/figures?unknown=1", 422),
        ("/v1/figures/K99/events", 404),
        ("/v1/figures?figure=K99", 404),
        ("/v1/figures?figure=all", 422),
        ("/v1/figures/K5/events?set=all", 422),
        ("/v1/reviews/other", 422),
        (f"/v1/figures/recount?event={'00' * 32}", 404),
    ],
)
def test_what_cannot_be_asked_is_refused_with_words(
    here: Deployment, client: TestClient, signed_in: Headers, path: str, status: int
) -> None:
    answer = client.get(path, headers=signed_in(MANAGER))
    assert answer.status_code == status
    assert answer.json()["zh"]
    assert answer.json()["en"]


@pytest.mark.parametrize("path", ["/v1/figures", "/v1/figures/K5/events", "/v1/reviews/stale"])
def test_nothing_is_told_to_who_has_not_signed_in(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
@pytest.mark.parametrize("path", ["/v1/figures/export", "/v1/reviews/gaps/export"])
def test_what_is_answered_is_written_down_too(
    here: Deployment, client: TestClient, signed_in: Headers, path: str, form: str
) -> None:
    here.register(title="", share_mode="")
    answer = client.get(path, params={"format": form, "language": "en"}, headers=signed_in(MANAGER))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    if form != "xlsx":
        assert ("catalogue entries" if "figures" in path else "lacks its title") in answer.text
    assert client.get(path, params={"format": "pdf"}, headers=signed_in(MANAGER)).status_code == 422
