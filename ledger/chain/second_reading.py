"""A second reading of the chain, through web3.py: another client, ABI coder and filter than the service's own.

An audit compares both readings, so that one fault of ours cannot hide itself. Blocks are never formatted: web3.py
refuses headers with more than 32 bytes of extraData, which every proof-of-authority chain has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ledger.errors import ChainRefused, ChainUnreachable, ContractMissing, InputRefused, QuanzeError

if TYPE_CHECKING:
    from web3 import Web3
    from web3.contract import Contract
    from web3.contract.contract import ContractEvent
    from web3.types import EventData

Abi = Sequence[dict[str, Any]]

_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
_TIMEOUT: Final = 10.0
_BLOCKS_PER_QUERY: Final = 2000
_NOBODY: Final = "0x" + "00" * 20


@dataclass(frozen=True, slots=True)
class ReadAnchor:
    """One anchor as EventLog keeps it; roots 32 bytes, ``time`` in Unix seconds of the block."""

    size: int
    root: bytes
    streams_root: bytes
    block_number: int
    time: int


@dataclass(frozen=True, slots=True)
class ReadKey:
    """One key as Departments keeps it: address (``0x``, lower case), department code, role 1 … 5, validity
    [from, until) in Unix seconds, 2^64−1 where it is open.
    """

    address: str
    department: str
    role: int
    valid_from: int
    valid_until: int


def read_anchors(url: str, event_log_address: str, abi: Abi, origin: str) -> list[ReadAnchor]:
    """All anchors of one log at the newest block, by ascending size.

    Events tell which sizes were anchored, storage what stands there; both must say the same, and the last one must be
    the contract's own head, so that a node which withholds the newest events is noticed.

    Args:
        url: JSON-RPC address of a node, ``http(s)://…``.
        event_log_address: ``0x`` and 40 hex digits.
        abi: of EventLog.
        origin: name of the log.

    Raises:
        ChainUnreachable: no answer, or not one of JSON-RPC.
        ChainRefused: the node refused a call, or its events and its storage contradict each other.
        ContractMissing: no EventLog at this address.
        InputRefused: the URL or the address is malformed, or the ABI is another contract's.
    """
    with _opened(url, event_log_address, abi) as (contract, head):
        wanted = {"originHash": contract.w3.keccak(text=origin)}
        logged = {event["args"]["size"]: event["args"] for event in _events(contract.events.Anchored(), head, wanted)}
        found = [
            ReadAnchor(size, *contract.functions.anchorAt(origin, size).call(block_identifier=head))
            for size in sorted(logged)
        ]
        for anchor in found:
            told = logged[anchor.size]
            _require_same(
                f"anchor {anchor.size}", (told["root"], told["streamsRoot"]), (anchor.root, anchor.streams_root)
            )
        last, _ = contract.functions.headOf(origin).call(block_identifier=head)
        _require_same("size of the last anchor", max(logged, default=0), last)
        return found


def read_keys(url: str, departments_address: str, abi: Abi) -> list[ReadKey]:
    """All keys ever enrolled, ended ones too, at the newest block, in the order of their enrolment.

    The contract keeps no list of them: a node that withholds some events hides those keys, so compare with what is
    known already.

    Args:
        url: JSON-RPC address of a node, ``http(s)://…``.
        departments_address: ``0x`` and 40 hex digits.
        abi: of Departments.

    Raises:
        ChainUnreachable, ChainRefused, ContractMissing, InputRefused: as `read_anchors`.
    """
    with _opened(url, departments_address, abi) as (contract, head):
        contract.functions.keyOf(_NOBODY).call(block_identifier=head)
        found: list[ReadKey] = []
        for event in _events(contract.events.KeyEnrolled(), head, {}):
            told = event["args"]
            code, role, start, until = contract.functions.keyOf(told["key"]).call(block_identifier=head)
            same = ("department", "role", "validFrom")
            _require_same(f"key {told['key'].lower()}", tuple(told[name] for name in same), (code, role, start))
            found.append(ReadKey(told["key"].lower(), code.rstrip(b"\x00").decode("ascii"), role, start, until))
        # The constructor refuses a registry without a head.
        _require_same("whether there are keys", bool(found), True)
        return found


@contextmanager
def _opened(url: str, address: str, abi: Abi) -> Iterator[tuple[Contract, int]]:
    """The contract and the number of the newest block, at which all of it is read; errors become ours."""
    shown = _shown(url)
    # Half a second to import: who never audits never pays it.
    import requests
    from web3 import HTTPProvider, Web3
    from web3.exceptions import Web3Exception

    with requests.Session() as session:
        session.trust_env = urlsplit(url).hostname not in _LOOPBACK
        session.max_redirects = 0
        provider = HTTPProvider(url, {"timeout": _TIMEOUT}, session, exception_retry_configuration=None)
        try:
            yield _contract(Web3(provider, middleware=[]), address, abi)
        except requests.RequestException as error:
            raise _unreachable(shown, type(error).__name__) from error
        except (Web3Exception, ValueError, TypeError, LookupError, AttributeError) as error:
            # web3.py trusts its node: an answer of another shape ends in any of the last four.
            raise _ours(error, shown, address) from error


def _ours(error: Exception, shown: str, address: str) -> QuanzeError:
    from web3 import exceptions

    match error:
        case exceptions.MismatchedABI() | exceptions.NoABIEventsFound() | exceptions.NoABIFunctionsFound():
            return InputRefused(zh="ABI 不属于该合约", en="the ABI is not this contract's")
        case exceptions.BadFunctionCallOutput() | exceptions.ContractLogicError():
            # None of the functions read here ever reverts.
            return _missing(address)
        case exceptions.Web3RPCError():
            return ChainRefused(
                zh=f"链 {shown} 拒绝了读取：请检查节点是否保留所需的状态与日志",
                en=f"the chain at {shown} refused to be read: check that the node keeps the state and logs asked for",
                url=shown,
            )
        case _:
            return _unreachable(shown, "not JSON-RPC")


def _contract(web3: Web3, address: str, abi: Abi) -> tuple[Contract, int]:
    if not web3.is_address(address):
        raise InputRefused(
            zh="合约地址须为 0x 加 40 位十六进制", en="the address of a contract is 0x and 40 hex digits"
        )
    checked = web3.to_checksum_address(address)
    head = int(web3.eth.block_number)
    if not web3.eth.get_code(checked, head):
        raise _missing(address)
    return web3.eth.contract(address=checked, abi=list(abi)), head


def _events(kind: ContractEvent, head: int, wanted: dict[str, Any]) -> Iterable[EventData]:
    for start in range(0, head + 1, _BLOCKS_PER_QUERY):
        last = min(head, start + _BLOCKS_PER_QUERY - 1)
        yield from kind.get_logs(argument_filters=wanted, from_block=start, to_block=last)


def _require_same(what: str, told: Any, kept: Any) -> None:
    if told != kept:
        raise ChainRefused(
            zh=f"节点给出的合约事件与合约存储不一致（{what}）：请换一个节点再读",
            en=f"the node's events and the contract's storage contradict each other ({what}): read from another node",
            what=what,
        )


def _shown(url: str) -> str:
    """The address without the password that it may hold."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputRefused(
            zh="链的地址应为 http:// 或 https:// 开头的网址",
            en="the chain's address must be a URL that begins with http:// or https://",
        )
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _unreachable(shown: str, why: str) -> ChainUnreachable:
    return ChainUnreachable(
        zh=f"链 {shown} 没有以太坊 JSON-RPC 的应答（{why}）：请检查节点是否在运行、地址与端口是否正确",
        en=f"the chain at {shown} gives no answer of Ethereum JSON-RPC ({why}): check that the node runs and that "
        "address and port are right",
        url=shown,
    )


def _missing(address: str) -> ContractMissing:
    return ContractMissing(
        zh=f"地址 {address} 上没有该合约：请检查链的地址与合约地址",
        en=f"this contract does not stand at {address}: check the chain's address and the contract's",
        address=address,
    )
