"""Chinese labels in matplotlib, on whatever machine the notebooks run."""

from __future__ import annotations

from matplotlib import font_manager, rcParams
from pypinyin import lazy_pinyin

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Heiti SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
)
"""Fonts with Chinese characters that systems come with, best first."""


def font() -> str | None:
    """The first of them that is installed; matplotlib uses it from then on."""
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    found = next((name for name in FONTS if name in installed), None)
    if found:
        rcParams["font.sans-serif"] = [found, "DejaVu Sans"]
    rcParams["axes.unicode_minus"] = False
    rcParams["figure.dpi"] = 110
    return found


HAS_FONT = font() is not None


def label(text: str, longest: int = 14) -> str:
    """A label that can be drawn: short, and in pinyin where no font has the characters."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return short if HAS_FONT else " ".join(lazy_pinyin(short))
