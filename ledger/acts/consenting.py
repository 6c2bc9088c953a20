"""Checking the signatures that an act carries, before anything is journalled."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.acts.act import Act, Consent, Message
from ledger.acts.asking import Asking
from ledger.errors import InputRefused
from ledger.keys import check_signature, recover
from ledger.keys.contract_types import contract_digest
from ledger.model import check_form
from ledger.recording.chain_link import ChainLink


def act_digest(chain: ChainLink, act: Act, message: Message) -> bytes:
    """The 32 bytes that the parties of an act sign."""
    return contract_digest(act.struct, message, chain.chain_id, chain.contracts[act.contract].address)


def checked_consents(
    chain: ChainLink, asking: Asking, act: Act, message: Message, consents: Sequence[Consent]
) -> list[Consent]:
    """The consents as the contract takes them: votes in ascending order of department, the others as given.

    Raises:
        InputRefused: a number of consents that is not the act's, an address out of form, or a signature that is not its
            signer's over this message.
        SignatureRefused: a signature that nobody can have made.
        ChainUnreachable: the order of votes, or whether an account holds a multisig, has to be asked of the chain.
    """
    if not act.takes(len(consents)):
        zh, en = ("; ".join(getattr(party, name) for party in act.parties) or "-" for name in ("zh", "en"))
        raise InputRefused(
            zh=f"{act.zh}须依次由以下各方签名: {zh}",
            en=f"to {act.en}, these sign, in this order: {en}",
            act=act.name,
            given=len(consents),
        )
    for consent in consents:
        _check(chain, act, message, consent)
    voters = len(consents) - len(act.parties) + 1 if act.votes else 0
    votes = sorted(consents[:voters], key=lambda one: _place(asking, one)) if voters > 1 else consents[:voters]
    return [*votes, *consents[voters:]]


def _place(asking: Asking, vote: Consent) -> bytes:
    return bytes(asking.call("Departments", "keyOf", vote.signer)["department"])


def _check(chain: ChainLink, act: Act, message: Message, consent: Consent) -> None:
    check_form("address", consent.signer)
    if len(consent.signature) == 65:
        check_signature(consent.signature)
        if "0x" + recover(act_digest(chain, act, message), consent.signature).hex() == consent.signer:
            return
    # A department that holds a multisig answers on the chain (ERC-1271); a key has no code there
    if chain.reader.code(consent.signer):
        return
    raise InputRefused(
        zh=f"签名不是 {consent.signer} 对该 {act.struct} 所签: 检查内容、链号与合约地址",
        en=f"the signature is not {consent.signer}'s over this {act.struct}: check its content, the chain id and contract",
        signer=consent.signer,
    )
