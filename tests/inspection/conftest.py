"""Settings of the room's tests."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # no test judges by the clock
settings.load_profile("untimed")
