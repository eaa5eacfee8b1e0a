"""Writes to the ledger that need nothing of the extractor. Each checks the right of its actor and is one event."""
