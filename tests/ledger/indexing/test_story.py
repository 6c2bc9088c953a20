from tests.ledger.indexing.conftest import dump
def test_x(followed):
    d=dump(followed)
    print({k:len(v) for k,v in d.items()})
    names={r[4] for r in d["contract_events"]}
    print(names)
    print(d["unfollowed_events"])
