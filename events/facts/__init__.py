"""The facts, one file a stream: data only, exactly as the catalogue promises them to the outside."""
