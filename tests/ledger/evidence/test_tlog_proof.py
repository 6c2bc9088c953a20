"""The C2SP tlog-proof file in its one spelling."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import EvidenceRefused
from ledger.evidence.tlog_proof import TlogProof

TEXT = (Path(__file__).parents[2] / "vectors/evidence/alone.tlog-proof").read_text()
NOTE = TEXT.partition("\n\n")[2]
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=64).map(tuple)


@given(st.integers(0, 2**60), HASHES, st.binary(max_size=99))
def test_what_is_written_is_read_back(index: int, path: tuple[bytes, ...], extra: bytes) -> None:
    proof = TlogProof(index, path, NOTE, extra)
    assert TlogProof.parse(proof.encode()) == proof


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(TEXT.replace("@v1", "@v2"), id="another version"),
        pytest.param(TEXT.replace("index 3", "index 03"), id="leading zero"),
        pytest.param(TEXT.replace("index 3", "index -3"), id="negative"),
        pytest.param(TEXT.replace("index 3\n", ""), id="no index"),
        pytest.param(TEXT.replace("extra A", "extra =A"), id="extra no base64"),
        pytest.param(TEXT.replace("H5wn", "H5w"), id="hash too short"),
        pytest.param(
            TEXT.replace("index 3\n", "index 3\n" + "A" * 43 + "=\n" * 1, 1).replace("A" * 43, "A" * 42 + "B"),
            id="loose bits",
        ),
        pytest.param(TEXT.replace("index 3\n", "index 3\n" + ("A" * 43 + "=\n") * 65), id="path too long"),
        pytest.param(TEXT.partition("\n\n")[0], id="no checkpoint"),
        pytest.param(TEXT.partition("\n\n")[0] + "\n\nno note", id="no note"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param("c2sp.org/tlog-proof@v1\n\n" + NOTE, id="nothing but a checkpoint"),
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(EvidenceRefused):
        TlogProof.parse(text)
