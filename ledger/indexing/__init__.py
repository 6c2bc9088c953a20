"""Indexing: all events of the contracts become the projections that queries and intake read.

`following` reads the chain into SQL, block hashes included, and notices when the chain went back; `folding` makes the
projections of what was read, by a rule for each event, in a file for each contract. Projections are a function of the
events alone: after a reorganisation the abandoned blocks are cut off and the rest is folded anew, without the node.
"""

from ledger.indexing.following import ChainIndexer, rebuild
from ledger.indexing.values import ROLES, to_ms

__all__ = ["ROLES", "ChainIndexer", "rebuild", "to_ms"]
