"""One witness over HTTP, as a log speaks to it (C2SP tlog-witness)."""

from __future__ import annotations

import httpx

from ledger.checkpoint import encode64
from ledger.cosignature import CosignerKey, read_cosignatures
from ledger.errors import NoteRefused, WitnessConflict, WitnessRefused, WitnessUnreachable

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
MAX_ANSWER = 65_536
_OK, _CONFLICT = 200, 409


class WitnessClient:
    """One witness.

    Args:
        url: its submission prefix, such as ``https://audit.example/log``.
    """

    def __init__(self, key: CosignerKey, url: str) -> None:
        self.key = key
        self._url = url.rstrip("/")
        self._http = httpx.Client(timeout=TIMEOUT, trust_env=False)

    def add(self, old: int, path: list[bytes], note: str) -> tuple[int, str]:
        """Ask to cosign ``note``: time (seconds) and signature line.

        Raises:
            WitnessConflict: it last cosigned another ``size`` than ``old``, or another root at this one.
            WitnessRefused: it will not. WitnessUnreachable: no answer in time, or none that fits the protocol.
        """
        body = "\n".join([f"old {old}", *map(encode64, path), "", note])
        answer = self._request("POST", "add-checkpoint", body.encode())
        if answer.status_code == _CONFLICT:
            size = answer.text.removesuffix("\n")
            if not (size.isascii() and size.isdigit() and len(size) < 20):
                raise self._unreachable("409 without a size")
            raise WitnessConflict(zh=f"见证方已到 {size}", en=f"the witness is at {size}", size=int(size))
        if answer.status_code != _OK:
            raise WitnessRefused(
                zh=f"见证方 {self.key.name} 拒绝签名({answer.status_code}): {answer.text[:300].strip()}",
                en=f"the witness {self.key.name} refuses ({answer.status_code}): {answer.text[:300].strip()}",
                witness=self.key.name,
                status=answer.status_code,
            )
        return self._line(note, answer.text)

    def witnessed(self, origin: str) -> str | None:
        """The last note that the witness cosigned of an origin; None where it has none or does not tell.

        Raises:
            WitnessUnreachable: as `add`.
        """
        answer = self._request("GET", f"witnessed/{origin}")
        return answer.text if answer.status_code == _OK else None

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def _line(self, note: str, lines: str) -> tuple[int, str]:
        # each on its own: lines by keys that nobody knows are ignored, and must not enter the note
        for line in lines.splitlines(keepends=True):
            try:
                found = read_cosignatures(note + line, [self.key])
            except NoteRefused as error:
                raise self._unreachable(error.en) from error
            if self.key in found:
                return found[self.key], line
        raise self._unreachable("no cosignature by its key")

    def _request(self, method: str, path: str, body: bytes | None = None) -> httpx.Response:
        try:
            answer = self._http.request(method, f"{self._url}/{path}", content=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(type(error).__name__) from error
        if len(answer.content) > MAX_ANSWER or answer.status_code >= 500:
            raise self._unreachable(str(answer.status_code))
        return answer

    def _unreachable(self, why: str) -> WitnessUnreachable:
        return WitnessUnreachable(
            zh=f"见证方 {self.key.name} 没有按约定应答({why}): 请确认 {self._url} 可达",
            en=f"the witness {self.key.name} does not answer as it should ({why}): is {self._url} reachable?",
            witness=self.key.name,
        )
