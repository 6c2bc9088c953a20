"""Floor 3: the chain. An embedded node, a JSON-RPC client, the contracts, the relay and the proofs they yield."""
