"""One file a stream: its state, and `evolve(state, event)`, the one fold that everything else reads.

A fold is total: an event that makes no sense (an item that does not exist) changes nothing and is listed in `ignored`.
"""
