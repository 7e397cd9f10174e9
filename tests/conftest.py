"""Laws are tried alike on every machine: how long one takes says nothing about them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("ascribe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ascribe")
