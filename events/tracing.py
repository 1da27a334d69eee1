"""Spans of what a request set going, for whoever collects them: where time went, and nothing of what it was about.

Until somebody collects them (`collect`) there are none, nothing of OpenTelemetry is loaded, and no context leaves the
process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Span, SpanContext, Tracer, TracerProvider

__all__ = ["carried", "carrier", "collect", "collected", "span"]

PARENT = "traceparent"
NOTHING: AbstractContextManager[None] = nullcontext()
_tracer: Tracer | None = None


def collect(provider: TracerProvider | None) -> None:
    """The provider's collector gets the spans from now on; of None nobody does."""
    global _tracer
    _tracer = None if provider is None else provider.get_tracer("okr_ledger")


def collected() -> bool:
    """Whether somebody collects what this process does."""
    return _tracer is not None


def span(name: str, causes: Iterable[SpanContext] = (), **attributes: str | int) -> AbstractContextManager[Span | None]:
    """What happens in the block is a span: below the first of the causes and linked to each, or where there is none,
    below the span around it. What an exception says is not told: it may be anybody's text."""
    return NOTHING if _tracer is None else _span(_tracer, name, list(causes), attributes)


@contextmanager
def _span(tracer: Tracer, name: str, causes: list[SpanContext], attributes: dict[str, str | int]) -> Iterator[Span]:
    from opentelemetry import trace
    from opentelemetry.context import Context

    below = trace.set_span_in_context(trace.NonRecordingSpan(causes[0]), Context()) if causes else None
    links = [trace.Link(each) for each in causes]
    with tracer.start_as_current_span(
        name, below, attributes=attributes, links=links, record_exception=False, set_status_on_exception=False
    ) as made:
        yield made


def carrier() -> str | None:
    """The current span as W3C's `traceparent`; None where it is of nothing, or not collected."""
    if _tracer is None:
        return None
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    held: dict[str, str] = {}
    if trace.get_current_span().get_span_context().trace_flags.sampled:
        TraceContextTextMapPropagator().inject(held)
    return held.get(PARENT)


def carried(texts: Iterable[str]) -> list[SpanContext]:
    """The spans that these are carriers of; what is none is left out."""
    from opentelemetry import trace
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    found = (TraceContextTextMapPropagator().extract({PARENT: text}, Context()) for text in texts)
    spans = (trace.get_current_span(each).get_span_context() for each in found)
    return [each for each in spans if each.is_valid]
