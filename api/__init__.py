"""The HTTP API (floor 6): thin routes over the use cases of `ledger`. `api.app.create_app` makes one application."""
