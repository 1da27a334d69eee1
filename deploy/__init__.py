"""The composition roots: what starts okr-ledger, on a bare machine or beside servers that are already there."""
