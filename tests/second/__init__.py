"""A second, deliberately naive program that recomputes a report's figures from exported events.

It was written from the definition of the rules alone, in their order, and shares nothing with the project: it reads
lines of JSON, and works everything out from the beginning whenever that is simplest. Where the two agree, the figures
are what the rules say; where they do not, one of them has misread them.
"""
