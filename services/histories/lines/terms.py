"""The words that people write for an objective and a key result, in the languages that plans were seen in."""

from __future__ import annotations

import re

OBJECTIVE = r"objective|objetivo|objectif|ziel|zielsetzung|goal|目标|目標"
KEY_RESULT = (
    r"key[ -]?result|resultado[s]?[ -](?:clave|chave)|r[ée]sultats?[ -]cl[ée]s?|schl(?:ü|ue)sselergebnis(?:se)?|"
    r"关键结果|關鍵結果|主要结果"
)
ANNOUNCEMENT = re.compile(rf"[\W_]{{0,4}}(?:{KEY_RESULT}|krs?)s?[\W_]{{0,4}}", re.IGNORECASE)
"""A line that only says that key results follow."""
