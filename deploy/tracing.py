"""Sends spans to a collector where OTEL_EXPORTER_OTLP_ENDPOINT names one, as OpenTelemetry's variables say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from events import tracing

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SERVICE = "okr-ledger"


@contextmanager
def traced() -> Iterator[None]:
    """Spans are sent until the block is left, those at its end with it; without a collector nothing is even loaded."""
    if not os.environ.get(ENDPOINT):
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME") or SERVICE
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracing.collect(provider)
    try:
        yield
    finally:
        tracing.collect(None)
        provider.shutdown()
