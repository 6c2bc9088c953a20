"""Every refusal has one stable code and speaks both languages."""

import re
from pathlib import Path

import pytest

from ledger import errors
from ledger.errors import (
    AgreementUnknown,
    ContractRefused,
    EventUnknown,
    InputRefused,
    ItemUnknown,
    QuanzeError,
    error_class,
)

CLASSES = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, QuanzeError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_code_is_its_own_and_kebab_case(kind: type[QuanzeError]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.code)
    assert "code" in vars(kind)
    assert [other.__name__ for other in CLASSES if other.code == kind.code] == [kind.__name__]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_meaning_is_documented(kind: type[QuanzeError]) -> None:
    assert kind.__doc__


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_class_is_found_by_its_code(kind: type[QuanzeError]) -> None:
    assert error_class(kind.code) is kind


def test_unknown_code_is_the_base_of_all() -> None:
    assert error_class("no-such-code") is QuanzeError


def test_message_carries_both_languages_and_details() -> None:
    error = InputRefused(zh="不对", en="wrong", field="name")
    assert str(error) == "wrong / 不对"
    assert (error.zh, error.en, error.details) == ("不对", "wrong", {"field": "name"})


def test_contract_error_keeps_its_name_and_arguments() -> None:
    error = ContractRefused(zh="不对", en="wrong", error="NotAllowed", arguments={"who": 1})
    assert (error.error, error.arguments) == ("NotAllowed", {"who": 1})
    assert error.details == {"error": "NotAllowed", "arguments": {"who": 1}}


@pytest.mark.parametrize("kind", [AgreementUnknown, ItemUnknown, EventUnknown])
def test_what_is_not_there_and_what_may_not_be_seen_are_not_told_apart(
    kind: type[AgreementUnknown | ItemUnknown | EventUnknown],
) -> None:
    error = kind.unseen()
    assert (error.details, "无权" in error.zh, "may see" in error.en) == ({}, True, True)


def test_a_file_that_cannot_be_read_is_named_with_the_reason() -> None:
    error = InputRefused.unreadable(Path("a.csv"), PermissionError(13, "Permission denied"))
    assert str(error) == "cannot read a.csv: Permission denied / 读不出 a.csv: Permission denied"
