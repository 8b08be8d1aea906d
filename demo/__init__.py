"""A coffee shop on an origin of its own that embeds the tag as any client would."""
