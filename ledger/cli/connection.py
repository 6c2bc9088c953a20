"""One HTTP connection to the service: requests, and its refusals raised as the errors that they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from ledger.cli.wording import read_problem
from ledger.errors import InputRefused, ServiceUnreachable

Json = dict[str, Any]


class Connection:
    """A connection with an optional session token. Use as a context manager, or `close` it."""

    def __init__(self, url: str, token: str | None = None, timeout: float = 60.0) -> None:
        """See `ledger.cli.client.Client`.

        Raises:
            InputRefused: ``url`` is no address.
        """
        self.url = url.rstrip("/")
        self.token = token
        try:
            # the certificates of the world take longer to read than most commands take
            secure = not self.url.startswith("http:")
            self._http = httpx.Client(base_url=self.url, timeout=timeout, trust_env=False, verify=secure)
        except (httpx.InvalidURL, ValueError) as error:
            raise InputRefused(zh=f"{url} 不是服务地址", en=f"{url} is no address of a service") from error

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def get(self, path: str, **query: str | int | None) -> Json:
        """The JSON object that a GET answers with; a query member that is None is left out."""
        return self._json(self.request("GET", path, query=query))

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """The JSON object that a POST of JSON answers with."""
        return self._json(self.request("POST", path, body=body))

    def _json(self, response: httpx.Response) -> Json:
        try:
            value = response.json()
        except ValueError as error:
            raise self._not_ours() from error
        if not isinstance(value, dict):
            raise self._not_ours()
        return value

    def request(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """The successful answer to one request.

        Raises:
            ServiceUnreachable: nobody answers, or something that is no Quanze service.
            QuanzeError: what the service refuses with, as the class that it raised there.
        """
        try:
            response = self._http.request(method, path, params=_given(query), json=body, headers=self._headers())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error) from error
        return self._successful(response)

    def lines(self, path: str, query: Mapping[str, Any]) -> Iterator[str]:
        """The lines of a successful answer, as they come.

        Raises:
            ServiceUnreachable, QuanzeError: as `request`; the former also where the answer breaks off.
        """
        try:
            with self._http.stream("GET", path, params=_given(query), headers=self._headers()) as response:
                if not response.is_success:
                    response.read()
                yield from self._successful(response).iter_lines()
        except httpx.HTTPError as error:
            raise self._silent(error) from error

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def _successful(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            return response
        try:
            problem = response.json()
        except ValueError as error:
            raise self._not_ours() from error
        raise read_problem(problem) if isinstance(problem, dict) and "code" in problem else self._not_ours()

    def _silent(self, error: Exception) -> ServiceUnreachable:
        return ServiceUnreachable(
            zh=f"服务 {self.url} 没有应答: 请确认地址, 并确认 quanze serve 在运行 ({type(error).__name__})",
            en=f"no service answers at {self.url}: check the address, and that quanze serve runs "
            f"({type(error).__name__})",
            url=self.url,
        )

    def _not_ours(self) -> ServiceUnreachable:
        return ServiceUnreachable(
            zh=f"{self.url} 的应答不是权责服务的应答: 请检查地址",
            en=f"what answers at {self.url} is no Quanze service: check the address",
            url=self.url,
        )


def _given(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}
