import pytest

from ledger.policy.recalling import RecallDuty, duty_of, replaces

WRONG = "sm3:" + "1" * 64
RIGHT = "sm3:" + "2" * 64

# kind, from the wrong record, from its correction, digest: is the wrong one gone
ROWS = {
    "destroyed, though of the wrong record": ("destroy", True, False, WRONG, True),
    "disposed of, with no data at all": ("dispose", True, False, "", True),
    "stored anew from the correction": ("store", True, True, RIGHT, True),
    "another version, from elsewhere": ("receipt", False, False, RIGHT, True),
    "the wrong version handed on again": ("receipt", False, False, WRONG, False),
    "a receipt that names no data": ("receipt", False, False, "", False),
    "new data made of the wrong record": ("derive", True, False, RIGHT, False),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_only_what_takes_the_wrong_data_away_replaces_it(row: tuple[str, bool, bool, str, bool]) -> None:
    kind, tainted, of_correction, digest, gone = row
    said = replaces(kind, tainted=tainted, of_correction=of_correction, digest=digest, wrong=frozenset({WRONG}))
    assert said is gone


@pytest.mark.parametrize(
    ("state", "duty"),
    [
        ("active", RecallDuty.CORRECT), ("own", RecallDuty.CORRECT), ("suspended", RecallDuty.STOP),
        ("pending", RecallDuty.STOP), ("expired", RecallDuty.DISPOSE), ("terminated", RecallDuty.DISPOSE),
        ("none", RecallDuty.UNDETERMINED), ("", RecallDuty.UNDETERMINED),
    ],
)  # fmt: skip
def test_the_duty_follows_the_right_of_use(state: str, duty: RecallDuty) -> None:
    assert duty_of(state) is duty
