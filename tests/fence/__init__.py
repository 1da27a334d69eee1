"""Nobody reads over the fence between organisations: not by forgetting, not sideways, not through a connection."""
