"""Schemathesis against the interface description: no request, however odd, ends in anything but what is described."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from tests.api.deployment import USER, Deployment

FORM = (status_code_conformance, content_type_conformance, response_schema_conformance)
CHECKS = (not_a_server_error, *FORM)
EXAMPLES = 12
# each act has two addresses of its own, served by the same two routes
EXAMPLES_OF_AN_ACT = 2
ACTS = "/v1/acts/"
# The chain of this deployment is silent: 503 is their right answer
ASK_THE_CHAIN = ("/v1/departments/{code}/nonce",)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder: Path = tmp_path_factory.mktemp("schemathesis")
    deployment = Deployment(folder)
    deployment.register()
    deployment.exchange()
    deployment.anchor()
    yield deployment
    deployment.close()


@pytest.fixture(scope="module")
def interface(deployment: Deployment) -> Any:
    application = create_app(deployment.ledger)
    # streams end at once, whatever time is asked for
    application.state.streams.close()
    return schemathesis.openapi.from_asgi("/openapi.json", application)


def test_every_answer_is_as_described(interface: Any, deployment: Deployment) -> None:
    failed = []
    for found in interface.get_all_operations():
        operation = found.ok()
        if operation.path in ASK_THE_CHAIN:
            continue
        try:
            # A new session each time: the requests include signing out
            ask(operation, deployment.sign_in(USER))
        except Exception as error:  # noqa: BLE001 - every operation is asked before the first failure is told
            failed.append(f"{operation.label}: {error}")
    assert failed == [], "\n\n".join(failed)


def nothing_unforeseen(_context: Any, response: Any, _case: Any) -> None:
    """An act may ask the silent chain and end in 503, never in 500."""
    assert response.status_code != 500


def ask(operation: Any, token: str) -> None:
    act = operation.path.startswith(ACTS)
    checks = (nothing_unforeseen, *FORM) if act else CHECKS

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES_OF_AN_ACT if act else EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def one(case: Any) -> None:
        case.call_and_validate(headers={"authorization": f"Bearer {token}"}, checks=checks)

    one()
