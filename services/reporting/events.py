"""What reporting writes: nothing. It only reads."""

from shared.events.registry import Registry

EVENTS = Registry("reporting", [])
